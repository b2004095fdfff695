CREATE TABLE city (
  city_id {id} PRIMARY KEY,
  slug {text} NOT NULL UNIQUE,
  name {text} NOT NULL,
  code {text} NOT NULL,
  offset_minutes {int} NOT NULL,
  is_demo {bool} NOT NULL,
  settings {text} NOT NULL,
  created_us {int} NOT NULL
){table};

CREATE TABLE job (
  city_id {id} NOT NULL,
  job_id {id} NOT NULL,
  kind {text} NOT NULL,
  body {text} NOT NULL,
  dedupe_key {text},
  state {text} NOT NULL CHECK (state IN ('ready', 'claimed', 'done', 'dead')),
  due_us {int} NOT NULL,
  attempts {int} NOT NULL,
  claimed_until_us {int},
  last_error {text},
  created_us {int} NOT NULL,
  PRIMARY KEY (city_id, job_id)
){table};
CREATE INDEX job_due ON job (city_id, state, due_us);
CREATE UNIQUE INDEX job_dedupe ON job (city_id, kind, dedupe_key);

CREATE TABLE change_feed (
  city_id {id} NOT NULL,
  change_id {id} NOT NULL,
  topic {text} NOT NULL,
  subject_id {id} NOT NULL,
  at_us {int} NOT NULL,
  PRIMARY KEY (city_id, change_id)
){table};

CREATE TABLE idempotency_key (
  city_id {id} NOT NULL,
  actor_key {text} NOT NULL,
  key {text} NOT NULL,
  operation {text} NOT NULL,
  request_hash {bytes} NOT NULL,
  result {text} NOT NULL,
  created_us {int} NOT NULL,
  PRIMARY KEY (city_id, actor_key, key)
){table};
CREATE INDEX idempotency_key_age ON idempotency_key (city_id, created_us);

CREATE TABLE audit_entry (
  city_id {id} NOT NULL,
  audit_id {id} NOT NULL,
  at_us {int} NOT NULL,
  person_id {id},
  action {text} NOT NULL,
  subject_kind {text} NOT NULL,
  subject_id {id} NOT NULL,
  detail {text} NOT NULL,
  PRIMARY KEY (city_id, audit_id)
){table};
CREATE INDEX audit_subject ON audit_entry (city_id, subject_id, audit_id);

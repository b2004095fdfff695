CREATE TABLE district (
  city_id {id} NOT NULL,
  code {text} NOT NULL,
  name {text} NOT NULL,
  PRIMARY KEY (city_id, code)
){table};

CREATE TABLE ward (
  city_id {id} NOT NULL,
  code {text} NOT NULL,
  district_code {text} NOT NULL,
  name {text} NOT NULL,
  postcode {text} NOT NULL,
  rw_count {int} NOT NULL,
  rt_count {int} NOT NULL,
  lat_e6 {int} NOT NULL,
  lng_e6 {int} NOT NULL,
  polygon {text} NOT NULL,
  PRIMARY KEY (city_id, code),
  FOREIGN KEY (city_id, district_code) REFERENCES district (city_id, code)
){table};

CREATE TABLE rw (
  city_id {id} NOT NULL,
  ward_code {text} NOT NULL,
  number {int} NOT NULL,
  PRIMARY KEY (city_id, ward_code, number),
  FOREIGN KEY (city_id, ward_code) REFERENCES ward (city_id, code)
){table};

CREATE TABLE holiday (
  city_id {id} NOT NULL,
  day {int} NOT NULL,
  name {text} NOT NULL,
  kind {text} NOT NULL,
  PRIMARY KEY (city_id, day, name)
){table};

CREATE TABLE person (
  city_id {id} NOT NULL,
  person_id {id} NOT NULL,
  name {text} NOT NULL,
  phone {text} NOT NULL,
  lang {text} NOT NULL,
  created_us {int} NOT NULL,
  PRIMARY KEY (city_id, person_id),
  UNIQUE (city_id, phone)
){table};

CREATE TABLE role_grant (
  city_id {id} NOT NULL,
  person_id {id} NOT NULL,
  role {text} NOT NULL,
  scope_kind {text} NOT NULL CHECK (scope_kind IN ('city', 'market', 'stall')),
  scope_id {id} NOT NULL,
  granted_us {int} NOT NULL,
  PRIMARY KEY (city_id, person_id, role, scope_kind, scope_id),
  FOREIGN KEY (city_id, person_id) REFERENCES person (city_id, person_id)
){table};
CREATE INDEX role_grant_scope ON role_grant (city_id, scope_id, role);

CREATE TABLE address (
  city_id {id} NOT NULL,
  address_id {id} NOT NULL,
  person_id {id} NOT NULL,
  label {text} NOT NULL,
  street {text} NOT NULL,
  rt {int} NOT NULL,
  rw {int} NOT NULL,
  ward_code {text} NOT NULL,
  landmark {text} NOT NULL,
  lat_e6 {int},
  lng_e6 {int},
  used_us {int} NOT NULL,
  PRIMARY KEY (city_id, address_id),
  FOREIGN KEY (city_id, person_id) REFERENCES person (city_id, person_id),
  FOREIGN KEY (city_id, ward_code) REFERENCES ward (city_id, code)
){table};
CREATE INDEX address_person ON address (city_id, person_id, used_us);

CREATE TABLE login_code (
  city_id {id} NOT NULL,
  phone {text} NOT NULL,
  code_hash {bytes} NOT NULL,
  attempts {int} NOT NULL,
  sent_count {int} NOT NULL,
  window_started_us {int} NOT NULL,
  day_count {int} NOT NULL,
  day_started_us {int} NOT NULL,
  expires_us {int} NOT NULL,
  PRIMARY KEY (city_id, phone)
){table};

CREATE TABLE session (
  city_id {id} NOT NULL,
  token_hash {bytes} NOT NULL,
  person_id {id} NOT NULL,
  created_us {int} NOT NULL,
  expires_us {int} NOT NULL,
  PRIMARY KEY (city_id, token_hash),
  FOREIGN KEY (city_id, person_id) REFERENCES person (city_id, person_id)
){table};
CREATE INDEX session_person ON session (city_id, person_id);

CREATE TABLE consent (
  city_id {id} NOT NULL,
  person_id {id} NOT NULL,
  purpose {text} NOT NULL,
  text_version {text} NOT NULL,
  given_us {int} NOT NULL,
  withdrawn_us {int},
  PRIMARY KEY (city_id, person_id, purpose, given_us),
  FOREIGN KEY (city_id, person_id) REFERENCES person (city_id, person_id)
){table};
CREATE UNIQUE INDEX consent_active ON consent (city_id, person_id, purpose) WHERE withdrawn_us IS NULL;

CREATE TABLE seller (
  city_id {id} NOT NULL,
  seller_id {id} NOT NULL,
  person_id {id} NOT NULL,
  name {text} NOT NULL,
  ward_code {text},
  created_us {int} NOT NULL,
  PRIMARY KEY (city_id, seller_id),
  FOREIGN KEY (city_id, person_id) REFERENCES person (city_id, person_id)
){table};
CREATE INDEX seller_person ON seller (city_id, person_id);

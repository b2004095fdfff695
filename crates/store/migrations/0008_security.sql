ALTER TABLE audit_entry ADD COLUMN seq {int};
ALTER TABLE audit_entry ADD COLUMN hash {bytes};
CREATE UNIQUE INDEX audit_seq ON audit_entry (city_id, seq);

CREATE TABLE audit_head (
  city_id {id} NOT NULL,
  seq {int} NOT NULL,
  hash {bytes} NOT NULL,
  PRIMARY KEY (city_id)
){table};

DROP TABLE login_code;

CREATE TABLE sign_in_code (
  city_id {id} NOT NULL,
  number {bytes} NOT NULL,
  device {bytes} NOT NULL,
  code_hash {bytes} NOT NULL,
  attempts {int} NOT NULL,
  expires_us {int} NOT NULL,
  PRIMARY KEY (city_id, number, device)
){table};
CREATE INDEX sign_in_code_age ON sign_in_code (city_id, expires_us);

CREATE TABLE throttle (
  city_id {id} NOT NULL,
  bucket {text} NOT NULL,
  subject {bytes} NOT NULL,
  free_us {int} NOT NULL,
  PRIMARY KEY (city_id, bucket, subject)
){table};
CREATE INDEX throttle_age ON throttle (city_id, free_us);

CREATE TABLE known_device (
  city_id {id} NOT NULL,
  person_id {id} NOT NULL,
  device {bytes} NOT NULL,
  seen_us {int} NOT NULL,
  factor_us {int},
  PRIMARY KEY (city_id, person_id, device),
  FOREIGN KEY (city_id, person_id) REFERENCES person (city_id, person_id)
){table};
CREATE INDEX known_device_age ON known_device (city_id, seen_us);

CREATE TABLE second_factor (
  city_id {id} NOT NULL,
  person_id {id} NOT NULL,
  sealed {bytes} NOT NULL,
  last_step {int} NOT NULL,
  begun_us {int} NOT NULL,
  confirmed_us {int},
  PRIMARY KEY (city_id, person_id),
  FOREIGN KEY (city_id, person_id) REFERENCES person (city_id, person_id)
){table};

CREATE TABLE recovery_code (
  city_id {id} NOT NULL,
  person_id {id} NOT NULL,
  code_hash {bytes} NOT NULL,
  used_us {int},
  PRIMARY KEY (city_id, person_id, code_hash),
  FOREIGN KEY (city_id, person_id) REFERENCES person (city_id, person_id)
){table};

ALTER TABLE session ADD COLUMN device {bytes};
ALTER TABLE session ADD COLUMN factor_us {int};

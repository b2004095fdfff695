ALTER TABLE offer ADD COLUMN version {int} NOT NULL DEFAULT 0;

CREATE TABLE picture (
  city_id {id} NOT NULL,
  offer_id {id} NOT NULL,
  content_hash {text} NOT NULL,
  width {int} NOT NULL CHECK (width > 0),
  height {int} NOT NULL CHECK (height > 0),
  stored_bytes {int} NOT NULL,
  person_id {id},
  added_us {int} NOT NULL,
  PRIMARY KEY (city_id, offer_id),
  FOREIGN KEY (city_id, offer_id) REFERENCES offer (city_id, offer_id)
){table};

CREATE INDEX picture_content ON picture (city_id, content_hash);

CREATE TABLE picture_object (
  city_id {id} NOT NULL,
  content_hash {text} NOT NULL,
  stored_us {int} NOT NULL,
  PRIMARY KEY (city_id, content_hash)
){table};

CREATE INDEX picture_object_stored ON picture_object (city_id, stored_us);

CREATE TABLE provider_statement (
  city_id {id} NOT NULL,
  provider {text} NOT NULL,
  business_date {int} NOT NULL,
  file_name {text} NOT NULL,
  content_hash {bytes} NOT NULL,
  lines {bytes} NOT NULL,
  line_count {int} NOT NULL,
  taken_by_id {id},
  taken_us {int} NOT NULL,
  PRIMARY KEY (city_id, business_date, provider)
){table};

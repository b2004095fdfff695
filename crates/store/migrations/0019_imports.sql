CREATE TABLE import_run (
  city_id {id} NOT NULL,
  run_id {id} NOT NULL,
  market_id {id} NOT NULL,
  begun_by_id {id},
  file_name {text} NOT NULL,
  mode {text} NOT NULL CHECK (mode IN ('dry_run', 'write')),
  begun_us {int} NOT NULL,
  heard_us {int} NOT NULL,
  rows_done {int} NOT NULL,
  rows_total {int} NOT NULL,
  ended_us {int},
  outcome {text},
  faults {text},
  PRIMARY KEY (city_id, run_id),
  FOREIGN KEY (city_id, market_id) REFERENCES market (city_id, market_id)
){table};
CREATE INDEX import_run_market ON import_run (city_id, market_id, run_id);

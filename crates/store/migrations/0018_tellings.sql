CREATE TABLE payment_callback_kept (
  city_id {id} NOT NULL,
  callback_id {id} NOT NULL,
  provider {text} NOT NULL,
  headers {text} NOT NULL,
  body {bytes} NOT NULL,
  received_us {int} NOT NULL,
  verdict {text} NOT NULL CHECK (verdict IN ('new', 'taken', 'forged', 'stale', 'unknown', 'unreadable')),
  reference {text},
  PRIMARY KEY (city_id, callback_id)
){table};
INSERT INTO payment_callback_kept (city_id, callback_id, provider, headers, body, received_us, verdict, reference)
  SELECT city_id, callback_id, provider, headers, body, received_us, verdict, reference FROM payment_callback;
DROP TABLE payment_callback;
ALTER TABLE payment_callback_kept RENAME TO payment_callback;
CREATE INDEX payment_callback_refused ON payment_callback (city_id, received_us) WHERE verdict = 'forged';

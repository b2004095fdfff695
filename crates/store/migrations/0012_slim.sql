CREATE TABLE stock_move_new (
  city_id {id} NOT NULL,
  reference_id {id} NOT NULL,
  move_id {id} NOT NULL,
  offer_id {id} NOT NULL,
  change_milli {int} NOT NULL,
  reason {text} NOT NULL,
  at_us {int} NOT NULL,
  PRIMARY KEY (city_id, reference_id, move_id)
){table};
INSERT INTO stock_move_new (city_id, reference_id, move_id, offer_id, change_milli, reason, at_us)
  SELECT city_id, reference_id, move_id, offer_id, change_milli, reason, at_us FROM stock_move;
DROP TABLE stock_move;
ALTER TABLE stock_move_new RENAME TO stock_move;

DROP TABLE change_feed;
CREATE TABLE change_feed (
  city_id {id} NOT NULL,
  change_id {id} NOT NULL,
  subjects {text} NOT NULL,
  at_us {int} NOT NULL,
  PRIMARY KEY (city_id, change_id)
){table};

DROP INDEX order_line_seller_order;
DROP INDEX quote_expiry;
DROP INDEX job_dedupe;
CREATE UNIQUE INDEX job_dedupe ON job (city_id, kind, dedupe_key) WHERE dedupe_key IS NOT NULL;
DROP INDEX ledger_transfer_debit;
DROP INDEX ledger_transfer_credit;
CREATE INDEX ledger_transfer_debit ON ledger_transfer (city_id, debit_account_id, business_date) WHERE state = 'posted';
CREATE INDEX ledger_transfer_credit ON ledger_transfer (city_id, credit_account_id, business_date) WHERE state = 'posted';

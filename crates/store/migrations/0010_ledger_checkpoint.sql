CREATE TABLE ledger_checkpoint (
  city_id {id} NOT NULL,
  account_id {id} NOT NULL,
  until_us {int} NOT NULL,
  debits_rupiah {int} NOT NULL,
  credits_rupiah {int} NOT NULL,
  PRIMARY KEY (city_id, account_id),
  FOREIGN KEY (city_id, account_id) REFERENCES ledger_account (city_id, account_id)
){table};
CREATE INDEX ledger_checkpoint_until ON ledger_checkpoint (city_id, until_us);
CREATE INDEX ledger_transfer_debit_at ON ledger_transfer (city_id, debit_account_id, at_us) WHERE state = 'posted';
CREATE INDEX ledger_transfer_credit_at ON ledger_transfer (city_id, credit_account_id, at_us) WHERE state = 'posted';

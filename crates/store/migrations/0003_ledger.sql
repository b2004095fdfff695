CREATE TABLE ledger_account (
  city_id {id} NOT NULL,
  account_id {id} NOT NULL,
  kind {text} NOT NULL,
  owner_id {id} NOT NULL,
  created_us {int} NOT NULL,
  PRIMARY KEY (city_id, account_id),
  UNIQUE (city_id, kind, owner_id)
){table};

CREATE TABLE ledger_transfer (
  city_id {id} NOT NULL,
  transfer_id {id} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('pending', 'posted', 'voided', 'expired')),
  pending_id {id},
  debit_account_id {id} NOT NULL,
  credit_account_id {id} NOT NULL,
  amount_rupiah {int} NOT NULL CHECK (amount_rupiah >= 0),
  reason {text} NOT NULL,
  reference_kind {text} NOT NULL,
  reference_id {id} NOT NULL,
  business_date {int} NOT NULL,
  memo {text} NOT NULL,
  at_us {int} NOT NULL,
  PRIMARY KEY (city_id, transfer_id),
  FOREIGN KEY (city_id, debit_account_id) REFERENCES ledger_account (city_id, account_id),
  FOREIGN KEY (city_id, credit_account_id) REFERENCES ledger_account (city_id, account_id),
  CHECK (debit_account_id <> credit_account_id)
){table};
CREATE UNIQUE INDEX ledger_transfer_once ON ledger_transfer (city_id, pending_id) WHERE pending_id IS NOT NULL;
CREATE INDEX ledger_transfer_debit ON ledger_transfer (city_id, debit_account_id, business_date);
CREATE INDEX ledger_transfer_credit ON ledger_transfer (city_id, credit_account_id, business_date);
CREATE INDEX ledger_transfer_reference ON ledger_transfer (city_id, reference_id);

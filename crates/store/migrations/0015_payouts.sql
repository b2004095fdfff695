CREATE TABLE payee_wish (
  city_id {id} NOT NULL,
  payee_id {id} NOT NULL,
  payee_kind {text} NOT NULL CHECK (payee_kind IN ('stall', 'runner')),
  method {text} NOT NULL CHECK (method IN ('cash', 'bank', 'ewallet')),
  frequency {text} NOT NULL CHECK (frequency IN ('daily', 'weekly')),
  channel {text} NOT NULL,
  account_number {text} NOT NULL,
  holder {text} NOT NULL,
  version {int} NOT NULL,
  changed_us {int} NOT NULL,
  changed_by_id {id},
  PRIMARY KEY (city_id, payee_id)
){table};

CREATE TABLE payout_ended (
  city_id {id} NOT NULL,
  payout_id {id} NOT NULL,
  settlement_id {id} NOT NULL,
  payee_kind {text} NOT NULL CHECK (payee_kind IN ('stall', 'runner')),
  payee_id {id} NOT NULL,
  amount_rupiah {int} NOT NULL CHECK (amount_rupiah > 0),
  method {text} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('prepared', 'approved', 'paid', 'failed')),
  paid_us {int},
  paid_by_id {id},
  PRIMARY KEY (city_id, payout_id),
  UNIQUE (city_id, settlement_id, payee_kind, payee_id),
  FOREIGN KEY (city_id, settlement_id) REFERENCES settlement_batch (city_id, settlement_id)
){table};
INSERT INTO payout_ended (city_id, payout_id, settlement_id, payee_kind, payee_id, amount_rupiah, method, state, paid_us, paid_by_id)
SELECT city_id, payout_id, settlement_id, payee_kind, payee_id, amount_rupiah, method, state, paid_us, paid_by_id FROM payout;
DROP TABLE payout;
ALTER TABLE payout_ended RENAME TO payout;
CREATE INDEX payout_payee ON payout (city_id, payee_id, payout_id);

CREATE TABLE transfer_file (
  city_id {id} NOT NULL,
  file_id {id} NOT NULL,
  number {int} NOT NULL,
  business_date {int} NOT NULL,
  value_date {int} NOT NULL,
  transfers {int} NOT NULL,
  total_rupiah {int} NOT NULL,
  made_by_id {id},
  made_us {int} NOT NULL,
  PRIMARY KEY (city_id, file_id),
  UNIQUE (city_id, number)
){table};

CREATE TABLE payout_transfer (
  city_id {id} NOT NULL,
  payout_id {id} NOT NULL,
  channel {text} NOT NULL,
  account_number {text} NOT NULL,
  holder {text} NOT NULL,
  sent_us {int},
  file_id {id},
  failure {text} NOT NULL,
  ended_us {int},
  PRIMARY KEY (city_id, payout_id),
  FOREIGN KEY (city_id, payout_id) REFERENCES payout (city_id, payout_id),
  FOREIGN KEY (city_id, file_id) REFERENCES transfer_file (city_id, file_id)
){table};
CREATE INDEX payout_transfer_file ON payout_transfer (city_id, file_id, payout_id);
CREATE INDEX payout_transfer_waiting ON payout_transfer (city_id, sent_us)
  WHERE sent_us IS NOT NULL AND file_id IS NULL AND ended_us IS NULL;

CREATE TABLE cash_move (
  city_id {id} NOT NULL,
  cash_move_id {id} NOT NULL,
  market_id {id} NOT NULL,
  direction {text} NOT NULL CHECK (direction IN ('brought', 'banked')),
  amount_rupiah {int} NOT NULL CHECK (amount_rupiah > 0),
  reason {text} NOT NULL,
  business_date {int} NOT NULL,
  person_id {id},
  at_us {int} NOT NULL,
  PRIMARY KEY (city_id, cash_move_id),
  FOREIGN KEY (city_id, market_id) REFERENCES market (city_id, market_id)
){table};
CREATE INDEX cash_move_market ON cash_move (city_id, market_id, business_date);

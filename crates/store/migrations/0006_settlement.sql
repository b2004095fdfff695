CREATE TABLE cash_desk (
  city_id {id} NOT NULL,
  market_id {id} NOT NULL,
  acts {int} NOT NULL,
  PRIMARY KEY (city_id, market_id),
  FOREIGN KEY (city_id, market_id) REFERENCES market (city_id, market_id)
){table};

CREATE TABLE cash_count (
  city_id {id} NOT NULL,
  cash_count_id {id} NOT NULL,
  market_id {id} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('runner_return', 'closing')),
  runner_id {id},
  business_date {int} NOT NULL,
  expected_rupiah {int} NOT NULL,
  counted_rupiah {int} NOT NULL CHECK (counted_rupiah >= 0),
  reason {text} NOT NULL,
  person_id {id},
  at_us {int} NOT NULL,
  PRIMARY KEY (city_id, cash_count_id),
  FOREIGN KEY (city_id, market_id) REFERENCES market (city_id, market_id)
){table};
CREATE INDEX cash_count_market ON cash_count (city_id, market_id, business_date);
CREATE UNIQUE INDEX cash_count_closing ON cash_count (city_id, market_id, business_date) WHERE kind = 'closing';

CREATE TABLE settlement_batch (
  city_id {id} NOT NULL,
  settlement_id {id} NOT NULL,
  market_id {id} NOT NULL,
  business_date {int} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('prepared', 'approved', 'paid')),
  total_rupiah {int} NOT NULL,
  prepared_by_id {id},
  prepared_us {int} NOT NULL,
  approved_by_id {id},
  approved_us {int},
  PRIMARY KEY (city_id, settlement_id),
  UNIQUE (city_id, market_id, business_date),
  FOREIGN KEY (city_id, market_id) REFERENCES market (city_id, market_id)
){table};

CREATE TABLE payout (
  city_id {id} NOT NULL,
  payout_id {id} NOT NULL,
  settlement_id {id} NOT NULL,
  payee_kind {text} NOT NULL CHECK (payee_kind IN ('stall', 'runner')),
  payee_id {id} NOT NULL,
  amount_rupiah {int} NOT NULL CHECK (amount_rupiah > 0),
  method {text} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('prepared', 'approved', 'paid')),
  paid_us {int},
  paid_by_id {id},
  PRIMARY KEY (city_id, payout_id),
  UNIQUE (city_id, settlement_id, payee_kind, payee_id),
  FOREIGN KEY (city_id, settlement_id) REFERENCES settlement_batch (city_id, settlement_id)
){table};
CREATE INDEX payout_payee ON payout (city_id, payee_id, payout_id);

CREATE TABLE refund (
  city_id {id} NOT NULL,
  refund_id {id} NOT NULL,
  order_id {id} NOT NULL,
  line_id {id},
  liable {text} NOT NULL CHECK (liable IN ('stall', 'runner', 'market', 'city')),
  amount_rupiah {int} NOT NULL CHECK (amount_rupiah > 0),
  reason {text} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('approved', 'paid')),
  made_by_id {id},
  made_us {int} NOT NULL,
  paid_us {int},
  PRIMARY KEY (city_id, refund_id),
  FOREIGN KEY (city_id, order_id) REFERENCES market_order (city_id, order_id)
){table};
CREATE INDEX refund_order ON refund (city_id, order_id);
CREATE INDEX refund_open ON refund (city_id, refund_id) WHERE state = 'approved';

CREATE INDEX market_order_day ON market_order (city_id, market_id, business_date);

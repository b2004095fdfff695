CREATE TABLE complaint (
  city_id {id} NOT NULL,
  complaint_id {id} NOT NULL,
  order_id {id} NOT NULL,
  market_id {id} NOT NULL,
  line_id {id},
  subject_id {id} NOT NULL,
  reason {text} NOT NULL CHECK (reason IN ('missing', 'wrong_goods', 'bad_quality', 'short_weight', 'damaged', 'late', 'runner', 'money')),
  note {text} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('open', 'proposed', 'upheld', 'refused')),
  made_by_id {id} NOT NULL,
  made_us {int} NOT NULL,
  decide_by_us {int} NOT NULL,
  reminded_us {int},
  liable {text} CHECK (liable IN ('stall', 'runner', 'market', 'city')),
  amount_rupiah {int} CHECK (amount_rupiah > 0),
  decision {text} NOT NULL,
  decided_by_id {id},
  decided_us {int},
  approved_by_id {id},
  approved_us {int},
  refund_id {id},
  PRIMARY KEY (city_id, complaint_id),
  UNIQUE (city_id, order_id, subject_id, reason),
  FOREIGN KEY (city_id, order_id) REFERENCES market_order (city_id, order_id),
  FOREIGN KEY (city_id, refund_id) REFERENCES refund (city_id, refund_id)
){table};
CREATE INDEX complaint_market ON complaint (city_id, market_id, complaint_id);
CREATE INDEX complaint_open ON complaint (city_id, market_id, decide_by_us) WHERE state IN ('open', 'proposed');
CREATE INDEX complaint_state ON complaint (city_id, state, complaint_id);
CREATE INDEX complaint_overdue ON complaint (city_id, decide_by_us) WHERE state IN ('open', 'proposed') AND reminded_us IS NULL;

CREATE TABLE complaint_party (
  city_id {id} NOT NULL,
  complaint_id {id} NOT NULL,
  payee_kind {text} NOT NULL CHECK (payee_kind IN ('stall', 'runner')),
  payee_id {id} NOT NULL,
  order_id {id} NOT NULL,
  held_us {int},
  released_us {int},
  answer {text} NOT NULL,
  answered_by_id {id},
  answered_us {int},
  PRIMARY KEY (city_id, complaint_id, payee_kind, payee_id),
  FOREIGN KEY (city_id, complaint_id) REFERENCES complaint (city_id, complaint_id)
){table};
CREATE INDEX complaint_party_payee ON complaint_party (city_id, payee_id, complaint_id);
CREATE INDEX complaint_party_held ON complaint_party (city_id, order_id, payee_id) WHERE held_us IS NOT NULL AND released_us IS NULL;
CREATE INDEX complaint_party_order ON complaint_party (city_id, order_id);

CREATE TABLE rating (
  city_id {id} NOT NULL,
  rating_id {id} NOT NULL,
  order_id {id} NOT NULL,
  market_id {id} NOT NULL,
  payee_kind {text} NOT NULL CHECK (payee_kind IN ('stall', 'runner')),
  subject_id {id} NOT NULL,
  stars {int} NOT NULL CHECK (stars >= 1 AND stars <= 5),
  words {text} NOT NULL,
  made_by_id {id} NOT NULL,
  made_us {int} NOT NULL,
  changed_us {int},
  hidden_us {int},
  hidden_by_id {id},
  hidden_why {text} NOT NULL,
  PRIMARY KEY (city_id, rating_id),
  UNIQUE (city_id, order_id, payee_kind, subject_id),
  FOREIGN KEY (city_id, order_id) REFERENCES market_order (city_id, order_id)
){table};
CREATE INDEX rating_subject ON rating (city_id, subject_id, rating_id);
CREATE INDEX rating_market ON rating (city_id, market_id, rating_id);

CREATE TABLE standing_order (
  city_id {id} NOT NULL,
  standing_id {id} NOT NULL,
  person_id {id} NOT NULL,
  market_id {id} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('active', 'paused', 'stopped')),
  weekdays {int} NOT NULL CHECK (weekdays >= 1 AND weekdays <= 127),
  starts_minute {int} NOT NULL,
  lines {text} NOT NULL,
  recipient {text} NOT NULL,
  phone {text} NOT NULL,
  address {text} NOT NULL,
  payment_provider {text} NOT NULL,
  total_max_rupiah {int} CHECK (total_max_rupiah > 0),
  next_day {int} NOT NULL,
  due_us {int} NOT NULL,
  made_us {int} NOT NULL,
  version {int} NOT NULL,
  PRIMARY KEY (city_id, standing_id),
  FOREIGN KEY (city_id, person_id) REFERENCES person (city_id, person_id),
  FOREIGN KEY (city_id, market_id) REFERENCES market (city_id, market_id)
){table};
CREATE INDEX standing_order_person ON standing_order (city_id, person_id, standing_id);
CREATE INDEX standing_order_due ON standing_order (city_id, due_us) WHERE state = 'active';

CREATE TABLE standing_run (
  city_id {id} NOT NULL,
  standing_id {id} NOT NULL,
  day {int} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('waiting', 'placed', 'skipped', 'impossible')),
  why {text} NOT NULL,
  problems {text} NOT NULL,
  total_rupiah {int} NOT NULL,
  slot_id {id},
  order_id {id},
  confirm_by_us {int} NOT NULL,
  at_us {int} NOT NULL,
  PRIMARY KEY (city_id, standing_id, day),
  FOREIGN KEY (city_id, standing_id) REFERENCES standing_order (city_id, standing_id)
){table};

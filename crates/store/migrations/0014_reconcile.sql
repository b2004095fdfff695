CREATE TABLE reconciliation (
  city_id {id} NOT NULL,
  reconciliation_id {id} NOT NULL,
  provider {text} NOT NULL,
  business_date {int} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('open', 'closed')),
  matched {int} NOT NULL,
  gross_rupiah {int} NOT NULL,
  refunded_rupiah {int} NOT NULL,
  fee_rupiah {int} NOT NULL,
  postings {int} NOT NULL,
  run_us {int} NOT NULL,
  PRIMARY KEY (city_id, reconciliation_id),
  UNIQUE (city_id, business_date, provider)
){table};

CREATE TABLE reconciliation_match (
  city_id {id} NOT NULL,
  flow {text} NOT NULL CHECK (flow IN ('payment', 'refund')),
  subject_id {id} NOT NULL,
  reconciliation_id {id} NOT NULL,
  gross_rupiah {int} NOT NULL,
  fee_rupiah {int} NOT NULL,
  PRIMARY KEY (city_id, flow, subject_id),
  FOREIGN KEY (city_id, reconciliation_id) REFERENCES reconciliation (city_id, reconciliation_id)
){table};
CREATE INDEX reconciliation_match_day ON reconciliation_match (city_id, reconciliation_id);

CREATE TABLE reconciliation_item (
  city_id {id} NOT NULL,
  item_id {id} NOT NULL,
  reconciliation_id {id} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('missing_here', 'missing_there', 'amount_differs', 'fee_differs')),
  flow {text} NOT NULL CHECK (flow IN ('payment', 'refund')),
  reference {text} NOT NULL,
  ours_rupiah {int} NOT NULL,
  theirs_rupiah {int} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('open', 'resolved', 'vanished')),
  owner_id {id},
  note {text} NOT NULL,
  opened_us {int} NOT NULL,
  ended_us {int},
  PRIMARY KEY (city_id, item_id),
  UNIQUE (city_id, reconciliation_id, kind, flow, reference),
  FOREIGN KEY (city_id, reconciliation_id) REFERENCES reconciliation (city_id, reconciliation_id)
){table};
CREATE INDEX reconciliation_item_open ON reconciliation_item (city_id, flow, reference) WHERE state = 'open';

CREATE INDEX payment_return_sent ON payment_return (city_id, sent_us) WHERE sent_us IS NOT NULL;

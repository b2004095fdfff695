CREATE TABLE printed_code (
  city_id {id} NOT NULL,
  market_id {id} NOT NULL,
  payload {text} NOT NULL,
  merchant {text} NOT NULL,
  set_by_id {id},
  set_us {int} NOT NULL,
  PRIMARY KEY (city_id, market_id),
  FOREIGN KEY (city_id, market_id) REFERENCES market (city_id, market_id)
){table};

CREATE TABLE payment_claim (
  city_id {id} NOT NULL,
  claim_id {id} NOT NULL,
  market_id {id} NOT NULL,
  order_id {id} NOT NULL,
  intent_id {id} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('shown', 'recorded', 'confirmed', 'rejected')),
  content_hash {text},
  picture_until_us {int},
  amount_rupiah {int} CHECK (amount_rupiah > 0),
  made_us {int} NOT NULL,
  recorded_by_id {id},
  recorded_us {int},
  bank_reference {text},
  bank_date {int},
  checked_by_id {id},
  checked_us {int},
  reason {text} NOT NULL,
  PRIMARY KEY (city_id, claim_id),
  FOREIGN KEY (city_id, intent_id) REFERENCES payment_intent (city_id, intent_id)
){table};
CREATE UNIQUE INDEX payment_claim_intent ON payment_claim (city_id, intent_id) WHERE state <> 'rejected';
CREATE UNIQUE INDEX payment_claim_picture ON payment_claim (city_id, content_hash) WHERE content_hash IS NOT NULL AND state <> 'rejected';
CREATE UNIQUE INDEX payment_claim_reference ON payment_claim (city_id, bank_reference) WHERE bank_reference IS NOT NULL;
CREATE INDEX payment_claim_order ON payment_claim (city_id, order_id);
CREATE INDEX payment_claim_market ON payment_claim (city_id, market_id, claim_id);
CREATE INDEX payment_claim_waiting ON payment_claim (city_id, market_id, claim_id) WHERE state IN ('shown', 'recorded');
CREATE INDEX payment_claim_sweep ON payment_claim (city_id, picture_until_us) WHERE picture_until_us IS NOT NULL;

ALTER TABLE refund ADD COLUMN by_source_rupiah {int} NOT NULL DEFAULT 0;

CREATE TABLE payment_return_new (
  city_id {id} NOT NULL,
  return_id {id} NOT NULL,
  intent_id {id} NOT NULL,
  order_id {id} NOT NULL,
  market_id {id} NOT NULL,
  amount_rupiah {int} NOT NULL CHECK (amount_rupiah > 0),
  reason {text} NOT NULL CHECK (reason IN ('excess', 'order_ended', 'refund')),
  refund_id {id},
  state {text} NOT NULL CHECK (state IN ('due', 'sent', 'by_hand', 'transferred')),
  is_unsure {bool} NOT NULL,
  made_us {int} NOT NULL,
  sent_us {int},
  try_us {int},
  tries {int} NOT NULL,
  last_error {text},
  PRIMARY KEY (city_id, return_id),
  FOREIGN KEY (city_id, intent_id) REFERENCES payment_receipt (city_id, intent_id)
){table};
INSERT INTO payment_return_new (city_id, return_id, intent_id, order_id, market_id, amount_rupiah, reason, state, is_unsure, made_us, sent_us,
    try_us, tries, last_error)
  SELECT b.city_id, b.return_id, b.intent_id, b.order_id, o.market_id, b.amount_rupiah, b.reason, b.state, FALSE, b.made_us, b.sent_us,
    b.try_us, b.tries, b.last_error
  FROM payment_return b JOIN market_order o ON o.city_id = b.city_id AND o.order_id = b.order_id;
DROP TABLE payment_return;
ALTER TABLE payment_return_new RENAME TO payment_return;
CREATE INDEX payment_return_order ON payment_return (city_id, order_id);
CREATE INDEX payment_return_due ON payment_return (city_id, try_us) WHERE try_us IS NOT NULL;
CREATE INDEX payment_return_sent ON payment_return (city_id, sent_us) WHERE sent_us IS NOT NULL;
CREATE INDEX payment_return_by_hand ON payment_return (city_id, return_id) WHERE state = 'by_hand';
CREATE INDEX payment_return_by_hand_market ON payment_return (city_id, market_id, return_id) WHERE state = 'by_hand';
CREATE INDEX payment_return_transferred ON payment_return (city_id, return_id) WHERE state = 'transferred';
CREATE INDEX payment_return_transferred_market ON payment_return (city_id, market_id, return_id) WHERE state = 'transferred';
CREATE INDEX payment_return_intent ON payment_return (city_id, intent_id);

CREATE TABLE return_account (
  city_id {id} NOT NULL,
  order_id {id} NOT NULL,
  bank {text} NOT NULL,
  number {text} NOT NULL,
  holder {text} NOT NULL,
  problem {text} NOT NULL,
  given_by_id {id},
  given_us {int} NOT NULL,
  PRIMARY KEY (city_id, order_id),
  FOREIGN KEY (city_id, order_id) REFERENCES market_order (city_id, order_id)
){table};

CREATE TABLE return_transfer (
  city_id {id} NOT NULL,
  return_id {id} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('prepared', 'sent')),
  bank {text} NOT NULL,
  number {text} NOT NULL,
  holder {text} NOT NULL,
  prepared_by_id {id} NOT NULL,
  prepared_us {int} NOT NULL,
  checked_by_id {id},
  checked_us {int},
  bank_reference {text},
  PRIMARY KEY (city_id, return_id),
  FOREIGN KEY (city_id, return_id) REFERENCES payment_return (city_id, return_id)
){table};
CREATE UNIQUE INDEX return_transfer_reference ON return_transfer (city_id, bank_reference) WHERE bank_reference IS NOT NULL;

ALTER TABLE payment ADD COLUMN hold_until_us {int};
CREATE INDEX payment_hold ON payment (city_id, hold_until_us) WHERE hold_until_us IS NOT NULL;

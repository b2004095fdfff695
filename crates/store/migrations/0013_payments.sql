CREATE TABLE payment_intent (
  city_id {id} NOT NULL,
  intent_id {id} NOT NULL,
  order_id {id} NOT NULL,
  provider {text} NOT NULL,
  reference {text} NOT NULL,
  provider_reference {text},
  amount_rupiah {int} NOT NULL CHECK (amount_rupiah > 0),
  state {text} NOT NULL CHECK (state IN ('asked', 'pending', 'paid', 'cancelled', 'expired', 'failed', 'refunded')),
  payload {text},
  made_us {int} NOT NULL,
  expires_us {int} NOT NULL,
  poll_us {int},
  polls {int} NOT NULL,
  PRIMARY KEY (city_id, intent_id),
  UNIQUE (city_id, reference),
  FOREIGN KEY (city_id, order_id) REFERENCES market_order (city_id, order_id)
){table};
CREATE INDEX payment_intent_order ON payment_intent (city_id, order_id);
CREATE INDEX payment_intent_poll ON payment_intent (city_id, poll_us) WHERE poll_us IS NOT NULL;

CREATE TABLE payment_callback (
  city_id {id} NOT NULL,
  callback_id {id} NOT NULL,
  provider {text} NOT NULL,
  headers {text} NOT NULL,
  body {bytes} NOT NULL,
  received_us {int} NOT NULL,
  verdict {text} NOT NULL CHECK (verdict IN ('new', 'taken', 'forged', 'unknown', 'unreadable')),
  reference {text},
  PRIMARY KEY (city_id, callback_id)
){table};
CREATE INDEX payment_callback_new ON payment_callback (city_id, callback_id) WHERE verdict = 'new';

CREATE TABLE payment_receipt (
  city_id {id} NOT NULL,
  intent_id {id} NOT NULL,
  order_id {id} NOT NULL,
  provider {text} NOT NULL,
  amount_rupiah {int} NOT NULL CHECK (amount_rupiah > 0),
  fee_rupiah {int},
  paid_us {int},
  received_us {int} NOT NULL,
  business_date {int} NOT NULL,
  PRIMARY KEY (city_id, intent_id),
  FOREIGN KEY (city_id, intent_id) REFERENCES payment_intent (city_id, intent_id)
){table};
CREATE INDEX payment_receipt_order ON payment_receipt (city_id, order_id);
CREATE INDEX payment_receipt_day ON payment_receipt (city_id, business_date, provider);

CREATE TABLE payment_return (
  city_id {id} NOT NULL,
  return_id {id} NOT NULL,
  intent_id {id} NOT NULL,
  order_id {id} NOT NULL,
  amount_rupiah {int} NOT NULL CHECK (amount_rupiah > 0),
  reason {text} NOT NULL CHECK (reason IN ('excess', 'order_ended')),
  state {text} NOT NULL CHECK (state IN ('due', 'sent', 'by_hand')),
  made_us {int} NOT NULL,
  sent_us {int},
  try_us {int},
  tries {int} NOT NULL,
  last_error {text},
  PRIMARY KEY (city_id, return_id),
  FOREIGN KEY (city_id, intent_id) REFERENCES payment_receipt (city_id, intent_id)
){table};
CREATE INDEX payment_return_order ON payment_return (city_id, order_id);
CREATE INDEX payment_return_due ON payment_return (city_id, try_us) WHERE try_us IS NOT NULL;

CREATE TABLE sandbox_payment (
  city_id {id} NOT NULL,
  reference {text} NOT NULL,
  amount_rupiah {int} NOT NULL CHECK (amount_rupiah > 0),
  fee_rupiah {int} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('pending', 'paid', 'cancelled')),
  title {text} NOT NULL,
  payload {text} NOT NULL,
  made_us {int} NOT NULL,
  expires_us {int} NOT NULL,
  paid_us {int},
  PRIMARY KEY (city_id, reference)
){table};
CREATE INDEX sandbox_payment_paid ON sandbox_payment (city_id, paid_us) WHERE paid_us IS NOT NULL;

CREATE TABLE sandbox_refund (
  city_id {id} NOT NULL,
  refund_key {text} NOT NULL,
  reference {text} NOT NULL,
  amount_rupiah {int} NOT NULL CHECK (amount_rupiah > 0),
  made_us {int} NOT NULL,
  PRIMARY KEY (city_id, refund_key),
  FOREIGN KEY (city_id, reference) REFERENCES sandbox_payment (city_id, reference)
){table};
CREATE INDEX sandbox_refund_payment ON sandbox_refund (city_id, reference);

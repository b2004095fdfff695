CREATE TABLE basket (
  city_id {id} NOT NULL,
  basket_id {id} NOT NULL,
  market_id {id} NOT NULL,
  owner_id {id} NOT NULL,
  updated_us {int} NOT NULL,
  PRIMARY KEY (city_id, basket_id),
  UNIQUE (city_id, owner_id, market_id),
  FOREIGN KEY (city_id, market_id) REFERENCES market (city_id, market_id)
){table};

CREATE TABLE basket_line (
  city_id {id} NOT NULL,
  basket_id {id} NOT NULL,
  line_id {id} NOT NULL,
  offer_id {id} NOT NULL,
  quantity_milli {int} NOT NULL,
  amount_rupiah {int},
  note {text} NOT NULL,
  policy {text} NOT NULL,
  alternative_offer_id {id},
  price_seen_rupiah {int} NOT NULL,
  PRIMARY KEY (city_id, basket_id, line_id),
  FOREIGN KEY (city_id, basket_id) REFERENCES basket (city_id, basket_id),
  FOREIGN KEY (city_id, offer_id) REFERENCES offer (city_id, offer_id)
){table};

CREATE TABLE quote (
  city_id {id} NOT NULL,
  quote_id {id} NOT NULL,
  market_id {id} NOT NULL,
  owner_id {id} NOT NULL,
  body {text} NOT NULL,
  expires_us {int} NOT NULL,
  PRIMARY KEY (city_id, quote_id)
){table};
CREATE INDEX quote_expiry ON quote (city_id, expires_us);

CREATE TABLE slot (
  city_id {id} NOT NULL,
  slot_id {id} NOT NULL,
  market_id {id} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('window', 'asap')),
  day {int} NOT NULL,
  starts_us {int} NOT NULL,
  ends_us {int} NOT NULL,
  cutoff_us {int} NOT NULL,
  capacity {int} NOT NULL,
  taken {int} NOT NULL CHECK (taken >= 0 AND taken <= capacity),
  PRIMARY KEY (city_id, slot_id),
  UNIQUE (city_id, market_id, kind, starts_us),
  FOREIGN KEY (city_id, market_id) REFERENCES market (city_id, market_id)
){table};

CREATE TABLE market_order (
  city_id {id} NOT NULL,
  order_id {id} NOT NULL,
  number {text} NOT NULL,
  market_id {id} NOT NULL,
  buyer_id {id} NOT NULL,
  placed_by_id {id} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('placed', 'picking', 'picked', 'delivering', 'delivered', 'failed', 'cancelled')),
  slot_id {id} NOT NULL,
  recipient {text} NOT NULL,
  phone {text} NOT NULL,
  street {text} NOT NULL,
  rt {int} NOT NULL,
  rw {int} NOT NULL,
  ward_code {text} NOT NULL,
  landmark {text} NOT NULL,
  lat_e6 {int},
  lng_e6 {int},
  payment_provider {text} NOT NULL,
  goods_estimate_rupiah {int} NOT NULL,
  delivery_fee_rupiah {int} NOT NULL,
  service_fee_rupiah {int} NOT NULL,
  tolerance_rupiah {int} NOT NULL,
  goods_final_rupiah {int},
  rounding_rupiah {int},
  total_final_rupiah {int},
  hold_transfer_id {id} NOT NULL,
  pin {text} NOT NULL,
  pin_attempts {int} NOT NULL,
  runner_id {id},
  reason {text} NOT NULL,
  placed_us {int} NOT NULL,
  finished_us {int},
  business_date {int} NOT NULL,
  version {int} NOT NULL,
  PRIMARY KEY (city_id, order_id),
  UNIQUE (city_id, number),
  FOREIGN KEY (city_id, market_id) REFERENCES market (city_id, market_id),
  FOREIGN KEY (city_id, slot_id) REFERENCES slot (city_id, slot_id),
  FOREIGN KEY (city_id, buyer_id) REFERENCES person (city_id, person_id)
){table};
CREATE INDEX market_order_buyer ON market_order (city_id, buyer_id, order_id);
CREATE INDEX market_order_market ON market_order (city_id, market_id, state, order_id);
CREATE INDEX market_order_runner ON market_order (city_id, runner_id, state) WHERE runner_id IS NOT NULL;

CREATE TABLE seller_order (
  city_id {id} NOT NULL,
  seller_order_id {id} NOT NULL,
  order_id {id} NOT NULL,
  stall_id {id} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('waiting', 'accepted', 'rejected', 'collected', 'cancelled')),
  decide_by_us {int} NOT NULL,
  decided_us {int},
  decided_by_timer {bool} NOT NULL,
  PRIMARY KEY (city_id, seller_order_id),
  UNIQUE (city_id, order_id, stall_id),
  FOREIGN KEY (city_id, order_id) REFERENCES market_order (city_id, order_id),
  FOREIGN KEY (city_id, stall_id) REFERENCES stall (city_id, stall_id)
){table};
CREATE INDEX seller_order_stall ON seller_order (city_id, stall_id, state, seller_order_id);
CREATE INDEX seller_order_timer ON seller_order (city_id, decide_by_us) WHERE state = 'waiting';

CREATE TABLE order_line (
  city_id {id} NOT NULL,
  order_id {id} NOT NULL,
  line_id {id} NOT NULL,
  seller_order_id {id} NOT NULL,
  stall_id {id} NOT NULL,
  offer_id {id} NOT NULL,
  product_id {id} NOT NULL,
  position {int} NOT NULL,
  sold_by {text} NOT NULL,
  unit {text} NOT NULL,
  quantity_milli {int} NOT NULL CHECK (quantity_milli > 0),
  amount_rupiah {int},
  price_rupiah {int} NOT NULL,
  tolerance_bp {int} NOT NULL,
  estimate_rupiah {int} NOT NULL,
  note {text} NOT NULL,
  policy {text} NOT NULL CHECK (policy IN ('best_match', 'alternative', 'ask', 'refund', 'never')),
  alternative_offer_id {id},
  state {text} NOT NULL CHECK (state IN ('open', 'rejected', 'picked', 'substituted', 'missing')),
  reason {text} NOT NULL,
  picked_milli {int},
  picked_offer_id {id},
  picked_price_rupiah {int},
  total_rupiah {int},
  version {int} NOT NULL,
  PRIMARY KEY (city_id, order_id, line_id),
  FOREIGN KEY (city_id, seller_order_id) REFERENCES seller_order (city_id, seller_order_id),
  FOREIGN KEY (city_id, offer_id) REFERENCES offer (city_id, offer_id)
){table};
CREATE INDEX order_line_seller_order ON order_line (city_id, seller_order_id);

CREATE TABLE substitution (
  city_id {id} NOT NULL,
  substitution_id {id} NOT NULL,
  order_id {id} NOT NULL,
  line_id {id} NOT NULL,
  offer_id {id} NOT NULL,
  quantity_milli {int} NOT NULL CHECK (quantity_milli > 0),
  price_rupiah {int} NOT NULL,
  total_rupiah {int} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('asked', 'accepted', 'refused', 'expired')),
  by_rule {bool} NOT NULL,
  asked_us {int} NOT NULL,
  answer_by_us {int} NOT NULL,
  answered_us {int},
  PRIMARY KEY (city_id, substitution_id),
  FOREIGN KEY (city_id, order_id, line_id) REFERENCES order_line (city_id, order_id, line_id)
){table};
CREATE INDEX substitution_line ON substitution (city_id, order_id, line_id);
CREATE UNIQUE INDEX substitution_asked ON substitution (city_id, order_id, line_id) WHERE state = 'asked';

CREATE TABLE order_event (
  city_id {id} NOT NULL,
  order_id {id} NOT NULL,
  event_id {id} NOT NULL,
  kind {text} NOT NULL,
  person_id {id},
  detail {text} NOT NULL,
  at_us {int} NOT NULL,
  device_us {int},
  PRIMARY KEY (city_id, order_id, event_id)
){table};

CREATE TABLE payment (
  city_id {id} NOT NULL,
  order_id {id} NOT NULL,
  provider {text} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('awaited', 'paid', 'cancelled', 'refunded')),
  amount_rupiah {int} NOT NULL,
  provider_reference {text} NOT NULL,
  updated_us {int} NOT NULL,
  PRIMARY KEY (city_id, order_id),
  FOREIGN KEY (city_id, order_id) REFERENCES market_order (city_id, order_id)
){table};

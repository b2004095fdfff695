CREATE TABLE market (
  city_id {id} NOT NULL,
  market_id {id} NOT NULL,
  slug {text} NOT NULL,
  name {text} NOT NULL,
  kind {text} NOT NULL,
  cluster {text} NOT NULL CHECK (cluster IN ('market', 'culinary', 'msme', 'home_industry')),
  street {text} NOT NULL,
  ward_code {text},
  lat_e6 {int},
  lng_e6 {int},
  pin_precision {text} NOT NULL,
  does_deliver {bool} NOT NULL,
  opens_minute {int} NOT NULL,
  closes_minute {int} NOT NULL,
  delivery_base_rupiah {int} NOT NULL,
  delivery_km_rupiah {int} NOT NULL,
  service_fee_rupiah {int} NOT NULL,
  facts {text} NOT NULL,
  closed_until_us {int} NOT NULL,
  PRIMARY KEY (city_id, market_id),
  UNIQUE (city_id, slug),
  FOREIGN KEY (city_id, ward_code) REFERENCES ward (city_id, code)
){table};

CREATE TABLE slot_plan (
  city_id {id} NOT NULL,
  market_id {id} NOT NULL,
  starts_minute {int} NOT NULL,
  ends_minute {int} NOT NULL,
  cutoff_minutes {int} NOT NULL,
  capacity {int} NOT NULL CHECK (capacity >= 0),
  is_on_sunday {bool} NOT NULL,
  PRIMARY KEY (city_id, market_id, starts_minute),
  FOREIGN KEY (city_id, market_id) REFERENCES market (city_id, market_id)
){table};

CREATE TABLE stall (
  city_id {id} NOT NULL,
  stall_id {id} NOT NULL,
  market_id {id} NOT NULL,
  seller_id {id} NOT NULL,
  slug {text} NOT NULL,
  name {text} NOT NULL,
  kind {text} NOT NULL,
  block {text} NOT NULL,
  number {int} NOT NULL,
  walking_order {int} NOT NULL,
  ward_code {text},
  street {text} NOT NULL,
  opens_minute {int} NOT NULL,
  closes_minute {int} NOT NULL,
  closed_until_us {int} NOT NULL,
  payout_method {text} NOT NULL,
  PRIMARY KEY (city_id, stall_id),
  UNIQUE (city_id, slug),
  FOREIGN KEY (city_id, market_id) REFERENCES market (city_id, market_id),
  FOREIGN KEY (city_id, seller_id) REFERENCES seller (city_id, seller_id)
){table};
CREATE INDEX stall_walk ON stall (city_id, market_id, walking_order);

CREATE TABLE commodity (
  city_id {id} NOT NULL,
  slug {text} NOT NULL,
  name {text} NOT NULL,
  commodity_group {text} NOT NULL,
  watch_unit {text} NOT NULL,
  phrases {text} NOT NULL,
  position {int} NOT NULL,
  PRIMARY KEY (city_id, slug)
){table};

CREATE TABLE common_phrase (
  city_id {id} NOT NULL,
  phrase {text} NOT NULL,
  commodities {text} NOT NULL,
  PRIMARY KEY (city_id, phrase)
){table};

CREATE TABLE price_reading (
  city_id {id} NOT NULL,
  commodity_slug {text} NOT NULL,
  day {int} NOT NULL,
  area {text} NOT NULL,
  market {text} NOT NULL,
  price_rupiah {int} NOT NULL,
  unit {text} NOT NULL,
  source {text} NOT NULL,
  note {text} NOT NULL,
  PRIMARY KEY (city_id, commodity_slug, day, area, market, source, unit),
  FOREIGN KEY (city_id, commodity_slug) REFERENCES commodity (city_id, slug)
){table};

CREATE TABLE price_ceiling (
  city_id {id} NOT NULL,
  commodity_slug {text} NOT NULL,
  kind {text} NOT NULL,
  low_rupiah {int},
  high_rupiah {int} NOT NULL,
  unit {text} NOT NULL,
  since_day {int} NOT NULL,
  PRIMARY KEY (city_id, commodity_slug, kind, since_day),
  FOREIGN KEY (city_id, commodity_slug) REFERENCES commodity (city_id, slug)
){table};

CREATE TABLE product (
  city_id {id} NOT NULL,
  product_id {id} NOT NULL,
  slug {text} NOT NULL,
  commodity_slug {text},
  illustration {text} NOT NULL,
  name_id {text} NOT NULL,
  name_jv {text} NOT NULL,
  name_en {text} NOT NULL,
  cluster {text} NOT NULL,
  product_group {text} NOT NULL,
  sold_by {text} NOT NULL CHECK (sold_by IN ('weight', 'piece', 'bunch', 'pack')),
  unit {text} NOT NULL,
  pack_grams {int},
  pack_ml {int},
  tolerance_bp {int} NOT NULL,
  step_milli {int} NOT NULL,
  min_milli {int} NOT NULL,
  phrases {text} NOT NULL,
  substitutes {text} NOT NULL,
  ready_minutes {int} NOT NULL,
  PRIMARY KEY (city_id, product_id),
  UNIQUE (city_id, slug)
){table};

CREATE TABLE offer (
  city_id {id} NOT NULL,
  offer_id {id} NOT NULL,
  stall_id {id} NOT NULL,
  market_id {id} NOT NULL,
  product_id {id} NOT NULL,
  price_rupiah {int} NOT NULL CHECK (price_rupiah > 0),
  stock_kind {text} NOT NULL CHECK (stock_kind IN ('counted', 'ask')),
  stock_milli {int} NOT NULL CHECK (stock_milli >= 0),
  sold_out_until_us {int} NOT NULL,
  is_withdrawn {bool} NOT NULL,
  updated_us {int} NOT NULL,
  PRIMARY KEY (city_id, offer_id),
  UNIQUE (city_id, stall_id, product_id),
  FOREIGN KEY (city_id, stall_id) REFERENCES stall (city_id, stall_id),
  FOREIGN KEY (city_id, product_id) REFERENCES product (city_id, product_id)
){table};

CREATE INDEX offer_market ON offer (city_id, market_id, offer_id);
CREATE INDEX offer_product ON offer (city_id, product_id, offer_id);

CREATE TABLE offer_price (
  city_id {id} NOT NULL,
  offer_id {id} NOT NULL,
  since_us {int} NOT NULL,
  price_rupiah {int} NOT NULL,
  person_id {id},
  PRIMARY KEY (city_id, offer_id, since_us),
  FOREIGN KEY (city_id, offer_id) REFERENCES offer (city_id, offer_id)
){table};

CREATE TABLE stock_move (
  city_id {id} NOT NULL,
  offer_id {id} NOT NULL,
  move_id {id} NOT NULL,
  change_milli {int} NOT NULL,
  reason {text} NOT NULL,
  reference_id {id} NOT NULL,
  at_us {int} NOT NULL,
  PRIMARY KEY (city_id, offer_id, move_id)
){table};

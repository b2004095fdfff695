CREATE INDEX market_order_unassigned ON market_order (city_id, placed_us) WHERE state = 'placed' AND runner_id IS NULL;

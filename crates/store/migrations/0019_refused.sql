DROP INDEX payment_callback_refused;
CREATE INDEX payment_callback_refused ON payment_callback (city_id, received_us) WHERE verdict IN ('forged', 'unreadable');

//! All SQL of the catalogue. Every function takes the city first and touches rows of no other.
//!
//! Nothing here checks rights or knows the time; see [`super::service`].

mod goods;
mod history;
mod many_goods;
mod many_places;
mod markets;
mod offers;
mod stalls;

pub use goods::{ceilings, commodities, common_phrases, find_product, product_by_slug, products, products_page};
pub use history::{PricePoint, Reading, price_history, prices_before, readings};
pub use many_goods::{
    insert_ceilings, insert_commodities, insert_common_phrases, insert_offer_prices, insert_offers, insert_products, insert_readings,
};
pub use many_places::{insert_markets, insert_slot_plans, insert_stalls};
pub use markets::{find_market, market_by_slug, markets, set_market_closed, slot_plans};
pub use offers::{
    add_offer, find_offer, find_offers, offers, offers_of_product, offers_of_stall, offers_page, record_stock_move, return_offer,
    set_price, set_sold_out, set_stock, withdraw,
};
pub use stalls::{find_stall, find_stalls, seller_names, set_stall_closed, stall_by_slug, stalls, stalls_of_market, stalls_page};

/// A list of words kept as a JSON array; damaged text reads as none, because it is only ever written by us.
fn words(text: &str) -> Vec<String> {
    serde_json::from_str(text).unwrap_or_default()
}

/// The JSON array of a list of words.
fn words_text(words: &[String]) -> String {
    serde_json::Value::from(words).to_string()
}

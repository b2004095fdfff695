//! Pages for looking and choosing: home, markets, stalls, products, search, prices.

pub mod cards;
pub mod home;
pub mod market;
pub mod prices;
pub mod product;
pub mod search;
pub mod stall;
pub mod words;

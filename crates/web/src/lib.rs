//! Pages, JSON API, sessions and assets over the domain services

pub mod api;
pub mod app;
pub mod assets;
pub mod edge;
pub mod errors;
pub mod extract;
pub mod format;
pub mod i18n;
pub mod imports;
pub mod messages;
pub mod metrics;
pub mod pages;
pub mod payout_messages;
pub mod places;
pub mod router;
pub mod routes;
pub mod serve;
pub mod slots;
pub mod sse;
pub mod trade_messages;
pub mod views;

pub use app::{App, Build, Parts};
pub use router::{router, routes_list};
pub use serve::serve;

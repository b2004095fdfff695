//! `/kurir`: a runner's tour, the walk through the stalls, the door, the cash.

mod act;
pub mod at;
mod deliver;
mod home;
mod line;
mod money;
mod paid;
mod pick;

pub use deliver::address;
pub use money::percent;

use crate::routes::Routes;

/// The area's routes.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/kurir", home::show_tour)
        .get("/kurir/belanja", pick::show_walk)
        .post("/kurir/belanja/{number}/mulai", act::start_picking)
        .post("/kurir/belanja/{number}/selesai", act::finish_picking)
        .post("/kurir/belanja/{number}/{line}", pick::record_pick)
        .post("/kurir/belanja/{number}/{line}/tawar", act::propose_substitution)
        .get("/kurir/antar/{number}", deliver::show_delivery)
        .post("/kurir/antar/{number}/berangkat", act::start_delivery)
        .post("/kurir/antar/{number}/serahkan", deliver::hand_over_order)
        .post("/kurir/antar/{number}/gagal", deliver::fail_delivery)
        .post("/kurir/antar/{number}/qris", super::payments::ask_as_runner)
        .get("/kurir/uang", money::show_money)
        .get("/kurir/uang.pdf", money::print_money)
        .get("/kurir/pembayaran", paid::show_wish)
        .post("/kurir/pembayaran", paid::set_wish)
}

//! After delivery and beside the usual way: complaints, ratings, orders by phone, standing orders.

pub mod cards;
pub mod care;
mod concerned;
mod deciding;
mod phone;
mod phone_goods;
mod ratings;
mod standing;
mod standing_new;

use kernel::id::MarketId;
use market::complaints;
use market::payments::{by_hand, printed};

use crate::app::App;
use crate::errors::Fault;
use crate::extract::Who;
use crate::routes::Routes;
use crate::views::shop::cards::ChipLink;

pub use ratings::reputation;

/// The area's routes.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .post("/pesanan/{number}/keluhan", care::complain)
        .post("/pesanan/{number}/nilai", care::rate)
        .get("/jual/keluhan", concerned::show_of_stall)
        .post("/jual/keluhan/{complaint}/jawab", concerned::answer_of_stall)
        .get("/kurir/keluhan", concerned::show_of_runner)
        .post("/kurir/keluhan/{complaint}/jawab", concerned::answer_of_runner)
        .get("/kelola/{market}/keluhan", deciding::show_of_market)
        .get("/kelola/{market}/keluhan/{complaint}", deciding::show_complaint)
        .post("/kelola/{market}/keluhan/{complaint}/putus", deciding::decide_complaint)
        .post("/kelola/{market}/keluhan/{complaint}/setuju", deciding::approve_complaint)
        .get("/kota/keluhan", deciding::show_of_city)
        .get("/langganan", standing::show_all)
        .post("/langganan", standing_new::create_standing)
        .get("/langganan/baru", standing_new::show_form)
        .post("/langganan/{id}", standing::change_standing)
        .get("/langganan/{id}/{day}", standing::show_day)
        .post("/langganan/{id}/{day}", standing::answer_day)
        .get("/kelola/{market}/telepon", phone::show_form)
        .post("/kelola/{market}/telepon", phone::take_order)
        .get("/kelola/{market}/nilai", ratings::show_of_market)
        .post("/kelola/{market}/nilai/{rating}", ratings::hide_rating)
}

/// What lies beside a market's board, with how many complaints wait.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub async fn links(app: &App, who: &Who, market: MarketId, slug: &str) -> Result<Vec<ChipLink>, Fault> {
    let complaints = complaints::of_market(&app.desk, &who.actor, market).await?;
    let waiting = complaints.iter().filter(|detail| detail.complaint.state.is_open()).count();
    let link = |path: &str, label: &str, count: String| ChipLink {
        href: format!("/kelola/{slug}/{path}"),
        label: label.to_owned(),
        count,
        ..ChipLink::default()
    };
    let claims = printed::waiting_and_ended(&app.desk, &who.actor, market).await?.0;
    let returns = by_hand::list(&app.desk, &who.actor, Some(market)).await?.0;
    let open = |count: usize| if count == 0 { String::new() } else { count.to_string() };
    let phone = link("telepon", who.t.text("phone-title"), String::new());
    let may_take = who.actor.manages(market);
    Ok(may_take
        .then_some(phone)
        .into_iter()
        .chain([
            link("keluhan", who.t.text("complaints-title"), waiting.to_string()),
            link("nilai", who.t.text("ratings-title"), String::new()),
            link("bayar", who.t.text("printed-title"), open(claims.len())),
            link("pengembalian", who.t.text("returns-title"), open(returns.len())),
        ])
        .collect())
}

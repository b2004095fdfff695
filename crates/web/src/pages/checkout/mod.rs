//! `/pesan`: where, when, for whom, how paid. The quote in the form holds its prices; whatever changed meanwhile is shown
//! and asked about, and nothing typed is lost.
//!
//! The form's key follows from the basket, so that two tabs and a repeated tap order once.

pub mod form;
pub mod view;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jobs::idempotency::{IdempotencyKey, recall};
use kernel::ErrorKind;
use kernel::area::Point;
use kernel::id::OrderId;
use market::MarketError;
use market::baskets::{self, Basket};
use market::orders::place::place;
use market::orders::quote::{self, QuoteRequest, Quoted};
use market::orders::{Quote, read};
use registry::addresses::{self, SavedAddress};

use super::basket;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Go, Posted, Who, show_with};
use crate::views::Tone;
use form::Filled;

/// Shows the form for the basket of the market shopped in.
pub async fn show_checkout(State(app): State<App>, who: Who) -> Result<Response, Fault> {
    who.person()?;
    present(&app, &who, &Fields::default(), &[]).await
}

/// Places the order, or shows the form again with what is in the way.
pub async fn place_order(State(app): State<App>, form: Posted) -> Result<Response, Fault> {
    let who = &form.who;
    who.person()?;
    let filled = match Filled::read(&app, who, &form.fields).await? {
        Ok(filled) => filled,
        Err(faults) => return present(&app, who, &form.fields, &faults).await,
    };
    let Some(basket) = current(&app, who).await? else {
        let emptied = || Go::to("/keranjang").say(Tone::Note, who.t.text("basket-empty")).into_response();
        return Ok(sent_before(&app, &form, &filled).await?.unwrap_or_else(emptied));
    };
    if let Some(fault) = changed(&app, who, &basket, &filled, form.is_set("accept_prices")).await? {
        // Sent twice at once: the other one has used up the quote and not yet emptied the basket.
        return match sent_before(&app, &form, &filled).await? {
            Some(answer) => Ok(answer),
            None => present(&app, who, &form.fields, &[fault]).await,
        };
    }
    let kept = filled.to_keep.clone();
    match place(&app.desk, &who.actor, form.key(), filled.command).await {
        Ok(order) => {
            baskets::clear(&app.desk, who.owner(), basket.market).await?;
            if let Some(address) = kept {
                // The order stands; a full address book is not worth an error page.
                if let Err(error) = addresses::save(&app.desk.house, &who.actor, address).await {
                    tracing::debug!(%error, "an address was not kept");
                }
            }
            placed(&app, who, order).await
        }
        Err(error) => {
            let fault = Fault::from(error);
            if fault.code == "idempotency_key_reused" {
                return Ok(Go::to("/pesanan").say(Tone::Note, fault.sentence(who.t).unwrap_or_default()).into_response());
            }
            if fault.is_of_form() { present(&app, who, &form.fields, &[fault]).await } else { Err(fault) }
        }
    }
}

async fn placed(app: &App, who: &Who, order: OrderId) -> Result<Response, Fault> {
    let number = read::get(&app.desk, &who.actor, order).await?.order.number;
    Ok(Go::to(format!("/pesanan/{number}?baru=1")).into_response())
}

/// What came of this very form when it was sent before: its order; or that its basket was ordered with other answers. None when it
/// was never sent.
async fn sent_before(app: &App, form: &Posted, filled: &Filled) -> Result<Option<Response>, Fault> {
    let key = IdempotencyKey::new(&form.who.actor, "place_order", form.key(), &filled.command)?;
    let before = recall(&mut app.desk.house.db.reader().await.map_err(Fault::from)?, app.desk.city_id(), &key).await;
    match before.map(|stored| stored.and_then(|id| id.parse::<OrderId>().ok())) {
        Ok(Some(order)) => placed(app, &form.who, order).await.map(Some),
        Ok(None) => Ok(None),
        Err(error) => {
            let sentence = Fault::from(error).sentence(form.who.t).unwrap_or_default();
            Ok(Some(Go::to("/pesanan").say(Tone::Note, sentence).into_response()))
        }
    }
}

async fn current(app: &App, who: &Who) -> Result<Option<Basket>, Fault> {
    let baskets = baskets::all(&app.desk, who.owner()).await?;
    Ok(basket::current(app, who, &baskets, None).cloned())
}

/// What changed since the form was shown and was not agreed to.
async fn changed(app: &App, who: &Who, basket: &Basket, filled: &Filled, accepts: bool) -> Result<Option<Fault>, Fault> {
    let mut tx = app.desk.house.db.reader().await?;
    let owners = quote::owners(&who.actor, Some(who.visitor));
    let old: Quote = match quote::find(&app.desk, &mut tx, &owners, filled.command.quote).await {
        Ok(quote) => quote,
        Err(error) => {
            let fault = Fault::from(error);
            return if fault.is_of_form() { Ok(Some(fault)) } else { Err(fault) };
        }
    };
    let now = quote::price(&app.desk, &mut tx, &request(basket, Some(filled.door))).await?;
    if now.quote.delivery_fee != old.delivery_fee {
        return Ok(Some(Fault::new(ErrorKind::Conflict, "delivery_fee_changed")));
    }
    if !now.problems.is_empty() && !accepts {
        return Ok(Some(Fault::from(MarketError::LinesChanged(now.problems)).at("accept_prices")));
    }
    let is_agreed = accepts || !has_new_prices(basket, &now.quote);
    let is_same = now.quote.lines == old.lines;
    Ok((!is_same || !is_agreed).then(|| Fault::new(ErrorKind::Conflict, "prices_changed").at("accept_prices")))
}

fn has_new_prices(basket: &Basket, quote: &Quote) -> bool {
    quote.lines.iter().any(|line| basket.lines.iter().any(|known| known.wanted == line.wanted && known.price_seen != line.price))
}

fn request(basket: &Basket, door: Option<Point>) -> QuoteRequest {
    QuoteRequest { market: basket.market, lines: basket.lines.iter().map(|line| line.wanted.clone()).collect(), door }
}

/// The form with a fresh quote, as typed.
async fn present(app: &App, who: &Who, typed: &Fields, faults: &[Fault]) -> Result<Response, Fault> {
    let Some(basket) = current(app, who).await? else {
        return Ok(Go::to("/keranjang").say(Tone::Note, who.t.text("basket-empty")).into_response());
    };
    let saved = addresses::list(&app.desk.house, &who.actor).await?;
    let door = form::door(app, typed, &saved);
    let quoted = match quote::quote(&app.desk, who.owner(), &request(&basket, door)).await {
        Ok(quoted) if !quoted.quote.lines.is_empty() => quoted,
        Ok(_) => return Ok(Go::to("/keranjang").into_response()),
        Err(error) => {
            let fault = Fault::from(error);
            let sentence = fault.sentence(who.t).filter(|_| fault.is_of_form()).ok_or(fault)?;
            return Ok(Go::to("/keranjang").say(Tone::Bad, sentence).into_response());
        }
    };
    let slots = market::orders::slots::list(&app.desk, basket.market).await?;
    let status = faults.first().map_or(axum::http::StatusCode::OK, Fault::status);
    let has_printed = market::payments::printed::has_code(&app.desk, basket.market).await?;
    let shown = Shown { basket: &basket, quoted: &quoted, saved: &saved, slots: &slots, has_printed, typed };
    show_with(status, &view::view(app, who, &shown, faults))
}

/// What the form shows.
struct Shown<'s> {
    basket: &'s Basket,
    quoted: &'s Quoted,
    saved: &'s [SavedAddress],
    slots: &'s [market::orders::Slot],
    /// Whether the market can be paid by its printed code.
    has_printed: bool,
    typed: &'s Fields,
}

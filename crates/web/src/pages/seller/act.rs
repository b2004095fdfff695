//! What a trader changes with one tap: price, sold out, stock, closed today.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::id::OfferId;
use kernel::{Quantity, Timestamp};
use market::catalogue::{NewStock, Outcome, StockKind, service};

use super::at::At;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::Posted;
use crate::pages::staff::{self, read};

/// Days for which goods stay sold out when the trader gives no end; the longest that is allowed, less a day.
const OPEN_ENDED_DAYS: i64 = 59;

/// Sets a price.
pub async fn set_price(State(app): State<App>, Path(offer): Path<String>, form: Posted) -> Result<Response, Fault> {
    let since = app.desk.now();
    let done = match read::rupiah(&form, "price") {
        Ok(price) => service::set_price(&app.desk.house, &form.who.actor, offer_of(&offer)?, price).await.map_err(Fault::from),
        Err(fault) => Err(fault),
    };
    answer(&app, &form, (&offer, since), done, form.who.t.text("trader-price-set")).await
}

/// Marks goods as sold out: today, for three days, until told otherwise.
pub async fn mark_sold_out(State(app): State<App>, Path(offer): Path<String>, form: Posted) -> Result<Response, Fault> {
    let days = match form.text("until") {
        "three_days" => 3,
        "until_told" => OPEN_ENDED_DAYS,
        _ => 1,
    };
    let (until, since) = (end_of_day(&app, days), app.desk.now());
    let done = service::mark_sold_out(&app.desk.house, &form.who.actor, offer_of(&offer)?, until).await.map_err(Fault::from);
    answer(&app, &form, (&offer, since), done, form.who.t.text("trader-marked-out")).await
}

/// Sells again what was sold out. Counted stock that is used up cannot come back without a count: it is asked for from then on.
pub async fn mark_back(State(app): State<App>, Path(offer): Path<String>, form: Posted) -> Result<Response, Fault> {
    let (id, since) = (offer_of(&offer)?, app.desk.now());
    let is_used_up = app
        .catalogue
        .read()
        .offer(id)
        .is_some_and(|view| view.offer.stock_kind == StockKind::Counted && view.offer.stock == Quantity::ZERO);
    let mut done = service::back_in_stock(&app.desk.house, &form.who.actor, id).await.map_err(Fault::from);
    if is_used_up && done.is_ok() {
        done = service::set_stock(&app.desk.house, &form.who.actor, id, NewStock::Ask).await.map_err(Fault::from);
    }
    answer(&app, &form, (&offer, since), done, form.who.t.text("trader-marked-back")).await
}

/// Writes the stock, or leaves it to be asked for.
pub async fn set_stock(State(app): State<App>, Path(offer): Path<String>, form: Posted) -> Result<Response, Fault> {
    let since = app.desk.now();
    let stock = match form.text("stock") {
        "" => Some(NewStock::Ask),
        text => read::decimal_milli(text).and_then(Quantity::from_milli).map(NewStock::Counted),
    };
    let done = match stock {
        Some(stock) => service::set_stock(&app.desk.house, &form.who.actor, offer_of(&offer)?, stock).await.map_err(Fault::from),
        None => Err(Fault::invalid("stock", "bad_quantity")),
    };
    answer(&app, &form, (&offer, since), done, form.who.t.text("trader-stock-set")).await
}

/// Closes the stall until tomorrow.
pub async fn close_stall(State(app): State<App>, form: Posted) -> Result<Response, Fault> {
    let at = At::of(&app, &form.who, form.text("stall"))?;
    let done = service::close_stall(&app.desk.house, &form.who.actor, at.stall, end_of_day(&app, 1)).await;
    staff::closing_seen(&app, &done, at.stall, true).await;
    Ok(staff::back(&form.who, done, &at.address("/jual"), form.who.t.text("trader-closed"))?.into_response())
}

/// Opens the stall again.
pub async fn reopen_stall(State(app): State<App>, form: Posted) -> Result<Response, Fault> {
    let at = At::of(&app, &form.who, form.text("stall"))?;
    let done = service::reopen_stall(&app.desk.house, &form.who.actor, at.stall).await;
    staff::closing_seen(&app, &done, at.stall, false).await;
    Ok(staff::back(&form.who, done, &at.address("/jual"), form.who.t.text("trader-opened"))?.into_response())
}

/// The end of the local day, `days` from now counted with today.
fn end_of_day(app: &App, days: i64) -> Timestamp {
    app.desk.today().plus_days(days).at_minute(0, app.offset_minutes())
}

fn offer_of(text: &str) -> Result<OfferId, Fault> {
    text.parse().map_err(|_| Fault::not_found())
}

/// Back to the goods that were changed, once the catalogue in memory knows.
async fn answer(
    app: &App,
    form: &Posted,
    (offer, since): (&str, Timestamp),
    done: Result<Outcome, Fault>,
    words: &str,
) -> Result<Response, Fault> {
    staff::offer_seen(app, &done, offer_of(offer)?, since).await;
    let back = form.path("back").filter(|path| path.starts_with("/jual")).unwrap_or_else(|| "/jual/barang".to_owned());
    Ok(staff::back(&form.who, done, &format!("{back}#b-{offer}"), words)?.into_response())
}

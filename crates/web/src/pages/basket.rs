//! `/keranjang`: what somebody means to buy in one market, changed line by line.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::id::{BasketLineId, OfferId};
use market::baskets::{self, Basket};
use market::catalogue::StockKind;
use market::orders::WantedLine;

use super::{basket_view, frame, product, wanted, words};
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Go, Posted, Who, show, show_with};
use crate::views::{Nav, Page, Tone};

/// Shows the basket of `?pasar=`, of the market shopped in last, or the one touched last.
pub async fn show_basket(State(app): State<App>, who: Who, query: Fields) -> Result<Response, Fault> {
    let baskets = frame::baskets_of(&app, &who).await?;
    let asked = app.catalogue.read().market(query.text("pasar")).map(|market| market.id);
    let current = current(&app, &who, &baskets, asked);
    let mut page = page(&app, &who, &baskets);
    page.is_private = current.is_some_and(|basket| !basket.lines.is_empty());
    show(&basket_view::view(&app, &who, page, current, &baskets, None))
}

fn page(app: &App, who: &Who, baskets: &[Basket]) -> Page {
    let description = who.t.with("basket-description", &[("city", &app.city_name())]);
    Page { description, ..frame::buyer_with(app, who, Nav::Basket, who.t.text("basket-title"), baskets) }
}

/// The basket meant: of the market asked for, of the one shopped in last, else the one touched last.
#[must_use]
pub fn current<'b>(app: &App, who: &Who, baskets: &'b [Basket], asked: Option<kernel::id::MarketId>) -> Option<&'b Basket> {
    let last = || who.market.as_deref().and_then(|slug| app.catalogue.read().market(slug).map(|market| market.id));
    let of = |market: kernel::id::MarketId| baskets.iter().find(|basket| basket.market == market);
    asked.and_then(of).or_else(|| last().and_then(of)).or(baskets.first())
}

/// Puts goods into the basket; what was typed comes back with what is wrong with it.
pub async fn add_line(State(app): State<App>, form: Posted) -> Result<Response, Fault> {
    let who = &form.who;
    let catalogue = app.catalogue.snapshot();
    let view = catalogue.offer(form.id::<OfferId>("offer")?).ok_or_else(Fault::not_found)?;
    let added = match wanted::read(&form.fields, &view) {
        Ok(line) => baskets::add(&app.desk, who.owner(), line.clone()).await.map(|_| line).map_err(Fault::from),
        Err(fault) => Err(fault),
    };
    match added {
        Ok(line) => {
            let (quantity, name) = (words::wanted(who, &line, view.product), view.product.name(who.actor.lang));
            let said = who.t.with("basket-added", &[("quantity", &quantity), ("name", &name)]);
            let back = form.path("back").unwrap_or_else(|| "/keranjang".to_owned());
            let go = Go::to(back).say(Tone::Good, said).cookie(crate::extract::cookie::Cookie::market(&view.market.slug));
            Ok(go.into_response())
        }
        Err(fault) if fault.is_of_form() => product::render(&app, who, &view.product.slug, &form.fields, Some(&fault)).await,
        Err(fault) => Err(fault),
    }
}

/// Changes or removes one line.
pub async fn change_line(State(app): State<App>, Path(line): Path<BasketLineId>, form: Posted) -> Result<Response, Fault> {
    let who = &form.who;
    let baskets = baskets::all(&app.desk, who.owner()).await?;
    let found = baskets.iter().find_map(|basket| Some((basket, basket.lines.iter().find(|known| known.id == line)?)));
    // Removed in another tab meanwhile: the basket as it is now says so by itself.
    let Some((basket, known)) = found else { return Ok(Go::to("/keranjang").into_response()) };
    let back = back_to(&app, basket, line);
    if form.text("action") == "remove" {
        baskets::remove(&app.desk, who.owner(), basket.market, line).await?;
        return Ok(Go::to(back).say(Tone::Plain, who.t.text("basket-removed")).into_response());
    }
    let outcome = match changed(&app, &form, &known.wanted) {
        Ok(wanted) => baskets::change(&app.desk, who.owner(), basket.market, line, wanted).await.map_err(Fault::from),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(()) => Ok(Go::to(back).into_response()),
        Err(fault) if fault.is_of_form() => {
            let mut page = page(&app, who, &baskets);
            "/keranjang".clone_into(&mut page.path);
            let typed = basket_view::Typed { line, fields: &form.fields, fault: &fault };
            show_with(fault.status(), &basket_view::view(&app, who, page, Some(basket), &baskets, Some(&typed)))
        }
        Err(fault) => Err(fault),
    }
}

fn back_to(app: &App, basket: &Basket, line: BasketLineId) -> String {
    let slug = app.catalogue.read().market_by_id(basket.market).map(|market| market.slug.clone()).unwrap_or_default();
    format!("{}#baris-{line}", frame::address("/keranjang", &[("pasar", &slug)]))
}

/// The line as the form wants it, or what is left of its goods.
fn changed(app: &App, form: &Fields, known: &WantedLine) -> Result<WantedLine, Fault> {
    let catalogue = app.catalogue.snapshot();
    let view = catalogue.offer(known.offer).ok_or_else(Fault::not_found)?;
    if form.text("action") == "take_rest" && view.offer.stock_kind == StockKind::Counted {
        let step = view.product.step.milli().max(1);
        let rest = kernel::Quantity::from_milli(view.offer.stock.milli() / step * step).unwrap_or(view.offer.stock);
        return Ok(WantedLine { quantity: rest, amount: None, ..known.clone() });
    }
    wanted::read(form, &view)
}

/// Empties the basket of one market.
pub async fn clear_basket(State(app): State<App>, form: Posted) -> Result<Response, Fault> {
    let market = app.catalogue.read().market(form.text("pasar")).map(|market| market.id).ok_or_else(|| Fault::missing("pasar"))?;
    baskets::clear(&app.desk, form.who.owner(), market).await?;
    Ok(Go::to("/keranjang").say(Tone::Plain, form.who.t.text("basket-emptied")).into_response())
}

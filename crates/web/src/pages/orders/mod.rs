//! `/pesanan`: the orders of whoever is signed in, one order's page, and what its buyer can do.

mod acts;
mod steps;
pub mod view;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kernel::Cursor;
use market::catalogue::Catalogue;
use market::orders::{Order, OrderDetail, OrderState, read, slots};

use super::cards::with;
use super::{frame, words};
use crate::app::App;
use crate::assets;
use crate::errors::Fault;
use crate::extract::{Fields, Who, show};
use crate::format;
use crate::i18n::T;
use crate::views::order::orders::{OrderRow, OrdersView};
use crate::views::order::tracking::OrderView;
use crate::views::shop::cards::{Badge, ChipLink, Pager};
use crate::views::{Nav, Tone};

pub use acts::{answer_substitution, cancel_order, repeat_order};

/// Orders on one page.
const ROWS: usize = 10;
/// Goods named in a row.
const NAMED: usize = 3;

/// Shows the orders, newest first.
pub async fn show_orders(State(app): State<App>, who: Who, query: Fields) -> Result<Response, Fault> {
    who.person()?;
    let catalogue = app.catalogue.snapshot();
    let found = read::mine(&app.desk, &who.actor, Cursor::parse(query.text("sebelum")), ROWS).await?;
    let filter = query.text("saring");
    let is_wanted = |order: &&Order| match filter {
        "berjalan" => !order.state.is_final(),
        "selesai" => order.state.is_final(),
        _ => true,
    };
    let mut orders = Vec::with_capacity(found.items.len());
    for order in found.items.iter().filter(is_wanted) {
        let detail = read::get(&app.desk, &who.actor, order.id).await?;
        orders.push(row(&app, &who, &catalogue, &detail).await?);
    }
    let chip = |value: &str, label: &str| ChipLink {
        href: with("/pesanan", &[("saring", value)]),
        label: label.to_owned(),
        is_on: filter == value,
        ..ChipLink::default()
    };
    let t = who.t;
    let mut page = frame::buyer(&app, &who, Nav::Orders, t.text("orders-title")).await?;
    page.is_private = true;
    let next = found.next.map(|cursor| with(&who.path, &[("sebelum", &cursor)]));
    show(&OrdersView {
        page,
        filters: vec![chip("", t.text("orders-all")), chip("berjalan", t.text("orders-running")), chip("selesai", t.text("orders-done"))],
        orders,
        pager: next.map(|next| Pager { previous: String::new(), next, text: String::new() }),
    })
}

async fn row(app: &App, who: &Who, catalogue: &Catalogue, detail: &OrderDetail) -> Result<OrderRow, Fault> {
    let order = &detail.order;
    let products = detail.lines.iter().filter_map(|line| catalogue.product_by_id(line.product));
    let mut names: Vec<&str> = products.clone().map(|product| product.name(who.actor.lang)).collect();
    names.dedup();
    let rest = names.len().saturating_sub(NAMED);
    let first = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    let mut pictures: Vec<String> = products.map(|product| assets::picture(&product.illustration).into_owned()).collect();
    pictures.dedup();
    pictures.truncate(4);
    Ok(OrderRow {
        href: format!("/pesanan/{}", order.number),
        number: order.number.clone(),
        when: slot_text(app, who, order).await?,
        place: catalogue.market_by_id(order.market).map(|market| market.name.clone()).unwrap_or_default(),
        goods: if rest == 0 { first } else { who.t.with("goods-and-others", &[("goods", &first), ("count", &rest)]) },
        pictures,
        status: badge(who.t, order.state),
        total: words::money(who, order.total_final.unwrap_or_else(|| order.total_estimate())),
    })
}

/// Shows one order to those who may see it.
pub async fn show_order(State(app): State<App>, Path(number): Path<String>, who: Who, query: Fields) -> Result<Response, Fault> {
    who.person()?;
    let detail = read::get_by_number(&app.desk, &who.actor, &number).await?;
    let slot = slot_text(&app, &who, &detail.order).await?;
    let view = view::view(&app, &who, &detail, slot, query.is_set("baru")).await?;
    show(&view)
}

/// The order's page with what was wrong with a form on it.
///
/// # Errors
/// The [`Fault`] itself when no form can mend it, or another when the database fails.
pub async fn refused(app: &App, who: &Who, detail: &OrderDetail, fault: Fault) -> Result<(StatusCode, OrderView), Fault> {
    if !fault.is_of_form() {
        return Err(fault);
    }
    let slot = slot_text(app, who, &detail.order).await?;
    let mut view = view::view(app, who, detail, slot, false).await?;
    view.page.errors.push(fault.field_error(who.t));
    Ok((fault.status(), view))
}

/// `Sabtu, 21 Nov, 07.00–08.30`.
pub async fn slot_text(app: &App, who: &Who, order: &Order) -> Result<String, Fault> {
    let found = slots::find(&app.desk, &[order.slot]).await?;
    let day = format::day(who.lang, order.business_date.days());
    Ok(found.first().map_or(day.clone(), |slot| format!("{day}, {}", words::hours(app, who, slot.starts, slot.ends))))
}

/// The state of an order in a word.
#[must_use]
pub fn badge(t: T, state: OrderState) -> Badge {
    let (tone, text) = match state {
        OrderState::Placed => (Tone::Wait, t.text("order-state-placed")),
        OrderState::Picking => (Tone::Note, t.text("order-state-picking")),
        OrderState::Picked => (Tone::Note, t.text("order-state-picked")),
        OrderState::Delivering => (Tone::Note, t.text("order-state-delivering")),
        OrderState::Delivered => (Tone::Good, t.text("order-state-delivered")),
        OrderState::Failed => (Tone::Bad, t.text("order-state-failed")),
        OrderState::Cancelled => (Tone::Plain, t.text("order-state-cancelled")),
    };
    Badge { tone, text: text.to_owned() }
}

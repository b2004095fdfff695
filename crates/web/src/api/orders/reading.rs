//! Reading and cancelling orders.

use axum::extract::State;
use kernel::id::OrderId;
use kernel::{Actor, Rupiah};
use market::catalogue::Catalogue;
use market::orders::{OrderDetail, cancel, read};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::goods::{OrderLine, Substitution, name_of_offer};
use super::model::{Order, OrderAddress, OrderEvent, OrderNote, SellerOrderNote};
use crate::api::answer::{Reply, Said, Tagged};
use crate::api::caller::Caller;
use crate::api::catalogue::model::{Pin, View};
use crate::api::input::{Json, Key, Path, Query};
use crate::api::page::{Page, PageQuery};
use crate::app::App;

/// Lists one's own orders, newest first.
#[utoipa::path(get, path = "/orders", tag = "orders", params(PageQuery), responses(
    (status = 200, description = "Newest first", body = Page<OrderNote>)), security(("bearer" = [])))]
pub async fn list_orders(State(app): State<App>, caller: Caller, Query(page): Query<PageQuery>) -> Reply<Said<Page<OrderNote>>> {
    let view = caller.view(&app);
    let found = read::mine(&app.desk, &caller.actor, page.cursor()?, page.rows()?).await?;
    Ok(Said(Page { items: found.items.iter().map(|order| OrderNote::of(order, &view)).collect(), next: found.next }))
}

/// Shows one order: to its buyer, its runner, the market's staff and the city's auditors.
#[utoipa::path(get, path = "/orders/{order}", tag = "orders",
    params(("order" = String, Path, description = "Id, or the number that people say")), responses(
    (status = 200, description = "The order as it is now", body = Order, headers(("ETag" = String, description = "Tag of this very answer")))),
    security(("bearer" = ["buyer", "runner", "manager", "treasurer", "auditor"])))]
pub async fn get_order(State(app): State<App>, caller: Caller, Path(order): Path<String>) -> Reply<Tagged<Order>> {
    let detail = match order.parse::<OrderId>() {
        Ok(id) => read::get(&app.desk, &caller.actor, id).await?,
        Err(_) => read::get_by_number(&app.desk, &caller.actor, &order).await?,
    };
    Ok(Tagged(shown(&app, &caller, &detail)))
}

/// Why an order is called off.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelRequest {
    /// At most 200 characters; staff must give one.
    #[serde(default)]
    #[schema(max_length = 200)]
    reason: String,
}

/// Cancels an order: its buyer until picking begins, the market's manager until it is on its way.
#[utoipa::path(post, path = "/orders/{order}/cancel", tag = "orders", request_body = CancelRequest,
    params(("order" = String, Path, format = Uuid, description = "The order's id")),
    responses((status = 200, description = "Cancelled; stock, slot and hold are back", body = Order)),
    security(("bearer" = ["buyer", "manager"])))]
pub async fn cancel_order(
    State(app): State<App>,
    caller: Caller,
    Path(order): Path<OrderId>,
    Key(key): Key,
    Json(said): Json<CancelRequest>,
) -> Reply<Said<Order>> {
    cancel::cancel(&app.desk, &caller.actor, &key, order, &said.reason).await?;
    now(&app, &caller, order).await.map(Said)
}

/// The order as it is now, for whoever just changed it.
///
/// # Errors
/// As `get_order`.
pub async fn now(app: &App, caller: &Caller, order: OrderId) -> Reply<Order> {
    Ok(shown(app, caller, &read::get(&app.desk, &caller.actor, order).await?))
}

/// An order as this caller may see it.
#[must_use]
pub fn shown(app: &App, caller: &Caller, detail: &OrderDetail) -> Order {
    let (catalogue, view, actor) = (app.catalogue.read(), caller.view(app), &caller.actor);
    let order = &detail.order;
    Order {
        id: order.id,
        number: order.number.clone(),
        market_id: order.market.to_string(),
        state: order.state.into(),
        slot_id: order.slot,
        business_date: order.business_date.to_string(),
        recipient: order.recipient.clone(),
        phone: if market::orders::read::may_call(actor, order) { order.phone.as_str().to_owned() } else { order.phone.masked() },
        address: address(order),
        payment: order.payment_provider.clone(),
        goods_estimate_rupiah: order.goods_estimate.amount(),
        delivery_fee_rupiah: order.delivery_fee.amount(),
        service_fee_rupiah: order.service_fee.amount(),
        total_estimate_rupiah: order.total_estimate().amount(),
        total_max_rupiah: order.total_max().amount(),
        goods_final_rupiah: order.goods_final.map(Rupiah::amount),
        rounding_rupiah: order.rounding.map(Rupiah::amount),
        total_final_rupiah: order.total_final.map(Rupiah::amount),
        pin: is_buyer(actor, order).then(|| order.pin.clone()),
        runner_id: order.runner.map(|runner| runner.to_string()),
        reason: order.reason.clone(),
        placed: view.moment(order.placed),
        finished: order.finished.map(|at| view.moment(at)),
        version: order.version,
        seller_orders: detail.seller_orders.iter().map(|part| SellerOrderNote::of(part, &view)).collect(),
        lines: detail.lines.iter().map(|line| OrderLine::of(line, &catalogue, actor.lang)).collect(),
        substitutions: substitutions(detail, &catalogue, &view),
        events: detail.events.iter().map(|event| event_of(event, &view)).collect(),
    }
}

/// Only the buyer may know the PIN, not who entered the order for them: the runner is told it at the door.
fn is_buyer(actor: &Actor, order: &market::orders::Order) -> bool {
    actor.person.is_some_and(|person| person == order.buyer && order.runner != Some(person))
}

fn address(order: &market::orders::Order) -> OrderAddress {
    OrderAddress {
        street: order.street.clone(),
        rt: order.rt,
        rw: order.rw,
        ward_code: order.ward_code.clone(),
        landmark: order.landmark.clone(),
        pin: order.pin_point.map(Pin::from),
    }
}

/// The replacements of an order.
#[must_use]
pub fn substitutions(detail: &OrderDetail, catalogue: &Catalogue, view: &View) -> Vec<Substitution> {
    let shown = |asked: &market::orders::Substitution| Substitution {
        id: asked.id,
        line_id: asked.line,
        offer_id: asked.offer,
        name: name_of_offer(catalogue, asked.offer, view.lang),
        quantity_milli: asked.quantity.milli(),
        price_rupiah: asked.price.amount(),
        total_rupiah: asked.total.amount(),
        state: asked.state.into(),
        is_by_rule: asked.by_rule,
        asked: view.moment(asked.asked),
        answer_by: view.moment(asked.answer_by),
    };
    detail.substitutions.iter().map(shown).collect()
}

fn event_of(event: &market::orders::model::OrderEvent, view: &View) -> OrderEvent {
    OrderEvent { kind: event.kind.clone(), at: view.moment(event.at), device: event.device.map(|at| view.moment(at)) }
}

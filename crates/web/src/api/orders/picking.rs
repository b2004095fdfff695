//! The runner's walk: what to collect where, what was weighed, and the final total.

use axum::extract::State;
use kernel::id::{LineId, OrderId, PersonId, StallId};
use kernel::{Rupiah, Timestamp};
use market::catalogue::Catalogue;
use market::picking::{self, PickInput};
use order_text::{Wanted, parse_wanted};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::goods::OrderLine;
use super::line::{quantity, sold_as};
use super::model::Order;
use super::reading;
use crate::api::answer::{Reply, Said};
use crate::api::caller::Caller;
use crate::api::input::{Json, Key, Path};
use crate::api::moment;
use crate::api::once::once;
use crate::api::problem::Refusal;
use crate::app::App;

/// What a runner collects.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PickList {
    /// The runner's open orders.
    pub orders: Vec<Order>,
    /// The walk for those still to be picked, in walking order.
    pub stops: Vec<PickStop>,
}

/// One stall of the walk.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PickStop {
    /// Which stall.
    #[schema(value_type = String, format = Uuid)]
    pub stall_id: StallId,
    /// Its name.
    pub name: String,
    /// Its block and number.
    #[schema(example = "B-12")]
    pub place: String,
    /// Place in the walk.
    pub walking_order: i64,
    /// What to collect, by order and position.
    pub lines: Vec<OrderLine>,
    /// Whether nothing is left to do here.
    pub is_done: bool,
}

/// What was weighed or counted. Exactly one of `picked_milli` and `picked` says how much.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PickRequest {
    /// The `version` of the line that the runner saw.
    #[schema(minimum = 0)]
    version: i64,
    /// Thousandths of the unit; 0 when there is none.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 10_000_000, example = 480)]
    picked_milli: Option<i64>,
    /// As people say it: `480 g`, `2 ikat`.
    #[serde(default)]
    #[schema(max_length = 100)]
    picked: Option<String>,
    /// Rupiah for one unit, when cheaper than agreed.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 100_000_000)]
    price_rupiah: Option<i64>,
    /// When the device says it happened.
    #[serde(default)]
    #[schema(format = DateTime)]
    device_time: Option<String>,
}

/// Reads a time that a device tells.
///
/// # Errors
/// `time_malformed`, naming `device_time`.
pub fn device_time(said: Option<&str>) -> Reply<Option<Timestamp>> {
    said.map(|said| moment::parse(said).ok_or_else(|| Refusal::invalid("time_malformed", "device_time"))).transpose()
}

/// Shows what a runner collects, stall by stall in walking order.
#[utoipa::path(get, path = "/runners/{runner}/pick-list", tag = "running",
    params(("runner" = String, Path, description = "The runner's person id, or `me`")),
    responses((status = 200, description = "The walk", body = PickList)),
    security(("bearer" = ["runner", "manager"])))]
pub async fn get_pick_list(State(app): State<App>, caller: Caller, Path(runner): Path<String>) -> Reply<Said<PickList>> {
    let runner: PersonId = match runner.as_str() {
        "me" => caller.actor.person.ok_or(market::MarketError::SignInFirst)?,
        id => id.parse().map_err(|_| Refusal::not_found("runner"))?,
    };
    let (details, stops) = picking::pick_list(&app.desk, &caller.actor, runner).await?;
    let catalogue = app.catalogue.read();
    let stop = |stop: &picking::PickStop| {
        let stall = catalogue.stall_by_id(stop.stall).map(|found| found.stall);
        PickStop {
            stall_id: stop.stall,
            name: stall.map(|stall| stall.name.clone()).unwrap_or_default(),
            place: stall
                .map(|stall| if stall.block.is_empty() { String::new() } else { format!("{}-{}", stall.block, stall.number) })
                .unwrap_or_default(),
            walking_order: stop.walking_order,
            lines: stop.lines.iter().map(|line| OrderLine::of(line, &catalogue, caller.actor.lang)).collect(),
            is_done: stop.is_done,
        }
    };
    let orders = details.iter().map(|detail| reading::shown(&app, &caller, detail)).collect();
    Ok(Said(PickList { orders, stops: stops.iter().map(stop).collect() }))
}

/// Begins the walk for an order.
#[utoipa::path(post, path = "/orders/{order}/start-picking", tag = "running",
    params(("order" = String, Path, format = Uuid, description = "The order's id")),
    responses((status = 200, description = "Picking", body = Order)), security(("bearer" = ["runner", "manager"])))]
pub async fn start_picking(State(app): State<App>, caller: Caller, Path(order): Path<OrderId>, key: Key) -> Reply<Said<Order>> {
    let work = async { Ok(picking::start_picking(&app.desk, &caller.actor, order).await?) };
    once(&app, &caller, "start_picking", &key, &order, work).await?;
    reading::now(&app, &caller, order).await.map(Said)
}

/// Enters what was weighed or counted for a line; 0 lets the buyer's rule decide what follows.
#[utoipa::path(put, path = "/orders/{order}/lines/{line}/pick", tag = "running", request_body = PickRequest,
    params(("order" = String, Path, format = Uuid, description = "The order's id"), ("line" = String, Path, format = Uuid, description = "The line's id")),
    responses((status = 200, description = "Entered", body = Order)), security(("bearer" = ["runner", "manager"])))]
pub async fn record_pick(
    State(app): State<App>,
    caller: Caller,
    Path((order, line)): Path<(OrderId, LineId)>,
    Key(key): Key,
    Json(said): Json<PickRequest>,
) -> Reply<Said<Order>> {
    let detail = market::orders::read::get(&app.desk, &caller.actor, order).await?;
    let known = detail.lines.iter().find(|known| known.id == line).ok_or_else(|| Refusal::not_found("line"))?;
    let picked = picked(&app.catalogue.snapshot(), known, &said)?;
    let input = PickInput {
        version: said.version,
        picked,
        price: said.price_rupiah.map(Rupiah),
        device: device_time(said.device_time.as_deref())?,
    };
    picking::record_pick(&app.desk, &caller.actor, &key, order, line, input).await?;
    reading::now(&app, &caller, order).await.map(Said)
}

fn picked(catalogue: &Catalogue, line: &market::orders::OrderLine, said: &PickRequest) -> Reply<kernel::Quantity> {
    match (said.picked_milli, &said.picked) {
        (Some(milli), None) => quantity(milli, "picked_milli", 0),
        (None, Some(text)) => {
            let found = catalogue.offer(line.offer_to_pick()).ok_or_else(|| Refusal::not_found("offer"))?;
            // What is weighed fits no steps.
            let sold = order_text::SoldAs { step_milli: 1, min_milli: 0, ..sold_as(&found) };
            match parse_wanted(text, &sold) {
                Ok(Wanted::Quantity(quantity)) => Ok(quantity),
                Ok(Wanted::Amount(_)) => Err(Refusal::invalid("quantity_not_understood", "picked")),
                Err(error) => Err(Refusal::from(error).at("picked")),
            }
        }
        _ => Err(Refusal::invalid("one_of", "picked").with("names", "picked_milli, picked")),
    }
}

/// Computes the final total, once, and tells the buyer.
#[utoipa::path(post, path = "/orders/{order}/finish-picking", tag = "running",
    params(("order" = String, Path, format = Uuid, description = "The order's id")),
    responses((status = 200, description = "Picked, or cancelled when nothing was left", body = Order)), security(("bearer" = ["runner", "manager"])))]
pub async fn finish_picking(State(app): State<App>, caller: Caller, Path(order): Path<OrderId>, key: Key) -> Reply<Said<Order>> {
    let work = async { Ok(picking::finish_picking(&app.desk, &caller.actor, order).await?) };
    once(&app, &caller, "finish_picking", &key, &order, work).await?;
    reading::now(&app, &caller, order).await.map(Said)
}

//! Who brings an order, and what happens at the door.

use axum::extract::State;
use kernel::Rupiah;
use kernel::id::{OrderId, PersonId};
use market::delivery::{self, handover::Proof};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::Order;
use super::picking::device_time;
use super::reading;
use crate::api::answer::{Reply, Said};
use crate::api::caller::Caller;
use crate::api::input::{Json, Key, Path};
use crate::api::names::FailedGoods;
use crate::api::once::once;
use crate::api::problem::Refusal;
use crate::app::App;

/// Who is to bring it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignRequest {
    /// A runner of the market, by person id.
    #[schema(value_type = String, format = Uuid)]
    runner_id: PersonId,
}

/// What happened at the door. Exactly one of `pin` and `reason` tells that it was the right one.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOverRequest {
    /// The four digits that the buyer tells.
    #[serde(default)]
    #[schema(example = "4711", max_length = 20)]
    pin: Option<String>,
    /// Instead of a PIN, by the market's manager: how the recipient was known.
    #[serde(default)]
    #[schema(max_length = 200)]
    reason: Option<String>,
    /// Exactly what was due, in rupiah.
    #[schema(minimum = 0)]
    cash_rupiah: i64,
    /// When the device says it happened.
    #[serde(default)]
    #[schema(format = DateTime)]
    device_time: Option<String>,
}

/// Why nothing was handed over.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FailRequest {
    /// At most 200 characters.
    #[schema(min_length = 1, max_length = 200, example = "Rumah kosong, telepon tidak diangkat")]
    reason: String,
    /// What happens to the goods.
    goods: FailedGoods,
}

/// Gives an order to a runner, or takes it to another until it is on its way.
#[utoipa::path(put, path = "/orders/{order}/runner", tag = "managing", request_body = AssignRequest,
    params(("order" = String, Path, format = Uuid, description = "The order's id")),
    responses((status = 200, description = "Assigned", body = Order)), security(("bearer" = ["manager"])))]
pub async fn assign_runner(
    State(app): State<App>,
    caller: Caller,
    Path(order): Path<OrderId>,
    key: Key,
    Json(said): Json<AssignRequest>,
) -> Reply<Said<Order>> {
    let work = async { Ok(delivery::assign(&app.desk, &caller.actor, order, said.runner_id).await?) };
    once(&app, &caller, "assign_runner", &key, &(order, &said), work).await?;
    reading::now(&app, &caller, order).await.map(Said)
}

/// Leaves the market with a picked order.
#[utoipa::path(post, path = "/orders/{order}/start-delivery", tag = "running",
    params(("order" = String, Path, format = Uuid, description = "The order's id")),
    responses((status = 200, description = "On the way", body = Order)), security(("bearer" = ["runner", "manager"])))]
pub async fn start_delivery(State(app): State<App>, caller: Caller, Path(order): Path<OrderId>, key: Key) -> Reply<Said<Order>> {
    let work = async { Ok(delivery::start_delivery(&app.desk, &caller.actor, order).await?) };
    once(&app, &caller, "start_delivery", &key, &order, work).await?;
    reading::now(&app, &caller, order).await.map(Said)
}

/// Hands the goods over against the PIN and exactly the cash that is due. Five wrong PINs lock it; then the manager helps.
#[utoipa::path(post, path = "/orders/{order}/hand-over", tag = "running", request_body = HandOverRequest,
    params(("order" = String, Path, format = Uuid, description = "The order's id")),
    responses((status = 200, description = "Delivered and paid", body = Order)), security(("bearer" = ["runner", "manager"])))]
pub async fn hand_over_order(
    State(app): State<App>,
    caller: Caller,
    Path(order): Path<OrderId>,
    Key(key): Key,
    Json(said): Json<HandOverRequest>,
) -> Reply<Said<Order>> {
    let proof = match (said.pin, said.reason) {
        (Some(pin), None) => Proof::Pin(pin),
        (None, Some(reason)) => Proof::Manager(reason),
        _ => return Err(Refusal::invalid("one_of", "pin").with("names", "pin, reason")),
    };
    let device = device_time(said.device_time.as_deref())?;
    delivery::hand_over(&app.desk, &caller.actor, &key, order, proof, Rupiah(said.cash_rupiah), device).await?;
    reading::now(&app, &caller, order).await.map(Said)
}

/// Says that nothing could be handed over, why, and what happens to the goods.
#[utoipa::path(post, path = "/orders/{order}/fail", tag = "running", request_body = FailRequest,
    params(("order" = String, Path, format = Uuid, description = "The order's id")),
    responses((status = 200, description = "Failed", body = Order)), security(("bearer" = ["runner", "manager"])))]
pub async fn fail_delivery(
    State(app): State<App>,
    caller: Caller,
    Path(order): Path<OrderId>,
    Key(key): Key,
    Json(said): Json<FailRequest>,
) -> Reply<Said<Order>> {
    delivery::fail(&app.desk, &caller.actor, &key, order, &said.reason, said.goods.into()).await?;
    reading::now(&app, &caller, order).await.map(Said)
}

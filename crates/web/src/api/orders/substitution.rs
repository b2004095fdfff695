//! Something else instead: the runner proposes, the buyer answers.

use axum::extract::State;
use kernel::id::{LineId, OfferId, OrderId, SubstitutionId};
use market::picking;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::goods::Substitution;
use super::line::quantity;
use super::model::Order;
use super::reading;
use crate::api::answer::{Made, Reply, Said};
use crate::api::caller::Caller;
use crate::api::input::{Json, Key, Path};
use crate::api::once::once;
use crate::api::problem::Refusal;
use crate::app::App;

/// What instead.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubstitutionRequest {
    /// Which offer of the same market.
    #[schema(value_type = String, format = Uuid)]
    offer_id: OfferId,
    /// How much, in thousandths of its unit; absent for what comes nearest to the line.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 10_000_000)]
    quantity_milli: Option<i64>,
}

/// The buyer's answer.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerRequest {
    /// Whether the substitute is welcome.
    is_accepted: bool,
}

/// Proposes a substitute for a line. The buyer has some minutes to answer; without an answer the line is dropped.
#[utoipa::path(post, path = "/orders/{order}/lines/{line}/substitutions", tag = "running", request_body = SubstitutionRequest,
    params(("order" = String, Path, format = Uuid, description = "The order's id"), ("line" = String, Path, format = Uuid, description = "The line's id")),
    responses((status = 201, description = "The buyer is being asked", body = Substitution, headers(("Location" = String, description = "The order")))),
    security(("bearer" = ["runner", "manager"])))]
pub async fn propose_substitution(
    State(app): State<App>,
    caller: Caller,
    Path((order, line)): Path<(OrderId, LineId)>,
    Key(key): Key,
    Json(said): Json<SubstitutionRequest>,
) -> Reply<Made<Substitution>> {
    let wanted = said.quantity_milli.map(|milli| quantity(milli, "quantity_milli", 1)).transpose()?;
    let id = picking::propose(&app.desk, &caller.actor, &key, order, line, said.offer_id, wanted).await?;
    let detail = market::orders::read::get(&app.desk, &caller.actor, order).await?;
    let mut shown = reading::substitutions(&detail, &app.catalogue.read(), &caller.view(&app));
    let at = shown.iter().position(|asked| asked.id == id).ok_or_else(|| Refusal::not_found("substitution"))?;
    Ok(Made { at: format!("/orders/{order}"), body: shown.swap_remove(at) })
}

/// Answers a proposed substitute: the buyer, or the market's manager for a buyer who calls.
#[utoipa::path(post, path = "/orders/{order}/substitutions/{substitution}/answer", tag = "orders", request_body = AnswerRequest,
    params(("order" = String, Path, format = Uuid, description = "The order's id"), ("substitution" = String, Path, format = Uuid, description = "The proposal's id")),
    responses((status = 200, description = "Answered", body = Order)), security(("bearer" = ["buyer", "manager"])))]
pub async fn answer_substitution(
    State(app): State<App>,
    caller: Caller,
    Path((order, substitution)): Path<(OrderId, SubstitutionId)>,
    key: Key,
    Json(said): Json<AnswerRequest>,
) -> Reply<Said<Order>> {
    let work = async { Ok(picking::answer(&app.desk, &caller.actor, order, substitution, said.is_accepted).await?) };
    once(&app, &caller, "answer_substitution", &key, &(order, substitution, &said), work).await?;
    reading::now(&app, &caller, order).await.map(Said)
}

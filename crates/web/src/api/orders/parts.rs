//! What sellers see and decide: their stall's parts of orders, without anything about the buyer.

use axum::extract::State;
use kernel::id::{LineId, OrderId, SellerOrderId};
use market::orders::staff::{self, StallOrder};
use market::picking::{self, LineDecision as Decision};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::goods::OrderLine;
use super::model::SellerOrderNote;
use crate::api::answer::{Reply, Said};
use crate::api::caller::Caller;
use crate::api::catalogue::places::stall_of;
use crate::api::input::{Json, Key, Path, Query};
use crate::api::names::OrderState;
use crate::api::page::{Page, PageQuery};
use crate::app::App;

/// A stall's part of an order.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SellerOrder {
    /// The part.
    #[serde(flatten)]
    pub part: SellerOrderNote,
    /// Of which order.
    #[schema(value_type = String, format = Uuid)]
    pub order_id: OrderId,
    /// The order's number.
    #[schema(example = "261121-7KQ4MX")]
    pub order_number: String,
    /// Where the order stands.
    pub order_state: OrderState,
    /// The part's lines, by position.
    pub lines: Vec<OrderLine>,
}

/// A seller's word; lines that are not named are accepted.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionRequest {
    /// Line by line; empty accepts everything.
    #[serde(default)]
    #[schema(max_items = 60)]
    lines: Vec<LineDecision>,
}

/// A seller's word on one line.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LineDecision {
    /// Which line.
    #[schema(value_type = String, format = Uuid)]
    line_id: LineId,
    /// Whether there is any.
    is_accepted: bool,
    /// Why not; at most 200 characters.
    #[serde(default)]
    #[schema(max_length = 200)]
    reason: String,
}

/// What was decided.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Decided {
    /// Which part.
    #[schema(value_type = String, format = Uuid)]
    pub seller_order_id: SellerOrderId,
}

/// Lists a stall's newest parts of orders; at most 100 in all.
#[utoipa::path(get, path = "/stalls/{stall}/orders", tag = "selling",
    params(("stall" = String, Path, description = "Id or slug"), PageQuery),
    responses((status = 200, description = "Newest first", body = Page<SellerOrder>)),
    security(("bearer" = ["seller", "manager"])))]
pub async fn list_seller_orders(
    State(app): State<App>,
    caller: Caller,
    Path(stall): Path<String>,
    Query(page): Query<PageQuery>,
) -> Reply<Said<Page<SellerOrder>>> {
    let catalogue = app.catalogue.snapshot();
    let stall = stall_of(&catalogue, &stall)?.stall.id;
    let found = staff::of_stall(&app.desk, &caller.actor, stall).await?;
    let view = caller.view(&app);
    let shown = |part: StallOrder| SellerOrder {
        part: SellerOrderNote::of(&part.part, &view),
        order_id: part.part.order,
        order_number: part.number,
        order_state: part.order_state.into(),
        lines: part.lines.iter().map(|line| OrderLine::of(line, &catalogue, caller.actor.lang)).collect(),
    };
    Ok(Said(page.cut(found.into_iter(), |part| part.part.id.into(), shown)?))
}

/// Accepts or rejects a stall's part of an order, line by line. What is rejected follows the buyer's rule at once.
#[utoipa::path(post, path = "/seller-orders/{seller_order}/decision", tag = "selling", request_body = DecisionRequest,
    params(("seller_order" = String, Path, format = Uuid, description = "The part's id")),
    responses((status = 200, description = "Decided", body = Decided)),
    security(("bearer" = ["seller", "manager"])))]
pub async fn decide_seller_order(
    State(app): State<App>,
    caller: Caller,
    Path(part): Path<SellerOrderId>,
    Key(key): Key,
    Json(said): Json<DecisionRequest>,
) -> Reply<Said<Decided>> {
    let lines = said.lines.into_iter().map(|line| Decision { line: line.line_id, accepts: line.is_accepted, reason: line.reason });
    picking::decide(&app.desk, &caller.actor, &key, part, lines.collect()).await?;
    Ok(Said(Decided { seller_order_id: part }))
}

//! Complaints: made by buyers, answered by those concerned, decided by the market, agreed to by a second person.

use axum::extract::State;
use kernel::Rupiah;
use kernel::id::{LineId, OrderId, RawId};
use market::complaints::{self, ComplaintDetail, ComplaintId, Decision, MakeComplaint};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::answer::{Made, Reply, Said};
use crate::api::caller::Caller;
use crate::api::catalogue::model::View;
use crate::api::catalogue::places::{market_of, stall_of};
use crate::api::input::{Json, Key, Path, Query};
use crate::api::names::{ComplaintReason, ComplaintState, Liable, PayeeKind};
use crate::api::once::once;
use crate::api::page::Page;
use crate::app::App;

/// What is wrong with an order.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ComplaintRequest {
    /// Which line; absent for the order as a whole.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Uuid)]
    line_id: Option<LineId>,
    /// What is wrong.
    reason: ComplaintReason,
    /// In the buyer's words.
    #[serde(default)]
    #[schema(max_length = 500)]
    note: String,
}

/// What those concerned say.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ComplaintAnswerRequest {
    /// To the market, before it decides.
    #[schema(min_length = 1, max_length = 500)]
    answer: String,
}

/// What the market decides.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionRequest {
    /// Whether money is given back.
    is_upheld: bool,
    /// How much; needed when upheld. At most what was charged for it and not given back before.
    #[serde(default)]
    #[schema(minimum = 1)]
    amount_rupiah: Option<i64>,
    /// Who bears it; needed when upheld.
    #[serde(default)]
    liable: Option<Liable>,
    /// Read by everybody concerned.
    #[schema(min_length = 1, max_length = 200)]
    reason: String,
}

/// What the second person says.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ComplaintApprovalRequest {
    /// Whether they agree; if not, it is to be decided anew.
    is_approved: bool,
    /// Needed when they do not agree.
    #[serde(default)]
    #[schema(max_length = 200)]
    reason: String,
}

/// A stall or runner whom a complaint concerns.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ComplaintParty {
    /// Stall or runner.
    pub payee_kind: PayeeKind,
    /// The stall's or person's id.
    #[schema(format = Uuid)]
    pub payee_id: String,
    /// What the order brought them enters no payout for now.
    pub is_held: bool,
    /// What they say; empty until they do.
    pub answer: String,
}

/// A complaint.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Complaint {
    /// Its id.
    #[schema(format = Uuid)]
    pub id: String,
    /// About which order.
    #[schema(value_type = String, format = Uuid)]
    pub order_id: OrderId,
    /// The order's number.
    pub order_number: String,
    /// Which market decides.
    #[schema(format = Uuid)]
    pub market_id: String,
    /// About which line; absent for the order as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    pub line_id: Option<LineId>,
    /// What is wrong.
    pub reason: ComplaintReason,
    /// In the buyer's words.
    pub note: String,
    /// Where it stands.
    pub state: ComplaintState,
    /// When it was made.
    #[schema(format = DateTime)]
    pub made: String,
    /// By when the market should decide.
    #[schema(format = DateTime)]
    pub decide_by: String,
    /// How much is given back, once proposed or upheld.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_rupiah: Option<i64>,
    /// Who bears it, once proposed or upheld.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub liable: Option<Liable>,
    /// Why it was decided so.
    pub decision: String,
    /// The refund, once upheld.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Uuid)]
    pub refund_id: Option<String>,
    /// Whom it concerns.
    pub parties: Vec<ComplaintParty>,
}

impl Complaint {
    /// As it is now.
    #[must_use]
    pub fn of(detail: &ComplaintDetail, view: &View) -> Self {
        let complaint = &detail.complaint;
        let party = |party: &complaints::Party| ComplaintParty {
            payee_kind: party.kind.into(),
            payee_id: party.payee.to_string(),
            is_held: party.is_held,
            answer: party.answer.clone(),
        };
        Self {
            id: complaint.id.to_string(),
            order_id: complaint.order,
            order_number: complaint.number.clone(),
            market_id: complaint.market.to_string(),
            line_id: complaint.line,
            reason: complaint.reason.into(),
            note: complaint.note.clone(),
            state: complaint.state.into(),
            made: view.moment(complaint.made),
            decide_by: view.moment(complaint.decide_by),
            amount_rupiah: complaint.amount.map(Rupiah::amount),
            liable: complaint.liable.map(Into::into),
            decision: complaint.decision.clone(),
            refund_id: complaint.refund.map(|refund| refund.to_string()),
            parties: detail.parties.iter().map(party).collect(),
        }
    }
}

/// Whose complaints.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ComplaintQuery {
    /// Of this market, by id or slug; for those who decide.
    market: Option<String>,
    /// Concerning this stall, by id or slug; for its sellers.
    stall: Option<String>,
}

/// Complains about a delivered order or one of its lines, within the city's time.
///
/// What the order brought to those concerned enters no payout until it is decided.
#[utoipa::path(post, path = "/orders/{order}/complaints", tag = "orders", request_body = ComplaintRequest,
    params(("order" = String, Path, format = Uuid, description = "The order's id")),
    responses((status = 201, description = "Those concerned and the market are told", body = Complaint, headers(("Location" = String, description = "The complaint")))),
    security(("bearer" = ["buyer", "manager"])))]
pub async fn make_complaint(
    State(app): State<App>,
    caller: Caller,
    Path(order): Path<OrderId>,
    Key(key): Key,
    Json(said): Json<ComplaintRequest>,
) -> Reply<Made<Complaint>> {
    let command = MakeComplaint { order, line: said.line_id, reason: said.reason.into(), note: said.note };
    let id = complaints::complain(&app.desk, &caller.actor, &key, command).await?;
    Ok(Made { at: format!("/complaints/{id}"), body: now(&app, &caller, id).await? })
}

async fn now(app: &App, caller: &Caller, id: ComplaintId) -> Reply<Complaint> {
    Ok(Complaint::of(&complaints::get(&app.desk, &caller.actor, id).await?, &caller.view(app)))
}

/// Lists an order's complaints, oldest first, as far as the caller may know of them.
#[utoipa::path(get, path = "/orders/{order}/complaints", tag = "orders",
    params(("order" = String, Path, format = Uuid, description = "The order's id")),
    responses((status = 200, description = "Oldest first", body = Page<Complaint>)), security(("bearer" = ["buyer", "runner", "manager", "treasurer", "auditor"])))]
pub async fn list_order_complaints(State(app): State<App>, caller: Caller, Path(order): Path<OrderId>) -> Reply<Said<Page<Complaint>>> {
    let found = complaints::of_order(&app.desk, &caller.actor, order).await?;
    Ok(Said(listed(&app, &caller, &found)))
}

/// Lists complaints of a market or a stall.
///
/// Without either: what a treasurer has to agree to, or what concerns the caller as runner. Those that wait come first; at most 200.
#[utoipa::path(get, path = "/complaints", tag = "managing", params(ComplaintQuery),
    responses((status = 200, description = "Those that wait first", body = Page<Complaint>), (status = 404, description = "No such market or stall")),
    security(("bearer" = ["seller", "runner", "manager", "treasurer", "auditor", "admin"])))]
pub async fn list_complaints(State(app): State<App>, caller: Caller, Query(query): Query<ComplaintQuery>) -> Reply<Said<Page<Complaint>>> {
    let person = caller.actor.person.ok_or(market::MarketError::SignInFirst)?;
    let (desk, actor) = (&app.desk, &caller.actor);
    let catalogue = app.catalogue.snapshot();
    let found = match (&query.market, &query.stall) {
        (Some(market), _) => complaints::of_market(desk, actor, market_of(&catalogue, market)?.id).await?,
        (None, Some(stall)) => complaints::of_stall(desk, actor, stall_of(&catalogue, stall)?.stall.id).await?,
        (None, None) if actor.holds_anywhere(kernel::Role::Runner) => complaints::of_runner(desk, actor, person).await?,
        (None, None) => complaints::proposed(desk, actor).await?,
    };
    Ok(Said(listed(&app, &caller, &found)))
}

fn listed(app: &App, caller: &Caller, found: &[ComplaintDetail]) -> Page<Complaint> {
    let view = caller.view(app);
    Page { items: found.iter().map(|detail| Complaint::of(detail, &view)).collect(), next: None }
}

/// Shows one complaint to those whom it concerns and those who decide.
#[utoipa::path(get, path = "/complaints/{complaint}", tag = "managing",
    params(("complaint" = String, Path, format = Uuid, description = "The complaint's id")),
    responses((status = 200, description = "The complaint as it is now", body = Complaint)),
    security(("bearer" = ["buyer", "seller", "runner", "manager", "treasurer", "auditor"])))]
pub async fn get_complaint(State(app): State<App>, caller: Caller, Path(complaint): Path<RawId>) -> Reply<Said<Complaint>> {
    now(&app, &caller, ComplaintId(complaint)).await.map(Said)
}

/// Answers a complaint for the stall or runner concerned; a new answer replaces the former until it is decided.
#[utoipa::path(post, path = "/complaints/{complaint}/answer", tag = "selling", request_body = ComplaintAnswerRequest,
    params(("complaint" = String, Path, format = Uuid, description = "The complaint's id")),
    responses((status = 200, description = "The market is told", body = Complaint)), security(("bearer" = ["seller", "runner"])))]
pub async fn answer_complaint(
    State(app): State<App>,
    caller: Caller,
    Path(complaint): Path<RawId>,
    key: Key,
    Json(said): Json<ComplaintAnswerRequest>,
) -> Reply<Said<Complaint>> {
    let id = ComplaintId(complaint);
    let work = async { Ok(complaints::answer(&app.desk, &caller.actor, id, &said.answer).await?) };
    once(&app, &caller, "answer_complaint", &key, &(id, &said), work).await?;
    now(&app, &caller, id).await.map(Said)
}

/// Decides an open complaint. Money moves at once, unless the amount needs a second person: then it is `proposed`.
#[utoipa::path(post, path = "/complaints/{complaint}/decision", tag = "managing", request_body = DecisionRequest,
    params(("complaint" = String, Path, format = Uuid, description = "The complaint's id")),
    responses((status = 200, description = "Decided or proposed", body = Complaint)), security(("bearer" = ["manager"])))]
pub async fn decide_complaint(
    State(app): State<App>,
    caller: Caller,
    Path(complaint): Path<RawId>,
    Key(key): Key,
    Json(said): Json<DecisionRequest>,
) -> Reply<Said<Complaint>> {
    let id = ComplaintId(complaint);
    let decision = if said.is_upheld {
        let amount = said.amount_rupiah.map(Rupiah).ok_or(market::MarketError::Missing("amount"))?;
        let liable = said.liable.ok_or(market::MarketError::Missing("liable"))?;
        Decision::Uphold { liable: liable.into(), amount }
    } else {
        Decision::Refuse
    };
    complaints::decide(&app.desk, &caller.actor, &key, id, decision, &said.reason).await?;
    now(&app, &caller, id).await.map(Said)
}

/// Agrees to a proposed decision, or sends it back: a treasurer or another manager than who decided.
#[utoipa::path(post, path = "/complaints/{complaint}/approval", tag = "managing", request_body = ComplaintApprovalRequest,
    params(("complaint" = String, Path, format = Uuid, description = "The complaint's id")),
    responses((status = 200, description = "Upheld, or open again", body = Complaint)), security(("bearer" = ["manager", "treasurer"])))]
pub async fn approve_complaint(
    State(app): State<App>,
    caller: Caller,
    Path(complaint): Path<RawId>,
    Key(key): Key,
    Json(said): Json<ComplaintApprovalRequest>,
) -> Reply<Said<Complaint>> {
    let id = ComplaintId(complaint);
    complaints::approve(&app.desk, &caller.actor, &key, id, said.is_approved, &said.reason).await?;
    now(&app, &caller, id).await.map(Said)
}

//! Settlement batches: prepared by one person, approved by another.

use axum::extract::State;
use kernel::id::SettlementId;
use market::settlement::{self, SettlementFilter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::date_of;
use super::payouts::Payout;
use crate::api::answer::{Made, Reply, Said};
use crate::api::caller::Caller;
use crate::api::catalogue::model::View;
use crate::api::catalogue::places::market_of;
use crate::api::input::{Json, Key, Path, Query};
use crate::api::names::BatchState;
use crate::api::page::{Page, PageQuery};
use crate::app::App;

/// For which day.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettlementRequest {
    /// Everything earned up to this closed local date; today when absent.
    #[serde(default)]
    #[schema(format = Date)]
    date: Option<String>,
}

/// What one market owes for one day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Settlement {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub id: SettlementId,
    /// Whose.
    #[schema(format = Uuid)]
    pub market_id: String,
    /// Everything earned up to this local date.
    #[schema(format = Date)]
    pub business_date: String,
    /// Where it stands.
    pub state: BatchState,
    /// Sum of its payouts, in rupiah.
    pub total_rupiah: i64,
    /// When it was prepared.
    #[schema(format = DateTime)]
    pub prepared: String,
    /// The maker.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Uuid)]
    pub prepared_by_id: Option<String>,
    /// When it was approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub approved: Option<String>,
    /// The checker, another person.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Uuid)]
    pub approved_by_id: Option<String>,
}

impl Settlement {
    fn of(batch: &settlement::Settlement, view: &View) -> Self {
        Self {
            id: batch.id,
            market_id: batch.market.to_string(),
            business_date: batch.business_date.to_string(),
            state: batch.state.into(),
            total_rupiah: batch.total.amount(),
            prepared: view.moment(batch.prepared),
            prepared_by_id: batch.prepared_by.map(|person| person.to_string()),
            approved: batch.approved.map(|at| view.moment(at)),
            approved_by_id: batch.approved_by.map(|person| person.to_string()),
        }
    }
}

/// A batch with what is in it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SettlementDetail {
    /// The batch.
    #[serde(flatten)]
    pub settlement: Settlement,
    /// Its payouts.
    pub payouts: Vec<Payout>,
    /// Whether this caller may approve it now.
    pub can_approve: bool,
}

/// Which batches.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SettlementQuery {
    /// Only of this market, by id or slug.
    market: Option<String>,
    /// Only in this state.
    #[param(inline)]
    state: Option<BatchState>,
    /// The `next` of the page before.
    after: Option<String>,
    /// How many items, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

/// Lists what a market owes its stalls and runners for a closed day, and sets it aside.
#[utoipa::path(post, path = "/markets/{market}/settlements", tag = "managing", request_body = SettlementRequest,
    params(("market" = String, Path, description = "Id or slug")),
    responses((status = 201, description = "Prepared", body = SettlementDetail, headers(("Location" = String, description = "The batch")))),
    security(("bearer" = ["manager"])))]
pub async fn create_settlement(
    State(app): State<App>,
    caller: Caller,
    Path(market): Path<String>,
    Key(key): Key,
    Json(said): Json<SettlementRequest>,
) -> Reply<Made<SettlementDetail>> {
    let market = market_of(&app.catalogue.snapshot(), &market)?.id;
    let date = said.date.as_deref().map_or_else(|| Ok(app.desk.today()), |date| date_of(date, "date"))?;
    let id = settlement::create_settlement(&app.desk, &caller.actor, &key, market, date).await?;
    Ok(Made { at: format!("/settlements/{id}"), body: detail(&app, &caller, id).await? })
}

/// Lists settlement batches.
#[utoipa::path(get, path = "/settlements", tag = "managing", params(SettlementQuery), responses(
    (status = 200, description = "Newest first", body = Page<Settlement>), (status = 404, description = "No such market")),
    security(("bearer" = ["manager", "treasurer", "auditor", "admin"])))]
pub async fn list_settlements(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<SettlementQuery>,
) -> Reply<Said<Page<Settlement>>> {
    let market = query
        .market
        .as_deref()
        .map(|said| Ok::<_, crate::api::problem::Refusal>(market_of(&app.catalogue.snapshot(), said)?.id))
        .transpose()?;
    let page = PageQuery::new(query.after, query.limit);
    let filter = SettlementFilter { market, state: query.state.map(Into::into) };
    let found = settlement::list_settlements(&app.desk, &caller.actor, filter, page.cursor()?, page.rows()?).await?;
    let view = caller.view(&app);
    Ok(Said(Page { items: found.items.iter().map(|batch| Settlement::of(batch, &view)).collect(), next: found.next }))
}

/// Shows a settlement batch with its payouts.
#[utoipa::path(get, path = "/settlements/{settlement}", tag = "managing",
    params(("settlement" = String, Path, format = Uuid, description = "The batch's id")),
    responses((status = 200, description = "The batch as it is now", body = SettlementDetail)),
    security(("bearer" = ["manager", "treasurer", "auditor", "admin"])))]
pub async fn get_settlement(State(app): State<App>, caller: Caller, Path(id): Path<SettlementId>) -> Reply<Said<SettlementDetail>> {
    detail(&app, &caller, id).await.map(Said)
}

/// Approves a batch. Whoever prepared it may not.
#[utoipa::path(post, path = "/settlements/{settlement}/approval", tag = "managing",
    params(("settlement" = String, Path, format = Uuid, description = "The batch's id")),
    responses((status = 200, description = "Approved", body = SettlementDetail)), security(("bearer" = ["treasurer"])))]
pub async fn approve_settlement(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<SettlementId>,
    Key(key): Key,
) -> Reply<Said<SettlementDetail>> {
    settlement::approve_settlement(&app.desk, &caller.actor, &key, id).await?;
    detail(&app, &caller, id).await.map(Said)
}

async fn detail(app: &App, caller: &Caller, id: SettlementId) -> Reply<SettlementDetail> {
    let (found, view) = (settlement::get_settlement(&app.desk, &caller.actor, id).await?, caller.view(app));
    Ok(SettlementDetail {
        settlement: Settlement::of(&found.settlement, &view),
        payouts: found.payouts.iter().map(|payout| Payout::of(payout, &view)).collect(),
        can_approve: found.can_approve,
    })
}

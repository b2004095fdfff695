//! Cash that comes to the market's box, and the count at the end of the day.

use axum::extract::State;
use kernel::id::{CashCountId, MarketId, PersonId};
use kernel::{BusinessDate, Rupiah};
use market::settlement::{self, CashCount as Count, CloseCash, ReturnCash};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::date_of;
use crate::api::answer::{Made, Reply};
use crate::api::caller::Caller;
use crate::api::catalogue::places::market_of;
use crate::api::input::{Json, Key, Path};
use crate::api::names::CountKind;
use crate::api::problem::Refusal;
use crate::app::App;

/// What a runner brought.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnRequest {
    /// Who brought it, by person id.
    #[schema(value_type = String, format = Uuid)]
    runner_id: PersonId,
    /// What was there, in rupiah.
    #[schema(minimum = 0, example = 184_500)]
    counted_rupiah: i64,
    /// What the screen said should be there; the return is refused as `stale` when it is no longer so.
    #[serde(default)]
    #[schema(minimum = 0)]
    expected_rupiah: Option<i64>,
    /// Why the two differ; needed when they do.
    #[serde(default)]
    #[schema(max_length = 200)]
    reason: String,
}

/// What is in the box.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClosingRequest {
    /// Which local date; today when absent.
    #[serde(default)]
    #[schema(format = Date)]
    date: Option<String>,
    /// What was counted, in rupiah.
    #[schema(minimum = 0, example = 1_284_500)]
    counted_rupiah: i64,
    /// What the screen said should be there; the closing is refused as `stale` when it is no longer so.
    #[serde(default)]
    #[schema(minimum = 0)]
    expected_rupiah: Option<i64>,
    /// Why the two differ; needed when they do.
    #[serde(default)]
    #[schema(max_length = 200)]
    reason: String,
}

/// A count of cash.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CashCount {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub id: CashCountId,
    /// Whose box.
    #[schema(format = Uuid)]
    pub market_id: String,
    /// Why it was counted.
    pub kind: CountKind,
    /// Who brought it, at a return.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Uuid)]
    pub runner_id: Option<String>,
    /// The local date it belongs to.
    #[schema(format = Date)]
    pub business_date: String,
    /// What the books said, in rupiah.
    pub expected_rupiah: i64,
    /// What was there.
    pub counted_rupiah: i64,
    /// Too much when positive, too little when negative.
    pub difference_rupiah: i64,
    /// Why.
    pub reason: String,
    /// When it was counted.
    #[schema(format = DateTime)]
    pub at: String,
}

/// Takes a runner's whole float into the market's box. A difference needs a reason.
#[utoipa::path(post, path = "/markets/{market}/cash-returns", tag = "managing", request_body = ReturnRequest,
    params(("market" = String, Path, description = "Id or slug")),
    responses((status = 201, description = "Counted; the float is zero", body = CashCount, headers(("Location" = String, description = "The market")))),
    security(("bearer" = ["manager"])))]
pub async fn return_cash(
    State(app): State<App>,
    caller: Caller,
    Path(market): Path<String>,
    Key(key): Key,
    Json(said): Json<ReturnRequest>,
) -> Reply<Made<CashCount>> {
    let market = market_of(&app.catalogue.snapshot(), &market)?.id;
    let command = ReturnCash {
        market,
        runner: said.runner_id,
        counted: Rupiah(said.counted_rupiah),
        expected: said.expected_rupiah.map(Rupiah),
        reason: said.reason,
    };
    let id = settlement::return_cash(&app.desk, &caller.actor, &key, command).await?;
    made(&app, &caller, (market, app.desk.today(), id)).await
}

/// Counts a market's box at the end of a day, once. A difference needs a reason.
#[utoipa::path(post, path = "/markets/{market}/closings", tag = "managing", request_body = ClosingRequest,
    params(("market" = String, Path, description = "Id or slug")),
    responses((status = 201, description = "The day is closed", body = CashCount, headers(("Location" = String, description = "The market")))),
    security(("bearer" = ["manager"])))]
pub async fn close_cash(
    State(app): State<App>,
    caller: Caller,
    Path(market): Path<String>,
    Key(key): Key,
    Json(said): Json<ClosingRequest>,
) -> Reply<Made<CashCount>> {
    let market = market_of(&app.catalogue.snapshot(), &market)?.id;
    let date = said.date.as_deref().map_or_else(|| Ok(app.desk.today()), |date| date_of(date, "date"))?;
    let command =
        CloseCash { market, date, counted: Rupiah(said.counted_rupiah), expected: said.expected_rupiah.map(Rupiah), reason: said.reason };
    let id = settlement::close_cash(&app.desk, &caller.actor, &key, command).await?;
    made(&app, &caller, (market, date, id)).await
}

/// A retry may come days later: so far back is the count looked for. Keys are kept as long.
const DAYS_BACK: i64 = 3;

async fn made(app: &App, caller: &Caller, (market, date, id): (MarketId, BusinessDate, CashCountId)) -> Reply<Made<CashCount>> {
    for days in 0..=DAYS_BACK {
        let counts = settlement::list_cash_counts(&app.desk, &caller.actor, market, date.plus_days(-days)).await?;
        if let Some(count) = counts.iter().find(|count| count.id == id) {
            return Ok(Made { at: format!("/markets/{market}"), body: shown(app, caller, count) });
        }
    }
    Err(Refusal::not_found("cash_count"))
}

fn shown(app: &App, caller: &Caller, count: &Count) -> CashCount {
    CashCount {
        id: count.id,
        market_id: count.market.to_string(),
        kind: count.kind.into(),
        runner_id: count.runner.map(|runner| runner.to_string()),
        business_date: count.business_date.to_string(),
        expected_rupiah: count.expected.amount(),
        counted_rupiah: count.counted.amount(),
        difference_rupiah: count.difference().amount(),
        reason: count.reason.clone(),
        at: caller.view(app).moment(count.at),
    }
}

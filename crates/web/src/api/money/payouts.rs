//! Payouts to stalls and runners.

use axum::extract::State;
use kernel::id::{PayoutId, PersonId, SettlementId};
use market::settlement::{self, PayoutFilter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::date_of;
use crate::api::answer::{Reply, Said};
use crate::api::caller::Caller;
use crate::api::catalogue::model::View;
use crate::api::catalogue::places::{market_of, stall_of};
use crate::api::input::{Key, Path, Query};
use crate::api::names::{PayeeKind, PayoutState};
use crate::api::page::{Page, PageQuery};
use crate::app::App;

/// Money for one stall or runner.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Payout {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub id: PayoutId,
    /// In which batch.
    #[schema(value_type = String, format = Uuid)]
    pub settlement_id: SettlementId,
    /// Whose cash box.
    #[schema(format = Uuid)]
    pub market_id: String,
    /// The batch's local date.
    #[schema(format = Date)]
    pub business_date: String,
    /// Stall or runner.
    pub payee_kind: PayeeKind,
    /// The stall's or person's id.
    #[schema(format = Uuid)]
    pub payee_id: String,
    /// The stall's or person's name.
    pub name: String,
    /// Block and number of a stall; empty for a runner.
    #[schema(example = "B-12")]
    pub place: String,
    /// In rupiah.
    pub amount_rupiah: i64,
    /// How the payee would like to be paid.
    #[schema(example = "cash")]
    pub method: String,
    /// Where it stands.
    pub state: PayoutState,
    /// When it was handed out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub paid: Option<String>,
}

impl Payout {
    /// As it is now.
    #[must_use]
    pub fn of(payout: &settlement::Payout, view: &View) -> Self {
        Self {
            id: payout.id,
            settlement_id: payout.settlement,
            market_id: payout.market.to_string(),
            business_date: payout.business_date.to_string(),
            payee_kind: payout.payee_kind.into(),
            payee_id: payout.payee.to_string(),
            name: payout.name.clone(),
            place: payout.place.clone(),
            amount_rupiah: payout.amount.amount(),
            method: payout.method.clone(),
            state: payout.state.into(),
            paid: payout.paid.map(|at| view.moment(at)),
        }
    }
}

/// Which payouts.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PayoutQuery {
    /// Only of this market, by id or slug.
    market: Option<String>,
    /// Only of the batch of this local date.
    #[param(format = Date)]
    date: Option<String>,
    /// Only in this state.
    #[param(inline)]
    state: Option<PayoutState>,
    /// Only to this stall, by id or slug.
    stall: Option<String>,
    /// Only to this runner, by person id.
    #[param(value_type = Option<String>, format = Uuid)]
    runner: Option<PersonId>,
    /// The `next` of the page before.
    after: Option<String>,
    /// How many items, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

/// What was handed out.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Paid {
    /// Which payout.
    #[schema(value_type = String, format = Uuid)]
    pub payout_id: PayoutId,
}

/// Lists payouts: managers see their markets', sellers their stalls', runners their own, treasurers and auditors all.
#[utoipa::path(get, path = "/payouts", tag = "managing", params(PayoutQuery), responses(
    (status = 200, description = "Newest first", body = Page<Payout>), (status = 404, description = "No such market or stall")),
    security(("bearer" = ["seller", "runner", "manager", "treasurer", "auditor", "admin"])))]
pub async fn list_payouts(State(app): State<App>, caller: Caller, Query(query): Query<PayoutQuery>) -> Reply<Said<Page<Payout>>> {
    let page = PageQuery::new(query.after.clone(), query.limit);
    let found = settlement::list_payouts(&app.desk, &caller.actor, filter(&app, &query)?, page.cursor()?, page.rows()?).await?;
    let view = caller.view(&app);
    Ok(Said(Page { items: found.items.iter().map(|payout| Payout::of(payout, &view)).collect(), next: found.next }))
}

fn filter(app: &App, query: &PayoutQuery) -> Reply<PayoutFilter> {
    let catalogue = app.catalogue.read();
    let market = query.market.as_deref().map(|said| market_of(&catalogue, said)).transpose()?;
    let stall = query.stall.as_deref().map(|said| stall_of(&catalogue, said)).transpose()?;
    Ok(PayoutFilter {
        market: market.map(|market| market.id),
        date: query.date.as_deref().map(|date| date_of(date, "date")).transpose()?,
        state: query.state.map(Into::into),
        stall: stall.map(|found| found.stall.id),
        runner: query.runner,
    })
}

/// Hands out an approved payout in cash, once.
#[utoipa::path(post, path = "/payouts/{payout}/payment", tag = "managing",
    params(("payout" = String, Path, format = Uuid, description = "The payout's id")),
    responses((status = 200, description = "Handed out", body = Paid)), security(("bearer" = ["manager"])))]
pub async fn pay_payout(State(app): State<App>, caller: Caller, Path(payout): Path<PayoutId>, Key(key): Key) -> Reply<Said<Paid>> {
    settlement::pay_payout(&app.desk, &caller.actor, &key, payout).await?;
    Ok(Said(Paid { payout_id: payout }))
}

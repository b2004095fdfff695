//! What a stall earned and was paid.

use axum::extract::State;
use kernel::BusinessDate;
use market::settlement::{self, StatementLine as Line};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::date_of;
use super::payouts::Payout;
use crate::api::answer::{Reply, Said};
use crate::api::caller::Caller;
use crate::api::catalogue::model::View;
use crate::api::catalogue::places::stall_of;
use crate::api::input::{Path, Query};
use crate::app::App;

/// Which days.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PeriodQuery {
    /// First local date; the first of this month when absent.
    #[param(format = Date)]
    from: Option<String>,
    /// Last local date, included; today when absent.
    #[param(format = Date)]
    to: Option<String>,
}

/// What a stall was owed over some days.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Statement {
    /// Whose.
    #[schema(format = Uuid)]
    pub stall_id: String,
    /// First local date.
    #[schema(format = Date)]
    pub from: String,
    /// Last local date, included.
    #[schema(format = Date)]
    pub to: String,
    /// Owed before the first date, in rupiah.
    pub opening_rupiah: i64,
    /// By date, then by time.
    pub lines: Vec<StatementLine>,
    /// Owed after the last date.
    pub closing_rupiah: i64,
    /// Payouts of those days, newest first; at most 200.
    pub payouts: Vec<Payout>,
}

/// One movement of money.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StatementLine {
    /// On which local date it counts.
    #[schema(format = Date)]
    pub date: String,
    /// When it was written.
    #[schema(format = DateTime)]
    pub at: String,
    /// Why: `goods_sold`, `payout_prepared`.
    #[schema(example = "goods_sold")]
    pub reason: String,
    /// The order's number, or the batch's date.
    pub number: String,
    /// What was sold.
    pub goods: Vec<SoldGoods>,
    /// What is owed more; negative when it was paid out or given back.
    pub change_rupiah: i64,
    /// Owed after this line.
    pub balance_rupiah: i64,
}

/// Goods of one sale.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SoldGoods {
    /// In the reader's language.
    pub name: String,
    /// Weighed or counted, in thousandths of the unit.
    pub quantity_milli: i64,
    /// The unit as people see it.
    pub unit: String,
    /// What was charged, in rupiah.
    pub total_rupiah: i64,
}

/// Shows what a stall earned and was paid, with the goods behind each sale.
#[utoipa::path(get, path = "/stalls/{stall}/statement", tag = "selling",
    params(("stall" = String, Path, description = "Id or slug"), PeriodQuery),
    responses((status = 200, description = "The statement", body = Statement)),
    security(("bearer" = ["seller", "manager", "treasurer", "auditor", "admin"])))]
pub async fn get_stall_statement(
    State(app): State<App>,
    caller: Caller,
    Path(stall): Path<String>,
    Query(query): Query<PeriodQuery>,
) -> Reply<Said<Statement>> {
    let stall = stall_of(&app.catalogue.snapshot(), &stall)?.stall.id;
    let to = query.to.as_deref().map_or_else(|| Ok(app.desk.today()), |date| date_of(date, "to"))?;
    let from = query.from.as_deref().map_or_else(|| Ok(first_of_month(to)), |date| date_of(date, "from"))?;
    let found = settlement::statement_of_stall(&app.desk, &caller.actor, stall, from, to).await?;
    let view = caller.view(&app);
    Ok(Said(Statement {
        stall_id: stall.to_string(),
        from: found.from.to_string(),
        to: found.to.to_string(),
        opening_rupiah: found.opening.amount(),
        lines: found.lines.iter().map(|line| shown(line, &view)).collect(),
        closing_rupiah: found.closing.amount(),
        payouts: found.payouts.iter().map(|payout| Payout::of(payout, &view)).collect(),
    }))
}

fn first_of_month(date: BusinessDate) -> BusinessDate {
    let (.., day) = date.ymd();
    date.plus_days(1 - day)
}

fn shown(line: &Line, view: &View) -> StatementLine {
    let goods = line.goods.iter().map(|goods| SoldGoods {
        name: goods.name.clone(),
        quantity_milli: goods.quantity.milli(),
        unit: goods.unit.clone(),
        total_rupiah: goods.total.amount(),
    });
    StatementLine {
        date: line.date.to_string(),
        at: view.moment(line.at),
        reason: line.reason.to_owned(),
        number: line.number.clone(),
        goods: goods.collect(),
        change_rupiah: line.change.amount(),
        balance_rupiah: line.balance.amount(),
    }
}

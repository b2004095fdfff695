//! `/kurir/uang`: cash in hand and what was earned.

use axum::extract::State;
use axum::response::Response;
use kernel::Rupiah;
use market::settlement;

use super::at::At;
use super::home::cash_note;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Who, show};
use crate::pages::frame;
use crate::pages::staff::money;
use crate::views::staff::runner::money::RunnerMoneyView;

/// Shows a runner's money.
pub async fn show_money(State(app): State<App>, who: Who, query: Fields) -> Result<Response, Fault> {
    let at = At::of(&app, &who)?;
    let today = app.desk.today();
    let period = money::Period::of(&query, today);
    let cash = settlement::float_of_runner(&app.desk, &who.actor, at.market, at.runner).await?;
    let statement = settlement::statement_of_runner(&app.desk, &who.actor, at.runner, period.from, period.to).await?;
    let of_today = settlement::statement_of_runner(&app.desk, &who.actor, at.runner, today, today).await?;
    let limit = app.desk.city.settings.runner_cash_max_rupiah;
    show(&RunnerMoneyView {
        page: at.page(&app, &who, "/kurir/uang", who.t.text("runner-nav-money"), (0, 0)),
        cash: money::rupiah(&who, cash),
        cash_note: cash_note(&who, cash, limit),
        is_cash_full: cash >= limit,
        cash_percent: percent(cash, limit),
        cash_max: who.t.with("runner-cash-max", &[("limit", &money::rupiah(&who, limit))]),
        earned_today: money::rupiah(&who, money::sums(&of_today).0),
        earned_owed: money::rupiah(&who, of_today.closing),
        periods: period.chips(who.t, "/kurir/uang", ("", "")),
        period: period.words(&who),
        opening: money::rupiah(&who, statement.opening),
        lines: money::lines(&who, &statement),
        closing: money::rupiah(&who, statement.closing),
        pdf: frame::address("/kurir/uang.pdf", &[("rentang", period.name)]),
    })
}

/// The statement as a PDF.
pub async fn print_money(State(app): State<App>, who: Who, query: Fields) -> Result<Response, Fault> {
    let at = At::of(&app, &who)?;
    let period = money::Period::of(&query, app.desk.today());
    let statement = settlement::statement_of_runner(&app.desk, &who.actor, at.runner, period.from, period.to).await?;
    let lines = vec![app.name_of(at.runner).await?, at.name.clone(), period.words(&who)];
    Ok(money::pdf(&app, &who, &statement, "kurir", lines))
}

/// A share of the most a runner may carry, rounded down, at most 999.
pub fn percent(cash: Rupiah, limit: Rupiah) -> u32 {
    let limit = limit.amount().max(1);
    u32::try_from(cash.amount().max(0).saturating_mul(100) / limit).unwrap_or(u32::MAX).min(999)
}

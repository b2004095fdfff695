//! `/kota/neraca` and `/kota/jurnal.csv`: the books for the city's accountant.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use kernel::BusinessDate;
use market::accounting::{self, Trial};

use super::at::city_page;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Who, show};
use crate::pages::frame;
use crate::pages::staff::{money, time, words};
use crate::views::Tone;
use crate::views::shop::cards::Badge;
use crate::views::staff::manager::books::TrialView;

/// From `dari` to `sampai`; this month up to today when they are not said.
fn period(app: &App, query: &Fields) -> (BusinessDate, BusinessDate) {
    let today = app.desk.today();
    let (year, month, _) = today.ymd();
    let first = BusinessDate::from_ymd(year, month, 1).unwrap_or(today);
    (BusinessDate::parse(query.text("dari")).unwrap_or(first), BusinessDate::parse(query.text("sampai")).unwrap_or(today))
}

/// Shows the trial balance of a period.
pub async fn show_trial(State(app): State<App>, who: Who, query: Fields) -> Result<Response, Fault> {
    who.person()?;
    let (from, to) = period(&app, &query);
    let trial = accounting::trial(&app.desk, &who.actor, from, to).await?;
    let (first, last) = (from.to_string(), to.to_string());
    let address = |path: &str| frame::address(path, &[("dari", &first), ("sampai", &last)]);
    let (csv, journal) = (address("/kota/neraca.csv"), address("/kota/jurnal.csv"));
    show(&TrialView {
        page: city_page(&app, &who, "/kota/neraca", who.t.text("books-trial")),
        period: format!("{} – {}", time::day(&who, from), time::day(&who, to)),
        lines: lines(&who, &trial),
        debits: money::rupiah(&who, trial.debits),
        credits: money::rupiah(&who, trial.credits),
        status: balanced(&who, &trial),
        csv,
        journal,
        from: first,
        to: last,
    })
}

fn lines(who: &Who, trial: &Trial) -> Vec<[String; 4]> {
    let line = |line: &ledger::TrialLine| {
        let [debits, credits, balance] = [line.debits, line.credits, line.balance].map(|amount| money::rupiah(who, amount));
        [words::said(who.t, "state-account", line.kind.name()), debits, credits, balance]
    };
    trial.lines.iter().map(line).collect()
}

fn balanced(who: &Who, trial: &Trial) -> Badge {
    let (tone, key) =
        if trial.is_balanced() { (Tone::Good, words::key("books-balanced")) } else { (Tone::Bad, words::key("books-unbalanced")) };
    Badge { tone, text: who.t.text(key).to_owned() }
}

/// The trial balance as a file.
pub async fn download_trial(State(app): State<App>, who: Who, query: Fields) -> Result<Response, Fault> {
    who.person()?;
    let (from, to) = period(&app, &query);
    let trial = accounting::trial(&app.desk, &who.actor, from, to).await?;
    Ok(file(&format!("neraca-{from}-{to}.csv"), accounting::trial_csv(&trial, &|name| money::csv_word(who.t, name))))
}

/// The journal as a file.
pub async fn download_journal(State(app): State<App>, who: Who, query: Fields) -> Result<Response, Fault> {
    who.person()?;
    let (from, to) = period(&app, &query);
    let lines = accounting::journal(&app.desk, &who.actor, from, to).await?;
    let text = accounting::journal_csv(&lines, app.offset_minutes(), &|name| money::csv_word(who.t, name));
    Ok(file(&format!("jurnal-{from}-{to}.csv"), text))
}

fn file(name: &str, text: String) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, disposition)], text).into_response()
}

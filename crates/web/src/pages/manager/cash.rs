//! `/kelola/{market}/kas`: runners bring their cash, the day is closed.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::id::PersonId;
use kernel::{BusinessDate, Rupiah};
use market::settlement::{self, CashCount, CloseCash, ClosingPreview, CountKind, ReturnCash};

use super::at::At;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Go, Posted, Who, show, show_with};
use crate::pages::staff::words::key;
use crate::pages::staff::{self, money, read, time};
use crate::views::Tone;
use crate::views::shop::cards::Badge;
use crate::views::staff::manager::cash::{CashView, CountRow, FloatRow};

/// Shows the cash box of a day.
pub async fn show_cash(State(app): State<App>, Path(market): Path<String>, who: Who, query: Fields) -> Result<Response, Fault> {
    let at = At::of(&app, &who, &market)?;
    show(&view(&app, &who, &at, date_of(&app, query.text("tanggal"))).await?)
}

/// The date said, today at the latest; today when none is said.
fn date_of(app: &App, text: &str) -> BusinessDate {
    let today = app.desk.today();
    BusinessDate::parse(text).map_or(today, |date| date.min(today))
}

async fn view(app: &App, who: &Who, at: &At, date: BusinessDate) -> Result<CashView, Fault> {
    let preview = settlement::closing_preview(&app.desk, &who.actor, at.market, date).await?;
    let counts = settlement::list_cash_counts(&app.desk, &who.actor, at.market, date).await?;
    let mut rows = Vec::with_capacity(counts.len());
    for count in counts.iter().rev() {
        rows.push(counted(app, who, count).await?);
    }
    let closed = match &preview.figures.closing {
        Some(closing) => Some(closed(app, who, closing).await?),
        None => None,
    };
    let float = |float: &settlement::RunnerFloat| FloatRow {
        runner: float.runner.to_string(),
        name: float.name.clone(),
        expected: money::rupiah(who, float.amount),
        expected_plain: float.amount.amount(),
        ..FloatRow::default()
    };
    Ok(CashView {
        page: at.page(app, who, "/kas", who.t.text("manager-cash")),
        market: at.slug.clone(),
        day: time::day(who, date),
        date: date.to_string(),
        before: date.plus_days(-1).to_string(),
        after: if date < app.desk.today() { date.plus_days(1).to_string() } else { String::new() },
        floats: preview.floats.iter().map(float).collect(),
        expected: money::rupiah(who, preview.expected),
        expected_plain: preview.expected.amount(),
        sums: sums(who, &preview),
        blockers: blockers(who, &preview),
        closed,
        counted_typed: String::new(),
        counts: rows,
    })
}

fn sums(who: &Who, preview: &ClosingPreview) -> Vec<(String, String)> {
    let figures = &preview.figures;
    let row = |key: &'static str, amount| (who.t.text(key).to_owned(), money::rupiah(who, amount));
    let mut sums = vec![
        row(key("manager-cash-charged"), figures.charged),
        row(key("manager-cash-refunds"), -figures.refunds),
        row(key("manager-difference"), figures.difference),
        row(key("manager-cash-returned"), figures.returned),
    ];
    if figures.closing.is_none() {
        // With what was returned it is what should be in the box.
        sums.push(row(key("manager-cash-carried"), preview.expected - figures.returned));
    }
    sums
}

fn blockers(who: &Who, preview: &ClosingPreview) -> Vec<String> {
    if preview.figures.closing.is_some() {
        return Vec::new();
    }
    let mut found = Vec::new();
    if preview.orders_open > 0 {
        found.push(who.t.with("manager-blocked-orders", &[("count", &preview.orders_open)]));
    }
    if !preview.floats.is_empty() {
        found.push(who.t.with("manager-blocked-floats", &[("count", &preview.floats.len())]));
    }
    found
}

async fn closed(app: &App, who: &Who, closing: &CashCount) -> Result<String, Fault> {
    let by = name(app, closing).await?;
    let (amount, at) = (money::rupiah(who, closing.counted), time::clock(app, who, closing.at));
    Ok(who.t.with("manager-closed", &[("amount", &amount), ("name", &by), ("time", &at)]))
}

async fn name(app: &App, count: &CashCount) -> Result<String, Fault> {
    match count.person {
        Some(person) => Ok(app.name_of(person).await?),
        None => Ok(String::new()),
    }
}

async fn counted(app: &App, who: &Who, count: &CashCount) -> Result<CountRow, Fault> {
    let what = match (count.kind, count.runner) {
        (CountKind::RunnerReturn, Some(runner)) => who.t.with("manager-count-return", &[("name", &app.name_of(runner).await?)]),
        (CountKind::RunnerReturn, None) => who.t.text("manager-returns").to_owned(),
        (CountKind::Closing, _) => who.t.text("manager-close-day").to_owned(),
    };
    let difference = match count.difference() {
        Rupiah::ZERO => Badge { tone: Tone::Good, text: who.t.text("manager-exact").to_owned() },
        other => Badge { tone: Tone::Bad, text: money::rupiah(who, other) },
    };
    Ok(CountRow {
        time: time::clock(app, who, count.at),
        what,
        expected: money::rupiah(who, count.expected),
        counted: money::rupiah(who, count.counted),
        difference,
        reason: count.reason.clone(),
        by: name(app, count).await?,
    })
}

/// Takes a runner's cash.
pub async fn return_cash(State(app): State<App>, Path(market): Path<String>, form: Posted) -> Result<Response, Fault> {
    let who = &form.who;
    let at = At::of(&app, who, &market)?;
    let runner: PersonId = form.id("runner")?;
    let done = match read::rupiah(&form, "counted") {
        Ok(counted) => {
            let expected = form.read("expected").map(Rupiah);
            let command = ReturnCash { market: at.market, runner, counted, expected, reason: form.text("reason").to_owned() };
            settlement::return_cash(&app.desk, &who.actor, form.key(), command).await.map_err(Fault::from)
        }
        Err(fault) => Err(fault),
    };
    match done {
        Ok(_) => Ok(Go::to(at.path("/kas")).say(Tone::Good, who.t.text("manager-taken")).into_response()),
        Err(fault) if fault.is_of_form() => {
            let mut view = view(&app, who, &at, app.desk.today()).await?;
            let (text, id) = (staff::sentence(who, &fault), runner.to_string());
            match view.floats.iter_mut().find(|float| float.runner == id) {
                Some(float) => (float.wrong, float.typed) = (text, form.text("counted").to_owned()),
                None => view.page.errors.push(crate::views::FieldError { field: String::new(), text }),
            }
            show_with(fault.status(), &view)
        }
        Err(fault) => Err(fault),
    }
}

/// Closes a day.
pub async fn close_cash(State(app): State<App>, Path(market): Path<String>, form: Posted) -> Result<Response, Fault> {
    let who = &form.who;
    let at = At::of(&app, who, &market)?;
    let date = date_of(&app, form.text("date"));
    let done = match read::rupiah(&form, "counted") {
        Ok(counted) => {
            let expected = form.read("expected").map(Rupiah);
            let command = CloseCash { market: at.market, date, counted, expected, reason: form.text("reason").to_owned() };
            settlement::close_cash(&app.desk, &who.actor, form.key(), command).await.map_err(Fault::from)
        }
        Err(fault) => Err(fault),
    };
    let to = at.path(&format!("/kas?tanggal={date}"));
    match done {
        Ok(_) => Ok(Go::to(to).say(Tone::Good, who.t.text("manager-day-closed")).into_response()),
        Err(fault) if fault.is_of_form() => {
            let mut view = view(&app, who, &at, date).await?;
            form.text("counted").clone_into(&mut view.counted_typed);
            view.page.errors.push(fault.field_error(who.t));
            show_with(fault.status(), &view)
        }
        Err(fault) => Err(fault),
    }
}

//! `/kota/rekonsiliasi`: what providers settled, day by day, and what differs.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::BusinessDate;
use market::ids::{DifferenceId, ReconciliationId};
use market::payments::reconcile::{self, Day, DayDetail, DayState, Difference, DifferenceState};

use super::at::city_page;
use super::statement;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Posted, Who, show, show_with};
use crate::pages::frame;
use crate::pages::staff::{self, money, time, words};
use crate::views::Tone;
use crate::views::shop::cards::{Badge, Pager};
use crate::views::staff::manager::books::{DayRow, DifferenceRow, ReconciliationView, ReconciliationsView};

/// The list's address.
pub(super) const PATH: &str = "/kota/rekonsiliasi";
/// Days on one page of the list.
const ROWS: usize = 60;

/// Shows the days.
pub async fn show_days(State(app): State<App>, who: Who, query: Fields) -> Result<Response, Fault> {
    who.person()?;
    days(&app, &who, BusinessDate::parse(query.text("sebelum")), &Fields::default(), None).await
}

/// The days before a date, with the form for a statement as it was filled, and what is wrong with it.
pub(super) async fn days(
    app: &App,
    who: &Who,
    before: Option<BusinessDate>,
    typed: &Fields,
    wrong: Option<statement::Wrong>,
) -> Result<Response, Fault> {
    let days = reconcile::days(&app.desk, &who.actor, before).await?;
    let older = days.last().filter(|_| days.len() == ROWS).map(|day| frame::address(PATH, &[("sebelum", &day.date.to_string())]));
    let pager = (older.is_some() || before.is_some()).then(|| Pager {
        previous: if before.is_some() { PATH.to_owned() } else { String::new() },
        next: older.unwrap_or_default(),
        text: String::new(),
    });
    let mut page = city_page(app, who, PATH, who.t.text("books-reconcile"));
    page.errors.extend(wrong.iter().map(|(fault, _)| fault.field_error(who.t)));
    let status = wrong.as_ref().map_or(StatusCode::OK, |(fault, _)| fault.status());
    let days = days.iter().map(|day| row(who, day)).collect();
    show_with(status, &ReconciliationsView { page, days, pager, statement: statement::card(app, who, typed, wrong.as_ref()).await? })
}

fn row(who: &Who, day: &Day) -> DayRow {
    let what = who.t.with("books-day-what", &[("provider", &words::said(who.t, "state-method", &day.provider)), ("count", &day.matched)]);
    DayRow {
        href: format!("{PATH}/{}", day.id),
        day: time::day(who, day.date),
        what,
        net: money::rupiah(who, day.net()),
        status: badge(who, day),
        is_waiting: day.state == DayState::Open,
    }
}

fn badge(who: &Who, day: &Day) -> Badge {
    match day.state {
        DayState::Open => Badge { tone: Tone::Wait, text: who.t.with("books-open", &[("count", &day.open)]) },
        DayState::Closed => Badge { tone: Tone::Good, text: who.t.text("books-closed").to_owned() },
    }
}

/// Shows one day.
pub async fn show_day(State(app): State<App>, Path(id): Path<String>, who: Who) -> Result<Response, Fault> {
    who.person()?;
    let id: ReconciliationId = id.parse().unwrap_or_else(|_| kernel::id::RawId::nil().into());
    let detail = reconcile::get(&app.desk, &who.actor, id).await?;
    let mut differences = Vec::with_capacity(detail.differences.len());
    for found in &detail.differences {
        differences.push(difference(&app, &who, found).await?);
    }
    let day = &detail.day;
    show(&ReconciliationView {
        page: city_page(&app, &who, PATH, who.t.text("books-reconcile")),
        id: day.id.to_string(),
        day: time::day(&who, day.date),
        status: badge(&who, day),
        compared: who.t.with("books-compared", &[("when", &time::moment(&app, &who, day.run))]),
        sums: sums(&who, &detail),
        net: money::rupiah(&who, day.net()),
        differences,
        can_resolve: detail.can_resolve,
    })
}

fn sums(who: &Who, detail: &DayDetail) -> Vec<(String, String)> {
    let day = &detail.day;
    let words = |key: &str| who.t.find(key).unwrap_or_default().to_owned();
    vec![
        (words(words::key("books-matched")), day.matched.to_string()),
        (words(words::key("books-gross")), money::rupiah(who, day.gross)),
        (words(words::key("books-refunded")), money::rupiah(who, -day.refunded)),
        (words(words::key("books-fee")), money::rupiah(who, -day.fee)),
    ]
}

async fn difference(app: &App, who: &Who, found: &Difference) -> Result<DifferenceRow, Fault> {
    let tone = match found.state {
        DifferenceState::Open => Tone::Wait,
        DifferenceState::Resolved => Tone::Good,
        DifferenceState::Vanished => Tone::Plain,
    };
    Ok(DifferenceRow {
        id: found.id.to_string(),
        kind: words::said(who.t, "state-difference", found.kind.name()),
        flow: words::said(who.t, "state-flow", found.flow.name()),
        reference: found.reference.clone(),
        order: found.order.clone().unwrap_or_default(),
        ours: money::rupiah(who, found.ours),
        theirs: money::rupiah(who, found.theirs),
        status: Badge { tone, text: words::said(who.t, "state-difference", found.state.name()) },
        owner: match found.owner {
            Some(person) => app.name_of(person).await?,
            None => String::new(),
        },
        note: found.note.clone(),
        is_open: found.state == DifferenceState::Open,
        is_mine: found.owner.is_some() && found.owner == who.actor.person,
    })
}

/// Compares a day again.
pub async fn compare_again(State(app): State<App>, Path(id): Path<String>, form: Posted) -> Result<Response, Fault> {
    let id: ReconciliationId = id.parse().unwrap_or_else(|_| kernel::id::RawId::nil().into());
    let done = reconcile::run_again(&app.desk, &form.who.actor, id).await;
    Ok(staff::back(&form.who, done, &format!("{PATH}/{id}"), form.who.t.text("books-again-done"))?.into_response())
}

/// Takes care of a difference.
pub async fn take(State(app): State<App>, Path(id): Path<String>, form: Posted) -> Result<Response, Fault> {
    let done = reconcile::take(&app.desk, &form.who.actor, difference_id(&id)).await;
    Ok(staff::back(&form.who, done, &back(&form), form.who.t.text("books-taken"))?.into_response())
}

/// Ends a difference.
pub async fn resolve(State(app): State<App>, Path(id): Path<String>, form: Posted) -> Result<Response, Fault> {
    let done = reconcile::resolve(&app.desk, &form.who.actor, difference_id(&id), form.text("reason")).await;
    Ok(staff::back(&form.who, done, &back(&form), form.who.t.text("books-ended"))?.into_response())
}

/// What is no id is the id of nothing, so that rights are looked at first.
fn difference_id(text: &str) -> DifferenceId {
    text.parse().unwrap_or_else(|_| kernel::id::RawId::nil().into())
}

fn back(form: &Posted) -> String {
    form.read::<ReconciliationId>("day").map_or_else(|| PATH.to_owned(), |day| format!("{PATH}/{day}"))
}

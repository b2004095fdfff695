//! `/jual/keluhan`, `/kurir/keluhan`: what buyers say about a stall or runner, and their answers.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::id::RawId;
use market::complaints::{self, ComplaintDetail, ComplaintId};
use market::ratings::{self, Rating, Subject};
use market::settlement::PayeeKind;

use super::cards;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Posted, Who, show};
use crate::pages::{runner, seller, staff};
use crate::views::Page;
use crate::views::shop::cards::ChipLink;
use crate::views::trade::complaints::VoicesView;

/// What buyers say about a stall.
pub async fn show_of_stall(State(app): State<App>, who: Who, query: Fields) -> Result<Response, Fault> {
    let at = seller::at::At::of(&app, &who, query.text("lapak"))?;
    let complaints = complaints::of_stall(&app.desk, &who.actor, at.stall).await?;
    let subject = Subject { kind: PayeeKind::Stall, id: at.stall.into() };
    let page = at.page(&app, &who, "/jual/keluhan", who.t.text("voices-title"), 0);
    present(&app, &who, page, subject, "/jual/keluhan", at.chips("/jual/keluhan"), &complaints).await
}

/// What buyers say about a runner.
pub async fn show_of_runner(State(app): State<App>, who: Who) -> Result<Response, Fault> {
    let at = runner::at::At::of(&app, &who)?;
    let complaints = complaints::of_runner(&app.desk, &who.actor, at.runner).await?;
    let subject = Subject { kind: PayeeKind::Runner, id: at.runner.into() };
    let page = at.page(&app, &who, "/kurir/keluhan", who.t.text("voices-title"), (0, 0));
    present(&app, &who, page, subject, "/kurir/keluhan", Vec::new(), &complaints).await
}

async fn present(
    app: &App,
    who: &Who,
    page: Page,
    subject: Subject,
    action: &str,
    stalls: Vec<ChipLink>,
    complaints: &[ComplaintDetail],
) -> Result<Response, Fault> {
    let mut shown = Vec::with_capacity(complaints.len());
    for detail in complaints {
        let card = cards::complaint(app, who, detail).await?;
        shown.push(cards::answerable(card, detail, |party| party.payee == subject.id));
    }
    let given = ratings::of_payee(&app.desk, &who.actor, subject).await?;
    let reputation = ratings::reputation(&app.desk, subject).await?;
    let average = match reputation.average_tenths {
        Some(tenths) => who.t.with("rating-average", &[("average", &cards::average(who, tenths)), ("count", &reputation.count)]),
        None => who.t.with("rating-too-few", &[("count", &reputation.count), ("from", &ratings::rules::SHOWN_FROM)]),
    };
    let row = |rating: &Rating| cards::rating(app, who, rating, String::new());
    show(&VoicesView { page, action: action.to_owned(), stalls, complaints: shown, average, ratings: given.iter().map(row).collect() })
}

/// A trader answers.
pub async fn answer_of_stall(State(app): State<App>, Path(complaint): Path<String>, form: Posted) -> Result<Response, Fault> {
    form.who.person()?;
    answer(&app, &form, &complaint, "/jual/keluhan").await
}

/// A runner answers.
pub async fn answer_of_runner(State(app): State<App>, Path(complaint): Path<String>, form: Posted) -> Result<Response, Fault> {
    form.who.person()?;
    answer(&app, &form, &complaint, "/kurir/keluhan").await
}

async fn answer(app: &App, form: &Posted, complaint: &str, back: &str) -> Result<Response, Fault> {
    let id: ComplaintId = complaint.parse::<RawId>().map(ComplaintId).map_err(|_| Fault::not_found())?;
    let done = complaints::answer(&app.desk, &form.who.actor, id, form.text("answer")).await;
    let to = form.who.came_from.clone().filter(|path| path.starts_with(back)).unwrap_or_else(|| back.to_owned());
    Ok(staff::back(&form.who, done, &to, form.who.t.text("complaint-answered"))?.into_response())
}

//! `/kelola/{market}/keluhan` and `/kota/keluhan`: complaints to be decided, and the second person's word.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::id::RawId;
use market::complaints::{self, ComplaintDetail, ComplaintId, Decision};
use market::orders::read as orders;
use market::settlement::{self, Liable};

use super::cards;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Go, Posted, Who, show, show_with};
use crate::pages::manager::at::{At, city_page};
use crate::pages::staff::words::key;
use crate::pages::staff::{money, read, time, words};
use crate::views::Tone;
use crate::views::staff::bits::Choice;
use crate::views::trade::complaints::{ComplaintView, ComplaintsView, DecideForm};

/// Which market and which complaint.
type Named = Path<(String, String)>;

/// Shows a market's complaints.
pub async fn show_of_market(State(app): State<App>, Path(market): Path<String>, who: Who) -> Result<Response, Fault> {
    let at = At::of(&app, &who, &market)?;
    let found = complaints::of_market(&app.desk, &who.actor, at.market).await?;
    let (mut waiting, mut decided) = (Vec::new(), Vec::new());
    for detail in &found {
        let row = (at.path(&format!("/keluhan/{}", detail.complaint.id)), cards::complaint(&app, &who, detail).await?);
        if detail.complaint.state.is_open() { waiting.push(row) } else { decided.push(row) }
    }
    show(&ComplaintsView { page: at.page(&app, &who, "", who.t.text("complaints-title")), waiting, decided })
}

/// Shows what waits for a second person in the whole city.
pub async fn show_of_city(State(app): State<App>, who: Who) -> Result<Response, Fault> {
    who.person()?;
    let found = complaints::proposed(&app.desk, &who.actor).await?;
    let mut waiting = Vec::with_capacity(found.len());
    for detail in &found {
        let card = cards::complaint(&app, &who, detail).await?;
        let slug = app.catalogue.read().market_by_id(detail.complaint.market).map(|market| market.slug.clone()).unwrap_or_default();
        waiting.push((format!("/kelola/{slug}/keluhan/{}", detail.complaint.id), card));
    }
    let page = city_page(&app, &who, "/kota/keluhan", who.t.text("complaints-title"));
    show(&ComplaintsView { page, waiting, decided: Vec::new() })
}

/// Shows one complaint.
pub async fn show_complaint(State(app): State<App>, Path((market, complaint)): Named, who: Who) -> Result<Response, Fault> {
    let at = At::of(&app, &who, &market)?;
    let detail = find(&app, &who, &at, &complaint).await?;
    show(&view(&app, &who, &at, &detail).await?)
}

async fn find(app: &App, who: &Who, at: &At, complaint: &str) -> Result<ComplaintDetail, Fault> {
    let id: ComplaintId = complaint.parse::<RawId>().map(ComplaintId).map_err(|_| Fault::not_found())?;
    let detail = complaints::get(&app.desk, &who.actor, id).await?;
    if detail.complaint.market == at.market { Ok(detail) } else { Err(Fault::not_found()) }
}

async fn view(app: &App, who: &Who, at: &At, detail: &ComplaintDetail) -> Result<ComplaintView, Fault> {
    let complaint = &detail.complaint;
    let order = orders::get(&app.desk, &who.actor, complaint.order).await?;
    let refunds = settlement::refunds_of_order(&app.desk, &who.actor, complaint.order).await?;
    let given: kernel::Rupiah = refunds.iter().map(|refund| refund.amount).sum();
    let line = order.lines.iter().find(|line| Some(line.id) == complaint.line);
    let charged = line.map_or(order.order.total_final, |line| line.total).unwrap_or_default();
    let runner = match order.order.runner {
        Some(runner) => app.name_of(runner).await?,
        None => String::new(),
    };
    let decided = match complaint.decided_by {
        Some(person) => app.name_of(person).await?,
        None => String::new(),
    };
    let row = |key: &'static str, value: String| (who.t.text(key).to_owned(), value);
    let rows = [
        row(key("complaint-charged"), money::rupiah(who, charged)),
        row(key("complaint-given"), money::rupiah(who, given)),
        row(key("complaint-buyer"), format!("{} · {}", order.order.recipient, order.order.phone.spoken())),
        row(key("manager-runner"), runner),
        row(key("complaint-delivered"), order.order.finished.map(|at| time::moment(app, who, at)).unwrap_or_default()),
        row(key("complaint-decided-by"), decided),
    ];
    Ok(ComplaintView {
        page: at.page(app, who, "", who.t.text("complaint-title")),
        market: at.slug.clone(),
        card: cards::complaint(app, who, detail).await?,
        facts: rows.into_iter().filter(|(_, value)| !value.is_empty()).collect(),
        decide: complaints::can_decide(&who.actor, detail).then(|| decide_form(app, who, charged)),
        approve: complaints::can_approve(&who.actor, detail).then(|| cards::outcome(who, detail)),
    })
}

fn decide_form(app: &App, who: &Who, charged: kernel::Rupiah) -> DecideForm {
    let above = app.desk.city.settings.refund_checked_above_rupiah;
    let liable = |liable: &Liable| Choice {
        value: liable.name().to_owned(),
        text: words::said(who.t, "state-liable", liable.name()),
        ..Choice::default()
    };
    DecideForm {
        liable: Liable::ALL.iter().map(liable).collect(),
        most: who.t.with("complaint-most", &[("amount", &money::rupiah(who, charged)), ("above", &money::rupiah(who, above))]),
        ..DecideForm::default()
    }
}

/// Decides a complaint.
pub async fn decide_complaint(State(app): State<App>, Path((market, complaint)): Named, form: Posted) -> Result<Response, Fault> {
    let who = &form.who;
    let at = At::of(&app, who, &market)?;
    let detail = find(&app, who, &at, &complaint).await?;
    let done = match decision(&form) {
        Ok(decision) => {
            let done = complaints::decide(&app.desk, &who.actor, form.key(), detail.complaint.id, decision, form.text("reason")).await;
            done.map_err(Fault::from)
        }
        Err(fault) => Err(fault),
    };
    answer(&app, &form, &at, &detail, done, key("complaint-was-decided")).await
}

fn decision(form: &Posted) -> Result<Decision, Fault> {
    match form.text("verdict") {
        "refuse" => Ok(Decision::Refuse),
        "uphold" => {
            let amount = read::rupiah(form, "amount")?;
            let liable = Liable::parse(form.text("liable")).ok_or_else(|| Fault::missing("liable"))?;
            Ok(Decision::Uphold { liable, amount })
        }
        _ => Err(Fault::missing("verdict")),
    }
}

/// Agrees to a decision, or sends it back.
pub async fn approve_complaint(State(app): State<App>, Path((market, complaint)): Named, form: Posted) -> Result<Response, Fault> {
    let who = &form.who;
    let at = At::of(&app, who, &market)?;
    let detail = find(&app, who, &at, &complaint).await?;
    let agrees = match form.text("verdict") {
        "agree" => true,
        "return" => false,
        _ => return Err(Fault::missing("verdict")),
    };
    let done = complaints::approve(&app.desk, &who.actor, form.key(), detail.complaint.id, agrees, form.text("reason")).await;
    let words = if agrees { key("complaint-was-approved") } else { key("complaint-was-returned") };
    answer(&app, &form, &at, &detail, done.map_err(Fault::from), words).await
}

/// Back to the complaint; or the complaint again with what was typed and what was wrong.
async fn answer(
    app: &App,
    form: &Posted,
    at: &At,
    detail: &ComplaintDetail,
    done: Result<(), Fault>,
    words: &'static str,
) -> Result<Response, Fault> {
    match done {
        Ok(()) => {
            let go = Go::to(at.path(&format!("/keluhan/{}", detail.complaint.id)));
            Ok(go.say(Tone::Good, form.who.t.text(words)).into_response())
        }
        Err(fault) if fault.is_of_form() => {
            let mut view = view(app, &form.who, at, detail).await?;
            view.page.errors.push(fault.field_error(form.who.t));
            if let Some(shown) = view.decide.as_mut() {
                form.text("amount").clone_into(&mut shown.amount);
                form.text("reason").clone_into(&mut shown.reason);
                shown.liable.iter_mut().for_each(|liable| liable.is_on = liable.value == form.text("liable"));
            }
            show_with(fault.status(), &view)
        }
        Err(fault) => Err(fault),
    }
}

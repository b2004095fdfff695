//! The part of an order's page that begins after delivery: complaints and ratings of its buyer.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::Rupiah;
use kernel::id::{LineId, RawId};
use kernel::time::{DAY, HOUR};
use market::complaints::{self, ComplaintReason, MakeComplaint};
use market::delivery::rules::sold_by_stall;
use market::orders::{OrderDetail, OrderState, read};
use market::ratings::{self, Rate, Rating, Subject, rules};
use market::settlement::PayeeKind;

use super::cards;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Go, Posted, Who, show_with};
use crate::pages::orders;
use crate::pages::staff::{goods, money, time, words};
use crate::views::Tone;
use crate::views::staff::bits::Choice;
use crate::views::trade::complaints::{ComplaintForm, OrderCare};
use crate::views::trade::ratings::RatingForm;

/// What the reader may do about the order after delivery.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub async fn of(app: &App, who: &Who, detail: &OrderDetail) -> Result<OrderCare, Fault> {
    if detail.order.state != OrderState::Delivered {
        return Ok(OrderCare::default());
    }
    let mut cards = Vec::new();
    for complaint in complaints::of_order(&app.desk, &who.actor, detail.order.id).await? {
        cards.push(cards::complaint(app, who, &complaint).await?);
    }
    let is_buyer = who.actor.person == Some(detail.order.buyer);
    Ok(OrderCare {
        complaints: cards,
        form: if is_buyer { form(app, who, detail) } else { None },
        ratings: if is_buyer { rating_forms(app, who, detail).await? } else { Vec::new() },
    })
}

fn form(app: &App, who: &Who, detail: &OrderDetail) -> Option<ComplaintForm> {
    let until = detail.order.finished?.plus(app.desk.city.settings.complaint_hours * HOUR);
    if app.desk.now() >= until {
        return None;
    }
    let catalogue = app.catalogue.snapshot();
    let whole = Choice { text: who.t.text("manager-refund-whole").to_owned(), ..Choice::default() };
    let charged = detail.lines.iter().filter(|line| line.total.is_some_and(|total| total > Rupiah::ZERO));
    let line = |line: &market::orders::OrderLine| Choice {
        value: line.id.to_string(),
        text: format!(
            "{}, {}",
            goods::name(&catalogue, line.offer_to_pick(), who.lang),
            money::rupiah(who, line.total.unwrap_or_default())
        ),
        ..Choice::default()
    };
    let reason = |reason: &ComplaintReason| Choice {
        value: reason.name().to_owned(),
        text: words::said(who.t, "state-complaint-reason", reason.name()),
        ..Choice::default()
    };
    Some(ComplaintForm {
        lines: std::iter::once(whole).chain(charged.map(line)).collect(),
        reasons: ComplaintReason::ALL.iter().map(reason).collect(),
        until: who.t.with("complaint-until", &[("when", &time::moment(app, who, until))]),
        ..ComplaintForm::default()
    })
}

async fn rating_forms(app: &App, who: &Who, detail: &OrderDetail) -> Result<Vec<RatingForm>, Fault> {
    let given = ratings::of_order(&app.desk, &who.actor, detail.order.id).await?;
    let stalls = sold_by_stall(&detail.lines).into_iter().map(|(stall, _)| Subject { kind: PayeeKind::Stall, id: stall.into() });
    let runner = detail.order.runner.map(|runner| Subject { kind: PayeeKind::Runner, id: runner.into() });
    let catalogue = app.catalogue.snapshot();
    let mut forms = Vec::new();
    for subject in stalls.chain(runner) {
        let known: Option<&Rating> = given.iter().find(|rating| rating.subject == subject);
        let name = cards::subject(app, &catalogue, subject).await?;
        forms.push(RatingForm {
            subject: format!("{}:{}", subject.kind.name(), subject.id),
            key: subject.id.simple().to_string(),
            name: match subject.kind {
                PayeeKind::Stall => name,
                PayeeKind::Runner => who.t.with("rating-runner", &[("name", &name.split(' ').next().unwrap_or_default())]),
            },
            stars: known.map_or(0, |rating| rating.stars),
            words: known.map(|rating| rating.words.clone()).unwrap_or_default(),
            is_open: known.is_none_or(|rating| app.desk.now() < rating.made.plus(rules::CHANGED_DAYS * DAY)),
        });
    }
    Ok(forms)
}

/// Makes a complaint.
pub async fn complain(State(app): State<App>, Path(number): Path<String>, form: Posted) -> Result<Response, Fault> {
    let who = &form.who;
    let detail = read::get_by_number(&app.desk, &who.actor, &number).await?;
    let done = match ComplaintReason::parse(form.text("reason")) {
        Some(reason) => {
            let line: Option<LineId> = form.read("line");
            let command = MakeComplaint { order: detail.order.id, line, reason, note: form.text("note").to_owned() };
            complaints::complain(&app.desk, &who.actor, form.key(), command).await.map(drop).map_err(Fault::from)
        }
        None => Err(Fault::missing("reason")),
    };
    match done {
        Ok(()) => {
            let go = Go::to(format!("/pesanan/{}", detail.order.number));
            Ok(go.say(Tone::Good, who.t.text("complaint-made")).into_response())
        }
        Err(fault) => again(&app, &form, &detail, fault).await,
    }
}

/// The order's page with the form as typed and what was wrong with it.
async fn again(app: &App, form: &Posted, detail: &OrderDetail, fault: Fault) -> Result<Response, Fault> {
    let (status, mut view) = orders::refused(app, &form.who, detail, fault).await?;
    if let Some(shown) = view.care.form.as_mut() {
        form.text("note").clone_into(&mut shown.note);
        shown.is_open = true;
        shown.lines.iter_mut().for_each(|line| line.is_on = line.value == form.text("line"));
        shown.reasons.iter_mut().for_each(|reason| reason.is_on = reason.value == form.text("reason"));
    }
    show_with(status, &view)
}

/// Rates a stall or the runner, or changes it.
pub async fn rate(State(app): State<App>, Path(number): Path<String>, form: Posted) -> Result<Response, Fault> {
    let who = &form.who;
    let detail = read::get_by_number(&app.desk, &who.actor, &number).await?;
    let done = match (subject_of(form.text("subject")), form.read::<i64>("stars")) {
        (Some(subject), Some(stars)) => {
            let command = Rate { order: detail.order.id, subject, stars, words: form.text("words").to_owned() };
            ratings::rate(&app.desk, &who.actor, form.key(), command).await.map(drop).map_err(Fault::from)
        }
        (None, _) => Err(Fault::not_found()),
        (_, None) => Err(Fault::invalid("stars", "bad_stars")),
    };
    let go = Go::to(format!("/pesanan/{}#nilai", detail.order.number));
    match done {
        Ok(()) => Ok(go.say(Tone::Good, who.t.text("rating-thanks")).into_response()),
        Err(fault) if fault.is_of_form() => Ok(go.say(Tone::Bad, fault.sentence(who.t).unwrap_or_default()).into_response()),
        Err(fault) => Err(fault),
    }
}

/// `stall:ID`, `runner:ID`.
fn subject_of(text: &str) -> Option<Subject> {
    let (kind, id) = text.split_once(':')?;
    Some(Subject { kind: PayeeKind::parse(kind)?, id: id.parse::<RawId>().ok()? })
}

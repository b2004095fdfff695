//! A complaint and a rating as every page shows them.

use kernel::id::PersonId;
use market::catalogue::Catalogue;
use market::complaints::{ComplaintDetail, ComplaintState, Party};
use market::ratings::{Rating, Subject};
use market::settlement::PayeeKind;

use crate::app::App;
use crate::errors::Fault;
use crate::extract::Who;
use crate::format;
use crate::pages::staff::{goods, money, time, words};
use crate::views::Tone;
use crate::views::shop::cards::Badge;
use crate::views::trade::complaints::ComplaintCard;
use crate::views::trade::ratings::RatingRow;

/// A complaint in the reader's words.
///
/// # Errors
/// A [`Fault`] when a name cannot be read.
pub async fn complaint(app: &App, who: &Who, detail: &ComplaintDetail) -> Result<ComplaintCard, Fault> {
    let (complaint, t) = (&detail.complaint, who.t);
    let reason = words::said(t, "state-complaint-reason", complaint.reason.name());
    let catalogue = app.catalogue.snapshot();
    let goods = complaint.offer.map(|offer| goods::name(&catalogue, offer, who.lang)).filter(|name| !name.is_empty());
    let is_open = complaint.state.is_open();
    let is_late = is_open && complaint.decide_by <= app.desk.now();
    let mut answers = Vec::new();
    for party in detail.parties.iter().filter(|party| !party.answer.is_empty()) {
        answers.push((subject(app, &catalogue, Subject { kind: party.kind, id: party.payee }).await?, party.answer.clone()));
    }
    let deadline = time::moment(app, who, complaint.decide_by);
    Ok(ComplaintCard {
        id: complaint.id.to_string(),
        number: complaint.number.clone(),
        what: goods.map_or_else(|| reason.clone(), |name| format!("{name}: {reason}")),
        note: complaint.note.clone(),
        status: status(who, complaint.state),
        made: time::moment(app, who, complaint.made),
        deadline: if is_open { t.with("complaint-deadline", &[("when", &deadline)]) } else { String::new() },
        is_late,
        outcome: outcome(who, detail),
        decision: complaint.decision.clone(),
        answers,
        held: if detail.parties.iter().any(|party| party.is_held) { t.text("complaint-held").to_owned() } else { String::new() },
        answer: None,
    })
}

fn status(who: &Who, state: ComplaintState) -> Badge {
    let tone = match state {
        ComplaintState::Open | ComplaintState::Proposed => Tone::Wait,
        ComplaintState::Upheld => Tone::Good,
        ComplaintState::Refused => Tone::Plain,
    };
    Badge { tone, text: words::said(who.t, "state-complaint", state.name()) }
}

/// How much comes back and who bears it.
#[must_use]
pub fn outcome(who: &Who, detail: &ComplaintDetail) -> String {
    let (Some(amount), Some(liable)) = (detail.complaint.amount, detail.complaint.liable) else { return String::new() };
    let liable = words::said(who.t, "state-liable", liable.name());
    who.t.with("complaint-outcome", &[("amount", &money::rupiah(who, amount)), ("liable", &liable)])
}

/// A stall by its place and name, a runner by name.
///
/// # Errors
/// A [`Fault`] when the name cannot be read.
pub async fn subject(app: &App, catalogue: &Catalogue, subject: Subject) -> Result<String, Fault> {
    match subject.kind {
        PayeeKind::Stall => {
            let (place, name) = goods::stall(catalogue, subject.id.into());
            Ok(if place.is_empty() { name } else { format!("{name} {place}") })
        }
        PayeeKind::Runner => Ok(app.name_of(PersonId::from(subject.id)).await?),
    }
}

/// The same card, to be answered by one whom it concerns.
#[must_use]
pub fn answerable(card: ComplaintCard, detail: &ComplaintDetail, own: impl Fn(&Party) -> bool) -> ComplaintCard {
    let answer = detail.parties.iter().find(|party| own(party)).map(|party| party.answer.clone());
    ComplaintCard { answer: answer.filter(|_| detail.complaint.state.is_open()), ..card }
}

/// A rating in the reader's words; `about` is empty where it is clear.
#[must_use]
pub fn rating(app: &App, who: &Who, rating: &Rating, about: String) -> RatingRow {
    let full = usize::try_from(rating.stars.clamp(0, 5)).unwrap_or_default();
    let day = app.desk.city.date(rating.changed.unwrap_or(rating.made));
    RatingRow {
        id: rating.id.to_string(),
        stars: format!("{}{}", "★".repeat(full), "☆".repeat(5 - full)),
        stars_text: who.t.with("rating-stars", &[("stars", &rating.stars)]),
        words: rating.words.clone(),
        about,
        day: format::day(who.lang, day.days()),
        hidden: if rating.is_hidden { who.t.with("rating-hidden", &[("why", &rating.hidden_why)]) } else { String::new() },
    }
}

/// `4,6` of tenths.
#[must_use]
pub fn average(who: &Who, tenths: i64) -> String {
    format::decimal(who.lang, tenths * 100)
}

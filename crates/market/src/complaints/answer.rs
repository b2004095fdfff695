//! What the stall or runner concerned says before it is decided.

use jobs::feed::Topic;
use kernel::Actor;
use kernel::id::{RawId, StallId};

use super::model::{ComplaintDetail, Party};
use super::{message, read, rules, store};
use crate::desk::Desk;
use crate::error::MarketError;
use crate::ids::ComplaintId;
use crate::orders::trail;
use crate::settlement::PayeeKind;

/// Answers for the stall or runner concerned; a new answer replaces the former until it is decided. The same again
/// changes nothing, and nobody is told twice.
///
/// # Errors
/// [`MarketError::NotFound`] for those whom it does not concern, [`MarketError::NotAllowed`] for those who only see it,
/// [`MarketError::Missing`] and [`MarketError::TooLong`] of `answer`, [`MarketError::WrongState`] once it is decided.
pub async fn answer(desk: &Desk, actor: &Actor, id: ComplaintId, text: &str) -> Result<(), MarketError> {
    let text = rules::read_note("answer", text)?;
    if text.is_empty() {
        return Err(MarketError::Missing("answer"));
    }
    desk.house
        .db
        .write((desk.clone(), actor.clone(), text), move |tx, (desk, actor, text)| {
            Box::pin(async move {
                let city = desk.city_id();
                let detail = store::detail(tx, city, id).await?.ok_or(MarketError::NotFound("complaint"))?;
                let party = own_party(actor, &detail).ok_or_else(|| refusal(actor, &detail))?;
                let complaint = &detail.complaint;
                if party.answer == *text && complaint.state.is_open() {
                    return Ok(());
                }
                if !store::answer(tx, city, party, text, actor.person, desk.now()).await? {
                    return Err(MarketError::WrongState { what: "complaint", state: complaint.state.name() });
                }
                trail::tell(desk, tx, Topic::Order, complaint.order)?;
                trail::tell(desk, tx, Topic::Board, complaint.market)?;
                Ok(message(desk, tx, id, "answered")?)
            })
        })
        .await
}

/// The part of whoever asks: their stall, or themselves as runner.
pub(super) fn own_party<'d>(actor: &Actor, detail: &'d ComplaintDetail) -> Option<&'d Party> {
    detail.parties.iter().find(|party| is_own(actor, party))
}

pub(super) fn is_own(actor: &Actor, party: &Party) -> bool {
    match party.kind {
        PayeeKind::Stall => actor.person.is_some() && actor.sells_at(StallId(party.payee)),
        PayeeKind::Runner => actor.person.map(RawId::from) == Some(party.payee),
    }
}

fn refusal(actor: &Actor, detail: &ComplaintDetail) -> MarketError {
    if read::may_see(actor, detail) { MarketError::NotAllowed } else { MarketError::NotFound("complaint") }
}

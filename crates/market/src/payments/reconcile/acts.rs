//! What the city's treasurer does with a difference.

use ::store::Tx;
use kernel::id::PersonId;
use kernel::{Actor, Role, Scope};

use super::model::{Difference, DifferenceState};
use super::{run, store};
use crate::desk::Desk;
use crate::error::MarketError;
use crate::ids::{DifferenceId, ReconciliationId};
use crate::settlement::{rights, rules};

/// The treasurer has a day compared again.
///
/// # Errors
/// [`MarketError::NotAllowed`] for others, [`MarketError::NotFound`]; else as [`run`](super::run()).
pub async fn run_again(desk: &Desk, actor: &Actor, id: ReconciliationId) -> Result<(), MarketError> {
    treasurer(actor)?;
    let mut tx = desk.house.db.reader().await?;
    let day = store::day(&mut tx, desk.city_id(), id).await?.ok_or(MarketError::NotFound("day"))?;
    drop(tx);
    run::run(desk, &day.provider, day.date).await.map(drop)
}

/// The treasurer takes care of a difference, also of one that another had taken. Again is no harm.
///
/// # Errors
/// [`MarketError::NotAllowed`] for others, [`MarketError::NotFound`], [`MarketError::WrongState`] unless it is open.
pub async fn take(desk: &Desk, actor: &Actor, id: DifferenceId) -> Result<Difference, MarketError> {
    let person = treasurer(actor)?;
    desk.house
        .db
        .write((desk.clone(), actor.clone()), move |tx, (desk, actor)| {
            Box::pin(async move {
                let found = open(desk, tx, id).await?;
                store::set_owner(tx, desk.city_id(), id, person).await?;
                note(desk, tx, actor, "difference.taken", &found, "").await?;
                Ok::<_, MarketError>(found)
            })
        })
        .await
}

/// The treasurer ends a difference with what came out. The same again is no harm.
///
/// # Errors
/// As [`take`]; [`MarketError::ReasonMissing`] without a note, [`MarketError::TooLong`], [`MarketError::TextNotAllowed`].
pub async fn resolve(desk: &Desk, actor: &Actor, id: DifferenceId, said: &str) -> Result<Difference, MarketError> {
    let person = treasurer(actor)?;
    let said = rules::read_reason(said)?;
    if said.is_empty() {
        return Err(MarketError::ReasonMissing);
    }
    desk.house
        .db
        .write((desk.clone(), actor.clone(), said), move |tx, (desk, actor, said)| {
            Box::pin(async move {
                let found = match open(desk, tx, id).await {
                    Ok(found) => found,
                    Err(error) => return again(desk, tx, id, person, said).await?.ok_or(error),
                };
                store::resolve(tx, desk.city_id(), id, person, said, desk.now()).await?;
                store::refresh_state(tx, desk.city_id(), found.day, desk.now()).await?;
                note(desk, tx, actor, "difference.resolved", &found, said).await?;
                Ok(found)
            })
        })
        .await
}

fn treasurer(actor: &Actor) -> Result<PersonId, MarketError> {
    actor.person.filter(|_| actor.holds(Role::Treasurer, Scope::City)).ok_or_else(|| rights::refusal(actor))
}

/// The difference, its day taken, so that nobody compares the day meanwhile.
async fn open(desk: &Desk, tx: &mut Tx, id: DifferenceId) -> Result<Difference, MarketError> {
    store::lock_day_of(tx, desk.city_id(), id).await?;
    let found = store::difference(tx, desk.city_id(), id).await?.ok_or(MarketError::NotFound("difference"))?;
    if found.state == DifferenceState::Open {
        Ok(found)
    } else {
        Err(MarketError::WrongState { what: "difference", state: found.state.name() })
    }
}

async fn again(desk: &Desk, tx: &mut Tx, id: DifferenceId, person: PersonId, said: &str) -> Result<Option<Difference>, MarketError> {
    let found = store::difference(tx, desk.city_id(), id).await?;
    Ok(found.filter(|it| it.state == DifferenceState::Resolved && it.owner == Some(person) && it.note == said))
}

async fn note(desk: &Desk, tx: &mut Tx, actor: &Actor, act: &'static str, found: &Difference, said: &str) -> Result<(), MarketError> {
    let detail = serde_json::json!({ "kind": found.kind, "amount": found.ours, "counted": found.theirs, "reason": said });
    Ok(registry::audit::log(tx, actor, &*desk.house.ids, desk.now(), act, "difference", found.id, &detail).await?)
}

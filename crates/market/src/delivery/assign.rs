//! Who brings an order.

use ::store::Tx;
use jobs::feed::Topic;
use kernel::id::{OrderId, PersonId};
use kernel::{Actor, Role, Scope};

use super::rules;
use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::model::{Order, OrderState};
use crate::orders::{store, trail};

/// The manager gives an order to a runner of the market, or takes it to another until it is on its way.
///
/// # Errors
/// [`MarketError::NotFound`], [`MarketError::NotAllowed`], [`MarketError::NotARunner`], [`MarketError::WrongState`], [`MarketError::Stale`].
pub async fn assign(desk: &Desk, actor: &Actor, order: OrderId, runner: PersonId) -> Result<(), MarketError> {
    let context = (desk.clone(), actor.clone());
    desk.house
        .db
        .write(context, move |tx, (desk, actor)| {
            Box::pin(async move {
                let found = store::order(tx, desk.city_id(), order).await?.ok_or(MarketError::NotFound("order"))?;
                if !actor.manages(found.market) {
                    return Err(if crate::orders::read::may_see(actor, &found) {
                        MarketError::NotAllowed
                    } else {
                        MarketError::NotFound("order")
                    });
                }
                if !runners(desk, tx, &found).await?.contains(&runner) {
                    return Err(MarketError::NotARunner);
                }
                if found.runner == Some(runner) { Ok(()) } else { give(desk, tx, actor, &found, runner).await }
            })
        })
        .await
}

/// Gives an unassigned order to the runner with the fewest orders that day.
///
/// # Errors
/// [`MarketError::NotARunner`] when the market has none, [`MarketError::AlreadyDone`] when somebody was faster.
pub async fn assign_fairly(desk: &Desk, order: OrderId) -> Result<(), MarketError> {
    desk.house
        .db
        .write(desk.clone(), move |tx, desk| {
            Box::pin(async move {
                let found = store::order(tx, desk.city_id(), order).await?.ok_or(MarketError::NotFound("order"))?;
                if found.runner.is_some() || found.state != OrderState::Placed {
                    return Err(MarketError::AlreadyDone);
                }
                let runners = runners(desk, tx, &found).await?;
                let load = store::load_of_runners(tx, desk.city_id(), found.market, found.business_date).await?;
                let runner = rules::fairest(&runners, &load).ok_or(MarketError::NotARunner)?;
                give(desk, tx, &desk.system(), &found, runner).await
            })
        })
        .await
}

async fn runners(desk: &Desk, tx: &mut Tx, order: &Order) -> Result<Vec<PersonId>, MarketError> {
    let people = registry::people::list_by_role(tx, desk.city_id(), Role::Runner, Scope::Market(order.market)).await?;
    Ok(people.into_iter().map(|person| person.id).collect())
}

async fn give(desk: &Desk, tx: &mut Tx, actor: &Actor, order: &Order, runner: PersonId) -> Result<(), MarketError> {
    if !matches!(order.state, OrderState::Placed | OrderState::Picking | OrderState::Picked) {
        return Err(MarketError::WrongState { what: "order", state: order.state.name() });
    }
    crate::payments::hold::must_be_free(desk, tx, order.id).await?;
    if !store::assign(tx, desk.city_id(), order, runner).await? {
        return Err(MarketError::Stale);
    }
    trail::note(desk, tx, actor, order.id, "assigned", &serde_json::json!({ "runner": runner }), None)?;
    Ok(trail::tell(desk, tx, Topic::Board, order.market)?)
}

//! Saying and reading a wish.

use ::store::Tx;
use kernel::id::{PersonId, RawId, StallId};
use kernel::{Actor, Role};

use super::model::{SetWish, Wish};
use super::{rules, store};
use crate::desk::Desk;
use crate::error::MarketError;
use crate::settlement::{PayeeKind, read};

/// A stall's wish.
///
/// # Errors
/// [`MarketError::NotFound`] for others than its sellers, its market's managers and those who see all money.
pub async fn of_stall(desk: &Desk, actor: &Actor, stall: StallId) -> Result<Wish, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    read::stall_seen(desk, &mut tx, actor, stall).await?;
    find(desk, &mut tx, PayeeKind::Stall, stall.into()).await
}

/// A runner's wish.
///
/// # Errors
/// [`MarketError::NotFound`] for others than the runner.
pub async fn of_runner(desk: &Desk, actor: &Actor, runner: PersonId) -> Result<Wish, MarketError> {
    if actor.person != Some(runner) {
        return Err(MarketError::NotFound("runner"));
    }
    find(desk, &mut desk.house.db.reader().await?, PayeeKind::Runner, runner.into()).await
}

async fn find(desk: &Desk, tx: &mut Tx, kind: PayeeKind, payee: RawId) -> Result<Wish, MarketError> {
    Ok(store::wish(tx, desk.city_id(), payee).await?.unwrap_or_else(|| Wish::unsaid(kind, payee)))
}

/// Says how a stall or runner would like to be paid, under the version that was shown. Whoever else sells at the stall is told, because
/// an account that changes unseen is how payouts are stolen. The same wish again changes nothing.
///
/// # Errors
/// [`MarketError::SignInFirst`]; [`MarketError::NotFound`] for others than the stall's sellers and the runner themselves;
/// [`MarketError::Stale`]; what is wrong with the wish by field.
pub async fn set(desk: &Desk, actor: &Actor, kind: PayeeKind, payee: RawId, typed: SetWish) -> Result<Wish, MarketError> {
    let is_own = match kind {
        PayeeKind::Stall => actor.sells_at(payee.into()),
        PayeeKind::Runner => actor.person == Some(payee.into()) && actor.grants.iter().any(|grant| grant.role == Role::Runner),
    };
    if actor.person.is_none() {
        return Err(MarketError::SignInFirst);
    }
    if !is_own {
        return Err(MarketError::NotFound(kind.name()));
    }
    let context = (desk.clone(), actor.clone(), typed);
    desk.house
        .db
        .write(context, move |tx, (desk, actor, typed)| {
            Box::pin(async move {
                let (city, now) = (desk.city_id(), desk.now());
                let before = find(desk, tx, kind, payee).await?;
                let mut wish = rules::read(typed, &before, &desk.city.settings.payout_channels)?;
                if (Wish { version: before.version, changed: before.changed, ..wish.clone() }) == before {
                    return Ok(before);
                }
                if typed.version != before.version {
                    return Err(MarketError::Stale);
                }
                wish.changed = Some(now);
                if !store::put(tx, city, &wish, actor.person, now).await? {
                    return Err(MarketError::Stale);
                }
                let said = serde_json::json!({ "kind": wish.method.name() });
                registry::audit::log(tx, actor, &*desk.house.ids, now, "payee.wish_set", kind.name(), payee, &said).await?;
                crate::disbursements::tell(desk, tx, (kind, payee), None, "wish_set")?;
                Ok(wish)
            })
        })
        .await
}

//! Forgetting a person, and who may do that or be given what is kept.

use ::store::{StoreError, Tx, Value};
use jobs::feed::Topic;
use kernel::id::{CityId, PersonId, RawId, StallId};
use kernel::{Actor, Phone, Role, Rupiah, Scope};
use ledger::{Account, AccountKind};
use registry::{audit, people, privacy, roles};
use sha2::{Digest as _, Sha256};

use super::model::EraseError;
use super::store;
use crate::desk::Desk;
use crate::orders::trail;
use crate::{complaints, disbursements, ratings, standing};

/// Accounts whose owner is a person.
pub(super) const OF_PEOPLE: [AccountKind; 5] = [
    AccountKind::BuyerReceivable,
    AccountKind::BuyerPrepaid,
    AccountKind::RefundPayable,
    AccountKind::RunnerFloat,
    AccountKind::RunnerEarning,
];

/// How many numbers are tried for one that stands for nobody; each is taken with a chance of some thousands in 10^9.
const NUMBERS_MAX: u8 = 32;

/// Whether somebody may be given or forget what is kept of a person.
pub(super) fn may(actor: &Actor, person: PersonId) -> Result<(), EraseError> {
    if actor.person == Some(person) || actor.holds(Role::Admin, Scope::City) {
        return Ok(());
    }
    Err(if actor.person.is_some() { EraseError::NotAllowed } else { EraseError::SignInFirst })
}

/// Forgets a person. Their number may sign in again, as somebody new. Forget the person in the caches afterwards.
///
/// # Errors
/// [`EraseError`]: what is still open is named, and nothing is written then.
pub async fn erase(desk: &Desk, actor: &Actor, person: PersonId) -> Result<(), EraseError> {
    may(actor, person)?;
    desk.house
        .db
        .write((desk.clone(), actor.clone()), move |tx, (desk, actor)| {
            Box::pin(async move {
                let (city, now) = (desk.city_id(), desk.now());
                people::find(tx, city, person).await?.ok_or(EraseError::PersonUnknown)?;
                let nobody = nobody(tx, desk, person).await?;
                // Before looking: a day that is being placed is then an open order, or is given up.
                standing::store::forget(tx, city, person, &nobody, now)?;
                nothing_open(tx, desk, person).await?;
                store::erase(tx, city, person, &nobody)?;
                forget_trade(tx, desk, person).await?;
                privacy::erase(tx, city, person, &nobody, now)?;
                audit::log(tx, actor, &*desk.house.ids, now, "person.erased", "person", person, &()).await?;
                Ok(())
            })
        })
        .await
}

/// Removes what a person said of others and others of them, their accounts, and their names on businesses and stalls.
async fn forget_trade(tx: &mut Tx, desk: &Desk, person: PersonId) -> Result<(), StoreError> {
    let city = desk.city_id();
    let payees = payees(tx, city, person).await?;
    disbursements::store::forget(tx, city, &values(&payees))?;
    complaints::store::forget(tx, city, person, &values(&payees))?;
    let left = store::stalls_left(tx, city, person).await?;
    ratings::store::forget(tx, city, person, &values(&with(person, &left)))?;
    let stalls: Vec<RawId> = left.iter().copied().map(RawId::from).collect();
    store::forget_businesses(tx, city, person, &values(&stalls))?;
    for stall in left {
        trail::tell(desk, tx, Topic::Stall, stall)?;
    }
    Ok(())
}

/// A person and the stalls of their businesses, as those who are paid.
pub(super) async fn payees(tx: &mut Tx, city: CityId, person: PersonId) -> Result<Vec<RawId>, StoreError> {
    Ok(with(person, &store::stalls(tx, city, person).await?))
}

fn with(person: PersonId, stalls: &[StallId]) -> Vec<RawId> {
    std::iter::once(RawId::from(person)).chain(stalls.iter().copied().map(RawId::from)).collect()
}

pub(super) fn values(payees: &[RawId]) -> Vec<Value<'static>> {
    payees.iter().map(|payee| Value::from(*payee)).collect()
}

async fn nothing_open(tx: &mut Tx, desk: &Desk, person: PersonId) -> Result<(), EraseError> {
    let city = desk.city_id();
    let count = store::orders_open(tx, city, person).await?;
    if count > 0 {
        return Err(EraseError::OrdersOpen { count });
    }
    if complaints::store::has_open_of(tx, city, person).await? {
        return Err(EraseError::ComplaintOpen);
    }
    let mut accounts: Vec<Account> = OF_PEOPLE.map(|kind| Account::new(kind, person)).into();
    let mut payees = vec![RawId::from(person)];
    for stall in store::stalls(tx, city, person).await? {
        accounts.push(Account::new(AccountKind::StallPayable, stall));
        payees.push(stall.into());
    }
    for payee in &payees {
        if complaints::store::has_open_about(tx, city, *payee).await? {
            return Err(EraseError::ComplaintOpen);
        }
    }
    for account in accounts {
        let amount = ledger::balance(tx, city, account).await?;
        if amount != Rupiah::ZERO {
            return Err(EraseError::MoneyOpen { account: account.kind.name(), amount });
        }
    }
    for payee in payees {
        if store::has_payout_open(tx, city, payee).await? {
            return Err(EraseError::PayoutOpen);
        }
    }
    let held = roles::grants_of(tx, city, person).await?.len();
    if held > 0 { Err(EraseError::RolesHeld { count: held }) } else { Ok(()) }
}

/// A number that nobody has and nobody can call: free numbers (0800) have no telephone of their own.
async fn nobody(tx: &mut Tx, desk: &Desk, person: PersonId) -> Result<Phone, EraseError> {
    for turn in 0..NUMBERS_MAX {
        let hash = Sha256::new().chain_update(b"erased").chain_update(person.0.as_bytes()).chain_update([turn]).finalize();
        let word = u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]);
        let Ok(phone) = Phone::parse(&format!("62800{:09}", word % 1_000_000_000)) else { continue };
        if people::find_by_phone(tx, desk.city_id(), &phone).await?.is_none() {
            return Ok(phone);
        }
    }
    Err(EraseError::Store(StoreError::NoRow))
}

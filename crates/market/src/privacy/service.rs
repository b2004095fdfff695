//! Giving a person what is kept of them, and forgetting them.

use ::store::{StoreError, Tx, Value};
use kernel::id::{CityId, PersonId, RawId};
use kernel::{Actor, Phone, Role, Rupiah, Scope};
use ledger::{Account, AccountKind};
use registry::{audit, people, privacy, roles};
use sha2::{Digest as _, Sha256};

use super::model::{EraseError, Export};
use super::store;
use crate::desk::Desk;
use crate::disbursements;

/// Accounts whose owner is a person.
const OF_PEOPLE: [AccountKind; 5] = [
    AccountKind::BuyerReceivable,
    AccountKind::BuyerPrepaid,
    AccountKind::RefundPayable,
    AccountKind::RunnerFloat,
    AccountKind::RunnerEarning,
];

/// How many numbers are tried for one that stands for nobody; each is taken with a chance of some thousands in 10^9.
const NUMBERS_MAX: u8 = 32;

fn may(actor: &Actor, person: PersonId) -> Result<(), EraseError> {
    if actor.person == Some(person) || actor.holds(Role::Admin, Scope::City) {
        return Ok(());
    }
    Err(if actor.person.is_some() { EraseError::NotAllowed } else { EraseError::SignInFirst })
}

/// All that is kept of a person. The audit trail says so when it is not themselves who asks.
///
/// # Errors
/// [`EraseError::SignInFirst`], [`EraseError::NotAllowed`], [`EraseError::PersonUnknown`], [`EraseError::Store`].
pub async fn export(desk: &Desk, actor: &Actor, person: PersonId) -> Result<Export, EraseError> {
    may(actor, person)?;
    let city = desk.city_id();
    let mut tx = desk.house.db.reader().await?;
    let kept = privacy::export(&mut tx, city, person).await?.ok_or(EraseError::PersonUnknown)?;
    let (mut orders, mut after) = (Vec::new(), RawId::nil());
    loop {
        let page = store::orders(&mut tx, city, person, after).await?;
        let is_last = i64::try_from(page.len()).is_ok_and(|count| count < store::PAGE);
        for store::Ordered(id, mut order) in page {
            order.lines = store::lines(&mut tx, city, id).await?;
            orders.push(order);
            after = id.into();
        }
        if is_last {
            break;
        }
    }
    let basket = store::basket(&mut tx, city, person).await?;
    let given_accounts = store::given_accounts(&mut tx, city, person).await?;
    let mut accounts = Vec::new();
    for kind in OF_PEOPLE {
        accounts.push((kind.name(), ledger::balance(&mut tx, city, Account::new(kind, person)).await?.amount()));
    }
    let payees = payees(&mut tx, city, person).await?;
    let payout_accounts = disbursements::store::accounts_of(&mut tx, city, &values(&payees)).await?;
    drop(tx);
    if actor.person != Some(person) {
        let context = (desk.house.clone(), actor.clone());
        let log = desk.house.db.write(context, move |tx, (house, actor)| {
            Box::pin(async move { audit::log(tx, actor, &*house.ids, house.now(), "person.exported", "person", person, &()).await })
        });
        log.await?;
    }
    let at = desk.now().rfc3339(0);
    Ok(Export {
        city: desk.city.name.clone(),
        person_id: person.to_string(),
        at,
        person: kept,
        basket,
        orders,
        payout_accounts,
        given_accounts,
        accounts,
    })
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
                nothing_open(tx, desk, person).await?;
                let nobody = nobody(tx, desk, person).await?;
                store::erase(tx, city, person, &nobody)?;
                let payees = payees(tx, city, person).await?;
                disbursements::store::forget(tx, city, &values(&payees))?;
                privacy::erase(tx, city, person, &nobody, now)?;
                audit::log(tx, actor, &*desk.house.ids, now, "person.erased", "person", person, &()).await?;
                Ok(())
            })
        })
        .await
}

/// A person and the stalls of their businesses, as those who are paid.
async fn payees(tx: &mut Tx, city: CityId, person: PersonId) -> Result<Vec<RawId>, StoreError> {
    let stalls = store::stalls(tx, city, person).await?;
    Ok(std::iter::once(RawId::from(person)).chain(stalls.into_iter().map(RawId::from)).collect())
}

fn values(payees: &[RawId]) -> Vec<Value<'static>> {
    payees.iter().map(|payee| Value::from(*payee)).collect()
}

async fn nothing_open(tx: &mut Tx, desk: &Desk, person: PersonId) -> Result<(), EraseError> {
    let city = desk.city_id();
    let count = store::orders_open(tx, city, person).await?;
    if count > 0 {
        return Err(EraseError::OrdersOpen { count });
    }
    let mut accounts: Vec<Account> = OF_PEOPLE.map(|kind| Account::new(kind, person)).into();
    let mut payees = vec![RawId::from(person)];
    for stall in store::stalls(tx, city, person).await? {
        accounts.push(Account::new(AccountKind::StallPayable, stall));
        payees.push(stall.into());
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

//! Writing to the ledger: post, hold, and resolve a hold.

use kernel::id::{CityId, TransferId};
use kernel::{Rupiah, Timestamp};
use store::{StoreError, Tx};

use crate::account::Account;
use crate::checkpoint_store;
use crate::error::LedgerError;
use crate::rules;
use crate::store as sql;
use crate::transfer::{Entry, State, Transfer};

/// Posts transfers, all or none, in four statements whatever their number; amounts of 0 are left out.
/// Repeating it changes nothing.
///
/// **Holds** no locks on accounts that exist; new accounts are inserted in the order of their ids.
///
/// # Errors
/// [`LedgerError::Amount`], [`LedgerError::SameAccount`], [`LedgerError::Memo`] before anything is sent;
/// [`LedgerError::Differs`] when an id stands already with other content.
pub async fn post(tx: &mut Tx, city: CityId, now: Timestamp, transfers: &[Transfer]) -> Result<(), LedgerError> {
    let moving: Vec<&Transfer> = transfers.iter().filter(|transfer| transfer.amount != Rupiah::ZERO).collect();
    let entries: Vec<Entry> = moving.iter().map(|transfer| Entry::new(city, State::Posted, None, transfer)).collect();
    entries.iter().try_for_each(rules::admit)?;
    ensure_accounts(tx, city, now, &moving)?;
    checkpoint_store::forget_after(tx, city, now)?;
    if sql::insert(tx, city, now, &entries).await? == entries.len() as u64 {
        return Ok(());
    }
    let standing = sql::find_all(tx, city, &entries).await?;
    for wanted in &entries {
        let found = standing.iter().find(|entry| entry.id == wanted.id).ok_or(StoreError::NoRow)?;
        rules::repeat(found, wanted)?;
    }
    Ok(())
}

/// Sets an amount aside, in two statements that nobody waits for. Repeating it changes nothing. An amount of 0 is held too.
///
/// # Errors
/// As [`post`] before anything is sent. An id that stands with other content is refused by the schema, as
/// [`StoreError::Refused`]; on PostgreSQL that surfaces with the next statement or the commit.
pub fn hold(tx: &mut Tx, city: CityId, now: Timestamp, transfer: Transfer) -> Result<(), LedgerError> {
    let entry = Entry::new(city, State::Pending, None, &transfer);
    rules::admit(&entry)?;
    ensure_accounts(tx, city, now, &[&transfer])?;
    sql::insert_hold(tx, city, now, &entry)?;
    Ok(())
}

/// Posts a hold, in whole or in part; what is left of it is let go. `transfer` has its own id and the hold's accounts.
///
/// # Errors
/// [`LedgerError::NoHold`], [`LedgerError::AboveHold`], [`LedgerError::OtherAccounts`];
/// [`LedgerError::HoldResolved`] when it was resolved in another way, [`LedgerError::Differs`] when with another content.
pub async fn post_hold(tx: &mut Tx, city: CityId, now: Timestamp, hold: TransferId, transfer: Transfer) -> Result<(), LedgerError> {
    let wanted = Entry::new(city, State::Posted, Some(hold), &transfer);
    rules::admit(&wanted)?;
    let held = sql::find(tx, city, hold).await?.ok_or(LedgerError::NoHold(hold))?;
    resolve(tx, city, now, &held, wanted).await
}

/// Lets a hold go because somebody decided so: the order was cancelled, say.
///
/// # Errors
/// [`LedgerError::NoHold`]; [`LedgerError::HoldResolved`] when it was posted or had expired.
pub async fn void_hold(tx: &mut Tx, city: CityId, now: Timestamp, hold: TransferId) -> Result<(), LedgerError> {
    release(tx, city, now, hold, State::Voided).await
}

/// Lets a hold go because its time is over. The ledger keeps no deadlines: the caller knows them.
///
/// # Errors
/// [`LedgerError::NoHold`]; [`LedgerError::HoldResolved`] when it was posted or voided.
pub async fn expire_hold(tx: &mut Tx, city: CityId, now: Timestamp, hold: TransferId) -> Result<(), LedgerError> {
    release(tx, city, now, hold, State::Expired).await
}

async fn release(tx: &mut Tx, city: CityId, now: Timestamp, hold: TransferId, state: State) -> Result<(), LedgerError> {
    let held = sql::find(tx, city, hold).await?.ok_or(LedgerError::NoHold(hold))?;
    let wanted = Entry::release(&held, state);
    resolve(tx, city, now, &held, wanted).await
}

/// A hold's row never changes and a unique index admits one resolution, so reading it first is safe.
async fn resolve(tx: &mut Tx, city: CityId, now: Timestamp, held: &Entry, wanted: Entry) -> Result<(), LedgerError> {
    rules::resolve(held, &wanted)?;
    checkpoint_store::forget_after(tx, city, now)?;
    let wanted = [wanted];
    if sql::insert(tx, city, now, &wanted).await? == 1 {
        return Ok(());
    }
    let resolution = sql::find_resolution(tx, city, held.id).await?;
    rules::resolve_again(resolution.as_ref(), &wanted[0])
}

fn ensure_accounts(tx: &mut Tx, city: CityId, now: Timestamp, transfers: &[&Transfer]) -> Result<(), StoreError> {
    let accounts = transfers.iter().flat_map(|transfer| [transfer.debit, transfer.credit]);
    let mut named: Vec<_> = accounts.map(|account: Account| (account.id(city), account)).collect();
    named.sort_unstable();
    named.dedup();
    sql::insert_accounts(tx, city, now, &named)
}

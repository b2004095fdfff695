//! What accounts hold.

use kernel::Rupiah;
use kernel::id::{CityId, RawId};
use store::Tx;

use super::store as sql;
use crate::account::{Account, AccountKind, Side};
use crate::error::LedgerError;

/// What one owner's account of a kind holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnerBalance {
    /// Whose account.
    pub owner: RawId,
    /// In the kind's normal side; never 0.
    pub amount: Rupiah,
}

/// Both sides of an account, in rupiah.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sides {
    pub(crate) debits: Rupiah,
    pub(crate) credits: Rupiah,
}

impl Sides {
    /// What is left in the normal side; negative when the other side is greater.
    pub(crate) fn net(self, side: Side) -> Rupiah {
        match side {
            Side::Debit => self.debits - self.credits,
            Side::Credit => self.credits - self.debits,
        }
    }
}

/// What is posted to an account, in its normal side; holds do not count. An account never used holds 0.
/// Its cost grows with the account's transfers since its last checkpoint.
///
/// # Errors
/// [`LedgerError::Store`].
pub async fn balance(tx: &mut Tx, city: CityId, account: Account) -> Result<Rupiah, LedgerError> {
    Ok(sql::posted(tx, city, account.id(city)).await?.net(account.kind.side()))
}

/// What is held and not yet resolved on an account, in its normal side.
///
/// # Errors
/// [`LedgerError::Store`].
pub async fn pending_total(tx: &mut Tx, city: CityId, account: Account) -> Result<Rupiah, LedgerError> {
    Ok(sql::pending(tx, city, account.id(city)).await?.net(account.kind.side()))
}

/// Every account of a kind that does not hold 0, sorted by owner. All of them: money is not cut off at a page.
///
/// # Errors
/// [`LedgerError::Store`].
pub async fn balances(tx: &mut Tx, city: CityId, kind: AccountKind) -> Result<Vec<OwnerBalance>, LedgerError> {
    let all = sql::posted_of_kind(tx, city, kind).await?;
    let held = all.into_iter().map(|(owner, sides)| OwnerBalance { owner, amount: sides.net(kind.side()) });
    Ok(held.filter(|balance| balance.amount != Rupiah::ZERO).collect())
}

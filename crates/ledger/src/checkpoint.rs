//! Checkpoints: what an account held some time ago, so that a balance sums only what came since.
//!
//! They are reckoned from the transfers and may be thrown away at any time: the transfers stay the truth, and [`crate::check`]
//! compares. No order writes one, so nobody waits for a busy account's row.

use kernel::id::CityId;
use kernel::time;
use store::House;

use crate::checkpoint_store as sql;
use crate::error::LedgerError;

/// A checkpoint lies so far back: no transaction that began before it is still under way. **Units:** microseconds.
const BACK: i64 = time::HOUR;
/// Accounts of one transaction, so that orders do not wait long for the writer.
const ACCOUNTS_OF_ONE: usize = 20;

/// Takes a checkpoint of every account to which many transfers were posted since its last one; gives how many were taken.
/// Safe to run at any time, twice, and in several processes.
///
/// # Errors
/// [`LedgerError::Store`].
pub async fn take_checkpoints(house: &House, city: CityId) -> Result<usize, LedgerError> {
    let until = house.now().plus(-BACK);
    let accounts = sql::long_accounts(&mut house.db.reader().await?, city, until).await?;
    for some in accounts.chunks(ACCOUNTS_OF_ONE) {
        house.db.write(some.to_vec(), move |tx, some| Box::pin(async move { sql::insert(tx, city, some, until) })).await?;
    }
    Ok(accounts.len())
}

//! Reminding those who should have decided: nothing is decided by time alone.

use super::{message, store};
use crate::desk::Desk;
use crate::error::MarketError;

/// Reminds once for each complaint whose time is over; gives how many. Safe to run in several processes at once.
///
/// # Errors
/// [`MarketError::Store`].
pub async fn remind(desk: &Desk) -> Result<u32, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let due = store::overdue(&mut tx, desk.city_id(), desk.now()).await?;
    drop(tx);
    let mut reminded = 0;
    for id in due {
        let work = desk.house.db.write(desk.clone(), move |tx, desk| {
            Box::pin(async move {
                if !store::mark_reminded(tx, desk.city_id(), id, desk.now()).await? {
                    return Ok(0);
                }
                message(desk, tx, id, "overdue")?;
                Ok::<u32, MarketError>(1)
            })
        });
        reminded += work.await?;
    }
    Ok(reminded)
}

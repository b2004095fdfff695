//! What providers told, as it came: how long it is kept.
//!
//! It is evidence: of a dispute with a buyer or an acquirer, and of the year's audit. What was not signed by the provider is
//! evidence of nobody's payment; whoever likes can send it, so it is kept for a month only.

mod store;

use ::store::StoreError;
use jobs::in_chunks;
use kernel::id::first_id;
use kernel::time::DAY;

use crate::desk::Desk;
use crate::ids::CallbackId;

/// How long forged tellings are kept, in days.
const REFUSED_DAYS: i64 = 30;

/// Forgets tellings older than the city keeps them, and forged ones older than a month, at most 1,000 in one transaction;
/// gives how many.
///
/// # Errors
/// [`StoreError`].
pub async fn prune(desk: &Desk) -> Result<u64, StoreError> {
    let (db, city, now) = (&desk.house.db, desk.city_id(), desk.now());
    let all = first_id::<CallbackId>(now.plus(-desk.city.settings.payment_telling_days * DAY));
    let old = in_chunks(|| db.write((city, all), |tx, (city, before)| Box::pin(store::delete(tx, *city, *before)))).await?;
    let refused = now.plus(-REFUSED_DAYS * DAY);
    let useless = in_chunks(|| db.write((city, refused), |tx, (city, before)| Box::pin(store::delete_refused(tx, *city, *before)))).await?;
    Ok(old + useless)
}

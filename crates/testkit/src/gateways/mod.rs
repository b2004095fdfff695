//! Payment gateways on loopback ports: they check every signature for themselves, keep books of their own, and fail as told.
//!
//! They share no code with what asks them, so that two readings of the same documents must agree. Their clock is the test's.

mod books;
mod fault;
mod midtrans;
mod snap;
mod telling;

pub use books::{Books, Payment, Stand};
pub use fault::Fault;
pub use midtrans::MidtransServer;
pub use snap::{RefundPace, SnapKeys, SnapServer};
pub use telling::{Telling, hear, tell};

use std::sync::{Mutex, MutexGuard, PoisonError};

use hmac::digest::{Digest, Output};
use kernel::Timestamp;

/// Minutes east of UTC of the gateways' clocks.
const WIB: i64 = 420;

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn hex<D: Digest>(bytes: &[u8]) -> String {
    let hash: Output<D> = D::digest(bytes);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `2026-11-22T09:00:00+07:00`
fn iso(at: Timestamp) -> String {
    at.plus(-at.micros().rem_euclid(kernel::time::SECOND)).rfc3339(WIB)
}

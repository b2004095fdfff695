//! The ledger's rules, pure: what may be written, and what a repeated or second row means.

use kernel::Rupiah;

use crate::error::LedgerError;
use crate::transfer::{Entry, State};

/// The greatest amount of one transfer: a million million rupiah, so that sums of millions of them fit an `i64`.
pub const AMOUNT_RUPIAH_MAX: Rupiah = Rupiah(1_000_000_000_000);
/// The longest memo, in bytes.
pub const MEMO_BYTES_MAX: usize = 500;

/// Whether a row may be written at all.
pub(crate) fn admit(entry: &Entry) -> Result<(), LedgerError> {
    if entry.amount < Rupiah::ZERO || entry.amount > AMOUNT_RUPIAH_MAX {
        return Err(LedgerError::Amount(entry.amount));
    }
    if entry.debit == entry.credit {
        return Err(LedgerError::SameAccount(entry.id));
    }
    if entry.memo.len() > MEMO_BYTES_MAX {
        return Err(LedgerError::Memo(entry.id));
    }
    Ok(())
}

/// A row with this id stands already: the same content is a repetition, other content is refused.
pub(crate) fn repeat(standing: &Entry, wanted: &Entry) -> Result<(), LedgerError> {
    if standing == wanted { Ok(()) } else { Err(LedgerError::Differs(wanted.id)) }
}

/// Whether `wanted` may resolve `held`, leaving aside whether another row did so before.
pub(crate) fn resolve(held: &Entry, wanted: &Entry) -> Result<(), LedgerError> {
    debug_assert!(wanted.hold == Some(held.id) && wanted.state != State::Pending, "not a resolution of this hold");
    if held.state != State::Pending {
        return Err(LedgerError::NoHold(held.id));
    }
    if (held.debit, held.credit) != (wanted.debit, wanted.credit) {
        return Err(LedgerError::OtherAccounts(held.id));
    }
    if wanted.amount > held.amount {
        return Err(LedgerError::AboveHold { wanted: wanted.amount, held: held.amount });
    }
    Ok(())
}

/// `wanted` met a row: `resolution` resolves the same hold, or is absent and the id belongs to something else.
pub(crate) fn resolve_again(resolution: Option<&Entry>, wanted: &Entry) -> Result<(), LedgerError> {
    match resolution {
        Some(standing) if standing.id == wanted.id => repeat(standing, wanted),
        Some(standing) => Err(LedgerError::HoldResolved { hold: standing.hold.unwrap_or(wanted.id), state: standing.state }),
        None => Err(LedgerError::Differs(wanted.id)),
    }
}

#[cfg(test)]
mod tests;

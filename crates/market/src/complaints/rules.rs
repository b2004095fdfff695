//! Pure decisions about complaints: in time or not, whom they concern, and who must agree.

use kernel::id::{PersonId, RawId, StallId};
use kernel::time::HOUR;
use kernel::{Rupiah, Timestamp};

use super::model::ComplaintReason;
use crate::error::MarketError;
use crate::settlement::PayeeKind;

/// The most characters of a note or an answer.
pub const NOTE_MAX: usize = 500;

/// Reads a note or answer: without spaces around it, not too long.
///
/// # Errors
/// [`MarketError::TooLong`] at `field`.
pub fn read_note(field: &'static str, typed: &str) -> Result<String, MarketError> {
    MarketError::read(field, typed, NOTE_MAX)
}

/// A buyer complains while the goods can still be looked at.
///
/// # Errors
/// [`MarketError::ComplaintLate`] from `hours` after delivery on.
pub fn check_in_time(delivered: Timestamp, now: Timestamp, hours: i64) -> Result<(), MarketError> {
    if now < delivered.plus(hours * HOUR) { Ok(()) } else { Err(MarketError::ComplaintLate { hours }) }
}

/// Whether a second person must agree to giving back so much.
#[must_use]
pub fn needs_checker(amount: Rupiah, above: Rupiah) -> bool {
    amount > above
}

/// Whom it concerns: goods their stall, the way and the cash the runner, what may have happened at either both.
/// `line` is the stall of the line complained about, `stalls` all that supplied the order.
#[must_use]
pub fn concerned(reason: ComplaintReason, line: Option<StallId>, stalls: &[StallId], runner: Option<PersonId>) -> Vec<(PayeeKind, RawId)> {
    use ComplaintReason as R;
    let (goods, way) = match reason {
        R::WrongGoods | R::BadQuality | R::ShortWeight => (true, false),
        R::Missing | R::Damaged => (true, true),
        R::Late | R::Runner | R::Money => (false, true),
    };
    let of_goods: Vec<StallId> = if goods { line.map_or_else(|| stalls.to_vec(), |stall| vec![stall]) } else { Vec::new() };
    let runner = runner.filter(|_| way).map(|runner| (PayeeKind::Runner, runner.into()));
    of_goods.into_iter().map(|stall| (PayeeKind::Stall, stall.into())).chain(runner).collect()
}

#[cfg(test)]
mod tests {
    use kernel::Kinded as _;

    use super::*;

    #[test]
    fn time_runs_from_the_door() {
        let door = Timestamp::from_micros(1_000_000);
        for (later, expected) in [(0, "ok"), (24 * HOUR - 1, "ok"), (24 * HOUR, "complaint_late"), (25 * HOUR, "complaint_late")] {
            let said = check_in_time(door, door.plus(later), 24).map_or_else(|error| error.code(), |()| "ok");
            assert_eq!(said, expected, "{later}");
        }
    }

    #[test]
    fn a_complaint_concerns_whoever_may_be_at_fault() {
        use ComplaintReason as R;
        let (a, b) = (StallId(RawId::from_u128(1)), StallId(RawId::from_u128(2)));
        let runner = PersonId(RawId::from_u128(9));
        for (reason, line, expected) in [
            (R::BadQuality, Some(b), vec![2]),
            (R::BadQuality, None, vec![1, 2]),
            (R::Damaged, Some(a), vec![1, 9]),
            (R::Missing, None, vec![1, 2, 9]),
            (R::Late, None, vec![9]),
            (R::Money, Some(a), vec![9]),
        ] {
            let found: Vec<u128> = concerned(reason, line, &[a, b], Some(runner)).iter().map(|(_, payee)| payee.as_u128()).collect();
            assert_eq!(found, expected, "{reason:?}");
        }
        assert!(concerned(R::Late, None, &[a], None).is_empty(), "nobody brought it");
    }

    #[test]
    fn large_sums_need_two() {
        for (amount, above, expected) in [(100_000, 100_000, false), (100_001, 100_000, true), (1, 0, true)] {
            assert_eq!(needs_checker(Rupiah(amount), Rupiah(above)), expected, "{amount}");
        }
    }
}

//! Pure decisions about the prices of a day.

use kernel::{BasisPoints, Rupiah, Timestamp};

use super::model::{OfferToday, PriceChange};

/// What one tap changes a price by: about a fiftieth, in coins and notes that exist.
#[must_use]
pub const fn step(price: Rupiah) -> Rupiah {
    Rupiah(match price.amount() {
        ..1_000 => 100,
        1_000..5_000 => 500,
        5_000..100_000 => 1_000,
        _ => 5_000,
    })
}

/// A price one tap up or down; never below one step.
#[must_use]
pub fn stepped(price: Rupiah, is_up: bool) -> Rupiah {
    let step = step(price);
    if is_up { price + step } else { (price - step).max(step) }
}

/// What is to be done about one of the goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is so already.
    Same,
    /// Write it.
    Write,
    /// Somebody else wrote something else meanwhile.
    Conflict,
}

/// Compares what was sent with what stands.
#[must_use]
pub fn judge(stands: &OfferToday, sent: &PriceChange, now: Timestamp) -> Verdict {
    if (stands.price, stands.is_out(now)) == (sent.price, sent.is_out) {
        Verdict::Same
    } else if stands.version == sent.version {
        Verdict::Write
    } else {
        Verdict::Conflict
    }
}

/// The price that `to` is measured against, when it is further from it than `most` allows and nobody confirmed it.
#[must_use]
pub fn jump(stands: &OfferToday, sent: &PriceChange, most: BasisPoints) -> Option<Rupiah> {
    let from = stands.yesterday.unwrap_or(stands.price);
    if sent.price == from || sent.price == stands.price || sent.confirmed == Some(sent.price) {
        return None;
    }
    let distance = (sent.price.amount() - from.amount()).abs();
    (distance.saturating_mul(10_000) > from.amount().saturating_mul(most.0)).then_some(from)
}

#[cfg(test)]
mod tests {
    use kernel::id::RawId;
    use kernel::{Quantity, Rupiah};

    use super::*;
    use crate::catalogue::model::StockKind;

    const NOW: Timestamp = Timestamp::from_micros(1_000);

    fn stands(price: i64, yesterday: Option<i64>, out_until: i64, version: i64) -> OfferToday {
        OfferToday {
            offer: RawId::from_u128(1).into(),
            product: RawId::from_u128(2).into(),
            price: Rupiah(price),
            yesterday: yesterday.map(Rupiah),
            sold_out_until: Timestamp::from_micros(out_until),
            stock_kind: StockKind::Ask,
            stock: Quantity::ZERO,
            version,
        }
    }

    fn sent(price: i64, is_out: bool, version: i64, confirmed: Option<i64>) -> PriceChange {
        PriceChange { offer: RawId::from_u128(1).into(), version, price: Rupiah(price), is_out, confirmed: confirmed.map(Rupiah) }
    }

    #[test]
    fn steps_are_of_coins_that_exist() {
        for (price, up, down) in [
            (100, 200, 100),
            (500, 600, 400),
            (1_000, 1_500, 500),
            (3_000, 3_500, 2_500),
            (60_000, 61_000, 59_000),
            (125_000, 130_000, 120_000),
        ] {
            assert_eq!((stepped(Rupiah(price), true), stepped(Rupiah(price), false)), (Rupiah(up), Rupiah(down)), "{price}");
        }
    }

    #[test]
    fn a_later_hand_is_asked_unless_both_want_the_same() {
        for (stands, sent, verdict) in [
            (stands(5_000, None, 0, 3), sent(5_000, false, 3, None), Verdict::Same),
            (stands(5_000, None, 0, 4), sent(5_000, false, 3, None), Verdict::Same),
            (stands(5_000, None, 0, 3), sent(5_500, false, 3, None), Verdict::Write),
            (stands(5_000, None, 0, 3), sent(5_000, true, 3, None), Verdict::Write),
            (stands(5_000, None, 2_000, 3), sent(5_000, true, 3, None), Verdict::Same),
            (stands(5_000, None, 2_000, 3), sent(5_000, false, 3, None), Verdict::Write),
            (stands(5_000, None, 0, 4), sent(5_500, false, 3, None), Verdict::Conflict),
            (stands(5_000, None, 2_000, 4), sent(5_000, false, 3, None), Verdict::Conflict),
            (stands(5_000, None, 0, 3), sent(5_500, false, 9, None), Verdict::Conflict),
        ] {
            assert_eq!(judge(&stands, &sent, NOW), verdict, "{stands:?} {sent:?}");
        }
    }

    #[test]
    fn a_jump_is_measured_against_yesterday() {
        for (stands, sent, from) in [
            (stands(60_000, Some(60_000), 0, 1), sent(78_000, false, 1, None), None),
            (stands(60_000, Some(60_000), 0, 1), sent(78_001, false, 1, None), Some(60_000)),
            (stands(60_000, Some(60_000), 0, 1), sent(6_000, false, 1, None), Some(60_000)),
            (stands(60_000, Some(60_000), 0, 1), sent(6_000, false, 1, Some(6_000)), None),
            (stands(60_000, Some(60_000), 0, 1), sent(6_000, false, 1, Some(60_000)), Some(60_000)),
            (stands(75_000, Some(60_000), 0, 1), sent(80_000, false, 1, None), Some(60_000)),
            (stands(90_000, Some(60_000), 0, 1), sent(60_000, false, 1, None), None),
            (stands(90_000, Some(60_000), 0, 1), sent(90_000, true, 1, None), None),
            (stands(60_000, None, 0, 1), sent(100_000, false, 1, None), Some(60_000)),
        ] {
            assert_eq!(jump(&stands, &sent, BasisPoints(3_000)), from.map(Rupiah), "{sent:?}");
        }
    }
}

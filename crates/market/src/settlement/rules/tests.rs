//! Tables for the pure rules of settlement.

use ledger::Side;

use super::*;

const BOX: AccountKind = AccountKind::CashBox;
const FLOAT: AccountKind = AccountKind::RunnerFloat;
const DIFFERENCE: AccountKind = AccountKind::CashDifference;

fn act() -> Act {
    Act { kind: "cash_count", reference: RawId::from_u128(1), date: BusinessDate::from_days(20_000), memo: String::new() }
}

/// What transfers do to an account of this kind, in its normal side.
fn change(transfers: &[Transfer], kind: AccountKind) -> i64 {
    let sign = if kind.side() == Side::Debit { 1 } else { -1 };
    transfers.iter().fold(0, |sum, transfer| {
        let debit = if transfer.debit.kind == kind { transfer.amount.amount() } else { 0 };
        let credit = if transfer.credit.kind == kind { transfer.amount.amount() } else { 0 };
        sum + sign * (debit - credit)
    })
}

#[test]
fn a_count_is_judged() {
    let long = "x".repeat(REASON_MAX + 1);
    for (expected, counted, reason, refusal) in [
        (50_000, 50_000, "", None),
        (50_000, 49_000, "kembalian kurang", None),
        (50_000, 51_000, "lebih", None),
        (50_000, 49_000, "", Some("reason_missing")),
        (50_000, 51_000, "", Some("reason_missing")),
        (0, 0, "", None),
        (50_000, -1, "hilang", Some("bad_amount")),
        (50_000, COUNT_MAX.amount() + 1, "lebih", Some("bad_amount")),
        (50_000, 50_000, long.as_str(), Some("too_long")),
    ] {
        let judged = check_count(Rupiah(expected), Rupiah(counted), reason);
        assert_eq!(judged.err().map(|error| kernel::Kinded::code(&error)), refusal, "{expected} {counted} {reason}");
    }
}

#[test]
fn what_was_counted_is_in_the_box_and_the_float_is_zero() {
    let (market, runner) = (MarketId(RawId::from_u128(2)), PersonId(RawId::from_u128(3)));
    for (expected, counted, missing) in [(80_000, 80_000, 0), (80_000, 79_500, 500), (80_000, 80_500, -500), (80_000, 0, 80_000)] {
        let transfers = returned(&act(), market, runner, Rupiah(expected), Rupiah(counted));
        let changes = [BOX, FLOAT, DIFFERENCE].map(|kind| change(&transfers, kind));
        assert_eq!(changes, [counted, -expected, missing], "{expected} {counted}");
        assert!(transfers.iter().all(|transfer| transfer.amount >= Rupiah::ZERO));
    }
}

#[test]
fn a_closing_brings_the_books_to_what_was_counted() {
    let market = MarketId(RawId::from_u128(2));
    for (expected, counted) in [(0, 0), (10_000, 10_000), (10_000, 9_000), (10_000, 12_000), (-500, 0)] {
        let transfer = closed(&act(), market, Rupiah(expected), Rupiah(counted));
        assert_eq!(expected + change(&[transfer], BOX), counted, "{expected} {counted}");
    }
}

#[test]
fn only_what_is_left_is_paid_out() {
    for (earned, taken, expected) in [(0, 0, None), (100, 0, Some(100)), (100, 100, None), (100, 140, None), (140, 100, Some(40))] {
        assert_eq!(payable(Rupiah(earned), Rupiah(taken)), expected.map(Rupiah), "{earned} {taken}");
    }
}

#[test]
fn no_more_is_given_back_than_was_charged() {
    for (order, line, expected) in [
        ((100, 0), None, 100),
        ((100, 30), None, 70),
        ((100, 100), None, 0),
        ((100, 0), Some((40, 0)), 40),
        ((100, 0), Some((40, 15)), 25),
        ((100, 80), Some((40, 0)), 20),
        ((100, 0), Some((0, 0)), 0),
    ] {
        let pair = |(charged, refunded)| (Rupiah(charged), Rupiah(refunded));
        assert_eq!(refundable(pair(order), line.map(pair)), Rupiah(expected), "{order:?} {line:?}");
    }
}

#[test]
fn the_maker_is_not_the_checker() {
    let [one, other] = [1, 2].map(|number| Some(PersonId(RawId::from_u128(number))));
    for (maker, checker, is_allowed) in [(one, other, true), (one, one, false), (None, one, true), (None, None, false)] {
        assert_eq!(check_checker(maker, checker).is_ok(), is_allowed, "{maker:?} {checker:?}");
    }
}

#[test]
fn a_refund_is_borne_by_whoever_is_liable() {
    let id = RawId::from_u128;
    let whole = Parties { city: CityId(id(1)), market: MarketId(id(2)), stall: Some(StallId(id(3))), runner: Some(PersonId(id(4))) };
    let bare = Parties { stall: None, runner: None, ..whole };
    for (liable, parties, expected) in [
        (Liable::Stall, &whole, Ok((AccountKind::StallPayable, id(3)))),
        (Liable::Runner, &whole, Ok((AccountKind::RunnerEarning, id(4)))),
        (Liable::Market, &whole, Ok((AccountKind::GoodsLoss, id(2)))),
        (Liable::City, &whole, Ok((AccountKind::ServiceFee, id(1)))),
        (Liable::Stall, &bare, Err("missing")),
        (Liable::Runner, &bare, Err("not_a_runner")),
    ] {
        let found = liable_account(liable, parties);
        let found = found.map(|account| (account.kind, account.owner)).map_err(|error| kernel::Kinded::code(&error));
        assert_eq!(found, expected, "{liable:?}");
    }
}

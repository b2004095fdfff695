//! Tables for the rules at the stall.

use kernel::id::RawId;

use super::*;
use crate::orders::model::SubstitutionPolicy::{Ask, BestMatch, Never, Refund};

fn raw(number: u128) -> RawId {
    RawId::from_u128(number)
}

fn quantity(milli: i64) -> Quantity {
    Quantity::from_milli(milli).unwrap()
}

/// A kilogram at Rp40.000 with a tenth of tolerance.
fn line() -> OrderLine {
    OrderLine {
        id: raw(1).into(),
        order: raw(2).into(),
        seller_order: raw(3).into(),
        stall: raw(4).into(),
        offer: raw(5).into(),
        product: raw(6).into(),
        position: 0,
        sold_by: Unit::Weight,
        unit: "kg".into(),
        quantity: quantity(1_000),
        amount: None,
        price: Rupiah(40_000),
        tolerance: BasisPoints(1_000),
        estimate: Rupiah(40_000),
        note: String::new(),
        policy: Refund,
        alternative: None,
        state: LineState::Open,
        reason: String::new(),
        picked: None,
        picked_offer: None,
        picked_price: None,
        total: None,
        version: 1,
    }
}

fn offer(id: u128, slug: &str, price: i64, stock: Option<i64>) -> OfferFacts {
    OfferFacts {
        id: raw(id).into(),
        stall: raw(4).into(),
        market: raw(7).into(),
        product: raw(6).into(),
        product_slug: slug.into(),
        name: slug.into(),
        price: Rupiah(price),
        stock_milli: stock,
        away_until: Timestamp::default(),
        is_withdrawn: false,
        sold_by: Unit::Weight,
        unit: "kg".into(),
        tolerance: BasisPoints(1_000),
        step_milli: 50,
        min_milli: 50,
        substitutes: String::new(),
    }
}

#[test]
fn what_is_weighed_is_judged() {
    let amount = OrderLine { amount: Some(Rupiah(5_000)), quantity: quantity(125), estimate: Rupiah(5_000), ..line() };
    let bunches = OrderLine { sold_by: Unit::Bunch, unit: "ikat".into(), quantity: quantity(2_000), tolerance: BasisPoints(0), ..line() };
    let never = OrderLine { policy: Never, ..line() };
    for (case, line, milli, price, expected) in [
        ("as ordered", line(), 1_000, None, Ok((LineState::Picked, "", 40_000))),
        ("a little over", line(), 1_100, None, Ok((LineState::Picked, "", 44_000))),
        ("too much", line(), 1_101, None, Err("weight_beyond_tolerance")),
        ("a little under", line(), 900, None, Ok((LineState::Picked, "", 36_000))),
        ("short", line(), 899, None, Ok((LineState::Picked, "short", 35_960))),
        ("cheaper today", line(), 1_000, Some(38_000), Ok((LineState::Picked, "", 38_000))),
        ("dearer today", line(), 1_000, Some(40_001), Err("price_above_agreed")),
        ("for nothing", line(), 1_000, Some(0), Err("price_above_agreed")),
        ("short and never", never.clone(), 899, None, Ok((LineState::Missing, "short", 0))),
        ("under within tolerance and never", never, 900, None, Ok((LineState::Picked, "", 36_000))),
        ("money's worth", amount.clone(), 125, None, Ok((LineState::Picked, "", 5_000))),
        ("a good measure for the money", amount.clone(), 140, None, Ok((LineState::Picked, "", 5_000))),
        ("nearly the money's worth", amount.clone(), 113, None, Ok((LineState::Picked, "", 5_000))),
        ("clearly less than the money's worth", amount, 100, None, Ok((LineState::Picked, "short", 4_000))),
        ("whole bunches", bunches.clone(), 2_000, None, Ok((LineState::Picked, "", 80_000))),
        ("one bunch less", bunches.clone(), 1_000, None, Ok((LineState::Picked, "short", 40_000))),
        ("half a bunch", bunches.clone(), 1_500, None, Err("bad_quantity")),
        ("a bunch more", bunches, 3_000, None, Err("weight_beyond_tolerance")),
    ] {
        let weighed = weigh(&line, line.price, quantity(milli), price.map(Rupiah));
        let found = weighed.map(|weighed| (weighed.state, weighed.reason, weighed.total.amount()));
        assert_eq!(found.map_err(|error| kernel::error::Kinded::code(&error)), expected, "{case}");
    }
}

#[test]
fn the_nearest_goods_replace_a_missing_line() {
    let now = Timestamp::from_micros(1_000);
    let (cap, tried) = (BasisPoints(1_000), [line().offer]);
    let gone = OfferFacts { away_until: Timestamp::from_micros(2_000), ..offer(11, "rawit", 39_000, None) };
    let offers = vec![
        offer(5, "rawit", 38_000, None),
        gone,
        offer(12, "rawit", 42_000, Some(500)),
        offer(13, "rawit", 44_000, Some(1_000)),
        offer(14, "keriting", 30_000, None),
    ];
    // Not the offer that is missing, not the closed one, not the one with too little: the next stall, though dearer within the cap.
    assert_eq!(best_match(&line(), "rawit", "keriting", &offers, &tried, cap, now).map(|(index, ..)| index), Some(3));
    // Without the cap's room the other product is nearest.
    assert_eq!(best_match(&line(), "rawit", "keriting", &offers, &tried, BasisPoints(0), now).map(|(index, ..)| index), Some(4));
    let more = [line().offer, offers[3].id];
    assert_eq!(best_match(&line(), "rawit", "", &offers, &more, cap, now), None, "what was tried in vain is not tried again");
    assert_eq!(best_match(&line(), "rawit", "", &offers, &tried, BasisPoints(0), now), None);
}

#[test]
fn a_substitute_in_another_measure_costs_about_the_same() {
    let piece =
        OfferFacts { sold_by: Unit::Piece, unit: "ekor".into(), step_milli: 1_000, min_milli: 1_000, ..offer(9, "ayam", 18_000, None) };
    assert_eq!(substitute_quantity(&line(), &piece), Some(quantity(2_000)));
    let dear = OfferFacts { price: Rupiah(50_000), ..piece };
    assert_eq!(substitute_quantity(&line(), &dear), None);
}

#[test]
fn only_some_rules_want_substitutes() {
    for (policy, expected) in [(BestMatch, true), (Ask, true), (Refund, false), (Never, false)] {
        assert_eq!(wants_substitute(policy), expected);
    }
}

#[test]
fn rounding_is_a_line_of_its_own() {
    let priced = |total| OrderLine { total: Some(Rupiah(total)), ..line() };
    for (totals, step, expected) in
        [(vec![35_960, 5_000], 100, (40_960, 40, 47_000)), (vec![1_020], 100, (1_020, -20, 7_000)), (vec![1_020], 1, (1_020, 0, 7_020))]
    {
        let lines: Vec<OrderLine> = totals.into_iter().map(priced).collect();
        let (goods, rounding, total) = final_total(&lines, Rupiah(6_000), Rupiah(step));
        assert_eq!((goods.amount(), rounding.amount(), total.amount()), expected);
        assert_eq!(goods + Rupiah(6_000) + rounding, total);
    }
}

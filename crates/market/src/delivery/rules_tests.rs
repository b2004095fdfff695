//! Who is next, and that no rupiah is lost on the way.

use kernel::id::RawId;
use kernel::random::SplitMix;
use kernel::{BusinessDate, Phone, Timestamp};

use super::*;
use crate::orders::OrderState;

fn person(number: u128) -> PersonId {
    RawId::from_u128(number).into()
}

#[test]
fn the_least_loaded_runner_is_next() {
    let runners = [person(3), person(1), person(2)];
    for (load, expected) in [
        (vec![], Some(1)),
        (vec![(1, 2)], Some(2)),
        (vec![(1, 1), (2, 1)], Some(3)),
        (vec![(1, 1), (2, 1), (3, 1)], Some(1)),
        (vec![(9, 0)], Some(1)),
    ] {
        let load: Vec<(PersonId, i64)> = load.into_iter().map(|(id, count)| (person(id), count)).collect();
        assert_eq!(fairest(&runners, &load), expected.map(person));
    }
    assert_eq!(fairest(&[], &[]), None);
}

fn order(delivery_fee: i64, service_fee: i64) -> Order {
    let id = RawId::from_u128;
    Order {
        id: id(1).into(),
        number: "261121-TEST22".into(),
        market: id(2).into(),
        buyer: person(3),
        placed_by: person(3),
        state: OrderState::Delivering,
        slot: id(4).into(),
        recipient: "Sari".into(),
        phone: Phone::parse("081200000001").unwrap(),
        street: String::new(),
        rt: 1,
        rw: 1,
        ward_code: String::new(),
        landmark: String::new(),
        pin_point: None,
        payment_provider: "cash".into(),
        goods_estimate: Rupiah::ZERO,
        delivery_fee: Rupiah(delivery_fee),
        service_fee: Rupiah(service_fee),
        tolerance: Rupiah::ZERO,
        goods_final: None,
        rounding: None,
        total_final: None,
        hold: id(5).into(),
        pin: String::new(),
        pin_attempts: 0,
        runner: Some(person(6)),
        reason: String::new(),
        placed: Timestamp::default(),
        finished: None,
        business_date: BusinessDate::from_days(0),
        version: 1,
    }
}

#[test]
fn whatever_is_charged_leaves_clearing_empty() {
    let mut random = SplitMix::new(7);
    for _ in 0..500 {
        let order = order(random.between(0, 40_000), random.between(0, 3_000));
        let sold: Vec<(StallId, Rupiah)> = (0..random.between(0, 6))
            .map(|stall| (RawId::from_u128(stall.unsigned_abs().into()).into(), Rupiah(random.between(1, 900_000))))
            .collect();
        let goods: Rupiah = sold.iter().map(|(_, amount)| *amount).sum();
        let exact = goods + order.delivery_fee + order.service_fee;
        let total = exact.rounded_to(100);
        let mut posting = Posting::new(&order, RawId::from_u128(8));
        posting.split(&sold, person(6), BasisPoints(random.between(0, 10_000)), total - exact);
        let clearing = Account { kind: AccountKind::OrderClearing, owner: order.market.into() };
        let side = |account: &Account, amount: Rupiah| if *account == clearing { amount } else { Rupiah::ZERO };
        let out: Rupiah = posting.transfers.iter().map(|transfer| side(&transfer.debit, transfer.amount)).sum();
        let back: Rupiah = posting.transfers.iter().map(|transfer| side(&transfer.credit, transfer.amount)).sum();
        assert_eq!(out - back, total);
        let mut ids: Vec<_> = posting.transfers.iter().map(|transfer| transfer.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), posting.transfers.len(), "every transfer has an id of its own");
    }
}

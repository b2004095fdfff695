//! Baskets: kept, grown, merged at sign-in and refilled, on both databases.

use kernel::Rupiah;
use kernel::id::RawId;
use kernel::time::DAY;
use market::orders::model::SubstitutionPolicy::{Ask, Refund};
use market::orders::{LineState, WantedLine, cancel};
use market::{MarketError, baskets};
use testkit::both;

use crate::town::Town;

async fn quantities(town: &Town, owner: RawId) -> Vec<i64> {
    let basket = baskets::get(&town.desk, owner, town.market).await.unwrap();
    basket.map_or_else(Vec::new, |basket| basket.lines.iter().map(|line| line.wanted.quantity.milli()).collect())
}

#[test]
fn a_basket_grows_changes_and_empties() {
    both(async |house| {
        let town = Town::build(&house).await;
        let owner: RawId = town.buyer.into();
        let line = baskets::add(&town.desk, owner, town.line("rawit-a", 250, Refund)).await.unwrap();
        let twin = baskets::add(&town.desk, owner, town.line("rawit-a", 500, Refund)).await.unwrap();
        assert_eq!((line, quantities(&town, owner).await), (twin, vec![750]));
        let noted = WantedLine { note: "yang merah".into(), ..town.line("rawit-a", 250, Refund) };
        baskets::add(&town.desk, owner, noted).await.unwrap();
        assert_eq!(quantities(&town, owner).await.len(), 2, "another note is another line");
        baskets::change(&town.desk, owner, town.market, line, town.line("rawit-a", 1_000, Ask)).await.unwrap();
        let stranger: RawId = town.stranger.into();
        let others = baskets::change(&town.desk, stranger, town.market, line, town.line("rawit-a", 50, Ask)).await;
        assert!(matches!(others, Err(MarketError::NotFound("line"))));
        baskets::remove(&town.desk, owner, town.market, line).await.unwrap();
        baskets::remove(&town.desk, owner, town.market, line).await.expect("taking out what is gone is no error");
        assert_eq!(quantities(&town, owner).await, vec![250]);
        baskets::clear(&town.desk, owner, town.market).await.unwrap();
        assert_eq!(baskets::all(&town.desk, owner).await.unwrap(), vec![]);
    });
}

#[test]
fn what_does_not_fit_stays_out() {
    both(async |house| {
        let town = Town::build(&house).await;
        let owner: RawId = town.buyer.into();
        for (line, code) in [
            (town.line("bayam-a", 500, Refund), "bad_quantity"),
            (town.line("rawit-a", 0, Refund), "bad_quantity"),
            (WantedLine { offer: house.id(), ..town.line("rawit-a", 500, Refund) }, "not_found"),
            (WantedLine { amount: Some(Rupiah(-5)), ..town.line("rawit-a", 500, Refund) }, "bad_quantity"),
        ] {
            let error = baskets::add(&town.desk, owner, line).await.unwrap_err();
            assert_eq!(kernel::error::Kinded::code(&error), code);
        }
        for number in 0..60 {
            let line = WantedLine { note: format!("nomor {number}"), ..town.line("bayam-a", 1_000, Refund) };
            baskets::add(&town.desk, owner, line).await.unwrap();
        }
        assert!(matches!(baskets::add(&town.desk, owner, town.line("rawit-a", 500, Refund)).await, Err(MarketError::TooManyLines(60))));
        assert_eq!(quantities(&town, owner).await.len(), 60);
    });
}

#[test]
fn a_visitors_basket_joins_at_sign_in() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (visitor, owner): (RawId, RawId) = (house.id(), town.buyer.into());
        baskets::add(&town.desk, owner, town.line("rawit-a", 250, Refund)).await.unwrap();
        baskets::add(&town.desk, visitor, town.line("rawit-a", 250, Refund)).await.unwrap();
        baskets::add(&town.desk, visitor, town.line("bayam-a", 2_000, Refund)).await.unwrap();
        baskets::merge(&town.desk, visitor, owner).await.unwrap();
        baskets::merge(&town.desk, visitor, owner).await.expect("merging twice changes nothing");
        let mut found = quantities(&town, owner).await;
        found.sort_unstable();
        assert_eq!(found, vec![500, 2_000]);
        assert_eq!(baskets::all(&town.desk, visitor).await.unwrap(), vec![]);
    });
}

#[test]
fn an_earlier_order_fills_the_basket_again() {
    both(async |house| {
        let town = Town::build(&house).await;
        let money = WantedLine { amount: Some(Rupiah(6_000)), ..town.line("telur-d", 214, Refund) };
        let order = town.order(vec![town.line("rawit-a", 250, Refund), money], "key-refill").await;
        let buyer = town.actor(town.buyer).await;
        cancel::cancel(&town.desk, &buyer, "cancel-refill", order, "").await.unwrap();
        assert!(town.detail(order).await.lines.iter().all(|line| line.state == LineState::Open));
        let stranger = town.actor(town.stranger).await;
        assert!(matches!(baskets::refill(&town.desk, &stranger, order).await, Err(MarketError::NotFound(_))));
        let refilled = baskets::refill(&town.desk, &buyer, order).await.unwrap();
        assert_eq!((refilled.market, refilled.skipped.len()), (town.market, 0));
        let lines = baskets::get(&town.desk, town.buyer.into(), town.market).await.unwrap().unwrap().lines;
        let mut amounts: Vec<Option<Rupiah>> = lines.iter().map(|line| line.wanted.amount).collect();
        amounts.sort();
        assert_eq!(amounts, vec![None, Some(Rupiah(6_000))]);
    });
}

#[test]
fn baskets_that_nobody_touches_are_forgotten() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (left, touched, young): (RawId, RawId, RawId) = (house.id(), house.id(), house.id());
        for owner in [left, touched] {
            baskets::add(&town.desk, owner, town.line("rawit-a", 250, Refund)).await.unwrap();
        }
        house.clock.advance(baskets::KEPT_DAYS * DAY);
        baskets::add(&town.desk, touched, town.line("rawit-a", 250, Refund)).await.unwrap();
        baskets::add(&town.desk, young, town.line("rawit-a", 250, Refund)).await.unwrap();
        house.clock.advance(DAY);
        assert_eq!(baskets::prune(&town.desk).await.unwrap(), 1);
        assert_eq!(baskets::prune(&town.desk).await.unwrap(), 0);
        let kept = [quantities(&town, left).await, quantities(&town, touched).await, quantities(&town, young).await];
        assert_eq!(kept, [vec![], vec![500], vec![250]]);
    });
}

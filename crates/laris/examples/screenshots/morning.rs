//! A Friday that ended well and a Saturday morning in full swing: something in every state.

use kernel::{Phone, Role, Rupiah};
use market::orders::SubstitutionPolicy::{Ask, BestMatch, Never, Refund};

use super::day::{Day, Wish};
use super::people::{buyer, city, staff};

/// The market in the middle of the pictures.
pub const MARKET: &str = "oro-oro-dowo";
/// Another, whose settlement still waits.
pub const OTHER_MARKET: &str = "sawojajar";

/// Baskets as kitchens in Malang fill them.
const SOUP: &[Wish] = &[
    ("cabai-rawit-merah-kg", 250, BestMatch, "yang merah semua"),
    ("bawang-merah-sedang", 500, BestMatch, ""),
    ("tomat-merah", 500, Refund, ""),
    ("bayam-hijau", 2_000, Ask, "yang muda"),
    ("tahu-putih", 10_000, BestMatch, ""),
];
const EGGS: &[Wish] = &[
    ("telur-ayam-kg", 1_000, Never, ""),
    ("beras-premium-5kg", 1_000, Refund, ""),
    ("minyakita-1l", 2_000, BestMatch, ""),
    ("gula-merah-jawa", 500, Refund, ""),
];
const GREENS: &[Wish] = &[
    ("kangkung-darat", 3_000, BestMatch, ""),
    ("wortel-lokal", 500, Refund, ""),
    ("kentang-granola", 1_000, Refund, "untuk perkedel"),
    ("cabai-rawit-merah-kg", 100, Ask, ""),
    ("telur-ayam-butir", 10_000, Refund, ""),
];
const SMALL: &[Wish] = &[("tahu-putih", 6_000, Ask, ""), ("bayam-hijau", 1_000, Refund, ""), ("tomat-sambal", 250, Refund, "")];

/// What there is to be seen: order numbers, the batch that waits.
pub struct Seen {
    pub trader: Phone,
    pub fresh: String,
    pub asking: String,
    pub on_the_way: String,
    pub delivered: String,
    pub batch_waiting: String,
    pub batch_paying: String,
}

/// Plays both days.
pub async fn play(day: &mut Day) -> Seen {
    let manager = staff(Role::Manager, MARKET, 0);
    let runners = [0, 1, 2].map(|index| staff(Role::Runner, MARKET, index));
    let batch_paying = friday(day, &manager, &runners).await;
    let batch_waiting = friday_elsewhere(day).await;
    day.check().await;

    day.at(0, 5, 41).await;
    let delivered = day.place(&buyer(0), MARKET, GREENS).await;
    let on_the_way = day.place(&buyer(1), MARKET, EGGS).await;
    day.at(0, 5, 58).await;
    let asking = day.place(&buyer(2), MARKET, SOUP).await;
    let packed = day.place(&buyer(3), MARKET, SMALL).await;
    day.at(0, 6, 9).await;
    day.deliver(delivered, &manager, &runners[0]).await;
    prepare(day, on_the_way, &manager, &runners[1]).await;
    day.leave(on_the_way, &runners[1]).await;
    prepare(day, packed, &manager, &runners[2]).await;

    day.at(0, 6, 20).await;
    day.accept(asking, Some(2)).await;
    day.assign(asking, &manager, &runners[0]).await;
    day.start(asking, &runners[0]).await;
    day.pick(asking, &runners[0], 2).await;
    day.miss(asking, &runners[0], 3).await;
    let walking = day.place(&buyer(4), MARKET, SMALL).await;
    day.accept(walking, None).await;
    day.assign(walking, &manager, &runners[0]).await;
    let unwanted = day.place(&buyer(5), MARKET, SMALL).await;
    day.cancel(unwanted, &buyer(5)).await;

    day.at(0, 6, 24).await;
    let accepted = day.place(&buyer(6), MARKET, EGGS).await;
    day.accept(accepted, None).await;
    let fresh = day.place(&buyer(0), MARKET, SOUP).await;
    day.at(0, 6, 25).await;
    day.place(&buyer(7), MARKET, GREENS).await;
    day.place(&buyer(8), OTHER_MARKET, SMALL).await;
    day.at(0, 6, 26).await;
    day.ask(asking, &runners[0], 3, "kangkung-darat").await;
    Seen {
        trader: day.busiest_seller(MARKET).await,
        fresh: day.order(fresh).await.order.number,
        asking: day.order(asking).await.order.number,
        on_the_way: day.order(on_the_way).await.order.number,
        delivered: day.order(delivered).await.order.number,
        batch_waiting: batch_waiting.to_string(),
        batch_paying: batch_paying.to_string(),
    }
}

/// Accepted, picked and in the bag.
async fn prepare(day: &mut Day, order: kernel::id::OrderId, manager: &Phone, runner: &Phone) {
    day.accept(order, None).await;
    day.assign(order, manager, runner).await;
    day.start(order, runner).await;
    day.pick(order, runner, usize::MAX).await;
    day.finish(order, runner).await;
}

/// Yesterday at the market: brought, closed with a small difference, settled, half of it paid.
async fn friday(day: &mut Day, manager: &Phone, runners: &[Phone; 3]) -> kernel::id::SettlementId {
    day.at(-1, 5, 30).await;
    for (index, wishes) in [SOUP, EGGS, GREENS, SMALL, SOUP, GREENS].into_iter().enumerate() {
        let order = day.place(&buyer(index), MARKET, wishes).await;
        day.at(-1, 6, 4 + 7 * i64::try_from(index).unwrap()).await;
        day.deliver(order, manager, &runners[index % 3]).await;
    }
    day.at(-1, 13, 5).await;
    day.bring(MARKET, manager, Rupiah(1_000)).await;
    day.at(-1, 13, 30).await;
    let batch = day.close(MARKET, manager).await;
    day.at(-1, 14, 10).await;
    day.approve(batch, &city(Role::Treasurer), manager, 4).await;
    batch
}

/// Yesterday at the other market: closed and prepared, not yet approved.
async fn friday_elsewhere(day: &mut Day) -> kernel::id::SettlementId {
    let (manager, runner) = (staff(Role::Manager, OTHER_MARKET, 0), staff(Role::Runner, OTHER_MARKET, 0));
    day.at(-1, 14, 15).await;
    day.at(-1, 6, 30).await;
    for (index, wishes) in [GREENS, SMALL].into_iter().enumerate() {
        let order = day.place(&buyer(9 + index), OTHER_MARKET, wishes).await;
        day.deliver(order, &manager, &runner).await;
    }
    day.at(-1, 13, 40).await;
    day.bring(OTHER_MARKET, &manager, Rupiah::ZERO).await;
    day.close(OTHER_MARKET, &manager).await
}

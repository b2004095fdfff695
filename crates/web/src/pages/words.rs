//! Goods, places and times in the reader's words, the same on every page.

use kernel::{BusinessDate, Quantity, Rupiah, Timestamp};
use market::catalogue::{Market, OfferView, Product, Stall, rules};
use market::orders::{Slot, SlotKind, SubstitutionPolicy};
use order_text::SoldAs;

use crate::app::App;
use crate::extract::Who;
use crate::format;
use crate::i18n::T;
use crate::views::shop::cards::Badge;
use crate::views::shop::words;

/// Stock of which no more than this many least quantities are left is said to be running out.
const FEW: i64 = 4;

/// `Rp12.500`.
#[must_use]
pub fn money(who: &Who, amount: Rupiah) -> String {
    format::rupiah(who.lang, amount.amount())
}

/// A quantity of a product: `¼ kg`, `2 ikat`.
#[must_use]
pub fn quantity(who: &Who, quantity: Quantity, product: &Product) -> String {
    order_text::spoken(quantity, product.sold_by, &product.unit, who.actor.lang)
}

/// The same, or the sum of money it was asked for by.
#[must_use]
pub fn wanted(who: &Who, wanted: &market::orders::WantedLine, product: &Product) -> String {
    wanted.amount.map_or_else(|| quantity(who, wanted.quantity, product), |amount| money(who, amount))
}

/// How an offer is sold, for reading quantities.
#[must_use]
pub fn sold_as<'a>(view: &OfferView<'a>) -> SoldAs<'a> {
    SoldAs {
        unit: view.product.sold_by,
        label: &view.product.unit,
        pack_grams: view.product.pack_grams,
        pack_ml: view.product.pack_ml,
        price: view.offer.price,
        step_milli: view.product.step.milli(),
        min_milli: view.product.min.milli(),
    }
}

/// `/kg`.
#[must_use]
pub fn per(product: &Product) -> String {
    format!("/{}", product.unit)
}

/// `B-12` in a market, the street of a shop.
#[must_use]
pub fn place(stall: &Stall) -> String {
    if stall.block.is_empty() { stall.street.clone() } else { format!("{}-{}", stall.block, stall.number) }
}

/// The name of a group of goods.
#[must_use]
pub fn group(t: T, group: &str) -> String {
    t.find(&format!("group-{group}")).map_or_else(|| group.to_owned(), str::to_owned)
}

/// The place of a group among the others: what is bought every day comes first.
#[must_use]
pub fn group_rank(group: &str) -> usize {
    const ORDER: [&str; 11] =
        ["sayur", "bumbu", "kedelai", "telur", "daging", "ikan", "buah", "beras", "gula-minyak", "kelontong", "jajanan"];
    ORDER.iter().position(|known| *known == group).unwrap_or(ORDER.len())
}

/// The picture that stands for a group.
#[must_use]
pub fn group_picture(group: &str) -> &'static str {
    match group {
        "sayur" => "kangkung",
        "bumbu" => "bawang-merah",
        "buah" => "buah-umum",
        "ikan" => "ikan-umum",
        "daging" => "daging-umum",
        "jajanan" => "jajan-pasar",
        "kedelai" => "tempe",
        "beras" => "beras-premium",
        "gula-minyak" => "minyakita",
        "telur" => "telur-ayam-ras",
        "masakan" => "rawon",
        "minuman" => "es",
        "kue" => "kue-basah",
        "busana" => "batik",
        "kriya" => "gerabah",
        "rumah" => "perlengkapan-rumah",
        _ => "kelontong",
    }
}

/// Whether a market is open, or when it opens.
#[must_use]
pub fn market_status(app: &App, who: &Who, market: &Market, now: Timestamp) -> Badge {
    let is_open = rules::is_market_open(market, now, app.offset_minutes());
    status(who, is_open, market.closed_until > now, market.opens_minute)
}

/// Whether a stall is open, or when it opens.
#[must_use]
pub fn stall_status(app: &App, who: &Who, stall: &Stall, market: &Market, now: Timestamp) -> Badge {
    let is_open = rules::is_stall_open(stall, market, now, app.offset_minutes());
    status(who, is_open, stall.closed_until.max(market.closed_until) > now, stall.opens_minute)
}

fn status(who: &Who, is_open: bool, is_closed: bool, opens_minute: i64) -> Badge {
    match (is_open, is_closed) {
        (true, _) => words::open(who.t),
        (false, true) => words::closed_today(who.t),
        (false, false) => words::opens_at(who.t, format::clock(who.lang, opens_minute)),
    }
}

/// Whether one can have an offer: in stock, few left, ask, sold out, closed.
#[must_use]
pub fn stock(who: &Who, view: &OfferView<'_>, now: Timestamp) -> Badge {
    use market::catalogue::{Availability, StockKind};
    match view.availability(now) {
        Availability::ClosedToday { .. } => words::closed_today(who.t),
        Availability::SoldOut { .. } | Availability::Withdrawn => words::sold_out(who.t),
        Availability::Open if view.offer.stock_kind == StockKind::Ask => words::ask_seller(who.t),
        Availability::Open if view.offer.stock.milli() <= FEW * view.product.min.milli() => {
            words::left(who.t, quantity(who, view.offer.stock, view.product))
        }
        Availability::Open => words::in_stock(who.t),
    }
}

/// `Hari ini`, `Besok`, `Senin, 23 Nov`.
#[must_use]
pub fn day(app: &App, who: &Who, day: BusinessDate) -> String {
    match day.days() - app.desk.today().days() {
        0 => who.t.text("day-today").to_owned(),
        1 => who.t.text("day-tomorrow").to_owned(),
        _ => format::day(who.lang, day.days()),
    }
}

/// `Hari ini 07.00–08.30`, `Secepatnya`.
#[must_use]
pub fn slot(app: &App, who: &Who, slot: &Slot) -> String {
    match slot.kind {
        SlotKind::Asap => who.t.text("slot-asap").to_owned(),
        SlotKind::Window => format!("{} {}", day(app, who, slot.day), hours(app, who, slot.starts, slot.ends)),
    }
}

/// `07.00–08.30`.
#[must_use]
pub fn hours(app: &App, who: &Who, from: Timestamp, to: Timestamp) -> String {
    format::clock_range(who.lang, from.minute_of_day(app.offset_minutes()), to.minute_of_day(app.offset_minutes()))
}

/// `06.30 WIB`.
#[must_use]
pub fn time(app: &App, who: &Who, at: Timestamp) -> String {
    format::time(who.lang, at.micros(), app.offset_minutes())
}

/// The rule of a line as forms name it.
#[must_use]
pub const fn rule(policy: SubstitutionPolicy) -> &'static str {
    match policy {
        SubstitutionPolicy::BestMatch => "best",
        SubstitutionPolicy::Alternative => "chosen",
        SubstitutionPolicy::Ask => "ask",
        SubstitutionPolicy::Refund => "refund",
        SubstitutionPolicy::Never => "never",
    }
}

/// The rule of a line in words.
#[must_use]
pub fn rule_text(t: T, policy: SubstitutionPolicy) -> &'static str {
    match policy {
        SubstitutionPolicy::BestMatch => t.text("substitution-best"),
        SubstitutionPolicy::Alternative => t.text("substitution-chosen"),
        SubstitutionPolicy::Ask => t.text("substitution-ask"),
        SubstitutionPolicy::Refund => t.text("substitution-refund"),
        SubstitutionPolicy::Never => t.text("substitution-never"),
    }
}

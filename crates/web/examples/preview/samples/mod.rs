//! Sample data for every view: an invented Saturday morning in Malang. People and stalls are made up.

mod account;
mod choosing;
mod error;
mod order;
mod payments;
mod payouts;
mod shop;
mod staff_manager;
mod staff_money;
mod staff_runner;
mod staff_trader;
mod trade;

use askama::Template;

use crate::assets::picture;
use crate::i18n::Lang;
use crate::views::shop::cards::{Badge, GoodCard};
use crate::views::{Area, BasketBar, Here, Nav, Page, StaffBar, StaffItem, Tone};

/// Every view rendered in `lang`, with a file name each.
pub fn all(lang: Lang) -> Vec<(&'static str, String)> {
    let mut pages = Vec::new();
    pages.extend(shop::pages(lang));
    pages.extend(choosing::pages(lang));
    pages.extend(order::pages(lang));
    pages.extend(payments::pages(lang));
    pages.extend(account::pages(lang));
    pages.extend(error::pages(lang));
    pages.extend(staff_trader::pages(lang));
    pages.extend(staff_runner::pages(lang));
    pages.extend(staff_manager::pages(lang));
    pages.extend(staff_money::pages(lang));
    pages.extend(trade::pages(lang));
    pages.extend(payouts::pages(lang));
    pages
}

fn html(view: &impl Template) -> String {
    view.render().unwrap_or_else(|error| format!("<!-- {error} -->"))
}

/// A buyer's page with a filled basket, as most visits see it.
fn page(lang: Lang, nav: Nav, path: &str, title: &str) -> Page {
    Page {
        city: "Malang".into(),
        substitution_cap: "10%".into(),
        origin: "https://laris.example".into(),
        description: title.to_owned(),
        area: Area::Buyer(nav),
        basket_count: 5,
        basket_bar: Some(BasketBar { count: 5, total: "Rp68.500".into(), place: "Pasar Oro-oro Dowo".into() }),
        market: Some(Here { slug: "oro-oro-dowo".into(), name: "Pasar Oro-oro Dowo".into() }),
        signed_in_name: Some("Ratna".into()),
        csrf: "contoh".into(),
        key: "0192f0c1".into(),
        is_demo: true,
        ..Page::new(lang, path, title)
    }
}

/// A page of a staff area; `words`: address, icon, label and count of each place, `at` the current one.
fn staff(lang: Lang, place: &str, words: &[(&str, &str, &str, u32)], at: usize, path: &str, title: &str) -> Page {
    let item = |(index, (href, icon, label, count)): (usize, &(&str, &str, &str, u32))| StaffItem {
        href: (*href).into(),
        icon: (*icon).into(),
        label: (*label).into(),
        count: *count,
        is_current: index == at,
    };
    let items: Vec<_> = words.iter().enumerate().map(item).collect();
    let home = items.first().map(|item| item.href.clone()).unwrap_or_default();
    Page {
        city: "Malang".into(),
        area: Area::Staff(StaffBar { place: place.into(), home, items }),
        signed_in_name: Some("Sumiati".into()),
        csrf: "contoh".into(),
        key: "0192f0c1".into(),
        is_demo: true,
        is_private: true,
        ..Page::new(lang, path, title)
    }
}

/// An offer as a card.
fn good(slug: &str, name: &str, price: &str, from: &str) -> GoodCard {
    GoodCard {
        offer: format!("0192-{}", slug),
        href: format!("/produk/{slug}"),
        name: name.into(),
        picture: picture(slug).into_owned(),
        photo: None,
        price: price.into(),
        per: "/kg".into(),
        from: from.into(),
        quick: "¼ kg".into(),
        in_basket: String::new(),
        badge: None,
    }
}

/// Goods of a market morning.
fn goods(count: usize) -> Vec<GoodCard> {
    let rows = [
        ("cabai-rawit-merah", "Cabai rawit merah", "Rp58.000", "Bu Sumiati · B-12"),
        ("bayam", "Bayam", "Rp3.000", "Bu Tini · B-14"),
        ("tahu", "Tahu putih", "Rp5.000", "Cak Mul · B-13"),
        ("daging-ayam-kampung", "Ayam kampung", "Rp78.000", "Bu Wagiyem · A-03"),
        ("tomat", "Tomat merah", "Rp11.000", "Bu Sumiati · B-12"),
        ("ikan-kembung", "Ikan kembung segar", "Rp38.000", "Pak Slamet · A-01"),
        ("tempe", "Tempe daun", "Rp6.000", "Cak Mul · B-13"),
        ("telur-ayam-ras", "Telur ayam ras", "Rp27.500", "Bu Karsih · C-02"),
        ("wortel", "Wortel Batu", "Rp12.500", "Pak Kardi · B-21"),
        ("pisang", "Pisang raja", "Rp22.000", "Mbah Rusmi · D-07"),
        ("bawang-merah", "Bawang merah Probolinggo", "Rp32.000", "Bu Yah · B-17"),
        ("kelapa", "Kelapa parut", "Rp9.000", "Pak Jais · D-01"),
        ("beras-mentik", "Beras mentik wangi", "Rp15.500", "Bu Karsih · C-02"),
        ("kangkung", "Kangkung", "Rp2.500", "Bu Tini · B-14"),
        ("jahe", "Jahe emprit", "Rp28.000", "Bu Yah · B-17"),
        ("kentang", "Kentang Granola", "Rp16.000", "Pak Kardi · B-21"),
        ("daging-sapi", "Daging sapi has", "Rp125.000", "Haji Umar · A-11"),
        ("tauge", "Tauge", "Rp8.000", "Cak Mul · B-13"),
        ("jeruk", "Jeruk manis Dau", "Rp18.000", "Mbah Rusmi · D-07"),
        ("gula-merah", "Gula merah", "Rp21.000", "Bu Karsih · C-02"),
    ];
    let mut goods: Vec<_> = rows.into_iter().take(count).map(|(slug, name, price, from)| good(slug, name, price, from)).collect();
    if let Some(first) = goods.first_mut() {
        first.in_basket = "¼ kg".into();
    }
    if let Some(second) = goods.get_mut(1) {
        (second.per, second.quick) = ("/ikat".into(), "1 ikat".into());
    }
    if let Some(fourth) = goods.get_mut(3) {
        fourth.badge = Some(Badge { tone: Tone::Wait, text: "Tinggal 2".into() });
        fourth.per = "/ekor".into();
    }
    if let Some(sixth) = goods.get_mut(5) {
        sixth.quick = String::new();
        sixth.badge = Some(Badge { tone: Tone::Bad, text: "Habis".into() });
    }
    goods
}

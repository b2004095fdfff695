//! Home, markets, stalls.

use super::{good, goods, html, page};
use crate::assets::picture;
use crate::i18n::Lang;
use crate::views::error::Link;
use crate::views::shop::cards::{Badge, ChipLink, Direction, GoodCard, MarketCard, Pager, PriceMove};
use crate::views::shop::home::{Again, ClusterCard, HomeView, Mover};
use crate::views::shop::market::{Block, MarketView, MarketsView, SlotMark, StallRow};
use crate::views::shop::stall::{Section, StallKind, StallView};
use crate::views::{Nav, Page, Tone};

pub fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    vec![
        ("home", html(&home(lang))),
        ("markets", html(&markets(lang))),
        ("market", html(&market(lang, false))),
        ("market-stalls", html(&market(lang, true))),
        ("stall", html(&stall(lang))),
        ("kitchen", html(&kitchen(lang))),
    ]
}

pub(super) fn badge(tone: Tone, text: &str) -> Badge {
    Badge { tone, text: text.into() }
}

fn open() -> Badge {
    badge(Tone::Good, "Buka")
}

pub(super) fn link(href: &str, text: &str) -> Link {
    Link { href: href.into(), text: text.into() }
}

pub(super) fn chip(label: &str, slug: &str, count: &str, is_on: bool) -> ChipLink {
    let picture = if slug.is_empty() { String::new() } else { picture(slug).into_owned() };
    ChipLink { href: "/cari?q=contoh".into(), label: label.into(), picture, count: count.into(), is_on }
}

pub(super) fn change(text: &str) -> PriceMove {
    let direction = match text.chars().next() {
        Some('+') => Direction::Up,
        Some('−') => Direction::Down,
        _ => Direction::Same,
    };
    PriceMove { text: text.into(), direction }
}

fn market_cards() -> Vec<MarketCard> {
    let rows = [
        ("oro-oro-dowo", "Pasar Oro-oro Dowo", "Klojen", "251 lapak"),
        ("sawojajar", "Pasar Sawojajar", "Kedungkandang", "186 lapak"),
        ("bareng", "Pasar Rakyat Bareng", "Klojen", "124 lapak"),
        ("mergan", "Pasar Mergan", "Sukun", "98 lapak"),
        ("tawangmangu", "Pasar Tawangmangu", "Lowokwaru", "112 lapak"),
        ("gadang-lama", "Pasar Gadang Lama", "Sukun", "76 lapak"),
    ];
    let card = |(index, (slug, name, place, size)): (usize, (&str, &str, &str, &str))| MarketCard {
        slug: slug.into(),
        name: name.into(),
        place: place.into(),
        size: size.into(),
        status: if index == 5 { badge(Tone::Wait, "Buka 04.00") } else { open() },
        next_slot: if index == 5 { "Besok 06.00–07.30".into() } else { "Hari ini 07.00–08.30".into() },
    };
    rows.into_iter().enumerate().map(card).collect()
}

fn home(lang: Lang) -> HomeView {
    let mover = |slug: &str, name: &str, price: &str, moved: &str| Mover {
        href: format!("/harga#{slug}"),
        name: name.into(),
        picture: picture(slug).into_owned(),
        price: price.into(),
        per: "/kg".into(),
        change: change(moved),
    };
    let cluster = |name: &str, text: &str, slugs: [&str; 3]| ClusterCard {
        href: "/cari?kelompok=kuliner".into(),
        name: name.into(),
        text: text.into(),
        pictures: slugs.map(|slug| picture(slug).into_owned()).to_vec(),
    };
    HomeView {
        page: page(lang, Nav::Home, "/", "Belanja pasar rakyat, diantar ke rumah"),
        next_slot: Some("Kiriman berikutnya 07.00–08.30, pesan sebelum 06.30".into()),
        again: Some(Again {
            href: "/pesanan/MLG-2611-0031".into(),
            text: "Rabu lalu: tahu, tempe, bayam dan 4 lainnya".into(),
            number: "MLG-2611-0031".into(),
        }),
        markets: market_cards(),
        market_count: "29".into(),
        goods: goods(12),
        clusters: vec![
            cluster("Kuliner", "43 dapur buka sekarang", ["bakso", "soto", "rawon"]),
            cluster("UMKM", "61 toko, siap kirim", ["kopi", "keripik-tempe", "sambal"]),
            cluster("Industri rumahan", "52 pembuat: batik, topeng, keramik", ["batik", "topeng-malangan", "keramik"]),
        ],
        movers: vec![
            mover("cabai-rawit-merah", "Cabai rawit merah", "Rp58.000", "+12,5%"),
            mover("bawang-merah", "Bawang merah", "Rp32.000", "−6,1%"),
            mover("telur-ayam-ras", "Telur ayam ras", "Rp27.500", "+1,9%"),
            mover("tomat", "Tomat", "Rp11.000", "−8,3%"),
        ],
        finding: "Cabai naik, bawang dan tomat turun".into(),
    }
}

fn markets(lang: Lang) -> MarketsView {
    let names = ["Pasar Besar Malang", "Pasar Klojen", "Pasar Blimbing", "Pasar Dinoyo", "Pasar Kasin", "Pasar Madyopuro", "Pasar Kebalen"];
    let others = names.into_iter().map(|name| MarketCard {
        slug: name.trim_start_matches("Pasar ").to_lowercase().replace(' ', "-"),
        name: name.into(),
        place: "Klojen".into(),
        status: open(),
        ..MarketCard::default()
    });
    MarketsView {
        page: page(lang, Nav::Home, "/pasar", "Pasar rakyat"),
        filter: String::new(),
        delivering: market_cards(),
        others: others.collect(),
    }
}

fn market(lang: Lang, is_stall_list: bool) -> MarketView {
    let slot = |text: &str, note: &str, is_open| SlotMark { text: text.into(), note: note.into(), is_open };
    let stall = |number: &str, name: &str, sells: &str| StallRow {
        href: format!("/lapak/{}", number.to_lowercase()),
        number: number.into(),
        name: name.into(),
        sells: sells.into(),
        status: if number == "B-14" { badge(Tone::Bad, "Tutup hari ini") } else { open() },
    };
    MarketView {
        page: page(lang, Nav::Home, "/pasar/oro-oro-dowo", "Pasar Oro-oro Dowo"),
        slug: "oro-oro-dowo".into(),
        name: "Pasar Oro-oro Dowo".into(),
        place: "Jl. Guntur, Oro-oro Dowo · 251 lapak".into(),
        status: open(),
        hours: "Setiap hari 04.00–14.00 WIB".into(),
        is_delivering: true,
        slots: vec![
            slot("06.00–07.30", "penuh", false),
            slot("07.00–08.30", "pesan sebelum 06.30", true),
            slot("09.00–10.30", "pesan sebelum 08.30", true),
            slot("13.00–14.30", "pesan sebelum 12.30", true),
        ],
        is_stall_list,
        groups: vec![
            chip("Semua", "", "", true),
            chip("Sayur", "bayam", "412", false),
            chip("Bumbu", "bawang-merah", "380", false),
            chip("Lauk", "ikan-kembung", "226", false),
            chip("Buah", "pisang", "190", false),
            chip("Sembako", "beras-premium", "144", false),
        ],
        filter: String::new(),
        goods: if is_stall_list { Vec::new() } else { goods(20) },
        blocks: if is_stall_list {
            vec![
                Block {
                    name: "Blok A · ikan dan daging".into(),
                    anchor: "blok-a".into(),
                    stalls: vec![
                        stall("A-01", "Lapak Pak Slamet", "ikan kembung, tongkol, bandeng"),
                        stall("A-03", "Lapak Bu Wagiyem", "ayam kampung, ayam potong"),
                    ],
                },
                Block {
                    name: "Blok B · sayur dan bumbu".into(),
                    anchor: "blok-b".into(),
                    stalls: vec![
                        stall("B-12", "Lapak Bu Sumiati", "cabai, bawang, tomat"),
                        stall("B-13", "Lapak Cak Mul", "tahu, tempe, tauge"),
                        stall("B-14", "Lapak Bu Tini", "bayam, kangkung, sawi"),
                    ],
                },
            ]
        } else {
            Vec::new()
        },
        pager: Some(Pager { previous: String::new(), next: "/pasar/oro-oro-dowo?hal=2".into(), text: "1–20 dari 1.204".into() }),
    }
}

fn stall(lang: Lang) -> StallView {
    StallView {
        page: page(lang, Nav::Home, "/lapak/bu-sumiati", "Lapak Bu Sumiati"),
        name: "Lapak Bu Sumiati".into(),
        kind: StallKind::Market,
        tile: "oro-oro-dowo".into(),
        market: Some(link("/pasar/oro-oro-dowo", "Pasar Oro-oro Dowo")),
        place: "Blok B nomor 12".into(),
        status: open(),
        hours: vec!["Senin–Sabtu 04.30–12.00".into(), "Minggu 04.30–10.00".into()],
        ready: None,
        about: "Bumbu dan sayur dari Poncokusumo dan Pujon, datang setiap jam tiga pagi.".into(),
        photo: String::new(),
        reputation: None,
        marks: Vec::new(),
        groups: Vec::new(),
        sections: vec![Section { title: String::new(), goods: goods(8) }],
        pager: None,
    }
}

fn kitchen(lang: Lang) -> StallView {
    let dish = |slug: &str, name: &str, price: &str| GoodCard {
        per: String::new(),
        quick: "1 porsi".into(),
        from: String::new(),
        ..good(slug, name, price, "")
    };
    StallView {
        page: Page { market: None, ..page(lang, Nav::Home, "/lapak/dapur-mbok-darmi", "Dapur Mbok Darmi") },
        name: "Dapur Mbok Darmi".into(),
        kind: StallKind::Kitchen,
        tile: "kuliner".into(),
        market: None,
        place: "Kuliner · Kelurahan Bunulrejo".into(),
        hours: vec!["Setiap hari 06.00–20.00".into()],
        ready: Some("Siap 25 menit setelah diterima".into()),
        about: "Soto, rawon, dan jajan pasar. Bisa dibawa pulang atau diantar.".into(),
        reputation: None,
        marks: vec!["Halal".into(), "P-IRT".into()],
        sections: vec![
            Section {
                title: "Masakan".into(),
                goods: vec![
                    dish("soto", "Soto ayam", "Rp15.000"),
                    dish("rawon", "Rawon", "Rp22.000"),
                    dish("nasi", "Nasi campur", "Rp14.000"),
                ],
            },
            Section {
                title: "Jajan pasar".into(),
                goods: vec![dish("jajan-pasar", "Jajan pasar isi 5", "Rp10.000"), dish("gorengan", "Gorengan isi 4", "Rp6.000")],
            },
        ],
        ..stall(lang)
    }
}

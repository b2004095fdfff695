//! Yoyok's tour.

use super::{html, staff};
use crate::assets::picture;
use crate::i18n::Lang;
use crate::views::shop::cards::{Badge, ChipLink};
use crate::views::staff::bits::{Countdown, MoneyLine};
use crate::views::staff::runner::deliver::DeliverView;
use crate::views::staff::runner::home::{RunnerHomeView, RunnerOrder, Step, Walk};
use crate::views::staff::runner::money::RunnerMoneyView;
use crate::views::staff::runner::pick::{Alternative, Bag, PickLine, PickState, PickView, Stop};
use crate::views::{FieldError, Page, Tone};

pub fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    let idle = RunnerHomeView { walk: None, orders: Vec::new(), cash_note: String::new(), ..home(lang) };
    let nothing = PickView { stops: Vec::new(), orders: Vec::new(), done: 0, total: 0, ..pick(lang) };
    let mut wrong = deliver(lang);
    wrong.page.errors = vec![FieldError { field: "pin".into(), text: "PIN salah. Masih bisa 3 kali lagi.".into() }];
    let before = DeliverView { is_on_the_way: false, ..deliver(lang) };
    let shown = "Ada pembayaran Rp45.900 lewat QRIS cetak yang masih dicocokkan petugas.";
    let waits = DeliverView { waits: shown.into(), manager_phone: "+6281255550102".into(), ..deliver(lang) };
    vec![
        ("runner", html(&home(lang))),
        ("runner-idle", html(&idle)),
        ("runner-pick", html(&pick(lang))),
        ("runner-pick-empty", html(&nothing)),
        ("runner-deliver", html(&deliver(lang))),
        ("runner-deliver-before", html(&before)),
        ("runner-deliver-wrong", html(&wrong)),
        ("runner-deliver-waits", html(&waits)),
        ("runner-money", html(&money(lang))),
    ]
}

fn page(lang: Lang, at: usize, path: &str, title: &str) -> Page {
    let words = [("/kurir", "list", "Tugas", 3), ("/kurir/belanja", "basket", "Belanja", 5), ("/kurir/uang", "wallet", "Uang", 0)];
    let page = staff(lang, "Kurir · Pasar Oro-oro Dowo", &words, at, path, title);
    Page { signed_in_name: Some("Yoyok".into()), live_url: Some("/kurir/langsung".into()), ..page }
}

fn home(lang: Lang) -> RunnerHomeView {
    let order = |number: &str, status: (Tone, &str), slot: &str, who: &str, goods: &str, total: &str, step| RunnerOrder {
        number: number.into(),
        bag: number[number.len() - 3..].into(),
        status: Badge { tone: status.0, text: status.1.into() },
        slot: slot.into(),
        is_late: step == Step::HandOver,
        who: who.into(),
        goods: goods.into(),
        total: total.into(),
        step,
    };
    RunnerHomeView {
        page: page(lang, 0, "/kurir", "Tugas"),
        greeting: "Selamat pagi, Yoyok".into(),
        day: "Sabtu, 21 Nov".into(),
        walk: Some(Walk {
            text: "5 barang lagi di 3 lapak".into(),
            next: "B-12".into(),
            next_name: "Lapak Bu Sumiati".into(),
            done: 3,
            total: 8,
        }),
        orders: vec![
            order("261121-9PBD2C", (Tone::Note, "Diantar"), "06.00–07.30", "Ratna, Samaan", "4 barang", "Rp45.900", Step::HandOver),
            order(
                "261121-M3XA8T",
                (Tone::Good, "Siap diantar"),
                "07.00–08.30",
                "Hendra, Rampal Celaket",
                "6 barang",
                "Rp88.200",
                Step::Leave,
            ),
            order(
                "261121-7KQ4MX",
                (Tone::Wait, "Dibelanjakan"),
                "07.00–08.30",
                "Dewi, Klojen",
                "5 barang, 3 lapak",
                "± Rp62.500",
                Step::Pick,
            ),
            order(
                "261121-C7LQ2R",
                (Tone::Plain, "Baru"),
                "09.00–10.30",
                "Pak Joko, Bareng",
                "3 barang, 2 lapak",
                "± Rp31.000",
                Step::Start,
            ),
        ],
        done: 2,
        cash: "Rp134.100".into(),
        cash_note: "Setor ke kasir pasar sebelum tutup.".into(),
        is_cash_full: false,
        earned: "Rp25.600".into(),
    }
}

fn line(id: &str, slug: &str, name: &str, quantity: &str, price: &str, state: PickState) -> PickLine {
    PickLine {
        id: id.into(),
        order: "261121-7KQ4MX".into(),
        bag: "4MX".into(),
        name: name.into(),
        picture: picture(slug).into_owned(),
        quantity: quantity.into(),
        price: price.into(),
        price_plain: "58000".into(),
        rule: "Kalau habis: tanya pembeli".into(),
        unit: "kg".into(),
        is_weighed: quantity.contains("kg"),
        most: if quantity.contains("kg") { "paling banyak 275 g".into() } else { String::new() },
        version: 1,
        state,
        ..PickLine::default()
    }
}

#[expect(clippy::too_many_lines, reason = "one sample, read from top to bottom")]
fn pick(lang: Lang) -> PickView {
    let stop = |place: &str, name: &str, count: &str, is_done, is_now, lines| Stop {
        place: place.into(),
        name: name.into(),
        count: count.into(),
        is_done,
        is_now,
        lines,
    };
    let alternative = |offer: &str, slug: &str, name: &str, text: &str| Alternative {
        offer: offer.into(),
        name: name.into(),
        picture: picture(slug).into_owned(),
        text: text.into(),
    };
    let asking = PickLine {
        proposed: "Tahu putih 1 bungkus, Rp5.000".into(),
        countdown: Countdown { until_ms: 4_102_444_800_000, left: "5.10".into(), is_urgent: false },
        ..line("p4", "tempe", "Tempe daun", "1 papan", "Rp6.000/papan", PickState::Asking)
    };
    let choose = PickLine {
        bag: "D2C".into(),
        alternatives: vec![
            alternative("a1", "cabai-merah-keriting", "Cabai merah keriting", "¼ kg · Rp10.750 · B-17 Bu Yah"),
            alternative("a2", "cabai-hijau", "Cabai hijau", "¼ kg · Rp9.500 · B-12 Bu Sumiati"),
        ],
        ..line("p3", "cabai-merah-besar", "Cabai merah besar", "¼ kg", "Rp46.000/kg", PickState::Choose)
    };
    PickView {
        page: page(lang, 1, "/kurir/belanja", "Belanja"),
        made: "Yoyok, Pasar Oro-oro Dowo, Sabtu, 21 Nov, 06.31 WIB".into(),
        done: 3,
        total: 8,
        stops: vec![
            stop(
                "A-03",
                "Lapak Bu Wagiyem",
                "1 barang, beres",
                true,
                false,
                vec![PickLine {
                    outcome: "1 ekor · Rp78.000".into(),
                    ..line("p0", "daging-ayam-kampung", "Ayam kampung", "1 ekor", "Rp78.000/ekor", PickState::Done)
                }],
            ),
            stop(
                "B-12",
                "Lapak Bu Sumiati",
                "4 barang",
                false,
                true,
                vec![
                    PickLine {
                        note: "yang merah tua".into(),
                        ..line("p1", "cabai-rawit-merah", "Cabai rawit merah", "¼ kg", "Rp58.000/kg", PickState::Open)
                    },
                    choose,
                    PickLine {
                        outcome: "1,05 kg · Rp11.600".into(),
                        ..line("p2", "tomat", "Tomat merah", "1 kg", "Rp11.000/kg", PickState::Done)
                    },
                    PickLine {
                        outcome: "Habis, tidak dibayar".into(),
                        ..line("p6", "seledri", "Seledri", "1 ikat", "Rp2.000/ikat", PickState::Missing)
                    },
                ],
            ),
            stop(
                "B-13",
                "Lapak Cak Mul",
                "2 barang",
                false,
                false,
                vec![asking, line("p5", "tahu", "Tahu putih", "2 bungkus", "Rp5.000/bungkus", PickState::Open)],
            ),
        ],
        orders: vec![
            Bag { number: "261121-7KQ4MX".into(), bag: "4MX".into(), text: "Dewi, 5 barang".into(), open: 3 },
            Bag { number: "261121-9PBD2C".into(), bag: "D2C".into(), text: "Ratna, 3 barang".into(), open: 0 },
        ],
    }
}

fn deliver(lang: Lang) -> DeliverView {
    DeliverView {
        page: page(lang, 0, "/kurir/antar/261121-9PBD2C", "Antar D2C"),
        number: "261121-9PBD2C".into(),
        bag: "D2C".into(),
        recipient: "Ratna".into(),
        address: vec!["Jl. Kaliurang 14".into(), "RT 03/RW 05, Samaan, Klojen".into()],
        landmark: "Pagar hijau, depan musala".into(),
        phone: "+6281255550101".into(),
        phone_text: "0812 5555 0101".into(),
        phone_digits: "6281255550101".into(),
        map: "geo:-7.9564,112.6282".into(),
        slot: "07.00–08.30".into(),
        is_on_the_way: true,
        total: "Rp45.900".into(),
        total_plain: 45_900,
        pay: Some(super::order::pay()),
        change: [("Rp46.000", "Rp100"), ("Rp50.000", "Rp4.100"), ("Rp100.000", "Rp54.100")]
            .map(|(given, back)| (given.to_owned(), back.to_owned()))
            .to_vec(),
        goods: vec!["Cabai rawit merah 265 g".into(), "Tomat merah 1,05 kg".into(), "Tahu putih 2 bungkus".into()],
        is_locked: false,
        waits: String::new(),
        manager_phone: String::new(),
    }
}

fn money(lang: Lang) -> RunnerMoneyView {
    let chip = |label: &str, is_on| ChipLink { href: "/kurir/uang".into(), label: label.into(), is_on, ..ChipLink::default() };
    let moved = |text: &str, reference: &str, amount: &str, balance: &str| MoneyLine {
        day: "Sabtu, 21 Nov".into(),
        text: text.into(),
        reference: reference.into(),
        amount: amount.into(),
        is_out: false,
        balance: balance.into(),
    };
    RunnerMoneyView {
        page: page(lang, 2, "/kurir/uang", "Uang"),
        cash: "Rp134.100".into(),
        cash_note: "Setor ke kasir pasar sebelum tutup.".into(),
        is_cash_full: false,
        cash_percent: 7,
        cash_max: "paling banyak Rp2.000.000".into(),
        earned_today: "Rp25.600".into(),
        earned_owed: "Rp89.600".into(),
        periods: vec![chip("Hari ini", true), chip("7 hari", false), chip("Bulan ini", false)],
        period: "Sabtu, 21 Nov".into(),
        opening: "Rp64.000".into(),
        lines: vec![moved("Antar", "9PBD2C", "Rp12.800", "Rp76.800"), moved("Antar", "M3XA8T", "Rp12.800", "Rp89.600")],
        closing: "Rp89.600".into(),
        pdf: "/kurir/uang.pdf?rentang=minggu".into(),
    }
}

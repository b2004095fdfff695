//! Complaints, ratings, orders by phone, standing orders.

use super::html;
use super::staff_manager::page;
use crate::i18n::Lang;
use crate::views::order::checkout::{AddressForm, District, SavedAddress, SlotChoice};
use crate::views::shop::cards::Badge;
use crate::views::staff::bits::Choice;
use crate::views::trade::complaints::{ComplaintCard, ComplaintForm, ComplaintView, ComplaintsView, DecideForm, OrderCare, VoicesView};
use crate::views::trade::phone::{PhoneLine, PhoneView};
use crate::views::trade::ratings::{RatingForm, RatingRow, RatingsView};
use crate::views::trade::standing::{StandingCard, StandingDayView, StandingNewView, StandingView};
use crate::views::{Nav, Tone};

pub fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    vec![
        ("complaints", html(&complaints(lang))),
        ("complaint", html(&complaint(lang))),
        ("complaint-check", html(&check(lang))),
        ("voices", html(&voices(lang))),
        ("ratings", html(&ratings(lang))),
        ("phone-order", html(&phone(lang))),
        ("standing", html(&standing(lang))),
        ("standing-new", html(&standing_new(lang))),
        ("standing-day", html(&standing_day(lang))),
    ]
}

fn choice(value: &str, text: &str) -> Choice {
    Choice { value: value.into(), text: text.into(), ..Choice::default() }
}

fn card() -> ComplaintCard {
    ComplaintCard {
        id: "k1".into(),
        number: "261121-7KQ4MX".into(),
        what: "Bayam: Barang tidak bagus".into(),
        note: "Separuh ikat sudah layu dan berlendir.".into(),
        status: Badge { tone: Tone::Wait, text: "Menunggu".into() },
        made: "Sabtu, 21 Nov, 09.12 WIB".into(),
        deadline: "Diputuskan paling lambat Minggu, 22 Nov, 09.12 WIB".into(),
        answers: vec![("Lapak Bu Tini B-14".into(), "Mohon maaf, tadi diambil dari karung yang salah.".into())],
        held: "Uang pesanan ini menunggu sampai diputuskan.".into(),
        ..ComplaintCard::default()
    }
}

fn decided() -> ComplaintCard {
    ComplaintCard {
        id: "k2".into(),
        status: Badge { tone: Tone::Good, text: "Dikabulkan".into() },
        outcome: "Rp3.000 dikembalikan, ditanggung Lapak".into(),
        decision: "Layu, terlihat di foto kurir.".into(),
        deadline: String::new(),
        held: String::new(),
        ..card()
    }
}

/// What stands on the order's page.
pub fn care() -> OrderCare {
    let form = |subject: &str, name: &str, stars, is_open| RatingForm {
        subject: subject.into(),
        key: subject.replace(':', ""),
        name: name.into(),
        stars,
        words: if stars > 0 { "Segar dan cepat.".into() } else { String::new() },
        is_open,
    };
    OrderCare {
        complaints: vec![card(), decided()],
        form: Some(ComplaintForm {
            lines: vec![choice("", "Seluruh pesanan"), choice("l1", "Bayam, Rp6.000")],
            reasons: vec![choice("bad_quality", "Barang tidak bagus"), choice("missing", "Tidak ada di tas")],
            until: "Bisa disampaikan sampai Minggu, 22 Nov, 07.36 WIB.".into(),
            ..ComplaintForm::default()
        }),
        ratings: vec![
            form("stall:s1", "Lapak Bu Sumiati B-12", 5, true),
            form("stall:s2", "Lapak Cak Mul B-13", 0, true),
            form("runner:r1", "Kurir Yoyok", 4, false),
        ],
    }
}

fn complaints(lang: Lang) -> ComplaintsView {
    let late = ComplaintCard { is_late: true, ..card() };
    ComplaintsView {
        page: page(lang, 0, "/kelola/oro-oro-dowo/keluhan", "Keluhan"),
        waiting: vec![("/kelola/oro-oro-dowo/keluhan/k1".into(), late)],
        decided: vec![("/kelola/oro-oro-dowo/keluhan/k2".into(), decided())],
    }
}

fn complaint(lang: Lang) -> ComplaintView {
    ComplaintView {
        page: page(lang, 0, "/kelola/oro-oro-dowo/keluhan/k1", "Keluhan"),
        market: "oro-oro-dowo".into(),
        card: card(),
        facts: vec![("Dibayar".into(), "Rp6.000".into()), ("Kurir".into(), "Yoyok".into())],
        decide: Some(DecideForm {
            liable: vec![choice("stall", "Lapak"), choice("runner", "Kurir"), choice("market", "Pasar"), choice("city", "Kota")],
            most: "Dibayar Rp6.000. Di atas Rp100.000 harus disetujui orang kedua.".into(),
            ..DecideForm::default()
        }),
        approve: None,
    }
}

fn check(lang: Lang) -> ComplaintView {
    ComplaintView { decide: None, approve: Some("Rp150.000 dikembalikan, ditanggung Lapak".into()), ..complaint(lang) }
}

fn row(id: &str, stars: &str, words: &str, hidden: &str) -> RatingRow {
    RatingRow {
        id: id.into(),
        stars: stars.into(),
        stars_text: "4 dari 5".into(),
        words: words.into(),
        about: "Lapak Bu Sumiati B-12".into(),
        day: "Sabtu, 21 Nov".into(),
        hidden: hidden.into(),
    }
}

fn voices(lang: Lang) -> VoicesView {
    VoicesView {
        page: page(lang, 0, "/jual/keluhan", "Suara pembeli"),
        action: "/jual/keluhan".into(),
        stalls: Vec::new(),
        complaints: vec![ComplaintCard { answer: Some(String::new()), ..card() }, decided()],
        average: "★ 4,6 dari 12 penilaian".into(),
        ratings: vec![row("n1", "★★★★☆", "Segar, timbangannya pas.", ""), row("n2", "★★★★★", "", "")],
    }
}

fn ratings(lang: Lang) -> RatingsView {
    RatingsView {
        page: page(lang, 0, "/kelola/oro-oro-dowo/nilai", "Penilaian"),
        market: "oro-oro-dowo".into(),
        can_hide: true,
        ratings: vec![row("n1", "★★★★☆", "Segar, timbangannya pas.", ""), row("n3", "★☆☆☆☆", "…", "Kata-katanya disembunyikan: kasar")],
        pager: None,
    }
}

fn districts() -> Vec<District> {
    vec![District { name: "Klojen".into(), wards: vec![("35.73.02.1002".into(), "Samaan".into())] }]
}

fn phone(lang: Lang) -> PhoneView {
    let good = PhoneLine {
        typed: "bayam 2 ikat".into(),
        name: "Bayam, Lapak Bu Tini B-14".into(),
        quantity: "2 ikat".into(),
        amount: "Rp6.000".into(),
        others: vec!["Bayam, Lapak Bu Yah B-17".into()],
        ..PhoneLine::default()
    };
    let bad = PhoneLine { typed: "helikopter 1".into(), wrong: "Barang ini tidak ketemu di pasar ini.".into(), ..PhoneLine::default() };
    PhoneView {
        page: page(lang, 0, "/kelola/oro-oro-dowo/telepon", "Pesanan telepon"),
        market: "oro-oro-dowo".into(),
        phone: "0812 5555 0101".into(),
        caller: "Bu Sri".into(),
        address: AddressForm { street: "Jl. Kaliurang 14".into(), rt: "03".into(), rw: "05".into(), ..AddressForm::default() },
        districts: districts(),
        goods: "bayam 2 ikat\nhelikopter 1".into(),
        slots: vec![SlotChoice { id: "s1".into(), text: "Hari ini 07.00–08.30".into(), is_open: true, ..SlotChoice::default() }],
        agrees: false,
        lines: vec![good, bad],
        quote: "q1".into(),
        sums: vec![("Barang".into(), "Rp6.000".into())],
        total: "Rp12.000".into(),
        total_max: "Rp12.500".into(),
    }
}

fn standing(lang: Lang) -> StandingView {
    let waits = Badge { tone: Tone::Wait, text: "Menunggu Anda".into() };
    let card = StandingCard {
        id: "l1".into(),
        place: "Pasar Oro-oro Dowo".into(),
        when: "Senin, Kamis · 07.00".into(),
        goods: "Bayam, Tahu putih, Telur ayam ras".into(),
        rule: "Dipesan sendiri sampai Rp75.000".into(),
        status: Badge { tone: Tone::Good, text: "Jalan".into() },
        next: "Berikutnya Kamis, 26 Nov".into(),
        is_active: true,
        is_stopped: false,
        days: vec![("/langganan/l1/2026-11-23".into(), "Senin, 23 Nov".into(), waits)],
    };
    let paused = StandingCard { id: "l2".into(), is_active: false, next: String::new(), days: Vec::new(), ..card.clone() };
    StandingView { page: super::page(lang, Nav::Orders, "/langganan", "Langganan"), orders: vec![card, paused] }
}

fn standing_new(lang: Lang) -> StandingNewView {
    StandingNewView {
        page: super::page(lang, Nav::Basket, "/langganan/baru", "Jadikan langganan"),
        market: "oro-oro-dowo".into(),
        summary: "Pasar Oro-oro Dowo · 4 barang dari 2 lapak".into(),
        weekdays: vec![choice("0", "Senin"), choice("3", "Kamis")],
        windows: vec![choice("420", "07.00–08.30")],
        addresses: vec![SavedAddress { id: "a1".into(), label: "Rumah".into(), text: "Jl. Kaliurang 14".into(), is_chosen: true }],
        address: AddressForm::default(),
        districts: districts(),
        total_max: String::new(),
    }
}

fn standing_day(lang: Lang) -> StandingDayView {
    StandingDayView {
        page: super::page(lang, Nav::Orders, "/langganan/l1/2026-11-23", "Langganan"),
        id: "l1".into(),
        day: "2026-11-23".into(),
        title: "Senin, 23 Nov".into(),
        status: Badge { tone: Tone::Wait, text: "Menunggu Anda".into() },
        note: "Hari itu hari libur, jadi kami tanya dulu.".into(),
        lines: vec![("2 ikat Bayam".into(), "Rp6.000".into())],
        problems: vec!["Telur ayam ras sekarang lebih mahal: Rp32.000".into()],
        sums: vec![("Barang".into(), "Rp6.000".into())],
        total: "Rp12.000".into(),
        total_plain: 12_000,
        until: "Jawab sebelum Senin, 23 Nov, 06.30 WIB.".into(),
        order: String::new(),
    }
}

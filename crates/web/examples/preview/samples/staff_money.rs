//! A market's cash and payouts, the treasurer's list, the audit trail.

use super::html;
use super::staff_manager::page;
use crate::i18n::Lang;
use crate::views::shop::cards::{Badge, ChipLink};
use crate::views::staff::manager::audit::{AuditRow, AuditView};
use crate::views::staff::manager::cash::{CashView, CountRow, FloatRow};
use crate::views::staff::manager::settlement::{BatchAct, BatchRow, BatchView, PayoutRow, SettlementsView};
use crate::views::{Page, Tone};

pub fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    let closing = CashView { floats: Vec::new(), blockers: Vec::new(), counts: counts(), counted_typed: String::new(), ..cash(lang) };
    let closed = CashView { closed: Some("Ditutup Rp1.290.000 oleh Bu Endang, 12.20 WIB.".into()), ..closing.clone() };
    let approve = BatchView {
        act: BatchAct::Approve,
        status: badge(Tone::Wait, "Menunggu setuju"),
        checker: String::new(),
        page: city(lang, "/kota/pelunasan/s1", "Pelunasan"),
        ..batch(lang)
    };
    vec![
        ("manager-cash", html(&cash(lang))),
        ("manager-cash-closing", html(&closing)),
        ("manager-cash-closed", html(&closed)),
        ("manager-settlements", html(&settlements(lang))),
        ("manager-batch", html(&batch(lang))),
        ("treasurer", html(&treasurer(lang))),
        ("treasurer-batch", html(&approve)),
        ("audit", html(&audit(lang))),
    ]
}

fn badge(tone: Tone, text: &str) -> Badge {
    Badge { tone, text: text.into() }
}

fn city(lang: Lang, path: &str, title: &str) -> Page {
    let words = [("/kota/pelunasan", "wallet", "Pelunasan", 2), ("/kota/jejak", "list", "Jejak", 0)];
    let page = super::staff(lang, "Kota Malang", &words, usize::from(path.contains("jejak")), path, title);
    Page { signed_in_name: Some("Pak Wibowo".into()), ..page }
}

fn counts() -> Vec<CountRow> {
    let row = |time: &str, what: &str, expected: &str, counted: &str, difference, reason: &str| CountRow {
        time: time.into(),
        what: what.into(),
        expected: expected.into(),
        counted: counted.into(),
        difference,
        reason: reason.into(),
        by: "Bu Endang".into(),
    };
    vec![
        row("11.52", "Setoran Samsul", "Rp806.300", "Rp806.000", badge(Tone::Bad, "−Rp300"), "Kembalian kurang receh"),
        row("11.40", "Setoran Yoyok", "Rp484.000", "Rp484.000", badge(Tone::Good, "Pas"), ""),
    ]
}

fn cash(lang: Lang) -> CashView {
    let float = |runner: &str, name: &str, expected: &str, plain, typed: &str, wrong: &str| FloatRow {
        runner: runner.into(),
        name: name.into(),
        expected: expected.into(),
        expected_plain: plain,
        typed: typed.into(),
        wrong: wrong.into(),
    };
    CashView {
        page: page(lang, 3, "/kelola/oro-oro-dowo/kas", "Kas"),
        market: "oro-oro-dowo".into(),
        day: "Sabtu, 21 Nov".into(),
        date: "2026-11-21".into(),
        before: "2026-11-20".into(),
        after: String::new(),
        floats: vec![
            float("r1", "Yoyok", "Rp134.100", 134_100, "130000", "Kurang Rp4.100. Tulis alasannya dulu."),
            float("r3", "Wahyu", "Rp52.700", 52_700, "", ""),
        ],
        expected: "Rp1.290.000".into(),
        expected_plain: 1_290_000,
        sums: vec![
            ("Saldo pagi".into(), "Rp0".into()),
            ("Setoran kurir".into(), "Rp1.290.000".into()),
            ("Dibayarkan".into(), "−Rp0".into()),
        ],
        blockers: vec!["2 kurir belum setor.".into(), "1 pesanan masih diantar.".into()],
        closed: None,
        counted_typed: String::new(),
        counts: counts(),
    }
}

fn settlements(lang: Lang) -> SettlementsView {
    let row = |day: &str, total: &str, status, people: &str, is_waiting| BatchRow {
        href: "/kelola/oro-oro-dowo/pelunasan/s1".into(),
        place: String::new(),
        day: day.into(),
        total: total.into(),
        status,
        people: people.into(),
        is_waiting,
    };
    SettlementsView {
        page: page(lang, 4, "/kelola/oro-oro-dowo/pelunasan", "Pelunasan"),
        market: "oro-oro-dowo".into(),
        preparable: vec![("2026-11-21".into(), "Sabtu, 21 Nov".into())],
        note: String::new(),
        batches: vec![
            row("Jumat, 20 Nov", "Rp3.412.000", badge(Tone::Note, "Disetujui"), "disiapkan Bu Endang, disetujui Pak Wibowo", true),
            row("Kamis, 19 Nov", "Rp2.980.500", badge(Tone::Good, "Lunas"), "disiapkan Bu Endang, disetujui Pak Wibowo", false),
        ],
        pager: None,
    }
}

fn batch(lang: Lang) -> BatchView {
    let row = |id: &str, place: &str, name: &str, amount: &str, is_paid| PayoutRow {
        id: id.into(),
        place: place.into(),
        name: name.into(),
        method: "Tunai".into(),
        amount: amount.into(),
        status: if is_paid { badge(Tone::Good, "Dibayar 12.31") } else { badge(Tone::Wait, "Siap") },
        is_payable: !is_paid,
    };
    BatchView {
        page: page(lang, 4, "/kelola/oro-oro-dowo/pelunasan/s1", "Pelunasan Jumat, 20 Nov"),
        market: "oro-oro-dowo".into(),
        place: "Pasar Oro-oro Dowo".into(),
        id: "s1".into(),
        day: "Jumat, 20 Nov".into(),
        status: badge(Tone::Note, "Disetujui"),
        total: "Rp3.412.000".into(),
        unpaid: "Rp1.204.000".into(),
        maker: "Bu Endang, 12.25".into(),
        checker: "Pak Wibowo, 12.40".into(),
        act: BatchAct::Pay,
        refusal: String::new(),
        has_filter: true,
        filter: String::new(),
        payouts: vec![
            row("y1", "A-03", "Lapak Bu Wagiyem", "Rp655.000", true),
            row("y2", "B-12", "Lapak Bu Sumiati", "Rp655.000", false),
            row("y3", "B-13", "Lapak Cak Mul", "Rp210.500", false),
            row("y4", "C-02", "Lapak Bu Karsih", "Rp1.190.000", true),
            row("y5", "", "Yoyok", "Rp89.600", false),
        ],
        csv: "/kelola/oro-oro-dowo/pelunasan/s1.csv".into(),
        made: "Dicetak Sabtu, 21 Nov, 12.10 WIB".into(),
    }
}

fn treasurer(lang: Lang) -> SettlementsView {
    let row = |place: &str, total: &str, status, people: &str, is_waiting| BatchRow {
        href: "/kota/pelunasan/s1".into(),
        place: place.into(),
        day: "Jumat, 20 Nov".into(),
        total: total.into(),
        status,
        people: people.into(),
        is_waiting,
    };
    SettlementsView {
        page: city(lang, "/kota/pelunasan", "Pelunasan"),
        market: String::new(),
        preparable: Vec::new(),
        note: String::new(),
        batches: vec![
            row("Pasar Oro-oro Dowo", "Rp3.412.000", badge(Tone::Wait, "Menunggu setuju"), "disiapkan Bu Endang", true),
            row("Pasar Bareng", "Rp1.870.000", badge(Tone::Wait, "Menunggu setuju"), "disiapkan Pak Gatot", true),
            row("Pasar Mergan", "Rp940.000", badge(Tone::Good, "Lunas"), "disiapkan Bu Rini, disetujui Pak Wibowo", false),
        ],
        pager: None,
    }
}

fn audit(lang: Lang) -> AuditView {
    let row = |clock: &str, who: &str, (act, code): (&str, &str), (kind, subject): (&str, &str), details: &[(&str, &str)]| AuditRow {
        day: "Sabtu, 21 Nov".into(),
        clock: clock.into(),
        who: who.into(),
        act: act.into(),
        code: code.into(),
        kind: kind.into(),
        subject: subject.into(),
        href: "/kota/jejak".into(),
        details: details.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
    };
    let chip = |label: &str, is_on| ChipLink { href: "/kota/jejak".into(), label: label.into(), is_on, ..ChipLink::default() };
    AuditView {
        page: city(lang, "/kota/jejak", "Jejak"),
        filters: vec![chip("Semua", true), chip("Uang", false), chip("Pesanan", false), chip("Peran", false)],
        filter: String::new(),
        entries: vec![
            row(
                "12.25",
                "Bu Endang",
                ("Pelunasan disiapkan", "settlement.prepared"),
                ("Pelunasan", "…397c1e"),
                &[("Jumlah", "Rp3.412.000"), ("Penerima", "41")],
            ),
            row(
                "12.20",
                "Bu Endang",
                ("Kas ditutup", "cash.closed"),
                ("Hitungan kas", "…4411ab"),
                &[("Seharusnya", "Rp1.290.000"), ("Dihitung", "Rp1.289.700")],
            ),
            row("09.02", "Pak Gatot", ("Barang habis", "offer.sold_out"), ("Barang", "Bayam hijau, B-12 Sayur Bu Ningsih"), &[]),
        ],
        pager: None,
    }
}

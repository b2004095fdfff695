//! Payments by the printed code and money that goes back: the buyer's forms, the staff's lists.

use super::{html, order, staff};
use crate::i18n::Lang;
use crate::views::order::pay::{PayCard, PayForms};
use crate::views::shop::cards::{Badge, ChipLink};
use crate::views::staff::manager::books::{DayRow, ReconciliationsView, StatementCard};
use crate::views::staff::manager::imports::FaultRow;
use crate::views::staff::manager::payments::{ClaimRow, PrintedView, ReturnRow, ReturnsView};
use crate::views::{FieldError, Tone};

pub fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    let empty = PrintedView { merchant: String::new(), waiting: Vec::new(), ended: Vec::new(), ..printed(lang) };
    let none = ReturnsView { waiting: Vec::new(), sent: Vec::new(), links: Vec::new(), ..returns(lang) };
    vec![
        (
            "order-printed",
            html(&order::paying(
                lang,
                card(),
                PayForms { proof: "/pesanan/MLG-2611-0042/bukti".into(), megabytes: 15, ..PayForms::default() },
            )),
        ),
        ("order-wallet", html(&order::paying(lang, wallet(), PayForms::default()))),
        ("manager-reconciliations", html(&days(lang))),
        ("order-account", html(&order::paying(lang, waiting(), forms()))),
        ("manager-printed", html(&printed(lang))),
        ("manager-printed-empty", html(&empty)),
        ("manager-returns", html(&returns(lang))),
        ("manager-returns-empty", html(&none)),
    ]
}

fn card() -> PayCard {
    let mut card = order::pay();
    if let Some(code) = &mut card.code {
        code.sandbox = String::new();
        code.until = "Kode ditampilkan sampai 09.45 WIB.".into();
        code.printed = vec!["Uang masuk ke PASAR OROOROO DOWO.".into(), "Gambar bukan bukti pembayaran.".into()];
    }
    card.judged = vec!["Pembayaran tidak diterima: tidak ada di daftar bank.".into()];
    card
}

/// A wallet that is opened by a link.
fn wallet() -> PayCard {
    let mut card = PayCard { wallet: "GoPay".into(), has_code: true, ..order::pay() };
    if let Some(code) = &mut card.code {
        (code.qr, code.link, code.sandbox) = (None, "https://gopay.co.id/".into(), String::new());
    }
    card
}

/// Days that were compared, statements that are missing, and a file that was refused.
fn days(lang: Lang) -> ReconciliationsView {
    let day = |day: &str, what: &str, net: &str, tone, text: &str| DayRow {
        href: "/kota/rekonsiliasi/1".into(),
        day: day.into(),
        what: what.into(),
        net: net.into(),
        status: Badge { tone, text: text.into() },
        is_waiting: tone == Tone::Wait,
    };
    let mut page = staff(lang, "Malang", &[("/kota/rekonsiliasi", "swap", "Rekonsiliasi", 0)], 0, "/kota/rekonsiliasi", "Rekonsiliasi");
    page.errors.push(FieldError { field: "file".into(), text: "1 kesalahan. Tidak ada yang disimpan.".into() });
    ReconciliationsView {
        page,
        days: vec![
            day("Jumat, 20 Nov", "QRIS, 412 cocok", "Rp18.204.113", Tone::Good, "Cocok"),
            day("Jumat, 20 Nov", "GoPay, 37 cocok", "Rp1.630.500", Tone::Wait, "1 selisih"),
        ],
        statement: Some(StatementCard {
            accounts: vec![("midtrans".into(), "Midtrans".into()), ("snap".into(), "Bank (SNAP)".into())],
            account: "midtrans".into(),
            date: "2026-11-21".into(),
            latest: "2026-11-21".into(),
            missing: vec!["Sabtu, 21 Nov, Midtrans".into()],
            faults: vec![FaultRow {
                place: "Baris 12".into(),
                column: "fee".into(),
                value: "350.119".into(),
                reason: "Biaya lebih besar dari jumlahnya. Tulis rupiah bulat tanpa pecahan, misalnya 350.".into(),
            }],
            fault_count: 1,
            is_shorter: false,
            can_act: true,
        }),
        pager: None,
    }
}

fn waiting() -> PayCard {
    let returned = vec!["Rp45.900 dikembalikan lewat transfer ke rekening Anda.".into()];
    PayCard { is_waiting: true, returned, ..order::pay() }
}

fn forms() -> PayForms {
    PayForms {
        account: "/pesanan/MLG-2611-0042/rekening".into(),
        bank: "BCA".into(),
        number: "1234567890".into(),
        holder: "Ratna".into(),
        problem: "Nama tidak cocok".into(),
        ..PayForms::default()
    }
}

fn badge(tone: Tone, text: &str) -> Badge {
    Badge { tone, text: text.into() }
}

fn fact(words: &str, value: &str) -> (String, String) {
    (words.to_owned(), value.to_owned())
}

fn printed(lang: Lang) -> PrintedView {
    let claim = |id: &str, number: &str| ClaimRow {
        id: id.into(),
        number: number.into(),
        asked: "Rp45.900".into(),
        facts: vec![fact("Sejak", "Sabtu, 21 Nov, 06.12 WIB")],
        can_reject: true,
        ..ClaimRow::default()
    };
    let shown = ClaimRow {
        status: badge(Tone::Wait, "Bukti masuk"),
        picture: "/bukti/c1".into(),
        can_record: true,
        ..claim("c1", "261121-7KQ4MX")
    };
    let recorded = ClaimRow {
        status: badge(Tone::Wait, "Menunggu pemeriksa"),
        amount: "Rp45.900".into(),
        can_confirm: true,
        ..claim("c2", "261121-2ABCDE")
    };
    let ended = ClaimRow {
        status: badge(Tone::Bad, "Ditolak"),
        facts: vec![fact("Alasan", "Tidak ada di daftar bank")],
        ..claim("c3", "261120-9ZZZZZ")
    };
    PrintedView {
        page: staff(lang, "Pasar Oro-oro Dowo", &[("/kelola/oro-oro-dowo", "list", "Papan", 0)], 0, "/kelola/oro-oro-dowo/bayar", "QRIS"),
        market: "oro-oro-dowo".into(),
        merchant: "PASAR ORO-ORO DOWO".into(),
        set: "Dimasukkan Bu Manajer, Sabtu, 21 Nov".into(),
        typed: String::new(),
        can_record: true,
        waiting: vec![shown, recorded],
        ended: vec![ended],
        today: "2026-11-21".into(),
    }
}

fn returns(lang: Lang) -> ReturnsView {
    let row = |id: &str| ReturnRow {
        action: format!("/kelola/oro-oro-dowo/pengembalian/{id}"),
        id: id.into(),
        number: "261121-7KQ4MX".into(),
        amount: "Rp45.900".into(),
        facts: vec![fact("Karena", "Pesanan batal"), fact("Ke", "BCA 1234567890 · Ratna")],
        ..ReturnRow::default()
    };
    let unsure = ReturnRow { status: badge(Tone::Wait, "Menunggu"), is_unsure: true, can_prepare: true, can_end: true, ..row("r1") };
    let prepared = ReturnRow { status: badge(Tone::Note, "Menunggu pengesah"), can_confirm: true, can_send_back: true, ..row("r2") };
    let link = ChipLink { href: "/kelola/oro-oro-dowo/bayar".into(), label: "QRIS cetak".into(), count: "2".into(), ..ChipLink::default() };
    ReturnsView {
        page: staff(lang, "Malang", &[("/kota/pelunasan", "wallet", "Pelunasan", 0)], 0, "/kota/pengembalian", "Pengembalian"),
        csv: "/kota/pengembalian.csv".into(),
        links: vec![link],
        waiting: vec![unsure, prepared],
        sent: vec![ReturnRow { status: badge(Tone::Good, "Terkirim"), ..row("r3") }],
    }
}

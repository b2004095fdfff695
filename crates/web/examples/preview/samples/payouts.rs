//! How traders are paid, the treasurer's transfers and one file with the bank's answer.

use super::{html, staff};
use crate::i18n::Lang;
use crate::views::shop::cards::Badge;
use crate::views::staff::bits::Choice;
use crate::views::staff::manager::imports::FaultRow;
use crate::views::staff::manager::transfers::{FileRow, TransferFileView, TransferRow, TransfersView};
use crate::views::staff::wish::WishView;
use crate::views::{FieldError, Page, Tone};

pub fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    let refused = WishView {
        account: "12345".into(),
        page: Page {
            errors: vec![FieldError { field: "account_number".into(), text: "Nomornya tidak terbaca.".into() }],
            ..wish(lang).page
        },
        ..wish(lang)
    };
    let faulty = TransferFileView {
        faults: vec![FaultRow {
            place: "baris 3".into(),
            column: "amount_rupiah".into(),
            value: "210000".into(),
            reason: "Jumlahnya berbeda dengan yang dikirim. Tanyakan ke bank.".into(),
        }],
        fault_count: 1,
        ..file(lang)
    };
    let quiet = TransfersView { waiting: String::new(), files: Vec::new(), can_act: false, ..transfers(lang) };
    vec![
        ("payout-wish", html(&wish(lang))),
        ("payout-wish-refused", html(&refused)),
        ("transfers", html(&transfers(lang))),
        ("transfers-auditor", html(&quiet)),
        ("transfer-file", html(&file(lang))),
        ("transfer-file-faulty", html(&faulty)),
    ]
}

fn city(lang: Lang, path: &str) -> Page {
    let words = [("/kota/pelunasan", "wallet", "Pelunasan", 2), ("/kota/transfer", "cash", "Transfer", 0)];
    Page { signed_in_name: Some("Pak Wibowo".into()), ..staff(lang, "Kota Malang", &words, 1, path, "Transfer pelunasan") }
}

fn badge(tone: Tone, text: &str) -> Badge {
    Badge { tone, text: text.into() }
}

fn wish(lang: Lang) -> WishView {
    let words = [("/jual", "bell", "Hari ini", 2), ("/jual/uang", "wallet", "Uang", 0)];
    let choice = |value: &str, text: &str, note: &str, is_on| Choice { value: value.into(), text: text.into(), note: note.into(), is_on };
    WishView {
        page: staff(lang, "Lapak Bu Sumiati · B-12", &words, 1, "/jual/pembayaran", "Cara dibayar"),
        action: "/jual/pembayaran".into(),
        stall: "bu-sumiati".into(),
        name: "Lapak Bu Sumiati".into(),
        now: "Sekarang: Transfer bank, BRI ····1234 a.n. Sumiati, setiap hari.".into(),
        methods: vec![
            choice("cash", "Tunai", "Diambil di kantor pasar.", false),
            choice("bank", "Transfer bank", "Ke rekening bank Anda.", true),
            choice("ewallet", "Dompet digital", "Ke nomor dompet Anda.", false),
        ],
        banks: vec![choice("002", "BRI", "", true), choice("014", "BCA", "", false), choice("114", "Bank Jatim", "", false)],
        wallets: vec![choice("dana", "DANA", "", false), choice("gopay", "GoPay", "", false)],
        account: String::new(),
        account_hint: "Kosongkan untuk tetap memakai ····1234.".into(),
        holder: "Sumiati".into(),
        frequencies: vec![
            choice("daily", "setiap hari", "Transfer di bawah Rp10.000 ditunda sampai cukup.", true),
            choice("weekly", "setiap minggu", "Setiap Jumat, atau pembayaran pertama sesudahnya.", false),
        ],
        version: 3,
    }
}

fn transfers(lang: Lang) -> TransfersView {
    let row = |number: &str, what: &str, total: &str, status, is_waiting| FileRow {
        href: "/kota/transfer/f1".into(),
        name: format!("Berkas {number}"),
        what: what.into(),
        total: total.into(),
        status,
        is_waiting,
    };
    TransfersView {
        page: city(lang, "/kota/transfer"),
        waiting: "34 transfer, Rp8.412.000".into(),
        files: vec![
            row("12", "Jumat, 20 Nov, 41 transfer", "Rp9.120.500", badge(Tone::Wait, "3 belum dijawab"), true),
            row("11", "Kamis, 19 Nov, 38 transfer", "Rp8.003.000", badge(Tone::Good, "Sudah dijawab bank"), false),
        ],
        markets: vec![("bareng".into(), "Pasar Bareng".into()), ("oro-oro-dowo".into(), "Pasar Oro-oro Dowo".into())],
        can_act: true,
        market: String::new(),
        amount: String::new(),
        reason: String::new(),
    }
}

fn file(lang: Lang) -> TransferFileView {
    let row = |place: usize, name: &str, account: &str, amount: &str, status| TransferRow {
        reference: format!("LRS00012{place:05}"),
        name: name.into(),
        account: account.into(),
        amount: amount.into(),
        status,
    };
    let download = |words: &str| ("/kota/transfer/f1/unduh?bentuk=csv&profil=umum".to_owned(), words.to_owned());
    TransferFileView {
        page: city(lang, "/kota/transfer/f1"),
        id: "f1".into(),
        name: "Berkas 12".into(),
        status: badge(Tone::Wait, "1 belum dijawab"),
        maker: "Pak Wibowo, 12.44".into(),
        value_date: "Senin, 23 Nov".into(),
        total: "Rp1.107.500".into(),
        transfers: vec![
            row(1, "Lapak Bu Sumiati", "BRI ····1234", "Rp655.000", badge(Tone::Good, "Dibayar")),
            row(2, "Lapak Cak Mul", "DANA ····7890", "Rp210.500", badge(Tone::Bad, "Gagal: rekening tutup")),
            row(3, "Yoyok", "BCA ····4411", "Rp242.000", badge(Tone::Note, "Sedang ditransfer")),
        ],
        downloads: vec![download("CSV · umum (belum dikonfirmasi bank)"), download("XLSX · umum (belum dikonfirmasi bank)")],
        faults: Vec::new(),
        fault_count: 0,
        can_act: true,
        is_open: true,
    }
}

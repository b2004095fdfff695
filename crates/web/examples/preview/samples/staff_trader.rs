//! A chilli trader's Saturday morning.

use super::{html, staff};
use crate::assets::picture;
use crate::i18n::Lang;
use crate::views::shop::cards::{Badge, ChipLink};
use crate::views::staff::bits::{Countdown, MoneyLine};
use crate::views::staff::trader::goods::{GoodsView, TraderGood};
use crate::views::staff::trader::money::MoneyView;
use crate::views::staff::trader::picture::PictureView;
use crate::views::staff::trader::prices::{PriceRow, PricesView};
use crate::views::staff::trader::today::{Accepted, Incoming, IncomingLine, Takings, TodayView};
use crate::views::{Page, Tone};

pub fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    let quiet = TodayView {
        incoming: Vec::new(),
        accepted: Vec::new(),
        closed_until: Some("Buka lagi sendiri besok pukul 05.00 WIB.".into()),
        status: Badge { tone: Tone::Bad, text: "Tutup".into() },
        ..today(lang)
    };
    let none = GoodsView { goods: Vec::new(), filter: "durian".into(), ..goods(lang) };
    vec![
        ("trader", html(&today(lang))),
        ("trader-quiet", html(&quiet)),
        ("trader-goods", html(&goods(lang))),
        ("trader-goods-empty", html(&none)),
        ("trader-prices", html(&prices(lang))),
        ("trader-picture", html(&picture_page(lang))),
        ("trader-money", html(&money(lang))),
    ]
}

fn page(lang: Lang, at: usize, path: &str, title: &str) -> Page {
    let words = [
        ("/jual", "bell", "Hari ini", 2),
        ("/jual/harga", "edit", "Harga", 0),
        ("/jual/barang", "tag", "Barang", 0),
        ("/jual/uang", "wallet", "Uang", 0),
    ];
    staff(lang, "Lapak Bu Sumiati · B-12", &words, at, path, title)
}

fn line(id: &str, slug: &str, name: &str, quantity: &str, amount: &str, note: &str) -> IncomingLine {
    IncomingLine {
        id: id.into(),
        name: name.into(),
        picture: picture(slug).into_owned(),
        quantity: quantity.into(),
        note: note.into(),
        amount: amount.into(),
    }
}

fn today(lang: Lang) -> TodayView {
    let order = |id: &str, number: &str, left: &str, is_urgent, lines, total: &str| Incoming {
        id: id.into(),
        number: number.into(),
        whole: format!("261121-{number}"),
        when: "Diambil kurir sekitar 06.40".into(),
        countdown: Countdown { until_ms: 4_102_444_800_000, left: left.into(), is_urgent },
        lines,
        total: total.into(),
        otherwise: "Kalau tidak dijawab, dianggap ada.".into(),
        version: id.into(),
    };
    TodayView {
        page: Page { live_url: Some("/jual/langsung".into()), ..page(lang, 0, "/jual", "Hari ini") },
        stall: "bu-sumiati".into(),
        name: "Lapak Bu Sumiati".into(),
        place: "Blok B nomor 12, Pasar Oro-oro Dowo".into(),
        stalls: Vec::new(),
        status: Badge { tone: Tone::Good, text: "Buka".into() },
        closed_until: None,
        incoming: vec![
            order(
                "o1",
                "7KQ4MX",
                "2.14",
                true,
                vec![
                    line("l1", "cabai-rawit-merah", "Cabai rawit merah", "¼ kg", "Rp14.500", "yang merah tua"),
                    line("l2", "tomat", "Tomat merah", "1 kg", "Rp11.000", ""),
                ],
                "Rp25.500",
            ),
            order("o2", "9PBD2C", "8.40", false, vec![line("l3", "bawang-merah", "Bawang merah", "Rp5.000", "Rp5.000", "")], "Rp5.000"),
        ],
        accepted: vec![
            Accepted {
                number: "M3XA8T".into(),
                status: Badge { tone: Tone::Wait, text: "Siapkan".into() },
                lines: vec!["Cabai rawit merah ½ kg".into(), "Bawang putih ¼ kg".into()],
                runner: "Diambil Yoyok sekitar 06.40".into(),
                total: "Rp39.000".into(),
            },
            Accepted {
                number: "C7LQ2R".into(),
                status: Badge { tone: Tone::Good, text: "Sudah diambil".into() },
                lines: vec!["Cabai keriting ¼ kg → 265 g".into()],
                runner: "Yoyok, 06.12".into(),
                total: "Rp11.400".into(),
            },
        ],
        today: Takings { amount: "Rp412.500".into(), note: "9 pesanan".into() },
        yesterday: Takings { amount: "Rp655.000".into(), note: "sudah dibayar".into() },
        goods: wares(4),
        goods_count: 24,
    }
}

fn wares(count: usize) -> Vec<TraderGood> {
    let rows = [
        ("cabai-rawit-merah", "Cabai rawit merah", "58.000", "kg", "", None),
        ("tomat", "Tomat merah", "11.000", "kg", "12", None),
        ("cabai-merah-keriting", "Cabai merah keriting", "43.000", "kg", "", Some("Habis sampai besok pagi")),
        ("bawang-merah", "Bawang merah Probolinggo", "32.000", "kg", "8,5", None),
        ("bawang-putih", "Bawang putih kating", "38.000", "kg", "", None),
        ("daun-bawang", "Daun bawang", "2.500", "ikat", "", None),
        ("seledri", "Seledri", "2.000", "ikat", "20", None),
        ("jeruk-nipis", "Jeruk nipis", "14.000", "kg", "", Some("Habis sampai Ibu buka")),
    ];
    let ware = |(slug, name, price, unit, stock, out): (&str, &str, &str, &str, &str, Option<&str>)| TraderGood {
        offer: format!("of-{slug}"),
        name: name.into(),
        picture: picture(slug).into_owned(),
        is_photo: false,
        price: format!("Rp{price}"),
        per: format!("/{unit}"),
        unit: unit.into(),
        price_plain: price.replace('.', ""),
        cheaper: Some((price.replace('.', ""), "−1.000".into())),
        dearer: Some((price.replace('.', ""), "+1.000".into())),
        out: out.map(str::to_owned),
        stock: stock.into(),
        stock_text: if stock.is_empty() { String::new() } else { format!("Sisa {stock} {unit}") },
    };
    rows.into_iter().take(count).map(ware).collect()
}

fn goods(lang: Lang) -> GoodsView {
    let chip = |label: &str, count: &str, is_on| ChipLink {
        href: "/jual/barang".into(),
        label: label.into(),
        count: count.into(),
        is_on,
        ..ChipLink::default()
    };
    GoodsView {
        page: page(lang, 2, "/jual/barang", "Barang"),
        stall: "bu-sumiati".into(),
        filters: vec![chip("Semua", "24", true), chip("Dijual", "22", false), chip("Habis", "2", false)],
        has_filter: true,
        filter: String::new(),
        goods: wares(8),
        pager: None,
    }
}

fn picture_page(lang: Lang) -> PictureView {
    PictureView {
        page: page(lang, 2, "/jual/barang", "Foto Cabai rawit merah"),
        offer: "of-cabai-rawit-merah".into(),
        name: "Cabai rawit merah".into(),
        photo: None,
        drawing: picture("cabai-rawit-merah").into_owned(),
        megabytes: 15,
    }
}

fn prices(lang: Lang) -> PricesView {
    let row = |(at, ware): (usize, TraderGood)| PriceRow {
        price: ware.price.trim_start_matches("Rp").to_owned(),
        yesterday: format!("Kemarin {}", ware.price),
        was: format!("{at}:{}:0", ware.price_plain),
        is_out: ware.out.is_some(),
        step: "1000".into(),
        question: if at == 1 { "Dari Rp11.000 jadi Rp1.100. Betul? Kalau betul, simpan lagi.".into() } else { String::new() },
        sure: if at == 1 { "1100".into() } else { String::new() },
        instead: (at == 1).then(|| (format!("before:{}", ware.offer), "Tidak, kembali ke Rp11.000".into())),
        offer: ware.offer,
        name: ware.name,
        picture: ware.picture,
        is_photo: false,
        unit: ware.unit,
    };
    PricesView {
        page: page(lang, 1, "/jual/harga", "Harga hari ini"),
        stall: "bu-sumiati".into(),
        stalls: Vec::new(),
        day: "Sabtu, 21 Nov".into(),
        goods: wares(8).into_iter().enumerate().map(row).collect(),
        questions: 1,
    }
}

fn money(lang: Lang) -> MoneyView {
    let chip = |label: &str, is_on| ChipLink { href: "/jual/uang".into(), label: label.into(), is_on, ..ChipLink::default() };
    let moved = |day: &str, text: &str, reference: &str, amount: &str, is_out, balance: &str| MoneyLine {
        day: day.into(),
        text: text.into(),
        reference: reference.into(),
        amount: amount.into(),
        is_out,
        balance: balance.into(),
    };
    MoneyView {
        page: page(lang, 3, "/jual/uang", "Uang"),
        name: "Lapak Bu Sumiati".into(),
        place: "B-12, Pasar Oro-oro Dowo".into(),
        periods: vec![chip("Hari ini", false), chip("Kemarin", false), chip("7 hari", true), chip("Bulan ini", false)],
        period: "15–21 Nov".into(),
        owed: "Rp412.500".into(),
        owed_note: "Dibayar tunai di kantor pasar sesudah tutup.".into(),
        sold: "Rp1.067.500".into(),
        paid: "Rp655.000".into(),
        opening: "Rp0".into(),
        lines: vec![
            moved("Jumat, 20 Nov", "Pesanan", "4QX7M2", "Rp320.000", false, "Rp320.000"),
            moved("Jumat, 20 Nov", "Pesanan", "B81KLA", "Rp335.000", false, "Rp655.000"),
            moved("Jumat, 20 Nov", "Dibayar tunai", "", "−Rp655.000", true, "Rp0"),
            moved("Sabtu, 21 Nov", "Pesanan", "7KQ4MX", "Rp412.500", false, "Rp412.500"),
        ],
        closing: "Rp412.500".into(),
        csv: "/jual/uang.csv?hari=7".into(),
        pdf: "/jual/uang.pdf?rentang=minggu".into(),
        wish: "/jual/pembayaran".into(),
        made: "Dicetak Sabtu, 21 Nov, 12.10 WIB".into(),
    }
}

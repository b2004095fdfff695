//! A market manager's Saturday: the board at half past six, one order, stalls and runners.

use super::{html, staff};
use crate::i18n::Lang;
use crate::views::order::tracking::{OrderLine, Question, SellerPart};
use crate::views::shop::cards::{Badge, ChipLink};
use crate::views::staff::bits::{Choice, Countdown};
use crate::views::staff::manager::board::{BoardOrder, BoardView, Column, OpenQuestion, SlotRow, Tally, WaitingPart};
use crate::views::staff::manager::order::{EventRow, RefundForm, RefundRow, StaffOrderView};
use crate::views::staff::manager::people::{RunnerRow, RunnersView, StallRow, StallsView};
use crate::views::{Page, Tone};

pub fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    let full = board(lang);
    let columns = full.columns.iter().map(|column| Column { orders: Vec::new(), ..column.clone() }).collect();
    let quiet = BoardView { columns, waiting: Vec::new(), questions: Vec::new(), ..full.clone() };
    let done = StaffOrderView { questions: Vec::new(), runners: Vec::new(), can_cancel: false, hand_over_due: None, ..order(lang) };
    vec![
        ("manager", html(&full)),
        ("manager-quiet", html(&quiet)),
        ("manager-order", html(&order(lang))),
        ("manager-order-done", html(&done)),
        ("manager-stalls", html(&stalls(lang))),
        ("manager-runners", html(&runners(lang))),
    ]
}

pub fn page(lang: Lang, at: usize, path: &str, title: &str) -> Page {
    let words = [
        ("/kelola/oro-oro-dowo", "list", "Papan", 3),
        ("/kelola/oro-oro-dowo/lapak", "stall", "Lapak", 0),
        ("/kelola/oro-oro-dowo/kurir", "runner", "Kurir", 0),
        ("/kelola/oro-oro-dowo/kas", "cash", "Kas", 0),
        ("/kelola/oro-oro-dowo/pelunasan", "wallet", "Pelunasan", 0),
    ];
    let page = staff(lang, "Pasar Oro-oro Dowo", &words, at, path, title);
    Page { signed_in_name: Some("Bu Endang".into()), live_url: Some("/kelola/oro-oro-dowo/langsung".into()), ..page }
}

fn badge(tone: Tone, text: &str) -> Badge {
    Badge { tone, text: text.into() }
}

fn countdown(left: &str, is_urgent: bool) -> Countdown {
    Countdown { until_ms: 4_102_444_800_000, left: left.into(), is_urgent }
}

fn ticket(number: &str, slot: &str, age: &str, runner: &str, who: &str, goods: &str, marks: Vec<Badge>) -> BoardOrder {
    BoardOrder {
        number: number.into(),
        bag: number[number.len() - 3..].into(),
        slot: slot.into(),
        age: age.into(),
        is_late: age.contains("52"),
        runner: runner.into(),
        who: who.into(),
        goods: goods.into(),
        marks,
    }
}

fn columns() -> Vec<Column> {
    let column = |id: &str, title: &str, orders| Column { id: id.into(), title: title.into(), orders };
    vec![
        column(
            "baru",
            "Baru",
            vec![
                ticket("261121-C7LQ2R", "09.00–10.30", "1 mnt", "", "Pak Joko · Bareng", "3 barang · Rp31.000", Vec::new()),
                ticket(
                    "261121-X2MM4K",
                    "09.00–10.30",
                    "4 mnt",
                    "",
                    "Sari · Gadingkasri",
                    "9 barang · Rp142.000",
                    vec![badge(Tone::Wait, "2 lapak")],
                ),
                ticket("261121-HH31AB", "07.00–08.30", "11 mnt", "Yoyok", "Bu Lestari · Penanggungan", "2 barang · Rp24.500", Vec::new()),
            ],
        ),
        column(
            "belanja",
            "Belanja",
            vec![
                ticket(
                    "261121-7KQ4MX",
                    "07.00–08.30",
                    "19 mnt",
                    "Yoyok",
                    "Dewi · Klojen",
                    "5 barang · Rp62.500",
                    vec![badge(Tone::Wait, "Tanya pembeli")],
                ),
                ticket("261121-W81PQZ", "07.00–08.30", "22 mnt", "Samsul", "Andi · Oro-oro Dowo", "7 barang · Rp95.000", Vec::new()),
            ],
        ),
        column(
            "siap",
            "Siap",
            vec![ticket("261121-M3XA8T", "07.00–08.30", "31 mnt", "Yoyok", "Hendra · Rampal Celaket", "6 barang · Rp88.200", Vec::new())],
        ),
        column(
            "diantar",
            "Diantar",
            vec![ticket("261121-9PBD2C", "06.00–07.30", "52 mnt", "Yoyok", "Ratna · Samaan", "4 barang · Rp45.900", Vec::new())],
        ),
    ]
}

fn runner_choices() -> Vec<Choice> {
    [("r1", "Yoyok (4)"), ("r2", "Samsul (2)"), ("r3", "Wahyu (0)")]
        .map(|(value, text)| Choice { value: value.into(), text: text.into(), is_on: value == "r1", ..Choice::default() })
        .to_vec()
}

fn board(lang: Lang) -> BoardView {
    let tally = |count, label: &str, tone, anchor: &str| Tally { count, label: label.into(), tone, anchor: anchor.into() };
    let slot = |day: &str, time: &str, taken, capacity, note: &str, is_over| SlotRow {
        time: time.into(),
        day: day.into(),
        taken,
        capacity,
        note: note.into(),
        is_over,
    };
    let chip = |label: &str, count: &str, is_on| ChipLink {
        href: "/kelola/oro-oro-dowo".into(),
        label: label.into(),
        count: count.into(),
        is_on,
        ..ChipLink::default()
    };
    BoardView {
        page: page(lang, 0, "/kelola/oro-oro-dowo", "Papan"),
        market: "oro-oro-dowo".into(),
        name: "Pasar Oro-oro Dowo".into(),
        now: "Sabtu, 21 Nov, 06.31 WIB".into(),
        links: vec![
            ChipLink { href: "/kelola/oro-oro-dowo/keluhan".into(), label: "Keluhan".into(), count: "2".into(), ..ChipLink::default() },
            ChipLink { href: "/kelola/oro-oro-dowo/telepon".into(), label: "Pesanan telepon".into(), ..ChipLink::default() },
        ],
        tallies: vec![
            tally(2, "belum ada kurir", Tone::Bad, "baru"),
            tally(2, "lapak belum menjawab", Tone::Wait, "menunggu"),
            tally(1, "tanya pembeli", Tone::Wait, "tanya"),
            tally(2, "belanja", Tone::Plain, "belanja"),
            tally(1, "diantar", Tone::Plain, "diantar"),
        ],
        slots: vec![
            slot("Hari ini", "06.00–07.30", 8, 8, "penuh", true),
            slot("Hari ini", "07.00–08.30", 9, 12, "tutup 06.30", true),
            slot("Hari ini", "09.00–10.30", 4, 12, "tutup 08.30", false),
            slot("Hari ini", "Secepatnya", 1, 4, "sampai 08.00", false),
            slot("Besok", "06.00–07.30", 2, 8, "tutup 05.30", false),
        ],
        filters: vec![chip("Semua", "7", true), chip("Yoyok", "4", false), chip("Samsul", "1", false), chip("Wahyu", "0", false)],
        has_filter: true,
        filter: String::new(),
        columns: columns(),
        runners: runner_choices(),
        waiting: vec![
            WaitingPart {
                place: "B-12".into(),
                name: "Lapak Bu Sumiati".into(),
                number: "261121-X2MM4K".into(),
                bag: "M4K".into(),
                countdown: countdown("2.14", true),
                phone: "+6281255550123".into(),
            },
            WaitingPart {
                place: "D-07".into(),
                name: "Lapak Mbah Rusmi".into(),
                number: "261121-X2MM4K".into(),
                bag: "M4K".into(),
                countdown: countdown("6.02", false),
                phone: "+6281255550124".into(),
            },
        ],
        questions: vec![OpenQuestion {
            number: "261121-7KQ4MX".into(),
            bag: "4MX".into(),
            text: "Tempe daun → Tahu putih".into(),
            countdown: countdown("5.10", false),
        }],
    }
}

fn order(lang: Lang) -> StaffOrderView {
    let line = |name: &str, ordered: &str, actual: &str, amount: &str| OrderLine {
        name: name.into(),
        ordered: ordered.into(),
        actual: actual.into(),
        amount: amount.into(),
        ..OrderLine::default()
    };
    let part = |seller: &str, place: &str, status, lines| SellerPart { seller: seller.into(), place: place.into(), status, lines };
    let event = |time: &str, text: &str, who: &str| EventRow { time: time.into(), text: text.into(), who: who.into() };
    let pairs = |rows: &[(&str, &str)]| rows.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>();
    let choice = |value: &str, text: &str| Choice { value: value.into(), text: text.into(), ..Choice::default() };
    StaffOrderView {
        page: page(lang, 0, "/kelola/oro-oro-dowo/pesanan/261121-7KQ4MX", "261121-7KQ4MX"),
        market: "oro-oro-dowo".into(),
        number: "261121-7KQ4MX".into(),
        status: badge(Tone::Wait, "Dibelanjakan"),
        facts: pairs(&[("Antar", "Sabtu, 21 Nov, 07.00–08.30"), ("Dipesan", "06.12"), ("Bayar", "Tunai")]),
        deliver_to: vec!["Dewi".into(), "Jl. Brigjen Slamet Riadi 8, RT 02/RW 04".into(), "Oro-oro Dowo, Klojen".into()],
        phone: "+6281255550102".into(),
        phone_text: "0812 5555 0102".into(),
        parts: vec![
            part(
                "Lapak Bu Sumiati",
                "B-12",
                badge(Tone::Good, "Diterima"),
                vec![line("Cabai rawit merah", "¼ kg", "265 g", "Rp15.400"), line("Tomat merah", "1 kg", "", "Rp11.000")],
            ),
            part("Lapak Cak Mul", "B-13", badge(Tone::Wait, "Menunggu"), vec![line("Tempe daun", "1 papan", "", "Rp6.000")]),
        ],
        sums: pairs(&[("Belanja", "Rp53.500"), ("Ongkir", "Rp8.000"), ("Biaya layanan", "Rp1.000")]),
        total: "± Rp62.500".into(),
        is_final: false,
        events: vec![
            event("06.12", "Pesanan masuk", "Dewi"),
            event("06.14", "Kurir: Yoyok", ""),
            event("06.15", "Lapak Bu Sumiati menerima", "Bu Sumiati"),
            event("06.25", "Mulai belanja", "Yoyok"),
            event("06.28", "Tempe daun habis, ditawarkan tahu putih", "Yoyok"),
        ],
        questions: vec![Question {
            id: "t1".into(),
            missing: "Tempe daun 1 papan".into(),
            proposed: "Tahu putih 1 bungkus, Rp5.000".into(),
            from: "B-13 Cak Mul".into(),
            deadline: "Sampai 06.35 WIB.".into(),
            otherwise: "Tanpa jawaban, dilewati dan tidak dibayar.".into(),
            ..Question::default()
        }],
        runners: runner_choices(),
        can_cancel: true,
        hand_over_due: Some(62_500),
        refund: Some(RefundForm {
            lines: vec![choice("", "Seluruh pesanan"), choice("l1", "Cabai rawit merah, Rp15.400")],
            liable: vec![choice("stall", "Lapak"), choice("runner", "Kurir"), choice("market", "Pasar"), choice("city", "Kota")],
            most: "Paling banyak Rp62.500.".into(),
        }),
        refunds: vec![RefundRow {
            id: "rf1".into(),
            amount: "Rp4.000".into(),
            text: "Tomat penyok; ditanggung lapak".into(),
            status: badge(Tone::Wait, "Belum diambil"),
            is_payable: true,
        }],
    }
}

fn stalls(lang: Lang) -> StallsView {
    let rows = [
        ("A-01", "Lapak Pak Slamet", "18 barang", true, 0),
        ("A-03", "Lapak Bu Wagiyem", "12 barang, 1 habis", true, 0),
        ("B-12", "Lapak Bu Sumiati", "24 barang, 2 habis", true, 1),
        ("B-13", "Lapak Cak Mul", "9 barang", true, 0),
        ("B-14", "Lapak Bu Tini", "21 barang", false, 0),
        ("C-02", "Lapak Bu Karsih", "34 barang, 4 habis", true, 0),
        ("D-07", "Lapak Mbah Rusmi", "11 barang", true, 1),
    ];
    let row = |(place, name, goods, is_open, waiting): (&str, &str, &str, bool, u32)| StallRow {
        slug: format!("lapak-{}", place.to_lowercase()),
        place: place.into(),
        name: name.into(),
        goods: goods.into(),
        status: if is_open { badge(Tone::Good, "Buka") } else { badge(Tone::Bad, "Tutup") },
        waiting,
        is_closed: !is_open,
    };
    let chip = |label: &str, count: &str, is_on| ChipLink {
        href: "/kelola/oro-oro-dowo/lapak".into(),
        label: label.into(),
        count: count.into(),
        is_on,
        ..ChipLink::default()
    };
    StallsView {
        page: page(lang, 1, "/kelola/oro-oro-dowo/lapak", "Lapak"),
        market: "oro-oro-dowo".into(),
        is_manager: true,
        filters: vec![chip("Semua", "251", true), chip("Buka", "243", false), chip("Tutup", "8", false)],
        filter: String::new(),
        stalls: rows.into_iter().map(row).collect(),
        pager: None,
    }
}

fn runners(lang: Lang) -> RunnersView {
    let row = |name: &str, now: &str, open, today, cash: &str, percent, orders: &[&str]| RunnerRow {
        name: name.into(),
        phone: "+6281255550177".into(),
        now: now.into(),
        open,
        today,
        cash: cash.into(),
        cash_percent: percent,
        is_cash_full: percent > 100,
        orders: orders.iter().map(|number| ((*number).to_owned(), number[number.len() - 3..].to_owned())).collect(),
    };
    RunnersView {
        page: page(lang, 2, "/kelola/oro-oro-dowo/kurir", "Kurir"),
        market: "oro-oro-dowo".into(),
        runners: vec![
            row("Samsul", "Belanja 1", 1, 3, "Rp2.104.000", 105, &["261121-W81PQZ"]),
            row("Wahyu", "Tidak ada pesanan", 0, 2, "Rp0", 0, &[]),
            row("Yoyok", "Belanja 2, antar 1", 4, 6, "Rp134.100", 7, &["261121-9PBD2C", "261121-M3XA8T", "261121-7KQ4MX", "261121-HH31AB"]),
        ],
    }
}

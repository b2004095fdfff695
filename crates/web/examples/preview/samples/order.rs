//! Basket, checkout, orders, tracking.

use super::{html, page};
use crate::assets::picture;
use crate::i18n::Lang;
use crate::views::account::second_factor::Qr;
use crate::views::error::Link;
use crate::views::order::basket::{BasketGroup, BasketLine, BasketView, Problem};
use crate::views::order::checkout::{AddressForm, CheckoutView, Choice, District, PriceChange, RecipientForm, SavedAddress, SlotChoice};
use crate::views::order::orders::{OrderRow, OrdersView};
use crate::views::order::pay::{PayCard, PayCode, PayForms};
use crate::views::order::tracking::{OrderLine, OrderView, Question, RunnerCard, SellerPart, Step, StepState};
use crate::views::shop::cards::{Badge, ChipLink};
use crate::views::trade::complaints::OrderCare;
use crate::views::{FieldError, Nav, Page, Tone};

pub fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    let empty = BasketView { groups: Vec::new(), others: Vec::new(), ..basket(lang) };
    let none = OrdersView { orders: Vec::new(), ..orders(lang) };
    vec![
        ("basket", html(&basket(lang))),
        ("basket-empty", html(&empty)),
        ("checkout", html(&checkout(lang))),
        ("orders", html(&orders(lang))),
        ("orders-empty", html(&none)),
        ("order", html(&order(lang))),
        ("order-done", html(&done(lang))),
    ]
}

fn badge(tone: Tone, text: &str) -> Badge {
    Badge { tone, text: text.into() }
}

/// A card with a code; the squares are those of a short text.
pub fn pay() -> PayCard {
    let drawn = qris::render::Symbol::of("00020101021226").map(|symbol| Qr { side: symbol.side(), path: symbol.path() });
    let qr = drawn.unwrap_or_default();
    let until = "Berlaku sampai 07.45 WIB. Halaman ini berubah sendiri setelah dibayar.".to_owned();
    let code = PayCode {
        qr: Some(qr),
        link: String::new(),
        amount: "Rp45.900".into(),
        until,
        sandbox: "/coba-bayar/0190f0a2".into(),
        printed: Vec::new(),
    };
    PayCard { action: "/pesanan/MLG-2611-0042/qris".into(), due: "Rp45.900".into(), code: Some(code), ..PayCard::default() }
}

fn pairs(rows: &[(&str, &str)]) -> Vec<(String, String)> {
    rows.iter().map(|(words, amount)| ((*words).to_owned(), (*amount).to_owned())).collect()
}

fn line(id: &str, slug: &str, name: &str, quantity: &str, unit_price: &str, estimate: &str) -> BasketLine {
    BasketLine {
        id: id.into(),
        name: name.into(),
        href: format!("/produk/{slug}"),
        picture: picture(slug).into_owned(),
        quantity: quantity.into(),
        step: "0.25".into(),
        unit_price: unit_price.into(),
        estimate: estimate.into(),
        substitution: "best".into(),
        substitution_text: "Kalau habis: carikan yang mirip".into(),
        ..BasketLine::default()
    }
}

fn basket(lang: Lang) -> BasketView {
    let problem = Problem {
        text: "Tinggal ½ kg di lapak ini".into(),
        actions: pairs(&[("take_rest", "Ambil ½ kg"), ("elsewhere", "Cari di lapak lain")]),
    };
    BasketView {
        page: Page { basket_bar: None, ..page(lang, Nav::Basket, "/keranjang", "Keranjang") },
        place: "Pasar Oro-oro Dowo".into(),
        place_href: "/pasar/oro-oro-dowo".into(),
        groups: vec![
            BasketGroup {
                seller: "Lapak Bu Sumiati".into(),
                href: "/lapak/bu-sumiati".into(),
                place: "B-12".into(),
                subtotal: "Rp25.500".into(),
                lines: vec![
                    BasketLine {
                        note: "yang merah tua".into(),
                        ..line("b1", "cabai-rawit-merah", "Cabai rawit merah", "¼ kg", "Rp58.000/kg", "Rp14.500")
                    },
                    BasketLine { problem: Some(problem), ..line("b2", "tomat", "Tomat merah", "1 kg", "Rp11.000/kg", "Rp11.000") },
                ],
            },
            BasketGroup {
                seller: "Lapak Cak Mul".into(),
                href: "/lapak/cak-mul".into(),
                place: "B-13".into(),
                subtotal: "Rp16.000".into(),
                lines: vec![
                    line("b3", "tahu", "Tahu putih", "2 bungkus", "Rp5.000/bungkus", "Rp10.000"),
                    line("b4", "tempe", "Tempe daun", "1 papan", "Rp6.000/papan", "Rp6.000"),
                ],
            },
        ],
        subtotal: "Rp41.500".into(),
        fees_note: "Ongkir mulai Rp8.000, dihitung setelah alamat dipilih.".into(),
        problem_count: 1,
        below_minimum: String::new(),
        others: vec![Link { href: "/keranjang?pasar=bareng".into(), text: "Pasar Bareng: 2 barang".into() }],
        suggestions: vec![ChipLink {
            href: "/cari?q=tahu".into(),
            label: "Tahu".into(),
            picture: picture("tahu").into_owned(),
            ..ChipLink::default()
        }],
    }
}

fn checkout(lang: Lang) -> CheckoutView {
    let slot = |id: &str, text: &str, note: &str, fee: &str, is_open| SlotChoice {
        id: id.into(),
        text: text.into(),
        note: note.into(),
        fee: fee.into(),
        is_open,
        is_chosen: id == "s1",
    };
    let errors = vec![FieldError { field: "ward".into(), text: "Pilih kelurahannya, supaya ongkir dan kurirnya benar.".into() }];
    CheckoutView {
        page: Page { basket_bar: None, errors, ..page(lang, Nav::Basket, "/pesan", "Antar ke mana, kapan?") },
        place: "Pasar Oro-oro Dowo".into(),
        summary: "4 barang dari 2 lapak".into(),
        quote: "0192f0c2".into(),
        changes: vec![PriceChange { name: "Cabai rawit merah, Bu Sumiati".into(), before: "Rp55.000".into(), now: "Rp58.000".into() }],
        addresses: vec![SavedAddress {
            id: "a1".into(),
            label: "Rumah".into(),
            text: "Jl. Kaliurang 14, RT 03/RW 05, Samaan, Klojen".into(),
            is_chosen: false,
        }],
        address: AddressForm {
            is_chosen: true,
            street: "Jl. Bandulan 2".into(),
            rt: "02".into(),
            rw: "04".into(),
            is_kept: true,
            ..AddressForm::default()
        },
        districts: vec![
            District {
                name: "Klojen".into(),
                wards: pairs(&[("35.73.02.1001", "Klojen"), ("35.73.02.1003", "Oro-oro Dowo"), ("35.73.02.1002", "Samaan")]),
            },
            District { name: "Sukun".into(), wards: pairs(&[("35.73.04.1001", "Bandulan"), ("35.73.04.1002", "Gadang")]) },
        ],
        recipient: RecipientForm::default(),
        slots: vec![
            slot("asap", "Secepatnya", "sekitar 06.55–07.25, sisa 2 tempat", "+Rp4.000", true),
            slot("s1", "Hari ini 07.00–08.30", "pesan sebelum 06.30", "", true),
            slot("s0", "Hari ini 06.00–07.30", "penuh", "", false),
            slot("s2", "Hari ini 09.00–10.30", "pesan sebelum 08.30", "", true),
        ],
        payments: vec![Choice {
            id: "cash".into(),
            text: "Bayar saat diterima".into(),
            note: "Tunai kepada kurir; kembalian disiapkan.".into(),
            icon: "cash".into(),
            is_chosen: true,
        }],
        runner_note: String::new(),
        sums: pairs(&[("Belanja", "Rp41.500"), ("Ongkir, 2,1 km", "Rp8.000"), ("Biaya layanan", "Rp1.000")]),
        total: "Rp50.500".into(),
        total_max: "Rp53.000".into(),
    }
}

fn orders(lang: Lang) -> OrdersView {
    let row = |number: &str, when: &str, status: Badge, total: &str| OrderRow {
        href: format!("/pesanan/{number}"),
        number: number.into(),
        when: when.into(),
        place: "Pasar Oro-oro Dowo".into(),
        goods: "cabai rawit, tomat, tahu dan 1 lainnya".into(),
        pictures: ["cabai-rawit-merah", "tomat", "tahu"].map(|slug| picture(slug).into_owned()).to_vec(),
        status,
        total: total.into(),
    };
    let filter = |label: &str, is_on| ChipLink { href: "/pesanan".into(), label: label.into(), is_on, ..ChipLink::default() };
    OrdersView {
        page: page(lang, Nav::Orders, "/pesanan", "Pesanan"),
        filters: vec![filter("Semua", true), filter("Berjalan", false), filter("Selesai", false)],
        orders: vec![
            row("MLG-2611-0042", "Hari ini 07.00–08.30", badge(Tone::Wait, "Kurir belanja"), "± Rp50.500"),
            row("MLG-2611-0031", "Rabu, 18 Nov", badge(Tone::Good, "Selesai"), "Rp68.200"),
            row("MLG-2611-0007", "Selasa, 3 Nov", badge(Tone::Bad, "Dibatalkan"), "Rp0"),
        ],
        pager: None,
    }
}

fn sellers() -> Vec<SellerPart> {
    let bought = |name: &str, ordered: &str, actual: &str, amount: &str, before: &str, note: &str| OrderLine {
        name: name.into(),
        ordered: ordered.into(),
        actual: actual.into(),
        amount: amount.into(),
        before: before.into(),
        note: note.into(),
        is_dropped: false,
    };
    vec![
        SellerPart {
            seller: "Lapak Bu Sumiati".into(),
            place: "B-12".into(),
            status: badge(Tone::Good, "Sudah diambil"),
            lines: vec![
                bought("Cabai rawit merah", "¼ kg", "265 g", "Rp15.400", "Rp14.500", ""),
                bought("Tomat merah", "½ kg", "", "Rp5.500", "", ""),
            ],
        },
        SellerPart {
            seller: "Lapak Cak Mul".into(),
            place: "B-13".into(),
            status: badge(Tone::Wait, "Disiapkan"),
            lines: vec![
                bought("Tahu putih", "2 bungkus", "", "Rp10.000", "", ""),
                bought("Tempe daun", "1 papan", "", "Rp6.000", "", "menunggu jawaban Anda"),
            ],
        },
    ]
}

/// An order with that of its payment.
pub fn paying(lang: Lang, card: PayCard, pay_forms: PayForms) -> OrderView {
    OrderView { pay: Some(card), pay_forms, ..order(lang) }
}

fn order(lang: Lang) -> OrderView {
    let step = |text: &str, time: &str, note: &str, state| Step { text: text.into(), time: time.into(), note: note.into(), state };
    OrderView {
        page: Page {
            basket_bar: None,
            live_url: Some("/pesanan/MLG-2611-0042/langsung".into()),
            is_private: true,
            ..page(lang, Nav::Orders, "/pesanan/MLG-2611-0042", "Pesanan MLG-2611-0042")
        },
        number: "MLG-2611-0042".into(),
        place: "Pasar Oro-oro Dowo".into(),
        tile: "oro-oro-dowo".into(),
        placed: "Sabtu, 21 Nov, 06.12 WIB".into(),
        headline: "Yoyok sedang belanja".into(),
        eta: "Tiba sekitar 07.40 WIB".into(),
        status: badge(Tone::Wait, "Dibelanjakan"),
        is_new: true,
        steps: vec![
            step("Pesanan masuk", "06.12", "", StepState::Done),
            step("Semua lapak menerima", "06.15", "", StepState::Done),
            step("Kurir belanja dan menimbang", "06.38", "2 dari 4 barang sudah di tas", StepState::Now),
            step("Diantar", "", "", StepState::Later),
            step("Diterima", "", "", StepState::Later),
        ],
        questions: vec![Question {
            id: "t1".into(),
            missing: "Tempe daun, 1 papan, Rp6.000".into(),
            missing_picture: picture("tempe").into_owned(),
            proposed: "Tahu putih, 1 bungkus, Rp5.000".into(),
            proposed_picture: picture("tahu").into_owned(),
            from: "Lapak Cak Mul B-13".into(),
            deadline: "Jawab sebelum 06.55 WIB.".into(),
            otherwise: "Tanpa jawaban, barang ini dilewati dan tidak dibayar.".into(),
        }],
        pin: vec!['4', '0', '7', '2'],
        runner: Some(RunnerCard { name: "Yoyok".into(), text: "Kurir Pasar Oro-oro Dowo".into(), phone: "+6281255550177".into() }),
        sellers: sellers(),
        sums: pairs(&[("Belanja", "Rp36.900"), ("Ongkir", "Rp8.000"), ("Biaya layanan", "Rp1.000")]),
        total: "Rp45.900".into(),
        is_final: false,
        estimate: None,
        reasons: Vec::new(),
        payment: "Bayar tunai saat diterima".into(),
        deliver_to: vec![
            "Ratna, 0812 5555 0101".into(),
            "Jl. Kaliurang 14, RT 03/RW 05".into(),
            "Samaan, Klojen".into(),
            "Pagar hijau, depan musala".into(),
        ],
        slot: "Sabtu, 21 Nov, 07.00–08.30".into(),
        cancel: Some("Bisa dibatalkan tanpa biaya sampai kurir mulai belanja.".into()),
        is_repeatable: false,
        pay: Some(pay()),
        pay_forms: PayForms::default(),
        care: OrderCare::default(),
    }
}

fn done(lang: Lang) -> OrderView {
    let mut view = order(lang);
    for step in &mut view.steps {
        step.state = StepState::Done;
    }
    view.page.live_url = None;
    (view.headline, view.eta, view.status) = ("Sudah diterima".into(), String::new(), badge(Tone::Good, "Selesai"));
    (view.is_new, view.is_final, view.is_repeatable, view.care) = (false, true, true, super::trade::care());
    (view.cancel, view.runner, view.questions, view.pin) = (None, None, Vec::new(), Vec::new());
    view.estimate = Some("Rp50.500".into());
    view.total = "Rp39.900".into();
    view.reasons = vec!["Cabai rawit ditimbang 265 g, bukan 250 g: +Rp900.".into(), "Tempe daun habis dan dilewati: −Rp6.000.".into()];
    view.payment = "Lunas tunai, 07.36 WIB".into();
    if let Some(last) = view.sellers.last_mut().and_then(|part| part.lines.last_mut()) {
        (last.is_dropped, last.amount, last.before, last.note) = (true, "Rp0".into(), "Rp6.000".into(), "habis".into());
    }
    view
}

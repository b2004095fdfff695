//! Signing in, account, demo people, API documentation.

use super::{html, page};
use crate::i18n::Lang;
use crate::views::account::api::{ApiField, ApiGroup, ApiOperation, ApiSchema, ApiView};
use crate::views::account::demo::{DemoGroup, DemoPerson, DemoView};
use crate::views::account::privacy::PrivacyView;
use crate::views::account::profile::{AccountView, AddressRow, Consent};
use crate::views::account::second_factor::{FactorStep, FactorView, ProofView, Qr, RecoveryView};
use crate::views::account::sign_in::{CodeView, SignInView};
use crate::views::error::Link;
use crate::views::shop::cards::Badge;
use crate::views::{FieldError, Nav, Page, Tone};

pub fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    vec![
        ("sign-in", html(&sign_in(lang))),
        ("code", html(&code(lang))),
        ("account", html(&account(lang))),
        ("my-data", html(&PrivacyView { page: page(lang, Nav::Account, "/akun/data", "Data saya") })),
        ("second-factor", html(&factor(lang))),
        ("second-factor-proof", html(&proof(lang))),
        ("recovery-codes", html(&recovery(lang))),
        ("demo", html(&demo(lang))),
        ("api", html(&api(lang))),
    ]
}

fn guest(lang: Lang, path: &str, title: &str) -> Page {
    Page { signed_in_name: None, basket_bar: None, is_private: true, ..page(lang, Nav::Account, path, title) }
}

fn sign_in(lang: Lang) -> SignInView {
    let errors = vec![FieldError { field: "phone".into(), text: "Nomornya kurang panjang. Contoh: 0812 5555 0101.".into() }];
    SignInView {
        page: Page { errors, ..guest(lang, "/masuk", "Masuk") },
        phone: "0812 55".into(),
        next: "/pesan".into(),
        reason: "Masuk dulu supaya pesanan bisa diantar. Keranjang Anda tetap ada.".into(),
    }
}

fn code(lang: Lang) -> CodeView {
    CodeView {
        page: guest(lang, "/masuk/kode", "Ketik kodenya"),
        phone: "0812 5555 ••01".into(),
        challenge: "0192f0c1".into(),
        next: "/pesan".into(),
        demo_code: Some("482 915".into()),
        valid: "Berlaku sampai 06.35 WIB.".into(),
        name: String::new(),
    }
}

fn factor(lang: Lang) -> FactorView {
    let step = FactorStep::Begun {
        secret: "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ".into(),
        uri: "otpauth://totp/Laris%20Malang:0812?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Laris%20Malang".into(),
        qr: Some(Qr { side: 12, path: "M4,4h1v1h-1zM6,5h1v1h-1z".into() }),
    };
    FactorView { page: page(lang, Nav::Account, "/akun/kunci", "Kunci kedua"), step, next: "/kelola".into() }
}

fn proof(lang: Lang) -> ProofView {
    let errors = vec![FieldError { field: "code".into(), text: "Angkanya belum cocok.".into() }];
    ProofView { page: Page { errors, ..page(lang, Nav::Account, "/masuk/kunci", "Kunci kedua") }, next: "/kelola".into() }
}

fn recovery(lang: Lang) -> RecoveryView {
    let codes = vec!["ABCDEF-GHIJKL-MNOPQR-STUVWX".into(), "234567-ABCDEF-GHIJKL-MNOPQR".into()];
    RecoveryView { page: page(lang, Nav::Account, "/akun/kunci", "Simpan kode cadangan"), codes, next: "/kelola".into() }
}

fn account(lang: Lang) -> AccountView {
    AccountView {
        page: page(lang, Nav::Account, "/akun", "Akun saya"),
        name: "Ratna".into(),
        phone: "0812 5555 0101".into(),
        work: vec![Link { href: "/jual".into(), text: "Lapak B-12, Pasar Oro-oro Dowo".into() }],
        addresses: vec![AddressRow {
            id: "a1".into(),
            label: "Rumah".into(),
            text: "Jl. Kaliurang 14, RT 03/RW 05, Samaan, Klojen".into(),
        }],
        consents: vec![
            Consent { id: "receipt".into(), text: "Struk lewat WhatsApp".into(), note: "Sejak 2 Nov 2026".into(), is_given: true },
            Consent {
                id: "statistics".into(),
                text: "Angka belanja tanpa nama untuk kota".into(),
                note: "Belum diberikan".into(),
                is_given: false,
            },
        ],
        devices: "Masuk di 2 perangkat.".into(),
    }
}

fn demo(lang: Lang) -> DemoView {
    let person = |id: &str, name: &str, text: &str, mark: &str| DemoPerson {
        id: id.into(),
        name: name.into(),
        text: text.into(),
        badge: (!mark.is_empty()).then(|| Badge { tone: Tone::Wait, text: mark.into() }),
        is_current: id == "ratna",
    };
    let group = |title: &str, text: &str, icon: &str, people: Vec<DemoPerson>| DemoGroup {
        title: title.into(),
        text: text.into(),
        icon: icon.into(),
        people,
    };
    DemoView {
        page: Page { basket_bar: None, ..page(lang, Nav::None, "/demo", "Peragaan") },
        groups: vec![
            group(
                "Pembeli",
                "Belanja dari banyak lapak, tunggu di rumah.",
                "basket",
                vec![
                    person("ratna", "Ratna", "Samaan, Klojen · keranjang berisi", ""),
                    person("bambang", "Bambang", "Sawojajar · pesanan di jalan", "1 pertanyaan"),
                ],
            ),
            group(
                "Pedagang",
                "Terima pesanan, ubah harga, tandai habis.",
                "stall",
                vec![
                    person("sumiati", "Bu Sumiati", "Lapak B-12, Pasar Oro-oro Dowo", "3 pesanan baru"),
                    person("darmi", "Mbok Darmi", "Dapur, Bunulrejo", ""),
                ],
            ),
            group(
                "Kurir",
                "Belanja urut jalan, timbang, antar.",
                "runner",
                vec![person("yoyok", "Yoyok", "Pasar Oro-oro Dowo", "2 antaran")],
            ),
            group(
                "Pengelola",
                "Bagi kurir, tutup kas, bayar lapak.",
                "picklist",
                vec![person("endang", "Bu Endang", "Pasar Oro-oro Dowo", "")],
            ),
            group("Kota", "Melihat semua pasar.", "city", vec![person("dinas", "Pak Hadi", "Dinas perdagangan", "")]),
        ],
    }
}

fn api(lang: Lang) -> ApiView {
    let field =
        |name: &str, kind: &str, text: &str, is_required| ApiField { name: name.into(), kind: kind.into(), text: text.into(), is_required };
    ApiView {
        page: Page { basket_bar: None, ..page(lang, Nav::None, "/api", "API") },
        version: "1".into(),
        document: "/api/openapi.json".into(),
        groups: vec![ApiGroup {
            name: "Pesanan".into(),
            operations: vec![
                ApiOperation {
                    id: "list_slots".into(),
                    method: "GET".into(),
                    path: "/api/v1/markets/{market}/slots".into(),
                    summary: "Delivery slots of a market with what capacity is left.".into(),
                    rights: "siapa saja".into(),
                    parameters: vec![
                        field("market", "path, string", "Slug of the market", true),
                        field("date", "query, date", "Business date; today when missing", false),
                    ],
                    answers: vec![("200".into(), "SlotList".into()), ("404".into(), "market_unknown".into())],
                    ..ApiOperation::default()
                },
                ApiOperation {
                    id: "place_order".into(),
                    method: "POST".into(),
                    path: "/api/v1/orders".into(),
                    summary: "Places the order of a quote.".into(),
                    description: "Stock, slot and money are held at once or not at all.".into(),
                    rights: "pembeli".into(),
                    body: "PlaceOrder".into(),
                    answers: vec![("201".into(), "Order".into()), ("409".into(), "stock_gone, slot_full, price_changed".into())],
                    example: "curl -X POST https://laris.example/api/v1/orders \\\n  -H 'Idempotency-Key: 0192f0c1' -d '{\"quote\":\"…\"}'"
                        .into(),
                    ..ApiOperation::default()
                },
            ],
        }],
        schemas: vec![ApiSchema {
            name: "PlaceOrder".into(),
            text: "What a buyer sends to order.".into(),
            fields: vec![field("quote", "string", "Id of the quote", true), field("slot", "string", "Id of the slot or asap", true)],
        }],
        problems: vec![field("slot_full", "", "Jadwal ini sudah penuh.", false)],
    }
}

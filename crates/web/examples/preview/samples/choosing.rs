//! Product, search, prices.

use super::shop::{badge, change, chip, link};
use super::{goods, html, page};
use crate::assets::picture;
use crate::i18n::Lang;
use crate::views::shop::cards::{Badge, Pager};
use crate::views::shop::prices::{Bar, PriceRow, PricesView};
use crate::views::shop::product::{Alternative, OfferChoice, OrderForm, ProductView};
use crate::views::shop::search::{Facet, SearchView};
use crate::views::{FieldError, Nav, Page, Tone};

pub fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    vec![
        ("product", html(&product(lang))),
        ("product-wrong", html(&product_wrong(lang))),
        ("search", html(&search(lang))),
        ("search-empty", html(&search_empty(lang))),
        ("prices", html(&prices(lang))),
    ]
}

fn product(lang: Lang) -> ProductView {
    let offer = |id: &str, seller: &str, place: &str, price: &str, stock: Badge| OfferChoice {
        offer: id.into(),
        seller: seller.into(),
        seller_href: format!("/lapak/{id}"),
        place: place.into(),
        price: price.into(),
        per: "/kg".into(),
        comparable: "Rp5.800/100 g".into(),
        is_available: stock.tone != Tone::Bad,
        stock,
        is_chosen: id == "p1",
    };
    ProductView {
        page: Page { basket_bar: None, ..page(lang, Nav::Home, "/produk/cabai-rawit-merah?pasar=oro-oro-dowo", "Cabai rawit merah") },
        name: "Cabai rawit merah".into(),
        also: "Lombok rawit, lombok cilik, cabe setan".into(),
        picture: picture("cabai-rawit-merah").into_owned(),
        photo: None,
        about: "Pedas sekali; untuk sambal dan tumisan.".into(),
        crumbs: vec![link("/pasar/oro-oro-dowo", "Pasar Oro-oro Dowo"), link("/pasar/oro-oro-dowo?golongan=bumbu", "Bumbu")],
        price: "Rp56.000".into(),
        per: "/kg".into(),
        city_price: "Di 6 pasar Rp52.000–62.000".into(),
        change: Some(change("+12,5%")),
        offers: vec![
            offer("p1", "Lapak Bu Sumiati", "B-12", "Rp58.000", badge(Tone::Good, "Ada")),
            offer("p2", "Lapak Pak Kardi", "B-21", "Rp56.000", badge(Tone::Wait, "Tinggal 1½ kg")),
            offer("p3", "Lapak Bu Tini", "B-14", "Rp57.000", badge(Tone::Bad, "Habis hari ini")),
        ],
        form: Some(OrderForm {
            quantity: "¼ kg".into(),
            unit: "kg".into(),
            step: "0.25".into(),
            quick: ["¼ kg", "½ kg", "1 kg", "Rp5.000", "Rp10.000"].map(str::to_owned).to_vec(),
            weighing: "Ditimbang di lapak; bisa beda sampai 5%.".into(),
            note: String::new(),
            substitution: "best".into(),
            alternatives: vec![Alternative {
                offer: "p9".into(),
                text: "Cabai keriting, Bu Tini B-14, Rp38.000/kg".into(),
                is_chosen: false,
            }],
            is_change: false,
        }),
        elsewhere: vec![
            link("/produk/cabai-rawit-merah?pasar=bareng", "Bareng Rp55.000"),
            link("/produk/cabai-rawit-merah?pasar=mergan", "Mergan Rp57.500"),
        ],
        related: goods(4),
    }
}

fn product_wrong(lang: Lang) -> ProductView {
    let mut view = product(lang);
    view.page.errors = vec![FieldError {
        field: "quantity".into(),
        text: "“sakarepe” belum kami mengerti. Tulis misalnya ¼ kg atau Rp5.000.".into(),
    }];
    if let Some(form) = &mut view.form {
        form.quantity = "sakarepe".into();
    }
    view
}

fn search(lang: Lang) -> SearchView {
    let facet = |title: &str, items: &[(&str, &str)]| Facet {
        title: title.into(),
        items: items.iter().map(|(label, count)| chip(label, "", count, *count == "31")).collect(),
    };
    SearchView {
        page: Page { search: "bawang".into(), is_private: true, ..page(lang, Nav::Search, "/cari?q=bawang", "Cari bawang") },
        total: "128 barang".into(),
        did_you_mean: None,
        searched_as: String::new(),
        which: vec![
            chip("Bawang merah", "bawang-merah", "64", false),
            chip("Bawang putih", "bawang-putih", "51", false),
            chip("Bawang bombay", "bawang-bombay", "13", false),
        ],
        facets: vec![
            facet("Pasar", &[("Oro-oro Dowo", "31"), ("Sawojajar", "28"), ("Bareng", "22")]),
            facet("Kelompok", &[("Pasar", "120"), ("UMKM", "8")]),
        ],
        sorts: vec![chip("Paling cocok", "", "", true), chip("Termurah", "", "", false)],
        open_now: chip("Buka sekarang", "", "", true),
        price_from: String::new(),
        price_to: "50000".into(),
        kept: vec![("q".into(), "bawang".into())],
        active: vec![chip("Oro-oro Dowo", "", "", true), chip("sampai Rp50.000", "", "", true)],
        goods: goods(12),
        stalls: vec![chip("Lapak Bawang Bu Yah", "", "", false)],
        pager: Some(Pager { previous: "/cari?q=bawang".into(), next: "/cari?q=bawang&hal=3".into(), text: "13–24 dari 128".into() }),
        suggestions: Vec::new(),
    }
}

fn search_empty(lang: Lang) -> SearchView {
    SearchView {
        page: Page { search: "durian montong".into(), ..page(lang, Nav::Search, "/cari?q=durian+montong", "Cari durian montong") },
        total: "0 barang".into(),
        did_you_mean: Some(link("/cari?q=durian", "durian")),
        which: Vec::new(),
        goods: Vec::new(),
        stalls: Vec::new(),
        active: Vec::new(),
        pager: None,
        suggestions: vec![
            chip("Pisang", "pisang", "", false),
            chip("Semangka", "semangka", "", false),
            chip("Apel Malang", "apel-malang", "", false),
        ],
        ..search(lang)
    }
}

fn prices(lang: Lang) -> PricesView {
    let row = |slug: &str, name: &str, price: &str, moved: &str, ceiling: &str, history: &[i64]| PriceRow {
        slug: slug.into(),
        name: name.into(),
        picture: picture(slug).into_owned(),
        href: format!("/cari?q={slug}"),
        unit: "kg".into(),
        price: price.into(),
        range: "Rp40.000–62.000".into(),
        reports: "84".into(),
        change: Some(change(moved)),
        ceiling: ceiling.into(),
        is_above_ceiling: slug == "cabai-rawit-merah",
        history: history.to_vec(),
    };
    let bar = |name: &str, moved: &str, length| Bar { name: name.into(), change: change(moved), length };
    PricesView {
        page: page(lang, Nav::None, "/harga", "Harga hari ini"),
        date: "Sabtu, 21 Nov".into(),
        finding: "Cabai rawit naik 12,5% dalam seminggu; bawang dan tomat turun".into(),
        coverage: "Dari 812 lapak di 6 pasar, pukul 06.30 WIB".into(),
        bars: vec![
            bar("Cabai rawit merah", "+12,5%", 1000),
            bar("Telur ayam ras", "+1,9%", 152),
            bar("Bawang merah", "−6,1%", 488),
            bar("Tomat", "−8,3%", 664),
        ],
        filters: vec![
            chip("Semua", "", "", true),
            chip("Bumbu", "bawang-merah", "", false),
            chip("Sembako", "beras-premium", "", false),
            chip("Lauk", "telur-ayam-ras", "", false),
        ],
        filter: String::new(),
        csv: "/harga.csv".into(),
        rows: vec![
            row(
                "cabai-rawit-merah",
                "Cabai rawit merah",
                "Rp58.000",
                "+12,5%",
                "HAP Rp57.000",
                &[48_000, 49_000, 50_000, 51_500, 51_000, 54_000, 58_000],
            ),
            row("beras-medium", "Beras medium", "Rp13.200", "0%", "HET Rp13.500", &[13_200, 13_100, 13_200, 13_200, 13_250, 13_200]),
            row("bawang-merah", "Bawang merah", "Rp32.000", "−6,1%", "", &[36_000, 35_500, 35_000, 34_000, 33_000, 32_000]),
            row("telur-ayam-ras", "Telur ayam ras", "Rp27.500", "+1,9%", "HAP Rp30.000", &[26_800, 27_000, 27_000, 27_300, 27_500]),
            PriceRow {
                price: String::new(),
                range: String::new(),
                change: None,
                reports: "0".into(),
                ..row("kedelai-lokal", "Kedelai lokal", "", "0%", "", &[])
            },
        ],
    }
}

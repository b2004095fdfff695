//! Searches as people type them, over the real list of goods.

use std::collections::HashSet;

use kernel::id::RawId;
use kernel::{BasisPoints, Quantity, Rupiah, Timestamp, Unit};
use serde::Deserialize;

use super::{Found, Query};
use crate::catalogue::index::{Catalogue, Parts};
use crate::catalogue::model::{Commodity, Offer, Product, Stall, StockKind};
use crate::catalogue::samples;

macro_rules! file {
    ($name:literal) => {
        include_str!(concat!("../../../../../data/malang/", $name))
    };
}

#[derive(Deserialize)]
struct GoodsRow {
    slug: String,
    commodity: Option<String>,
    name_id: String,
    name_jv: String,
    name_en: String,
    group: String,
    sold_by: String,
    unit: String,
    pack_grams: Option<i64>,
    pack_ml: Option<i64>,
    price: i64,
    synonyms: String,
}

#[derive(Deserialize)]
struct Words {
    umum: Vec<Common>,
    bukan_komoditas: Vec<String>,
    komoditas: Vec<CommodityRow>,
}

#[derive(Deserialize)]
struct Common {
    kata: Vec<String>,
    kandidat: Vec<String>,
}

#[derive(Deserialize)]
struct CommodityRow {
    id: String,
    nama: String,
    kelompok: String,
    satuan_pantau: String,
    sinonim: Vec<String>,
    jawa: Vec<String>,
}

fn raw(number: usize) -> RawId {
    samples::raw(1_000 + number as u128)
}

/// Two stalls of one market that sell everything; the second a tenth dearer.
fn city() -> Catalogue {
    let (market, stall, product, offer) = samples::all();
    let rows: Vec<GoodsRow> = csv::Reader::from_reader(file!("products.csv").as_bytes()).deserialize().map(Result::unwrap).collect();
    let words: Words = serde_json::from_str(file!("komoditas.json")).unwrap();
    let mut second = Stall { id: samples::raw(9).into(), slug: "b".into(), name: "Beras Pak Karman".into(), ..stall.clone() };
    second.walking_order = 2;
    let mut parts =
        Parts { markets: vec![market], stalls: vec![stall, second], sellers: vec!["Sumini".into(), "Karman".into()], ..Parts::default() };
    for (row, at) in rows.iter().zip(0..) {
        parts.products.push(Product {
            id: raw(at).into(),
            slug: row.slug.clone(),
            commodity: row.commodity.clone(),
            name_id: row.name_id.clone(),
            name_jv: row.name_jv.clone(),
            name_en: row.name_en.clone(),
            group: row.group.clone(),
            sold_by: Unit::parse(&row.sold_by).unwrap(),
            unit: row.unit.clone(),
            pack_grams: row.pack_grams,
            pack_ml: row.pack_ml,
            tolerance: BasisPoints(0),
            phrases: row.synonyms.split(';').map(str::to_owned).collect(),
            ..product.clone()
        });
        for ((stall, percent), first) in parts.stalls.iter().zip([100, 110]).zip([100_000, 200_000]) {
            let id = raw(first + at).into();
            parts.offers.push(Offer { id, stall: stall.id, product: raw(at).into(), price: Rupiah(row.price * percent / 100), ..offer });
        }
    }
    parts.commodities = words.komoditas.iter().zip(0..).map(|(row, position)| commodity(row, position)).collect();
    let common = words.umum.iter().flat_map(|common| common.kata.iter().map(|word| (word.clone(), common.kandidat.clone())));
    parts.common_phrases = common.chain(words.bukan_komoditas.iter().map(|word| (word.clone(), Vec::new()))).collect();
    Catalogue::build(parts, samples::raw(7).into(), 420, Timestamp::default())
}

fn commodity(row: &CommodityRow, position: i64) -> Commodity {
    Commodity {
        slug: row.id.clone(),
        name: row.nama.clone(),
        group: row.kelompok.clone(),
        watch_unit: row.satuan_pantau.clone(),
        phrases: row.sinonim.iter().chain(&row.jawa).cloned().collect(),
        position,
    }
}

fn find<'a>(catalogue: &'a Catalogue, text: &str) -> Found<'a> {
    catalogue.search(&Query { text, limit: 100, ..Query::default() }, Timestamp::default())
}

fn slugs<'a>(found: &Found<'a>) -> Vec<&'a str> {
    let mut seen = HashSet::new();
    found.offers.iter().map(|view| view.product.slug.as_str()).filter(|slug| seen.insert(*slug)).collect()
}

#[test]
fn people_find_what_they_mean() {
    let catalogue = city();
    for (text, first) in [
        ("lombok cilik", "cabai-rawit-merah"),
        ("Cabe Rawit", "cabai-rawit"),
        ("endog", "telur-ayam"),
        ("beras", "beras-"),
        ("berss 5kg", "beras-medium-5kg"),
        ("beras premium 25 kg", "beras-premium-25kg"),
        ("brambang", "bawang-merah"),
        ("bawang mera", "bawang-merah"),
        ("gula merah", "gula-merah"),
        ("pitik", "ayam-"),
        ("ayam potong", "ayam-"),
        ("minyak 2 liter", "minyak-kemasan-2l"),
        ("telur asin", "telur-asin"),
        ("chillies", "cabai-"),
        ("1/4 kg lombok cilik", "cabai-rawit-merah"),
        ("tempe", "tempe-"),
    ] {
        let found = find(&catalogue, text);
        let found = slugs(&found);
        assert!(found.first().is_some_and(|slug| slug.starts_with(first)), "{text}: {found:?}");
    }
}

#[test]
fn a_typing_error_is_mended_and_told() {
    let catalogue = city();
    assert_eq!(find(&catalogue, "berss 5kg").suggestion.as_deref(), Some("beras 5kg"));
    assert_eq!(find(&catalogue, "beras").suggestion, None);
    let loose = find(&catalogue, "berss 5kg");
    assert!(slugs(&loose).contains(&"beras-premium-kg"), "loose rice follows the sacks");
}

#[test]
fn what_is_not_sold_is_not_guessed() {
    let catalogue = city();
    for text in ["xyzzy", "minyak tanah", "---", "\u{200b}?"] {
        let found = find(&catalogue, text);
        assert!(text == "---" || text.contains('?') || found.total == 0, "{text}: {:?}", slugs(&found));
    }
    assert_eq!(find(&catalogue, "minyak tanah").other_goods, ["minyak tanah"]);
}

#[test]
fn goods_are_not_everything_a_stall_of_that_name_sells() {
    let catalogue = city();
    assert!(find(&catalogue, "beras").offers.iter().all(|view| view.product.group != "ikan"));
    let of_stall = find(&catalogue, "karman");
    assert_eq!((of_stall.total, of_stall.stalls.len()), (catalogue.products().len(), 1));
    let both = find(&catalogue, "lele karman");
    assert!(both.total > 0 && both.offers.iter().all(|view| view.stall.slug == "b" && view.product.slug.contains("lele")));
}

#[test]
fn filters_facets_and_pages_agree() {
    let catalogue = city();
    let all = find(&catalogue, "");
    assert_eq!(all.total, catalogue.products().len() * 2);
    assert_eq!(all.facets.groups.iter().map(|(_, count)| count).sum::<usize>(), all.total);
    let query = Query { text: "", group: Some("ikan"), price_max: Some(Rupiah(40_000)), limit: 10, ..Query::default() };
    let fish = catalogue.search(&query, Timestamp::default());
    assert!(fish.total > 10 && fish.offers.iter().all(|view| view.product.group == "ikan" && view.offer.price <= Rupiah(40_000)));
    assert!(fish.facets.groups.len() > 1, "other groups can still be chosen");
    let mut paged = Vec::new();
    for offset in (0..fish.total).step_by(10) {
        paged.extend(catalogue.search(&Query { offset, ..query }, Timestamp::default()).offers.iter().map(|view| view.offer.id));
    }
    let different: HashSet<_> = paged.iter().collect();
    assert_eq!((paged.len(), different.len()), (fish.total, fish.total));
    assert!(catalogue.search(&Query { offset: 5_000, ..query }, Timestamp::default()).offers.is_empty());
}

#[test]
fn what_one_can_have_comes_first() {
    let mut catalogue = city();
    let at = catalogue.offers.iter().position(|offer| offer.product == catalogue.product("lele-ekor").unwrap().id).unwrap();
    let mut offers = (*catalogue.offers).clone();
    (offers[at].stock_kind, offers[at].stock) = (StockKind::Counted, Quantity::ZERO);
    catalogue.offers = std::sync::Arc::new(offers);
    let text = &catalogue.product("lele-ekor").unwrap().name_id.clone();
    let query = Query { text, limit: 10, ..Query::default() };
    let found = catalogue.search(&query, Timestamp::default());
    let prices: Vec<_> = found.offers.iter().filter(|view| view.product.slug == "lele-ekor").map(|view| view.offer.price).collect();
    assert!(prices.len() == 2 && prices[0] > prices[1], "the dearer one is there: {prices:?}");
    let stocked = catalogue.search(&Query { in_stock: true, ..query }, Timestamp::default());
    assert_eq!(stocked.total, found.total - 1);
}

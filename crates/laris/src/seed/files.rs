//! The data files as they are written; see `data/malang/SOURCES.md`.

use std::collections::HashMap;

use anyhow::Context as _;
use serde::Deserialize;
use serde::de::DeserializeOwned;

macro_rules! file {
    ($name:literal) => {
        include_str!(concat!("../../../../data/malang/", $name))
    };
}

/// Every file, parsed.
#[derive(Debug)]
pub struct Files {
    pub districts: Vec<DistrictRow>,
    pub wards: Vec<WardRow>,
    pub borders: Borders,
    pub holidays: Holidays,
    pub markets: Markets,
    pub layout: Vec<LayoutRow>,
    pub profiles: Vec<ProfileRow>,
    pub commodities: Commodities,
    pub readings: Vec<ReadingRow>,
    pub ceilings: Ceilings,
    pub goods: Vec<GoodsRow>,
    pub cluster_goods: Vec<GoodsRow>,
    pub shops: Vec<ShopRow>,
    pub names: HashMap<String, Vec<String>>,
    pub streets: Vec<StreetRow>,
    pub landmarks: Vec<String>,
}

impl Files {
    /// Parses what is built into the binary.
    pub fn read() -> anyhow::Result<Self> {
        let mut names: HashMap<String, Vec<String>> = HashMap::new();
        for row in rows::<NameRow>(file!("names.csv"), "names.csv")? {
            names.entry(row.kind).or_default().push(row.text);
        }
        let landmarks = rows::<LandmarkRow>(file!("landmarks.csv"), "landmarks.csv")?;
        Ok(Self {
            districts: rows(file!("kecamatan.csv"), "kecamatan.csv")?,
            wards: rows(file!("kelurahan.csv"), "kelurahan.csv")?,
            borders: json(file!("kelurahan.geojson"), "kelurahan.geojson")?,
            holidays: json(file!("libur.json"), "libur.json")?,
            markets: json(file!("pasar.json"), "pasar.json")?,
            layout: rows(file!("market_layout.csv"), "market_layout.csv")?,
            profiles: rows(file!("market_profile.csv"), "market_profile.csv")?,
            commodities: json(file!("komoditas.json"), "komoditas.json")?,
            readings: rows(file!("harga_referensi.csv"), "harga_referensi.csv")?,
            ceilings: json(file!("het_hap.json"), "het_hap.json")?,
            goods: rows(file!("products.csv"), "products.csv")?,
            cluster_goods: rows(file!("cluster_goods.csv"), "cluster_goods.csv")?,
            shops: rows(file!("shops.csv"), "shops.csv")?,
            names,
            streets: rows(file!("streets.csv"), "streets.csv")?,
            landmarks: landmarks.into_iter().map(|row| row.text).collect(),
        })
    }
}

fn rows<T: DeserializeOwned>(text: &str, name: &str) -> anyhow::Result<Vec<T>> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().collect::<Result<_, _>>().with_context(|| name.to_owned())
}

fn json<T: DeserializeOwned>(text: &str, name: &str) -> anyhow::Result<T> {
    serde_json::from_str(text).with_context(|| name.to_owned())
}

#[derive(Debug, Deserialize)]
pub struct DistrictRow {
    #[serde(rename = "kode")]
    pub code: String,
    #[serde(rename = "nama")]
    pub name: String,
}

#[derive(Debug, Deserialize)]
pub struct WardRow {
    #[serde(rename = "kode")]
    pub code: String,
    #[serde(rename = "nama")]
    pub name: String,
    #[serde(rename = "kode_kecamatan")]
    pub district_code: String,
    #[serde(rename = "kecamatan")]
    pub district: String,
    #[serde(rename = "kodepos")]
    pub postcode: String,
    #[serde(rename = "jumlah_rw")]
    pub rw_count: i64,
    #[serde(rename = "jumlah_rt")]
    pub rt_count: i64,
    pub lat: f64,
    pub lng: f64,
}

#[derive(Debug, Deserialize)]
pub struct Borders {
    pub features: Vec<Border>,
}

#[derive(Debug, Deserialize)]
pub struct Border {
    pub id: String,
    pub geometry: serde_json::Value,
}

#[derive(Debug, Deserialize)]
pub struct Holidays {
    #[serde(rename = "tahun")]
    pub years: Vec<HolidayYear>,
}

#[derive(Debug, Deserialize)]
pub struct HolidayYear {
    #[serde(rename = "libur")]
    pub days: Vec<HolidayRow>,
}

#[derive(Debug, Deserialize)]
pub struct HolidayRow {
    #[serde(rename = "tanggal")]
    pub day: String,
    #[serde(rename = "nama")]
    pub name: String,
    #[serde(rename = "jenis")]
    pub kind: String,
}

#[derive(Debug, Deserialize)]
pub struct Markets {
    #[serde(rename = "pasar")]
    pub markets: Vec<MarketRow>,
}

#[derive(Debug, Deserialize)]
pub struct MarketRow {
    pub id: String,
    #[serde(rename = "nama")]
    pub name: String,
    #[serde(rename = "jenis")]
    pub kind: String,
    #[serde(rename = "alamat")]
    pub street: Option<String>,
    #[serde(rename = "kode_kelurahan_titik")]
    pub ward: Option<String>,
    pub lat: Option<f64>,
    pub lng: Option<f64>,
    #[serde(rename = "presisi")]
    pub precision: String,
    #[serde(rename = "layanan_antar_2020")]
    pub delivered_2020: bool,
    #[serde(rename = "berdiri")]
    pub founded_year: Option<i64>,
    #[serde(rename = "luas_m2")]
    pub area_m2: Option<i64>,
    #[serde(rename = "pedagang")]
    pub traders: Option<i64>,
    #[serde(rename = "kios")]
    pub kiosks: Option<i64>,
    #[serde(rename = "los")]
    pub open_stalls: Option<i64>,
    #[serde(rename = "catatan")]
    pub note: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct LayoutRow {
    pub market: String,
    pub block: String,
    pub kind: String,
    pub stalls: i64,
    pub groups: String,
    pub walk_from: String,
}

#[derive(Debug, Deserialize)]
pub struct ProfileRow {
    pub market: String,
    pub opens: String,
    pub closes: String,
    pub slots: String,
    pub cutoff_minutes: i64,
    pub capacity: i64,
    pub delivery_base: i64,
    pub delivery_per_km: i64,
    pub service_fee: i64,
    pub tile: String,
    pub welcome_id: String,
    pub welcome_jv: String,
    pub welcome_en: String,
    pub name: String,
    pub ward: String,
    pub cluster: String,
    pub slots_sunday: String,
}

#[derive(Debug, Deserialize)]
pub struct Commodities {
    #[serde(rename = "umum")]
    pub common: Vec<CommonRow>,
    #[serde(rename = "bukan_komoditas")]
    pub other_goods: Vec<String>,
    #[serde(rename = "komoditas")]
    pub commodities: Vec<CommodityRow>,
}

#[derive(Debug, Deserialize)]
pub struct CommonRow {
    #[serde(rename = "kata")]
    pub phrases: Vec<String>,
    #[serde(rename = "kandidat")]
    pub commodities: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct CommodityRow {
    pub id: String,
    #[serde(rename = "nama")]
    pub name: String,
    #[serde(rename = "kelompok")]
    pub group: String,
    #[serde(rename = "satuan_pantau")]
    pub watch_unit: String,
    #[serde(rename = "sinonim")]
    pub synonyms: Vec<String>,
    #[serde(rename = "jawa")]
    pub javanese: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct ReadingRow {
    #[serde(rename = "tanggal")]
    pub day: String,
    #[serde(rename = "wilayah")]
    pub area: String,
    #[serde(rename = "pasar")]
    pub market: String,
    #[serde(rename = "komoditas")]
    pub commodity: String,
    #[serde(rename = "harga")]
    pub price: i64,
    #[serde(rename = "satuan")]
    pub unit: String,
    #[serde(rename = "sumber")]
    pub source: String,
    #[serde(rename = "catatan")]
    pub note: String,
}

#[derive(Debug, Deserialize)]
pub struct Ceilings {
    #[serde(rename = "zona_malang")]
    pub zone: i64,
    pub het: Vec<HetRow>,
    #[serde(rename = "hap_konsumen")]
    pub hap: Vec<HapRow>,
}

#[derive(Debug, Deserialize)]
pub struct HetRow {
    #[serde(rename = "komoditas")]
    pub commodity: String,
    #[serde(rename = "zona")]
    pub zone: Option<i64>,
    #[serde(rename = "harga")]
    pub price: i64,
    #[serde(rename = "satuan")]
    pub unit: String,
    #[serde(rename = "berlaku_sejak")]
    pub since: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct HapRow {
    #[serde(rename = "komoditas")]
    pub commodity: String,
    #[serde(rename = "bawah")]
    pub low: Option<i64>,
    #[serde(rename = "atas")]
    pub high: i64,
    #[serde(rename = "satuan")]
    pub unit: String,
}

/// A row of `products.csv`, or of `cluster_goods.csv` with its three columns more.
#[derive(Debug, Deserialize)]
pub struct GoodsRow {
    pub slug: String,
    pub commodity: Option<String>,
    pub illustration: String,
    pub name_id: String,
    pub name_jv: String,
    pub name_en: String,
    pub group: String,
    pub sold_by: String,
    pub unit: String,
    pub pack_grams: Option<i64>,
    pub pack_ml: Option<i64>,
    pub price: i64,
    pub spread_percent: i64,
    pub tolerance_percent: i64,
    pub stock: String,
    pub step: i64,
    pub min: i64,
    pub synonyms: String,
    pub substitutes: String,
    #[serde(default)]
    pub cluster: Option<String>,
    #[serde(default)]
    pub ready_minutes: Option<i64>,
    #[serde(default)]
    pub shop_kind: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct ShopRow {
    pub shop_kind: String,
    pub name: String,
}

#[derive(Debug, Deserialize)]
struct NameRow {
    kind: String,
    text: String,
}

#[derive(Debug, Deserialize)]
pub struct StreetRow {
    pub ward: String,
    pub street: String,
}

#[derive(Debug, Deserialize)]
struct LandmarkRow {
    text: String,
}

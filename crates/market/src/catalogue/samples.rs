//! One market, stall, product and offer for the tests of this slice.

use kernel::id::RawId;
use kernel::{BasisPoints, Quantity, Rupiah, Timestamp, Unit};

use super::model::{Cluster, Market, MarketFacts, MarketKind, Offer, PinPrecision, Product, Stall, StallKind, StockKind};

/// An id that is told apart by its number.
pub fn raw(number: u128) -> RawId {
    RawId::from_u128(number)
}

/// Everything an offer stands on: open all day, one kilogram left.
pub fn all() -> (Market, Stall, Product, Offer) {
    (market(), stall(), product(), offer())
}

fn market() -> Market {
    Market {
        id: raw(1).into(),
        slug: "oro-oro-dowo".into(),
        name: "Pasar Oro-oro Dowo".into(),
        kind: MarketKind::Traditional,
        cluster: Cluster::Market,
        street: String::new(),
        ward_code: None,
        pin: None,
        pin_precision: PinPrecision::Unknown,
        does_deliver: true,
        opens_minute: 0,
        closes_minute: 1_440,
        delivery_base: Rupiah(5_000),
        delivery_km: Rupiah(2_000),
        service_fee: Rupiah(1_000),
        facts: MarketFacts::default(),
        closed_until: Timestamp::default(),
    }
}

fn stall() -> Stall {
    Stall {
        id: raw(2).into(),
        market: raw(1).into(),
        seller: raw(3).into(),
        slug: "oro-oro-dowo-a1".into(),
        name: "Lapak Bu Sumini".into(),
        kind: StallKind::Kiosk,
        block: "A".into(),
        number: 1,
        walking_order: 1,
        ward_code: None,
        street: String::new(),
        opens_minute: 0,
        closes_minute: 1_440,
        closed_until: Timestamp::default(),
        payout_method: "cash".into(),
    }
}

fn product() -> Product {
    Product {
        id: raw(4).into(),
        slug: "cabai-rawit".into(),
        commodity: Some("cabai-rawit-merah".into()),
        illustration: "cabai-rawit-merah".into(),
        name_id: "Cabai rawit".into(),
        name_jv: "Lombok rawit".into(),
        name_en: "Bird's eye chilli".into(),
        cluster: Cluster::Market,
        group: "sayur".into(),
        sold_by: Unit::Weight,
        unit: "kg".into(),
        pack_grams: Some(1_000),
        pack_ml: None,
        tolerance: BasisPoints(1_000),
        step: Quantity::from_milli(50).unwrap(),
        min: Quantity::from_milli(50).unwrap(),
        phrases: Vec::new(),
        substitutes: Vec::new(),
        ready_minutes: 0,
    }
}

fn offer() -> Offer {
    Offer {
        id: raw(5).into(),
        stall: raw(2).into(),
        market: raw(1).into(),
        product: raw(4).into(),
        price: Rupiah(50_000),
        stock_kind: StockKind::Counted,
        stock: Quantity::from_milli(1_000).unwrap(),
        sold_out_until: Timestamp::default(),
        is_withdrawn: false,
        updated: Timestamp::default(),
    }
}

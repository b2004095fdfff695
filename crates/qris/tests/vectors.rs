//! Every vector decodes, builds or fails as listed.

#![allow(clippy::unwrap_used, reason = "a test may stop here")]

mod support;

use kernel::Rupiah;
use qris::{Charge, Decimal, Initiation, Payload, Reading, Tag, Tip, parse};
use serde_json::{Value, json};
use support::{payload, vectors};

fn list<'a>(vectors: &'a Value, name: &str) -> &'a [Value] {
    vectors[name].as_array().unwrap()
}

/// What was read, under the names of the vectors; only what `expected` names.
fn told(reading: &Reading, expected: &Value) -> Value {
    let Reading { payload, crc, .. } = reading;
    let account = payload.accounts.iter().find(|account| account.tag != Tag::NATIONAL);
    let national = payload.national();
    let criterion = |account: Option<&qris::Account>| account.and_then(|account| account.criterion).map(qris::Criterion::code);
    let tip = match payload.tip {
        None => (None, None),
        Some(Tip::Ask) => (Some("01"), None),
        Some(Tip::Fixed(fixed)) => (Some("02"), Some(fixed.to_string())),
        Some(Tip::Percent(_)) => (Some("03"), None),
    };
    let additional: serde_json::Map<String, Value> =
        payload.additional.iter().map(|field| (field.tag.to_string(), json!(field.value))).collect();
    let all = json!({
        "crc": format!("{crc:04X}"),
        "dinamis": payload.initiation == Initiation::Dynamic,
        "mcc": payload.category,
        "mata_uang": payload.currency,
        "jumlah": payload.amount.map(|amount| amount.to_string()),
        "nama": payload.name,
        "kota": payload.city,
        "kodepos": payload.postal_code,
        "guid": account.map(|account| &account.guid),
        "pan": account.and_then(|account| account.pan.as_ref()),
        "nns": account.and_then(qris::Account::nns),
        "acquirer": account.and_then(qris::Account::acquirer).map(|acquirer| &acquirer.name),
        "mid": account.and_then(|account| account.merchant.as_ref()),
        "kriteria": criterion(account),
        "nmid": payload.nmid(),
        "kriteria_51": criterion(national),
        "tambahan": additional,
        "tip_jenis": tip.0,
        "tip_tetap": tip.1,
    });
    let names = expected.as_object().unwrap().keys();
    names.map(|name| (name.clone(), all.get(name).cloned().unwrap_or_else(|| panic!("{name} is not compared")))).collect()
}

#[test]
fn valid_ones_are_read() {
    for vector in list(&vectors(), "sah") {
        let reading = parse(vector["payload"].as_str().unwrap()).unwrap_or_else(|error| panic!("{}: {error}", vector["id"]));
        assert_eq!(told(&reading, &vector["harapan"]), vector["harapan"], "{}", vector["id"]);
    }
}

#[test]
fn warnings_and_building_are_as_listed() {
    let clean: &[&str] = &[];
    for (id, expected) in [
        ("anonim-1", clean),
        ("anonim-2", clean),
        ("anonim-3", clean),
        ("ovosyn", clean),
        ("dynsyn", clean),
        ("winpay", clean),
        ("kaltim1", &["tag 59 (merchant's name): it has 44 characters, 25 are allowed"]),
        ("kaltim2", &["tag 59 (merchant's name): it has 44 characters, 25 are allowed"]),
        ("nonascii", &["tag 59 (merchant's name): it has characters other than printable ASCII; a local spelling belongs into tag 64"]),
        (
            "nonational",
            &[
                "tag 51 (national merchant number): there is no national merchant number (NMID), so this is not QRIS",
                "tag 61 (postal code): it is missing or empty",
            ],
        ),
    ] {
        let text = payload(id);
        let reading = parse(&text).unwrap();
        let said: Vec<String> = reading.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(said, expected, "{id}");
        match reading.payload.build() {
            Ok(built) => assert!(expected.is_empty() && built == text, "{id}: {built}"),
            Err(error) => assert_eq!(error.0, reading.warnings, "{id}"),
        }
    }
    let foreign = parse(&payload("emvco")).unwrap();
    assert!(!foreign.payload.is_qris() && foreign.payload.build().is_err());
    assert!(foreign.warnings.iter().all(|warning| warning.kind.code() != "amount_sen"));
    assert_eq!(foreign.payload.local.unwrap().name, "最佳运输");
    assert_eq!(foreign.payload.others.iter().map(|field| field.tag.0).collect::<Vec<_>>(), [91]);
}

#[test]
fn broken_ones_fail_with_place_and_way_out() {
    let vectors = vectors();
    assert_eq!(list(&vectors, "rusak").len(), 7);
    let (tag, length) = ("a tag of two digits should stand here", "a length of two digits should stand here");
    for (vector, (place, what)) in list(&vectors, "rusak").iter().zip([
        ("character 167, tag 05 (account at a card scheme)", length),
        ("character 130, tag 91 (data of the issuer)", length),
        ("character 74, tag 30 (account at an acquirer)", length),
        ("character 74", tag),
        ("character 129", tag),
        ("character 110", tag),
        ("character 77, tag 30 (account at an acquirer)", length),
    ]) {
        let text = vector["payload"].as_str().unwrap();
        let error = parse(text).unwrap_err();
        let expected = format!("{place}: {what}, or a length before it is wrong; scan the code again");
        assert!(error.to_string().starts_with(&expected), "{}: {error}", vector["id"]);
        let checksum = qris::crc::Checksum::of(text).unwrap();
        assert_eq!(format!("{:04X}", checksum.computed), vector["harapan"]["crc_hitung"], "{}", vector["id"]);
        assert!(!checksum.is_right());
    }
}

#[test]
fn conversions_are_as_listed() {
    for vector in list(&vectors(), "konversi") {
        let number = |name: &str| match &vector[name] {
            Value::Null => None,
            Value::String(text) => Decimal::parse(text),
            other => other.as_u64().and_then(Decimal::whole),
        };
        let tip = number("tip_tetap").map(Tip::Fixed).or(number("tip_persen").map(Tip::Percent));
        let charge = Charge { amount: number("jumlah").unwrap().rupiah().unwrap(), tip, reference: vector["referensi_62_05"].as_str() };
        let made = parse(&payload(vector["dari"].as_str().unwrap())).unwrap().with_amount(&charge).unwrap();
        assert_eq!(made, vector["payload"].as_str().unwrap());
        let again = parse(&made).unwrap();
        assert!(again.warnings.is_empty() && again.payload.amount.unwrap().rupiah() == Some(charge.amount));
    }
}

#[test]
fn a_code_is_built_from_nothing() {
    let wanted = payload("ovosyn");
    let read = parse(&wanted).unwrap().payload;
    let built = Payload {
        accounts: read.accounts.clone(),
        category: "5812".into(),
        name: "TOKO CONTOH".into(),
        city: "JAKARTA".into(),
        postal_code: Some("10110".into()),
        additional: vec![qris::Field::new(qris::additional::TERMINAL, "KASIR-01")],
        ..Payload::indonesian(Initiation::Static)
    };
    assert_eq!(built.build().unwrap(), wanted);
    let empty = Payload::indonesian(Initiation::Dynamic).build().unwrap_err();
    assert_eq!(empty.0.len(), 6, "{empty}");
    for others in
        [vec![qris::Field::new(Tag(80), "a\nb")], vec![qris::Field::new(Tag(62), "0703A01")], vec![qris::Field::new(Tag(120), "x")]]
    {
        let error = Payload { others, ..built.clone() }.build().unwrap_err();
        assert!(matches!(error.0[0].kind.code(), "control_character" | "reserved"), "{error}");
    }
    let tip = Payload { tip: Some(Tip::Fixed(Decimal::whole(0).unwrap())), ..built };
    assert_eq!(tip.build().unwrap_err().to_string(), "tag 56 (fixed tip): the amount is zero");
    assert_eq!(Rupiah(1), Decimal::whole(1).unwrap().rupiah().unwrap());
}

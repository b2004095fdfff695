//! Sums of money: the vectors of `format_vectors.json`, refusals, and round trips.

#![allow(clippy::unwrap_used, reason = "a test may stop here")]

mod support;

use kernel::Rupiah;
use order_text::rupiah::number_in_words;
use order_text::{in_words, parse_rupiah};
use proptest::prelude::*;
use support::Json;

#[test]
fn every_vector_is_read() {
    for vector in Json::malang("format_vectors.json").get("baca_rupiah").list() {
        let text = vector.get("masukan").text();
        let expected = vector.get("angka").number().map(|number| match number.split_once('.') {
            // Sen are rounded to whole rupiah, half up.
            Some((whole, sen)) => Rupiah(whole.parse::<i64>().unwrap() + i64::from(sen.as_bytes()[0] >= b'5')),
            None => Rupiah(number.parse().unwrap()),
        });
        assert_eq!(parse_rupiah(text), expected, "{text}");
    }
}

#[test]
fn every_vector_is_written_in_words() {
    let vectors = Json::malang("format_vectors.json");
    let number = |vector: &Json| vector.get("angka").number().unwrap().parse::<i64>().unwrap();
    for vector in vectors.get("terbilang").list() {
        assert_eq!(number_in_words(number(vector)), vector.get("teks").text());
    }
    for vector in vectors.get("terbilang_rupiah").list() {
        assert_eq!(in_words(Rupiah(number(vector))), vector.get("teks").text());
    }
    for vector in vectors.get("rupiah_singkat").list() {
        assert_eq!(parse_rupiah(vector.get("teks").text()), Some(Rupiah(number(vector))));
    }
}

#[test]
fn sums_and_refusals() {
    for (text, expected) in [
        ("Rp5.000,-", Some(5_000)),
        ("Rp. 5.000", Some(5_000)),
        ("IDR 12,500", Some(12_500)),
        ("1.234.567", Some(1_234_567)),
        ("Rp1.234.567,49", Some(1_234_567)),
        ("1,234,567.50", Some(1_234_568)),
        ("-Rp12.500", Some(-12_500)),
        ("minus lima ribu", Some(-5_000)),
        ("limang ewu", Some(5_000)),
        ("selawe ewu", Some(25_000)),
        ("rongpuluh ewu", Some(20_000)),
        ("sewu limangatus", Some(1_500)),
        ("setengah juta", Some(500_000)),
        ("lima ribu rupiah", Some(5_000)),
        ("12.50", Some(13)),
        ("0", Some(0)),
        ("12.5000", None),
        ("1.23.456", None),
        ("1,234.567,8", None),
        ("5 ribu ikat", None),
        ("Rp", None),
        ("Rp goceng", None),
        ("5-6 ribu", None),
        ("99999999999999999999", None),
        ("9999999999 miliar", None),
        ("Rp45.000/kg", None),
    ] {
        assert_eq!(parse_rupiah(text), expected.map(Rupiah), "{text}");
    }
    assert_eq!(number_in_words(i64::MIN).split(' ').next(), Some("minus"));
}

proptest! {
    #[test]
    fn what_is_shown_is_read_back(amount in -1_000_000_000_000_i64..1_000_000_000_000) {
        prop_assert_eq!(parse_rupiah(&Rupiah(amount).to_string()), Some(Rupiah(amount)));
        prop_assert_eq!(parse_rupiah(&in_words(Rupiah(amount))), Some(Rupiah(amount)));
    }

    #[test]
    fn no_text_makes_it_fail(text in "\\PC{0,40}|[rp0-9., -]{0,20}( (ribu|juta|miliar|triliun|m))*") {
        let _ = parse_rupiah(&text);
    }
}

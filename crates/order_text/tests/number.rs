//! Numbers in digits and words, Indonesian and Javanese.

#![allow(clippy::unwrap_used, reason = "a test may stop here")]

use order_text::number::read_number;
use order_text::{fold, tokens};

/// Thousandths and the tokens that are left.
fn read(text: &str) -> Option<(i64, usize)> {
    let folded = fold(text);
    let found = tokens(&folded);
    read_number(&found).map(|number| (number.milli, found.len() - number.tokens))
}

#[test]
fn whole_numbers() {
    for (text, expected) in [
        ("nol", 0),
        ("siji", 1),
        ("rong", 2),
        ("telung", 3),
        ("sekawan", 4),
        ("gangsal", 5),
        ("sebelas", 11),
        ("dua belas", 12),
        ("rolas", 12),
        ("limolas", 15),
        ("limabelas", 15),
        ("dua puluh lima", 25),
        ("duapuluh lima", 25),
        ("rongpuluh", 20),
        ("telulikur", 23),
        ("selawe", 25),
        ("telung puluh", 30),
        ("seket", 50),
        ("sewidak", 60),
        ("sembilan puluh sembilan", 99),
        ("satus", 100),
        ("satus selawe", 125),
        ("rong atus seket", 250),
        ("dua ratus sebelas", 211),
        ("seribu", 1_000),
        ("sewu", 1_000),
        ("limangewu", 5_000),
        ("limang ewu", 5_000),
        ("sepuluh ewu", 10_000),
        ("selawe ewu", 25_000),
        ("dua belas ribu lima ratus", 12_500),
        ("satu juta lima ratus ribu", 1_500_000),
        ("5rb", 5_000),
        ("5k", 5_000),
        ("7.500", 7_500),
        ("1.000.000", 1_000_000),
    ] {
        assert_eq!(read(text), Some((expected * 1_000, 0)), "{text}");
    }
}

#[test]
fn parts_of_one() {
    for (text, milli) in [
        ("1,5", 1_500),
        ("1.5", 1_500),
        ("0.250", 250),
        ("1,125", 1_125),
        ("1,2500", 1_250),
        ("½", 500),
        ("1½", 1_500),
        ("1 ½", 1_500),
        ("1/4", 250),
        ("1 1/2", 1_500),
        ("3/4", 750),
        ("setengah", 500),
        ("separo", 500),
        ("seprapat", 250),
        ("saprapat", 250),
        ("seperempat", 250),
        ("tiga perempat", 750),
        ("telung prapat", 750),
        ("satu setengah", 1_500),
        ("2 setengah", 2_500),
        ("1,5 juta", 1_500_000_000),
    ] {
        assert_eq!(read(text), Some((milli, 0)), "{text}");
    }
}

#[test]
fn a_number_ends_where_it_cannot_go_on() {
    for (text, expected) in [
        ("lima enam", Some((5_000, 1))),
        ("dua puluh lima puluh", Some((25_000, 1))),
        ("5 3", Some((5_000, 1))),
        ("5 k", Some((5_000, 1))),
        ("rong kilo", Some((2_000, 1))),
        ("ribu", None),
        ("puluh", None),
        ("kilo", None),
        ("k", None),
        ("1/3", None),
        ("1/0", None),
        ("1,2345", None),
        ("1.23.456", None),
        ("0.0.0", None),
        ("9223372036854775807", None),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

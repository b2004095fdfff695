//! The quantity field: what buyers write, the refusals, and what a sum of money buys.

#![allow(clippy::unwrap_used, reason = "a test may stop here")]

use kernel::{Kinded, Lang, Quantity, Rupiah, Unit};
use order_text::{SoldAs, Wanted, WantedError, parse_wanted, spoken, wanted_quantity};
use proptest::prelude::*;

const KG: SoldAs<'static> =
    SoldAs { unit: Unit::Weight, label: "kg", pack_grams: None, pack_ml: None, price: Rupiah(64_000), step_milli: 1, min_milli: 1 };
const IKAT: SoldAs<'static> = SoldAs { unit: Unit::Bunch, label: "ikat", price: Rupiah(2_500), step_milli: 1_000, min_milli: 1_000, ..KG };
const BUTIR: SoldAs<'static> = SoldAs { unit: Unit::Piece, label: "butir", price: Rupiah(2_000), ..IKAT };
const EKOR: SoldAs<'static> = SoldAs { unit: Unit::Piece, label: "ekor", step_milli: 500, min_milli: 500, price: Rupiah(40_000), ..KG };
const TRAY: SoldAs<'static> = SoldAs { unit: Unit::Pack, label: "tray 30 butir", price: Rupiah(55_000), ..IKAT };
const SAK: SoldAs<'static> = SoldAs { unit: Unit::Pack, label: "sak 5 kg", pack_grams: Some(5_000), price: Rupiah(75_000), ..IKAT };
const BUNGKUS: SoldAs<'static> = SoldAs { unit: Unit::Pack, label: "bungkus", pack_grams: Some(500), ..SAK };
const LITER: SoldAs<'static> =
    SoldAs { unit: Unit::Pack, label: "liter", pack_ml: Some(1_000), price: Rupiah(18_000), step_milli: 250, min_milli: 250, ..KG };
const HALF_KILO: SoldAs<'static> = SoldAs { unit: Unit::Pack, label: "500 g", ..SAK };

fn quantity(milli: i64) -> Result<Wanted, WantedError> {
    Ok(Wanted::Quantity(Quantity::from_milli(milli).unwrap()))
}
fn amount(rupiah: i64) -> Result<Wanted, WantedError> {
    Ok(Wanted::Amount(Rupiah(rupiah)))
}
fn mismatch(expected: &str) -> Result<Wanted, WantedError> {
    Err(WantedError::UnitMismatch { expected: expected.to_owned() })
}

#[test]
fn weights() {
    for (text, milli) in [
        ("¼ kg", 250),
        ("1,5 kg", 1_500),
        ("1.5kg", 1_500),
        ("seprapat", 250),
        ("seprapat kilo", 250),
        ("setengah kg", 500),
        ("tiga perempat kilo", 750),
        ("3 ons", 300),
        ("sak ons", 100),
        ("seons", 100),
        ("250 gr", 250),
        ("1.500 gram", 1_500),
        ("sak kilo", 1_000),
        ("sakilo", 1_000),
        ("sekilo setengah", 1_500),
        ("1 kg setengah", 1_500),
        ("rong kilo setengah", 2_500),
        ("satu setengah kilo", 1_500),
        ("sekilo seprapat", 1_250),
        ("1 kg 3 ons", 1_300),
        ("2 kg, setengah ons", 2_050),
        ("1 1/2 kg", 1_500),
        ("10", 10_000),
        ("x2", 2_000),
        ("2 x", 2_000),
        ("2 klio", -1),
        ("2 kilogran", 2_000),
        ("*2 kg* ya 🙏", 2_000),
        ("minta 2 kg aja", 2_000),
        ("5 ribu gram", 5_000),
        ("1 kwintal", 100_000),
    ] {
        let expected = if milli < 0 { Err(WantedError::NotUnderstood) } else { quantity(milli) };
        assert_eq!(parse_wanted(text, &KG), expected, "{text}");
    }
}

#[test]
fn things_counted() {
    for (text, sold, expected) in [
        ("2 ikat", IKAT, quantity(2_000)),
        ("rong iket", IKAT, quantity(2_000)),
        ("seikat", IKAT, quantity(1_000)),
        ("sak iket", IKAT, quantity(1_000)),
        ("3", IKAT, quantity(3_000)),
        ("3 pcs", IKAT, quantity(3_000)),
        ("selawe iji", BUTIR, quantity(25_000)),
        ("10 butirr", BUTIR, quantity(10_000)),
        ("setengah ekor", EKOR, quantity(500)),
        ("2 ekor setengah", EKOR, quantity(2_500)),
        ("2 tray", TRAY, quantity(2_000)),
        ("1 tray 30 butir", TRAY, quantity(1_000)),
        ("tray 30 butir", TRAY, quantity(1_000)),
        ("2 sak", SAK, quantity(2_000)),
        ("sak 5 kg", SAK, quantity(1_000)),
        ("2 sak 5 kg", SAK, quantity(2_000)),
        ("2 x 500 g", HALF_KILO, quantity(2_000)),
        ("500 g", HALF_KILO, quantity(1_000)),
        ("500 ml", LITER, quantity(500)),
        ("2 liter setengah", LITER, quantity(2_500)),
        ("seliter", LITER, quantity(1_000)),
        ("1 kg", SAK, mismatch("sak 5 kg")),
        ("5 kg", BUNGKUS, mismatch("bungkus (500 g)")),
        ("2 bungkus 500 g", BUNGKUS, mismatch("bungkus (500 g)")),
        ("30 butir", TRAY, mismatch("tray 30 butir")),
        ("2 kg", IKAT, mismatch("ikat")),
        ("2 biji", IKAT, mismatch("ikat")),
        ("1 kg", LITER, mismatch("liter")),
        ("250 g", HALF_KILO, mismatch("500 g")),
        ("2 ikat", KG, mismatch("kg")),
        ("sak 5 kg", KG, mismatch("kg")),
        ("1 sak 5 kg", KG, mismatch("kg")),
        ("2 liter", KG, mismatch("kg")),
    ] {
        assert_eq!(parse_wanted(text, &sold), expected, "{text} as {}", sold.label);
    }
}

#[test]
fn sums_of_money() {
    for (text, expected) in [
        ("Rp5.000", amount(5_000)),
        ("Rp 5.000,-", amount(5_000)),
        ("rp.5000", amount(5_000)),
        ("5 ribu", amount(5_000)),
        ("5rb", amount(5_000)),
        ("2,5rb", amount(2_500)),
        ("5k", amount(5_000)),
        ("limang ewu", amount(5_000)),
        ("limangewu", amount(5_000)),
        ("sepuluh ribu rupiah", amount(10_000)),
        ("seharga 5 ribu", amount(5_000)),
        ("Rp5.000 worth", amount(5_000)),
        ("5000", amount(5_000)),
        ("5.000", amount(5_000)),
        ("Rp500", amount(500)),
        ("999", quantity(999_000)),
        ("goceng", Err(WantedError::NotUnderstood)),
        ("Rp0", Err(WantedError::Zero)),
        ("-Rp5.000", Err(WantedError::Negative)),
        ("Rp-5.000", Err(WantedError::Negative)),
        ("1000000000", Err(WantedError::TooLarge)),
        ("Rp100.000.001", Err(WantedError::TooLarge)),
        ("Rp5.000/kg", Err(WantedError::NotUnderstood)),
    ] {
        assert_eq!(parse_wanted(text, &KG), expected, "{text}");
    }
}

#[test]
fn what_is_not_certain_is_refused() {
    use WantedError::{BelowMinimum, Empty, Negative, NotMultiple, NotUnderstood, TooLarge, Zero};
    let quarters = SoldAs { step_milli: 250, min_milli: 500, ..KG };
    for (text, sold, expected) in [
        ("", KG, Empty),
        (" \u{200B}\n", KG, Empty),
        ("0", KG, Zero),
        ("0 kg", KG, Zero),
        ("nol", IKAT, Zero),
        ("-1", KG, Negative),
        ("−1 kg", KG, Negative),
        ("minus dua kilo", KG, Negative),
        ("1000000000 kg", KG, TooLarge),
        ("99999999999999999999", KG, TooLarge),
        ("20 ton", KG, TooLarge),
        ("1 juta ikat", IKAT, TooLarge),
        ("banyak", KG, NotUnderstood),
        ("kg", KG, NotUnderstood),
        ("5-6 kg", KG, NotUnderstood),
        (".5 kg", KG, NotUnderstood),
        ("1, 5 kg", KG, NotUnderstood),
        ("1 / 2 kg", KG, NotUnderstood),
        ("<1 kg", KG, NotUnderstood),
        ("€5", KG, NotUnderstood),
        ("10⁹", KG, NotUnderstood),
        ("1e9", KG, NotUnderstood),
        ("1,2,3", KG, NotUnderstood),
        ("2 3", KG, NotUnderstood),
        ("2 ons 1 kg", KG, NotUnderstood),
        ("1/3 kg", KG, NotUnderstood),
        ("2 kg bayam", KG, NotUnderstood),
        ("🙏", KG, NotUnderstood),
        ("1,5 gram", KG, NotMultiple { step: "1 g".to_owned() }),
        ("seprapat", quarters, BelowMinimum { min: "½ kg".to_owned() }),
        ("6 ons", quarters, NotMultiple { step: "¼ kg".to_owned() }),
        ("1,5", IKAT, NotMultiple { step: "1 ikat".to_owned() }),
        ("½", IKAT, BelowMinimum { min: "1 ikat".to_owned() }),
    ] {
        assert_eq!(parse_wanted(text, &sold), Err(expected), "{text:?} as {}", sold.label);
    }
    let long = "2 kg ".repeat(1_000);
    assert_eq!(parse_wanted(&long, &KG), Err(NotUnderstood));
}

#[test]
fn money_buys_whole_grams_and_whole_pieces() {
    let small = |least| Err(WantedError::AmountTooSmall { least: Rupiah(least) });
    let crates = SoldAs { step_milli: 3_000, min_milli: 3_000, ..BUTIR };
    let hundred = SoldAs { min_milli: 100, ..KG };
    for (rupiah, sold, expected) in [
        (5_000, KG, Ok(78)),
        (64_000, KG, Ok(1_000)),
        (63, KG, small(64)),
        (6_399, hundred, small(6_400)),
        (6_400, hundred, Ok(100)),
        (5_000, IKAT, Ok(2_000)),
        (7_400, IKAT, Ok(2_000)),
        (2_499, IKAT, small(2_500)),
        (39_999, EKOR, small(40_000)),
        (65_000, EKOR, Ok(1_000)),
        (11_000, crates, Ok(3_000)),
        (10_000, LITER, Ok(500)),
        (0, KG, Err(WantedError::Zero)),
        (-1, KG, Err(WantedError::Negative)),
        (100_000_001, KG, Err(WantedError::TooLarge)),
        (100_000_000, SoldAs { price: Rupiah(1), ..KG }, Err(WantedError::TooLarge)),
        (5_000, SoldAs { price: Rupiah(0), ..KG }, Err(WantedError::UnitMismatch { expected: "kg".to_owned() })),
    ] {
        assert_eq!(wanted_quantity(Rupiah(rupiah), &sold).map(Quantity::milli), expected, "{rupiah} as {}", sold.label);
    }
}

#[test]
fn refusals_name_their_field_and_values() {
    let error = parse_wanted("2 ikat", &KG).unwrap_err();
    assert_eq!((error.code(), error.field()), ("quantity_unit_mismatch", Some("quantity")));
    assert_eq!(error.details(), [("expected", "kg".to_owned())]);
}

proptest! {
    #[test]
    fn no_text_makes_it_fail(text in "\\PC{0,60}|([0-9.,/½¼ -]{1,6}(kg|ons|x|sak|setengah|ribu|ikat|rp)? ?){0,5}") {
        for sold in [KG, IKAT, TRAY, SAK, LITER, HALF_KILO] {
            let _ = parse_wanted(&text, &sold);
        }
    }

    #[test]
    fn what_is_spoken_is_understood(milli in 1_i64..=10_000_000, whole in 1_i64..=10_000) {
        for lang in Lang::ALL {
            for sold in [KG, IKAT, BUTIR, EKOR, TRAY, SAK, BUNGKUS, LITER, HALF_KILO] {
                let sold = SoldAs { step_milli: 1, min_milli: 1, ..sold };
                for milli in [milli, whole * 1_000] {
                    let quantity = Quantity::from_milli(milli).unwrap();
                    let text = spoken(quantity, sold.unit, sold.label, lang);
                    prop_assert_eq!(parse_wanted(&text, &sold), Ok(Wanted::Quantity(quantity)), "{}", text);
                }
            }
        }
    }

    #[test]
    fn money_never_buys_more_than_it_is_worth(rupiah in 1_i64..100_000_000, price in 1_i64..10_000_000) {
        for sold in [KG, IKAT, EKOR, LITER] {
            let sold = SoldAs { price: Rupiah(price), ..sold };
            match wanted_quantity(Rupiah(rupiah), &sold) {
                Ok(quantity) => prop_assert!(sold.price.times_milli(quantity.milli()).unwrap() <= Rupiah(rupiah)),
                Err(WantedError::AmountTooSmall { least }) => {
                    prop_assert!(least > Rupiah(rupiah));
                    prop_assert!(matches!(wanted_quantity(least, &sold), Ok(_) | Err(WantedError::TooLarge)));
                }
                Err(error) => prop_assert_eq!(error, WantedError::TooLarge),
            }
        }
    }
}

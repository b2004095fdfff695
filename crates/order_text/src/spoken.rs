//! A quantity in the words people use: `¼ kg`, `1½ kg`, `250 g`, `2 ikat`.
//!
//! What is written here, [`crate::quantity::parse_wanted`] reads back as the same quantity.

use kernel::{Lang, Quantity, Unit};

/// `quantity` as people of this language write it.
///
/// Indonesian and Javanese use fractions and the decimal comma, English grams and the decimal point. The
/// `label` is the seller's own word and is kept in every language; goods sold by weight are in kg or g.
/// An English number with three decimals keeps the comma, because a dot before three digits means thousands here.
#[must_use]
pub fn spoken(quantity: Quantity, unit: Unit, label: &str, lang: Lang) -> String {
    if unit == Unit::Weight {
        return spoken_weight(quantity, lang);
    }
    let sign = if label.starts_with(|letter: char| letter.is_numeric()) { " ×" } else { "" };
    let number = fraction(quantity).unwrap_or_else(|| decimal(quantity, lang));
    format!("{number}{sign} {label}").trim_end().to_owned()
}

fn spoken_weight(quantity: Quantity, lang: Lang) -> String {
    let grams = quantity.milli();
    match (lang, fraction(quantity)) {
        (Lang::Id | Lang::Jv, Some(part)) => format!("{part} kg"),
        _ if (1..1_000).contains(&grams) || (lang == Lang::En && grams % 10 != 0) => format!("{grams} g"),
        _ => format!("{} kg", decimal(quantity, lang)),
    }
}

/// The quarters everybody writes: `¼`, `1½`. None when it is another number.
fn fraction(quantity: Quantity) -> Option<String> {
    let (whole, part) = (quantity.milli() / 1_000, quantity.milli() % 1_000);
    let mark = match part {
        250 => '¼',
        500 => '½',
        750 => '¾',
        _ => return None,
    };
    Some(if whole == 0 { mark.to_string() } else { format!("{whole}{mark}") })
}

fn decimal(quantity: Quantity, lang: Lang) -> String {
    let number = quantity.decimal();
    if lang == Lang::En && quantity.milli() % 10 == 0 { number.replace(',', ".") } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_said_as_people_say_them() {
        for (milli, unit, label, lang, expected) in [
            (250, Unit::Weight, "kg", Lang::Id, "¼ kg"),
            (500, Unit::Weight, "kg", Lang::Jv, "½ kg"),
            (750, Unit::Weight, "kg", Lang::Id, "¾ kg"),
            (250, Unit::Weight, "kg", Lang::En, "250 g"),
            (100, Unit::Weight, "kg", Lang::Id, "100 g"),
            (1_000, Unit::Weight, "kg", Lang::En, "1 kg"),
            (1_500, Unit::Weight, "kg", Lang::Id, "1½ kg"),
            (1_500, Unit::Weight, "kg", Lang::En, "1.5 kg"),
            (2_250, Unit::Bunch, "ikat", Lang::En, "2¼ ikat"),
            (1_234, Unit::Weight, "kg", Lang::Id, "1,234 kg"),
            (1_234, Unit::Weight, "kg", Lang::En, "1234 g"),
            (0, Unit::Weight, "kg", Lang::Id, "0 kg"),
            (2_000, Unit::Bunch, "ikat", Lang::Id, "2 ikat"),
            (500, Unit::Piece, "ekor", Lang::En, "½ ekor"),
            (1_000, Unit::Pack, "tray 30 butir", Lang::Id, "1 tray 30 butir"),
            (2_000, Unit::Pack, "500 g", Lang::Id, "2 × 500 g"),
        ] {
            let quantity = Quantity::from_milli(milli).unwrap();
            assert_eq!(spoken(quantity, unit, label, lang), expected);
        }
    }
}

//! Number words of Indonesian and Javanese (ngoko and the common krama), as atoms that [`crate::number`] adds up.

/// What one number word does to the number being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Atom {
    /// A number from 0 to 100 by itself: `lima`, `selawe`, `satus`.
    Count(i64),
    /// Adds ten to the digit before it: `belas`.
    Teen,
    /// Makes tens of the digit before it: `puluh`.
    Ten,
    /// Makes hundreds of the digit before it: `ratus`, `atus`.
    Hundred,
    /// Multiplies what stands before it: `ribu`, `ewu`, `juta`.
    Scale(i64),
    /// One of a scale: `seribu`, `sewu`.
    OneScale(i64),
    /// Thousandths of one: `setengah`, `seprapat`.
    Part(i64),
    /// Makes quarters of the digit before it: `perempat`.
    Quarter,
}

/// The atoms of a folded word: one, or two where people write them together (`limangewu`, `duapuluh`).
pub(crate) fn atoms(word: &str) -> Option<(Atom, Option<Atom>)> {
    if let Some(atom) = simple(word) {
        return Some((atom, None));
    }
    for suffix in ["belas", "puluh", "likur", "ratus", "atus", "ribu", "ewu", "juta"] {
        let Some(Atom::Count(value)) = word.strip_suffix(suffix).and_then(simple) else { continue };
        if suffix == "likur" {
            return (value < 10).then_some((Atom::Count(20 + value), None));
        }
        return simple(suffix).map(|scale| (Atom::Count(value), Some(scale)));
    }
    None
}

/// Whether the word is, or ends in, a number.
pub(crate) fn is_number_word(word: &str) -> bool {
    atoms(word).is_some()
}

fn simple(word: &str) -> Option<Atom> {
    let atom = match word {
        "belas" | "welas" => Atom::Teen,
        "puluh" | "doso" | "dasa" => Atom::Ten,
        "ratus" | "atus" => Atom::Hundred,
        "ribu" | "rb" | "rbu" | "ewu" | "k" => Atom::Scale(1_000),
        "juta" | "jt" | "yuta" => Atom::Scale(1_000_000),
        "miliar" | "milyar" => Atom::Scale(1_000_000_000),
        "triliun" | "trilyun" => Atom::Scale(1_000_000_000_000),
        "seribu" | "sewu" => Atom::OneScale(1_000),
        "sejuta" | "sayuta" => Atom::OneScale(1_000_000),
        "setengah" | "stengah" | "separo" | "separoh" | "separuh" | "sparo" => Atom::Part(500),
        "seperempat" | "seprapat" | "saprapat" | "sprapat" | "seperapat" | "saperapat" => Atom::Part(250),
        "perempat" | "prapat" => Atom::Quarter,
        _ => return count(word).map(Atom::Count),
    };
    Some(atom)
}

/// 0 to 100 in one word.
fn count(word: &str) -> Option<i64> {
    let value = match word {
        "nol" | "kosong" => 0,
        "satu" | "siji" | "setunggal" => 1,
        "dua" | "loro" | "rong" | "kalih" => 2,
        "tiga" | "telu" | "telung" | "tigang" => 3,
        "empat" | "papat" | "patang" | "sekawan" => 4,
        "lima" | "limo" | "limang" | "gangsal" => 5,
        "enam" | "enem" | "nem" | "nemng" | "neming" => 6,
        "tujuh" | "pitu" | "pitung" => 7,
        "delapan" | "wolu" | "wolung" => 8,
        "sembilan" | "sanga" | "songo" | "sangang" | "songang" => 9,
        "sepuluh" | "sedoso" | "sedasa" => 10,
        "sebelas" | "sewelas" => 11,
        "rolas" => 12,
        "telulas" => 13,
        "patbelas" => 14,
        "limolas" | "limalas" => 15,
        "nembelas" => 16,
        "pitulas" => 17,
        "wolulas" => 18,
        "sangalas" | "songolas" => 19,
        "selikur" => 21,
        "rolikur" => 22,
        "patlikur" => 24,
        "selawe" => 25,
        "seket" => 50,
        "sewidak" | "suwidak" => 60,
        "seratus" | "satus" => 100,
        _ => return None,
    };
    Some(value)
}

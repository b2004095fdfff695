//! Ordinary Indonesian and Javanese words, names and places that are one letter away from goods and are no typing errors.
//!
//! Source: README rule 5 of `data/order_text` names the kind (bayar, pisan, telung, marah); the words are
//! general usage, collected against the names and synonyms of `data/malang/komoditas.json`.

/// Whether a folded word means something by itself, so that it must not be read as mistyped goods.
pub(crate) fn is_ordinary(word: &str) -> bool {
    WORDS.binary_search(&word).is_ok()
}

/// Sorted.
const WORDS: &[&str] = &[
    "agung", "ambang", "balik", "balon", "bambu", "bandung", "banteng", "barang", "basuh", "batang", "batin", "bawah", "bayan", "bayang",
    "bayar", "bayat", "bebas", "bekas", "belas", "benar", "berat", "beres", "besan", "biaya", "bilik", "binasa", "bohong", "bubur",
    "bujuk", "buncit", "bunda", "buruk", "busuk", "cabang", "cerah", "dagang", "daring", "deras", "dering", "firma", "gadang", "gamer",
    "gandeng", "gantung", "garap", "garas", "gawang", "gedung", "gelang", "gembung", "genang", "gendang", "gerah", "geram", "gorong",
    "gotong", "gudang", "haram", "harus", "hijab", "instal", "jagong", "janji", "jantan", "jongkol", "kadang", "kalau", "kalong", "kalung",
    "kapas", "kapur", "karang", "karut", "kasir", "kecik", "kelana", "kemang", "kenal", "kenang", "kenapa", "kencang", "kendal", "kendang",
    "kening", "kentong", "keping", "kepiting", "kerang", "keras", "kubik", "kucing", "kupat", "kuping", "lambat", "larut", "latin",
    "lawang", "lengah", "lengan", "lentang", "loyal", "magis", "manik", "mantik", "marah", "mental", "mentok", "merak", "meriah", "metik",
    "milik", "murah", "ngeri", "pajang", "panah", "pandang", "parit", "pasang", "pasar", "patut", "pedang", "pental", "perah", "peras",
    "perut", "pisan", "pising", "pulih", "rakit", "rambak", "rambut", "ranjang", "rawat", "rental", "rentang", "santai", "santen", "satan",
    "satin", "sedang", "seger", "sekar", "selan", "serah", "sering", "setang", "supir", "tabah", "tamat", "tanam", "tangi", "tebur",
    "tegar", "teluk", "telung", "tembang", "tembus", "tempel", "tempo", "tempung", "tentang", "tenung", "tepang", "teras", "terung",
    "titik", "tobat", "tombok", "tumbu", "vokal", "wartel",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sorted_and_long_enough_to_matter() {
        assert!(WORDS.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(WORDS.iter().all(|word| word.chars().count() >= crate::typo::LETTERS_MIN));
    }

    #[test]
    fn words_with_a_meaning_of_their_own_are_known() {
        for word in ["bayar", "pisan", "marah", "pasar", "terung", "sedang", "barang"] {
            assert!(is_ordinary(word), "{word}");
        }
        assert!(!is_ordinary("berss"));
    }
}

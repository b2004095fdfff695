//! The goods of Malang: every name, synonym and Javanese name finds its commodity, and nothing else does.

#![allow(clippy::unwrap_used, reason = "a test may stop here")]

mod support;

use std::time::Instant;

use order_text::{Ambiguous, Entry, Exactness, Lexicon};
use proptest::prelude::*;
use support::Json;

struct Goods {
    ids: Vec<String>,
    entries: Vec<Entry>,
    lexicon: Lexicon,
    data: Json,
}

fn goods() -> Goods {
    let data = Json::malang("komoditas.json");
    let list = data.get("komoditas").list();
    let ids: Vec<String> = list.iter().map(|item| item.get("id").text().to_owned()).collect();
    let key = |id: &str| u32::try_from(ids.iter().position(|known| known == id).unwrap()).unwrap();
    let entries: Vec<Entry> = list.iter().map(|item| Entry { key: key(item.get("id").text()), phrases: phrases(item) }).collect();
    let ambiguous: Vec<Ambiguous> = data
        .get("umum")
        .list()
        .iter()
        .map(|group| Ambiguous {
            phrases: group.get("kata").texts(),
            keys: group.get("kandidat").texts().iter().map(|id| key(id)).collect(),
        })
        .collect();
    let lexicon = Lexicon::build(entries.clone(), ambiguous, data.get("bukan_komoditas").texts());
    Goods { ids, entries, lexicon, data }
}

/// "Kol/Kubis" is two names.
fn phrases(item: &Json) -> Vec<String> {
    let mut found: Vec<String> = item.get("nama").text().split('/').map(str::to_owned).collect();
    found.extend(item.get("sinonim").texts());
    found.extend(item.get("jawa").texts());
    found
}

impl Goods {
    /// The ids of each hit, joined.
    fn found(&self, query: &str) -> Vec<String> {
        let name = |key: &u32| self.ids[*key as usize].as_str();
        self.lexicon.read(query).hits.iter().map(|hit| hit.keys.iter().map(name).collect::<Vec<_>>().join("|")).collect()
    }
}

#[test]
fn every_phrase_finds_its_commodity_and_only_that() {
    let goods = goods();
    assert_eq!(goods.entries.len(), 50);
    for entry in &goods.entries {
        for phrase in &entry.phrases {
            for text in [phrase.clone(), phrase.to_uppercase(), format!("{phrase}nya 2 kg"), format!("mau {phrase}")] {
                let reading = goods.lexicon.read_whole(&text);
                let keys: Vec<&[u32]> = reading.hits.iter().map(|hit| hit.keys.as_slice()).collect();
                assert_eq!(keys, [[entry.key]], "{text}");
                assert_eq!(reading.hits[0].exactness, Exactness::Exact, "{text}");
            }
        }
    }
}

#[test]
fn general_words_ask_and_other_goods_are_other() {
    let goods = goods();
    for group in goods.data.get("umum").list() {
        for word in group.get("kata").texts() {
            assert_eq!(goods.found(&word), [group.get("kandidat").texts().join("|")], "{word}");
        }
    }
    for phrase in goods.data.get("bukan_komoditas").texts() {
        let reading = goods.lexicon.read(&phrase);
        let bare: Vec<String> = reading.other_goods.iter().map(|other| other.replace(' ', "")).collect();
        assert_eq!((reading.hits.len(), bare), (0, vec![phrase.replace(' ', "")]), "{phrase}");
    }
}

#[test]
fn searches() {
    let goods = goods();
    let beras = "beras-premium|beras-medium|beras-mentik";
    for (query, expected) in [
        ("lombok cilik", vec!["cabai-rawit-merah"]),
        ("endog", vec!["telur-ayam-ras"]),
        ("endoge", vec!["telur-ayam-ras"]),
        ("berss 5kg", vec![beras]),
        ("brambang", vec!["bawang-merah"]),
        ("kol", vec!["kol"]),
        ("kolam renang", vec![]),
        ("terima kasih", vec![]),
        ("bawang bombay", vec![]),
        ("telurnya 2 kg", vec!["telur-ayam-ras"]),
        ("tahuu", vec!["tahu"]),
        ("bayaaam", vec!["bayam"]),
        ("tempe, tahu 10 & bayam 2 ikat", vec!["tempe", "tahu", "bayam"]),
        ("ayam-kampung", vec!["daging-ayam-kampung"]),
        ("gas 3kg", vec!["lpg-3kg"]),
        ("minyak goreng curah", vec!["minyak-curah"]),
        ("bawang, merah", vec!["bawang-merah|bawang-putih"]),
        ("bawng merahh", vec!["bawang-merah"]),
        ("pasar barang murah", vec![]),
        ("titiknya di pasar", vec![]),
        ("terigu segitiga biru", vec!["tepung-terigu"]),
        ("telung kilo", vec![]),
        ("seprapat kilo lombok rawit", vec!["cabai-rawit-merah"]),
        ("", vec![]),
        ("🍅", vec![]),
    ] {
        assert_eq!(goods.found(query), expected, "{query}");
    }
}

#[test]
fn unfinished_words_offer_what_they_may_become() {
    let goods = goods();
    for (query, expected) in [
        ("kangk", vec!["kangkung"]),
        ("wort", vec!["wortel"]),
        ("cabe raw", vec!["cabai-rawit-merah"]),
        ("tempe kangk", vec!["tempe", "kangkung"]),
        ("segitiga", vec!["tepung-terigu"]),
        ("telu", vec!["telur-ayam-ras|telur-ayam-kampung"]),
        ("tempe telu", vec!["tempe"]),
        ("k", vec![]),
    ] {
        assert_eq!(goods.found(query), expected, "{query}");
    }
    assert!(goods.lexicon.read_whole("kangk").hits.is_empty());
    assert_eq!(goods.lexicon.read("wort").hits[0].exactness, Exactness::Prefix);
}

#[test]
fn readings_tell_what_they_did() {
    let goods = goods();
    let reading = goods.lexicon.read("berss 5kg yang pulen");
    assert_eq!(reading.hits[0].exactness, Exactness::Typo);
    assert_eq!(reading.hits[0].words, 0..1);
    assert_eq!(reading.quantities.as_slice(), std::slice::from_ref(&(1..3)));
    assert_eq!(reading.rest, ["yang", "pulen"]);
    assert_eq!(reading.suggestion.as_deref(), Some("beras 5kg yang pulen"));
    let reading = goods.lexicon.read("Bawang bombay seprapat, nasi kotak, rawit limangewu, sak 5 kg, Rp5.000, x2, sekilo");
    assert_eq!(reading.other_goods, ["bawang bombay"]);
    assert_eq!(reading.rest, ["nasi", "kotak"]);
    assert_eq!(reading.hits.len(), 1);
    assert_eq!(reading.suggestion, None);
}

#[test]
fn a_phrase_of_ours_is_never_other_goods() {
    let entry = |key, phrase: &str| Entry { key, phrases: vec![phrase.to_owned()] };
    let lexicon = Lexicon::build([entry(1, "pisang"), entry(2, "Pisang Goreng"), entry(3, "pisang")], [], ["pisang goreng".to_owned()]);
    assert_eq!(lexicon.read("pisang goreng").hits[0].keys, [2]);
    assert_eq!(lexicon.read("pisang").hits[0].keys, [1, 3]);
    assert!(Lexicon::default().read("pisang").hits.is_empty());
}

/// Prints, and stops only what is wildly slow: the machine's load is not ours to test.
#[test]
fn reading_is_quick() {
    let mut goods = goods();
    let syllables = ["ba", "ku", "ri", "mo", "te", "la", "su", "ni", "pa", "go", "de", "wa"];
    let made = |index: usize| {
        let word = |seed: usize| (0..4).map(|at| syllables[(seed / 12_usize.pow(at)) % 12]).collect::<String>();
        Entry { key: u32::try_from(100 + index).unwrap(), phrases: vec![format!("{} {}", word(index * 7), word(index * 11 + 3))] }
    };
    goods.entries.extend((0..2_000).map(made));
    let lexicon = Lexicon::build(goods.entries, [], goods.data.get("bukan_komoditas").texts());
    let queries = ["brambang gorengg murah", "lombok cilik seger", "berss premiun 5kg", "kangkng sawi tah"];
    let start = Instant::now();
    let mut hits = 0;
    for _ in 0..1_000 {
        hits += queries.iter().map(|query| lexicon.read(query).hits.len()).sum::<usize>();
    }
    let each = start.elapsed() / 4_000;
    println!("one reading: {each:?}, {hits} hits");
    assert!(each.as_micros() < 1_000, "{each:?}");
}

proptest! {
    #[test]
    fn no_text_makes_it_fail(text in "\\PC{0,80}|((beras|bawang|goreng|sak|5|kg|rp|-|x|se|lombokk|e) ?){0,12}") {
        let lexicon = Lexicon::build([Entry { key: 1, phrases: vec!["beras 5 kg".to_owned(), "bawang goreng".to_owned()] }], [], []);
        let reading = lexicon.read(&text);
        let folded = order_text::fold(&text);
        let count = order_text::tokens(&folded).len();
        prop_assert!(reading.hits.iter().all(|hit| hit.words.start < hit.words.end && hit.words.end <= count));
        prop_assert!(reading.quantities.iter().all(|words| words.end <= count));
        let _ = lexicon.read_whole(&text);
    }
}

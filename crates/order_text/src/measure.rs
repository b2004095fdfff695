//! Unit words: what they measure, and the one name behind the many.
//!
//! Source: `satuan` of `data/malang/komoditas.json` and the units of `data/order_text/README.md`.

use crate::typo::within_one_edit;

/// What a unit word measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Mass. **Units:** grams in one.
    Mass(i64),
    /// Volume. **Units:** millilitres in one.
    Volume(i64),
    /// Things counted, by their usual singular name: `ikat`, `papan`, `butir`.
    Counted(&'static str),
    /// `biji`, `iji`: the single piece, whatever that is of these goods.
    Piece,
    /// `pcs`: one of whatever is sold.
    Any,
}

/// The unit a folded word names, `None` for any other word.
#[must_use]
pub fn measure(word: &str) -> Option<Measure> {
    UNITS.iter().find(|(name, _)| *name == word).map(|(_, unit)| *unit)
}

/// The unit a word names even with one typing error, where both words have five letters or more.
#[must_use]
pub fn measure_mistyped(word: &str) -> Option<Measure> {
    measure(word).or_else(|| UNITS.iter().find(|(name, _)| within_one_edit(name, word)).map(|(_, unit)| *unit))
}

/// The unit of a word that says "one" and the unit together: `sekilo`, `sakilo`, `seikat`, `saiket`.
#[must_use]
pub fn one_measure(word: &str) -> Option<Measure> {
    ["sak", "se", "sa"].iter().filter_map(|prefix| word.strip_prefix(prefix)).filter(|unit| unit.len() > 2).find_map(measure)
}

/// Every unit word, folded.
const UNITS: &[(&str, Measure)] = &[
    ("kg", Measure::Mass(1_000)),
    ("kgs", Measure::Mass(1_000)),
    ("kilo", Measure::Mass(1_000)),
    ("kilogram", Measure::Mass(1_000)),
    ("ons", Measure::Mass(100)),
    ("gram", Measure::Mass(1)),
    ("gr", Measure::Mass(1)),
    ("g", Measure::Mass(1)),
    ("kwintal", Measure::Mass(100_000)),
    ("kw", Measure::Mass(100_000)),
    ("ton", Measure::Mass(1_000_000)),
    ("liter", Measure::Volume(1_000)),
    ("ltr", Measure::Volume(1_000)),
    ("lt", Measure::Volume(1_000)),
    ("l", Measure::Volume(1_000)),
    ("ml", Measure::Volume(1)),
    ("mililiter", Measure::Volume(1)),
    ("ikat", Measure::Counted("ikat")),
    ("iket", Measure::Counted("ikat")),
    ("unting", Measure::Counted("ikat")),
    ("bongkok", Measure::Counted("ikat")),
    ("bunch", Measure::Counted("ikat")),
    ("bunches", Measure::Counted("ikat")),
    ("papan", Measure::Counted("papan")),
    ("lonjor", Measure::Counted("papan")),
    ("lente", Measure::Counted("papan")),
    ("potong", Measure::Counted("potong")),
    ("ptg", Measure::Counted("potong")),
    ("bungkus", Measure::Counted("bungkus")),
    ("bks", Measure::Counted("bungkus")),
    ("bngks", Measure::Counted("bungkus")),
    ("butir", Measure::Counted("butir")),
    ("ekor", Measure::Counted("ekor")),
    ("tray", Measure::Counted("tray")),
    ("sisir", Measure::Counted("sisir")),
    ("lirang", Measure::Counted("sisir")),
    ("tandan", Measure::Counted("tandan")),
    ("tundun", Measure::Counted("tandan")),
    ("tabung", Measure::Counted("tabung")),
    ("kaleng", Measure::Counted("kaleng")),
    ("sachet", Measure::Counted("sachet")),
    ("saset", Measure::Counted("sachet")),
    ("kotak", Measure::Counted("kotak")),
    ("dus", Measure::Counted("dus")),
    ("dos", Measure::Counted("dus")),
    ("kardus", Measure::Counted("dus")),
    ("buah", Measure::Counted("buah")),
    ("bh", Measure::Counted("buah")),
    ("bonggol", Measure::Counted("bonggol")),
    ("sak", Measure::Counted("sak")),
    ("karung", Measure::Counted("karung")),
    ("pouch", Measure::Counted("pouch")),
    ("botol", Measure::Counted("botol")),
    ("btl", Measure::Counted("botol")),
    ("pak", Measure::Counted("pak")),
    ("pack", Measure::Counted("pak")),
    ("packs", Measure::Counted("pak")),
    ("porsi", Measure::Counted("porsi")),
    ("toples", Measure::Counted("toples")),
    ("lembar", Measure::Counted("lembar")),
    ("lbr", Measure::Counted("lembar")),
    ("batang", Measure::Counted("batang")),
    ("btg", Measure::Counted("batang")),
    ("helai", Measure::Counted("helai")),
    ("pasang", Measure::Counted("pasang")),
    ("set", Measure::Counted("set")),
    ("box", Measure::Counted("box")),
    ("cup", Measure::Counted("cup")),
    ("biji", Measure::Piece),
    ("iji", Measure::Piece),
    ("wiji", Measure::Piece),
    ("pcs", Measure::Any),
    ("pc", Measure::Any),
    ("pieces", Measure::Any),
    ("piece", Measure::Any),
];

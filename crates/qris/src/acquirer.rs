//! Who is behind the first eight digits of a merchant's account: the acquirers by their NNS.

use std::sync::LazyLock;

use serde::Deserialize;

/// **Source:** Bank Indonesia, Bicara 131, KA-01154; see `data/SOURCES.md`.
static ACQUIRERS: LazyLock<Vec<Acquirer>> = LazyLock::new(|| {
    // A test reads the file; it cannot fail here.
    let list: List = serde_json::from_str(include_str!("../data/nns.json")).unwrap_or_default();
    let mut acquirers = list.entries;
    acquirers.sort_by(|one, other| one.nns.cmp(&other.nns));
    acquirers
});

/// Digits of an NNS.
pub const NNS_DIGITS: usize = 8;

#[derive(Default, Deserialize)]
struct List {
    entries: Vec<Acquirer>,
}

/// A bank or payment company that merchants have their code from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Acquirer {
    /// National numbering system: eight digits, `9360` first.
    pub nns: String,
    /// Short, to be shown: `BRI`, `DANA`.
    pub name: String,
    /// In full.
    pub organization: String,
    /// The wallet or product, where one is known.
    pub product: Option<String>,
}

/// The acquirer with this number.
#[must_use]
pub fn by_nns(nns: &str) -> Option<&'static Acquirer> {
    let found = ACQUIRERS.binary_search_by(|acquirer| acquirer.nns.as_str().cmp(nns));
    found.ok().and_then(|index| ACQUIRERS.get(index))
}

/// All of them, by number.
#[must_use]
pub fn all() -> &'static [Acquirer] {
    &ACQUIRERS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acquirers_are_found() {
        for (nns, expected) in
            [("93600002", Some("BRI")), ("93600915", Some("DANA")), ("93600914", Some("GoPay")), ("00000000", None), ("", None)]
        {
            assert_eq!(by_nns(nns).map(|acquirer| acquirer.name.as_str()), expected, "{nns}");
        }
        assert_eq!(all().len(), 128);
        assert!(all().iter().all(|acquirer| acquirer.nns.len() == NNS_DIGITS && acquirer.nns.starts_with("9360")));
    }
}

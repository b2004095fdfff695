//! The reader's language: asked for in the address, chosen in this browser, the person's own, or the browser's.

use crate::i18n::Lang;

/// The language asked for with `?bahasa=`.
#[must_use]
pub fn asked(query: Option<&str>) -> Option<Lang> {
    let pairs = query?.split('&').filter_map(|pair| pair.split_once('='));
    pairs.filter(|(name, _)| *name == "bahasa").find_map(|(_, value)| Lang::ALL.into_iter().find(|lang| lang.code() == value))
}

#[cfg(test)]
mod tests {
    use super::{Lang, asked};

    #[test]
    fn the_address_may_ask_for_a_language() {
        for (query, lang) in [("bahasa=jv", Some(Lang::Jv)), ("q=a&bahasa=en", Some(Lang::En)), ("bahasa=fr", None), ("bahasa", None)] {
            assert_eq!(asked(Some(query)), lang, "{query}");
        }
        assert_eq!(asked(None), None);
    }
}

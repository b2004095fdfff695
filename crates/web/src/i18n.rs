//! The words on screen in three languages: Fluent files below `i18n/`, read once at start.
//!
//! A [`T`] is a cheap handle to one language. Plain messages are resolved beforehand and cost a map look-up. A message
//! without translation falls back to Indonesian; the tests see to it that this never happens.

use std::collections::HashMap;
use std::fmt::{self, Display};
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
pub use kernel::Lang;
use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

/// The first language we speak in an `Accept-Language` header; its order counts, its weights do not.
#[must_use]
pub fn from_accept(header: &str) -> Option<Lang> {
    header.split(',').take(16).find_map(|part| Lang::parse(part.split(';').next().unwrap_or_default()))
}

/// The files of one language, in one order for all.
pub(crate) fn sources(lang: Lang) -> [(&'static str, &'static str); 16] {
    macro_rules! files {
        ($code:literal) => {
            [
                ("common", include_str!(concat!("../i18n/", $code, "/common.ftl"))),
                ("shop", include_str!(concat!("../i18n/", $code, "/shop.ftl"))),
                ("order", include_str!(concat!("../i18n/", $code, "/order.ftl"))),
                ("buyer", include_str!(concat!("../i18n/", $code, "/buyer.ftl"))),
                ("messages", include_str!(concat!("../i18n/", $code, "/messages.ftl"))),
                ("errors", include_str!(concat!("../i18n/", $code, "/errors.ftl"))),
                ("api", include_str!(concat!("../i18n/", $code, "/api.ftl"))),
                ("trader", include_str!(concat!("../i18n/", $code, "/trader.ftl"))),
                ("goods", include_str!(concat!("../i18n/", $code, "/goods.ftl"))),
                ("runner", include_str!(concat!("../i18n/", $code, "/runner.ftl"))),
                ("manager", include_str!(concat!("../i18n/", $code, "/manager.ftl"))),
                ("trade", include_str!(concat!("../i18n/", $code, "/trade.ftl"))),
                ("security", include_str!(concat!("../i18n/", $code, "/security.ftl"))),
                ("pay", include_str!(concat!("../i18n/", $code, "/pay.ftl"))),
                ("books", include_str!(concat!("../i18n/", $code, "/books.ftl"))),
                ("payouts", include_str!(concat!("../i18n/", $code, "/payouts.ftl"))),
            ]
        };
    }
    match lang {
        Lang::Id => files!("id"),
        Lang::Jv => files!("jv"),
        Lang::En => files!("en"),
    }
}

/// The message keys of one Fluent file, in its order.
pub(crate) fn keys(source: &str) -> impl Iterator<Item = &str> {
    let starts_a_message = |line: &&str| line.starts_with(|first: char| first.is_ascii_lowercase());
    source.lines().filter(starts_a_message).filter_map(|line| line.split_once('=')).map(|(key, _)| key.trim())
}

struct Catalogue {
    bundle: FluentBundle<FluentResource>,
    plain: HashMap<&'static str, String>,
}

static CATALOGUES: LazyLock<[Catalogue; 3]> = LazyLock::new(|| Lang::ALL.map(Catalogue::load));

impl Catalogue {
    fn load(lang: Lang) -> Self {
        let locale: LanguageIdentifier = lang.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // Isolation marks protect mixed writing directions; our three languages share one.
        bundle.set_use_isolating(false);
        for (name, source) in sources(lang) {
            let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(partial, errors)| {
                if cfg!(test) {
                    panic!("{}/{name}.ftl: {errors:?}", lang.code());
                }
                partial
            });
            let clash = bundle.add_resource(resource);
            debug_assert!(clash.is_ok(), "{}/{name}.ftl: {clash:?}", lang.code());
        }
        let all = sources(lang).into_iter().flat_map(|(_, source)| keys(source));
        let plain = all.filter_map(|key| Some((key, format(&bundle, key, &FluentArgs::new())?))).collect();
        Self { bundle, plain }
    }
}

/// The message's text, or none when it is unknown or lacks a variable.
fn format(bundle: &FluentBundle<FluentResource>, key: &str, values: &FluentArgs<'_>) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(values), &mut errors).into_owned();
    errors.is_empty().then_some(text)
}

/// A handle to the messages of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct T(Lang);

impl T {
    /// The messages of `lang`.
    #[must_use]
    pub const fn new(lang: Lang) -> Self {
        Self(lang)
    }

    /// The language of this handle.
    #[must_use]
    pub const fn lang(self) -> Lang {
        self.0
    }

    /// A message without variables. An unknown key gives the Indonesian text, else the key; in tests it panics.
    #[must_use]
    pub fn text(self, key: &'static str) -> &'static str {
        let found = [self.0, Lang::Id].into_iter().find_map(|lang| catalogue(lang).plain.get(key));
        debug_assert!(found.is_some() || !cfg!(test), "no plain message {key:?}");
        found.map_or(key, String::as_str)
    }

    /// The message for a key made at run time (an error code, a state), or none when there is no such message.
    #[must_use]
    pub fn find(self, key: &str) -> Option<&'static str> {
        [self.0, Lang::Id].into_iter().find_map(|lang| catalogue(lang).plain.get(key)).map(String::as_str)
    }

    /// The message for a key made at run time, with its variables; none when there is no such message or a variable is missing.
    #[must_use]
    pub fn find_with(self, key: &str, values: &[(impl AsRef<str>, String)]) -> Option<String> {
        let arguments = values.iter().map(|(name, value)| (name.as_ref(), value_of(value.clone()))).collect();
        [self.0, Lang::Id].into_iter().find_map(|lang| format(&catalogue(lang).bundle, key, &arguments))
    }

    /// A message with variables. A value of digits only (no leading zero, up to nine) also counts for plural forms.
    #[must_use]
    pub fn with(self, key: &'static str, values: &[(&'static str, &dyn Display)]) -> String {
        let mut arguments = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            arguments.set(*name, value_of(value.to_string()));
        }
        let found = [self.0, Lang::Id].into_iter().find_map(|lang| format(&catalogue(lang).bundle, key, &arguments));
        debug_assert!(found.is_some() || !cfg!(test), "no message {key:?} with these variables");
        found.unwrap_or_else(|| key.to_owned())
    }
}

impl Display for T {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.code())
    }
}

fn catalogue(lang: Lang) -> &'static Catalogue {
    match lang {
        Lang::Id => &CATALOGUES[0],
        Lang::Jv => &CATALOGUES[1],
        Lang::En => &CATALOGUES[2],
    }
}

fn value_of(text: String) -> FluentValue<'static> {
    let is_count = !text.is_empty()
        && text.len() <= 9
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && (text.len() == 1 || !text.starts_with('0'));
    match text.parse::<i64>() {
        Ok(number) if is_count => FluentValue::from(number),
        _ => FluentValue::from(text),
    }
}

#[cfg(test)]
#[path = "i18n_tests.rs"]
pub(crate) mod tests;

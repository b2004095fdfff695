//! The cookies we set: which, for how long, and how they are written and read.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use kernel::time::SECOND;
use registry::sessions::SESSION_LIFE;

/// The session's token.
pub const SESSION: &str = "laris_sesi";
/// The browser before and after sign-in: basket of a visitor, token against forged requests.
pub const VISITOR: &str = "laris_tamu";
/// The language chosen in this browser.
pub const LANGUAGE: &str = "laris_bahasa";
/// A message for the next page.
pub const FLASH: &str = "laris_kabar";
/// The market shopped in last.
pub const MARKET: &str = "laris_pasar";

/// To which number a code was sent, while it is typed.
pub const CHALLENGE: &str = "laris_masuk";

const DAY: i64 = kernel::time::DAY / SECOND;

/// Before the names of cookies of an encrypted visit: a browser takes such a one only from this very host, encrypted, so that no
/// other host of the same domain can plant one.
const HOST: &str = "__Host-";

/// A cookie to be set. All are `HttpOnly`, `SameSite=Lax`, for every path, and `Secure` where the visit is encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cookie {
    name: &'static str,
    value: String,
    seconds: i64,
}

impl Cookie {
    /// The session's token, for as long as sessions live.
    #[must_use]
    pub fn session(token: &str) -> Self {
        Self { name: SESSION, value: token.to_owned(), seconds: SESSION_LIFE / SECOND }
    }

    /// The browser's own secret, for a year.
    #[must_use]
    pub fn visitor(secret: &str) -> Self {
        Self { name: VISITOR, value: secret.to_owned(), seconds: 365 * DAY }
    }

    /// The language, for a year.
    #[must_use]
    pub fn language(code: &str) -> Self {
        Self { name: LANGUAGE, value: code.to_owned(), seconds: 365 * DAY }
    }

    /// The market, for a quarter of a year.
    #[must_use]
    pub fn market(slug: &str) -> Self {
        Self { name: MARKET, value: slug.to_owned(), seconds: 90 * DAY }
    }

    /// The signed number a code was sent to, for a quarter of an hour.
    #[must_use]
    pub const fn challenge(signed: String) -> Self {
        Self { name: CHALLENGE, value: signed, seconds: 900 }
    }

    /// A signed message, for as long as a redirect takes.
    #[must_use]
    pub fn flash(signed: String) -> Self {
        Self { name: FLASH, value: signed, seconds: 60 }
    }

    /// Whether it takes the session away.
    #[must_use]
    pub fn ends_session(&self) -> bool {
        self.name == SESSION && self.seconds == 0
    }

    /// Takes the named cookie away.
    #[must_use]
    pub const fn gone(name: &'static str) -> Self {
        Self { name, value: String::new(), seconds: 0 }
    }

    /// As the header `Set-Cookie` says it.
    #[must_use]
    pub fn header(&self, is_secure: bool) -> String {
        let Self { name, value, seconds } = self;
        let (prefix, secure) = if is_secure { (HOST, "; Secure") } else { ("", "") };
        format!("{prefix}{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
    }
}

/// The value of the named cookie among those sent; empty ones count as none. In an encrypted visit only those count that this host set
/// itself.
#[must_use]
pub fn find<'h>(headers: &'h HeaderMap, name: &str, is_secure: bool) -> Option<&'h str> {
    let prefix = if is_secure { HOST } else { "" };
    let is_it = |key: &str| key.strip_prefix(prefix) == Some(name);
    let sent = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = sent.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, value)| is_it(key) && !value.is_empty()).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};

    use super::{Cookie, VISITOR, find};

    #[test]
    fn cookies_are_found_and_written() {
        let mut headers = HeaderMap::new();
        headers.insert("cookie", HeaderValue::from_static("a=1; laris_tamu=abc; laris_sesi="));
        let found = |name| find(&headers, name, false);
        assert_eq!((found(VISITOR), found("laris_sesi"), found("b")), (Some("abc"), None, None));
        assert_eq!(find(&headers, VISITOR, true), None, "another host of the domain may have set it");
        headers.insert("cookie", HeaderValue::from_static("laris_tamu=planted; __Host-laris_tamu=abc"));
        assert_eq!((find(&headers, VISITOR, true), find(&headers, VISITOR, false)), (Some("abc"), Some("planted")));
        assert_eq!(Cookie::gone(VISITOR).header(true), "__Host-laris_tamu=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure");
        assert_eq!(Cookie::session("t").header(false), "laris_sesi=t; Path=/; Max-Age=7776000; HttpOnly; SameSite=Lax");
    }
}

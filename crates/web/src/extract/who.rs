//! Who asks: the actor behind the session, the browser behind the visitor's cookie, the reader's language.
//!
//! Worked out once for each request by the page edge; handlers take [`Who`] as an argument.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use kernel::Actor;
use kernel::id::{PersonId, RawId};
use registry::sessions::{Known, Second, Source};
use store::StoreError;

use super::{cookie, lang};
use crate::app::App;
use crate::errors::Fault;
use crate::i18n::{Lang, T, from_accept};
use crate::views::Flash;

/// Hexadecimal characters of a visitor's secret.
const VISITOR_CHARS: usize = 32;

/// Who asks.
#[derive(Debug, Clone)]
pub struct Who(Arc<Visit>);

/// What is known of a request before its handler runs.
#[derive(Clone)]
pub struct Visit {
    /// Whose rights count; a visitor when nobody is signed in.
    pub actor: Actor,
    /// Language of the answer.
    pub lang: Lang,
    /// Messages in that language.
    pub t: T,
    /// The language was asked for in the address: it is kept in a cookie.
    pub is_lang_asked: bool,
    /// Name of the person signed in; empty when not told yet.
    pub name: Option<String>,
    /// Owner of this browser's basket and quotes before sign-in.
    pub visitor: RawId,
    /// The browser's own secret, the value of its cookie.
    pub visitor_secret: String,
    /// The browser came without its cookie.
    pub is_new_visitor: bool,
    /// Token for forms.
    pub csrf: String,
    /// The session's token.
    pub session: Option<String>,
    /// Path with query.
    pub path: String,
    /// Scheme and host.
    pub origin: String,
    /// The page of ours from which the request came: path with query.
    pub came_from: Option<String>,
    /// The network it comes from, for limits; none for this very machine.
    pub network: Option<String>,
    /// How the session stands to the second factor.
    pub second: Second,
    /// A message from the request before.
    pub flash: Vec<Flash>,
    /// Slug of the market shopped in last.
    pub market: Option<String>,
}

impl Who {
    /// Works out who asks.
    ///
    /// # Errors
    /// [`StoreError`] when the session cannot be read.
    pub async fn of(app: &App, uri: &Uri, headers: &HeaderMap, network: Option<String>) -> Result<Self, StoreError> {
        let origin = origin(app, headers);
        let is_secure = is_encrypted(app, headers);
        let sent = |name| cookie::find(headers, name, is_secure);
        let asked = lang::asked(uri.query());
        let chosen = asked.or_else(|| sent(cookie::LANGUAGE).and_then(Lang::parse));
        let accepted = text(headers, "accept-language").and_then(from_accept).unwrap_or_default();
        let session = sent(cookie::SESSION);
        let city = app.desk.city_id();
        let known = match session {
            Some(token) => {
                let house = &app.desk.house;
                registry::sessions::known(house, &app.sessions, city, token, chosen.unwrap_or(accepted)).await?
            }
            None => None,
        };
        let visitor = || Known { actor: Actor::visitor(city, accepted), second: Second::NotNeeded };
        let Known { mut actor, second } = known.unwrap_or_else(visitor);
        let lang = chosen.unwrap_or(actor.lang);
        actor.lang = lang;
        let name = match actor.person {
            Some(person) => Some(app.name_of(person).await?),
            None => None,
        };
        let known = sent(cookie::VISITOR).filter(|secret| is_secret(secret));
        let visitor_secret = known.map_or_else(|| RawId::from_bytes(app.desk.house.ids.secret()).simple().to_string(), str::to_owned);
        Ok(Self(Arc::new(Visit {
            lang,
            t: T::new(lang),
            is_lang_asked: asked.is_some(),
            name,
            visitor: app.seal.id("visitor", visitor_secret.as_bytes()),
            csrf: app.seal.token("csrf", visitor_secret.as_bytes()),
            is_new_visitor: known.is_none(),
            visitor_secret,
            session: session.filter(|_| actor.person.is_some()).map(str::to_owned),
            path: uri.path_and_query().map_or("/", axum::http::uri::PathAndQuery::as_str).to_owned(),
            came_from: text(headers, "referer").and_then(|from| came_from(from, &origin)),
            origin,
            flash: flash(app, sent(cookie::FLASH)),
            market: sent(cookie::MARKET).map(str::to_owned),
            network,
            second,
            actor,
        })))
    }

    /// The person signed in.
    ///
    /// # Errors
    /// [`Fault::sign_in`]: the page edge leads to `/masuk` and back.
    pub fn person(&self) -> Result<PersonId, Fault> {
        self.actor.person.ok_or_else(Fault::sign_in)
    }

    /// Who sent a form, as seen from the page it stood on: a refused form comes back as that page, whose links must lead to it
    /// and not to the form's own address, which cannot be opened.
    #[must_use]
    pub fn at_its_page(self) -> Self {
        let Some(page) = self.came_from.clone() else { return self };
        Self(Arc::new(Visit { path: page, ..Visit::clone(&self.0) }))
    }

    /// Whose baskets and quotes these are: the person's, else the visitor's.
    #[must_use]
    pub fn owner(&self) -> RawId {
        self.actor.person.map_or(self.visitor, RawId::from)
    }

    /// Whether a token of a form is this browser's.
    #[must_use]
    pub fn is_own_token(&self, app: &App, token: &str) -> bool {
        !self.is_new_visitor && app.seal.fits("csrf", self.visitor_secret.as_bytes(), token)
    }

    /// What limits of signing in count by.
    #[must_use]
    pub fn source(&self, app: &App) -> Source {
        Source::new(&app.secrets, app.desk.city_id(), &self.visitor_secret, self.network.as_deref())
    }

    /// Whether the session has no roles of staff because its second factor is missing.
    #[must_use]
    pub fn lacks_second_factor(&self) -> bool {
        matches!(self.second, Second::Ask | Second::Enrol)
    }

    /// Whether cookies may travel encrypted only.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.origin.starts_with("https://")
    }
}

impl Deref for Who {
    type Target = Visit;

    fn deref(&self) -> &Visit {
        &self.0
    }
}

/// Without tokens, name and address: logs must not carry them.
impl std::fmt::Debug for Visit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Visit").field("lang", &self.lang).field("is_signed_in", &self.actor.person.is_some()).finish_non_exhaustive()
    }
}

impl<S: Sync> FromRequestParts<S> for Who {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        // Routes outside the page edge have nobody; a handler there that asks is a fault of ours.
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Fault::new(kernel::ErrorKind::Internal, "internal"))
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

fn is_secret(text: &str) -> bool {
    text.len() == VISITOR_CHARS && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether the visit is encrypted, up to the proxy before us.
#[must_use]
pub fn is_encrypted(app: &App, headers: &HeaderMap) -> bool {
    if app.origin.is_empty() { text(headers, "x-forwarded-proto") == Some("https") } else { app.origin.starts_with("https://") }
}

fn origin(app: &App, headers: &HeaderMap) -> String {
    if !app.origin.is_empty() {
        return app.origin.clone();
    }
    let scheme = if is_encrypted(app, headers) { "https" } else { "http" };
    let is_host = |host: &&str| host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte));
    text(headers, "host").filter(is_host).map_or_else(String::new, |host| format!("{scheme}://{host}"))
}

/// The path of a page of ours, from the whole address a browser sends.
fn came_from(address: &str, origin: &str) -> Option<String> {
    let path = address.strip_prefix(origin).filter(|_| !origin.is_empty())?;
    is_local(path).then(|| path.to_owned())
}

/// Whether a path leads to a page of ours and nowhere else.
#[must_use]
pub fn is_local(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(['\\', '\r', '\n', '\t', '\0'])
        && path.is_ascii()
        && path.len() <= 1_024
}

fn flash(app: &App, signed: Option<&str>) -> Vec<Flash> {
    let text = signed.and_then(|signed| app.seal.open("flash", signed));
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{came_from, is_local};

    #[test]
    fn only_paths_of_ours_are_followed() {
        for (path, expected) in [
            ("/pasar/bareng?lihat=lapak", true),
            ("/", true),
            ("//evil.example", false),
            ("/\\evil.example", false),
            ("https://evil.example/", false),
            ("", false),
            ("/a\r\nSet-Cookie: x", false),
        ] {
            assert_eq!(is_local(path), expected, "{path}");
        }
        assert_eq!(came_from("http://a.id/pasar", "http://a.id").as_deref(), Some("/pasar"));
        assert_eq!(came_from("http://a.id.evil.example/pasar", "http://a.id"), None);
        assert_eq!(came_from("/pasar", ""), None);
    }
}

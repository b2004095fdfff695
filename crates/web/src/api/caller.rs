//! Who calls: a program with a bearer token, a browser with its cookie, or a visitor.
//!
//! The gate works it out once; handlers take [`Caller`] as an argument.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri};
use kernel::Actor;
use kernel::error::ErrorKind;
use kernel::id::RawId;
use registry::sessions::{Known, Second, Source};

use super::catalogue::model::View;
use super::problem::Refusal;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::Who;
use crate::i18n::{Lang, T, from_accept};

/// The header in which a program that is not signed in names itself, to find its quotes again.
pub const VISITOR: &str = "laris-visitor";
/// The header in which a browser proves that its own page sent the request.
pub const CSRF: &str = "x-csrf";

/// Who calls.
#[derive(Debug, Clone)]
pub struct Caller(Arc<Call>);

/// How a caller is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownBy {
    /// By the token in `Authorization`.
    Bearer,
    /// By the session's cookie, which a browser sends by itself.
    Cookie,
    /// Not at all.
    Nothing,
}

/// What is known of a request before its handler runs.
#[derive(Clone)]
pub struct Call {
    /// Whose rights count.
    pub actor: Actor,
    /// How they are known.
    pub known_by: KnownBy,
    /// Messages in the language of the answer.
    pub t: T,
    /// Owner of quotes made before signing in.
    pub visitor: RawId,
    /// To be told to a visitor who came without: the value of [`VISITOR`].
    pub new_visitor: Option<String>,
    /// The session's token.
    pub token: Option<String>,
    /// The network the call comes from, for limits; none for this very machine.
    pub network: Option<String>,
    /// How the session stands to the second factor.
    pub second: Second,
    /// Whether the request carries the token of one of our own pages.
    pub is_own_page: bool,
}

impl Caller {
    /// Works out who calls.
    ///
    /// # Errors
    /// `token_invalid` for a token that is nobody's, `visitor_malformed`, and failures of the database.
    pub async fn of(app: &App, uri: &Uri, headers: &HeaderMap, network: Option<String>) -> Result<Self, Refusal> {
        match headers.get(AUTHORIZATION) {
            Some(said) => Self::bearer(app, uri, headers, network, said.to_str().unwrap_or_default()).await,
            None => Self::browser(app, uri, headers, network).await,
        }
    }

    /// A caller of whom nothing is known, for answers before it could be worked out.
    #[must_use]
    pub fn nobody(app: &App, uri: &Uri, headers: &HeaderMap, network: Option<String>) -> Self {
        let lang = lang(uri, headers).ok().flatten().unwrap_or_default();
        Self(Arc::new(Call {
            actor: Actor::visitor(app.desk.city_id(), lang),
            known_by: KnownBy::Nothing,
            t: T::new(lang),
            visitor: RawId::nil(),
            new_visitor: None,
            token: None,
            network,
            second: Second::NotNeeded,
            is_own_page: false,
        }))
    }

    async fn bearer(app: &App, uri: &Uri, headers: &HeaderMap, network: Option<String>, said: &str) -> Result<Self, Refusal> {
        let invalid = || Refusal::new(StatusCode::UNAUTHORIZED, "token_invalid");
        let (scheme, token) = said.split_once(' ').ok_or_else(invalid)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(invalid());
        }
        let (city, token) = (app.desk.city_id(), token.trim());
        let asked = lang(uri, headers)?;
        let fallback = asked.unwrap_or_default();
        let found = registry::sessions::known(&app.desk.house, &app.sessions, city, token, fallback).await?;
        let Known { mut actor, second } = found.ok_or_else(invalid)?;
        let lang = asked.unwrap_or(actor.lang);
        actor.lang = lang;
        let (visitor, new_visitor) = visitor(app, headers)?;
        Ok(Self(Arc::new(Call {
            actor,
            known_by: KnownBy::Bearer,
            t: T::new(lang),
            visitor,
            new_visitor,
            token: Some(token.to_owned()),
            network,
            second,
            is_own_page: false,
        })))
    }

    async fn browser(app: &App, uri: &Uri, headers: &HeaderMap, network: Option<String>) -> Result<Self, Refusal> {
        let who = Who::of(app, uri, headers, network).await?;
        let lang = lang(uri, headers)?.unwrap_or(who.lang);
        let (visitor, new_visitor) = if who.is_new_visitor { visitor(app, headers)? } else { (who.visitor, None) };
        let token = headers.get(CSRF).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Ok(Self(Arc::new(Call {
            actor: Actor { lang, ..who.actor.clone() },
            known_by: if who.session.is_some() { KnownBy::Cookie } else { KnownBy::Nothing },
            t: T::new(lang),
            visitor,
            new_visitor,
            token: who.session.clone(),
            network: who.network.clone(),
            second: who.second,
            is_own_page: who.is_own_token(app, token),
        })))
    }

    /// What limits of signing in count by. Callers that do not name themselves share one device.
    #[must_use]
    pub fn source(&self, app: &App) -> Source {
        if self.new_visitor.is_some() {
            return self.nameless(app);
        }
        Source::new(&app.secrets, app.desk.city_id(), &self.visitor.to_string(), self.network.as_deref())
    }

    /// The same for a caller that did not name itself yet.
    #[must_use]
    pub fn nameless(&self, app: &App) -> Source {
        Source::new(&app.secrets, app.desk.city_id(), "", self.network.as_deref())
    }

    /// When and for whom answers are made.
    #[must_use]
    pub fn view(&self, app: &App) -> View {
        View { now: app.desk.now(), offset_minutes: app.offset_minutes(), lang: self.t.lang() }
    }

    /// Whose quotes these are: the person's, else the visitor's.
    #[must_use]
    pub fn owner(&self) -> RawId {
        self.actor.person.map_or(self.visitor, RawId::from)
    }
}

impl Deref for Caller {
    type Target = Call;

    fn deref(&self) -> &Call {
        &self.0
    }
}

/// Without the token: logs must not carry it.
impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call").field("known_by", &self.known_by).finish_non_exhaustive()
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        // A route outside the gate has no caller; a handler there that asks is a fault of ours.
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Fault::new(ErrorKind::Internal, "internal").into())
    }
}

/// The visitor who named itself, or a new one with the name to be told.
fn visitor(app: &App, headers: &HeaderMap) -> Result<(RawId, Option<String>), Refusal> {
    let Some(said) = headers.get(VISITOR) else {
        let secret = RawId::from_bytes(app.desk.house.ids.secret()).simple().to_string();
        return Ok((app.seal.id("visitor", secret.as_bytes()), Some(secret)));
    };
    let said = said.to_str().unwrap_or_default();
    let is_secret = said.len() == 32 && said.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_secret {
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "visitor_malformed").at("Laris-Visitor"));
    }
    Ok((app.seal.id("visitor", said.to_ascii_lowercase().as_bytes()), None))
}

/// The language asked for: `?lang=`, which we must speak, else the first of `Accept-Language` that we do.
fn lang(uri: &Uri, headers: &HeaderMap) -> Result<Option<Lang>, Refusal> {
    let pairs = uri.query().unwrap_or_default().split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let accepted = || headers.get(axum::http::header::ACCEPT_LANGUAGE)?.to_str().ok().and_then(from_accept);
    match pairs.filter(|(name, _)| *name == "lang").map(|(_, value)| Lang::parse(value)).next_back() {
        Some(None) => Err(Refusal::invalid("field_wrong", "lang").with("field", "lang").with("reason", "id, jv, en")),
        asked => Ok(asked.flatten().or_else(accepted)),
    }
}

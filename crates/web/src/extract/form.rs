//! What a form says: fields as typed, checked against forged requests, with the form's idempotency key.

use std::collections::HashMap;
use std::ops::Deref;
use std::str::FromStr;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use kernel::ErrorKind;

use super::Who;
use crate::app::App;
use crate::errors::Fault;

/// The most fields a form may have.
const FIELDS_MAX: usize = 1_000;

/// The fields of a form or a query as typed; a name may come more than once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(HashMap<String, Vec<String>>);

/// A form sent by one of our own pages.
#[derive(Debug, Clone)]
pub struct Posted {
    /// Who sent it.
    pub who: Who,
    /// What stands in it.
    pub fields: Fields,
}

impl Fields {
    /// Reads `a=1&b=2&b=3`.
    #[must_use]
    pub fn parse(text: &[u8]) -> Self {
        let mut fields: HashMap<String, Vec<String>> = HashMap::new();
        for (name, value) in url::form_urlencoded::parse(text).take(FIELDS_MAX) {
            fields.entry(name.into_owned()).or_default().push(value.into_owned());
        }
        Self(fields)
    }

    /// Adds a field that came another way.
    pub fn add(&mut self, name: String, value: String) {
        if self.0.len() < FIELDS_MAX {
            self.0.entry(name).or_default().push(value);
        }
    }

    /// The field without spaces around it; empty when it did not come.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.all(name).first().map_or("", |value| value.trim())
    }

    /// Every value of a name, as typed.
    #[must_use]
    pub fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether the field came and is not empty: a box that is ticked.
    #[must_use]
    pub fn is_set(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }

    /// The field as a value; none when it is empty or cannot be read.
    #[must_use]
    pub fn read<V: FromStr>(&self, name: &str) -> Option<V> {
        self.text(name).parse().ok()
    }

    /// An id that must be there.
    ///
    /// # Errors
    /// `missing` at the field, when it is empty or no id.
    pub fn id<V: FromStr>(&self, name: &'static str) -> Result<V, Fault> {
        self.read(name).ok_or_else(|| Fault::missing(name))
    }

    /// A local path to lead back to; none when it is empty or leads elsewhere.
    #[must_use]
    pub fn path(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|path| super::who::is_local(path)).map(str::to_owned)
    }
}

impl Posted {
    /// The key that makes sending twice happen once; services refuse an empty one.
    #[must_use]
    pub fn key(&self) -> &str {
        self.fields.text("idempotency_key")
    }
}

impl Deref for Posted {
    type Target = Fields;

    fn deref(&self) -> &Fields {
        &self.fields
    }
}

/// Who sends a form, refused when a browser says that another site's page sent it.
///
/// # Errors
/// `form_expired`, and what keeps a caller from being known.
pub(super) async fn sender(parts: &mut Parts, app: &App) -> Result<Who, Fault> {
    let who = Who::from_request_parts(parts, app).await?.at_its_page();
    let is_from_elsewhere = parts.headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site");
    if is_from_elsewhere { Err(Fault::new(ErrorKind::Forbidden, "form_expired")) } else { Ok(who) }
}

impl FromRequest<App> for Posted {
    type Rejection = Fault;

    async fn from_request(request: Request, app: &App) -> Result<Self, Fault> {
        let (mut parts, body) = request.into_parts();
        let who = sender(&mut parts, app).await?;
        let said = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        if !said(CONTENT_TYPE.as_str()).is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
            return Err(Fault::new(ErrorKind::Invalid, "form_malformed"));
        }
        let body = Bytes::from_request(Request::from_parts(parts, body), app)
            .await
            .map_err(|_| Fault::new(ErrorKind::Invalid, "body_too_large"))?;
        let fields = Fields::parse(&body);
        if !who.is_own_token(app, fields.text("csrf")) {
            return Err(Fault::new(ErrorKind::Forbidden, "form_expired"));
        }
        Ok(Self { who, fields })
    }
}

/// The query of the address, as fields.
impl<S: Sync> FromRequestParts<S> for Fields {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::parse(parts.uri.query().unwrap_or_default().as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::Fields;

    #[test]
    fn fields_repeat_and_keep_what_was_typed() {
        let fields = Fields::parse("a=1&b=%20x+y%20&b=2&kembali=/pasar&jahat=//x".as_bytes());
        assert_eq!((fields.text("b"), fields.all("b").len(), fields.read::<i64>("a")), ("x y", 2, Some(1)));
        assert_eq!((fields.path("kembali").as_deref(), fields.path("jahat"), fields.text("c")), (Some("/pasar"), None, ""));
    }
}

//! How handlers answer: a page, or a redirect with a message and cookies (Post/Redirect/Get).

use askama::Template;
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use kernel::ErrorKind;

use super::cookie::Cookie;
use crate::errors::Fault;
use crate::views::{Flash, Tone};

/// A redirect after a form, with what the next page says.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Go {
    to: String,
    said: Said,
}

/// What the page edge adds to an answer: the message signed, the cookies with the visit's safety.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// Messages for the next page.
    pub flash: Vec<Flash>,
    /// Cookies.
    pub cookies: Vec<Cookie>,
}

impl Go {
    /// To a page of ours; a path that leads elsewhere leads home.
    pub fn to(path: impl Into<String>) -> Self {
        let path = path.into();
        let without_anchor = path.split('#').next().unwrap_or_default();
        let to = if super::who::is_local(without_anchor) { path } else { "/".to_owned() };
        Self { to, said: Said::default() }
    }

    /// With a message in the reader's language.
    pub fn say(mut self, tone: Tone, text: impl Into<String>) -> Self {
        self.said.flash.push(Flash { tone, text: text.into() });
        self
    }

    /// What the page edge adds, for an answer that is no redirect.
    #[must_use]
    pub fn said(self) -> Said {
        self.said
    }

    /// With a cookie.
    pub fn cookie(mut self, cookie: Cookie) -> Self {
        self.said.cookies.push(cookie);
        self
    }
}

impl IntoResponse for Go {
    fn into_response(self) -> Response {
        let location = HeaderValue::from_str(&self.to).unwrap_or(HeaderValue::from_static("/"));
        let mut response = (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response();
        response.extensions_mut().insert(self.said);
        response
    }
}

/// A page.
///
/// # Errors
/// A [`Fault`] when the template fails.
pub fn show(view: &impl Template) -> Result<Response, Fault> {
    show_with(StatusCode::OK, view)
}

/// A page with another status: a form that comes back with its errors.
///
/// # Errors
/// A [`Fault`] when the template fails.
pub fn show_with(status: StatusCode, view: &impl Template) -> Result<Response, Fault> {
    let html = view.render().map_err(|error| {
        tracing::error!(%error, "a page could not be written");
        Fault::new(ErrorKind::Internal, "internal")
    })?;
    Ok((status, Html(html)).into_response())
}

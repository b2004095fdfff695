//! A stall's goods: the prices of the day, pictures, imports; through services, pages and the API.

mod imports;
pub mod pictures;
mod prices;
pub mod samples;
mod sheets;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use kernel::id::PersonId;
use testkit::TestHouse;
use tower::ServiceExt as _;
use web::extract::seal::Seal;

use crate::api::client::Client;

/// The secret of [`Client`]'s site and of the browser that asks.
const SECRET: [u8; 32] = [7; 32];
const BROWSER: &str = "abababababababababababababababab";

/// The town's site as one person's browser sees it.
pub struct Visit<'c> {
    pub client: &'c Client,
    token: String,
}

/// A page or a redirect.
#[derive(Debug)]
pub struct Seen {
    pub status: StatusCode,
    pub to: String,
    pub html: String,
}

impl<'c> Visit<'c> {
    pub async fn of(client: &'c Client, person: PersonId) -> Self {
        Self { client, token: client.token(person).await }
    }

    pub async fn get(&self, path: &str) -> Seen {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Sends a form of our own page.
    pub async fn post(&self, path: &str, key: &str, fields: &[(&str, &str)]) -> Seen {
        let csrf = self.csrf();
        let own = [("csrf", csrf.as_str()), ("idempotency_key", key)];
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(own.iter().chain(fields)).finish();
        self.send(Request::post(path).header("content-type", "application/x-www-form-urlencoded"), body.into()).await
    }

    /// Sends a form of our own page with a file.
    pub async fn upload(&self, path: &str, key: &str, fields: &[(&str, &str)], (name, file): (&str, &[u8])) -> Seen {
        let csrf = self.csrf();
        let own = [("csrf", csrf.as_str()), ("idempotency_key", key)];
        let field = |(name, value): &(&str, &str)| format!("--batas\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        let head: String = own.iter().chain(fields).map(field).collect();
        let start = format!("{head}--batas\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{name}.jpg\"\r\n\r\n");
        let body = [start.as_bytes(), file, b"\r\n--batas--\r\n"].concat();
        self.send(Request::post(path).header("content-type", "multipart/form-data; boundary=batas"), Body::from(body)).await
    }

    pub fn csrf(&self) -> String {
        Seal::new(&SECRET).unwrap().token("csrf", BROWSER.as_bytes())
    }

    pub async fn send(&self, request: axum::http::request::Builder, body: Body) -> Seen {
        let request = request.header("cookie", format!("laris_tamu={BROWSER}; laris_sesi={}", self.token)).body(body).unwrap();
        let response = self.client.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let to = parts.headers.get("location").map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
        let html = String::from_utf8_lossy(&to_bytes(body, 64 << 20).await.unwrap()).into_owned();
        Seen { status: parts.status, to, html }
    }
}

/// What stands between two marks of a page.
#[track_caller]
pub fn between<'h>(html: &'h str, start: &str, end: &str) -> &'h str {
    let (_, rest) = html.split_once(start).unwrap_or_else(|| panic!("no {start:?} in {html}"));
    rest.split_once(end).unwrap_or_else(|| panic!("no {end:?} after {start:?}")).0
}

/// The small town behind its site.
pub async fn client(house: &TestHouse) -> Client {
    Client::new(house).await
}

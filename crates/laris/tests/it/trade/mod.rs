//! After delivery and beside the usual way: complaints, ratings, orders by phone, standing orders; services and HTTP, both databases.

use axum::body::{Body, to_bytes};
use axum::http::Request;
use kernel::id::PersonId;
use tower::ServiceExt as _;
use web::extract::seal::Seal;

use crate::api::client::Client;

mod complaints;
mod complaints_http;
mod phone;
mod ratings;
mod standing;

const BROWSER: &str = "abababababababababababababababab";

/// A browser in which somebody is signed in.
pub struct Browser<'c> {
    client: &'c Client,
    cookies: String,
}

impl<'c> Browser<'c> {
    pub async fn of(client: &'c Client, person: PersonId) -> Self {
        let token = client.token(person).await;
        Self { client, cookies: format!("laris_tamu={BROWSER}; laris_sesi={token}") }
    }

    /// Status and text of a page.
    pub async fn get(&self, path: &str) -> (u16, String) {
        let request = Request::builder().uri(path).header("cookie", &self.cookies).body(Body::empty()).unwrap();
        self.send(request).await
    }

    /// Status and text after a form; a redirect has the address it leads to as its text.
    pub async fn post(&self, path: &str, key: &str, fields: &str) -> (u16, String) {
        let csrf = Seal::new(&[7; 32]).unwrap().token("csrf", BROWSER.as_bytes());
        let body = format!("csrf={csrf}&idempotency_key={key}&{fields}");
        let request = Request::builder().method("POST").uri(path).header("cookie", &self.cookies);
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(Body::from(body)).unwrap();
        self.send(request).await
    }

    /// Status and text after a form with a file.
    pub async fn upload(&self, path: &str, key: &str, file: &str) -> (u16, String) {
        let csrf = Seal::new(&[7; 32]).unwrap().token("csrf", BROWSER.as_bytes());
        let field = |name: &str, value: &str| format!("--batas\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        let file = format!("--batas\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.csv\"\r\n\r\n{file}\r\n--batas--\r\n");
        let body = field("csrf", &csrf) + &field("idempotency_key", key) + &file;
        let request = Request::builder().method("POST").uri(path).header("cookie", &self.cookies);
        let request = request.header("content-type", "multipart/form-data; boundary=batas").body(Body::from(body)).unwrap();
        self.send(request).await
    }

    async fn send(&self, request: Request<Body>) -> (u16, String) {
        let response = self.client.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        if let Some(to) = parts.headers.get("location") {
            return (parts.status.as_u16(), to.to_str().unwrap().to_owned());
        }
        let text = String::from_utf8_lossy(&to_bytes(body, 16 << 20).await.unwrap()).into_owned();
        (parts.status.as_u16(), text)
    }
}

/// Sends every queued message; gives the texts that left since the last time, with whom they went to.
pub async fn messages(client: &Client) -> Vec<(String, String)> {
    let (house, city) = (&client.town.desk.house, client.town.desk.city_id());
    let demo = client.app.demo_messages.as_ref().unwrap();
    let before = demo.recent().len();
    let handlers = laris::workers::handlers(&client.app);
    jobs::queue::run_due(house, city, &handlers, 1_000).await.unwrap();
    let kept = demo.recent();
    let fresh = kept.len() - before;
    kept.into_iter().take(fresh).map(|message| (message.to.as_str().to_owned(), message.text)).collect()
}

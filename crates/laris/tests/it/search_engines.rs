//! What search engines are told: of each public page one title, one description, one address; of personal pages nothing.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use testkit::{TestHouse, both};
use tower::ServiceExt as _;

use crate::api::client::Client;

async fn page(site: &Router, path: &str) -> String {
    let answer = site.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
    String::from_utf8_lossy(&to_bytes(answer.into_body(), 16 << 20).await.unwrap()).into_owned()
}

/// What stands between the two, which must be there once.
#[track_caller]
fn once<'p>(page: &'p str, path: &str, before: &str, after: &str) -> &'p str {
    let mut parts = page.split(before);
    let (Some(_), Some(found), None) = (parts.next(), parts.next(), parts.next()) else { panic!("{path}: {before} not once") };
    found.split_once(after).unwrap().0
}

#[test]
fn public_pages_say_what_they_are() {
    both(async |house: TestHouse| {
        let client = Client::new(&house).await;
        let site = Client::site(&client.town, "https://laris.test").await;
        let robots = page(&site, "/robots.txt").await;
        for (path, address) in [
            ("/", "/"),
            ("/pasar", "/pasar"),
            ("/pasar/pasar-contoh?golongan=sayur", "/pasar/pasar-contoh"),
            ("/lapak/lapak-1", "/lapak/lapak-1"),
            ("/produk/cabai-rawit", "/produk/cabai-rawit"),
            ("/cari", "/cari"),
            ("/cari?q=cabai", "/cari"),
            ("/keranjang", "/keranjang"),
            ("/harga", "/harga"),
            ("/api", "/api"),
        ] {
            let text = page(&site, path).await;
            assert!(once(&text, path, "<title>", "</title>").len() > 10, "{path}");
            assert!(once(&text, path, "<meta name=\"description\" content=\"", "\"").len() > 40, "{path}");
            assert_eq!(once(&text, path, "<link rel=\"canonical\" href=\"", "\""), format!("https://laris.test{address}"));
            assert!(!text.contains("noindex"), "{path}");
            let is_kept_out = robots.lines().filter_map(|line| line.strip_prefix("Disallow: ")).any(|area| address.starts_with(area));
            assert!(!is_kept_out, "{path}: {robots}");
        }
        for path in ["/cari?q=kasino+xqzw", "/masuk", "/tidak-ada"] {
            let text = page(&site, path).await;
            assert!(text.contains("<meta name=\"robots\" content=\"noindex\">") && !text.contains("rel=\"canonical\""), "{path}");
        }
    });
}

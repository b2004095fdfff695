//! What the edge promises on every route: headers, cookies, forms of our own pages only, bounded bodies, numbers for those who need them.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, Response, StatusCode};
use market::orders::SubstitutionPolicy::Refund;
use testkit::{TestHouse, both};
use tower::ServiceExt as _;
use web::extract::seal::Seal;

use crate::api::client::Client;

const BROWSER: &str = "abababababababababababababababab";

fn csrf() -> String {
    Seal::new(&[7; 32]).unwrap().token("csrf", BROWSER.as_bytes())
}

/// One request as a browser sends it; header values may replace those it would send.
async fn ask(site: &Router, method: &str, path: &str, token: Option<&str>, more: &[(&str, &str)], body: String) -> Response<Body> {
    let session = token.map_or_else(String::new, |token| format!("; laris_sesi={token}"));
    let mut headers =
        vec![("cookie", format!("laris_tamu={BROWSER}{session}")), ("content-type", "application/x-www-form-urlencoded".to_owned())];
    for (name, value) in more {
        headers.retain(|(other, _)| other != name);
        headers.push((name, (*value).to_owned()));
    }
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    site.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap()
}

async fn text(response: Response<Body>) -> String {
    String::from_utf8_lossy(&to_bytes(response.into_body(), 16 << 20).await.unwrap()).into_owned()
}

fn said<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}

/// Declared routes with something in place of their parameters.
fn routes(method: &'static str) -> impl Iterator<Item = String> {
    const NONE: &str = "ffffffff-ffff-ffff-ffff-ffffffffffff";
    let filled = |path: &str| path.split('/').map(|part| if part.starts_with('{') { NONE } else { part }).collect::<Vec<_>>().join("/");
    web::routes_list().into_iter().filter(move |route| route.method == method).map(move |route| filled(&route.path))
}

#[test]
fn every_answer_says_what_may_load_and_who_may_frame() {
    both(async |house: TestHouse| {
        let client = Client::new(&house).await;
        let (plain, encrypted) = (&client.router, &Client::site(&client.town, "https://laris.test").await);
        for path in [
            "/",
            "/masuk",
            "/pasar",
            "/nowhere",
            "/akun",
            "/api",
            "/api/v1/markets",
            "/api/v1/nowhere",
            "/healthz",
            "/aset/none",
            "/robots.txt",
        ] {
            let response = ask(plain, "GET", path, None, &[], String::new()).await;
            let headers = response.headers();
            let policy = said(headers, "content-security-policy");
            for part in ["default-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"] {
                assert!(policy.contains(part), "{path}: {part} in {policy}");
            }
            assert!(!policy.contains("unsafe-") && !policy.contains("http") && !policy.contains('*'), "{path}: {policy}");
            for (name, value) in [
                ("x-content-type-options", "nosniff"),
                ("x-frame-options", "DENY"),
                ("referrer-policy", "same-origin"),
                ("cross-origin-opener-policy", "same-origin"),
                ("cross-origin-resource-policy", "same-origin"),
                ("strict-transport-security", ""),
                ("access-control-allow-origin", ""),
                ("server", ""),
            ] {
                assert_eq!(said(headers, name), value, "{path}: {name}");
            }
            assert!(said(headers, "permissions-policy").contains("payment=()"), "{path}");
            let kind = said(headers, "content-type");
            assert!(!kind.starts_with("text/") || kind.contains("charset=utf-8"), "{path}: {kind}");
            let response = ask(encrypted, "GET", path, None, &[], String::new()).await;
            assert_eq!(said(response.headers(), "strict-transport-security"), "max-age=31536000; includeSubDomains", "{path}");
        }
    });
}

/// A page comes with dozens of them: only what means something for a file weighs on each.
#[test]
fn files_to_draw_with_load_and_run_nothing() {
    both(async |house: TestHouse| {
        let client = Client::new(&house).await;
        for name in ["app.css", "icons.svg", "font/plus-jakarta-sans.woff2", "brand/icon-192.png"] {
            let response = ask(&client.router, "GET", &web::assets::asset(name), None, &[], String::new()).await;
            let headers = response.headers();
            assert_eq!(said(headers, "content-security-policy"), "default-src 'none'; frame-ancestors 'none'", "{name}");
            assert_eq!(said(headers, "x-content-type-options"), "nosniff", "{name}");
            assert_eq!(said(headers, "cross-origin-resource-policy"), "same-origin", "{name}");
            assert_eq!((said(headers, "permissions-policy"), said(headers, "access-control-allow-origin")), ("", ""), "{name}");
        }
    });
}

#[test]
fn cookies_are_this_hosts_own_and_no_scripts() {
    both(async |house: TestHouse| {
        let client = Client::new(&house).await;
        let (plain, encrypted) = (&client.router, &Client::site(&client.town, "https://laris.test").await);
        for (site, prefix, ending) in
            [(plain, "laris_", "; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax"), (encrypted, "__Host-laris_", "; Secure")]
        {
            let response = ask(site, "GET", "/?bahasa=jv", None, &[("cookie", "a=b")], String::new()).await;
            let cookies: Vec<&str> = response.headers().get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
            assert_eq!(cookies.len(), 2, "{cookies:?}");
            for cookie in cookies {
                assert!(cookie.starts_with(prefix) && cookie.ends_with(ending), "{cookie}");
                assert!(cookie.contains("HttpOnly; SameSite=Lax") && cookie.contains("Path=/;") && !cookie.contains("Domain"), "{cookie}");
            }
        }
    });
}

const FORM: &str = "application/x-www-form-urlencoded";

/// The same fields as a browser sends them beside a file.
fn as_upload(form: &str) -> (&'static str, String) {
    let part = |(name, value): (&str, &str)| format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let parts: String = form.split('&').filter_map(|pair| pair.split_once('=')).map(part).collect();
    ("multipart/form-data; boundary=b", format!("{parts}--b--\r\n"))
}

#[test]
fn a_form_counts_only_from_our_own_page() {
    both(async |house: TestHouse| {
        let client = Client::new(&house).await;
        let token = client.token(client.town.manager).await;
        let (own, others) = (format!("csrf={}", csrf()), "csrf=00000000000000000000000000000000".to_owned());
        let mut count = 0;
        // What payment providers tell comes from no page: their signature stands for it (payments.rs).
        for path in routes("POST").filter(|path| !path.starts_with("/api/") && !path.starts_with("/kabar/")) {
            count += 1;
            for (more, body) in [
                (&[][..], String::new()),
                (&[][..], others.clone()),
                (&[("sec-fetch-site", "cross-site")][..], own.clone()),
                (&[("cookie", "a=b")][..], own.clone()),
            ] {
                let takes_file = ["/gambar", "/impor", "/bukti", "/hasil", "/laporan"].iter().any(|end| path.ends_with(end));
                let (kind, body) = if takes_file { as_upload(&body) } else { (FORM, body) };
                let more = [more, &[("content-type", kind)]].concat();
                let response = ask(&client.router, "POST", &path, Some(&token), &more, body.clone()).await;
                assert_eq!(response.status(), StatusCode::FORBIDDEN, "{path} {more:?} {body}");
            }
            let response = ask(&client.router, "POST", &path, Some(&token), &[("content-type", "text/plain")], own.clone()).await;
            assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{path}");
        }
        assert!(count > 30, "{count} forms");
    });
}

#[test]
fn a_browsers_write_to_the_api_counts_only_from_our_own_page() {
    both(async |house: TestHouse| {
        let client = Client::new(&house).await;
        let token = client.token(client.town.manager).await;
        for method in ["POST", "PUT", "DELETE"] {
            for path in routes(method).filter(|path| path.starts_with("/api/")) {
                let more = [("content-type", "application/json"), ("idempotency-key", "safety-key-1")];
                let response = ask(&client.router, method, &path, Some(&token), &more, "{}".into()).await;
                assert_eq!(response.status(), StatusCode::FORBIDDEN, "{method} {path}");
                assert!(text(response).await.contains("csrf_missing"), "{method} {path}");
            }
        }
    });
}

#[test]
fn bodies_are_bounded_and_methods_are_those_declared() {
    both(async |house: TestHouse| {
        let client = Client::new(&house).await;
        let large = format!("csrf={}&name={}", csrf(), "a".repeat(300_000));
        let response = ask(&client.router, "POST", "/akun", None, &[], large.clone()).await;
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
        let more = [("content-type", "application/json"), ("idempotency-key", "safety-key-1"), ("x-csrf", &csrf())];
        let response = ask(&client.router, "POST", "/api/v1/quotes", None, &more, format!("{{\"a\":\"{large}\"}}")).await;
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
        for method in ["TRACE", "PATCH", "DELETE"] {
            let response = ask(&client.router, method, "/akun", None, &[], String::new()).await;
            assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED, "{method}");
        }
    });
}

#[test]
fn private_pages_are_kept_nowhere_and_signing_out_clears_the_browser() {
    both(async |house: TestHouse| {
        let client = Client::new(&house).await;
        let token = client.token(client.town.manager).await;
        for path in ["/akun", "/akun/data", "/akun/data.json", "/akun/kunci", "/kelola/pasar-contoh", "/kelola/pasar-contoh/kas"] {
            let response = ask(&client.router, "GET", path, Some(&token), &[], String::new()).await;
            assert_eq!((response.status(), said(response.headers(), "cache-control")), (StatusCode::OK, "no-store"), "{path}");
        }
        let response = ask(&client.router, "POST", "/keluar", Some(&token), &[], format!("csrf={}", csrf())).await;
        assert_eq!(said(response.headers(), "clear-site-data"), "\"cache\"");
        let response = ask(&client.router, "GET", "/akun", Some(&token), &[], String::new()).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "the token is worth nothing any more");
    });
}

#[test]
fn a_number_is_shown_to_those_who_need_it() {
    both(async |house: TestHouse| {
        let client = Client::new(&house).await;
        let town = &client.town;
        let (order, _) = crate::settlement::delivered(town, vec![town.line("telur-d", 500, Refund)], "safety-1", town.runners[0]).await;
        let number = town.detail(order).await.order.number;
        let paths = [format!("/pesanan/{number}"), format!("/kelola/pasar-contoh/pesanan/{number}"), format!("/api/v1/orders/{order}")];
        for (person, needs_it) in [(town.buyer, true), (town.runners[0], true), (town.manager, true), (town.treasurer, false)] {
            let token = client.token(person).await;
            for path in &paths {
                let response = ask(&client.router, "GET", path, Some(&token), &[], String::new()).await;
                if response.status() != StatusCode::OK {
                    continue;
                }
                let page = text(response).await;
                let is_shown = ["0812-0000-0001", "081200000001", "6281200000001"].iter().any(|number| page.contains(number));
                assert_eq!(is_shown, needs_it, "{path} {page}");
            }
        }
        let seller = client.token(town.sellers[3]).await;
        for path in ["/jual".to_owned(), format!("/api/v1/stalls/{}/orders", town.stalls[3])] {
            let page = text(ask(&client.router, "GET", &path, Some(&seller), &[], String::new()).await).await;
            assert!(!page.contains("0000-0001") && !page.contains("81200000001"), "{path}");
        }
    });
}

/// docs/SECURITY.md proves its requirements by tests: each it names is there.
#[test]
fn the_table_names_tests_that_exist() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let table = std::fs::read_to_string(format!("{root}/docs/SECURITY.md")).unwrap();
    let named: Vec<(&str, &str)> = table.split('`').skip(1).step_by(2).filter_map(|name| name.split_once(".rs::")).collect();
    assert!(named.len() > 80, "{}", named.len());
    let mut missing = Vec::new();
    for (file, function) in named {
        let path = match file.split_once('/').unwrap() {
            ("it", rest) => format!("{root}/crates/laris/tests/it/{rest}.rs"),
            (name, rest) => format!("{root}/crates/{name}/src/{rest}.rs"),
        };
        let is_there = std::fs::read_to_string(&path).is_ok_and(|text| text.contains(&format!("fn {function}(")));
        if !is_there {
            missing.push(format!("{file}.rs::{function}"));
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

//! The browser's steps, on a page that a few lines serve.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failed expectation is a failed test")]

use testkit::block_on;
use testkit::browser::{Browser, Scheme, Screen};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

const PAGE: &str = r#"<!doctype html><html lang="id"><link rel="icon" href="data:,"><meta name="viewport" content="width=device-width"><title>Uji</title>
<style>body{margin:0;background:rgb(255,255,255)}@media(prefers-color-scheme:dark){body{background:rgb(0,0,0)}}</style>
<body><p id="size"></p><noscript>tanpa skrip</noscript>
<form action="/kirim"><label for="hp">Nomor HP</label><input id="hp" name="phone" value="lama">
<label>Satuan <select name="unit"><option value="g">gram</option><option value="piece">buah</option></select></label>
<button>Kirim</button></form><div style="height:2000px"></div>
<script>document.getElementById("size").textContent = innerWidth + "x" + innerHeight</script></body></html>"#;

/// Answers every request with the same page; gives the address.
async fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let _ = stream.read(&mut [0; 4096]).await;
                let head = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                    PAGE.len()
                );
                let _ = stream.write_all((head + PAGE).as_bytes()).await;
            });
        }
    });
    format!("http://{address}")
}

#[test]
fn a_page_is_walked_as_a_person_would() {
    block_on(async {
        let browser = Browser::start(&serve().await).await;
        browser.goto("/").await;
        assert_eq!(browser.text_of("#size").await, "360x740");
        browser.fill("Nomor HP", "0812").await;
        browser.select("Satuan", "buah").await;
        browser.click("Kirim").await;
        assert_eq!(browser.arrive("/kirim").await, "/kirim?phone=0812&unit=piece");
        assert_eq!(browser.console_errors().await, Vec::<String>::new());
        browser.script("console.error('salah')").await;
        assert_eq!(browser.console_errors().await.len(), 1);
    });
}

#[test]
fn the_look_can_be_chosen_and_kept_as_a_picture() {
    block_on(async {
        let browser = Browser::start(&serve().await).await;
        browser.set_screen(Screen::Laptop).await;
        browser.set_scheme(Scheme::Dark).await;
        browser.goto("/").await;
        browser.wait_for_text("1366x768").await;
        assert_eq!(browser.script("return getComputedStyle(document.body).backgroundColor").await, "rgb(0, 0, 0)");
        let folder = tempfile::tempdir().unwrap();
        let (screen, page) = (folder.path().join("a/screen.png"), folder.path().join("a/page.png"));
        browser.screenshot(&screen).await;
        browser.full_page_screenshot(&page).await;
        assert_eq!(size(&screen), (1366, 768));
        assert!(size(&page).1 > 2_000, "{:?}", size(&page));
    });
}

#[test]
fn a_page_can_be_used_without_scripts() {
    block_on(async {
        let browser = Browser::start_without_scripts(&serve().await).await;
        browser.goto("/").await;
        browser.wait_for_text("tanpa skrip").await;
        browser.fill("phone", "1").await;
        browser.click("Kirim").await;
        assert_eq!(browser.arrive("/kirim").await, "/kirim?phone=1&unit=g");
        assert_eq!(browser.text_of("#size").await, "");
    });
}

/// Width and height from a PNG's header.
fn size(file: &std::path::Path) -> (u32, u32) {
    let bytes = std::fs::read(file).unwrap();
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

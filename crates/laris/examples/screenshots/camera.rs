//! A browser that takes each page four times, counts what the pictures weigh and sees what sticks out at the side.

use std::cell::RefCell;
use std::fs;
use std::path::PathBuf;

use kernel::Timestamp;
use serde_json::json;
use testkit::browser::{Browser, Scheme, Screen};

use super::picture;

/// The most bytes of one picture.
const BYTES_MAX: u64 = 100_000;

/// The browser and where its pictures go.
pub struct Camera {
    browser: Browser,
    folder: PathBuf,
    wanted: Vec<String>,
    /// The text of `axe.min.js`: pages are examined instead of taken.
    axe: Option<String>,
    complaints: RefCell<Vec<String>>,
    total: RefCell<(u32, u64)>,
}

impl Camera {
    /// A browser in which it is `now`, so that countdowns run as they do in the city.
    pub async fn start(base: &str, folder: PathBuf, now: Timestamp, wanted: Vec<String>, axe: Option<String>) -> Self {
        fs::create_dir_all(&folder).unwrap();
        let browser = Browser::start(base).await;
        let clock = format!(
            "const laris = {} - Date.now(); const real = Date.now.bind(Date); Date.now = () => real() + laris;",
            now.micros() / 1_000
        );
        browser.devtools("Page.enable", json!({})).await;
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": clock })).await;
        Self { browser, folder, wanted, axe, complaints: RefCell::default(), total: RefCell::default() }
    }

    /// For pages that need more than an address.
    pub const fn browser(&self) -> &Browser {
        &self.browser
    }

    /// Whether pictures of this name are wanted.
    pub fn wants(&self, name: &str) -> bool {
        self.wanted.is_empty() || self.wanted.iter().any(|wanted| name.starts_with(wanted.as_str()))
    }

    /// Another person sits down.
    pub async fn enter(&self, phone: &str) {
        let browser = &self.browser;
        self.leave().await;
        browser.goto("/masuk").await;
        browser.fill("Nomor HP", phone).await;
        browser.click("Kirim kode").await;
        let code = browser.text_of(".demo-code").await;
        browser.fill("Kode 6 angka", &code).await;
        browser.click_css("form[action='/masuk/kode'] button").await;
        browser.wait_for(".head a[href='/akun']").await;
    }

    /// Nobody is signed in; the visit that follows is the second, so that pages have their tokens.
    pub async fn leave(&self) {
        self.browser.goto("/masuk").await;
        self.browser.forget().await;
        self.browser.goto("/masuk").await;
    }

    /// Takes the page at `path`.
    pub async fn take(&self, name: &str, path: &str) {
        if self.wants(name) {
            self.browser.goto(path).await;
            self.take_this(name).await;
        }
    }

    /// Takes the page that is open, as it stands.
    pub async fn take_this(&self, name: &str) {
        if !self.wants(name) {
            return;
        }
        for (screen, width) in [(Screen::Phone, 360), (Screen::Laptop, 1366)] {
            for (scheme, word) in [(Scheme::Light, "light"), (Scheme::Dark, "dark")] {
                self.browser.set_screen(screen).await;
                self.browser.set_scheme(scheme).await;
                self.settle().await;
                match &self.axe {
                    Some(axe) => self.examine(axe, &format!("{name}-{width}-{word}")).await,
                    None => self.shoot(&format!("{name}-{width}-{word}.png")).await,
                }
            }
            self.check_width(name, width).await;
        }
        self.browser.set_screen(Screen::Phone).await;
    }

    /// Fonts and the pictures in sight are there, and two frames were drawn.
    async fn settle(&self) {
        let script = "const done = arguments[arguments.length - 1];
            const seen = [...document.images].filter((it) => it.getBoundingClientRect().top < innerHeight && it.offsetParent);
            Promise.all([document.fonts.ready, ...seen.map((it) => it.decode().catch(() => {}))])
                .then(() => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))";
        let _ = self.browser.client().execute_async(script, Vec::new()).await;
    }

    /// A page that scrolls sideways is broken.
    async fn check_width(&self, name: &str, width: u32) {
        let script = "const wide = document.scrollingElement.scrollWidth, most = WIDTH;
            if (wide <= most) return '';
            const over = [...document.querySelectorAll('main *')].filter((it) => it.getBoundingClientRect().right > most + 1);
            return `${wide} wide: ` + over.slice(0, 5).map((it) => it.tagName + '.' + it.className).join(', ');";
        let script = script.replace("WIDTH", &width.to_string());
        if let Some(text) = self.browser.script(&script).await.as_str().filter(|text| !text.is_empty()) {
            self.complaints.borrow_mut().push(format!("{name} at {width} is {text}"));
        }
    }

    async fn shoot(&self, file: &str) {
        let picture = picture::with_palette(&self.browser.client().screenshot().await.unwrap());
        fs::write(self.folder.join(file), &picture).unwrap();
        let bytes = u64::try_from(picture.len()).unwrap();
        if bytes > BYTES_MAX {
            self.complaints.borrow_mut().push(format!("{file} weighs {bytes} bytes"));
        }
        let (count, sum) = *self.total.borrow();
        self.total.replace((count + 1, sum + bytes));
    }

    async fn examine(&self, axe: &str, name: &str) {
        self.browser.show_all().await;
        let found = self.browser.hindrances(axe).await;
        self.complaints.borrow_mut().extend(found.into_iter().map(|line| format!("{name}: {line}")));
        let (count, sum) = *self.total.borrow();
        self.total.replace((count + 1, sum));
    }

    /// Says what was taken, and what pages complained of; false when they did.
    pub async fn report(&self) -> bool {
        let (count, bytes) = *self.total.borrow();
        match self.axe {
            Some(_) => println!("{count} pages examined with axe-core, {} complaints", self.complaints.borrow().len()),
            None => println!("{count} pictures, {} kB, in {}", bytes / 1_000, self.folder.display()),
        }
        // Refusals that the tour means to see stand there too; they are no matter of access.
        let errors = if self.axe.is_some() { Vec::new() } else { self.browser.console_errors().await };
        for line in self.complaints.borrow().iter().chain(&errors) {
            println!("  {line}");
        }
        self.complaints.borrow().is_empty() && errors.is_empty()
    }
}

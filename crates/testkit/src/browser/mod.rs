//! A real browser for tests of pages: Chromium, headless, driven through WebDriver.
//!
//! Steps speak as a person would (`click("Pesan")`, `fill("Nomor HP", "0812…")`) and panic with the page's address and
//! text when the page does not offer them. Nothing here waits a fixed time: a step waits for what it needs.

mod access;
mod console;
mod driver;
mod find;
mod look;
mod steps;

use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use driver::Driver;
pub use look::{Scheme, Screen};

/// How long a step waits for what it needs.
const WAIT_MAX: Duration = Duration::from_secs(10);

/// One browser with an empty profile; ended and its profile removed when dropped.
#[derive(Debug)]
pub struct Browser {
    client: Client,
    base: String,
    _driver: Driver,
}

impl Browser {
    /// Starts a browser whose addresses begin with `base`, such as `http://127.0.0.1:41234`.
    ///
    /// # Panics
    /// When Chromium or its driver is missing or does not start; the message says which.
    pub async fn start(base: &str) -> Self {
        Self::with_preferences(base, json!({})).await
    }

    /// As [`Browser::start`], with JavaScript switched off in the browser's settings: `noscript` shows.
    ///
    /// # Panics
    /// As [`Browser::start`].
    pub async fn start_without_scripts(base: &str) -> Self {
        const BLOCK: u8 = 2;
        Self::with_preferences(base, json!({ "profile.managed_default_content_settings.javascript": BLOCK })).await
    }

    async fn with_preferences(base: &str, mut preferences: Value) -> Self {
        // Pages are asked for in Indonesian, as `--lang` alone does not do.
        preferences["intl.accept_languages"] = "id-ID,id".into();
        let driver = Driver::start().await.unwrap_or_else(|error| panic!("no browser for the tests: {error:#}"));
        let mut capabilities = serde_json::Map::new();
        capabilities.insert("goog:loggingPrefs".into(), json!({ "browser": "ALL" }));
        let options = json!({ "binary": driver.chromium(), "args": driver.arguments(), "prefs": preferences });
        capabilities.insert("goog:chromeOptions".into(), options);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(driver.url())
            .await
            .unwrap_or_else(|error| panic!("Chromium did not start: {error}"));
        let browser = Self { client, base: base.trim_end_matches('/').to_owned(), _driver: driver };
        browser.set_screen(Screen::Phone).await;
        browser
    }

    /// The WebDriver session, for what has no step here.
    #[must_use]
    pub const fn client(&self) -> &Client {
        &self.client
    }
}

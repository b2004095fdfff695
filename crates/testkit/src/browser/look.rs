//! How the page is looked at: screen, light or dark; and pictures of it.

use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::Browser;
use super::console::Extension;

/// The sizes every page is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// 360 × 740, touch, two device pixels for each.
    Phone,
    /// 1366 × 768.
    Laptop,
}

/// What the person's system prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Browser {
    /// Sets the size of the screen.
    pub async fn set_screen(&self, screen: Screen) {
        let (width, height, scale, is_mobile) = match screen {
            Screen::Phone => (360, 740, 2, true),
            Screen::Laptop => (1366, 768, 1, false),
        };
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": is_mobile });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
        self.devtools("Emulation.setTouchEmulationEnabled", json!({ "enabled": is_mobile })).await;
    }

    /// Makes the screen as high as the page that is open, so that nothing fixed to its edge hides anything.
    ///
    /// # Panics
    /// As [`Browser::devtools`].
    pub async fn show_all(&self) {
        let seen = self.script("return [innerWidth, Math.max(innerHeight, document.scrollingElement.scrollHeight + 160)]").await;
        let metrics = json!({ "width": seen[0], "height": seen[1], "deviceScaleFactor": 1, "mobile": seen[0].as_u64() < Some(600) });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// Sets what `prefers-color-scheme` says.
    pub async fn set_scheme(&self, scheme: Scheme) {
        let value = match scheme {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        };
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] })).await;
    }

    /// Writes a PNG of what the screen shows; makes the folder where needed.
    ///
    /// # Panics
    /// When the file cannot be written.
    pub async fn screenshot(&self, file: impl AsRef<Path>) {
        let png = self.client.screenshot().await.expect("the browser draws");
        write(file.as_ref(), &png);
    }

    /// Writes a PNG of the whole page, also of what one would scroll to.
    ///
    /// # Panics
    /// As [`Browser::screenshot`].
    pub async fn full_page_screenshot(&self, file: impl AsRef<Path>) {
        let metrics = self.devtools("Page.getLayoutMetrics", json!({})).await;
        let size = &metrics["cssContentSize"];
        let clip = json!({ "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1 });
        let shot = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let answer = self.devtools("Page.captureScreenshot", shot).await;
        let png = BASE64_STANDARD.decode(answer["data"].as_str().expect("a picture")).expect("a picture in base64");
        write(file.as_ref(), &png);
    }

    /// A command of the DevTools protocol.
    ///
    /// # Panics
    /// When Chromium refuses it.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let body = json!({ "cmd": command, "params": parameters });
        let extension = Extension { path: "goog/cdp/execute", body };
        self.client.issue_cmd(extension).await.unwrap_or_else(|error| panic!("{command}: {error}"))
    }
}

fn write(file: &Path, png: &[u8]) {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).expect("the folder is made");
    }
    std::fs::write(file, png).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
}

//! What a person does on a page, and reads from it.

use fantoccini::Locator;
use fantoccini::elements::Element;

use super::{Browser, WAIT_MAX};

impl Browser {
    /// Opens a path of the site under test, such as `/pasar`; a full address opens as it is.
    ///
    /// # Panics
    /// When the page cannot be loaded.
    pub async fn goto(&self, path: &str) {
        let url = if path.contains("://") { path.to_owned() } else { format!("{}{path}", self.base) };
        self.client.goto(&url).await.unwrap_or_else(|error| panic!("{url} does not load: {error}"));
    }

    /// The current path with its query.
    ///
    /// # Panics
    /// When the browser is gone.
    pub async fn path(&self) -> String {
        let url = self.client.current_url().await.expect("the browser answers").to_string();
        url.strip_prefix(&self.base).map_or_else(|| url.clone(), str::to_owned)
    }

    /// Clicks the link, button or label with these words; waits for the page it leads to.
    ///
    /// # Panics
    /// When there is none within ten seconds.
    pub async fn click(&self, words: &str) {
        self.press(&format!("\"{words}\""), async || self.clickable(words).await).await;
    }

    /// Clicks the first element of a selector.
    ///
    /// # Panics
    /// As [`Browser::click`].
    pub async fn click_css(&self, css: &str) {
        self.press(&format!("`{css}`"), async || self.find(css).await).await;
    }

    /// Clicks what is found; a live page may put another in its place just then, and a person would press that one.
    async fn press(&self, what: &str, find: impl AsyncFn() -> Element) {
        for is_last in [false, false, true] {
            let element = find().await;
            self.bring_into_view(&element).await;
            match element.click().await {
                Ok(()) => return,
                Err(error) if !is_last && error.is_stale_element_reference() => {}
                Err(error) => panic!("{what} cannot be clicked: {error}"),
            }
        }
    }

    /// Scrolls the element to the middle of the screen, as a person would: bars that stay at its edges cover nothing there.
    async fn bring_into_view(&self, element: &Element) {
        const SCROLL: &str = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        let argument = serde_json::to_value(element).expect("an element's reference");
        // A page that goes away meanwhile fails at the click itself.
        let _ = self.client.execute(SCROLL, vec![argument]).await;
    }

    /// Writes into the field with this label, name or id, in place of what it held.
    ///
    /// # Panics
    /// When there is no such field.
    pub async fn fill(&self, field: &str, text: &str) {
        let element = self.field(field).await;
        element.clear().await.unwrap_or_else(|error| panic!("field \"{field}\" cannot be cleared: {error}"));
        element.send_keys(text).await.unwrap_or_else(|error| panic!("field \"{field}\" cannot be written: {error}"));
    }

    /// Chooses an option of the list with this label, name or id, by the option's words or value.
    ///
    /// # Panics
    /// When there is no such list or option.
    pub async fn select(&self, field: &str, option: &str) {
        let element = self.field(field).await;
        if element.select_by_label(option).await.is_err() && element.select_by_value(option).await.is_err() {
            self.lost(&format!("an option \"{option}\" of \"{field}\"")).await;
        }
    }

    /// All visible text of the page, also what `noscript` shows (WebDriver's own text leaves that out).
    pub async fn text(&self) -> String {
        let text = self.client.execute("return document.body ? document.body.innerText : ''", Vec::new()).await;
        text.ok().and_then(|text| text.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// The visible text of the first element of a selector.
    ///
    /// # Panics
    /// When there is none within ten seconds.
    pub async fn text_of(&self, css: &str) -> String {
        self.find(css).await.text().await.unwrap_or_else(|error| panic!("`{css}` cannot be read: {error}"))
    }

    /// An attribute of the first element of a selector.
    ///
    /// # Panics
    /// As [`Browser::text_of`].
    pub async fn attribute_of(&self, css: &str, attribute: &str) -> Option<String> {
        self.find(css).await.attr(attribute).await.unwrap_or_else(|error| panic!("`{css}` cannot be read: {error}"))
    }

    /// How many elements a selector finds now.
    ///
    /// # Panics
    /// When the selector is not one.
    pub async fn count(&self, css: &str) -> usize {
        self.client.find_all(Locator::Css(css)).await.unwrap_or_else(|error| panic!("`{css}`: {error}")).len()
    }

    /// Waits until an element of the selector is there.
    ///
    /// # Panics
    /// When there is none within ten seconds.
    pub async fn wait_for(&self, css: &str) {
        self.find(css).await;
    }

    /// Waits until the page shows these words.
    ///
    /// # Panics
    /// When it does not within ten seconds.
    pub async fn wait_for_text(&self, words: &str) {
        self.becomes(&format!("\"{words}\""), async || self.text().await.contains(words)).await;
    }

    /// Waits until the page's path begins so, for the driver returns before a form's answer is there; gives the whole path.
    ///
    /// # Panics
    /// When it does not within ten seconds.
    pub async fn arrive(&self, start: &str) -> String {
        self.becomes(start, async || self.path().await.starts_with(start)).await;
        self.path().await
    }

    async fn becomes(&self, what: &str, is_so: impl AsyncFn() -> bool) {
        let deadline = tokio::time::Instant::now() + WAIT_MAX;
        while !is_so().await {
            if tokio::time::Instant::now() > deadline {
                self.lost(what).await;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    }

    /// Runs a script in the page; its `return` value comes back.
    ///
    /// # Panics
    /// When the script throws.
    pub async fn script(&self, script: &str) -> serde_json::Value {
        self.client.execute(script, Vec::new()).await.unwrap_or_else(|error| panic!("the script failed: {error}"))
    }

    /// Forgets all cookies, as another person's browser would know none.
    ///
    /// # Panics
    /// When the browser is gone.
    pub async fn forget(&self) {
        self.client.delete_all_cookies().await.expect("the browser answers");
    }
}

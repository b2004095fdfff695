//! Somebody at a browser of their own.

use std::ops::Deref;
use std::time::Duration;

use testkit::browser::Browser;
use tokio::time::Instant;

use super::stage::Stage;

/// How long a page may take to become what a person waits for.
const WAIT_MAX: Duration = Duration::from_secs(20);
/// How often it is looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// A browser, and who sits before it.
pub struct Person {
    browser: Browser,
    base: String,
}

impl Deref for Person {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.browser
    }
}

impl Stage {
    /// Somebody who has not signed in.
    pub async fn visitor(&self) -> Person {
        Person { browser: Browser::start(&self.base).await, base: self.base.clone() }
    }

    /// Somebody whose browser runs no scripts.
    pub async fn visitor_without_scripts(&self) -> Person {
        Person { browser: Browser::start_without_scripts(&self.base).await, base: self.base.clone() }
    }

    /// Somebody who signed in with this number.
    pub async fn person(&self, phone: &str) -> Person {
        let person = self.visitor().await;
        person.goto("/masuk").await;
        person.sign_in(phone, "").await;
        person
    }
}

impl Person {
    /// On the sign-in page: the number, the code that the screen shows, and a name for who is new.
    pub async fn sign_in(&self, phone: &str, name: &str) {
        self.fill("Nomor HP", phone).await;
        self.press_words("Kirim kode").await;
        let code = self.text_of(".demo-code").await;
        self.fill("Kode 6 angka", &code).await;
        if !name.is_empty() {
            self.fill("Nama panggilan", name).await;
        }
        self.send("form[action='/masuk/kode']").await;
        self.until("the sign-in to be over", async || !self.path().await.starts_with("/masuk")).await;
    }

    /// Sends a form by its first button, and waits for the answer.
    pub async fn send(&self, form: &str) {
        self.press(&format!("{form} button:not([type=button])")).await;
    }

    /// Presses a button that sends its form, and waits for the answer: the driver itself returns before it.
    pub async fn press(&self, button: &str) {
        self.wait_for(button).await;
        self.script("window.leaving = true").await;
        self.click_css(button).await;
        self.answered(button).await;
    }

    /// As [`Person::press`], by the button's words.
    pub async fn press_words(&self, words: &str) {
        self.wait_for_text(words).await;
        self.script("window.leaving = true").await;
        self.click(words).await;
        self.answered(words).await;
    }

    /// Waits until another page has taken the place of the one that was left.
    async fn answered(&self, button: &str) {
        const ANSWERED: &str = "return !window.leaving && document.readyState === 'complete'";
        let is_there = async || self.client().execute(ANSWERED, Vec::new()).await.is_ok_and(|it| it == true);
        self.until(&format!("an answer to \"{button}\""), is_there).await;
    }

    /// Waits for what a person would wait for.
    pub async fn until(&self, what: &str, is_so: impl AsyncFn() -> bool) {
        let deadline = Instant::now() + WAIT_MAX;
        while !is_so().await {
            if Instant::now() > deadline {
                let text: String = self.text().await.chars().take(1_500).collect();
                panic!("waited in vain for {what} on {}, which reads:\n{text}", self.path().await);
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Waits until an element of the selector reads so.
    pub async fn reads(&self, css: &str, words: &str) {
        self.until(&format!("{words:?} in `{css}`"), async || self.every_text(css).await.iter().any(|text| text.contains(words))).await;
    }

    /// What every element of a selector says, spaces as one.
    pub async fn every_text(&self, css: &str) -> Vec<String> {
        let script = format!("return [...document.querySelectorAll({css:?})].map((it) => it.textContent.replace(/\\s+/g, ' ').trim())");
        let found = self.client().execute(&script, Vec::new()).await.unwrap_or_default();
        found.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
    }

    /// What a field holds.
    pub async fn value_of(&self, css: &str) -> String {
        self.wait_for(css).await;
        self.script(&format!("return document.querySelector({css:?}).value")).await.as_str().unwrap_or_default().to_owned()
    }

    /// Leaves a mark that only a page that is not loaded anew still bears.
    pub async fn mark(&self) {
        self.script("window.marked = true").await;
    }

    /// Asserts that the page was not loaded anew since [`Person::mark`].
    pub async fn is_still_marked(&self) {
        assert_eq!(self.script("return window.marked === true").await, true, "{} was loaded anew", self.path().await);
    }

    /// Asserts that no page complained, but for answers with these statuses that the test provoked.
    pub async fn complained_of(&self, statuses: &[u16]) {
        let provoked = |error: &str| statuses.iter().any(|status| error.contains(&format!("with a status of {status} ")));
        let errors: Vec<String> = self.console_errors().await.into_iter().filter(|error| !provoked(error)).collect();
        assert_eq!(errors, Vec::<String>::new(), "at {}", self.base);
    }

    /// Asserts that no page complained of anything.
    pub async fn complained_of_nothing(&self) {
        self.complained_of(&[]).await;
    }
}

//! Finding what a person would see: by words first, by CSS where words do not do.

use fantoccini::Locator;
use fantoccini::elements::Element;

use super::{Browser, WAIT_MAX};

/// What can be clicked by its words.
const CLICKABLE: &str = "self::a or self::button or self::label or self::summary or self::option or @role='button' or @role='tab'";

impl Browser {
    /// The first element of a selector, as soon as it is there.
    pub(super) async fn find(&self, css: &str) -> Element {
        match self.client.wait().at_most(WAIT_MAX).for_element(Locator::Css(css)).await {
            Ok(element) => element,
            Err(_) => self.lost(&format!("`{css}`")).await,
        }
    }

    /// The first visible thing to click that reads exactly `words`, else one that contains them.
    pub(super) async fn clickable(&self, words: &str) -> Element {
        let quoted = quoted(words);
        let exact =
            format!("//*[{CLICKABLE}][normalize-space()={quoted} or @aria-label={quoted}] | //input[@type='submit'][@value={quoted}]");
        let loose = format!("//*[{CLICKABLE}][contains(normalize-space(), {quoted})]");
        self.visible(&[exact, loose], &format!("anything to click that reads \"{words}\"")).await
    }

    /// The field with this label, name or id.
    pub(super) async fn field(&self, name: &str) -> Element {
        const FIELDS: &str = "self::input or self::textarea or self::select";
        let quoted = quoted(name);
        let by_label = format!("//*[{FIELDS}][@id = //label[starts-with(normalize-space(), {quoted})]/@for]");
        let inside_label = format!("//label[starts-with(normalize-space(), {quoted})]//*[{FIELDS}]");
        let by_name = format!("//*[{FIELDS}][@name={quoted} or @id={quoted} or @aria-label={quoted}]");
        self.visible(&[by_label, inside_label, by_name], &format!("a field \"{name}\"")).await
    }

    async fn visible(&self, paths: &[String], what: &str) -> Element {
        let deadline = tokio::time::Instant::now() + WAIT_MAX;
        while tokio::time::Instant::now() < deadline {
            for path in paths {
                for element in self.client.find_all(Locator::XPath(path)).await.unwrap_or_default() {
                    // An element of a page that has just gone is not visible either.
                    if element.is_displayed().await.unwrap_or(false) {
                        return element;
                    }
                }
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        self.lost(what).await
    }

    /// Ends the test with what was looked for and what is there instead.
    pub(super) async fn lost(&self, what: &str) -> ! {
        let text: String = self.text().await.chars().take(1_500).collect();
        panic!("{what} is not on {}, which reads:\n{text}", self.path().await)
    }
}

/// An XPath string: it knows no escapes, so words with both quotes are joined from pieces.
fn quoted(words: &str) -> String {
    if !words.contains('\'') {
        return format!("'{words}'");
    }
    let pieces: Vec<String> = words.split('\'').map(|piece| format!("'{piece}'")).collect();
    format!("concat({})", pieces.join(", \"'\", "))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_are_quoted() {
        assert_eq!(quoted("Pesan"), "'Pesan'");
        assert_eq!(quoted("Jum'at \"ini\""), "concat('Jum', \"'\", 'at \"ini\"')");
    }
}

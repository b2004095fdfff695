//! Small pieces of HTML that templates ask the page for; they escape what they are given.

use std::fmt;

use askama::filters::HtmlSafe;

use crate::assets::asset;
use crate::views::Page;

/// An icon from the sprite.
#[derive(Debug, Clone, Copy)]
pub struct Icon<'a>(pub &'a str);

impl fmt::Display for Icon<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Escaped(self.0);
        let sprite = asset("icons.svg");
        write!(formatter, r##"<svg class="icon" width="20" height="20" aria-hidden="true"><use href="{sprite}#{name}"/></svg>"##)
    }
}

impl HtmlSafe for Icon<'_> {}

/// The hidden fields of a form: the token against forged requests and the idempotency key.
#[derive(Debug, Clone)]
pub struct Guard<'a> {
    /// Token of the session.
    pub csrf: &'a str,
    /// Key of this rendering of the page.
    pub key: &'a str,
    /// What the form does.
    pub what: String,
}

impl fmt::Display for Guard<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (csrf, key, what) = (Escaped(self.csrf), Escaped(self.key), Escaped(&self.what));
        write!(formatter, r#"<input type="hidden" name="csrf" value="{csrf}">"#)?;
        write!(formatter, r#"<input type="hidden" name="idempotency_key" value="{key}-{what}">"#)
    }
}

impl HtmlSafe for Guard<'_> {}

/// Text with the characters that mean something in HTML replaced.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => formatter.write_str("&amp;")?,
                '<' => formatter.write_str("&lt;")?,
                '>' => formatter.write_str("&gt;")?,
                '"' => formatter.write_str("&quot;")?,
                '\'' => formatter.write_str("&#39;")?,
                other => fmt::Write::write_char(formatter, other)?,
            }
        }
        Ok(())
    }
}

/// Stars that may be given.
pub const STARS: &[i64] = &[1, 2, 3, 4, 5];

/// The substitution rules as choices: value, words, what it means. The chosen alternative is offered only when there are any.
#[must_use]
pub fn substitution_rules(page: &Page, alternatives: usize) -> Vec<(&'static str, &'static str, String)> {
    let t = page.t;
    let mut rules = vec![
        ("best", t.text("substitution-best"), t.with("substitution-best-note", &[("cap", &page.substitution_cap)])),
        ("ask", t.text("substitution-ask"), t.text("substitution-ask-note").to_owned()),
        ("refund", t.text("substitution-refund"), t.text("substitution-refund-note").to_owned()),
        ("never", t.text("substitution-never"), t.text("substitution-never-note").to_owned()),
    ];
    if alternatives > 0 {
        rules.insert(1, ("chosen", t.text("substitution-chosen"), t.text("substitution-chosen-note").to_owned()));
    }
    rules
}

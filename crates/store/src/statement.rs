//! Statements: registered texts, so that one test can prepare every one of them on both databases.

use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// One SQL text for both databases, with `$1` parameters.
///
/// A part between `[[separator|` and `]]` is repeated for each item: parameters up to `fixed` stay,
/// those above are renumbered, `per` for an item.
#[derive(Debug)]
pub struct Statement {
    text: &'static str,
    fixed: usize,
    per: usize,
    file: &'static str,
    line: u32,
    plain: OnceLock<[Arc<str>; 2]>,
    /// By number of items.
    expanded: RwLock<Vec<Option<[Arc<str>; 2]>>>,
}

/// Whose dialect of parameter marks a text is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marks {
    /// `$1`
    Dollar = 0,
    /// `?1`: in SQLite `$1` is a named parameter, numbered by first occurrence, and binds silently wrong.
    Question = 1,
}

/// A statement known to the registry.
#[derive(Debug)]
pub struct Registered(pub &'static Statement);

inventory::collect!(Registered);

/// Registers a statement and gives a reference to it: `sql!("SELECT … WHERE city_id = $1")`.
#[macro_export]
macro_rules! sql {
    ($text:expr) => {
        $crate::sql_each!($text, fixed = 0, per = 0)
    };
}

/// Registers a statement with repeated parts: `sql_each!("… IN ([[, |$2]])", fixed = 1, per = 1)`.
#[macro_export]
macro_rules! sql_each {
    ($text:expr, fixed = $fixed:expr, per = $per:expr) => {{
        static STATEMENT: $crate::Statement = $crate::Statement::new($text, $fixed, $per, file!(), line!());
        $crate::private::inventory::submit! { $crate::Registered(&STATEMENT) }
        &STATEMENT
    }};
}

impl Statement {
    /// Used by [`sql!`] and [`sql_each!`].
    #[must_use]
    pub const fn new(text: &'static str, fixed: usize, per: usize, file: &'static str, line: u32) -> Self {
        Self { text, fixed, per, file, line, plain: OnceLock::new(), expanded: RwLock::new(Vec::new()) }
    }

    /// The text as written.
    #[must_use]
    pub const fn text(&self) -> &'static str {
        self.text
    }

    /// `crates/market/src/orders/store.rs:12`
    #[must_use]
    pub fn place(&self) -> String {
        format!("{}:{}", self.file, self.line)
    }

    /// Whether the statement repeats parts for each item.
    #[must_use]
    pub const fn is_repeated(&self) -> bool {
        self.per > 0
    }

    /// Parameters that stand once.
    #[must_use]
    pub const fn fixed(&self) -> usize {
        self.fixed
    }

    /// Parameters of each item.
    #[must_use]
    pub const fn per(&self) -> usize {
        self.per
    }

    /// The text of a statement without repeated parts.
    pub(crate) fn plain(&self, marks: Marks) -> Arc<str> {
        let texts = self.plain.get_or_init(|| both(self.text.to_owned()));
        Arc::clone(&texts[marks as usize])
    }

    /// The text for `items` items.
    pub(crate) fn expanded(&self, items: usize, marks: Marks) -> Arc<str> {
        let known = self.expanded.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(Some(texts)) = known.get(items) {
            return Arc::clone(&texts[marks as usize]);
        }
        drop(known);
        let texts = both(expand(self.text, self.fixed, self.per, items));
        let text = Arc::clone(&texts[marks as usize]);
        let mut known = self.expanded.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() <= items {
            known.resize(items + 1, None);
        }
        known[items] = Some(texts);
        text
    }
}

fn both(dollar: String) -> [Arc<str>; 2] {
    let question = dollar.replace('$', "?");
    [dollar.into(), question.into()]
}

/// Repeats each `[[separator|body]]`.
fn expand(text: &str, fixed: usize, per: usize, items: usize) -> String {
    let mut out = String::with_capacity(text.len() * (items + 1) / 2 + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[[") {
        let (part, tail) = after.split_once("]]").unwrap_or((after, ""));
        let (separator, body) = part.split_once('|').unwrap_or(("", part));
        out.push_str(before);
        for item in 0..items {
            if item > 0 {
                out.push_str(separator);
            }
            renumber(&mut out, body, fixed, item * per);
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// Appends `body` with `offset` added to each parameter above `fixed`.
fn renumber(out: &mut String, body: &str, fixed: usize, offset: usize) {
    let mut parts = body.split('$');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|sign: char| sign.is_ascii_digit()).len();
        let number: usize = part[..digits].parse().unwrap_or(0);
        let number = if number > fixed { number + offset } else { number };
        out.push('$');
        out.push_str(&number.to_string());
        out.push_str(&part[digits..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_parts_are_renumbered() {
        let text = "UPDATE o SET s = s - CASE [[ |WHEN id = $2 THEN $3]] END WHERE c = $1 AND id IN ([[, |$2]])";
        assert_eq!(
            expand(text, 1, 2, 2),
            "UPDATE o SET s = s - CASE WHEN id = $2 THEN $3 WHEN id = $4 THEN $5 END WHERE c = $1 AND id IN ($2, $4)"
        );
    }
}

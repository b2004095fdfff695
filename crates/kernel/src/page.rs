//! Keyset pages: a cursor names the last row seen.

use serde::Serialize;

use crate::id::RawId;

/// Where the next page begins: after this id. Opaque to callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor(pub RawId);

impl Cursor {
    /// Before every id.
    pub const START: Self = Self(RawId::nil());

    /// Reads a cursor given out earlier; `None` when it is not one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.simple().fmt(f)
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page<T> {
    /// In the list's own order.
    pub items: Vec<T>,
    /// Present when there is more.
    pub next: Option<String>,
}

/// How many rows a page may have at most.
pub const PAGE_ROWS_MAX: usize = 200;

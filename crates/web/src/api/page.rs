//! Cursor pages: `?after=&limit=` in, `items` and `next` out.

use kernel::Cursor;
use kernel::page::PAGE_ROWS_MAX;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::problem::Refusal;

/// How many items a page has when nobody says.
const LIMIT_DEFAULT: usize = 50;

/// One page of a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Page<T> {
    /// In the list's own order.
    pub items: Vec<T>,
    /// Where the next page begins: give it as `after`. Absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Which page.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// The `next` of the page before.
    after: Option<String>,
    /// How many items, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

impl PageQuery {
    /// From the two parameters of a larger query.
    #[must_use]
    pub const fn new(after: Option<String>, limit: Option<usize>) -> Self {
        Self { after, limit }
    }

    /// How many items are wanted.
    ///
    /// # Errors
    /// A refusal naming `limit` outside 1..=200.
    pub fn rows(&self) -> Result<usize, Refusal> {
        self.rows_up_to(PAGE_ROWS_MAX)
    }

    /// How many items are wanted, where fewer are allowed.
    ///
    /// # Errors
    /// A refusal naming `limit` outside 1..=`most`.
    pub fn rows_up_to(&self, most: usize) -> Result<usize, Refusal> {
        let rows = self.limit.unwrap_or(LIMIT_DEFAULT);
        if (1..=most).contains(&rows) {
            return Ok(rows);
        }
        Err(Refusal::invalid("number_out_of_range", "limit").with("least", 1).with("most", most))
    }

    /// After which row, when a later page is wanted.
    ///
    /// # Errors
    /// A refusal naming `after` when it is no cursor.
    pub fn cursor(&self) -> Result<Option<Cursor>, Refusal> {
        let Some(after) = &self.after else { return Ok(None) };
        Cursor::parse(after).map(Some).ok_or_else(|| Refusal::invalid("cursor_malformed", "after"))
    }

    /// Cuts a page out of a list that lies in memory.
    ///
    /// # Errors
    /// As [`Self::rows`] and [`Self::cursor`]; also when the item the cursor names is no longer in the list.
    pub fn cut<T, U>(
        &self,
        items: impl Iterator<Item = T>,
        id: impl Fn(&T) -> kernel::id::RawId,
        show: impl FnMut(T) -> U,
    ) -> Result<Page<U>, Refusal> {
        let (rows, cursor) = (self.rows()?, self.cursor()?);
        let items: Vec<T> = items.collect();
        let begin = match cursor {
            None => 0,
            Some(cursor) => {
                items.iter().position(|item| id(item) == cursor.0).ok_or_else(|| Refusal::invalid("cursor_malformed", "after"))? + 1
            }
        };
        let has_more = items.len() > begin + rows;
        let last = items.get((begin + rows).saturating_sub(1)).filter(|_| has_more);
        let next = last.map(|item| Cursor(id(item)).to_string());
        Ok(Page { items: items.into_iter().skip(begin).take(rows).map(show).collect(), next })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other() {
        let ids: Vec<kernel::id::RawId> = (1..=5).map(kernel::id::RawId::from_u128).collect();
        let mut query = PageQuery::new(None, Some(2));
        let mut seen = Vec::new();
        loop {
            let page = query.cut(ids.iter().copied(), |id| *id, |id| id.as_u128()).unwrap();
            seen.push(page.items);
            let Some(next) = page.next else { break };
            query = PageQuery::new(Some(next), Some(2));
        }
        assert_eq!(seen, [vec![1, 2], vec![3, 4], vec![5]]);
        assert!(PageQuery::new(Some("x".into()), None).cursor().is_err());
        for (limit, is_fine) in [(0, false), (1, true), (200, true), (201, false)] {
            assert_eq!(PageQuery::new(None, Some(limit)).rows().is_ok(), is_fine, "{limit}");
        }
    }
}

//! The list of transfers as comma-separated values, as banks' sites take it. Pure.

use super::model::ByHand;
use crate::settlement::export::{Word, row, text};

/// The columns, by the names that [`Word`] is asked for.
pub const COLUMNS: [&str; 7] = ["number", "amount_rupiah", "bank_name", "account", "holder", "state", "reference"];

/// The returns, with a heading and one row for each in the order given.
#[must_use]
pub fn transfers(returns: &[ByHand], word: Word<'_>) -> String {
    let mut out = String::new();
    row(&mut out, COLUMNS.map(|column| text(&word(column))));
    for found in returns {
        let step = found.transfer.as_ref();
        let account = step.map(|step| &step.account).or(found.account.as_ref()).cloned().unwrap_or_default();
        row(
            &mut out,
            [
                text(&found.number),
                found.back.amount.amount().to_string(),
                text(&account.bank),
                text(account.number.whole()),
                text(&account.holder),
                text(&word(step.map_or("by_hand", |step| step.state.name()))),
                text(step.and_then(|step| step.reference.as_deref()).unwrap_or_default()),
            ],
        );
    }
    out
}

//! The books for the city's accountant: journal and trial balance, to look at and as comma-separated values.

use kernel::{Actor, BusinessDate, Rupiah};
use ledger::{JournalLine, TrialLine};

use crate::desk::Desk;
use crate::error::MarketError;
use crate::settlement::export::{Word, local, row, text};
use crate::settlement::rights;

/// The columns of a journal, by the names that [`Word`] is asked for.
pub const JOURNAL_COLUMNS: [&str; 10] =
    ["date", "time", "transfer", "reason", "debit_account", "debit_owner", "credit_account", "credit_owner", "amount_rupiah", "number"];

/// The columns of a trial balance, by the names that [`Word`] is asked for.
pub const TRIAL_COLUMNS: [&str; 4] = ["account", "debit_rupiah", "credit_rupiah", "balance_rupiah"];

/// A period's sums by kind of account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// By the kind's name.
    pub lines: Vec<TrialLine>,
    /// Everything in debit.
    pub debits: Rupiah,
    /// Everything in credit.
    pub credits: Rupiah,
}

impl Trial {
    /// Whether both columns have the same sum.
    #[must_use]
    pub fn is_balanced(&self) -> bool {
        self.debits == self.credits
    }
}

/// What was posted from the first to the last day, by kind of account. For the city's treasurers, auditors and administrators.
///
/// # Errors
/// [`MarketError::NotAllowed`], [`MarketError::BadPeriod`], [`MarketError::Store`].
pub async fn trial(desk: &Desk, actor: &Actor, from: BusinessDate, to: BusinessDate) -> Result<Trial, MarketError> {
    must_see(actor)?;
    let lines = ledger::trial_balance_of(&mut desk.house.db.reader().await?, desk.city_id(), from, to).await?;
    let (debits, credits) = (lines.iter().map(|line| line.debits).sum(), lines.iter().map(|line| line.credits).sum());
    Ok(Trial { lines, debits, credits })
}

/// Every posted transfer from the first to the last day, for the same.
///
/// # Errors
/// As [`trial`]; [`MarketError::BadPeriod`] also above [`ledger::JOURNAL_LINES_MAX`] lines.
pub async fn journal(desk: &Desk, actor: &Actor, from: BusinessDate, to: BusinessDate) -> Result<Vec<JournalLine>, MarketError> {
    must_see(actor)?;
    Ok(ledger::journal(&mut desk.house.db.reader().await?, desk.city_id(), from, to).await?)
}

fn must_see(actor: &Actor) -> Result<(), MarketError> {
    if rights::sees_all(actor) { Ok(()) } else { Err(rights::refusal(actor)) }
}

/// A journal with a heading. Owners are ids: names are no business of a journal.
#[must_use]
pub fn journal_csv(lines: &[JournalLine], offset_minutes: i64, word: Word<'_>) -> String {
    let mut out = String::new();
    row(&mut out, JOURNAL_COLUMNS.map(|column| text(&word(column))));
    for line in lines {
        row(
            &mut out,
            [
                line.business_date.to_string(),
                local(line.at, offset_minutes),
                line.transfer.to_string(),
                line.reason.name().to_owned(),
                line.debit.kind.name().to_owned(),
                line.debit.owner.to_string(),
                line.credit.kind.name().to_owned(),
                line.credit.owner.to_string(),
                line.amount.amount().to_string(),
                text(&line.memo),
            ],
        );
    }
    out
}

/// A trial balance with a heading and the sums.
#[must_use]
pub fn trial_csv(trial: &Trial, word: Word<'_>) -> String {
    let mut out = String::new();
    row(&mut out, TRIAL_COLUMNS.map(|column| text(&word(column))));
    for line in &trial.lines {
        let amounts = [line.debits, line.credits, line.balance].map(|amount| amount.amount().to_string());
        let [debits, credits, balance] = amounts;
        row(&mut out, [line.kind.name().to_owned(), debits, credits, balance]);
    }
    let sums = [trial.debits, trial.credits].map(|amount| amount.amount().to_string());
    let [debits, credits] = sums;
    row(&mut out, [text(&word("total")), debits, credits, String::new()]);
    out
}

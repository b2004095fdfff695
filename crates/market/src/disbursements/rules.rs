//! References, the bank's days, and how an answer's rows are read. Pure.

use std::collections::{HashMap, HashSet};

use kernel::{BusinessDate, Rupiah};
use order_text::parse_rupiah;
use registry::text::folded;

use super::model::{ResultFault, Transfer};
use crate::imports::FileFault;
use crate::imports::model::Table;
use crate::settlement::PayoutState;

/// The most transfers of one file: as many rows as an answer may have.
pub const TRANSFERS_MAX: usize = crate::imports::ROWS_MAX;
/// The most faults that are told at once.
const FAULTS_MAX: usize = 200;
/// The most characters kept of what the bank says.
const SAID_MAX: usize = 120;

/// What a transfer is called at the bank: the file's number and its place in it, `LRS0001200034`. Letters and digits only, shorter than
/// the 18 characters that banks leave for a customer's reference.
#[must_use]
pub fn reference(file: i64, place: usize) -> String {
    format!("LRS{file:05}{:05}", place + 1)
}

/// The bank's day on which a file is carried out that is made at a local date and minute: the same day before the cut-off, else the next
/// one that is no Saturday, Sunday or holiday.
#[must_use]
pub fn value_date(today: BusinessDate, minute: i64, cutoff_minute: i64, holidays: &[BusinessDate]) -> BusinessDate {
    let mut day = if minute < cutoff_minute { today } else { today.plus_days(1) };
    while day.weekday() >= 5 || holidays.contains(&day) {
        day = day.plus_days(1);
    }
    day
}

/// A column of an answer: what it is called, and its headings, folded.
pub(crate) type Column = (&'static str, &'static [&'static str]);
const REFERENCE: Column = ("reference", &["reference", "referensi", "noreferensi", "customerreference", "ref"]);
const AMOUNT: Column = ("amount_rupiah", &["amountrupiah", "jumlahrupiah", "jumlah", "nominal", "amount"]);
const STATUS: Column = ("status", &["status", "hasil", "result"]);
const MESSAGE: Column = ("message", &["message", "pesan", "keterangan", "alasan", "remark"]);

/// What the bank says of one transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It arrived.
    Arrived,
    /// It did not, and why in the bank's words.
    Failed(String),
}

/// A row's transfer, by its place in the file, and what became of it.
pub type Answer = (usize, Outcome);

/// Reads the bank's answer to a file: every row names one of its transfers by reference and amount, once, and says what became of it.
/// Rows may be left out: the bank may answer them later.
///
/// # Errors
/// Every fault that was found, up to 200; a column that is missing stands alone.
pub fn understand(table: &Table, number: i64, transfers: &[Transfer]) -> Result<Vec<Answer>, Vec<ResultFault>> {
    let columns = columns(table)?;
    let by_reference: HashMap<String, usize> = (0..transfers.len()).map(|place| (reference(number, place), place)).collect();
    let (mut seen, mut answers, mut faults) = (HashSet::new(), Vec::new(), Vec::new());
    for row in table.rows.iter().skip(1) {
        let cell = |at: Option<usize>| at.and_then(|at| row.cells.get(at)).map_or("", String::as_str);
        let [name, amount, status, said] = [Some(columns.reference), Some(columns.amount), Some(columns.status), columns.message].map(cell);
        let fault = |column: &'static str, value: &str, code: &'static str| ResultFault {
            row: row.number,
            column,
            value: value.chars().take(40).collect(),
            reason: FileFault::new(code),
        };
        let Some(place) = by_reference.get(&name.trim().to_ascii_uppercase()).copied() else {
            faults.push(fault(REFERENCE.0, name, "result_unknown"));
            continue;
        };
        let outcome = outcome(status, said);
        if !seen.insert(place) {
            faults.push(fault(REFERENCE.0, name, "result_twice"));
        } else if rupiah(amount) != Some(transfers[place].amount) {
            faults.push(fault(AMOUNT.0, amount, "result_amount_differs"));
        } else {
            match outcome {
                None => faults.push(fault(STATUS.0, status, "result_status_unknown")),
                Some(outcome) if is_contradicted(&transfers[place], &outcome) => {
                    faults.push(fault(STATUS.0, status, "result_ended_otherwise"));
                }
                Some(outcome) => answers.push((place, outcome)),
            }
        }
    }
    faults.truncate(FAULTS_MAX);
    if faults.is_empty() { Ok(answers) } else { Err(faults) }
}

/// Where the columns stand.
struct Columns {
    reference: usize,
    amount: usize,
    status: usize,
    message: Option<usize>,
}

fn columns(table: &Table) -> Result<Columns, Vec<ResultFault>> {
    let heading: Vec<String> = table.rows.first().map(|row| row.cells.iter().map(|cell| folded(cell)).collect()).unwrap_or_default();
    let find = |(_, names): Column| heading.iter().position(|cell| names.contains(&cell.as_str()));
    let missing = |column| vec![ResultFault { row: 1, column, value: String::new(), reason: FileFault::new("result_column_missing") }];
    let needed = |column: Column| find(column).ok_or_else(|| missing(column.0));
    Ok(Columns { reference: needed(REFERENCE)?, amount: needed(AMOUNT)?, status: needed(STATUS)?, message: find(MESSAGE) })
}

/// `sukses` and what else banks say of money that arrived or did not; nothing for words that could mean either.
fn outcome(status: &str, said: &str) -> Option<Outcome> {
    match folded(status).as_str() {
        "success" | "sukses" | "berhasil" | "settled" | "completed" | "selesai" => Some(Outcome::Arrived),
        "failed" | "gagal" | "rejected" | "ditolak" | "returned" | "retur" => {
            let said = kernel::text::read(said, usize::from(u16::MAX)).unwrap_or_default();
            let said: String = said.chars().take(SAID_MAX).collect();
            Some(Outcome::Failed(if said.is_empty() { "bank_refused".to_owned() } else { said }))
        }
        _ => None,
    }
}

/// Whether a transfer ended in another way before.
const fn is_contradicted(transfer: &Transfer, outcome: &Outcome) -> bool {
    matches!((transfer.state, outcome), (PayoutState::Paid, Outcome::Failed(_)) | (PayoutState::Failed, Outcome::Arrived))
}

/// `125000`, `125000.00`, `125.000`, `Rp125.000`.
fn rupiah(text: &str) -> Option<Rupiah> {
    let text = text.trim();
    let whole = text.strip_suffix(".00").or_else(|| text.strip_suffix(",00")).unwrap_or(text);
    whole.parse().ok().map(Rupiah).or_else(|| parse_rupiah(whole))
}

#[cfg(test)]
mod tests;

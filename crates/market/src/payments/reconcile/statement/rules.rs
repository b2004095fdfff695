//! How the rows of a statement are read. Pure.
//!
//! Each provider names its columns otherwise, and renames them; so a column is known by any of the names that providers give it, whatever
//! their case and signs. Files have more columns; the rest is not read.

use kernel::Rupiah;
use providers::payments::{SettlementKind, SettlementLine};
use registry::text::folded;

use crate::disbursements::ResultFault;
use crate::disbursements::rules::Column;
use crate::imports::FileFault;
use crate::imports::model::{Table, TableRow};
use crate::settlement::rules::COUNT_MAX;

/// The most faults that are told at once.
const FAULTS_MAX: usize = 200;
/// The longest reference.
const REFERENCE_MAX: usize = 80;

const REFERENCE: Column = (
    "order_id",
    &["orderid", "partnerreferenceno", "partnerreferencenumber", "partnertransactionid", "merchantreference", "referensi", "reference"],
);
const GROSS: Column = ("amount", &["grossamount", "transactionamount", "amount", "jumlah", "nominal", "nominaltransaksi", "jumlahrupiah"]);
const FEE: Column = ("fee", &["fee", "totalfee", "mdr", "mdramount", "feeamount", "biaya", "biayamdr", "biayalayanan"]);
const KIND: Column = ("type", &["type", "transactiontype", "jenis", "jenistransaksi", "tipe"]);
const STATUS: Column = ("status", &["status", "transactionstatus", "statustransaksi"]);

/// What a file says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Read {
    /// Money that moved.
    pub(super) lines: Vec<SettlementLine>,
    /// Rows of attempts that brought none.
    pub(super) skipped: usize,
}

/// Reads a statement: every row names a payment and what was paid or given back, and what the provider kept. A refund is told by its type,
/// its status, or an amount below 0.
///
/// # Errors
/// Every fault that was found, up to 200; a column that is missing stands alone.
pub(super) fn understand(table: &Table) -> Result<Read, Vec<ResultFault>> {
    let columns = Columns::find(table)?;
    let (mut read, mut faults) = (Read::default(), Vec::new());
    for row in table.rows.iter().skip(1) {
        match columns.line(row) {
            Ok(Some(line)) => read.lines.push(line),
            Ok(None) => read.skipped += 1,
            Err(fault) => faults.push(fault),
        }
    }
    faults.truncate(FAULTS_MAX);
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}

/// Where the columns stand.
struct Columns {
    reference: usize,
    gross: usize,
    fee: usize,
    kind: Option<usize>,
    status: Option<usize>,
}

impl Columns {
    fn find(table: &Table) -> Result<Self, Vec<ResultFault>> {
        let heading: Vec<String> = table.rows.first().map(|row| row.cells.iter().map(|cell| folded(cell)).collect()).unwrap_or_default();
        let find = |(_, names): Column| names.iter().find_map(|name| heading.iter().position(|cell| cell == name));
        let missing = |column: Column| ResultFault {
            row: 1,
            column: column.0,
            value: String::new(),
            reason: FileFault::new("statement_column_missing").with("names", column.1.join(", ")),
        };
        let needed = |column: Column| find(column).ok_or_else(|| vec![missing(column)]);
        Ok(Self { reference: needed(REFERENCE)?, gross: needed(GROSS)?, fee: needed(FEE)?, kind: find(KIND), status: find(STATUS) })
    }

    /// `None` for an attempt that brought no money.
    fn line(&self, row: &TableRow) -> Result<Option<SettlementLine>, ResultFault> {
        let cell = |at: usize| row.cells.get(at).map_or("", |cell| cell.trim());
        let fault = |column: Column, value: &str, code: &'static str| ResultFault {
            row: row.number,
            column: column.0,
            value: value.chars().take(40).collect(),
            reason: FileFault::new(code),
        };
        let (reference, gross, fee) = (cell(self.reference), cell(self.gross), cell(self.fee));
        let (kind, status) = (self.kind.map_or("", cell), self.status.map_or("", cell));
        let stand = stand(status).ok_or_else(|| fault(STATUS, status, "statement_status_unknown"))?;
        if stand == Stand::Nothing {
            return Ok(None);
        }
        if reference.is_empty() || reference.chars().count() > REFERENCE_MAX {
            return Err(fault(REFERENCE, reference, "statement_reference_missing"));
        }
        let unreadable = |column: Column, text: &str| fault(column, text, "statement_amount_unreadable");
        let amount = |column: Column, text: &str| signed(text).ok_or_else(|| unreadable(column, text));
        let (paid, is_negative) = amount(GROSS, gross)?;
        let gross_amount = whole(paid).filter(|amount| *amount <= COUNT_MAX).ok_or_else(|| unreadable(GROSS, gross))?;
        // What is kept may be written as what is lost.
        let kept = if fee.is_empty() { Rupiah::ZERO } else { rounded(amount(FEE, fee)?.0) };
        let kind = if is_negative || is_refund(kind, stand) { SettlementKind::Refund } else { SettlementKind::Payment };
        if kind == SettlementKind::Refund && kept != Rupiah::ZERO {
            return Err(fault(FEE, fee, "statement_refund_fee"));
        }
        // `350,119` is 350 rupiah and a bit in some files; nobody keeps more than was paid.
        if kept > gross_amount {
            return Err(fault(FEE, fee, "statement_fee_too_high"));
        }
        Ok(Some(SettlementLine { reference: reference.to_owned(), gross: gross_amount, fee: kept, paid_at: None, kind }))
    }
}

/// What a status says of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stand {
    /// It moved, or the file says nothing of it.
    Moved,
    /// It went back, also after it had come.
    Returned,
    /// It did not move.
    Nothing,
}

fn stand(status: &str) -> Option<Stand> {
    let status = folded(status);
    if BACK.iter().any(|word| status.starts_with(word)) {
        return Some(Stand::Returned);
    }
    match status.as_str() {
        "" | "settlement" | "settled" | "capture" | "success" | "successful" | "sukses" | "berhasil" | "paid" | "dibayar" | "selesai"
        | "completed" | "00" => Some(Stand::Moved),
        "pending" | "expire" | "expired" | "cancel" | "cancelled" | "canceled" | "deny" | "denied" | "failure" | "failed" | "gagal"
        | "batal" | "kedaluwarsa" => Some(Stand::Nothing),
        _ => None,
    }
}

/// How words begin that say that money went back.
const BACK: [&str; 6] = ["refund", "partialrefund", "retur", "pengembalian", "chargeback", "partialchargeback"];

/// The type decides where there is one: a payment's row can carry that it was refunded since.
fn is_refund(kind: &str, stand: Stand) -> bool {
    let kind = folded(kind);
    if kind.is_empty() { stand == Stand::Returned } else { BACK.iter().any(|word| kind.starts_with(word)) }
}

/// An amount in sen without its sign, and whether it was below 0: `-50000`, `(50.000)`, `Rp50.000,00`.
fn signed(text: &str) -> Option<(i64, bool)> {
    let lost = text.strip_prefix('-').or_else(|| text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')));
    let bare = lost.unwrap_or(text).trim_start_matches("Rp").trim_start_matches("IDR").trim();
    Some((sen(bare)?, lost.is_some()))
}

/// What a buyer pays is whole rupiah; half a one is a mistake.
fn whole(sen: i64) -> Option<Rupiah> {
    (sen % 100 == 0).then_some(Rupiah(sen / 100))
}

/// A fee is a share of what was paid: 0.7 % of Rp12.350 is Rp86,45. The books keep whole rupiah, so it is rounded half up.
const fn rounded(sen: i64) -> Rupiah {
    Rupiah(sen.saturating_add(50) / 100)
}

/// Sen of an amount in digits, thousands apart or not, with two decimals, one or none; three are thousands. Programs write no words.
fn sen(text: &str) -> Option<i64> {
    let decimals = text.rsplit_once(['.', ',']).filter(|(_, part)| (1..=2).contains(&part.len()));
    let (text, part) = decimals.unwrap_or((text, "0"));
    let mut groups = text.split(if text.contains('.') { '.' } else { ',' });
    let first = groups.next().filter(|first| !first.is_empty())?;
    let rest: Vec<&str> = groups.collect();
    let is_grouped = first.len() <= 3 && rest.iter().all(|group| group.len() == 3);
    // Two decimals: `5` is fifty sen.
    let digits = rest.iter().fold(first.to_owned(), |digits, group| digits + group) + part + if part.len() == 1 { "0" } else { "" };
    let is_number = (rest.is_empty() || is_grouped) && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| is_number)
}

#[cfg(test)]
mod tests;

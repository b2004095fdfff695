//! Statements that a provider gives as a file: CSV, one line a payment or refund, each provider with columns of its own.

use kernel::Rupiah;

use super::wire::{read_amount, read_time};
use super::{PaymentError, SettlementKind, SettlementLine};

/// The longest statement, in lines: a city with more reads it in parts.
const LINES_MAX: usize = 200_000;

/// Which column is what, by its heading. Columns that are not named here are not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementColumns {
    /// Our reference: `Order ID` at Midtrans.
    pub reference: String,
    /// What was paid or given back, in rupiah; below 0 it is a refund.
    pub gross: String,
    /// What the provider kept, in rupiah.
    pub fee: String,
    /// When it was paid; unset, the statement does not say.
    pub paid_at: Option<String>,
    /// The column that tells a refund, and how its text begins there, whatever its case; unset, only the sign tells.
    pub refund: Option<(String, String)>,
}

impl StatementColumns {
    /// Reads a statement in UTF-8, with a line of headings.
    ///
    /// # Errors
    /// [`PaymentError::Unreadable`] with the line: a statement is taken whole or not at all.
    pub fn read(&self, csv: &[u8]) -> Result<Vec<SettlementLine>, PaymentError> {
        let csv = csv.strip_prefix(b"\xef\xbb\xbf").unwrap_or(csv);
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(csv);
        let headings = reader.headers().map_err(|error| unreadable(1, &error.to_string()))?.clone();
        let column = |name: &str| {
            let at = headings.iter().position(|heading| heading == name);
            at.ok_or_else(|| unreadable(1, &format!("there is no column {name:?}")))
        };
        let paid_at = self.paid_at.as_deref().map(column).transpose()?;
        let refund = self.refund.as_ref().map(|(name, word)| column(name).map(|at| (at, word.to_lowercase()))).transpose()?;
        let (reference, gross, fee) = (column(&self.reference)?, column(&self.gross)?, column(&self.fee)?);
        let mut lines = Vec::new();
        for (index, record) in reader.records().enumerate() {
            let line = index + 2;
            let record = record.map_err(|error| unreadable(line, &error.to_string()))?;
            if index >= LINES_MAX {
                return Err(unreadable(line, "the statement is too long"));
            }
            let text = |at: usize| record.get(at).unwrap_or_default();
            let (gross_text, is_negative) = text(gross).strip_prefix('-').map_or((text(gross), false), |rest| (rest, true));
            let is_refund = is_negative || refund.as_ref().is_some_and(|(at, word)| text(*at).to_lowercase().starts_with(word));
            lines.push(SettlementLine {
                reference: Some(text(reference))
                    .filter(|text| !text.is_empty())
                    .ok_or_else(|| unreadable(line, "no reference"))?
                    .to_owned(),
                gross: amount(gross_text).ok_or_else(|| unreadable(line, &format!("amount {gross_text:?}")))?,
                fee: amount(text(fee)).ok_or_else(|| unreadable(line, &format!("fee {:?}", text(fee))))?,
                paid_at: paid_at.and_then(|at| read_time(text(at))),
                kind: if is_refund { SettlementKind::Refund } else { SettlementKind::Payment },
            });
        }
        Ok(lines)
    }
}

/// Nothing written is nothing kept.
fn amount(text: &str) -> Option<Rupiah> {
    if text.is_empty() { Some(Rupiah::ZERO) } else { read_amount(text) }
}

fn unreadable(line: usize, what: &str) -> PaymentError {
    PaymentError::Unreadable(format!("line {line} of the statement: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> StatementColumns {
        StatementColumns {
            reference: "Order ID".to_owned(),
            gross: "Amount".to_owned(),
            fee: "Fee".to_owned(),
            paid_at: Some("Settlement time".to_owned()),
            refund: Some(("Type".to_owned(), "refund".to_owned())),
        }
    }

    #[test]
    fn a_statement_is_read_by_its_headings() {
        let csv = "\u{feff}Type,Order ID,Amount,Fee,Settlement time\nPayment, A-1 ,50000.00,350,2026-11-22 10:00:00\n\
                   Refund,A-1,10000,,\nPayment,A-2,-5000,0,gestern\n";
        let lines = columns().read(csv.as_bytes()).unwrap();
        let short: Vec<_> = lines
            .iter()
            .map(|line| (line.reference.as_str(), line.gross.amount(), line.fee.amount(), line.kind, line.paid_at.is_some()))
            .collect();
        let expected = [
            ("A-1", 50_000, 350, SettlementKind::Payment, true),
            ("A-1", 10_000, 0, SettlementKind::Refund, false),
            ("A-2", 5_000, 0, SettlementKind::Refund, false),
        ];
        assert_eq!(short, expected);
    }

    #[test]
    fn a_statement_is_taken_whole_or_not_at_all() {
        for (csv, word) in [
            ("Type,Order ID,Amount,Fee\n", "Settlement time"),
            ("Type,Order ID,Amount,Fee,Settlement time\nP,A-1,Rp50.000,0,\n", "line 2"),
            ("Type,Order ID,Amount,Fee,Settlement time\nP,A-1,5,0,\nP,,5,0,\n", "line 3"),
            ("Type,Order ID,Amount,Fee,Settlement time\nP,A-1,5,0.5,\n", "fee"),
            ("Type,Order ID,Amount,Fee,Settlement time\nP,A-1\n", "line 2"),
        ] {
            let error = columns().read(csv.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(word), "{error}");
        }
    }
}

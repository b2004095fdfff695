//! Payout lists and statements as comma-separated values. Pure.
//!
//! Source of the form: RFC 4180. Cells that a spreadsheet would run as a formula are made text: OWASP, "CSV Injection".

use kernel::{BusinessDate, Timestamp};

use super::model::Payout;
use super::statements::{MoneyStatement, SoldGoods};

/// Names the columns, states and reasons in the reader's language; given each one's own name.
pub type Word<'w> = &'w dyn Fn(&str) -> String;

/// The columns of a payout list, by the names that [`Word`] is asked for.
pub const PAYOUT_COLUMNS: [&str; 8] = ["date", "payee_kind", "place", "name", "amount_rupiah", "method", "state", "paid_at"];

/// The columns of a statement, by the names that [`Word`] is asked for.
pub const STATEMENT_COLUMNS: [&str; 6] = ["date", "reason", "number", "goods", "change_rupiah", "balance_rupiah"];

/// A payout list, with a heading and one row for each payout in the order given.
#[must_use]
pub fn payouts(payouts: &[Payout], offset_minutes: i64, word: Word<'_>) -> String {
    let mut out = String::new();
    row(&mut out, PAYOUT_COLUMNS.map(|column| text(&word(column))));
    for payout in payouts {
        row(
            &mut out,
            [
                payout.business_date.to_string(),
                text(&word(payout.payee_kind.name())),
                text(&payout.place),
                text(&payout.name),
                payout.amount.amount().to_string(),
                text(&word(&payout.method)),
                text(&word(payout.state.name())),
                payout.paid.map(|at| local(at, offset_minutes)).unwrap_or_default(),
            ],
        );
    }
    out
}

/// A statement: opening balance, each movement, closing balance.
#[must_use]
pub fn statement(statement: &MoneyStatement, word: Word<'_>) -> String {
    let mut out = String::new();
    let held = |date: BusinessDate, name: &str, balance: kernel::Rupiah| {
        [date.to_string(), text(&word(name)), String::new(), String::new(), String::new(), balance.amount().to_string()]
    };
    row(&mut out, STATEMENT_COLUMNS.map(|column| text(&word(column))));
    row(&mut out, held(statement.from, "opening", statement.opening));
    for line in &statement.lines {
        let goods: Vec<String> = line.goods.iter().map(described).collect();
        row(
            &mut out,
            [
                line.date.to_string(),
                text(&word(line.reason)),
                text(&line.number),
                text(&goods.join("; ")),
                line.change.amount().to_string(),
                line.balance.amount().to_string(),
            ],
        );
    }
    row(&mut out, held(statement.to, "closing", statement.closing));
    out
}

/// `1,5 kg Cabai rawit`
fn described(goods: &SoldGoods) -> String {
    format!("{} {} {}", goods.quantity.decimal(), goods.unit, goods.name)
}

/// `2026-11-21 13:05`, the city's local time.
pub(crate) fn local(at: Timestamp, offset_minutes: i64) -> String {
    let minute = at.minute_of_day(offset_minutes);
    format!("{} {:02}:{:02}", BusinessDate::of(at, offset_minutes), minute / 60, minute % 60)
}

/// A cell of text: quoted where the form needs it, never a formula.
#[must_use]
pub fn text(value: &str) -> String {
    let is_formula = value.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if !is_formula && !value.contains([',', ';', '"', '\n', '\r']) {
        return value.to_owned();
    }
    let guard = if is_formula { "'" } else { "" };
    format!("\"{guard}{}\"", value.replace('"', "\"\""))
}

pub(crate) fn row<const N: usize>(out: &mut String, cells: [String; N]) {
    out.push_str(&cells.join(","));
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use kernel::id::{MarketId, PayoutId, RawId, SettlementId};
    use kernel::{Quantity, Rupiah, Unit};

    use super::*;
    use crate::settlement::model::{PayeeKind, PayoutState};
    use crate::settlement::statements::StatementLine;

    #[test]
    fn cells_are_quoted_and_never_run() {
        for (value, expected) in [
            ("Bu Sri", "Bu Sri"),
            ("Sri, Lapak 3", "\"Sri, Lapak 3\""),
            ("Lapak \"Jaya\"", "\"Lapak \"\"Jaya\"\"\""),
            ("=1+1", "\"'=1+1\""),
            ("+62812", "\"'+62812\""),
            ("-2", "\"'-2\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\""),
            ("dua\nbaris", "\"dua\nbaris\""),
            ("", ""),
        ] {
            assert_eq!(text(value), expected);
        }
    }

    #[test]
    fn a_payout_list_has_a_heading_and_local_times() {
        let date = BusinessDate::from_ymd(2026, 11, 21).unwrap();
        let payout = Payout {
            id: PayoutId(RawId::from_u128(1)),
            settlement: SettlementId(RawId::from_u128(2)),
            market: MarketId(RawId::from_u128(3)),
            business_date: date,
            payee_kind: PayeeKind::Stall,
            payee: RawId::from_u128(4),
            name: "=Lapak".into(),
            place: "B-12".into(),
            amount: Rupiah(125_000),
            method: "cash".into(),
            account: String::new(),
            failure: String::new(),
            state: PayoutState::Paid,
            paid: Some(date.at_minute(13 * 60 + 5, 420)),
            paid_by: None,
        };
        assert_eq!(
            payouts(&[payout], 420, &str::to_owned),
            "date,payee_kind,place,name,amount_rupiah,method,state,paid_at\r\n\
             2026-11-21,stall,B-12,\"'=Lapak\",125000,cash,paid,2026-11-21 13:05\r\n"
        );
    }

    #[test]
    fn a_statement_begins_and_ends_with_a_balance() {
        let date = BusinessDate::from_ymd(2026, 11, 21).unwrap();
        let goods = SoldGoods {
            name: "Cabai rawit".into(),
            quantity: Quantity::from_milli(1_500).unwrap(),
            sold_by: Unit::Weight,
            unit: "kg".into(),
            total: Rupiah(96_000),
        };
        let line = StatementLine {
            date,
            at: date.at_minute(0, 420),
            reason: "goods_sold",
            number: "261121-7KQ4MX".into(),
            order: None,
            goods: vec![goods],
            change: Rupiah(96_000),
            balance: Rupiah(95_000),
        };
        let whole = MoneyStatement {
            payee_kind: PayeeKind::Stall,
            payee: RawId::from_u128(4),
            from: date,
            to: date,
            opening: Rupiah(-1_000),
            lines: vec![line],
            closing: Rupiah(95_000),
            payouts: Vec::new(),
        };
        assert_eq!(
            statement(&whole, &str::to_owned),
            "date,reason,number,goods,change_rupiah,balance_rupiah\r\n\
             2026-11-21,opening,,,,-1000\r\n\
             2026-11-21,goods_sold,261121-7KQ4MX,\"1,5 kg Cabai rawit\",96000,95000\r\n\
             2026-11-21,closing,,,,95000\r\n"
        );
    }
}

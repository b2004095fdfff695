//! Periods and statements.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use kernel::{BusinessDate, Rupiah};
use market::settlement::paper::{self, Heading};
use market::settlement::{MoneyStatement, StatementLine};
use order_text::spoken;

use super::{time, words};
use crate::app::App;
use crate::extract::{Fields, Who};
use crate::format;
use crate::i18n::T;
use crate::pages::frame;
use crate::views::shop::cards::ChipLink;
use crate::views::staff::bits::MoneyLine;

/// The periods one may choose: name in the address and days back from today to the first and last date.
const PERIODS: [(&str, i64, i64); 4] = [("hari", 0, 0), ("kemarin", 1, 1), ("minggu", 6, 0), ("bulan", 29, 0)];

/// A period of a statement.
#[derive(Debug, Clone, Copy)]
pub struct Period {
    /// Name in the address.
    pub name: &'static str,
    /// First local date.
    pub from: BusinessDate,
    /// Last local date, included.
    pub to: BusinessDate,
}

impl Period {
    /// From `rentang` of the address; a week when it is not said.
    #[must_use]
    pub fn of(query: &Fields, today: BusinessDate) -> Self {
        let asked = query.text("rentang");
        let (name, first, last) = PERIODS.into_iter().find(|(name, ..)| *name == asked).unwrap_or(PERIODS[2]);
        Self { name, from: today.plus_days(-first), to: today.plus_days(-last) }
    }

    /// `Sabtu, 21 Nov`, or from the first to the last date.
    #[must_use]
    pub fn words(&self, who: &Who) -> String {
        let last = format::day(who.lang, self.to.days());
        if self.from == self.to { last } else { format!("{} – {last}", format::day(who.lang, self.from.days())) }
    }

    /// Links to every period; `more` stays in the address.
    #[must_use]
    pub fn chips(&self, t: T, path: &str, more: (&str, &str)) -> Vec<ChipLink> {
        let chip = |(name, ..): (&'static str, i64, i64)| ChipLink {
            href: frame::address(path, &[more, ("rentang", name)]),
            label: words::said(t, "state-period", name),
            is_on: name == self.name,
            ..ChipLink::default()
        };
        PERIODS.map(chip).to_vec()
    }
}

/// Money in the reader's language.
#[must_use]
pub fn rupiah(who: &Who, amount: Rupiah) -> String {
    format::rupiah(who.lang, amount.amount())
}

/// A statement's movements for the page.
#[must_use]
pub fn lines(who: &Who, statement: &MoneyStatement) -> Vec<MoneyLine> {
    let line = |line: &StatementLine| MoneyLine {
        day: format::day(who.lang, line.date.days()),
        text: text(who, line),
        reference: if line.order.is_some() { super::goods::short(&line.number, 6) } else { String::new() },
        amount: rupiah(who, line.change),
        is_out: line.change < Rupiah::ZERO,
        balance: rupiah(who, line.balance),
    };
    statement.lines.iter().map(line).collect()
}

fn text(who: &Who, line: &StatementLine) -> String {
    let reason = words::reason(who.t, line.reason);
    let goods: Vec<String> =
        line.goods.iter().map(|sold| format!("{} {}", sold.name, spoken(sold.quantity, sold.sold_by, &sold.unit, who.lang))).collect();
    if goods.is_empty() { reason } else { goods.join(", ") }
}

/// What came in and what went out.
#[must_use]
pub fn sums(statement: &MoneyStatement) -> (Rupiah, Rupiah) {
    let (gained, spent): (Vec<_>, Vec<_>) = statement.lines.iter().map(|line| line.change).partition(|change| *change >= Rupiah::ZERO);
    (gained.into_iter().sum(), -spent.into_iter().sum::<Rupiah>())
}

/// The words of a CSV file for the names that the export uses.
#[must_use]
pub fn csv_word(t: T, name: &str) -> String {
    let ending = name.replace('_', "-");
    let found = ["state-csv", "state-why", "state-payout"].iter().find_map(|start| t.find(&format!("{start}-{ending}")));
    found.map_or_else(|| name.to_owned(), str::to_owned)
}

/// A statement as a PDF; `lines` say whose, where and for which period.
#[must_use]
pub fn pdf(app: &App, who: &Who, statement: &MoneyStatement, name: &str, lines: Vec<String>) -> Response {
    let heading = Heading {
        title: format!("{} {}", who.t.text("payout-statement"), app.city_name()),
        lines,
        made: who.t.with("staff-made", &[("when", &time::moment(app, who, app.desk.now()))]),
    };
    let column = |name: &str| who.t.find(&format!("state-paper-{}", name.replace('_', "-"))).map(str::to_owned);
    let word = |name: &str| column(name).unwrap_or_else(|| words::reason(who.t, name));
    let bytes = paper::statement(statement, &heading, &word, &|amount| rupiah(who, amount));
    let file = format!("attachment; filename=\"{name}-{}-{}.pdf\"", statement.from, statement.to);
    ([(CONTENT_TYPE, "application/pdf".to_owned()), (CONTENT_DISPOSITION, file)], bytes).into_response()
}

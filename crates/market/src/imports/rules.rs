//! From cells to what shall be: pure. Every fault of every row is told, up to a limit.

use std::collections::HashMap;

use kernel::text::{self, TextError};
use kernel::{Phone, Quantity, Rupiah, Unit};
use order_text::measure::measure;
use registry::people::{NAME_MAX, parse_name};
use registry::text::folded;

use super::model::{CELL_CHARS_MAX, Column, FAULTS_MAX, FileFault, RowFault, Table, TableRow};
use crate::catalogue::rules::PRICE_MAX;
use crate::catalogue::{Market, NewStock, Product};
use crate::settlement::export::text as csv_text;

/// Below this a price is taken for a slip: "12.5" means neither twelve rupiah nor twelve thousand.
const PRICE_MIN: Rupiah = Rupiah(100);
/// The highest number of a stall.
const NUMBER_MAX: i64 = 9_999;
/// The most characters of a block.
const BLOCK_MAX: usize = 6;
/// Names told when one could mean several.
const MEANINGS_MAX: usize = 5;

/// One row, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// As the spreadsheet numbers it.
    pub row: usize,
    /// Block and number of the stall.
    pub place: (String, i64),
    /// Its name.
    pub stall: String,
    /// Who sells.
    pub seller: String,
    /// Their number.
    pub phone: Phone,
    /// Position among the products.
    pub product: usize,
    /// For one unit.
    pub price: Rupiah,
    /// What is left.
    pub stock: NewStock,
}

/// What names the goods of a market, and its own name.
#[derive(Debug)]
pub struct Names<'p> {
    market: &'p Market,
    products: &'p [Product],
    by_name: HashMap<String, Vec<usize>>,
}

impl<'p> Names<'p> {
    /// The names of all goods that may be sold in this market.
    #[must_use]
    pub fn new(market: &'p Market, products: &'p [Product]) -> Self {
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (position, product) in products.iter().enumerate().filter(|(_, product)| product.cluster == market.cluster) {
            let own = [&product.name_id, &product.name_jv, &product.name_en, &product.slug];
            for name in own.into_iter().chain(&product.phrases) {
                let known = by_name.entry(folded(name)).or_default();
                if known.last() != Some(&position) {
                    known.push(position);
                }
            }
        }
        Self { market, products, by_name }
    }
}

/// Understands a whole table; `Err` with every fault when one row or more cannot be taken.
///
/// # Errors
/// A [`FileFault`] when the heading lacks a column; the faults of the rows.
pub fn understand(table: &Table, names: &Names<'_>) -> Result<Result<Vec<Wanted>, Vec<RowFault>>, FileFault> {
    let Some((heading, rows)) = table.rows.split_first() else { return Err(FileFault::new("import_empty")) };
    let columns = columns(heading)?;
    let mut reading = Reading { table, columns, names, faults: Vec::new() };
    let mut wanted: Vec<Wanted> = Vec::with_capacity(rows.len());
    let mut stalls: HashMap<(String, i64), usize> = HashMap::new();
    let mut sold: HashMap<((String, i64), usize), usize> = HashMap::new();
    for row in rows {
        if reading.faults.len() >= FAULTS_MAX {
            break;
        }
        let Some(found) = reading.row(row) else { continue };
        if let Some(first) = stalls.get(&found.place).map(|at| &wanted[*at]) {
            let first_row = first.row;
            if first.phone != found.phone {
                reading.fault(row, Column::Phone, FileFault::new("import_phone_differs").with("row", first_row));
            } else if first.stall != found.stall {
                reading.fault(row, Column::Stall, FileFault::new("import_stall_differs").with("row", first_row));
            }
        } else {
            stalls.insert(found.place.clone(), wanted.len());
        }
        if let Some(first) = sold.insert((found.place.clone(), found.product), found.row) {
            reading.fault(row, Column::Product, FileFault::new("import_twice").with("row", first));
        }
        wanted.push(found);
    }
    Ok(if reading.faults.is_empty() { Ok(wanted) } else { Err(reading.faults) })
}

/// Which cell of a row holds which column.
fn columns(heading: &TableRow) -> Result<HashMap<Column, usize>, FileFault> {
    let mut found = HashMap::new();
    for (position, cell) in heading.cells.iter().enumerate() {
        let name = folded(cell);
        if let Some(column) = Column::ALL.into_iter().find(|column| column.names().contains(&name.as_str()))
            && found.insert(column, position).is_some()
        {
            return Err(FileFault::new("import_column_twice").with("column", column.name()));
        }
    }
    let missing: Vec<&str> =
        Column::ALL.into_iter().filter(|column| column.is_needed() && !found.contains_key(column)).map(Column::name).collect();
    if missing.is_empty() { Ok(found) } else { Err(FileFault::new("import_columns_missing").with("columns", missing.join(", "))) }
}

struct Reading<'t> {
    table: &'t Table,
    columns: HashMap<Column, usize>,
    names: &'t Names<'t>,
    faults: Vec<RowFault>,
}

impl Reading<'_> {
    fn fault(&mut self, row: &TableRow, column: Column, reason: FileFault) {
        if self.faults.len() < FAULTS_MAX {
            let value: String = self.cell(row, column).chars().filter(|sign| !sign.is_control()).take(60).collect();
            self.faults.push(RowFault { sheet: self.table.sheet.clone(), row: row.number, column, value, reason });
        }
    }

    fn cell<'r>(&self, row: &'r TableRow, column: Column) -> &'r str {
        self.columns.get(&column).and_then(|position| row.cells.get(*position)).map_or("", String::as_str)
    }

    /// The cell through the gate for all text, then through `understand`.
    fn take<T>(&mut self, row: &TableRow, column: Column, understand: impl FnOnce(&str) -> Result<T, FileFault>) -> Option<T> {
        let read = text::read(self.cell(row, column), CELL_CHARS_MAX).map_err(|error| match error {
            TextError::Control => FileFault::new("text_not_allowed"),
            TextError::TooLong { max } => FileFault::new("too_long").with("max", max),
        });
        match read.and_then(|text| understand(&text)) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.fault(row, column, reason);
                None
            }
        }
    }

    fn row(&mut self, row: &TableRow) -> Option<Wanted> {
        let names = self.names;
        let market = self.take(row, Column::Market, |text| is_market(names.market, text));
        let block = self.take(row, Column::Block, block);
        let number = self.take(row, Column::Number, number);
        let stall = self.take(row, Column::Stall, |text| named(text, NAME_MAX));
        let seller = self.take(row, Column::Seller, |text| parse_name(text).map_err(|_| FileFault::new("import_name")));
        let phone = self.take(row, Column::Phone, |text| Phone::parse(text).map_err(|_| FileFault::new("import_phone")));
        let unit = self.cell(row, Column::Unit).to_owned();
        let product = self.take(row, Column::Product, |text| product(names, text, &unit));
        if let Some(found) = product {
            self.take(row, Column::Unit, |text| unit_fits(&names.products[found], text));
        }
        let price = self.take(row, Column::Price, price);
        let sold_by = product.map_or(Unit::Weight, |found| names.products[found].sold_by);
        let stock = self.take(row, Column::Stock, |text| stock(text, sold_by));
        market?;
        Some(Wanted {
            row: row.number,
            place: (block?, number?),
            stall: stall?,
            seller: seller?,
            phone: phone?,
            product: product?,
            price: price?,
            stock: stock?,
        })
    }
}

fn is_market(market: &Market, text: &str) -> Result<(), FileFault> {
    let name = folded(text);
    let own = [folded(&market.name), folded(&market.slug), folded(market.name.strip_prefix("Pasar ").unwrap_or(&market.name))];
    if name.is_empty() || own.contains(&name) { Ok(()) } else { Err(FileFault::new("import_other_market").with("market", &market.name)) }
}

fn block(text: &str) -> Result<String, FileFault> {
    let is_block = text.chars().count() <= BLOCK_MAX && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_block { Ok(text.to_ascii_uppercase()) } else { Err(FileFault::new("import_block").with("max", BLOCK_MAX)) }
}

fn number(text: &str) -> Result<i64, FileFault> {
    let is_number = !text.is_empty() && text.len() <= 6 && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = if is_number { text.parse().ok() } else { None };
    number.filter(|number| (1..=NUMBER_MAX).contains(number)).ok_or_else(|| FileFault::new("import_number").with("max", NUMBER_MAX))
}

fn named(text: &str, max: usize) -> Result<String, FileFault> {
    if !text.chars().any(char::is_alphanumeric) {
        return Err(FileFault::new("import_name"));
    }
    if text.chars().count() > max { Err(FileFault::new("too_long").with("max", max)) } else { Ok(text.to_owned()) }
}

fn product(names: &Names<'_>, text: &str, unit: &str) -> Result<usize, FileFault> {
    let known = names.by_name.get(&folded(text)).map_or(&[][..], Vec::as_slice);
    let by_unit: Vec<usize> = known
        .iter()
        .copied()
        .filter(|at| known.len() == 1 || (!unit.trim().is_empty() && unit_fits(&names.products[*at], unit).is_ok()))
        .collect();
    match (known, by_unit.as_slice()) {
        ([], _) => Err(FileFault::new(if text.is_empty() { "missing" } else { "import_goods_unknown" })),
        (_, [only]) => Ok(*only),
        _ => {
            let meanings = known.iter().take(MEANINGS_MAX).map(|at| {
                let product = &names.products[*at];
                format!("{} ({})", product.name_id, product.unit)
            });
            Err(FileFault::new("import_goods_ambiguous").with("names", meanings.collect::<Vec<_>>().join(", ")))
        }
    }
}

/// Empty, the unit's own name, or another word for it: `kilo` for `kg`. Nothing is converted.
fn unit_fits(product: &Product, text: &str) -> Result<(), FileFault> {
    let word = |text: &str| measure(&order_text::fold(text));
    let is_same =
        text.trim().is_empty() || folded(text) == folded(&product.unit) || word(text).is_some_and(|unit| Some(unit) == word(&product.unit));
    if is_same { Ok(()) } else { Err(FileFault::new("import_unit").with("unit", &product.unit)) }
}

fn price(text: &str) -> Result<Rupiah, FileFault> {
    if text.is_empty() {
        return Err(FileFault::new("missing"));
    }
    let price = order_text::parse_rupiah(text).ok_or_else(|| FileFault::new("import_price"))?;
    if price > PRICE_MAX || price < PRICE_MIN || has_sen(text) { Err(FileFault::new("import_price")) } else { Ok(price) }
}

/// A decimal sign with one or two digits that are not all zero: half a rupiah is a slip.
fn has_sen(text: &str) -> bool {
    let digits = text.trim_end_matches(|sign: char| !sign.is_ascii_digit());
    let decimals = digits.rsplit_once([',', '.']).map_or("", |(_, decimals)| decimals);
    (1..=2).contains(&decimals.len())
        && decimals.bytes().all(|byte| byte.is_ascii_digit())
        && decimals.bytes().any(|byte| byte != b'0')
        && text.bytes().all(|byte| !byte.is_ascii_alphabetic() || b"RrPp".contains(&byte))
}

fn stock(text: &str, sold_by: Unit) -> Result<NewStock, FileFault> {
    let folded_text = order_text::fold(text);
    match folded_text.as_str() {
        "" | "tanya" | "-" => return Ok(NewStock::Ask),
        "habis" | "kosong" => return Ok(NewStock::Counted(Quantity::ZERO)),
        _ => {}
    }
    // "1.500" is fifteen hundred to some and one and a half to others.
    let is_ambiguous = text.rsplit_once('.').is_some_and(|(whole, rest)| rest.len() == 3 && whole != "0" && !text.contains(','));
    if is_ambiguous {
        return Err(FileFault::new("import_stock_ambiguous"));
    }
    let tokens = order_text::tokens(&folded_text);
    let read = order_text::number::read_number(&tokens).filter(|number| number.tokens == tokens.len());
    let quantity = read.and_then(|number| Quantity::from_milli(number.milli)).ok_or_else(|| FileFault::new("import_stock"))?;
    let is_whole = sold_by == Unit::Weight || quantity.milli() % 1_000 == 0;
    if is_whole { Ok(NewStock::Counted(quantity)) } else { Err(FileFault::new("import_stock_whole")) }
}

/// A file to begin with: the heading and two rows that show how each column is written.
#[must_use]
pub fn template_csv(market: &str) -> String {
    let heading: Vec<&str> = Column::ALL.iter().map(|column| column.name()).collect();
    let market = csv_text(market);
    format!(
        "\u{feff}{}\r\n{market};A;12;Lapak Bu Contoh;Bu Contoh;081234567890;Cabai rawit merah;58.000;kg;\r\n\
         {market};A;12;Lapak Bu Contoh;Bu Contoh;081234567890;Bayam;3000;ikat;20\r\n",
        heading.join(";")
    )
}

/// The faults as a table: sheet, row, column, what stands there, why. `said` puts a reason into words. No cell is a formula.
#[must_use]
pub fn faults_csv<R>(faults: &[RowFault<R>], heading: [&str; 5], said: &dyn Fn(&R) -> String) -> String {
    let mut out = format!("\u{feff}{}\r\n", heading.map(csv_text).join(";"));
    for fault in faults {
        let cells = [
            csv_text(&fault.sheet),
            fault.row.to_string(),
            fault.column.name().to_owned(),
            csv_text(&fault.value),
            csv_text(&said(&fault.reason)),
        ];
        out += &cells.join(";");
        out += "\r\n";
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code<T>(result: Result<T, FileFault>) -> Result<T, &'static str> {
        result.map_err(|fault| fault.code)
    }

    #[test]
    fn prices_are_read_as_people_write_them() {
        for (text, expected) in [
            ("12500", Ok(12_500)),
            ("12.500", Ok(12_500)),
            ("Rp 12.500", Ok(12_500)),
            ("Rp12.500,-", Ok(12_500)),
            ("12,500", Ok(12_500)),
            ("12500,00", Ok(12_500)),
            ("45rb", Ok(45_000)),
            ("1,5 jt", Ok(1_500_000)),
            ("", Err("missing")),
            ("12.5", Err("import_price")),
            ("1,5", Err("import_price")),
            ("12500,5", Err("import_price")),
            ("-5000", Err("import_price")),
            ("0", Err("import_price")),
            ("gratis", Err("import_price")),
            ("=1+1", Err("import_price")),
            ("#GALAT", Err("import_price")),
            ("1000000000", Err("import_price")),
        ] {
            assert_eq!(code(price(text)).map(Rupiah::amount), expected, "{text}");
        }
    }

    #[test]
    fn stock_is_read_or_asked_about() {
        let counted = |milli: i64| Ok(NewStock::Counted(Quantity::from_milli(milli).unwrap()));
        for (text, unit, expected) in [
            ("", Unit::Weight, Ok(NewStock::Ask)),
            ("tanya", Unit::Weight, Ok(NewStock::Ask)),
            ("habis", Unit::Bunch, counted(0)),
            ("20", Unit::Bunch, counted(20_000)),
            ("1,5", Unit::Weight, counted(1_500)),
            ("1½", Unit::Weight, counted(1_500)),
            ("1,5", Unit::Bunch, Err("import_stock_whole")),
            ("1.500", Unit::Weight, Err("import_stock_ambiguous")),
            ("-1", Unit::Weight, Err("import_stock")),
            ("banyak", Unit::Weight, Err("import_stock")),
            ("99999999999999999999", Unit::Weight, Err("import_stock")),
        ] {
            assert_eq!(code(stock(text, unit)), expected, "{text}");
        }
    }

    #[test]
    fn a_list_of_faults_holds_no_formula() {
        let reason = FileFault::new("import_price");
        let fault = RowFault { sheet: "=Sheet".into(), row: 3, column: Column::Price, value: "=HYPERLINK(\"x\";1)".into(), reason };
        let csv = faults_csv(&[fault], ["a", "b", "c", "d", "e"], &|fault: &FileFault| format!("@{}", fault.code));
        assert_eq!(csv, "\u{feff}a;b;c;d;e\r\n\"'=Sheet\";3;harga;\"'=HYPERLINK(\"\"x\"\";1)\";\"'@import_price\"\r\n");
    }
}

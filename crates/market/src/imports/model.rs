//! What an import reads, does and refuses.

use std::sync::atomic::{AtomicUsize, Ordering};

use kernel::error::{ErrorKind, Kinded};
use serde::{Deserialize, Serialize};
use store::StoreError;

use crate::named;

/// The most a file may have. **Units:** bytes.
pub const FILE_BYTES_MAX: usize = 8 * 1024 * 1024;
/// The most rows below the heading.
pub const ROWS_MAX: usize = 10_000;
/// The most columns that are looked at.
pub const COLUMNS_MAX: usize = 40;
/// The most characters of a cell.
pub const CELL_CHARS_MAX: usize = 200;
/// The most faults that are told at once.
pub const FAULTS_MAX: usize = 1_000;

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// Name of the market; only checked.
    Market,
    /// Block of the stall.
    Block,
    /// Number in the block.
    Number,
    /// Name of the stall.
    Stall,
    /// Name of who sells.
    Seller,
    /// Their phone number.
    Phone,
    /// The goods.
    Product,
    /// Price for one unit.
    Price,
    /// The unit; checked when given.
    Unit,
    /// What is left; empty when the trader is asked.
    Stock,
}

impl Column {
    /// Every column, in the order of the template.
    pub const ALL: [Self; 10] = [
        Self::Market,
        Self::Block,
        Self::Number,
        Self::Stall,
        Self::Seller,
        Self::Phone,
        Self::Product,
        Self::Price,
        Self::Unit,
        Self::Stock,
    ];

    /// The heading in the template.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.names()[0]
    }

    /// Headings that mean this column, folded; the first is the template's.
    #[must_use]
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Market => &["pasar", "namapasar", "market"],
            Self::Block => &["blok", "block", "bloklapak"],
            Self::Number => &["nomor", "no", "nomorlapak", "nolapak", "number"],
            Self::Stall => &["lapak", "namalapak", "kios", "stall"],
            Self::Seller => &["penjual", "namapenjual", "pedagang", "namapedagang", "seller"],
            Self::Phone => &["telepon", "hp", "nohp", "nomorhp", "wa", "nowa", "telp", "phone"],
            Self::Product => &["barang", "namabarang", "produk", "komoditas", "goods"],
            Self::Price => &["harga", "hargarp", "price"],
            Self::Unit => &["satuan", "unit"],
            Self::Stock => &["stok", "stock", "sisa"],
        }
    }

    /// Whether a file without it is refused.
    #[must_use]
    pub const fn is_needed(self) -> bool {
        matches!(self, Self::Number | Self::Stall | Self::Seller | Self::Phone | Self::Product | Self::Price)
    }
}

/// A table as it lies in the file: cells as text, empty rows left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Name of the sheet; empty for CSV.
    pub sheet: String,
    /// With the heading first.
    pub rows: Vec<TableRow>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRow {
    /// As the spreadsheet numbers it, from 1.
    pub number: usize,
    /// Cells from the first column on.
    pub cells: Vec<String>,
}

/// Why a file is no table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFault {
    /// Stable code; its sentence is `error-CODE`.
    pub code: &'static str,
    /// Values for the sentence.
    pub details: Vec<(&'static str, String)>,
}

impl FileFault {
    /// A fault without values.
    #[must_use]
    pub const fn new(code: &'static str) -> Self {
        Self { code, details: Vec::new() }
    }

    /// With a value.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.details.push((name, value.to_string()));
        self
    }
}

/// Why a row cannot be taken. The reason is a [`FileFault`], or as a run keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowFault<R = FileFault> {
    /// Name of the sheet; empty for CSV.
    pub sheet: String,
    /// As the spreadsheet numbers it.
    pub row: usize,
    /// Which column.
    pub column: Column,
    /// What stands there, shortened.
    pub value: String,
    /// Why: code and values of the sentence `error-CODE`.
    pub reason: R,
}

/// What an import did, or would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Report {
    /// Rows read.
    pub rows: usize,
    /// People made.
    pub people: usize,
    /// Stalls made.
    pub stalls: usize,
    /// Offers made, or sold again.
    pub offers: usize,
    /// Offers whose price or stock changed.
    pub changed: usize,
    /// Offers that were so already.
    pub unchanged: usize,
}

named! {
    /// Whether anything is kept.
    Mode {
        /// Everything is done and then undone.
        DryRun = "dry_run",
        /// It lands.
        Write = "write",
    }
}

/// How far an import is, for those who wait.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicUsize,
    total: AtomicUsize,
}

impl Progress {
    /// Rows done and rows in all; none in all while the file is being read.
    #[must_use]
    pub fn rows(&self) -> (usize, usize) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }

    pub(super) fn begin(&self, total: usize) {
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    pub(super) fn advance(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }
}

/// Why an import did not land. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Only the market's manager imports.
    #[error("not allowed")]
    NotAllowed,
    /// There is no such market.
    #[error("no such market")]
    NotFound,
    /// The file is no table.
    #[error("the file is refused: {}", .0.code)]
    File(FileFault),
    /// Rows cannot be taken.
    #[error("{} faults in the rows", .0.len())]
    Rows(Vec<RowFault>),
    /// Orders took stock again and again while it was being set.
    #[error("stock kept changing")]
    StockBusy,
    /// Nothing was heard of its run for so long that it was given up.
    #[error("the import was broken off")]
    BrokenOff,
    /// What a dry run found; never leaves this slice.
    #[error("a dry run")]
    DryRun(Report),
}

::store::collides!(ImportError);

impl Kinded for ImportError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Store(error) => error.kind(),
            Self::NotAllowed => ErrorKind::Forbidden,
            Self::NotFound => ErrorKind::NotFound,
            Self::File(_) | Self::Rows(_) => ErrorKind::Invalid,
            Self::StockBusy | Self::BrokenOff => ErrorKind::Conflict,
            Self::DryRun(_) => ErrorKind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::NotAllowed => "not_allowed",
            Self::NotFound => "not_found",
            Self::File(fault) => fault.code,
            Self::Rows(_) => "import_faulty",
            Self::StockBusy => "import_stock_busy",
            Self::BrokenOff => "import_broken_off",
            Self::DryRun(_) => "internal",
        }
    }

    fn field(&self) -> Option<&'static str> {
        matches!(self, Self::File(_) | Self::Rows(_)).then_some("file")
    }

    fn details(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::File(fault) => fault.details.clone(),
            Self::Rows(faults) => vec![("count", faults.len().to_string())],
            _ => Vec::new(),
        }
    }
}

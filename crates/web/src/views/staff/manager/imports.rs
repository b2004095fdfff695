//! `/kelola/{market}/impor`: goods of a market from a spreadsheet.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::Tone;
use crate::views::page::Page;

/// The form, and what was imported lately. Errors name `file`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/manager/imports.html")]
pub struct ImportsView {
    /// Around the content.
    pub page: Page,
    /// Slug of the market.
    pub market: String,
    /// **Units:** megabytes a file may have.
    pub megabytes: usize,
    /// Rows a file may have: `10.000`.
    pub rows: String,
    /// Imports, newest first.
    pub runs: Vec<ImportRow>,
}

/// One import in the list.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ImportRow {
    /// Its page.
    pub href: String,
    /// Name of the file.
    pub name: String,
    /// How it stands.
    pub text: String,
}

/// One import.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/manager/import.html")]
pub struct ImportView {
    /// Around the content.
    pub page: Page,
    /// Slug of the market.
    pub market: String,
    /// Name of the file.
    pub name: String,
    /// How it stands.
    pub tone: Tone,
    /// In a sentence.
    pub text: String,
    /// Rows done and rows in all, while it runs.
    pub progress: Option<(usize, usize)>,
    /// What was made, row by row of a small table.
    pub figures: Vec<(String, usize)>,
    /// The first faults.
    pub faults: Vec<FaultRow>,
    /// How many faults there are.
    pub fault_count: usize,
    /// Where all faults are as a file; empty when there are none.
    pub csv: String,
}

/// One fault.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct FaultRow {
    /// Sheet and row: `Barang, baris 12`.
    pub place: String,
    /// Which column.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// Why it cannot be taken, and the way out.
    pub reason: String,
}

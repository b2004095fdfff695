//! Stalls, sellers and offers of a market from a spreadsheet: XLSX or CSV, one row for each of the goods.
//!
//! | a file is    | because                                      | then                                                    |
//! |--------------|----------------------------------------------|---------------------------------------------------------|
//! | no table     | its bytes are something else, or too much    | refused as a whole                                      |
//! | faulty       | one row or many cannot be taken              | nothing is written; each fault has row, column, reason  |
//! | landed       | every row was taken                          | all of it in one transaction; again, it changes nothing |
//!
//! Nothing is guessed: what could mean two things is a fault that says how to write it. Formulas are never evaluated: the value that
//! the spreadsheet kept beside them is read.

pub mod files;
pub mod model;
pub mod rules;
pub mod runs;
pub mod service;
mod store;

pub use model::{Column, FILE_BYTES_MAX, FileFault, ImportError, Mode, Progress, ROWS_MAX, Report, RowFault};
pub use rules::{faults_csv, template_csv};
pub use service::run;

//! A workbook of one sheet, written as text cells and whole numbers: nothing a spreadsheet would run, reckon or round. Pure.
//!
//! Source of the form: ECMA-376, "Office Open XML", part 1, sections 12.3 and 18.3.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Transfer" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    /// Kept as it is, leading zeros too.
    Text(String),
    /// A whole number.
    Number(i64),
}

/// The workbook's bytes; at most 26 columns.
///
/// # Errors
/// [`ZipError`] when packing fails, which memory alone could cause.
pub(super) fn workbook(rows: &[Vec<Cell>]) -> Result<Vec<u8>, ZipError> {
    let mut sheet = String::from(
        r#"<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#,
    );
    for (index, cells) in rows.iter().enumerate() {
        line(&mut sheet, index + 1, cells);
    }
    sheet += "</sheetData></worksheet>";
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELATIONS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELATIONS),
        ("xl/worksheets/sheet1.xml", &sheet),
    ] {
        archive.start_file(name, SimpleFileOptions::default())?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

fn line(sheet: &mut String, number: usize, cells: &[Cell]) {
    *sheet += &format!("<row r=\"{number}\">");
    for (cell, letter) in cells.iter().zip('A'..='Z') {
        *sheet += &match cell {
            Cell::Text(text) => {
                format!("<c r=\"{letter}{number}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>", escaped(text))
            }
            Cell::Number(value) => format!("<c r=\"{letter}{number}\"><v>{value}</v></c>"),
        };
    }
    *sheet += "</row>";
}

fn escaped(text: &str) -> String {
    let text: String = text.chars().filter(|sign| !sign.is_control()).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::files;

    #[test]
    fn what_is_written_is_read_again() {
        let text = |text: &str| Cell::Text(text.to_owned());
        let rows = [
            vec![text("akun"), text("jumlah")],
            vec![text("0021011234"), Cell::Number(125_000)],
            vec![text("=1+1 & <Bu Sri>"), Cell::Number(0)],
        ];
        let table = files::read(&workbook(&rows).unwrap()).unwrap();
        let cells: Vec<Vec<String>> = table.rows.into_iter().map(|row| row.cells).collect();
        assert_eq!(cells, [["akun", "jumlah"], ["0021011234", "125000"], ["=1+1 & <Bu Sri>", "0"]]);
    }
}

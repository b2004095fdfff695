//! Workbooks as spreadsheets write them, and as nobody should.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Barang" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// A workbook of one sheet; cells of `rows` are what follows `<c r="A1"` up to `</c>`.
pub fn workbook<const N: usize>(heading: &[&str; N], rows: &[[String; N]]) -> Vec<u8> {
    let mut lines = line(1, heading.map(|text| format!("t=\"inlineStr\"><is><t>{text}</t></is>")).as_slice());
    for (index, cells) in rows.iter().enumerate() {
        lines += &line(index + 2, cells);
    }
    packed(&lines)
}

/// A sheet with a cell in its very last corner.
pub fn endless<const N: usize>(heading: &[&str; N]) -> Vec<u8> {
    let first = line(1, heading.map(|text| format!("t=\"inlineStr\"><is><t>{text}</t></is>")).as_slice());
    packed(&format!("{first}<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>"))
}

/// A few kilobytes that unpack to a hundred megabytes.
pub fn bomb() -> Vec<u8> {
    packed(&" ".repeat(100 << 20))
}

fn line(number: usize, cells: &[String]) -> String {
    let cells: String = cells.iter().zip('A'..).map(|(cell, letter)| format!("<c r=\"{letter}{number}\" {cell}</c>")).collect();
    format!("<row r=\"{number}\">{cells}</row>")
}

fn packed(lines: &str) -> Vec<u8> {
    let sheet = format!(
        "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{lines}</sheetData></worksheet>"
    );
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELATIONS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELATIONS),
        ("xl/worksheets/sheet1.xml", &sheet),
    ] {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

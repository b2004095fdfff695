//! From bytes to cells. What a file is, is told by its content. Limits hold while it is unpacked, not afterwards.

use std::io::{Cursor, Read as _};

use calamine::{DataRef, Reader as _, Xlsx};

use super::model::{CELL_CHARS_MAX, COLUMNS_MAX, FILE_BYTES_MAX, FileFault, ROWS_MAX, Table, TableRow};

/// The most that a packed file may become. **Units:** bytes.
const UNPACKED_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// The most files in a packed file.
const PARTS_MAX: usize = 500;
/// The most that a table's cells may hold together, for each byte of the largest file: a packed one can name the same text for ever.
const KEPT_PER_BYTE: usize = 4;
/// Cells longer than this are cut: they are refused for their length, whatever they hold.
const KEPT_CHARS_MAX: usize = CELL_CHARS_MAX + 1;

/// Reads a file: XLSX or CSV.
///
/// # Errors
/// [`FileFault`].
pub fn read(bytes: &[u8]) -> Result<Table, FileFault> {
    read_within(bytes, (FILE_BYTES_MAX, ROWS_MAX))
}

/// As [`read`], of so many bytes and rows at most, the heading not counted.
///
/// # Errors
/// [`FileFault`].
pub fn read_within(bytes: &[u8], (bytes_max, rows_max): (usize, usize)) -> Result<Table, FileFault> {
    if bytes.len() > bytes_max {
        return Err(FileFault::new("import_too_large").with("megabytes", bytes_max >> 20));
    }
    let mut room = Room { rows: rows_max, rows_max, bytes: bytes_max * KEPT_PER_BYTE, megabytes: bytes_max >> 20 };
    let table = match bytes {
        [] => return Err(FileFault::new("import_empty")),
        [b'P', b'K', 3, 4, ..] => xlsx(bytes, &mut room)?,
        [0xd0, 0xcf, 0x11, 0xe0, ..] => return Err(FileFault::new("import_old_excel")),
        _ => csv(bytes, &mut room)?,
    };
    if table.rows.len() < 2 { Err(FileFault::new("import_empty")) } else { Ok(table) }
}

/// What a table may still grow by.
struct Room {
    rows: usize,
    rows_max: usize,
    bytes: usize,
    megabytes: usize,
}

fn push(table: &mut Table, room: &mut Room, number: usize, cells: Vec<String>) -> Result<(), FileFault> {
    if cells.iter().all(String::is_empty) {
        return Ok(());
    }
    // The heading is no row.
    if !table.rows.is_empty() {
        room.rows = room.rows.checked_sub(1).ok_or_else(|| FileFault::new("import_too_many_rows").with("max", room.rows_max))?;
    }
    let held: usize = cells.iter().map(String::len).sum();
    room.bytes = room.bytes.checked_sub(held).ok_or_else(|| FileFault::new("import_too_large").with("megabytes", room.megabytes))?;
    table.rows.push(TableRow { number, cells });
    Ok(())
}

fn kept(text: &str) -> String {
    text.trim().chars().take(KEPT_CHARS_MAX).collect()
}

fn csv(bytes: &[u8], room: &mut Room) -> Result<Table, FileFault> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(FileFault::new("import_not_utf8"));
    }
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| FileFault::new("import_not_utf8"))?;
    if text.bytes().any(|byte| byte < b' ' && !b"\t\r\n".contains(&byte)) {
        return Err(FileFault::new("import_not_a_table"));
    }
    // One end of a line, also behind the last: the reader counts CR LF where it ends, not where the next row begins.
    let text = text.replace("\r\n", "\n").replace('\r', "\n") + "\n";
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |sign: char| first.matches(sign).count();
    let sign = [';', ',', '\t'].into_iter().max_by_key(|sign| (count(*sign), *sign == ';')).unwrap_or(';');
    if count(sign) == 0 {
        return Err(FileFault::new("import_not_a_table"));
    }
    let sign = u8::try_from(sign).unwrap_or(b';');
    let mut reader = csv::ReaderBuilder::new().delimiter(sign).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut table = Table { sheet: String::new(), rows: Vec::new() };
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|_| FileFault::new("import_damaged"))? {
        // Where it ends, less the lines inside it: empty lines before it belong to no row.
        let inside: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
        let end = usize::try_from(reader.position().line()).unwrap_or(usize::MAX);
        push(&mut table, room, end.saturating_sub(1 + inside), record.iter().take(COLUMNS_MAX).map(kept).collect())?;
    }
    Ok(table)
}

fn xlsx(bytes: &[u8], room: &mut Room) -> Result<Table, FileFault> {
    check_unpacked(bytes)?;
    let damaged = || FileFault::new("import_damaged");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let sheet = book.sheet_names().first().cloned().ok_or_else(damaged)?;
    let mut cells = book.worksheet_cells_reader(&sheet).map_err(|_| damaged())?;
    let mut table = Table { sheet: kept(&sheet), rows: Vec::new() };
    let (mut row, mut line): (usize, Vec<String>) = (0, Vec::new());
    // Cell by cell: a sheet that claims its last corner would otherwise be made as wide and long as it says.
    while let Some(cell) = cells.next_cell().map_err(|_| damaged())? {
        let (at, column) = cell.get_position();
        let (at, column) = (usize::try_from(at).unwrap_or(usize::MAX), usize::try_from(column).unwrap_or(usize::MAX));
        if at != row {
            push(&mut table, room, row + 1, std::mem::take(&mut line))?;
            row = at;
        }
        if column < COLUMNS_MAX {
            line.resize(line.len().max(column + 1), String::new());
            line[column] = text(cell.get_value());
        }
    }
    push(&mut table, room, row + 1, line)?;
    Ok(table)
}

/// Unpacks every part into nothing, as far as it may go: what the head of a packed file says of sizes is not believed.
fn check_unpacked(bytes: &[u8]) -> Result<(), FileFault> {
    let damaged = |_| FileFault::new("import_damaged");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| FileFault::new("import_not_a_table"))?;
    let bomb = || FileFault::new("import_too_large").with("megabytes", UNPACKED_BYTES_MAX >> 20);
    if archive.len() > PARTS_MAX {
        return Err(bomb());
    }
    let mut left = UNPACKED_BYTES_MAX;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| FileFault::new("import_damaged"))?;
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(damaged)?;
        left = left.checked_sub(read).ok_or_else(bomb)?;
    }
    Ok(())
}

/// A cell as people would have typed it: whole numbers plain, others with a comma.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => kept(text),
        DataRef::SharedString(text) => kept(text),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => decimal(*number),
        DataRef::Bool(flag) => if *flag { "TRUE" } else { "FALSE" }.to_owned(),
        // A date where a number should be: spreadsheets make "1-2" one. Its number means nothing here.
        DataRef::DateTime(_) => "#TANGGAL".to_owned(),
        DataRef::Error(_) => "#GALAT".to_owned(),
        DataRef::Empty => String::new(),
    }
}

/// `12500`, `1,5`. Fifteen digits are what a spreadsheet keeps.
fn decimal(number: f64) -> String {
    let text = format!("{number:.6}");
    text.trim_end_matches('0').trim_end_matches('.').replace('.', ",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &[u8]) -> Result<Vec<(usize, Vec<String>)>, &'static str> {
        read(text).map(|table| table.rows.into_iter().map(|row| (row.number, row.cells)).collect()).map_err(|fault| fault.code)
    }

    #[test]
    fn comma_separated_values_are_read_as_spreadsheets_write_them() {
        let row = |number: usize, cells: &[&str]| (number, cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>());
        for (text, expected) in [
            (&b"a;b\n1;2\n"[..], Ok(vec![row(1, &["a", "b"]), row(2, &["1", "2"])])),
            (b"\xef\xbb\xbfa,b\r\n\"1,5\",2\r\n", Ok(vec![row(1, &["a", "b"]), row(2, &["1,5", "2"])])),
            (b"a\tb\n\n1\t2\n", Ok(vec![row(1, &["a", "b"]), row(3, &["1", "2"])])),
            (b"a;b\n\"dua\nbaris\";2\n", Ok(vec![row(1, &["a", "b"]), row(2, &["dua\nbaris", "2"])])),
            (b"", Err("import_empty")),
            (b"a;b\n", Err("import_empty")),
            (b"hanya kata", Err("import_not_a_table")),
            (b"\xff\xfea\0;\0", Err("import_not_utf8")),
            (b"a;b\nCaf\xe9;1\n", Err("import_not_utf8")),
            (b"a;b\n1;\0\n", Err("import_not_a_table")),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Err("import_old_excel")),
            (b"PK\x03\x04 no more", Err("import_not_a_table")),
        ] {
            assert_eq!(rows(text), expected, "{:?}", String::from_utf8_lossy(text));
        }
        let many = format!("a;b\n{}", "1;2\n".repeat(10_001));
        assert_eq!(rows(many.as_bytes()), Err("import_too_many_rows"));
        assert_eq!(rows(&vec![b'x'; FILE_BYTES_MAX + 1]), Err("import_too_large"));
        let long = format!("a;b\n{};2\n", "x".repeat(1_000_000));
        assert_eq!(rows(long.as_bytes()).unwrap()[1].1[0].len(), KEPT_CHARS_MAX);
    }

    #[test]
    fn numbers_of_a_spreadsheet_are_written_as_people_do() {
        for (number, text) in
            [(12_500.0, "12500"), (1.5, "1,5"), (0.25, "0,25"), (-3.0, "-3"), (1e15, "1000000000000000"), (0.1 + 0.2, "0,3")]
        {
            assert_eq!(decimal(number), text);
        }
    }
}

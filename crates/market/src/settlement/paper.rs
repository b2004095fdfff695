//! A statement as a PDF of A4 pages, for a printer or a bank. Pure.
//!
//! Set in Helvetica, which every reader of PDF has, so that no font is carried. It deliberately lays out nothing but statements.
//!
//! Source: ISO 32000-1, 9.6.2.2 (standard fonts), annex D.2 (`WinAnsiEncoding`); Adobe, "Core 14 AFM" (widths).

use kernel::Rupiah;
use pdf_writer::{Content, Name, Pdf, Rect, Ref, Str};

use super::export::Word;
use super::statements::MoneyStatement;

/// What stands above the lines.
#[derive(Debug, Clone, Default)]
pub struct Heading {
    /// `Rincian uang`.
    pub title: String,
    /// Whose, where, which period: one line each.
    pub lines: Vec<String>,
    /// When it was made.
    pub made: String,
}

const PAGE: (f32, f32) = (595.0, 842.0);
const MARGIN: f32 = 50.0;
const LINE: f32 = 15.0;
const SIZE: f32 = 9.5;
/// Where the columns begin; those of money end there.
const AT: [f32; 4] = [MARGIN, 120.0, 440.0, 545.0];
/// Characters of the middle column; what is longer is cut.
const WHAT_MAX: usize = 46;

/// Date, what for, change, balance.
type Line = [String; 4];

/// The statement's bytes. `word` names columns and reasons, `money` writes amounts, both in the reader's language.
#[must_use]
pub fn statement(statement: &MoneyStatement, heading: &Heading, word: Word<'_>, money: &dyn Fn(Rupiah) -> String) -> Vec<u8> {
    let held = |date: String, name: &str, balance| [date, word(name), String::new(), money(balance)];
    let mut lines: Vec<Line> = vec![held(statement.from.to_string(), "opening", statement.opening)];
    lines.extend(statement.lines.iter().map(|line| {
        let goods: Vec<String> = line.goods.iter().map(|goods| goods.name.clone()).collect();
        let what = [word(line.reason), line.number.clone(), goods.join(", ")];
        let what: Vec<String> = what.into_iter().filter(|part| !part.is_empty()).collect();
        [line.date.to_string(), what.join(" · "), money(line.change), money(line.balance)]
    }));
    lines.push(held(statement.to.to_string(), "closing", statement.closing));
    let columns = ["date", "reason", "change_rupiah", "balance_rupiah"].map(word);
    document(&paged(heading, &columns, &lines))
}

/// The content of each page, with the heading on the first and the columns' names on all.
fn paged(heading: &Heading, columns: &Line, lines: &[Line]) -> Vec<Vec<u8>> {
    let (mut pages, mut rest) = (Vec::new(), lines);
    loop {
        let mut page = Content::new();
        let mut y = PAGE.1 - MARGIN;
        if pages.is_empty() {
            write(&mut page, "F2", 15.0, (MARGIN, y), &heading.title);
            for line in &heading.lines {
                y -= LINE;
                write(&mut page, "F1", SIZE, (MARGIN, y), line);
            }
            y -= 2.0 * LINE;
        }
        row(&mut page, "F2", y, columns);
        page.set_line_width(0.5).move_to(MARGIN, y - 4.0).line_to(AT[3], y - 4.0).stroke();
        let room = std::iter::successors(Some(y - LINE), |y| Some(y - LINE)).take_while(|y| *y > MARGIN + LINE);
        let mut taken = 0;
        for (line, y) in rest.iter().zip(room) {
            row(&mut page, "F1", y, line);
            taken += 1;
        }
        rest = &rest[taken..];
        write(&mut page, "F1", 8.0, (MARGIN, MARGIN - LINE), &heading.made);
        right(&mut page, "F1", 8.0, (AT[3], MARGIN - LINE), &(pages.len() + 1).to_string());
        pages.push(page.finish().to_vec());
        if rest.is_empty() {
            return pages;
        }
    }
}

fn row(page: &mut Content, font: &str, y: f32, [date, what, change, balance]: &Line) {
    write(page, font, SIZE, (AT[0], y), date);
    write(page, font, SIZE, (AT[1], y), &cut(what));
    right(page, font, SIZE, (AT[2], y), change);
    right(page, font, SIZE, (AT[3], y), balance);
}

fn cut(text: &str) -> String {
    if text.chars().count() <= WHAT_MAX { text.to_owned() } else { text.chars().take(WHAT_MAX - 1).chain(['…']).collect() }
}

fn write(page: &mut Content, font: &str, size: f32, (x, y): (f32, f32), text: &str) {
    page.begin_text().set_font(Name(font.as_bytes()), size).next_line(x, y).show(Str(&encoded(text))).end_text();
}

/// Text that ends where others begin.
fn right(page: &mut Content, font: &str, size: f32, (x, y): (f32, f32), text: &str) {
    let width: u16 = text.chars().map(width).sum();
    write(page, font, size, (x - f32::from(width) * size / 1_000.0, y), text);
}

/// The width of what amounts are made of, in thousandths of the size; of other letters the usual one.
const fn width(sign: char) -> u16 {
    match sign {
        '.' | ',' | ' ' => 278,
        'R' => 722,
        '-' => 333,
        _ => 556,
    }
}

/// In the encoding of the page's fonts; signs that it lacks become a question mark.
fn encoded(text: &str) -> Vec<u8> {
    let byte = |sign: char| match sign {
        ' '..='~' | '\u{a0}'..='\u{ff}' => u8::try_from(u32::from(sign)).unwrap_or(b'?'),
        '–' | '−' => 0x96,
        '…' => 0x85,
        '’' => 0x92,
        _ => b'?',
    };
    text.chars().map(byte).collect()
}

fn document(pages: &[Vec<u8>]) -> Vec<u8> {
    let (catalogue, tree, fonts) = (Ref::new(1), Ref::new(2), [(b"F1", Ref::new(3)), (b"F2", Ref::new(4))]);
    let ids: Vec<(Ref, Ref)> = (5..).step_by(2).take(pages.len()).map(|id| (Ref::new(id), Ref::new(id + 1))).collect();
    let mut pdf = Pdf::new();
    pdf.catalog(catalogue).pages(tree);
    pdf.pages(tree).kids(ids.iter().map(|(page, _)| *page)).count(i32::try_from(pages.len()).unwrap_or(i32::MAX));
    for ((page, content), bytes) in ids.iter().zip(pages) {
        let mut page = pdf.page(*page);
        page.media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1)).parent(tree).contents(*content);
        let mut resources = page.resources();
        let mut named = resources.fonts();
        for (name, font) in fonts {
            named.pair(Name(name), font);
        }
        drop(named);
        drop(resources);
        drop(page);
        pdf.stream(*content, bytes);
    }
    for ((_, font), name) in fonts.into_iter().zip([b"Helvetica".as_slice(), b"Helvetica-Bold"]) {
        pdf.type1_font(font).base_font(Name(name)).encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    pdf.finish()
}

#[cfg(test)]
mod tests {
    use kernel::BusinessDate;
    use kernel::id::RawId;

    use super::*;
    use crate::settlement::model::PayeeKind;
    use crate::settlement::statements::StatementLine;

    fn sample(lines: usize) -> MoneyStatement {
        let date = BusinessDate::from_ymd(2026, 11, 21).unwrap();
        let line = StatementLine {
            date,
            at: date.at_minute(0, 420),
            reason: "goods_sold",
            number: String::new(),
            order: None,
            goods: Vec::new(),
            change: Rupiah(96_000),
            balance: Rupiah(95_000),
        };
        MoneyStatement {
            payee_kind: PayeeKind::Stall,
            payee: RawId::from_u128(4),
            from: date,
            to: date,
            opening: Rupiah(-1_000),
            lines: vec![line; lines],
            closing: Rupiah(95_000),
            payouts: Vec::new(),
        }
    }

    #[test]
    fn a_statement_fills_as_many_pages_as_it_needs() {
        let heading = Heading { title: "Rincian (uang)".into(), lines: vec!["Lapak \\ Sri".into()], made: "dibuat".into() };
        for (lines, pages) in [(0, 1), (40, 1), (100, 3), (1_000, 21)] {
            let bytes = statement(&sample(lines), &heading, &str::to_owned, &|amount| format!("Rp{}", amount.amount()));
            let text = String::from_utf8_lossy(&bytes);
            assert!(text.starts_with("%PDF-1.") && text.trim_end().ends_with("%%EOF"), "{lines}");
            assert!(text.contains(&format!("/Count {pages}")), "{lines}: {}", text.matches("/Type /Page\n").count());
            assert_eq!(text.matches("goods_sold").count(), lines, "every line is there");
        }
    }

    #[test]
    fn letters_are_those_of_the_fonts() {
        assert_eq!(encoded("Rp−1.000 · ꦱ é"), b"Rp\x961.000 \xb7 ? \xe9");
    }
}

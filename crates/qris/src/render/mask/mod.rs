//! Which of the eight masks makes a code easiest to scan: the penalties of ISO/IEC 18004 on whole rows at once.
//! `qrcodegen` counts the same square by square, which takes most of its time.

mod penalty;

use qrcodegen::{DataTooLong, Mask, QrCode, QrCodeEcc, QrSegment, Version};

use self::penalty::{balance, blocks, finders, runs};

/// Squares of the largest side that fits a row with its light border into 128 bits: version 25.
const SIDE_MAX: usize = 117;
/// All masks repeat after so many squares.
const PERIOD: usize = 12;

/// For each mask and row, the squares it turns over; then the same for columns.
static ROWS: [[u128; PERIOD]; 8] = masks(false);
static COLUMNS: [[u128; PERIOD]; 8] = masks(true);

const fn masks(by_columns: bool) -> [[u128; PERIOD]; 8] {
    let mut masks = [[0; PERIOD]; 8];
    let mut index = 0;
    while index < 8 * PERIOD * 128 {
        let (mask, line, at) = (index / (PERIOD * 128), index / 128 % PERIOD, index % 128);
        let (x, y) = if by_columns { (line, at) } else { (at, line) };
        if turns(mask, x, y) {
            masks[mask][line] |= 1 << at;
        }
        index += 1;
    }
    masks
}

/// **Source:** ISO/IEC 18004, table 10.
const fn turns(mask: usize, x: usize, y: usize) -> bool {
    match mask {
        0 => (x + y).is_multiple_of(2),
        1 => y.is_multiple_of(2),
        2 => x.is_multiple_of(3),
        3 => (x + y).is_multiple_of(3),
        4 => (x / 3 + y / 2).is_multiple_of(2),
        5 => x * y % 2 + x * y % 3 == 0,
        6 => (x * y % 2 + x * y % 3).is_multiple_of(2),
        _ => ((x + y) % 2 + x * y % 3).is_multiple_of(2),
    }
}

/// The code of these segments with the best mask, error correction M at least.
///
/// # Errors
/// When they do not fit into any code.
pub(super) fn encode(segments: &[QrSegment]) -> Result<QrCode, DataTooLong> {
    let with = |mask| QrCode::encode_segments_advanced(segments, QrCodeEcc::Medium, Version::MIN, Version::MAX, mask, true);
    let first = with(Some(Mask::new(0)))?;
    if first.size().unsigned_abs() as usize > SIDE_MAX {
        return with(None);
    }
    match best(&first) {
        0 => Ok(first),
        mask => with(Some(Mask::new(mask))),
    }
}

/// The mask with the fewest penalties, from a code with mask 0.
fn best(code: &QrCode) -> u8 {
    let lines = Lines::of(code);
    (0..8).min_by_key(|mask| lines.penalty(usize::from(*mask))).unwrap_or(0)
}

/// A code as bits: its rows and its columns, and the squares that a mask may turn over.
struct Lines {
    rows: Vec<u128>,
    columns: Vec<u128>,
    /// Of the rows, and of the columns: what no mask turns over mirrors itself.
    data: Vec<u128>,
}

impl Lines {
    fn of(code: &QrCode) -> Self {
        let side = code.size();
        let is_fixed = fixed(code.version().value(), side);
        let empty = vec![0; side.unsigned_abs() as usize];
        let mut lines = Self { rows: empty.clone(), columns: empty.clone(), data: empty };
        for (y, row) in (0..side).enumerate() {
            for (x, column) in (0..side).enumerate() {
                let bit = u128::from(code.get_module(column, row));
                lines.rows[y] |= bit << x;
                lines.columns[x] |= bit << y;
                lines.data[y] |= u128::from(!is_fixed(column, row)) << x;
            }
        }
        lines
    }

    /// Rows and columns as they would be with another mask instead of 0.
    fn masked(&self, mask: usize) -> (Vec<u128>, Vec<u128>) {
        let turned = |lines: &[u128], table: &[[u128; PERIOD]; 8]| -> Vec<u128> {
            let turns = |at: usize| (table[mask][at % PERIOD] ^ table[0][at % PERIOD]) & self.data[at];
            lines.iter().enumerate().map(|(at, line)| line ^ turns(at)).collect()
        };
        let mut rows = turned(&self.rows, &ROWS);
        let mut columns = turned(&self.columns, &COLUMNS);
        for (x, y) in format_turns(mask, rows.len()) {
            rows[y] ^= 1 << x;
            columns[x] ^= 1 << y;
        }
        (rows, columns)
    }

    fn penalty(&self, mask: usize) -> u32 {
        let (rows, columns) = self.masked(mask);
        let side = rows.len();
        let lines: u32 = rows.iter().chain(&columns).map(|line| runs(*line, side) + finders(*line)).sum();
        lines + blocks(&rows) + balance(&rows)
    }
}

/// Squares that no mask turns over: finders, timing, format, version and alignment. **Source:** ISO/IEC 18004, section 6.3.
fn fixed(version: u8, side: i32) -> impl Fn(i32, i32) -> bool {
    let version = i32::from(version);
    let count = if version == 1 { 0 } else { version / 7 + 2 };
    let step = if count == 0 { 0 } else { (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2 };
    let centres: Vec<i32> = (0..count).map(|index| if index == count - 1 { 6 } else { side - 7 - index * step }).collect();
    move |x, y| {
        let (is_low, is_high) = (|at: i32| at < 9, |at: i32| at >= side - 8);
        let is_corner = (is_low(x) && (is_low(y) || is_high(y))) || (is_high(x) && is_low(y));
        let is_version = version >= 7 && ((x >= side - 11 && y < 6) || (y >= side - 11 && x < 6));
        let centre = |at: i32| centres.iter().copied().find(|centre| (at - centre).abs() <= 2);
        let is_alignment = match (centre(x), centre(y)) {
            (Some(x), Some(y)) => ![(6, 6), (6, side - 7), (side - 7, 6)].contains(&(x, y)),
            _ => false,
        };
        is_corner || x == 6 || y == 6 || is_version || is_alignment
    }
}

/// Squares of the format that differ between a mask and mask 0. Its code is linear, so the level of correction cancels out.
/// **Source:** ISO/IEC 18004, section 7.9.
fn format_turns(mask: usize, side: usize) -> impl Iterator<Item = (usize, usize)> {
    let rest = (0..10).fold(mask, |rest, _| (rest << 1) ^ ((rest >> 9) * 0x537));
    let bits = mask << 10 | rest;
    (0..15).filter(move |bit| bits >> bit & 1 == 1).flat_map(move |bit| {
        let corner = match bit {
            0..=5 => (8, bit),
            6 | 7 => (8, bit + 1),
            8 => (7, 8),
            _ => (14 - bit, 8),
        };
        [corner, if bit < 8 { (side - 1 - bit, 8) } else { (8, side + bit - 15) }]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(length: usize, mask: Option<u8>) -> QrCode {
        let segments = [QrSegment::make_bytes(&(0..length).map(|at| u8::try_from(at * 7 % 251).unwrap()).collect::<Vec<_>>())];
        let (min, max, mask) = (Version::MIN, Version::MAX, mask.map(Mask::new));
        QrCode::encode_segments_advanced(&segments, QrCodeEcc::Medium, min, max, mask, true).unwrap()
    }

    #[test]
    fn masks_turn_the_squares_that_the_encoder_turns() {
        for length in [5, 60, 120, 220, 500, 990] {
            let first = code(length, Some(0));
            for mask in 0..8 {
                let (other, (rows, columns)) = (code(length, Some(mask)), Lines::of(&first).masked(usize::from(mask)));
                for (x, y) in (0..first.size()).flat_map(|y| (0..first.size()).map(move |x| (x, y))) {
                    let bits = (rows[y as usize] >> x & 1 == 1, columns[x as usize] >> y & 1 == 1);
                    assert_eq!(bits, (other.get_module(x, y), other.get_module(x, y)), "{length} {mask} {x} {y}");
                }
            }
        }
    }

    /// The encoder counts finders of twice the size too, so that a near tie may end otherwise.
    #[test]
    fn the_choice_is_mostly_the_encoders() {
        let same = (10..110).filter(|length| best(&code(*length, Some(0))) == code(*length, None).mask().value()).count();
        assert!(same >= 90, "{same} of 100");
    }
}

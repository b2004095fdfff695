//! The penalties of ISO/IEC 18004, section 7.8.3, for squares that make a code hard to scan. A set bit is a dark square.

/// Light squares on each side that count for patterns like a finder's.
const MARGIN: u32 = 4;

/// Five or more of one colour in a line: 3, and 1 for each more.
pub(super) fn runs(line: u128, side: usize) -> u32 {
    let of_colour = |line: u128| {
        let fives = line & (line >> 1) & (line >> 2) & (line >> 3) & (line >> 4);
        fives.count_ones() + 2 * (fives & !(fives << 1)).count_ones()
    };
    of_colour(line) + of_colour(!line & ((1 << side) - 1))
}

/// What looks like a finder, dark 1:1:3:1:1 between light, with four light squares before or after it: 40 each.
pub(super) fn finders(line: u128) -> u32 {
    let (dark, light) = (line << MARGIN, !(line << MARGIN));
    let core = dark & (light >> 1) & (dark >> 2) & (dark >> 3) & (dark >> 4) & (light >> 5) & (dark >> 6);
    let core = core & (light << 1) & (light >> 7);
    let before = (light << 2) & (light << 3) & (light << 4);
    let after = (light >> 8) & (light >> 9) & (light >> 10);
    40 * ((core & before).count_ones() + (core & after).count_ones())
}

/// Two by two squares of one colour: 3 each.
pub(super) fn blocks(rows: &[u128]) -> u32 {
    let inside: u128 = (1 << (rows.len() - 1)) - 1;
    let pairs = rows.iter().zip(rows.iter().skip(1));
    3 * pairs
        .map(|(row, next)| {
            let (across, down) = (!(row ^ (row >> 1)), !(row ^ next));
            (across & down & (down >> 1) & inside).count_ones()
        })
        .sum::<u32>()
}

/// For every five percent that the dark squares are off a half: 10.
pub(super) fn balance(rows: &[u128]) -> u32 {
    let all = rows.len() * rows.len();
    let dark: usize = rows.iter().map(|row| row.count_ones() as usize).sum();
    let off = (dark * 20).abs_diff(all * 10).div_ceil(all).saturating_sub(1);
    u32::try_from(off).unwrap_or(u32::MAX / 16) * 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_judged() {
        for (line, side, expected) in [(0, 8, 6), (0xF8, 8, 3), (0xAA, 8, 0), (0xFFF, 12, 10), (0b111_1101_1111, 11, 6)] {
            assert_eq!(runs(line, side), expected, "{line:b}");
        }
        // At an edge the border is light on both sides.
        for (line, expected) in [
            (0b101_1101, 80),
            (0b101_1101_0000, 80),
            (0b101_1101_0001, 40),
            (0b100_0101_1101_0001, 0),
            (0b10_0010_1110_1000, 40),
            (0b11_0100_0101_1101_0001, 0),
        ] {
            assert_eq!(finders(line), expected, "{line:b}");
        }
        assert_eq!((blocks(&[0b11, 0b11]), blocks(&[0b01, 0b11]), blocks(&[0, 0])), (3, 0, 3));
        assert_eq!((balance(&[0b01, 0b10]), balance(&[0, 0])), (0, 90));
    }
}

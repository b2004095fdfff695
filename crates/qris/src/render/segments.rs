//! A text in the fewest bits: digits, capitals and bytes each in their own way. A smaller code has larger squares on the same
//! sign, which phones read from further away.

use qrcodegen::QrSegment;

/// The ways of writing. **Source:** ISO/IEC 18004, section 7.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Numeric,
    Alphanumeric,
    Bytes,
}

const MODES: [Mode; 3] = [Mode::Numeric, Mode::Alphanumeric, Mode::Bytes];
/// Signs of the alphanumeric mode beside digits and capitals.
const SIGNS: &[u8] = b" $%*+-./:";
/// More than any text costs.
const NEVER: u32 = u32::MAX / 2;

impl Mode {
    /// Of one byte; none when it cannot be written so. **Units:** sixths of a bit.
    fn cost(self, byte: u8) -> Option<u32> {
        match self {
            Self::Numeric => byte.is_ascii_digit().then_some(20),
            Self::Alphanumeric => (byte.is_ascii_digit() || byte.is_ascii_uppercase() || SIGNS.contains(&byte)).then_some(33),
            Self::Bytes => Some(48),
        }
    }

    /// Of beginning a segment, in versions 10 to 26; others differ by two bits. **Units:** sixths of a bit.
    const fn head(self) -> u32 {
        6 * match self {
            Self::Numeric => 4 + 12,
            Self::Alphanumeric => 4 + 11,
            Self::Bytes => 4 + 16,
        }
    }
}

/// The segments of a text, together as short as can be.
pub(super) fn of(text: &str) -> Vec<QrSegment> {
    let modes = cheapest(text.as_bytes());
    let mut segments = Vec::new();
    let mut start = 0;
    for run in modes.chunk_by(|one, next| one == next) {
        // Bytes of one letter are never parted: only `Bytes` takes those beyond ASCII.
        let part = text.get(start..start + run.len()).unwrap_or_default();
        segments.push(match run[0] {
            Mode::Numeric => QrSegment::make_numeric(part),
            Mode::Alphanumeric => QrSegment::make_alphanumeric(part),
            Mode::Bytes => QrSegment::make_bytes(part.as_bytes()),
        });
        start += run.len();
    }
    segments
}

/// The mode of each byte. For each mode the cheapest way to come to it, from the front; then the way back from the end.
fn cheapest(bytes: &[u8]) -> Vec<Mode> {
    let mut costs = MODES.map(Mode::head);
    let mut befores = Vec::with_capacity(bytes.len());
    for byte in bytes {
        let mut next = [NEVER; 3];
        let mut before = [0; 3];
        for (to, mode) in MODES.iter().enumerate() {
            let Some(cost) = mode.cost(*byte) else { continue };
            let stay = (costs[to], to);
            // A segment ends at a whole bit.
            let switch = (0..3).filter(|from| *from != to).map(|from| (costs[from].next_multiple_of(6) + mode.head(), from));
            let (least, from) = switch.fold(stay, |best, other| if other.0 < best.0 { other } else { best });
            (next[to], before[to]) = (least.saturating_add(cost).min(NEVER), from);
        }
        befores.push(before);
        costs = next;
    }
    let mut at = (0..3).min_by_key(|mode| costs[*mode]).unwrap_or_default();
    let mut modes: Vec<Mode> = Vec::with_capacity(bytes.len());
    for before in befores.iter().rev() {
        modes.push(MODES[at]);
        at = before[at];
    }
    modes.reverse();
    modes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_parted() {
        for (text, expected) in [
            ("", ""),
            ("0123456789", "NNNNNNNNNN"),
            ("0002010102ID", "NNNNNNNNNNAA"),
            ("00020ID", "AAAAAAA"),
            ("a1b", "BBB"),
            ("Toko", "BBBB"),
            ("é12", "BBBB"),
            ("00000000000000000000a", "NNNNNNNNNNNNNNNNNNNNB"),
            ("aAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAa", "BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB"),
        ] {
            let letters: String = cheapest(text.as_bytes())
                .into_iter()
                .map(|mode| match mode {
                    Mode::Numeric => 'N',
                    Mode::Alphanumeric => 'A',
                    Mode::Bytes => 'B',
                })
                .collect();
            assert_eq!(letters, expected, "{text}");
        }
    }

    #[test]
    fn no_text_becomes_longer() {
        let bits = |segments: &[QrSegment]| -> usize { segments.iter().map(|segment| 20 + segment.data().len()).sum() };
        for text in ["https://laris.example/q/12345678901234567890", "A1b2C3d4E5", "000201010211SÜSU5303360540512345", "x", "1"] {
            assert!(bits(&of(text)) <= bits(&QrSegment::make_segments(text)) + 5, "{text}");
        }
    }
}

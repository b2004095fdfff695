//! The checksum at the end of a payload.

/// The register at each step for every byte.
const TABLE: [u16; 256] = table();

const fn table() -> [u16; 256] {
    let mut table = [0_u16; 256];
    let mut byte = 0_u16;
    while byte < 256 {
        let mut register = byte << 8;
        let mut bit = 0;
        while bit < 8 {
            register = if register & 0x8000 == 0 { register << 1 } else { (register << 1) ^ 0x1021 };
            bit += 1;
        }
        table[byte as usize] = register;
        byte += 1;
    }
    table
}

/// CRC-16/CCITT-FALSE (also CRC-16/IBM-3740): polynomial 0x1021, begins at 0xFFFF, nothing reflected or inverted.
///
/// **Shape:** over the UTF-8 bytes of everything up to and including `6304`.
#[must_use]
pub fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xFFFF, |register, byte| (register << 8) ^ TABLE[usize::from((register >> 8) ^ u16::from(*byte))])
}

/// What stands at the end of a text as a checksum, and what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checksum {
    /// As written.
    pub given: u16,
    /// Of the text before it.
    pub computed: u16,
}

impl Checksum {
    /// Reads the last four characters of a text that has `6304` before them, however broken the rest is.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let start = text.len().checked_sub(4)?;
        let (covered, given) = text.split_at_checked(start)?;
        let is_hex = given.bytes().all(|digit| digit.is_ascii_hexdigit());
        (covered.ends_with("6304") && is_hex).then_some(())?;
        Some(Self { given: u16::from_str_radix(given, 16).ok()?, computed: crc16(covered.as_bytes()) })
    }

    /// Whether both are the same.
    #[must_use]
    pub const fn is_right(self) -> bool {
        self.given == self.computed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_values() {
        for (text, expected) in [("123456789", 0x29B1), ("", 0xFFFF), ("A", 0xB915)] {
            assert_eq!(crc16(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn ends_are_read() {
        for (text, expected) in [("6304FFFF", Some(0xFFFF)), ("630aFFFF", None), ("6304FFF", None), ("6304éFF", None), ("", None)] {
            assert_eq!(Checksum::of(text).map(|checksum| checksum.given), expected, "{text}");
        }
    }
}

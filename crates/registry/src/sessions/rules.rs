//! Codes, tokens, limits and the message that carries a code. Pure: randomness and time come in.

use hmac::Mac as _;
use kernel::id::CityId;
use kernel::time::{DAY, MINUTE, SECOND};
use kernel::{Lang, Phone, Timestamp};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::model::Secrets;

/// How long a code works, in microseconds.
pub const CODE_LIFE: i64 = 5 * MINUTE;
/// How often a code may be tried.
pub const ATTEMPTS_MAX: i64 = 5;
/// The short window of sending, in microseconds.
pub const SENDS_WINDOW: i64 = 10 * MINUTE;
/// Codes sent to a number in the short window.
pub const SENDS_WINDOW_MAX: i64 = 3;
/// Codes sent to a number in a day.
pub const SENDS_DAY_MAX: i64 = 20;
/// How long a session lasts, in microseconds: a trader should not need a code more than four times a year.
pub const SESSION_LIFE: i64 = 90 * DAY;

/// The largest multiple of a million that fits 32 bits: numbers from here on would favour the low codes.
const UNBIASED_BELOW: u32 = 4_294_000_000;

/// What was sent to a number so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sends {
    pub window_count: i64,
    pub window_started: Timestamp,
    pub day_count: i64,
    pub day_started: Timestamp,
}

/// Six digits, each code equally likely; `None` when these bytes give none (draw again).
pub(super) fn code_of(secret: [u8; 16]) -> Option<String> {
    let (words, _) = secret.as_chunks::<4>();
    let number = words.iter().map(|word| u32::from_be_bytes(*word)).find(|number| *number < UNBIASED_BELOW)?;
    Some(format!("{:06}", number % 1_000_000))
}

/// A code as typed, without the spaces and hyphens people put in; `None` unless six digits.
pub(super) fn parse_code(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(|sign| !sign.is_whitespace() && *sign != '-').collect();
    (digits.len() == 6 && digits.bytes().all(|sign| sign.is_ascii_digit())).then_some(digits)
}

/// What is kept of a code: useless without the server's secret, and for another number or city.
pub(super) fn code_hash(secrets: &Secrets, city: CityId, phone: &Phone, code: &str) -> Vec<u8> {
    let mut mac = secrets.code_mac.clone();
    for part in [b"login_code".as_slice(), city.0.as_bytes(), phone.as_str().as_bytes(), code.as_bytes()] {
        // Each part with its length, so that no two lists of parts give the same text.
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

/// Whether two hashes are equal, in a time that does not tell where they differ.
pub(super) fn is_same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// A session's token: 256 random bits in hexadecimal digits.
pub(super) fn token_of(first: [u8; 16], second: [u8; 16]) -> String {
    first.iter().chain(&second).map(|byte| format!("{byte:02x}")).collect()
}

/// What is kept of a token; `None` for a text that never was one. A plain hash does: nobody guesses 256 bits.
pub(super) fn token_hash(token: &str) -> Option<[u8; 32]> {
    (token.len() == 64 && token.bytes().all(|sign| sign.is_ascii_hexdigit())).then(|| Sha256::digest(token.as_bytes()).into())
}

/// Seconds until another code may be sent; at least 1.
pub(super) fn wait_seconds(sends: Sends, now: Timestamp) -> i64 {
    let until = |count, max, started: Timestamp, length| if count >= max { started.plus(length).micros() - now.micros() } else { 0 };
    let window = until(sends.window_count, SENDS_WINDOW_MAX, sends.window_started, SENDS_WINDOW);
    let day = until(sends.day_count, SENDS_DAY_MAX, sends.day_started, DAY);
    ((window.max(day) + SECOND - 1) / SECOND).max(1)
}

/// The message with the code. The code stands first, so that it shows in a notification.
pub(super) fn message(lang: Lang, code: &str) -> String {
    match lang {
        Lang::Id => format!("{code} adalah kode masuk Laris Anda. Berlaku 5 menit. Jangan berikan kepada siapa pun."),
        Lang::Jv => format!("{code} kode mlebu Laris panjenengan. Kanggo 5 menit. Aja diwenehake sapa wae."),
        Lang::En => format!("{code} is your Laris sign-in code. It works for 5 minutes. Give it to nobody."),
    }
}

#[cfg(test)]
mod tests {
    use kernel::id::RawId;

    use super::*;

    #[test]
    fn codes_are_drawn_without_favour() {
        let bytes = |words: [u32; 4]| -> [u8; 16] { words.map(u32::to_be_bytes).concat().try_into().unwrap() };
        for (words, code) in [
            ([7, 0, 0, 0], Some("000007")),
            ([4_293_999_999, 0, 0, 0], Some("999999")),
            ([4_294_000_000, 1_234_567, 0, 0], Some("234567")),
            ([u32::MAX; 4], None),
        ] {
            assert_eq!(code_of(bytes(words)).as_deref(), code, "{words:?}");
        }
    }

    #[test]
    fn codes_are_read_as_typed() {
        for (typed, code) in [
            ("123456", Some("123456")),
            (" 123 456\n", Some("123456")),
            ("123-456", Some("123456")),
            ("12345", None),
            ("12345a", None),
            ("", None),
        ] {
            assert_eq!(parse_code(typed).as_deref(), code, "{typed}");
        }
    }

    #[test]
    fn a_hash_belongs_to_one_secret_city_number_and_code() {
        let hash = |key: u8, city: u128, phone: &str, code: &str| {
            code_hash(&Secrets::new(&[key; 32]).unwrap(), CityId(RawId::from_u128(city)), &Phone::parse(phone).unwrap(), code)
        };
        let one = hash(1, 1, "081234567890", "123456");
        assert!(is_same(&one, &hash(1, 1, "+62812 3456 7890", "123456")));
        for other in [
            hash(2, 1, "081234567890", "123456"),
            hash(1, 2, "081234567890", "123456"),
            hash(1, 1, "081234567891", "123456"),
            hash(1, 1, "081234567890", "123457"),
        ] {
            assert!(!is_same(&one, &other));
        }
        assert!(Secrets::new(&[1; 31]).is_err());
    }

    #[test]
    fn tokens_have_256_bits() {
        let token = token_of([0; 16], [255; 16]);
        assert_eq!((token.len(), &token[30..34]), (64, "00ff"));
        for (text, is_token) in [(token.as_str(), true), ("", false), (&token[1..], false), (&"x".repeat(64), false)] {
            assert_eq!(token_hash(text).is_some(), is_token, "{text}");
        }
    }

    #[test]
    fn the_wait_is_told() {
        let at = |minutes: i64| Timestamp::from_micros(minutes * MINUTE);
        for (window_count, day_count, now, seconds) in [(3, 3, 4, 360), (3, 3, 10, 1), (1, 20, 60, 23 * 3_600), (3, 20, 0, 86_400)] {
            let sends = Sends { window_count, window_started: at(0), day_count, day_started: at(0) };
            assert_eq!(wait_seconds(sends, at(now)), seconds, "{sends:?}");
        }
    }
}

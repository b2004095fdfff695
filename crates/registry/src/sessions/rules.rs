//! Codes, tokens, limits and the message that carries a code. Pure: randomness and time come in.

use kernel::id::CityId;
use kernel::time::{DAY, HOUR, MINUTE, SECOND, SKEW_MAX};
use kernel::{Lang, Phone, Timestamp};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::model::{Second, Secrets};
use crate::limits::Limit;

/// How long a code works, in microseconds.
pub const CODE_LIFE: i64 = 5 * MINUTE;
/// How often a code may be tried.
pub const ATTEMPTS_MAX: i64 = 5;
/// Codes to one number from devices it does not know: three at once, one more every 200 seconds.
pub const TO_NUMBER: Limit = Limit { bucket: "code_number", burst: 3, every: 200 * SECOND };
/// The same over a day: at most 20, so that 100 guesses a day are possible in all.
pub const TO_NUMBER_DAY: Limit = Limit { bucket: "code_number_day", burst: 10, every: DAY / 10 };
/// Codes to one number from one device that signed in with it before: its own, whatever strangers ask for.
pub const TO_DEVICE: Limit = Limit { bucket: "code_device", burst: 3, every: 200 * SECOND };
/// The same over a day.
pub const TO_DEVICE_DAY: Limit = Limit { bucket: "code_device_day", burst: 10, every: DAY / 10 };
/// Codes that one network asks for; generous, because a mobile network has many people behind one address.
pub const FROM_ADDRESS: Limit = Limit { bucket: "code_address", burst: 60, every: 30 * SECOND };
/// Codes typed from one network.
pub const TRIES_ADDRESS: Limit = Limit { bucket: "try_address", burst: 100, every: 20 * SECOND };

/// Codes of a city in an hour to devices it does not know; known ones are not counted.
#[must_use]
pub const fn in_city(per_hour: i64) -> Limit {
    Limit { bucket: "code_city", burst: per_hour, every: HOUR / per_hour }
}

/// How long a device is known after its last sign-in, in microseconds.
pub const DEVICE_LIFE: i64 = 400 * DAY;
/// How long a second factor holds, in microseconds: a working day, so that it is asked once in each.
pub const FACTOR_LIFE: i64 = 16 * HOUR;
/// How long a session lasts, in microseconds: a trader should not need a code more than four times a year.
pub const SESSION_LIFE: i64 = 90 * DAY;

/// The largest multiple of a million that fits 32 bits: numbers from here on would favour the low codes.
const UNBIASED_BELOW: u32 = 4_294_000_000;

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

/// What is kept of a number while a code is on its way.
pub(super) fn number_hash(secrets: &Secrets, city: CityId, phone: &Phone) -> [u8; 32] {
    secrets.keyed("login_number", &[city.0.as_bytes(), phone.as_str().as_bytes()])
}

/// What is kept of a code: useless without the server's secret, and for another number, city or device.
pub(super) fn code_hash(secrets: &Secrets, city: CityId, phone: &Phone, device: &[u8; 32], code: &str) -> Vec<u8> {
    secrets.keyed("login_code", &[city.0.as_bytes(), phone.as_str().as_bytes(), device, code.as_bytes()]).to_vec()
}

/// Whether two hashes are equal, in a time that does not tell where they differ.
pub(crate) fn is_same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// A session's token: 256 random bits in hexadecimal digits.
pub(crate) fn token_of(first: [u8; 16], second: [u8; 16]) -> String {
    first.iter().chain(&second).map(|byte| format!("{byte:02x}")).collect()
}

/// What is kept of a token; `None` for a text that never was one. A plain hash does: nobody guesses 256 bits.
pub(crate) fn token_hash(token: &str) -> Option<[u8; 32]> {
    (token.len() == 64 && token.bytes().all(|sign| sign.is_ascii_hexdigit())).then(|| Sha256::digest(token.as_bytes()).into())
}

/// How a session stands to the second factor. `given` is when it was, `is_enrolled` whether the person has one. One that was given in
/// a time to come, by a clock that ran fast, is asked for anew: it would hold until its time has come and gone.
pub(super) fn second(holds_staff_role: bool, is_required: bool, is_enrolled: bool, given: Option<Timestamp>, now: Timestamp) -> Second {
    match (holds_staff_role && (is_required || is_enrolled), given) {
        (false, _) => Second::NotNeeded,
        (true, Some(at)) if at <= now.plus(SKEW_MAX) && now < at.plus(FACTOR_LIFE) => Second::Given,
        (true, _) if is_enrolled => Second::Ask,
        (true, _) => Second::Enrol,
    }
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
    fn a_hash_belongs_to_one_secret_city_number_device_and_code() {
        let hash = |key: u8, city: u128, phone: &str, device: u8, code: &str| {
            let secrets = Secrets::new(&[key; 32]).unwrap();
            code_hash(&secrets, CityId(RawId::from_u128(city)), &Phone::parse(phone).unwrap(), &[device; 32], code)
        };
        let one = hash(1, 1, "081234567890", 1, "123456");
        assert!(is_same(&one, &hash(1, 1, "+62812 3456 7890", 1, "123456")));
        for other in [
            hash(2, 1, "081234567890", 1, "123456"),
            hash(1, 2, "081234567890", 1, "123456"),
            hash(1, 1, "081234567891", 1, "123456"),
            hash(1, 1, "081234567890", 2, "123456"),
            hash(1, 1, "081234567890", 1, "123457"),
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
    fn staff_give_a_second_factor() {
        let at = |hours: i64| Timestamp::from_micros(hours * HOUR);
        for (is_staff, is_required, is_enrolled, given, expected) in [
            (false, true, true, None, Second::NotNeeded),
            (true, false, false, None, Second::NotNeeded),
            (true, true, false, None, Second::Enrol),
            (true, true, true, None, Second::Ask),
            (true, false, true, None, Second::Ask),
            (true, true, true, Some(at(85)), Second::Given),
            (true, true, true, Some(at(84)), Second::Ask),
            (true, true, true, Some(at(100).plus(MINUTE)), Second::Given),
            (true, true, true, Some(at(103)), Second::Ask),
            (true, true, true, Some(at(100 + 365 * 24)), Second::Ask),
        ] {
            let found = second(is_staff, is_required, is_enrolled, given, at(100));
            assert_eq!(found, expected, "{is_staff} {is_required} {is_enrolled} {given:?}");
        }
    }
}

//! Codes from a secret and a time, recovery codes, and the secret's seal. Pure: randomness and time come in.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use hmac::{Hmac, Mac as _};
use kernel::Timestamp;
use kernel::id::{CityId, PersonId};
use kernel::time::{MINUTE, SECOND, SKEW_MAX};
use sha1::Sha1;

use crate::limits::Limit;
use crate::sessions::Secrets;
use crate::sessions::rules::is_same;

/// A code's time step, in microseconds. Source: RFC 6238, section 4.1; apps know no other.
const STEP: i64 = 30 * SECOND;
/// Steps that a phone's clock may be off. Source: RFC 6238, section 5.2, allows one for the way.
const SKEW: i64 = 1;
/// How many recovery codes are made.
pub const RECOVERY_CODES: usize = 10;
/// Characters of a recovery code, of five bits each: 120 bits need no slow hash (OWASP ASVS 5.0, 6.5.2).
const RECOVERY_CHARS: usize = 24;

/// Wrong codes of one person on devices that never gave the right one: five at once, four an hour. An attacker who has the phone
/// number's code guesses a hundred times a day among three codes of a million.
pub(super) const TRIES_STRANGE: Limit = Limit { bucket: "factor_strange", burst: 5, every: 15 * MINUTE };
/// Wrong codes of one person on one device that gave the right one before: its own, whatever strangers try.
pub(super) const TRIES_DEVICE: Limit = Limit { bucket: "factor_device", burst: 5, every: 5 * MINUTE };
/// Second factors tried from one network by devices that never gave one.
pub(super) const TRIES_ADDRESS: Limit = Limit { bucket: "factor_address", burst: 30, every: MINUTE };

/// A secret's bytes: as long as the hash. Source: RFC 4226, section 4, R6.
pub(super) type Secret = [u8; 20];

/// The step in which `now` lies.
pub(super) const fn step_of(now: Timestamp) -> i64 {
    now.micros().div_euclid(STEP)
}

/// The six digits of one step. Source: RFC 4226, section 5.3, with RFC 6238's counter.
fn code_of_step(secret: &[u8], step: i64) -> String {
    // A key of any length is one for HMAC.
    let Ok(mut mac) = <Hmac<Sha1> as hmac::KeyInit>::new_from_slice(secret) else { return String::new() };
    mac.update(&step.to_be_bytes());
    let digest: [u8; 20] = mac.finalize().into_bytes().into();
    let start = usize::from(digest[19] & 0x0f);
    let word = u32::from_be_bytes([digest[start], digest[start + 1], digest[start + 2], digest[start + 3]]) & 0x7fff_ffff;
    format!("{:06}", word % 1_000_000)
}

/// The code of a base32 secret at a time, as an app shows it; none for a text that is no secret.
#[must_use]
pub fn code_at(secret: &str, now: Timestamp) -> Option<String> {
    Some(code_of_step(&unbase32(secret)?, step_of(now)))
}

/// The step to count as the last one used, where the kept one lies so far ahead that only a clock that ran fast has taken it;
/// without this nobody would be let in for as long as that clock was wrong.
///
/// It is the latest step whose code could be taken now, not none at all: what was used at the right time before the clock jumped was
/// overwritten by the jump and cannot be told from what was not. So no code that may be taken now is taken, whether it was used or
/// not, and the first that works is the one of a minute later: a used code within the drift never works twice. A step that is ahead
/// by less than two servers' clocks may differ ([`SKEW_MAX`]) is left to be reached, since another server may just have taken it and
/// its code still works there. What is given up: a code typed while server and phone both ran fast could be given once more when its
/// true time comes.
pub(super) fn reset_step(last_step: i64, now: Timestamp) -> Option<i64> {
    let latest = step_of(now) + SKEW;
    (last_step > latest + SKEW_MAX / STEP).then_some(latest)
}

/// The step whose code this is, among those around now that come after the last that was used. Takes as long for every code.
pub(super) fn matching_step(secret: &Secret, code: &str, last_step: i64, now: Timestamp) -> Option<i64> {
    let steps = step_of(now) - SKEW..=step_of(now) + SKEW;
    let fits = steps.map(|step| (step, is_same(code_of_step(secret, step).as_bytes(), code.as_bytes())));
    // All three are made and compared before one is chosen.
    let fits: Vec<(i64, bool)> = fits.collect();
    fits.into_iter().find(|(step, is_it)| *is_it && *step > last_step).map(|(step, _)| step)
}

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Base32 of RFC 4648 without padding; whole groups of five bytes only.
pub(super) fn base32(bytes: &[u8]) -> String {
    let groups = bytes.as_chunks::<5>().0.iter();
    let words = groups.map(|group| group.iter().fold(0_u64, |word, byte| word << 8 | u64::from(*byte)));
    words.flat_map(|word| (0..8).rev().map(move |place| char::from(ALPHABET[(word >> (place * 5) & 31) as usize]))).collect()
}

fn unbase32(text: &str) -> Option<Vec<u8>> {
    let groups = text.as_bytes().as_chunks::<8>();
    let mut bytes = Vec::new();
    for group in groups.0 {
        let mut word = 0_u64;
        for sign in group {
            word = word << 5 | ALPHABET.iter().position(|other| other == sign)? as u64;
        }
        bytes.extend_from_slice(&word.to_be_bytes()[3..]);
    }
    groups.1.is_empty().then_some(bytes)
}

/// `otpauth://totp/Laris%20Malang:0812••••890?…`: what a QR code says and a phone opens. Source: Google Authenticator, "Key URI Format".
pub(super) fn uri(city: &str, account: &str, secret: &str) -> String {
    let encode = |text: &str| -> String {
        let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        text.bytes().map(|byte| if safe(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
    };
    let issuer = encode(&format!("Laris {city}"));
    format!("otpauth://totp/{issuer}:{}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30", encode(account))
}

/// What was typed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// Six digits.
    Code(String),
    /// A recovery code without its hyphens, in capitals.
    Recovery(String),
}

/// A code as typed; `None` when it is neither.
pub(super) fn parse(typed: &str) -> Option<Typed> {
    let signs: String = typed.chars().filter(|sign| !sign.is_whitespace() && *sign != '-').map(|sign| sign.to_ascii_uppercase()).collect();
    if signs.len() == 6 && signs.bytes().all(|sign| sign.is_ascii_digit()) {
        return Some(Typed::Code(signs));
    }
    (signs.len() == RECOVERY_CHARS && signs.bytes().all(|sign| ALPHABET.contains(&sign))).then_some(Typed::Recovery(signs))
}

/// A recovery code from random bytes, in four groups of six.
pub(super) fn recovery_code(secret: [u8; 16]) -> String {
    let text = base32(&secret[..15]);
    text.as_bytes().chunks(6).map(String::from_utf8_lossy).collect::<Vec<_>>().join("-")
}

/// What is kept of a recovery code.
pub(super) fn recovery_hash(secrets: &Secrets, city: CityId, person: PersonId, code: &str) -> [u8; 32] {
    let signs: String = code.chars().filter(|sign| *sign != '-').collect();
    secrets.keyed("recovery_code", &[city.0.as_bytes(), person.0.as_bytes(), signs.as_bytes()])
}

/// Says which form of sealing this is; another cipher would have another number.
const FORM: u8 = 1;
const NONCE: usize = 12;

fn cipher(secrets: &Secrets) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new(&Key::from(secrets.keyed("second_factor_key", &[])))
}

fn owner(city: CityId, person: PersonId) -> Vec<u8> {
    [city.0.as_bytes().as_slice(), person.0.as_bytes()].concat()
}

/// The secret as the database keeps it: form, nonce, ciphertext; bound to the person, so that it opens in no other row.
pub(super) fn seal(secrets: &Secrets, city: CityId, person: PersonId, secret: &Secret, nonce: [u8; NONCE]) -> Option<Vec<u8>> {
    let payload = Payload { msg: secret, aad: &owner(city, person) };
    let sealed = cipher(secrets).encrypt(&Nonce::from(nonce), payload).ok()?;
    Some([&[FORM], nonce.as_slice(), &sealed].concat())
}

/// The secret of what [`seal`] made under the same server's secret for the same person.
pub(super) fn open(secrets: &Secrets, city: CityId, person: PersonId, sealed: &[u8]) -> Option<Secret> {
    let (form, rest) = sealed.split_first()?;
    let (nonce, sealed) = rest.split_first_chunk::<NONCE>()?;
    let payload = Payload { msg: sealed, aad: &owner(city, person) };
    let secret = cipher(secrets).decrypt(&Nonce::from(*nonce), payload).ok().filter(|_| *form == FORM)?;
    secret.try_into().ok()
}

#[cfg(test)]
mod tests {
    use kernel::id::RawId;

    use super::*;

    const SECRET: Secret = *b"12345678901234567890";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * SECOND)
    }

    /// RFC 6238, appendix B, the last six of its eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code_of_step(&SECRET, step_of(at(seconds))), code, "{seconds}");
            assert_eq!(code_at(&base32(&SECRET), at(seconds)).as_deref(), Some(code), "{seconds}");
        }
    }

    #[test]
    fn a_code_works_one_step_around_and_only_after_the_last() {
        let code = |seconds| code_of_step(&SECRET, step_of(at(seconds)));
        for (typed_at, now, last_step, fits) in [
            (1_000, 1_000, 0, true),
            (1_000, 1_030, 0, true),
            (1_000, 970, 0, true),
            (1_000, 1_060, 0, false),
            (1_000, 940, 0, false),
            (1_000, 1_000, 33, false),
            (1_000, 1_000, 32, true),
            (970, 1_000, 33, false),
        ] {
            assert_eq!(matching_step(&SECRET, &code(typed_at), last_step, at(now)).is_some(), fits, "{typed_at} {now} {last_step}");
        }
        assert_eq!(matching_step(&SECRET, "000000", 0, at(1_000)), None);
    }

    #[test]
    fn a_step_of_a_clock_that_ran_fast_is_waited_for_a_minute_and_no_code_works_twice() {
        let code = |seconds| code_of_step(&SECRET, step_of(at(seconds)));
        // Now is step 33 (990 to 1,019 s); the kept step, and what it is set to.
        for (last_step, reset) in [(0, None), (33, None), (34, None), (38, None), (39, Some(34)), (393, Some(34)), (1_051_233, Some(34))] {
            assert_eq!(reset_step(last_step, at(1_000)), reset, "{last_step}");
        }
        let last_step = reset_step(393, at(1_000)).unwrap();
        assert_eq!(reset_step(last_step, at(1_000)), None, "once");
        for (typed_at, now, fits) in
            [(970, 1_000, false), (1_000, 1_000, false), (1_030, 1_000, false), (1_030, 1_030, false), (1_060, 1_060, true)]
        {
            assert_eq!(matching_step(&SECRET, &code(typed_at), last_step, at(now)).is_some(), fits, "{typed_at} {now}");
        }
    }

    #[test]
    fn no_bucket_is_deeper_than_a_day() {
        for limit in [TRIES_STRANGE, TRIES_DEVICE, TRIES_ADDRESS] {
            assert!(limit.depth() <= crate::limits::DEPTH_MAX, "{}", limit.bucket);
        }
    }

    #[test]
    fn texts_are_read() {
        assert_eq!(base32(b"12345678901234567890"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(unbase32("GEZDGNBV").as_deref(), Some(b"12345".as_slice()));
        assert_eq!((unbase32("GEZDGNB"), unbase32("GEZDGNB1")), (None, None));
        let recovery = recovery_code([0xff; 16]);
        assert_eq!((recovery.len(), recovery.matches('-').count()), (27, 3));
        for (typed, expected) in [
            (" 123 456", Some(Typed::Code("123456".into()))),
            ("12345", None),
            ("777777-777777-777777-777777", Some(Typed::Recovery("7".repeat(24)))),
            (&recovery.to_lowercase(), Some(Typed::Recovery("7".repeat(24)))),
            ("", None),
        ] {
            assert_eq!(parse(typed), expected, "{typed}");
        }
        let uri = uri("Malang", "0812••••890", "ABC");
        assert!(
            uri.starts_with("otpauth://totp/Laris%20Malang:0812%E2%80%A2") && uri.contains("secret=ABC&issuer=Laris%20Malang"),
            "{uri}"
        );
    }

    #[test]
    fn a_sealed_secret_opens_for_its_person_under_its_key_only() {
        let (one, other) = (Secrets::new(&[1; 32]).unwrap(), Secrets::new(&[2; 32]).unwrap());
        let (city, person) = (CityId(RawId::from_u128(1)), PersonId(RawId::from_u128(2)));
        let sealed = seal(&one, city, person, &SECRET, [9; NONCE]).unwrap();
        assert!(!sealed.windows(4).any(|part| SECRET.windows(4).any(|secret| secret == part)));
        assert_eq!(open(&one, city, person, &sealed), Some(SECRET));
        assert_eq!(open(&other, city, person, &sealed), None);
        assert_eq!(open(&one, city, PersonId(RawId::from_u128(3)), &sealed), None);
        for place in [0, 1, 20, sealed.len() - 1] {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert_eq!(open(&one, city, person, &changed), None, "{place}");
        }
        assert_eq!(open(&one, city, person, &[]), None);
    }
}

//! The chain over a city's acts: each entry's hash covers the entry and the hash before it, so that whoever changes,
//! removes, inserts or reorders one must change every later hash too, and the head that was kept elsewhere. Pure.

use kernel::id::{CityId, RawId};
use sha2::{Digest as _, Sha256};

use super::AuditEntry;

/// A SHA-256 digest.
pub type Hash = [u8; 32];

/// Says which form of hashing this is; another form would need another text.
const FORM: &[u8] = b"laris audit 1";

/// The last link of a city's chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// How many acts the chain holds; the first has 1.
    pub seq: i64,
    /// Over all of them.
    pub hash: Hash,
}

/// `seq:hash` with 64 hexadecimal digits, to be kept elsewhere.
impl std::fmt::Display for Head {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:", self.seq)?;
        self.hash.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A head as [`Head`] is written, or its hash alone.
#[must_use]
pub fn parse_kept(text: &str) -> Option<(Option<i64>, Hash)> {
    let (seq, digits) = match text.trim().split_once(':') {
        Some((seq, digits)) => (Some(seq.parse().ok()?), digits),
        None => (None, text.trim()),
    };
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    if pairs.len() != 32 || !rest.is_empty() {
        return None;
    }
    let mut hash = Hash::default();
    for (byte, pair) in hash.iter_mut().zip(pairs) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some((seq, hash))
}

/// What stands before a city's first act.
#[must_use]
pub fn genesis(city: CityId) -> Head {
    let hash = Sha256::new().chain_update(FORM).chain_update(city.0.as_bytes()).finalize();
    Head { seq: 0, hash: hash.into() }
}

/// The link that `entry` adds after `before`. Every part goes in with its length, so that no two entries give the same text.
#[must_use]
pub fn link(city: CityId, before: &Head, entry: &AuditEntry) -> Head {
    let seq = before.seq + 1;
    let person = entry.person.map(|person| RawId::from(person).into_bytes());
    let mut hash = Sha256::new();
    for part in [
        FORM,
        city.0.as_bytes(),
        &seq.to_be_bytes(),
        &before.hash,
        RawId::from(entry.id).as_bytes(),
        &entry.at.micros().to_be_bytes(),
        person.as_ref().map_or(&[], <[u8; 16]>::as_slice),
        entry.action.as_bytes(),
        entry.subject_kind.as_bytes(),
        entry.subject.as_bytes(),
        entry.detail.as_bytes(),
    ] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    Head { seq, hash: hash.finalize().into() }
}

#[cfg(test)]
mod tests {
    use kernel::Timestamp;
    use kernel::id::{AuditId, PersonId};

    use super::*;

    const CITY: CityId = CityId(RawId::nil());

    fn entry() -> AuditEntry {
        AuditEntry {
            id: AuditId(RawId::from_u128(1)),
            at: Timestamp::from_micros(1),
            person: None,
            action: "role.granted".into(),
            subject_kind: "person".into(),
            subject: RawId::from_u128(2),
            detail: "{}".into(),
        }
    }

    #[test]
    fn every_part_of_an_entry_counts() {
        let first = link(CITY, &genesis(CITY), &entry());
        let mut others = vec![
            link(CityId(RawId::max()), &genesis(CITY), &entry()),
            link(CITY, &first, &entry()),
            link(CITY, &Head { hash: [0; 32], ..genesis(CITY) }, &entry()),
        ];
        let changes: [fn(&mut AuditEntry); 8] = [
            |entry| entry.id = AuditId(RawId::from_u128(9)),
            |entry| entry.at = Timestamp::from_micros(2),
            |entry| entry.person = Some(PersonId(RawId::nil())),
            |entry| entry.action = "role.revoked".into(),
            |entry| entry.subject_kind = "market".into(),
            |entry| entry.subject = RawId::from_u128(3),
            |entry| entry.detail = "{ }".into(),
            // The same letters, moved over the border of two parts.
            |entry| (entry.action, entry.subject_kind) = ("role.grantedp".into(), "erson".into()),
        ];
        for change in changes {
            let mut other = entry();
            change(&mut other);
            others.push(link(CITY, &genesis(CITY), &other));
        }
        assert!(others.iter().all(|other| other.hash != first.hash));
        assert_eq!(first, link(CITY, &genesis(CITY), &entry()));
    }

    #[test]
    fn heads_are_read_back() {
        let head = link(CITY, &genesis(CITY), &entry());
        let text = head.to_string();
        assert_eq!(parse_kept(&text), Some((Some(1), head.hash)));
        assert_eq!(parse_kept(&text[2..]), Some((None, head.hash)));
        for text in ["", "1:", "x:00", &text[3..], "1:zz"] {
            assert_eq!(parse_kept(text), None, "{text}");
        }
    }
}

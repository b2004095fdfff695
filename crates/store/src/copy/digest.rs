//! What a table holds, as one number: the same on both databases for the same rows in the order of their keys.

use sha2::{Digest as _, Sha256};

use crate::value::Value;

/// Rows of a table and the SHA-256 over all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableDigest {
    /// The table.
    pub table: String,
    /// How many rows.
    pub rows: i64,
    /// Hexadecimal.
    pub digest: String,
}

impl std::fmt::Display for TableDigest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} rows, {}", self.rows, self.digest.get(..16).unwrap_or(&self.digest))
    }
}

/// Counts and hashes rows as they pass.
pub(super) struct Running {
    hash: Sha256,
    rows: i64,
}

impl Running {
    pub(super) fn new() -> Self {
        Self { hash: Sha256::new(), rows: 0 }
    }

    /// Each value enters with its kind and length, so that no two rows read alike. A bool counts as 0 or 1, an id as its bytes.
    pub(super) fn row(&mut self, row: &[Value<'_>]) {
        self.rows += 1;
        for value in row {
            match value {
                Value::Null => self.part(0, &[]),
                Value::Int(number) => self.part(1, &number.to_be_bytes()),
                Value::Bool(flag) => self.part(1, &i64::from(*flag).to_be_bytes()),
                Value::Text(text) => self.part(2, text.as_bytes()),
                Value::Bytes(bytes) => self.part(3, bytes),
                Value::Id(id) => self.part(3, id.as_bytes()),
            }
        }
    }

    fn part(&mut self, kind: u8, bytes: &[u8]) {
        self.hash.update([kind]);
        self.hash.update((bytes.len() as u64).to_be_bytes());
        self.hash.update(bytes);
    }

    pub(super) fn finish(self, table: &str) -> TableDigest {
        TableDigest { table: table.to_owned(), rows: self.rows, digest: hex(&self.hash.finalize()) }
    }
}

/// The digest of all tables together, in the given order.
#[must_use]
pub fn of_all(tables: &[TableDigest]) -> String {
    let mut hash = Sha256::new();
    for table in tables {
        hash.update(format!("{} {} {}\n", table.table, table.rows, table.digest));
    }
    hex(&hash.finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use kernel::id::RawId;

    use super::*;

    fn digest(row: &[Value<'_>]) -> String {
        let mut running = Running::new();
        running.row(row);
        running.finish("t").digest
    }

    #[test]
    fn the_same_values_give_the_same_digest_on_both_databases() {
        let id = RawId::from_u128(7);
        assert_eq!(digest(&[Value::Id(id), Value::Bool(true)]), digest(&[Value::from(id.as_bytes().as_slice()), Value::Int(1)]));
        for (one, other) in [
            (Value::Null, Value::from("")),
            (Value::from(""), Value::from(Vec::new())),
            (Value::Int(0), Value::Null),
            (Value::from("1"), Value::Int(1)),
        ] {
            assert_ne!(digest(std::slice::from_ref(&one)), digest(std::slice::from_ref(&other)), "{one:?} {other:?}");
        }
        assert_ne!(digest(&[Value::from("ab"), Value::from("c")]), digest(&[Value::from("a"), Value::from("bc")]));
    }
}

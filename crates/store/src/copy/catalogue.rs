//! Which tables there are, with what columns and keys, and in which order they can be filled: read from the database
//! itself, so that a table of a later migration is never forgotten.

use std::collections::BTreeSet;

use crate::copy::CopyError;

/// Tables that are not copied: the schema's own record, and what a backup says of itself.
pub const OWN_TABLES: [&str; 2] = ["schema_step", "backup_manifest"];

/// What a column holds. SQLite keeps a bool as 0 or 1 and an id as 16 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A 64-bit integer.
    Int,
    /// UTF-8.
    Text,
    /// True or false, PostgreSQL only.
    Bool,
    /// Any bytes.
    Bytes,
    /// A UUID, PostgreSQL only.
    Id,
}

impl Kind {
    /// By the name the database gives its type.
    pub(super) fn parse(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "integer" | "bigint" => Self::Int,
            "text" => Self::Text,
            "boolean" => Self::Bool,
            "blob" | "bytea" => Self::Bytes,
            "uuid" => Self::Id,
            _ => return None,
        })
    }

    /// As SQLite keeps it.
    const fn folded(self) -> Self {
        match self {
            Self::Bool => Self::Int,
            Self::Id => Self::Bytes,
            kind => kind,
        }
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// A table of the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// By name, so that both databases list them alike.
    pub columns: Vec<Column>,
    /// The primary key: positions in `columns`, in the key's own order; never empty.
    pub key: Vec<usize>,
    /// Tables its rows refer to, without itself.
    pub refers_to: BTreeSet<String>,
}

/// A column as a catalogue gives it: table, column, type, place in the primary key or none.
pub(super) type Found = (String, String, String, Option<i64>);

/// Puts catalogue rows together, in an order in which every table comes after those it refers to.
pub(super) fn tables(found: Vec<Found>, references: &[(String, String)]) -> Result<Vec<Table>, CopyError> {
    let mut tables: Vec<Table> = Vec::new();
    let mut places: Vec<Vec<(i64, usize)>> = Vec::new();
    let mut found: Vec<Found> = found.into_iter().filter(|(table, ..)| !OWN_TABLES.contains(&table.as_str())).collect();
    found.sort();
    for (name, column, kind, place) in found {
        let kind = Kind::parse(&kind)
            .ok_or_else(|| CopyError::Schema(format!("column {name}.{column} has the type {kind}, which is not ours")))?;
        if tables.last().is_none_or(|last| last.name != name) {
            let refers_to = references.iter().filter(|(from, to)| *from == name && *to != name).map(|(_, to)| to.clone()).collect();
            tables.push(Table { name, columns: Vec::new(), key: Vec::new(), refers_to });
            places.push(Vec::new());
        }
        let (Some(table), Some(places)) = (tables.last_mut(), places.last_mut()) else { continue };
        if let Some(place) = place {
            places.push((place, table.columns.len()));
        }
        table.columns.push(Column { name: column, kind });
    }
    for (table, mut places) in tables.iter_mut().zip(places) {
        places.sort_unstable();
        table.key = places.into_iter().map(|(_, position)| position).collect();
        if table.key.is_empty() {
            return Err(CopyError::Schema(format!("table {} has no primary key", table.name)));
        }
    }
    in_order(tables)
}

fn in_order(mut left: Vec<Table>) -> Result<Vec<Table>, CopyError> {
    let mut ordered: Vec<Table> = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let is_ready = |table: &Table| table.refers_to.iter().all(|to| ordered.iter().any(|done| done.name == *to));
        let (ready, waiting): (Vec<Table>, Vec<Table>) = left.into_iter().partition(is_ready);
        if ready.is_empty() {
            let names: Vec<&str> = waiting.iter().map(|table| table.name.as_str()).collect();
            return Err(CopyError::Schema(format!("tables refer to each other in a circle: {}", names.join(", "))));
        }
        ordered.extend(ready);
        left = waiting;
    }
    Ok(ordered)
}

/// Whether both have the same tables, columns and keys, apart from how bools and ids are kept.
pub(super) fn same(from: &[Table], to: &[Table]) -> Result<(), CopyError> {
    let shape = |tables: &[Table]| -> BTreeSet<String> {
        let line = |table: &Table| {
            let columns: Vec<String> = table.columns.iter().map(|column| format!("{} {:?}", column.name, column.kind.folded())).collect();
            format!("{} ({}) key {:?}", table.name, columns.join(", "), table.key)
        };
        tables.iter().map(line).collect()
    };
    let (from, to) = (shape(from), shape(to));
    match from.symmetric_difference(&to).next() {
        None => Ok(()),
        Some(line) => Err(CopyError::Schema(format!("the schemas of the two databases differ: {line}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(table: &str, name: &str, kind: &str, place: Option<i64>) -> Found {
        (table.into(), name.into(), kind.into(), place)
    }

    #[test]
    fn tables_come_after_those_they_refer_to() {
        let found = vec![
            column("a", "z", "BIGINT", Some(2)),
            column("a", "y", "uuid", Some(1)),
            column("b", "id", "BLOB", Some(1)),
            column("schema_step", "number", "INTEGER", Some(1)),
        ];
        let tables = tables(found, &[("a".into(), "b".into()), ("b".into(), "b".into())]).unwrap();
        assert_eq!(tables.iter().map(|table| table.name.as_str()).collect::<Vec<_>>(), ["b", "a"]);
        assert_eq!((tables[1].columns[0].name.as_str(), tables[1].key.as_slice()), ("y", [0, 1].as_slice()));
    }

    #[test]
    fn what_cannot_be_copied_is_refused() {
        let one = |name: &str, kind: &str, place| column(name, "id", kind, place);
        let circle = [("a".to_owned(), "b".to_owned()), ("b".to_owned(), "a".to_owned())];
        for (found, references) in [
            (vec![one("a", "jsonb", Some(1))], &[][..]),
            (vec![one("a", "text", None)], &[]),
            (vec![one("a", "text", Some(1)), one("b", "text", Some(1))], &circle),
        ] {
            assert!(matches!(tables(found, references), Err(CopyError::Schema(_))));
        }
    }

    #[test]
    fn bools_and_ids_are_the_same_on_both() {
        let of = |kinds: [&str; 2]| tables(vec![column("a", "id", kinds[0], Some(1)), column("a", "is_b", kinds[1], None)], &[]).unwrap();
        assert!(same(&of(["BLOB", "INTEGER"]), &of(["uuid", "boolean"])).is_ok());
        assert!(same(&of(["BLOB", "INTEGER"]), &of(["uuid", "text"])).is_err());
    }
}

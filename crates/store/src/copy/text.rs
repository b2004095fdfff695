//! The texts that read and fill a table, made from its columns.

use super::catalogue::{Kind, Table};

impl Table {
    /// `"a", "b"` of every column.
    pub(super) fn columns_text(&self) -> String {
        self.columns.iter().map(|column| format!("\"{}\"", column.name)).collect::<Vec<_>>().join(", ")
    }

    /// Reads rows in the order of the key; with `is_after` those after the key in the parameters. `collate` follows each text of the key.
    pub(super) fn page(&self, mark: &str, collate: &str, is_after: bool, rows: usize) -> String {
        let key: Vec<String> = self
            .key
            .iter()
            .map(|at| {
                let column = &self.columns[*at];
                let collate = if column.kind == Kind::Text { collate } else { "" };
                format!("\"{}\"{collate}", column.name)
            })
            .collect();
        let key = key.join(", ");
        let after = if is_after {
            let marks: Vec<String> = (1..=self.key.len()).map(|number| format!("{mark}{number}")).collect();
            format!(" WHERE ({key}) > ({})", marks.join(", "))
        } else {
            String::new()
        };
        format!("SELECT {} FROM \"{}\"{after} ORDER BY {key} LIMIT {rows}", self.columns_text(), self.name)
    }

    /// Adds a row on SQLite.
    pub(super) fn insert(&self) -> String {
        let marks: Vec<String> = (1..=self.columns.len()).map(|number| format!("?{number}")).collect();
        format!("INSERT INTO \"{}\" ({}) VALUES ({})", self.name, self.columns_text(), marks.join(", "))
    }

    /// Takes rows in on PostgreSQL.
    pub(super) fn copy_in(&self) -> String {
        format!("COPY \"{}\" ({}) FROM STDIN BINARY", self.name, self.columns_text())
    }
}

//! The schema as it stands, in one form for both databases: for the committed snapshot and its test.

use crate::db::Db;
use crate::error::StoreError;
use crate::params;
use crate::statement::Statement;

// A seam: the two catalogues have no common text, so these two stand outside the registry.
static ON_SQLITE: Statement = Statement::new(
    "SELECT m.name, p.name, p.type, p.\"notnull\" FROM sqlite_master m JOIN pragma_table_info(m.name) p
                 WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'",
    0,
    0,
    file!(),
    line!(),
);
static ON_POSTGRESQL: Statement = Statement::new(
    "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), CAST(data_type AS TEXT),
                 CAST(CASE WHEN is_nullable = 'NO' THEN 1 ELSE 0 END AS BIGINT)
                 FROM information_schema.columns WHERE table_schema = 'public'",
    0,
    0,
    file!(),
    line!(),
);

/// Lines `table.column type null|not null`, sorted; types by their tokens, booleans and ids as SQLite keeps them
/// are told apart by the PostgreSQL side only, so they are folded: bool to int, id to bytes.
///
/// # Errors
/// [`StoreError`] when the catalogue cannot be read.
pub async fn describe(db: &Db) -> Result<Vec<String>, StoreError> {
    let mut tx = db.reader().await?;
    let rows: Vec<(String, String, String, i64)> =
        if db.kind() == "sqlite" { tx.rows(&ON_SQLITE, params![]).await? } else { tx.rows(&ON_POSTGRESQL, params![]).await? };
    let mut lines: Vec<String> = rows
        .into_iter()
        .map(|(table, column, kind, not_null)| {
            format!("{table}.{column} {} {}", folded(&kind), if not_null == 1 { "not null" } else { "null" })
        })
        .collect();
    lines.sort();
    Ok(lines)
}

fn folded(kind: &str) -> &'static str {
    match kind.to_ascii_lowercase().as_str() {
        "integer" | "bigint" | "boolean" => "int",
        "blob" | "bytea" | "uuid" => "bytes",
        _ => "text",
    }
}

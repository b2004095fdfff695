//! SQLite's planner knows nothing of a fresh city and then takes the primary key for every statement, since each begins with
//! the city: it would read all orders to find one buyer's. It is told what an index is good for, from the schema alone, so that a
//! plan depends on no data and never changes. PostgreSQL gathers its own figures.
//!
//! Source: SQLite, "The Query Optimizer Overview" and `sqlite_stat1` in "Database File Format", section 2.6.3.

use crate::db::Db;
use crate::error::StoreError;
use crate::params;
use crate::statement::Statement;

/// Rows that every table is taken to have.
const ROWS: i64 = 1_000_000;
/// How many different values an ordinary column is taken to have, and one of the few-valued below: what is asked for is what waits,
/// never the many that are done.
const VALUES: i64 = 20_000;
const FEW: i64 = 50;
/// Columns with few values.
const FEW_VALUED: [&str; 6] = ["kind", "operation", "role", "state", "topic", "withdrawn_us"];

// A seam, as in `schema`: only SQLite has these tables.
static COLUMNS: Statement = Statement::new(
    "SELECT m.name, CASE WHEN i.origin = 'pk' THEN m.name ELSE i.name END, i.\"unique\", x.name
     FROM sqlite_master m JOIN pragma_index_list(m.name) i JOIN pragma_index_info(i.name) x
     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'
     ORDER BY m.name, i.name, x.seqno",
    0,
    0,
    file!(),
    line!(),
);
static KNOWN: Statement =
    Statement::new("SELECT CAST(COUNT(*) AS BIGINT) FROM sqlite_master WHERE name = 'sqlite_stat1'", 0, 0, file!(), line!());

/// Tells SQLite's planner what each index is good for, after the schema changed or when it was never told.
///
/// # Errors
/// [`StoreError`]; nothing was changed then.
pub(crate) async fn tell(db: &Db, has_changed: bool) -> Result<(), StoreError> {
    let mut tx = db.reader().await?;
    let (known,): (i64,) = tx.one(&KNOWN, params![]).await?;
    if known > 0 && !has_changed {
        return Ok(());
    }
    let columns: Vec<(String, String, i64, String)> = tx.rows(&COLUMNS, params![]).await?;
    drop(tx);
    // Dropped and made again: readers that are open read the figures when the schema changes; the writer itself when told so.
    let mut text = String::from("DROP TABLE IF EXISTS sqlite_stat1; ANALYZE sqlite_schema; DELETE FROM sqlite_stat1;\n");
    for index in columns.chunk_by(|left, right| (&left.0, &left.1) == (&right.0, &right.1)) {
        let names: Vec<&str> = index.iter().map(|column| column.3.as_str()).collect();
        let (table, name, is_unique, _) = &index[0];
        text +=
            &format!("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('{table}', '{name}', '{}');\n", figures(&names, *is_unique == 1));
    }
    text += "ANALYZE sqlite_schema;";
    crate::migrate::run(db, text).await
}

/// Rows of the table, then rows that share the first column's value, the first two's …
fn figures(columns: &[&str], is_unique: bool) -> String {
    let (mut figures, mut rows) = (vec![ROWS], ROWS);
    for (position, column) in columns.iter().enumerate() {
        rows /= match *column {
            "city_id" => 1,
            column if FEW_VALUED.contains(&column) => FEW,
            _ => VALUES,
        };
        let is_one = is_unique && position + 1 == columns.len();
        figures.push(if is_one { 1 } else { rows.max(2) });
    }
    figures.iter().map(i64::to_string).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::figures;

    #[test]
    fn the_city_narrows_nothing() {
        for (columns, is_unique, expected) in [
            (&["city_id", "order_id"][..], true, "1000000 1000000 1"),
            (&["city_id", "order_id", "line_id"], true, "1000000 1000000 50 1"),
            (&["city_id", "reference_id"], false, "1000000 1000000 50"),
            (&["city_id", "state", "due_us"], false, "1000000 1000000 20000 2"),
        ] {
            assert_eq!(figures(columns, is_unique), expected, "{columns:?}");
        }
    }
}

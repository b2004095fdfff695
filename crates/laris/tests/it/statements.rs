//! No statement exists that was not tried on both databases, and none forgets whose city it works for.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use store::schema::describe;
use store::testing::{plans, prepare_all, registered};
use testkit::both;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

#[test]
fn every_statement_prepares() {
    both(async |house| {
        let failed = prepare_all(&house.db).await.unwrap();
        let lines: Vec<String> = failed.iter().map(|(place, error)| format!("{place}: {}", chain(error))).collect();
        assert!(lines.is_empty(), "{} statements cannot be prepared:\n{}", lines.len(), lines.join("\n"));
    });
}

fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// The city is the first column of every tenant table: a statement on one that does not name it could cross cities.
/// The table of the cities themselves is found by its name in the address.
#[test]
fn statements_on_tenant_tables_name_the_city() {
    both(async |house| {
        let tenants: BTreeSet<String> = describe(&house.db)
            .await
            .unwrap()
            .iter()
            .filter_map(|line| line.split_once(".city_id ").map(|(table, _)| table.to_owned()))
            .filter(|table| table != "city")
            .collect();
        assert!(tenants.contains("market_order"), "the schema lists tenant tables");
        let loose: Vec<String> = registered()
            .into_iter()
            .filter(|statement| tables(statement.text()).any(|table| tenants.contains(&table)))
            .filter(|statement| !conditions(statement.text()).contains("city_id"))
            .map(|statement| format!("{}: {}", statement.place(), statement.text()))
            .collect();
        assert!(loose.is_empty(), "without city_id:\n{}", loose.join("\n"));
    });
}

/// What follows FROM, JOIN, INTO or UPDATE.
fn tables(text: &str) -> impl Iterator<Item = String> {
    let words: Vec<&str> = text.split(|sign: char| !sign.is_alphanumeric() && sign != '_').filter(|word| !word.is_empty()).collect();
    let pairs: Vec<String> =
        words.windows(2).filter(|pair| ["FROM", "JOIN", "INTO", "UPDATE"].contains(&pair[0])).map(|pair| pair[1].to_owned()).collect();
    pairs.into_iter()
}

/// From the first WHERE on; of an INSERT all of it.
fn conditions(text: &str) -> &str {
    if text.trim_start().starts_with("INSERT") {
        return text;
    }
    text.find("WHERE").map_or("", |start| &text[start..])
}

#[test]
fn the_lint_reads_statements() {
    let text = "SELECT o.a FROM offer o JOIN stall s ON s.city_id = o.city_id WHERE o.id = $1";
    assert_eq!(tables(text).collect::<Vec<_>>(), ["offer", "stall"]);
    assert!(!conditions(text).contains("city_id"));
    assert!(conditions("INSERT INTO offer (city_id) VALUES ($1)").contains("city_id"));
}

/// What grows for ever must be found by an index: a statement that reads all of it is one that becomes slow in a year.
#[test]
fn nothing_that_grows_is_read_whole() {
    const GROWS: [&str; 14] = [
        "audit_entry",
        "change_feed",
        "idempotency_key",
        "job",
        "ledger_transfer",
        "market_order",
        "order_event",
        "order_line",
        "payment",
        "payment_callback",
        "payment_claim",
        "quote",
        "seller_order",
        "stock_move",
    ];
    // Checks of the whole city, and reports that say so.
    const MAY: [&str; 6] = [
        "settlement/store/checks",
        "settlement/store/waiting.rs",
        "ledger/src/checkpoint_store.rs",
        "ledger/src/report/check_store.rs",
        "ledger/src/report/store.rs",
        "crates/simulation",
    ];
    both(async |house| {
        let mut whole = Vec::new();
        for (statement, steps) in plans(&house.db).await.unwrap() {
            let tables: BTreeSet<String> = tables(statement.text()).filter(|table| GROWS.contains(&table.as_str())).collect();
            // What another part of the statement gave is read whole, of course.
            let is_given = |name: &str| statement.text().contains(&format!(") {name}"));
            // A table the statement does not name is a foreign key's: SQLite looks for children only while a parent is missing.
            let is_foreign = |step: &String| step.split(' ').nth(1).is_some_and(|name| GROWS.contains(&name) && !tables.contains(name));
            let is_whole = |step: &String| {
                !is_foreign(step)
                    && (step.strip_prefix("SCAN ").is_some_and(|name| name != "CONSTANT ROW" && !is_given(name))
                        || step.ends_with("(city_id=?)"))
            };
            if !tables.is_empty() && statement.place().contains("/src/") && !MAY.iter().any(|place| statement.place().contains(place)) {
                whole.extend(steps.iter().filter(|step| is_whole(step)).map(|step| format!("{}: {step}", statement.place())));
            }
        }
        assert!(whole.is_empty(), "{}", whole.join("\n"));
    });
}

/// Every file that writes statements is linked here, so that the tests above see them.
#[test]
fn every_file_with_statements_is_linked() {
    let linked: BTreeSet<PathBuf> =
        registered().iter().filter_map(|statement| Some(PathBuf::from(statement.place().rsplit_once(':')?.0))).collect();
    let mut unseen = Vec::new();
    for file in sources(&Path::new(ROOT).join("crates")) {
        let text = std::fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let writes = code
            .lines()
            .map(str::trim_start)
            .any(|line| !line.starts_with("//") && (line.contains("sql!(") || line.contains("sql_each!(")));
        let is_linked = linked.iter().any(|known| file.ends_with(known));
        if writes && !is_linked {
            unseen.push(file);
        }
    }
    assert!(unseen.is_empty(), "not linked into this binary, or in a generic function: {unseen:#?}");
}

/// The crates' own source files, without tests, proofs and the macro's definition.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() && !["tests", "benches", "examples", "proof", "xtask", "target"].contains(&name) {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && !name.contains("tests")
            && !path.ends_with("store/src/statement.rs")
        {
            files.push(path);
        }
    }
    files
}

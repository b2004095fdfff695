//! The schema is the same on both databases, and as committed in `docs/schema.txt`.
//! `LARIS_UPDATE=1` writes that file anew.

use std::path::Path;

use store::schema::describe;
use testkit::both;

const SNAPSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/schema.txt");

#[test]
fn both_databases_have_the_committed_schema() {
    both(async |house| {
        let lines = describe(&house.db).await.unwrap();
        let found = lines.join("\n") + "\n";
        if std::env::var_os("LARIS_UPDATE").is_some() && house.db.kind() == "sqlite" {
            std::fs::write(SNAPSHOT, &found).unwrap();
        }
        let committed = std::fs::read_to_string(Path::new(SNAPSHOT)).unwrap_or_default();
        let added: Vec<_> = lines.iter().filter(|line| !committed.lines().any(|known| known == *line)).collect();
        let removed: Vec<_> = committed.lines().filter(|known| !lines.iter().any(|line| line == known)).collect();
        assert!(
            found == committed,
            "docs/schema.txt differs; LARIS_UPDATE=1 cargo test -p laris schema writes it\nadded: {added:#?}\nremoved: {removed:#?}"
        );
    });
}

#[test]
fn migrating_again_changes_nothing() {
    both(async |house| {
        assert_eq!(store::migrate::migrate(&house.db).await.unwrap(), Vec::<i64>::new());
    });
}

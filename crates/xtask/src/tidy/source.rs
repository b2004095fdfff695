//! Rules for every source file: a first line that says what it is, a size that can be read, SQL in its place.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::shell;

/// Lines a file may have; tests and generated files are exempt.
const LINES_MAX: usize = 500;

/// Marks of unfinished work, in pieces so that this file does not find itself.
const UNFINISHED: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("X", "XX"), concat!("db", "g!(")];

/// A Rust file of the workspace.
pub struct SourceFile {
    /// From the workspace: `crates/market/src/orders/store.rs`.
    pub path: String,
    pub text: String,
}

impl SourceFile {
    /// The file without its test module: up to the first `#[cfg(test)]`.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let code = self.text.split("#[cfg(test)]").next().unwrap_or_default();
        (1..).zip(code.lines()).filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// Whether the file holds tests, or what only tests, benchmarks and examples use.
    pub fn is_test(&self) -> bool {
        let folders: [&str; 5] = ["/tests/", "/benches/", "/examples/", "crates/proof/", "crates/testkit/"];
        folders.iter().any(|folder| self.path.contains(folder)) || self.name().ends_with("tests.rs")
    }

    /// The last part of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// Whether a folder of that name is on the path.
    pub fn is_within(&self, folder: &str) -> bool {
        self.path.split('/').any(|part| part == folder)
    }
}

/// All Rust files under `crates`.
pub fn files() -> Result<Vec<SourceFile>> {
    let root = shell::root();
    let mut paths = Vec::new();
    collect(&root.join("crates"), &mut paths)?;
    paths.sort();
    let read = |path: PathBuf| -> Result<SourceFile> {
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let path = path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().into_owned();
        Ok(SourceFile { path, text })
    };
    paths.into_iter().map(read).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && path.file_name().is_none_or(|name| name != "target") {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
    Ok(())
}

/// What is wrong with one file.
pub fn check(file: &SourceFile) -> Vec<String> {
    let mut findings = Vec::new();
    let mut found = |line: usize, what: &str| findings.push(format!("{}:{line}: {what}", file.path));
    if !file.text.starts_with("//!") {
        found(1, "the first line says what the file is: `//! …`");
    }
    let lines = file.text.lines().count();
    let is_generated = file.text.lines().next().is_some_and(|first| first.contains("generated"));
    if lines > LINES_MAX && !file.is_test() && !is_generated {
        found(lines, "over 500 lines: split it by subject");
    }
    for (number, line) in (1..).zip(file.text.lines()) {
        for mark in UNFINISHED.iter().filter(|mark| line.contains(*mark)) {
            found(number, &format!("{mark} does not merge: do it, or open an issue"));
        }
    }
    if !file.is_test() && !may_hold_sql(file) {
        for (number, _) in file.code().filter(|(_, line)| line.contains("sql!(") || line.contains("sql_each!(")) {
            found(number, "SQL stands in store.rs, in a folder store, or in figures.rs");
        }
    }
    if !file.is_test() && !file.path.starts_with("crates/store/") {
        for (number, _) in file.code().filter(|(_, line)| line.contains("Statement::new(")) {
            found(number, "statements are written with sql!, which registers them");
        }
        for (number, _) in
            file.code().filter(|(_, line)| line.contains("kind() == \"sqlite\"") || line.contains("kind() == \"postgresql\""))
        {
            found(number, "no branch on the kind of database outside crates/store");
        }
    }
    findings
}

/// `store.rs`, `…_store.rs` and the files of a folder `store` hold a slice's SQL, `figures.rs` its read-only counts.
fn may_hold_sql(file: &SourceFile) -> bool {
    let name = file.name();
    ["store.rs", "figures.rs"].contains(&name)
        || name.ends_with("_store.rs")
        || file.is_within("store")
        || file.path.starts_with("crates/xtask/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> usize {
        check(&SourceFile { path: path.into(), text: text.into() }).len()
    }

    #[test]
    fn files_are_judged() {
        let sql = "//! A.\nfn a() { sql!(\"SELECT 1\"); }\n";
        for (path, text, expected) in [
            ("crates/a/src/b.rs", "//! A.\n".to_owned(), 0),
            ("crates/a/src/b.rs", "fn a() {}\n".to_owned(), 1),
            ("crates/a/src/b.rs", "//! A.\n".repeat(501), 1),
            ("crates/a/tests/b.rs", "//! A.\n".repeat(501), 0),
            ("crates/a/src/b.rs", format!("//! A.\n// {}: later\n", UNFINISHED[0]), 1),
            ("crates/a/src/orders/service.rs", sql.to_owned(), 1),
            ("crates/a/src/orders/store.rs", sql.to_owned(), 0),
            ("crates/a/src/orders/store/lines.rs", sql.to_owned(), 0),
            ("crates/a/src/orders/service.rs", format!("//! A.\n#[cfg(test)]\n{sql}"), 0),
        ] {
            assert_eq!(findings(path, &text), expected, "{path}\n{text}");
        }
    }
}

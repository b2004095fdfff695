//! Rules, texts and plans are pure: what they decide depends on their arguments alone.

use super::source::SourceFile;

/// What pure code does not mention.
const FORBIDDEN: &[&str] = &[
    "SystemTime",
    "Instant::now",
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::io",
    "getrandom",
    "println!",
    "async fn",
    ".await",
];

/// Whole crates that are pure, with the files that are the exception: the edge where time and chance come from.
const CRATES: &[&str] = &["crates/kernel/src/", "crates/order_text/src/", "crates/dispatch/src/", "crates/qris/src/"];
/// The exceptions.
const EDGES: &[&str] = &["crates/kernel/src/clock.rs", "crates/kernel/src/id.rs"];

/// What is impure in one file.
pub fn check(file: &SourceFile) -> Vec<String> {
    if !is_pure(file) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (number, line) in file.code() {
        for word in FORBIDDEN.iter().filter(|word| line.contains(*word)) {
            findings.push(format!("{}:{number}: {word} in pure code: time, chance and data come in as arguments", file.path));
        }
    }
    findings
}

fn is_pure(file: &SourceFile) -> bool {
    let is_rule = file.name() == "rules.rs" || file.is_within("rules");
    let is_in_crate = CRATES.iter().any(|folder| file.path.starts_with(folder)) && !EDGES.contains(&file.path.as_str());
    (is_rule || is_in_crate) && !file.is_test()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pure_code_reads_no_clock() {
        let text = "//! A.\nfn now() { std::time::SystemTime::now(); }\n";
        for (path, expected) in [
            ("crates/kernel/src/money.rs", 1),
            ("crates/kernel/src/clock.rs", 0),
            ("crates/market/src/orders/rules.rs", 1),
            ("crates/market/src/orders/rules/fees.rs", 1),
            ("crates/market/src/orders/service.rs", 0),
        ] {
            let file = SourceFile { path: path.into(), text: text.into() };
            assert_eq!(check(&file).len(), expected, "{path}");
        }
    }
}

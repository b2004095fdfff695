//! The walls between crates: dependencies point down, and each way to the outside has one owner.

use super::metadata::{Metadata, Package};

/// Our crates from the ground up. A crate may be built with those of lower storeys only; the pillars share a storey,
/// so they cannot know each other.
const STOREYS: &[&[&str]] = &[
    &["kernel"],
    &["store", "order_text", "dispatch", "providers", "qris"],
    &["jobs", "ledger"],
    &["registry", "sandbox"],
    &["market", "procurement", "finance", "mentoring", "city"],
    &["chat", "simulation"],
    &["web"],
    &["laris"],
    &["proof"],
];

/// What only the named crates may be built with.
const OWNERS: &[(&[&str], &[&str], &str)] = &[
    (&["store"], &["rusqlite", "tokio-postgres", "deadpool-postgres", "postgres", "sqlx", "diesel"], "only store knows a SQL driver"),
    (
        &["providers", "testkit"],
        &[
            "reqwest",
            "hyper",
            "hyper-util",
            "hyper-rustls",
            "ureq",
            "isahc",
            "curl",
            "lettre",
            "fantoccini",
            "object_store",
            "opentelemetry-otlp",
        ],
        "only providers talks to the outside world",
    ),
    (
        &["web", "chat"],
        &["axum", "tower", "tower-http", "http", "askama", "utoipa", "utoipa-axum", "fluent-bundle"],
        "pillars know no HTTP and no pages",
    ),
    (&["qris"], &["qrcodegen"], "only qris draws codes"),
    (&["kernel"], &["getrandom", "rand", "fastrand"], "randomness comes in as an argument"),
];

/// Pure crates: no runtime either.
const PURE: &[&str] = &["kernel", "order_text", "dispatch", "qris"];
/// What a pure crate is not built with.
const IMPURE: &[&str] = &["tokio", "tracing", "store", "providers", "tempfile", "mimalloc"];

/// Compares every crate's manifest with the tables above.
pub fn check(metadata: &Metadata) -> Vec<String> {
    let ours: Vec<&Package> = metadata.packages.iter().filter(|package| package.is_member).collect();
    ours.iter().flat_map(|package| of_package(package, &ours)).collect()
}

fn of_package(package: &Package, ours: &[&Package]) -> Vec<String> {
    let name = package.name.as_str();
    let place = format!("crates/{name}/Cargo.toml");
    let mut findings = Vec::new();
    if !["testkit", "xtask"].contains(&name) && storey(name).is_none() {
        findings.push(format!("{place}: {name} has no storey in crates/xtask/src/tidy/walls.rs"));
    }
    for dependency in &package.dependencies {
        if ours.iter().any(|other| other.name == *dependency) && !may_use(name, dependency) {
            findings.push(format!("{place}: {name} must not depend on {dependency}: dependencies point down, pillars do not meet"));
        }
        for (owners, crates, rule) in OWNERS {
            let is_exempt = owners.contains(&name) || (name == "testkit" && dependency == "http");
            if crates.contains(&dependency.as_str()) && !is_exempt {
                findings.push(format!("{place}: {dependency} belongs to {}: {rule}", owners.join(" and ")));
            }
        }
        if PURE.contains(&name) && IMPURE.contains(&dependency.as_str()) {
            findings.push(format!("{place}: {name} is pure and must not depend on {dependency}"));
        }
    }
    let manifest = std::fs::read_to_string(&package.manifest).unwrap_or_default();
    if !manifest.contains("[lints]\nworkspace = true") {
        findings.push(format!("{place}: lacks `[lints] workspace = true`"));
    }
    findings
}

fn storey(name: &str) -> Option<usize> {
    STOREYS.iter().position(|storey| storey.contains(&name))
}

fn may_use(name: &str, dependency: &str) -> bool {
    match (name, storey(name), storey(dependency)) {
        ("testkit", ..) => ["kernel", "store"].contains(&dependency),
        ("proof", ..) if dependency == "testkit" => true,
        (_, Some(from), Some(to)) => to < from,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::may_use;

    #[test]
    fn dependencies_point_down() {
        for (name, dependency, expected) in [
            ("market", "ledger", true),
            ("market", "finance", false),
            ("ledger", "jobs", false),
            ("store", "kernel", true),
            ("kernel", "store", false),
            ("web", "market", true),
            ("market", "web", false),
            ("testkit", "market", false),
            ("market", "testkit", false),
            ("web", "qris", true),
            ("qris", "providers", false),
            ("xtask", "kernel", false),
        ] {
            assert_eq!(may_use(name, dependency), expected, "{name} -> {dependency}");
        }
    }
}

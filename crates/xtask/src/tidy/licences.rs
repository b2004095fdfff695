//! Every package's licence lets us ship it under Apache-2.0.

use super::metadata::Metadata;

/// Permissive licences, and MPL-2.0, whose terms stay with its own files.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
];

/// Names packages without a licence that suits.
pub fn check(metadata: &Metadata) -> Vec<String> {
    let unfit = metadata.packages.iter().filter(|package| !package.licence.as_deref().is_some_and(is_allowed));
    unfit.map(|package| format!("{}: licence {} is not on the list", package.name, package.licence.as_deref().unwrap_or("none"))).collect()
}

/// Whether an SPDX expression can be met with the allowed licences. `MIT/Apache-2.0` is an old way to write OR.
fn is_allowed(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    let is_met = any(&mut rest);
    is_met && rest.is_empty()
}

fn any(rest: &mut &[&str]) -> bool {
    let mut is_met = all(rest);
    while let ["OR", tail @ ..] = *rest {
        *rest = tail;
        is_met |= all(rest);
    }
    is_met
}

fn all(rest: &mut &[&str]) -> bool {
    let mut is_met = one(rest);
    while let ["AND", tail @ ..] = *rest {
        *rest = tail;
        is_met &= one(rest);
    }
    is_met
}

fn one(rest: &mut &[&str]) -> bool {
    match *rest {
        ["(", tail @ ..] => {
            *rest = tail;
            let is_met = any(rest);
            *rest = rest.strip_prefix(&[")"]).unwrap_or_default();
            is_met
        }
        [name, "WITH", exception, tail @ ..] => {
            *rest = tail;
            ALLOWED.contains(name) || ALLOWED.contains(&format!("{name} WITH {exception}").as_str())
        }
        [name, tail @ ..] => {
            *rest = tail;
            ALLOWED.contains(name)
        }
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_allowed;

    #[test]
    fn expressions_are_read() {
        for (expression, expected) in [
            ("MIT", true),
            ("MIT/Apache-2.0", true),
            ("GPL-3.0", false),
            ("GPL-3.0 OR MIT", true),
            ("GPL-3.0 AND MIT", false),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
            ("(MIT OR Apache-2.0) AND GPL-3.0", false),
            ("Apache-2.0 WITH LLVM-exception OR GPL-2.0", true),
            ("", false),
        ] {
            assert_eq!(is_allowed(expression), expected, "{expression}");
        }
    }
}

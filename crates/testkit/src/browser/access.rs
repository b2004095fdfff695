//! Whether people who see, hear or move differently can use a page: axe-core's rules, run in the page.
//!
//! Source: axe-core (npm), rules for WCAG 2.2 A and AA. The file is not part of this house: `cargo xtask` fetches it from npm.

use serde_json::{Value, json};

use super::Browser;

/// The rules that are asked.
const RULES: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

impl Browser {
    /// What axe-core finds wrong on the page that is open, one line for each rule with the places; empty when all is well.
    /// `axe` is the text of `axe.min.js`.
    ///
    /// # Panics
    /// When axe cannot run there.
    pub async fn hindrances(&self, axe: &str) -> Vec<String> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             if (!window.axe) {{ {axe} }}
             axe.run(document, {{ runOnly: arguments[0], resultTypes: ['violations'] }})
                .then((found) => done(found.violations.map((it) =>
                    `${{it.id}} (${{it.impact}}): ${{it.nodes.slice(0, 4).map((node) => node.target.join(' ')).join(', ')}}`)))
                .catch((error) => done([`axe failed: ${{error}}`]))"
        );
        let found: Value = self.client().execute_async(&script, vec![json!(RULES)]).await.expect("axe runs");
        found.as_array().into_iter().flatten().filter_map(|line| line.as_str().map(str::to_owned)).collect()
    }
}

//! What doctor found: one line, and the way out where there is something to do.

use serde::Serialize;

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing to do.
    Ok,
    /// Should be seen to.
    Warn,
    /// Must be seen to: money, orders or people's data are at risk, or the city does not work.
    Bad,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub check: &'static str,
    /// How it stands.
    pub verdict: Verdict,
    /// What was found.
    pub found: String,
    /// What to do; empty when all is well.
    pub way_out: String,
}

impl Finding {
    /// Nothing to do.
    pub fn ok(check: &'static str, found: impl Into<String>) -> Self {
        Self { check, verdict: Verdict::Ok, found: found.into(), way_out: String::new() }
    }

    /// Should be seen to.
    pub fn warn(check: &'static str, found: impl Into<String>, way_out: impl Into<String>) -> Self {
        Self { check, verdict: Verdict::Warn, found: found.into(), way_out: way_out.into() }
    }

    /// Must be seen to.
    pub fn bad(check: &'static str, found: impl Into<String>, way_out: impl Into<String>) -> Self {
        Self { check, verdict: Verdict::Bad, found: found.into(), way_out: way_out.into() }
    }

    /// The check itself did not work.
    pub fn failed(check: &'static str, error: &anyhow::Error) -> Self {
        Self::bad(check, format!("could not be looked at: {error:#}"), "see what the database says; then run doctor again")
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let verdict = match self.verdict {
            Verdict::Ok => "ok  ",
            Verdict::Warn => "warn",
            Verdict::Bad => "BAD ",
        };
        write!(f, "{verdict}  {:<12} {}", self.check, self.found)?;
        if self.way_out.is_empty() { Ok(()) } else { write!(f, " — {}", self.way_out) }
    }
}

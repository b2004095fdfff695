//! The last commit's subject: `market/orders: Refuse payment after slot closed`.

use std::process::Command;

use crate::shell;

/// Characters of a subject.
const LENGTH_MAX: usize = 60;

/// What is wrong with the subject of HEAD; nothing where there is no repository or no commit yet.
pub fn check() -> Option<String> {
    let subject = shell::output(Command::new("git").current_dir(shell::root()).args(["log", "-1", "--no-merges", "--format=%s"])).ok()?;
    if subject.is_empty() {
        return None;
    }
    fault(&subject).map(|what| format!("HEAD: \"{subject}\": {what}"))
}

fn fault(subject: &str) -> Option<&'static str> {
    let (area, deed) = subject.split_once(": ").unwrap_or(("", subject));
    let is_area = !area.is_empty() && area.chars().all(|sign| sign.is_ascii_alphanumeric() || "/_-., *".contains(sign));
    if subject.chars().count() > LENGTH_MAX {
        Some("longer than 60 characters")
    } else if !is_area {
        Some("does not begin with its area: `market/orders: …`")
    } else if !deed.starts_with(|sign: char| sign.is_uppercase() || !sign.is_alphabetic()) {
        Some("the deed begins with a capital: `Refuse …`")
    } else if deed.ends_with('.') {
        Some("ends with a full stop")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn subjects_are_judged() {
        for (subject, is_good) in [
            ("market/orders: Refuse payment after slot closed", true),
            ("store, testkit: Run every test on both databases", true),
            ("Refuse payment", false),
            ("market: refuse payment", false),
            ("market: Refuse payment.", false),
            ("market: Refuse payment after the slot of the order was closed by its keeper", false),
        ] {
            assert_eq!(fault(subject).is_none(), is_good, "{subject}");
        }
    }
}

//! What the handlers of traders, runners and managers share: words, times, money, names from the catalogue.

pub mod goods;
pub mod money;
pub mod read;
pub mod time;
pub mod words;

use kernel::{Role, Scope};

use crate::errors::Fault;
use crate::extract::{Go, Who};
use crate::views::{StaffBar, StaffItem, Tone};

/// The bar of an area; `items` are address, icon, word and count, `current` is the address of the place shown.
#[must_use]
pub fn bar(place: String, items: &[(String, &str, &str, u32)], current: &str) -> StaffBar {
    let item = |(href, icon, label, count): &(String, &str, &str, u32)| StaffItem {
        is_current: href.split('?').next() == current.split('?').next(),
        href: href.clone(),
        icon: (*icon).to_owned(),
        label: (*label).to_owned(),
        count: *count,
    };
    let home = items.first().map(|(href, ..)| href.clone()).unwrap_or_default();
    StaffBar { place, home, items: items.iter().map(item).collect() }
}

/// Where the actor holds a role, in the order of the grants.
#[must_use]
pub fn scopes(who: &Who, role: Role) -> Vec<Scope> {
    who.actor.grants.iter().filter(|grant| grant.role == role).map(|grant| grant.scope).collect()
}

/// The way back after a one-tap form: with what it did, or with why not. Faults that the reader cannot mend become pages.
///
/// # Errors
/// Those faults.
pub fn back<T, E: Into<Fault>>(who: &Who, done: Result<T, E>, to: &str, words: &str) -> Result<Go, Fault> {
    match done.map_err(Into::into) {
        Ok(_) => Ok(if words.is_empty() { Go::to(to) } else { Go::to(to).say(Tone::Good, words) }),
        Err(fault) if fault.is_of_form() => Ok(Go::to(to).say(Tone::Bad, sentence(who, &fault))),
        Err(fault) => Err(fault),
    }
}

/// What went wrong, as a sentence.
#[must_use]
pub fn sentence(who: &Who, fault: &Fault) -> String {
    fault.field_error(who.t).text
}

//! What the handlers of traders, runners and managers share: words, times, money, names from the catalogue.

pub mod goods;
pub mod money;
pub mod read;
pub mod time;
pub mod wish;
pub mod words;

use std::time::Duration;

use kernel::id::{OfferId, StallId};
use kernel::{Role, Scope, Timestamp};
use market::catalogue::{Catalogue, Outcome};

use crate::app::App;
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

/// How often it is looked whether the catalogue in memory knows of a change, and after how long.
const LOOKS: u32 = 40;
const LOOK_EVERY: Duration = Duration::from_millis(25);

/// Waits, a second at most, until the catalogue in memory knows of what was just changed: whoever changed it sees it on the next page.
pub async fn seen(app: &App, is_seen: impl Fn(&Catalogue) -> bool) {
    for _ in 0..LOOKS {
        if is_seen(&app.catalogue.read()) {
            return;
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Waits until a change of an offer made at `since` or later is seen.
pub async fn offer_seen<E>(app: &App, done: &Result<Outcome, E>, offer: OfferId, since: Timestamp) {
    if matches!(done, Ok(Outcome::Changed)) {
        seen(app, |catalogue| catalogue.offer(offer).is_none_or(|view| view.offer.updated >= since)).await;
    }
}

/// Waits until a stall is seen as closed or not.
pub async fn closing_seen<E>(app: &App, done: &Result<Outcome, E>, stall: StallId, is_closed: bool) {
    if matches!(done, Ok(Outcome::Changed)) {
        let now = app.desk.now();
        seen(app, |catalogue| catalogue.stall_by_id(stall).is_none_or(|view| (view.stall.closed_until > now) == is_closed)).await;
    }
}

/// What went wrong, as a sentence.
#[must_use]
pub fn sentence(who: &Who, fault: &Fault) -> String {
    fault.field_error(who.t).text
}

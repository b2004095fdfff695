//! `/kota/jejak`: who did what to which thing.

use axum::extract::State;
use axum::response::Response;
use kernel::Cursor;
use kernel::id::RawId;
use registry::audit;

use super::at::city_page;
use super::trail;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Who, show};
use crate::pages::frame;
use crate::pages::staff::words::key;
use crate::views::shop::cards::{ChipLink, Pager};
use crate::views::staff::manager::audit::AuditView;

/// What the list can be narrowed to: the start of an action, and its word.
const KINDS: [(&str, &str); 4] = [
    ("", key("trader-show-all")),
    ("cash.", key("manager-audit-cash")),
    ("settlement.", key("manager-audit-settlements")),
    ("offer.", key("manager-audit-offers")),
];

/// Shows the trail.
pub async fn show_trail(State(app): State<App>, who: Who, query: Fields) -> Result<Response, Fault> {
    who.person()?;
    let wanted = query.text("cari");
    let subject: Option<RawId> = wanted.parse().ok();
    let start = if subject.is_some() { "" } else { wanted };
    let before = Cursor::parse(query.text("sesudah"));
    let found = audit::list_recent(&app.desk.house, &who.actor, subject, start, before).await?;
    let mut entries = Vec::with_capacity(found.items.len());
    for entry in &found.items {
        entries.push(trail::row(&app, &who, entry).await?);
    }
    let chip = |(start, label): (&str, &'static str)| ChipLink {
        href: frame::address("/kota/jejak", &[("cari", start)]),
        label: who.t.text(label).to_owned(),
        is_on: start == wanted,
        ..ChipLink::default()
    };
    let pager = (found.next.is_some() || before.is_some()).then(|| Pager {
        previous: if before.is_some() { frame::address("/kota/jejak", &[("cari", wanted)]) } else { String::new() },
        next: found.next.as_deref().map(|next| frame::address("/kota/jejak", &[("cari", wanted), ("sesudah", next)])).unwrap_or_default(),
        text: String::new(),
    });
    show(&AuditView {
        page: city_page(&app, &who, "/kota/jejak", who.t.text("manager-audit")),
        filters: KINDS.map(chip).to_vec(),
        filter: wanted.to_owned(),
        entries,
        pager,
    })
}

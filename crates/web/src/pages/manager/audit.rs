//! `/kota/jejak`: who did what to which thing.

use axum::extract::State;
use axum::response::Response;
use kernel::Cursor;
use kernel::id::RawId;
use registry::audit::{self, AuditEntry};

use super::at::city_page;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Who, show};
use crate::format;
use crate::pages::frame;
use crate::pages::staff::time;
use crate::pages::staff::words::key;
use crate::views::shop::cards::{ChipLink, Pager};
use crate::views::staff::manager::audit::{AuditRow, AuditView};

/// What the list can be narrowed to: the start of an action, and its word.
const KINDS: [(&str, &str); 4] = [
    ("", key("trader-show-all")),
    ("cash.", key("manager-audit-cash")),
    ("settlement.", key("manager-audit-settlements")),
    ("offer.", key("manager-audit-offers")),
];
/// Most details shown of an act.
const DETAILS: usize = 6;

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
        entries.push(row(&app, &who, entry).await?);
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

async fn row(app: &App, who: &Who, entry: &AuditEntry) -> Result<AuditRow, Fault> {
    let by = match entry.person {
        Some(person) => app.name_of(person).await?,
        None => who.t.text("manager-house").to_owned(),
    };
    let day = format::day(who.lang, app.desk.city.date(entry.at).days());
    Ok(AuditRow {
        time: format!("{day}, {}", time::clock(app, who, entry.at)),
        who: by,
        action: entry.action.clone(),
        subject: format!("{} {}", entry.subject_kind, entry.subject),
        details: details(&entry.detail),
    })
}

/// The detail's names and values; what is no object has none.
fn details(json: &str) -> Vec<(String, String)> {
    let Ok(serde_json::Value::Object(map)) = serde_json::from_str(json) else { return Vec::new() };
    let value = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    map.into_iter().take(DETAILS).map(|(name, said)| (name, value(said))).collect()
}

//! `/kelola/{market}/pelunasan` and `/kota/pelunasan`: the batches.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{BusinessDate, Cursor, Role, Scope};
use market::settlement::{self, BatchState, CountKind, Settlement, SettlementFilter};

use super::at::{At, city_page};
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Go, Posted, Who, show};
use crate::pages::frame;
use crate::pages::staff::{self, money, time, words};
use crate::views::Tone;
use crate::views::shop::cards::Pager;
use crate::views::staff::manager::settlement::{BatchRow, SettlementsView};

/// Batches on one page of the list.
const ROWS: usize = 30;
/// Closed days looked back on for one without a batch.
const DAYS_BACK: i64 = 7;

/// Shows a market's batches.
pub async fn show_of_market(State(app): State<App>, Path(market): Path<String>, who: Who, query: Fields) -> Result<Response, Fault> {
    let at = At::of(&app, &who, &market)?;
    let filter = SettlementFilter { market: Some(at.market), state: None };
    let found = settlement::list_settlements(&app.desk, &who.actor, filter, Cursor::parse(query.text("sesudah")), ROWS).await?;
    let preparable = if who.actor.manages(at.market) { preparable(&app, &who, &at, &found.items).await? } else { None };
    let is_manager = who.actor.manages(at.market);
    let mut batches = Vec::with_capacity(found.items.len());
    for batch in &found.items {
        let mut row = row(&app, &who, batch).await?;
        row.href = at.path(&format!("/pelunasan/{}", batch.id));
        row.is_waiting = is_manager && batch.state == BatchState::Approved;
        batches.push(row);
    }
    let note = if preparable.is_none() && is_manager { who.t.text("manager-prepare-none").to_owned() } else { String::new() };
    show(&SettlementsView {
        page: at.page(&app, &who, "/pelunasan", who.t.text("manager-settlements")),
        market: at.slug.clone(),
        preparable: preparable.map(|date| (date.to_string(), time::day(&who, date))).into_iter().collect(),
        note,
        batches,
        pager: pager(&at.path("/pelunasan"), found.next.as_deref(), &query),
    })
}

/// The newest closed day, when it has no batch yet; a batch takes in everything earned until then.
async fn preparable(app: &App, who: &Who, at: &At, batches: &[Settlement]) -> Result<Option<BusinessDate>, Fault> {
    for back in 0..DAYS_BACK {
        let date = app.desk.today().plus_days(-back);
        let counts = settlement::list_cash_counts(&app.desk, &who.actor, at.market, date).await?;
        if counts.iter().any(|count| count.kind == CountKind::Closing) {
            return Ok(Some(date).filter(|date| batches.iter().all(|batch| batch.business_date != *date)));
        }
    }
    Ok(None)
}

/// Shows the city's batches.
pub async fn show_of_city(State(app): State<App>, who: Who, query: Fields) -> Result<Response, Fault> {
    who.person()?;
    if ![Role::Treasurer, Role::Auditor, Role::Admin].into_iter().any(|role| who.actor.holds(role, Scope::City)) {
        return Err(Fault::not_allowed());
    }
    let filter = SettlementFilter::default();
    let found = settlement::list_settlements(&app.desk, &who.actor, filter, Cursor::parse(query.text("sesudah")), ROWS).await?;
    let is_treasurer = who.actor.holds(Role::Treasurer, Scope::City);
    let mut batches = Vec::with_capacity(found.items.len());
    for batch in &found.items {
        let mut row = row(&app, &who, batch).await?;
        row.href = format!("/kota/pelunasan/{}", batch.id);
        row.place = app.catalogue.read().market_by_id(batch.market).map(|market| market.name.clone()).unwrap_or_default();
        row.is_waiting = is_treasurer && batch.state == BatchState::Prepared;
        batches.push(row);
    }
    show(&SettlementsView {
        page: city_page(&app, &who, "/kota/pelunasan", who.t.text("manager-settlements")),
        market: String::new(),
        preparable: Vec::new(),
        note: String::new(),
        batches,
        pager: pager("/kota/pelunasan", found.next.as_deref(), &query),
    })
}

async fn row(app: &App, who: &Who, batch: &Settlement) -> Result<BatchRow, Fault> {
    let mut people = Vec::new();
    if let Some(maker) = batch.prepared_by {
        people.push(who.t.with("manager-made-by", &[("name", &app.name_of(maker).await?)]));
    }
    if let Some(checker) = batch.approved_by {
        people.push(who.t.with("manager-checked-by", &[("name", &app.name_of(checker).await?)]));
    }
    Ok(BatchRow {
        day: time::day(who, batch.business_date),
        total: money::rupiah(who, batch.total),
        status: words::batch(who.t, batch.state),
        people: people.join(", "),
        ..BatchRow::default()
    })
}

fn pager(path: &str, next: Option<&str>, query: &Fields) -> Option<Pager> {
    let is_first = query.text("sesudah").is_empty();
    (next.is_some() || !is_first).then(|| Pager {
        previous: if is_first { String::new() } else { path.to_owned() },
        next: next.map(|next| frame::address(path, &[("sesudah", next)])).unwrap_or_default(),
        text: String::new(),
    })
}

/// Prepares the batch of a closed day.
pub async fn create_settlement(State(app): State<App>, Path(market): Path<String>, form: Posted) -> Result<Response, Fault> {
    let at = At::of(&app, &form.who, &market)?;
    let date = BusinessDate::parse(form.text("date")).ok_or_else(|| Fault::missing("date"))?;
    match settlement::create_settlement(&app.desk, &form.who.actor, form.key(), at.market, date).await {
        Ok(id) => {
            let words = form.who.t.text("manager-prepared");
            Ok(Go::to(at.path(&format!("/pelunasan/{id}"))).say(Tone::Good, words).into_response())
        }
        refused => Ok(staff::back(&form.who, refused, &at.path("/pelunasan"), "")?.into_response()),
    }
}

//! `/kelola/{market}/lapak` and `/kelola/{market}/kurir`: the market's stalls and runners.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::id::StallId;
use market::catalogue::{Availability, Catalogue, StallView, service};
use market::orders::staff::Board;
use market::orders::{self, OrderState};
use market::settlement;
use registry::people::Person;

use super::at::At;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Posted, Who, show};
use crate::pages::frame::{self, count};
use crate::pages::runner::percent;
use crate::pages::staff::words::key;
use crate::pages::staff::{self, goods, money};
use crate::views::Tone;
use crate::views::shop::cards::{Badge, ChipLink, Pager};
use crate::views::staff::manager::people::{RunnerRow, RunnersView, StallRow, StallsView};

/// Stalls on one page of the list.
const ROWS: usize = 50;

/// Shows the stalls.
pub async fn show_stalls(State(app): State<App>, Path(market): Path<String>, who: Who, query: Fields) -> Result<Response, Fault> {
    let at = At::of(&app, &who, &market)?;
    let board = orders::staff::board(&app.desk, &who.actor, at.market).await?;
    let mut waiting: BTreeMap<StallId, u32> = BTreeMap::new();
    for part in &board.waiting {
        *waiting.entry(part.stall).or_default() += 1;
    }
    let catalogue = app.catalogue.snapshot();
    let now = app.desk.now();
    let (name, only) = (query.text("nama").to_lowercase(), query.text("lihat"));
    let all: Vec<StallView<'_>> = catalogue.stalls_of(at.market).collect();
    let open = all.iter().filter(|view| view.is_open(now)).count();
    let fits = |view: &&StallView<'_>| {
        let is_named = name.is_empty() || view.stall.name.to_lowercase().contains(&name) || goods::place(view.stall).to_lowercase() == name;
        is_named
            && match only {
                "buka" => view.is_open(now),
                "tutup" => !view.is_open(now),
                _ => true,
            }
    };
    let found: Vec<_> = all.iter().filter(fits).collect();
    let from = query.read::<usize>("mulai").unwrap_or_default().min(found.len());
    let address = |only: &str, start: usize| {
        let start = if start == 0 { String::new() } else { start.to_string() };
        frame::address(&at.path("/lapak"), &[("nama", query.text("nama")), ("lihat", only), ("mulai", &start)])
    };
    let chip = |value: &'static str, label: &'static str, stalls: usize| ChipLink {
        href: address(value, 0),
        label: who.t.text(label).to_owned(),
        count: stalls.to_string(),
        is_on: value == only,
        ..ChipLink::default()
    };
    let pager = (found.len() > ROWS).then(|| Pager {
        previous: if from == 0 { String::new() } else { address(only, from.saturating_sub(ROWS)) },
        next: if from + ROWS < found.len() { address(only, from + ROWS) } else { String::new() },
        text: format!("{}–{} / {}", from + 1, (from + ROWS).min(found.len()), found.len()),
    });
    let row = |view: &&&StallView<'_>| stall(&app, &who, &catalogue, view, waiting.get(&view.stall.id).copied().unwrap_or_default());
    show(&StallsView {
        page: at.page(&app, &who, "/lapak", who.t.text("manager-stalls")),
        market: at.slug.clone(),
        is_manager: who.actor.manages(at.market),
        filters: vec![
            chip("", key("trader-show-all"), all.len()),
            chip("buka", key("state-open"), open),
            chip("tutup", key("state-why-closed"), all.len() - open),
        ],
        filter: query.text("nama").to_owned(),
        stalls: found.iter().skip(from).take(ROWS).map(|view| row(&view)).collect(),
        pager,
    })
}

fn stall(app: &App, who: &Who, catalogue: &Catalogue, view: &StallView<'_>, waiting: u32) -> StallRow {
    let now = app.desk.now();
    let (mut offers, mut out) = (0_usize, 0_usize);
    for offer in catalogue.offers_of_stall(view.stall.id) {
        offers += 1;
        out += usize::from(matches!(offer.availability(now), Availability::SoldOut { .. }));
    }
    let status = if view.is_open(now) {
        Badge { tone: Tone::Good, text: who.t.text("state-open").to_owned() }
    } else {
        Badge { tone: Tone::Bad, text: who.t.text("state-why-closed").to_owned() }
    };
    StallRow {
        slug: view.stall.slug.clone(),
        place: goods::place(view.stall),
        name: view.stall.name.clone(),
        goods: match out {
            0 => who.t.with("runner-lines", &[("count", &offers)]),
            _ => who.t.with("manager-stall-goods", &[("count", &offers), ("out", &out)]),
        },
        status,
        waiting,
        is_closed: view.stall.closed_until > now,
    }
}

/// Closes a stall until tomorrow.
pub async fn close_stall(State(app): State<App>, Path((market, slug)): Path<(String, String)>, form: Posted) -> Result<Response, Fault> {
    let at = At::of(&app, &form.who, &market)?;
    let until = app.desk.today().plus_days(1).at_minute(0, app.offset_minutes());
    let stall = stall_of(&app, &at, &slug)?;
    let done = service::close_stall(&app.desk.house, &form.who.actor, stall, until).await;
    staff::closing_seen(&app, &done, stall, true).await;
    Ok(staff::back(&form.who, done, &way_back(&form, &at), form.who.t.text("trader-closed"))?.into_response())
}

/// Opens a stall again.
pub async fn reopen_stall(State(app): State<App>, Path((market, slug)): Path<(String, String)>, form: Posted) -> Result<Response, Fault> {
    let at = At::of(&app, &form.who, &market)?;
    let stall = stall_of(&app, &at, &slug)?;
    let done = service::reopen_stall(&app.desk.house, &form.who.actor, stall).await;
    staff::closing_seen(&app, &done, stall, false).await;
    Ok(staff::back(&form.who, done, &way_back(&form, &at), form.who.t.text("trader-opened"))?.into_response())
}

fn stall_of(app: &App, at: &At, slug: &str) -> Result<StallId, Fault> {
    let catalogue = app.catalogue.read();
    let view = catalogue.stall(slug).filter(|view| view.market.id == at.market).ok_or_else(Fault::not_found)?;
    Ok(view.stall.id)
}

fn way_back(form: &Posted, at: &At) -> String {
    form.who.came_from.clone().unwrap_or_else(|| at.path("/lapak"))
}

/// Shows the runners.
pub async fn show_runners(State(app): State<App>, Path(market): Path<String>, who: Who) -> Result<Response, Fault> {
    let at = At::of(&app, &who, &market)?;
    let board = orders::staff::board(&app.desk, &who.actor, at.market).await?;
    let mut rows = Vec::new();
    for person in at.runners(&app).await? {
        let cash = settlement::float_of_runner(&app.desk, &who.actor, at.market, person.id).await?;
        rows.push(runner(&app, &who, &board, &person, cash));
    }
    show(&RunnersView { page: at.page(&app, &who, "/kurir", who.t.text("manager-runners")), market: at.slug, runners: rows })
}

fn runner(app: &App, who: &Who, board: &Board, person: &Person, cash: kernel::Rupiah) -> RunnerRow {
    let limit = app.desk.city.settings.runner_cash_max_rupiah;
    let own: Vec<_> = board.orders.iter().filter(|order| order.runner == Some(person.id)).collect();
    let on_the_way = own.iter().filter(|order| order.state == OrderState::Delivering).count();
    RunnerRow {
        name: person.name.clone(),
        phone: format!("+{}", person.phone.as_str().trim_start_matches('+')),
        now: match own.len() {
            0 => who.t.text("runner-no-orders").to_owned(),
            _ => who.t.with("manager-runner-now", &[("market", &(own.len() - on_the_way)), ("road", &on_the_way)]),
        },
        open: count(own.len()),
        today: board.load.iter().find(|(id, _)| *id == person.id).map_or(0, |(_, orders)| u32::try_from(*orders).unwrap_or_default()),
        cash: money::rupiah(who, cash),
        cash_percent: percent(cash, limit),
        is_cash_full: cash >= limit,
        orders: own.iter().map(|order| (order.number.clone(), goods::bag(&order.number))).collect(),
    }
}

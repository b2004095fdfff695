//! `/kurir/belanja`: the walk through the stalls, and what was weighed.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::id::{LineId, StallId};
use kernel::{Quantity, Unit};
use market::MarketError;
use market::catalogue::Catalogue;
use market::orders::{OrderDetail, OrderLine, OrderState};
use market::picking::{self, PickInput, PickStop, pick_list};

use super::at::{At, order};
use super::home::open_lines;
use super::line::line;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Go, Posted, Who, show, show_with};
use crate::pages::frame::count;
use crate::pages::staff::{self, goods, read, time};
use crate::views::FieldError;
use crate::views::staff::runner::pick::{Bag, PickView, Stop};

/// Shows the walk.
pub async fn show_walk(State(app): State<App>, who: Who) -> Result<Response, Fault> {
    show(&view(&app, &who).await?)
}

async fn view(app: &App, who: &Who) -> Result<PickView, Fault> {
    let at = At::of(app, who)?;
    let (details, stops) = pick_list(&app.desk, &who.actor, at.runner).await?;
    let (total, open) = (stops.iter().map(|stop| stop.lines.len()).sum::<usize>(), open_lines(&stops));
    let catalogue = app.catalogue.read();
    let name = who.name.clone().unwrap_or_default();
    Ok(PickView {
        page: at.page(app, who, "/kurir/belanja", who.t.text("runner-nav-pick"), (count(details.len()), count(open))),
        made: format!("{name} · {} · {}", at.name, time::moment(app, who, app.desk.now())),
        done: count(total - open),
        total: count(total),
        stops: stalls(app, who, &catalogue, &details, &stops),
        orders: details.iter().filter(|detail| is_walked(detail)).map(|detail| bag(who, detail)).collect(),
    })
}

fn is_walked(detail: &OrderDetail) -> bool {
    matches!(detail.order.state, OrderState::Placed | OrderState::Picking)
}

fn stalls(app: &App, who: &Who, catalogue: &Catalogue, details: &[OrderDetail], stops: &[PickStop]) -> Vec<Stop> {
    let now_at: Option<StallId> = stops.iter().find(|stop| !stop.is_done).map(|stop| stop.stall);
    let detail_of = |line: &OrderLine| details.iter().find(|detail| detail.order.id == line.order);
    let one = |stop: &PickStop| {
        let (place, name) = goods::stall(catalogue, stop.stall);
        let lines = stop.lines.iter().filter_map(|item| Some(line(app, who, catalogue, detail_of(item)?, item)));
        Stop {
            place,
            name,
            is_done: stop.is_done,
            is_now: now_at == Some(stop.stall),
            count: who.t.with("runner-lines", &[("count", &stop.lines.len())]),
            lines: lines.collect(),
        }
    };
    stops.iter().map(one).collect()
}

fn bag(who: &Who, detail: &OrderDetail) -> Bag {
    let lines = who.t.with("runner-lines", &[("count", &detail.lines.len())]);
    Bag {
        number: detail.order.number.clone(),
        bag: goods::bag(&detail.order.number),
        text: format!("{}, {lines}", detail.order.recipient),
        open: count(detail.lines.iter().filter(|line| line.is_unsettled()).count()),
    }
}

/// Enters what was picked of a line: exactly what was ordered, what the scale says, nothing; or leaves it out.
pub async fn record_pick(State(app): State<App>, Path((number, line)): Path<(String, String)>, form: Posted) -> Result<Response, Fault> {
    let who = &form.who;
    let detail = order(&app, who, &number).await?;
    let id: LineId = line.parse().map_err(|_| Fault::not_found())?;
    let found = detail.lines.iter().find(|other| other.id == id).ok_or_else(Fault::not_found)?;
    let done = match form.text("picked") {
        "skip" => picking::leave_out(&app.desk, &who.actor, detail.order.id, id).await.map_err(Fault::from),
        _ => match input(&form, found) {
            Ok(input) => picking::record_pick(&app.desk, &who.actor, form.key(), detail.order.id, id, input).await.map_err(Fault::from),
            Err(fault) => Err(fault),
        },
    };
    match done {
        Ok(()) => Ok(Go::to(format!("/kurir/belanja#b-{line}")).into_response()),
        Err(fault) if fault.is_of_form() => came_back(&app, &form, &line, &fault).await,
        Err(fault) => Err(fault),
    }
}

fn input(form: &Posted, line: &OrderLine) -> Result<PickInput, Fault> {
    let version = form.read("version").ok_or_else(|| Fault::from(MarketError::Stale))?;
    let picked = match form.text("picked") {
        "exact" => line.quantity,
        "none" => Quantity::ZERO,
        _ if form.text("amount").is_empty() => return Err(Fault::missing("picked")),
        _ if line.sold_by == Unit::Weight => read::grams(form.text("amount")).ok_or_else(|| Fault::invalid("picked", "grams_not_read"))?,
        _ => read::pieces(form.text("amount")).ok_or_else(|| Fault::invalid("picked", "bad_quantity"))?,
    };
    let price = if form.is_set("price") { Some(read::rupiah(form, "price")?) } else { None };
    Ok(PickInput { version, picked, price, device: None })
}

/// The walk again, with what was wrong beside the line and what was typed in its field.
async fn came_back(app: &App, form: &Posted, line: &str, fault: &Fault) -> Result<Response, Fault> {
    let mut view = view(app, &form.who).await?;
    let text = staff::sentence(&form.who, fault);
    view.page.errors.push(FieldError { field: line.to_owned(), text });
    let mut lines = view.stops.iter_mut().flat_map(|stop| &mut stop.lines);
    match lines.find(|other| other.id == line) {
        Some(shown) if form.is_set("amount") => form.text("amount").clone_into(&mut shown.amount),
        Some(_) => {}
        // No longer on the walk: the message stands alone.
        None => view.page.errors.iter_mut().for_each(|error| error.field.clear()),
    }
    for stop in &mut view.stops {
        stop.is_now = stop.lines.iter().any(|other| other.id == line);
    }
    show_with(fault.status(), &view)
}

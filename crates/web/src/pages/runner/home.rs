//! `/kurir`: what to do now.

use axum::extract::State;
use axum::response::Response;
use kernel::Rupiah;
use kernel::time::{HOUR, MINUTE};
use market::catalogue::Catalogue;
use market::orders::{OrderDetail, OrderState, Slot, slots};
use market::picking::{PickStop, pick_list};
use market::{orders, settlement};

use super::at::At;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Who, show};
use crate::pages::frame::count;
use crate::pages::staff::{goods, money, time, words};
use crate::views::staff::runner::home::{RunnerHomeView, RunnerOrder, Step, Walk};

/// This long before a slot ends, its orders are late. **Units:** microseconds.
const LATE_BEFORE: i64 = 20 * MINUTE;

/// Shows the tour.
pub async fn show_tour(State(app): State<App>, who: Who) -> Result<Response, Fault> {
    let at = At::of(&app, &who)?;
    let today = app.desk.today();
    let (details, stops) = pick_list(&app.desk, &who.actor, at.runner).await?;
    let ids: Vec<_> = details.iter().map(|detail| detail.order.slot).collect();
    let slots = slots::find(&app.desk, &ids).await?;
    let board = orders::staff::board(&app.desk, &who.actor, at.market).await?;
    let load = board.load.iter().find(|(runner, _)| *runner == at.runner).map_or(0, |(_, orders)| *orders);
    let cash = settlement::float_of_runner(&app.desk, &who.actor, at.market, at.runner).await?;
    let statement = settlement::statement_of_runner(&app.desk, &who.actor, at.runner, today, today).await?;
    let open_today = details.iter().filter(|detail| detail.order.business_date == today).count();
    let limit = app.desk.city.settings.runner_cash_max_rupiah;
    let catalogue = app.catalogue.read();
    show(&RunnerHomeView {
        page: at.page(&app, &who, "/kurir", who.t.text("runner-nav-home"), (count(details.len()), count(open_lines(&stops)))),
        greeting: greeting(&app, &who),
        day: time::day(&who, today),
        walk: walk(&who, &catalogue, &stops),
        orders: tour(&app, &who, &details, &slots),
        done: u32::try_from(load).unwrap_or_default().saturating_sub(count(open_today)),
        cash: money::rupiah(&who, cash),
        cash_note: cash_note(&who, cash, limit),
        is_cash_full: cash >= limit,
        earned: money::rupiah(&who, money::sums(&statement).0),
    })
}

/// What to do with the cash in hand; nothing when there is none.
pub fn cash_note(who: &Who, cash: Rupiah, limit: Rupiah) -> String {
    if cash >= limit {
        who.t.text("runner-cash-full").to_owned()
    } else if cash > Rupiah::ZERO {
        who.t.text("runner-cash-bring").to_owned()
    } else {
        String::new()
    }
}

fn greeting(app: &App, who: &Who) -> String {
    let name = who.name.as_deref().and_then(|name| name.split_whitespace().next()).unwrap_or_default();
    let key = match app.desk.now().minute_of_day(app.offset_minutes()) {
        ..600 => "runner-morning",
        600..900 => "runner-noon",
        _ => "runner-evening",
    };
    match key {
        "runner-morning" => who.t.with("runner-morning", &[("name", &name)]),
        "runner-noon" => who.t.with("runner-noon", &[("name", &name)]),
        _ => who.t.with("runner-evening", &[("name", &name)]),
    }
}

/// Lines that nobody settled.
pub fn open_lines(stops: &[PickStop]) -> usize {
    stops.iter().flat_map(|stop| &stop.lines).filter(|line| line.is_unsettled()).count()
}

fn walk(who: &Who, catalogue: &Catalogue, stops: &[PickStop]) -> Option<Walk> {
    let next = stops.iter().find(|stop| !stop.is_done)?;
    let (next_place, next_name) = goods::stall(catalogue, next.stall);
    let (lines, open) = (stops.iter().map(|stop| stop.lines.len()).sum::<usize>(), open_lines(stops));
    let stalls = stops.iter().filter(|stop| !stop.is_done).count();
    Some(Walk {
        text: who.t.with("runner-walk", &[("lines", &open), ("stalls", &stalls)]),
        next: next_place,
        next_name,
        done: count(lines - open),
        total: count(lines),
    })
}

/// On the way first, then ready, then being picked, then new; each by slot.
fn tour(app: &App, who: &Who, details: &[OrderDetail], slots: &[Slot]) -> Vec<RunnerOrder> {
    let slot_of = |detail: &OrderDetail| slots.iter().find(|slot| slot.id == detail.order.slot);
    let rank = |state: OrderState| match state {
        OrderState::Delivering => 0,
        OrderState::Picked => 1,
        OrderState::Picking => 2,
        _ => 3,
    };
    let mut sorted: Vec<&OrderDetail> = details.iter().collect();
    sorted.sort_by_key(|detail| (rank(detail.order.state), slot_of(detail).map(|slot| slot.ends), detail.order.id));
    let now = app.desk.now();
    let one = |detail: &&OrderDetail| {
        let order = &detail.order;
        let slot = slot_of(detail);
        let ward = app.desk.areas.ward(&order.ward_code).map_or("", |ward| ward.name.as_str());
        let is_tomorrow = slot.is_some_and(|slot| slot.starts > now.plus(12 * HOUR));
        let hours = slot.map(|slot| time::slot(app, who, slot)).unwrap_or_default();
        RunnerOrder {
            number: order.number.clone(),
            bag: goods::bag(&order.number),
            status: words::order(who.t, order.state),
            slot: if is_tomorrow { format!("{} {hours}", time::day(who, order.business_date)) } else { hours },
            is_late: slot.is_some_and(|slot| slot.ends < now.plus(LATE_BEFORE)),
            who: format!("{}, {ward}", order.recipient),
            goods: who.t.with("runner-goods", &[("lines", &detail.lines.len()), ("stalls", &detail.seller_orders.len())]),
            total: match order.total_final {
                Some(total) => money::rupiah(who, total),
                None => format!("± {}", money::rupiah(who, order.total_estimate())),
            },
            step: match order.state {
                OrderState::Delivering => Step::HandOver,
                OrderState::Picked => Step::Leave,
                OrderState::Picking => Step::Pick,
                _ => Step::Start,
            },
        }
    };
    sorted.iter().map(one).collect()
}

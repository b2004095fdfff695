//! `/kelola/{market}`: everything open in a market.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::id::PersonId;
use kernel::time::MINUTE;
use kernel::{Role, Scope};
use market::catalogue::Catalogue;
use market::orders::staff::Board;
use market::orders::{self, Order, OrderState, Slot, SlotKind, slots};
use registry::people::Person;

use super::at::At;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Go, Who, show};
use crate::format;
use crate::pages::frame::{self, count};
use crate::pages::staff::words::key;
use crate::pages::staff::{self, goods, money, time, words};
use crate::views::Tone;
use crate::views::shop::cards::{Badge, ChipLink};
use crate::views::staff::bits::Choice;
use crate::views::staff::manager::board::{BoardOrder, BoardView, Column, OpenQuestion, SlotRow, Tally, WaitingPart};

/// More orders than this can be searched.
const FILTER_FROM: usize = 20;
/// Stalls that wait whose numbers are looked up.
const PHONES: usize = 12;
/// This long before a slot ends, its orders are late. **Units:** microseconds.
const LATE_BEFORE: i64 = 20 * MINUTE;
/// The columns: state, and the anchor of the column.
const COLUMNS: [(OrderState, &str); 4] =
    [(OrderState::Placed, "baru"), (OrderState::Picking, "belanja"), (OrderState::Picked, "siap"), (OrderState::Delivering, "diantar")];

/// Leads to the market the actor runs, or to the city's money and trail for those who watch over it.
pub async fn go_to_market(State(app): State<App>, who: Who) -> Result<Response, Fault> {
    who.person()?;
    for (role, to) in [(Role::Treasurer, "/kota/pelunasan"), (Role::Auditor, "/kota/jejak")] {
        if who.actor.holds(role, Scope::City) {
            return Ok(Go::to(to).into_response());
        }
    }
    let catalogue = app.catalogue.read();
    let mut scopes = staff::scopes(&who, Role::Manager).into_iter().chain(staff::scopes(&who, Role::Admin));
    let market = scopes.find_map(|scope| match scope {
        Scope::Market(market) => catalogue.market_by_id(market),
        Scope::City => catalogue.markets().iter().find(|market| market.does_deliver),
        Scope::Stall(_) => None,
    });
    let market = market.ok_or_else(Fault::not_allowed)?;
    Ok(Go::to(format!("/kelola/{}", market.slug)).into_response())
}

/// Shows the board.
pub async fn show_board(State(app): State<App>, Path(market): Path<String>, who: Who, query: Fields) -> Result<Response, Fault> {
    let at = At::of(&app, &who, &market)?;
    let board = orders::staff::board(&app.desk, &who.actor, at.market).await?;
    let ids: Vec<_> = board.orders.iter().map(|order| order.slot).collect();
    let slots = slots::find(&app.desk, &ids).await?;
    let runners = at.runners(&app).await?;
    let phones = phones(&app, &board).await?;
    let seen = Seen { app: &app, who: &who, at: &at, board: &board, slots: &slots, runners: &runners };
    let mut view = seen.view(&query, &phones);
    view.links = crate::pages::trade::links(&app, &who, at.market, &at.slug).await?;
    show(&view)
}

/// Numbers of the stalls that have not answered, in the order of the waiting parts.
async fn phones(app: &App, board: &Board) -> Result<Vec<String>, Fault> {
    let mut tx = app.desk.house.db.reader().await?;
    let mut phones = Vec::new();
    for part in board.waiting.iter().take(PHONES) {
        let sellers = registry::people::list_by_role(&mut tx, app.desk.city_id(), Role::Seller, Scope::Stall(part.stall)).await?;
        phones.push(sellers.first().map(|seller| format!("+{}", seller.phone.as_str().trim_start_matches('+'))).unwrap_or_default());
    }
    Ok(phones)
}

/// Everything the board is laid out from.
struct Seen<'a> {
    app: &'a App,
    who: &'a Who,
    at: &'a At,
    board: &'a Board,
    slots: &'a [Slot],
    runners: &'a [Person],
}

impl Seen<'_> {
    fn view(&self, query: &Fields, phones: &[String]) -> BoardView {
        let (app, who) = (self.app, self.who);
        let catalogue = app.catalogue.read();
        let now = app.desk.now();
        let runner: Option<PersonId> = query.read("kurir");
        let wanted = query.text("cari").to_lowercase();
        let shown: Vec<&Order> = self
            .board
            .orders
            .iter()
            .filter(|order| runner.is_none() || order.runner == runner)
            .filter(|order| wanted.is_empty() || self.said_of(order).contains(&wanted))
            .collect();
        let column = |(state, id): (OrderState, &str)| Column {
            id: id.to_owned(),
            title: words::order(who.t, state).text,
            orders: shown.iter().filter(|order| order.state == state).map(|order| self.ticket(order)).collect(),
        };
        let columns: Vec<Column> = COLUMNS.map(column).to_vec();
        BoardView {
            page: self.at.page(app, who, "", &self.at.name),
            market: self.at.slug.clone(),
            name: self.at.name.clone(),
            now: time::moment(app, who, now),
            tallies: self.tallies(),
            links: Vec::new(),
            slots: self.board.slots.iter().map(|slot| self.slot(slot)).collect(),
            filters: self.filters(runner, query.text("cari")),
            has_filter: self.board.orders.len() > FILTER_FROM,
            filter: query.text("cari").to_owned(),
            columns,
            runners: if who.actor.manages(self.at.market) { self.choices() } else { Vec::new() },
            waiting: self.waiting(&catalogue, phones),
            questions: self.questions(&catalogue),
        }
    }

    /// What the search looks into.
    fn said_of(&self, order: &Order) -> String {
        format!("{} {} {}", order.number, order.recipient, self.ward(order)).to_lowercase()
    }

    fn ward(&self, order: &Order) -> &str {
        self.app.desk.areas.ward(&order.ward_code).map_or("", |ward| ward.name.as_str())
    }

    fn runner_name(&self, runner: Option<PersonId>) -> String {
        let found = runner.and_then(|runner| self.runners.iter().find(|person| person.id == runner));
        found.map(|person| person.name.clone()).unwrap_or_else(|| if runner.is_some() { "–".to_owned() } else { String::new() })
    }

    fn tallies(&self) -> Vec<Tally> {
        let t = self.who.t;
        let in_state = |state: OrderState| count(self.board.orders.iter().filter(|order| order.state == state).count());
        let alone = self.board.orders.iter().filter(|order| order.runner.is_none()).count();
        let late = self.board.orders.iter().filter(|order| self.is_late(order)).count();
        let tally = |count, label: &'static str, tone, anchor: &str| Tally {
            count,
            label: t.text(label).to_owned(),
            tone,
            anchor: anchor.to_owned(),
        };
        vec![
            tally(count(alone), key("manager-tally-alone"), Tone::Bad, "baru"),
            tally(count(late), key("manager-tally-late"), Tone::Bad, "diantar"),
            tally(count(self.board.waiting.len()), key("manager-tally-waiting"), Tone::Wait, "menunggu"),
            tally(count(self.board.questions.len()), key("manager-tally-questions"), Tone::Wait, "tanya"),
            tally(in_state(OrderState::Picking), key("manager-tally-picking"), Tone::Plain, "belanja"),
            tally(in_state(OrderState::Delivering), key("manager-tally-delivering"), Tone::Plain, "diantar"),
        ]
    }

    fn is_late(&self, order: &Order) -> bool {
        let slot = self.slots.iter().find(|slot| slot.id == order.slot);
        slot.is_some_and(|slot| slot.ends < self.app.desk.now().plus(LATE_BEFORE))
    }

    fn ticket(&self, order: &Order) -> BoardOrder {
        let (app, who) = (self.app, self.who);
        let waits = self.board.waiting.iter().filter(|part| part.order == order.id).count();
        let asks = self.board.questions.iter().filter(|question| question.order == order.id).count();
        let mut marks = Vec::new();
        if waits > 0 {
            marks.push(Badge { tone: Tone::Wait, text: who.t.with("manager-mark-stalls", &[("count", &waits)]) });
        }
        if asks > 0 {
            marks.push(Badge { tone: Tone::Wait, text: who.t.text("manager-mark-question").to_owned() });
        }
        BoardOrder {
            number: order.number.clone(),
            bag: goods::bag(&order.number),
            slot: time::slot_of(app, who, self.slots, order.slot),
            age: who.t.with("manager-age", &[("minutes", &time::minutes_since(app.desk.now(), order.placed))]),
            is_late: self.is_late(order),
            runner: self.runner_name(order.runner),
            who: format!("{} · {}", order.recipient, self.ward(order)),
            goods: match order.total_final {
                Some(total) => money::rupiah(who, total),
                None => format!("± {}", money::rupiah(who, order.total_estimate())),
            },
            marks,
        }
    }

    fn choices(&self) -> Vec<Choice> {
        let load = |person: &Person| self.board.load.iter().find(|(runner, _)| *runner == person.id).map_or(0, |(_, orders)| *orders);
        let choice = |person: &Person| Choice {
            value: person.id.to_string(),
            text: format!("{} ({})", person.name, load(person)),
            ..Choice::default()
        };
        self.runners.iter().map(choice).collect()
    }

    fn filters(&self, runner: Option<PersonId>, wanted: &str) -> Vec<ChipLink> {
        let chip = |id: Option<PersonId>, label: String, orders: usize| ChipLink {
            href: frame::address(&self.at.path(""), &[("kurir", &id.map(|id| id.to_string()).unwrap_or_default()), ("cari", wanted)]),
            label,
            count: orders.to_string(),
            is_on: id == runner,
            ..ChipLink::default()
        };
        let of = |id: PersonId| self.board.orders.iter().filter(|order| order.runner == Some(id)).count();
        let all = chip(None, self.who.t.text("trader-show-all").to_owned(), self.board.orders.len());
        std::iter::once(all).chain(self.runners.iter().map(|person| chip(Some(person.id), person.name.clone(), of(person.id)))).collect()
    }

    fn slot(&self, slot: &Slot) -> SlotRow {
        let (app, who) = (self.app, self.who);
        let now = app.desk.now();
        let closes = time::clock(app, who, slot.cutoff);
        let note = if slot.taken >= slot.capacity {
            who.t.text("manager-slot-full").to_owned()
        } else if slot.cutoff <= now {
            who.t.with("manager-slot-closed", &[("time", &closes)])
        } else {
            who.t.with("manager-slot-closes", &[("time", &closes)])
        };
        let today = app.desk.today();
        let day = if slot.day == today { who.t.text("state-period-hari").to_owned() } else { format::day(who.lang, slot.day.days()) };
        let is_over = slot.taken >= slot.capacity || slot.cutoff <= now || (slot.kind == SlotKind::Asap && slot.starts > now);
        SlotRow { time: time::slot(app, who, slot), day, taken: slot.taken, capacity: slot.capacity, note, is_over }
    }

    fn number_of(&self, order: kernel::id::OrderId) -> String {
        self.board.orders.iter().find(|other| other.id == order).map(|other| other.number.clone()).unwrap_or_default()
    }

    fn waiting(&self, catalogue: &Catalogue, phones: &[String]) -> Vec<WaitingPart> {
        let now = self.app.desk.now();
        let parts = self.board.waiting.iter().enumerate().map(|(index, part)| {
            let (place, name) = goods::stall(catalogue, part.stall);
            let number = self.number_of(part.order);
            WaitingPart {
                place,
                name,
                bag: goods::bag(&number),
                number,
                countdown: time::countdown(now, part.decide_by),
                phone: phones.get(index).cloned().unwrap_or_default(),
            }
        });
        parts.collect()
    }

    fn questions(&self, catalogue: &Catalogue) -> Vec<OpenQuestion> {
        let now = self.app.desk.now();
        let questions = self.board.questions.iter().map(|asked| {
            let number = self.number_of(asked.order);
            let name = goods::name(catalogue, asked.offer, self.who.lang);
            OpenQuestion {
                bag: goods::bag(&number),
                number,
                text: self.who.t.with("manager-swap-to", &[("name", &name), ("amount", &money::rupiah(self.who, asked.total))]),
                countdown: time::countdown(now, asked.answer_by),
            }
        });
        questions.collect()
    }
}

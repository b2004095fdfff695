//! Who used everything is forgotten: every text of every table is searched, also of tables that are yet to be made.

use std::collections::BTreeSet;

use ::registry::{addresses, roles, sellers};
use kernel::actor::Grant;
use kernel::error::Kinded as _;
use kernel::id::{OrderId, PersonId, StallId};
use kernel::time::DAY;
use kernel::{Phone, Role, Rupiah, Scope};
use market::catalogue::store as catalogue;
use market::complaints::{self, ComplaintId, ComplaintReason, Decision, MakeComplaint};
use market::orders::SubstitutionPolicy::Refund;
use market::orders::model::WantedLine;
use market::orders::slots;
use market::payees::{self, SetWish};
use market::payments::by_hand;
use market::privacy;
use market::ratings::{self, Rate, Subject};
use market::settlement::{self, PayeeKind};
use market::standing::{self, NewStanding, RunState, StandingId, StandingState, timers};
use store::schema::describe;
use store::{Statement, params, sql};
use testkit::{TestHouse, both};

use super::{NUMBER, lived_in, whole};
use crate::payouts::wish;
use crate::returns::by_hand::account;
use crate::settlement::{code, delivered, payouts, settled};
use crate::town::{Town, door};

const ACCOUNT: &str = "0021011299";

/// What tells who the town's buyer is: name, number, door, account.
const BUYER: [&str; 5] = ["Sari", "81200000001", "Jl. Contoh", "pagar hijau", ACCOUNT];

/// Columns that may still tell it afterwards, and why. Whatever stands in a column that is not named here must go.
const STAYS: [(&str, &str); 2] = [
    ("complaint.decision", "why money moved or did not, in the words of who decided: it belongs to the books"),
    ("quote.body", "a quote ends by itself within minutes, and nobody reads it after that"),
];

/// Columns that the person filled before, so that the search is known to find what is there.
const FILLED: &[&str] = &[
    "address.street",
    "basket_line.note",
    "complaint.decision",
    "complaint.note",
    "complaint_party.answer",
    "market_order.landmark",
    "market_order.phone",
    "market_order.reason",
    "market_order.recipient",
    "market_order.street",
    "order_event.detail",
    "order_line.note",
    "payee_wish.account_number",
    "payee_wish.holder",
    "person.name",
    "person.phone",
    "quote.body",
    "rating.words",
    "return_account.holder",
    "return_account.number",
    "seller.name",
    "stall.name",
    "stall.street",
    "standing_order.address",
    "standing_order.lines",
    "standing_order.phone",
    "standing_order.recipient",
];

/// The columns with a text that says one of the marks: figures however they are grouped, words in any case.
async fn mentions(house: &TestHouse, marks: &[&str]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in describe(&house.db).await.unwrap() {
        let (column, kind) = line.split_once(' ').unwrap();
        if !kind.starts_with("text") {
            continue;
        }
        let (table, name) = column.split_once('.').unwrap();
        let text = format!("SELECT {name} FROM {table} WHERE {name} IS NOT NULL");
        let statement = Box::leak(Box::new(Statement::new(Box::leak(text.into_boxed_str()), 0, 0, file!(), line!())));
        let rows: Vec<(String,)> = house.db.reader().await.unwrap().rows(statement, &[]).await.unwrap();
        if rows.iter().any(|(text,)| says(text, marks)) {
            found.insert(column.to_owned());
        }
    }
    found
}

fn says(text: &str, marks: &[&str]) -> bool {
    let (words, figures) = (text.to_lowercase(), text.replace([' ', '-', '.'], ""));
    marks.iter().any(|mark| words.contains(&mark.to_lowercase()) || figures.contains(mark))
}

/// Nothing but what stays tells who it was.
async fn forgotten_but_for_what_stays(house: &TestHouse, marks: &[&str]) {
    let told = mentions(house, marks).await;
    let left: Vec<&String> = told.iter().filter(|column| STAYS.iter().all(|(stays, _)| stays != &column.as_str())).collect();
    assert!(left.is_empty(), "still told: {left:?}");
}

/// A line with a note that names the buyer.
fn noted(town: &Town, goods: &str, milli: i64) -> WantedLine {
    WantedLine { note: "untuk Bu Sari".into(), ..town.line(goods, milli, Refund) }
}

/// An address, a basket, a quote, and a standing order with a day that waits.
async fn keeps_house(town: &Town) -> StandingId {
    let (desk, buyer) = (&town.desk, town.actor(town.buyer).await);
    addresses::save(&town.house, &buyer, door()).await.unwrap();
    market::baskets::add(desk, town.buyer.into(), noted(town, "telur-d", 500)).await.unwrap();
    town.quote(vec![noted(town, "bayam-a", 1_000)]).await.unwrap();
    let new = NewStanding {
        market: town.market,
        lines: vec![noted(town, "bayam-a", 1_000)],
        weekdays: 127,
        starts_minute: 8 * 60,
        recipient: "Sari".into(),
        phone: Phone::parse(NUMBER).unwrap(),
        address: door(),
        payment: "cash".into(),
        total_max: None,
    };
    let standing = standing::create(desk, &buyer, "privacy-standing", new).await.unwrap();
    assert_eq!(timers::run(desk).await.unwrap().days, 1);
    standing
}

/// Stars with words for a stall and the runner, a complaint with an answer, and an account for money back.
async fn has_something_to_say(town: &Town, order: OrderId) -> ComplaintId {
    let (desk, buyer) = (&town.desk, town.actor(town.buyer).await);
    let stall = Subject { kind: PayeeKind::Stall, id: town.stalls[3].into() };
    let runner = Subject { kind: PayeeKind::Runner, id: town.runners[0].into() };
    for (key, subject, words) in
        [("privacy-rate-stall", stall, "segar, salam dari Sari"), ("privacy-rate-runner", runner, "Kurir Satu ramah")]
    {
        ratings::rate(desk, &buyer, key, Rate { order, subject, stars: 4, words: words.into() }).await.unwrap();
    }
    let command = MakeComplaint { order, line: None, reason: ComplaintReason::Runner, note: "Sari menunggu lama".into() };
    let complaint = complaints::complain(desk, &buyer, "privacy-complain", command).await.unwrap();
    let runner = town.actor(town.runners[0]).await;
    complaints::answer(desk, &runner, complaint, "Bu Sari tidak di rumah, salam Kurir Satu").await.unwrap();
    by_hand::give_account(desk, &buyer, order, account(ACCOUNT)).await.unwrap();
    complaint
}

/// Two stalls of the buyer: one where only they sell, one where somebody else does too.
async fn sells(town: &Town) -> [StallId; 2] {
    let (city, now, person) = (town.desk.city_id(), town.desk.now(), town.buyer);
    let known = catalogue::stalls_of_market(&mut town.house.db.reader().await.unwrap(), city, town.market).await.unwrap();
    let business = sellers::Seller { id: town.house.id(), person, name: "Sari".into(), ward_code: None };
    let mut stalls = Vec::new();
    for (slug, name, street) in [("rumahan", "Dapur Bu Sari", "Jl. Contoh 1"), ("warung-melati", "Warung Melati", "Jl. Pasar 2")] {
        let mut stall = known[0].clone();
        (stall.id, stall.seller) = (town.house.id(), business.id);
        (stall.slug, stall.name, stall.street) = (slug.into(), name.into(), street.into());
        stalls.push(stall);
    }
    let ids = [stalls[0].id, stalls[1].id];
    let at = |stall: StallId| Grant { role: Role::Seller, scope: Scope::Stall(stall) };
    let grants = vec![(person, at(ids[0])), (person, at(ids[1])), (town.stranger, at(ids[1]))];
    let rows = (vec![business], stalls, grants);
    let written = town.house.db.write(rows, move |tx, (businesses, stalls, grants)| {
        Box::pin(async move {
            sellers::insert_all(tx, city, businesses, now)?;
            catalogue::insert_stalls(tx, city, stalls)?;
            roles::insert_all(tx, city, grants, now)
        })
    });
    written.await.unwrap();
    let typed = SetWish { holder: "Sari".into(), ..wish("bank", ACCOUNT) };
    payees::set(&town.desk, &town.actor(person).await, PayeeKind::Stall, ids[0].into(), typed).await.unwrap();
    ids
}

/// Takes all roles of a person.
async fn resigns(town: &Town, person: PersonId) {
    let city = town.desk.city_id();
    let revoke = sql!("DELETE FROM role_grant WHERE city_id = $1 AND person_id = $2");
    town.house.db.write((), move |tx, ()| Box::pin(async move { tx.exec(revoke, params![city, person]).await })).await.unwrap();
}

async fn erase(town: &Town, person: PersonId) -> Result<(), &'static str> {
    privacy::erase(&town.desk, &town.desk.system(), person).await.map_err(|error| error.code())
}

/// The manager decides against the buyer, so that no money moves.
async fn refuse(town: &Town, complaint: ComplaintId) {
    let manager = town.actor(town.manager).await;
    let reason = "Bu Sari sudah dikabari lewat telepon";
    complaints::decide(&town.desk, &manager, "privacy-decide", complaint, Decision::Refuse, reason).await.unwrap();
}

#[test]
fn no_column_tells_who_is_forgotten() {
    both(async |house: TestHouse| {
        let (town, _) = lived_in(&house).await;
        let (desk, buyer) = (&town.desk, town.actor(town.buyer).await);
        let standing = keeps_house(&town).await;
        let (order, _) = delivered(&town, vec![noted(&town, "telur-d", 500)], "privacy-3", town.runners[0]).await;
        let complaint = has_something_to_say(&town, order).await;
        let [alone, shared] = sells(&town).await;
        resigns(&town, town.buyer).await;
        assert_eq!(erase(&town, town.buyer).await, Err("erase_complaint_open"));
        let (day, kept) = (desk.today(), standing::get(desk, &buyer, standing).await.unwrap());
        assert_eq!((kept.order.state, kept.runs[0].state), (StandingState::Active, RunState::Waiting), "a refusal changes nothing");
        refuse(&town, complaint).await;
        let before = mentions(&house, &BUYER).await;
        let empty: Vec<_> = FILLED.iter().filter(|column| !before.contains(**column)).collect();
        assert!(empty.is_empty(), "not filled: {empty:?}");

        let data = serde_json::to_value(privacy::export(desk, &buyer, town.buyer).await.unwrap()).unwrap();
        let coming = &data["standing_orders"][0];
        assert_eq!(coming["recipient"], "Sari");
        assert_eq!(coming["lines"][0][2], "untuk Bu Sari");
        let orders = data["orders"].as_array().unwrap();
        let spoken_of = orders.iter().find(|order| order["complaints"].as_array().is_some_and(|made| !made.is_empty())).unwrap();
        assert_eq!(spoken_of["complaints"][0]["note"], "Sari menunggu lama");
        assert_eq!(spoken_of["complaints"][0]["answer"], "", "what another said is theirs");
        assert_eq!(spoken_of["ratings"].as_array().unwrap().len(), 2);

        assert_eq!(erase(&town, town.buyer).await, Ok(()));
        whole(&town).await;
        forgotten_but_for_what_stays(&house, &BUYER).await;
        let city = desk.city_id();
        let stalls = catalogue::find_stalls(&mut house.db.reader().await.unwrap(), city, &[alone, shared]).await.unwrap();
        let name = |id: StallId| stalls.iter().find(|stall| stall.id == id).unwrap().name.as_str();
        assert_eq!((name(alone), name(shared)), ("Lapak", "Warung Melati"), "where others sell on, the stall keeps its name");
        assert_eq!(code(standing::confirm(desk, &buyer, standing, day, Rupiah(1)).await), "wrong_state", "the day that waited");
        house.clock.advance(DAY);
        slots::ensure(desk).await.unwrap();
        assert_eq!(timers::run(desk).await.unwrap().days, 0, "nothing comes again");
    });
}

#[test]
fn a_runner_is_forgotten_in_what_was_said_of_them() {
    both(async |house: TestHouse| {
        let town = Town::build(&house).await;
        let (runner, manager) = (town.runners[0], town.actor(town.manager).await);
        let marks = ["Kurir Satu", "81200000005"];
        let (order, _) = delivered(&town, vec![town.line("telur-d", 500, Refund)], "privacy-run", runner).await;
        let complaint = has_something_to_say(&town, order).await;
        assert_eq!(erase(&town, runner).await, Err("erase_complaint_open"), "they are heard before");
        refuse(&town, complaint).await;
        let batch = settled(&town, "privacy-day").await;
        for (number, payout) in payouts(&town, &manager, batch).await.iter().enumerate() {
            settlement::pay_payout(&town.desk, &manager, &format!("privacy-paid-{number}"), payout.id).await.unwrap();
        }
        resigns(&town, runner).await;
        let told = mentions(&house, &marks).await;
        for column in ["complaint_party.answer", "person.name", "person.phone", "rating.words"] {
            assert!(told.contains(column), "{column}: {told:?}");
        }
        let export = privacy::export(&town.desk, &town.desk.system(), runner).await.unwrap();
        let (about, said) = (&export.complaints_about[0], &export.ratings_about[0]);
        assert_eq!(about.answer, "Bu Sari tidak di rumah, salam Kurir Satu");
        assert_eq!((said.about, said.words.as_str(), export.ratings_about.len()), ("runner", "Kurir Satu ramah", 1));

        assert_eq!(erase(&town, runner).await, Ok(()));
        whole(&town).await;
        forgotten_but_for_what_stays(&house, &marks).await;
        let buyer = town.actor(town.buyer).await;
        let ratings = ratings::of_order(&town.desk, &buyer, order).await.unwrap();
        let stars: Vec<_> = ratings.iter().map(|rating| (rating.stars, rating.words.is_empty())).collect();
        assert!(stars.contains(&(4, true)) && stars.contains(&(4, false)), "stars count on, another's words stay: {stars:?}");
    });
}

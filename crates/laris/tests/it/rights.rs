//! Who may do what: every route of the running site against a committed table.

mod hostile;
mod offered;
mod table;

use std::collections::BTreeSet;

use ::registry::{people, roles};
use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use kernel::actor::Grant;
use kernel::id::{OrderId, PersonId};
use kernel::{Lang, Phone, Role, Scope};
use market::delivery::assign;
use market::orders::SubstitutionPolicy;
use market::picking::{self, PickInput};
use testkit::{TestHouse, both};
use tower::ServiceExt as _;
use web::extract::seal::Seal;

use crate::api::client::Client;
use table::{ROUTES, Row, UPLOAD};

/// The secret of [`Client`]'s site and of the browser that asks.
const SECRET: [u8; 32] = [7; 32];
const BROWSER: &str = "abababababababababababababababab";

/// What parts of a form with a file begin with.
const MARK: &str = "--batas";

/// Those who ask, each with the letter that stands for them in the table.
struct Cast {
    client: Client,
    /// Letter and token; the visitor has none.
    people: Vec<(char, Option<String>)>,
    samples: Vec<(&'static str, String)>,
}

impl Cast {
    async fn assemble(house: &TestHouse) -> Self {
        let client = Client::new(house).await;
        let order = order(&client).await;
        let auditor = add_auditor(&client).await;
        let town = &client.town;
        let cast = [
            ('b', town.buyer),
            ('o', town.stranger),
            ('s', town.sellers[0]),
            ('r', town.runners[0]),
            ('m', town.manager),
            ('t', town.treasurer),
            ('a', auditor),
        ];
        let mut people = vec![('v', None)];
        for (letter, person) in cast {
            people.push((letter, Some(client.token(person).await)));
        }
        let samples = samples(&client, order).await;
        Self { client, people, samples }
    }

    fn fill(&self, text: &str) -> String {
        self.samples.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    }

    async fn ask(&self, row: &Row, token: Option<&str>) -> Response<Body> {
        self.send(row.method, &self.fill(row.sample), &self.fill(row.body), "rights-key-1", token).await
    }

    async fn send(&self, method: &str, path: &str, body: &str, key: &str, token: Option<&str>) -> Response<Body> {
        let cookie = token.map_or_else(String::new, |token| format!("; laris_sesi={token}"));
        let mut request = Request::builder().method(method).uri(path);
        let csrf = Seal::new(&SECRET).unwrap().token("csrf", BROWSER.as_bytes());
        let body = if body == UPLOAD || body.starts_with(MARK) {
            request = request
                .header("cookie", format!("laris_tamu={BROWSER}{cookie}"))
                .header("content-type", "multipart/form-data; boundary=batas");
            let parts = if body == UPLOAD { part("name=\"file\"; filename=\"x\"", "bukan") } else { body.to_owned() };
            part("name=\"csrf\"", &csrf) + &part("name=\"idempotency_key\"", key) + &parts + MARK + "--\r\n"
        } else if path.starts_with("/api/") {
            if let Some(token) = token {
                request = request.header("authorization", format!("Bearer {token}"));
            }
            request = request.header("idempotency-key", key).header("content-type", "application/json");
            if body.is_empty() { "{}".to_owned() } else { body.to_owned() }
        } else {
            request = request
                .header("cookie", format!("laris_tamu={BROWSER}{cookie}"))
                .header("content-type", "application/x-www-form-urlencoded");
            format!("csrf={csrf}&idempotency_key={key}&{body}")
        };
        let is_read = method == "GET";
        self.client.router.clone().oneshot(request.body(if is_read { Body::empty() } else { body.into() }).unwrap()).await.unwrap()
    }
}

/// A part of a form with a file.
fn part(about: &str, content: &str) -> String {
    format!("{MARK}\r\nContent-Disposition: form-data; {about}\r\n\r\n{content}\r\n")
}

/// An order with a line at the first stall, picked by the first runner and about to leave the market.
async fn order(client: &Client) -> OrderId {
    let (town, desk) = (&client.town, &client.town.desk);
    let order = town.order(vec![town.line("rawit-a", 500, SubstitutionPolicy::Ask)], "rights-order").await;
    let (manager, runner) = (town.actor(town.manager).await, town.actor(town.runners[0]).await);
    assign(desk, &manager, order, town.runners[0]).await.unwrap();
    picking::start_picking(desk, &runner, order).await.unwrap();
    let line = town.detail(order).await.lines[0].clone();
    let input = PickInput { picked: line.quantity, price: None, version: line.version, device: None };
    picking::record_pick(desk, &runner, "rights-pick", order, line.id, input).await.unwrap();
    picking::finish_picking(desk, &runner, order).await.unwrap();
    order
}

async fn add_auditor(client: &Client) -> PersonId {
    let desk = &client.town.desk;
    let (city, id, now) = (desk.city_id(), desk.house.id::<PersonId>(), desk.now());
    desk.house
        .db
        .write((), move |tx, ()| {
            Box::pin(async move {
                let phone = Phone::parse("081299990001").unwrap();
                people::insert_all(tx, city, &[people::Person { id, name: "Auditor".into(), phone, lang: Lang::Id }], now)?;
                roles::insert_all(tx, city, &[(id, Grant { role: Role::Auditor, scope: Scope::City })], now)
            })
        })
        .await
        .unwrap();
    id
}

/// What stands in the table for things of the town.
async fn samples(client: &Client, order: OrderId) -> Vec<(&'static str, String)> {
    let (town, detail) = (&client.town, client.town.detail(order).await);
    let stalls = market::catalogue::store::stalls(&mut town.house.db.reader().await.unwrap(), town.desk.city_id()).await.unwrap();
    let slug = stalls.iter().find(|stall| stall.id == town.stalls[0]).unwrap().slug.clone();
    vec![
        ("STALL_SLUG", slug),
        ("MARKET_ID", town.market.to_string()),
        ("STALL_ID", town.stalls[0].to_string()),
        ("OFFER", town.offer("rawit-a").to_string()),
        ("ORDER_ID", order.to_string()),
        ("NUMBER", detail.order.number.clone()),
        ("PART", detail.seller_orders[0].id.to_string()),
        ("LINE", detail.lines[0].id.to_string()),
        ("RUNNER", town.runners[0].to_string()),
        ("DAY", town.desk.today().to_string()),
        ("NONE", kernel::id::RawId::max().to_string()),
    ]
}

/// Sent to sign in, forbidden, or told that there is no such thing.
fn is_refused(response: &Response<Body>) -> bool {
    let leads_to_sign_in = || response.headers().get("location").is_some_and(|to| to.as_bytes().starts_with(b"/masuk?kembali="));
    match response.status() {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND => true,
        StatusCode::SEE_OTHER => leads_to_sign_in(),
        _ => false,
    }
}

#[test]
fn every_route_stands_in_the_table() {
    let declared: BTreeSet<(String, String)> = web::routes_list().into_iter().map(|route| (route.path, route.method)).collect();
    let listed: BTreeSet<(String, String)> = ROUTES.iter().map(|row| (row.path.to_owned(), row.method.to_owned())).collect();
    let missing: Vec<_> = declared.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&declared).collect();
    assert!(missing.is_empty() && gone.is_empty(), "without a row: {missing:#?}\nwithout a route: {gone:#?}");
    assert_eq!(listed.len(), ROUTES.len(), "a row stands twice");
}

/// Who may not is refused everywhere; who may is let in wherever asking changes nothing.
#[test]
fn the_site_does_what_the_table_says() {
    both(async |house| {
        let cast = Cast::assemble(&house).await;
        let mut wrong = Vec::new();
        for row in ROUTES {
            for (letter, token) in &cast.people {
                let may = row.may.contains(*letter);
                if may && (row.method != "GET" || row.sample.contains("NONE")) {
                    continue;
                }
                let response = cast.ask(row, token.as_deref()).await;
                if is_refused(&response) == may {
                    wrong.push(format!("{} {} {letter}: {}", row.method, row.path, response.status()));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    });
}

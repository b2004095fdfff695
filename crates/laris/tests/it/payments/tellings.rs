//! What providers tell: counted by what was made of it, and what waits too long.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::Rupiah;
use kernel::time::{HOUR, MINUTE, SECOND};
use market::orders::model::SubstitutionPolicy::Refund;
use market::payments::{self, Late, printed};
use providers::payments::Cash;
use sandbox::{HEADER, NAME, Telling, Told};
use store::{params, sql};
use testkit::both;
use tower::ServiceExt as _;

use super::gateways::{snap, tell};
use super::picked;
use crate::api::client::Client;
use crate::printed::{ordered, stick};
use crate::town::Town;

/// Sends what the sandbox would to the site.
async fn send(client: &Client, telling: &Telling) -> StatusCode {
    let request = Request::post(format!("/kabar/{NAME}")).header(HEADER, &telling.signature);
    client.router.clone().oneshot(request.body(Body::from(telling.body.clone())).unwrap()).await.unwrap().status()
}

async fn counted(app: &web::App, provider: &str, verdict: &str) -> u64 {
    let text = web::metrics::render(app).await.unwrap();
    let series = format!("laris_payment_callbacks_total{{provider=\"{provider}\",verdict=\"{verdict}\"}} ");
    let value = text.lines().find_map(|line| line.strip_prefix(&series)).unwrap_or_else(|| panic!("no {series} in\n{text}"));
    value.parse().unwrap()
}

/// Verdicts of what is kept, oldest first.
async fn kept(town: &Town) -> Vec<String> {
    let statement = sql!("SELECT verdict FROM payment_callback WHERE city_id = $1 ORDER BY callback_id");
    let rows: Vec<(String,)> = town.house.db.reader().await.unwrap().rows(statement, params![town.desk.city_id()]).await.unwrap();
    rows.into_iter().map(|row| row.0).collect()
}

#[test]
fn forged_and_genuine_tellings_are_counted_apart() {
    both(async |house| {
        let client = Client::new(&house).await;
        let town = &client.town;
        let (order, _) = picked(town, "counted-key").await;
        let sandbox = town.sandbox.as_ref().unwrap();
        let code = payments::ask(&town.desk, &town.actor(town.buyer).await, order).await.unwrap();
        let told = Told { reference: code.reference.clone(), state: "paid".to_owned(), is_forged: false };
        let genuine = sandbox.telling(&told).await.unwrap().unwrap();
        let forged = sandbox.telling(&Told { is_forged: true, ..told }).await.unwrap().unwrap();
        assert_eq!(counted(&client.app, NAME, "forged").await, 0, "there from the start");
        for (telling, status) in [(&forged, 403), (&genuine, 200), (&forged, 403)] {
            assert_eq!(send(&client, telling).await.as_u16(), status);
            house.clock.advance(SECOND);
        }
        let elsewhere = Request::post("/kabar/tidak-ada").body(Body::empty()).unwrap();
        assert_eq!(client.router.clone().oneshot(elsewhere).await.unwrap().status(), StatusCode::NOT_FOUND);
        for (verdict, times) in [("taken", 1), ("forged", 2), ("stale", 0), ("unknown", 0), ("unreadable", 0), ("later", 0)] {
            assert_eq!(counted(&client.app, NAME, verdict).await, times, "{verdict}");
        }
        assert_eq!(kept(town).await, ["forged", "taken", "forged"]);
        // The sandbox's own calls go the same way.
        sandbox.pay(&code.reference, sandbox::Mischief::Forged).await.unwrap();
        jobs::queue::run_due(town.house.house(), town.desk.city_id(), &laris::workers::handlers(&client.app), 1_000).await.unwrap();
        assert_eq!(counted(&client.app, NAME, "forged").await, 3);
        let text = web::metrics::render(&client.app).await.unwrap();
        assert!(!text.contains("tidak-ada"), "no word of a stranger becomes a series:\n{text}");
    });
}

#[test]
fn an_old_telling_that_is_played_again_is_told_apart_from_a_forged_one() {
    both(async |house| {
        let (double, provider) = snap(&house).await;
        let mut town = Town::build(&house).await;
        town.desk.payments = vec![Arc::new(Cash), provider];
        let (app, _pictures) = Client::app(&town, "http://laris.test").await;
        let site = web::router(app.clone());
        let order = town.order(vec![town.line("beras-d", 1_000, Refund)], "played-again").await;
        let code = payments::ask(&town.desk, &town.actor(town.buyer).await, order).await.unwrap();
        double.pay(&code.reference);
        let telling = double.telling(&code.reference);
        assert_eq!(tell(&site, "snap", &telling).await, StatusCode::OK);
        house.clock.advance(6 * MINUTE);
        assert_eq!(tell(&site, "snap", &telling).await, StatusCode::UNAUTHORIZED);
        house.clock.advance(SECOND);
        assert_eq!(tell(&site, "snap", &telling.forged(&code.reference, "somebody-elses")).await, StatusCode::UNAUTHORIZED);
        for (verdict, times) in [("taken", 1), ("stale", 1), ("forged", 1)] {
            assert_eq!(counted(&app, "snap", verdict).await, times, "{verdict}");
        }
        assert_eq!(kept(&town).await, ["taken", "stale", "forged"]);
    });
}

#[test]
fn what_waits_too_long_is_counted() {
    both(async |house| {
        let client = Client::new(&house).await;
        let town = &client.town;
        let late = async || payments::late(&mut house.db.reader().await.unwrap(), town.desk.city_id(), town.desk.now()).await.unwrap();
        stick(town).await;
        let (order, code) = ordered(town, "late-claim").await;
        printed::record(&town.desk, &town.actor(town.manager).await, "late-record", order, Rupiah(code.amount.amount())).await.unwrap();
        assert_eq!(late().await, Late::default());
        house.clock.advance(HOUR + MINUTE);
        assert_eq!(late().await, Late { claims: 1, ..Late::default() });
        house.clock.advance(HOUR + 10 * MINUTE);
        assert_eq!(late().await, Late { attempts: 1, claims: 1, ..Late::default() }, "nobody runs the timers");
        payments::run(&town.desk).await.unwrap();
        assert_eq!(late().await, Late { claims: 1, ..Late::default() });
        let text = web::metrics::render(&client.app).await.unwrap();
        for line in ["laris_payments_late{what=\"claim\"} 1", "laris_payments_late{what=\"transfer\"} 0"] {
            assert!(text.contains(line), "{line} is not in\n{text}");
        }
    });
}

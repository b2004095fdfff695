//! What providers tell: counted by what was made of it, kept for as long as the city keeps it, and what waits too long.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::Rupiah;
use kernel::time::{DAY, HOUR, MINUTE, SECOND};
use market::orders::model::SubstitutionPolicy::Refund;
use market::payments::{self, Late, printed};
use providers::payments::{CallbackOutcome, Cash};
use sandbox::{HEADER, NAME, Telling, Told};
use store::{StoreError, params, sql};
use testkit::both;
use tower::ServiceExt as _;

use super::gateways::{midtrans, snap, tell};
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
fn what_no_signature_proves_is_forged_whatever_it_says() {
    both(async |house| {
        let ((double, midtrans), (_, snap)) = (midtrans(&house).await, snap(&house).await);
        let mut town = Town::build(&house).await;
        town.desk.payments = vec![Arc::new(Cash), midtrans, snap];
        let order = town.order(vec![town.line("beras-d", 1_000, Refund)], "unsigned").await;
        let code = payments::ask(&town.desk, &town.actor(town.buyer).await, order).await.unwrap();
        for name in ["midtrans", "snap"] {
            for body in [&b"<html>"[..], b"{}", b"[1]", b""] {
                let answer = payments::hear(&town.desk, name, &[("x-signature", "00"), ("x-timestamp", "00")], body).await.unwrap();
                assert_eq!(answer.outcome, CallbackOutcome::Forged, "{name} {body:?}");
            }
        }
        assert!(kept(&town).await.iter().all(|verdict| verdict == "forged"), "gone after a month, not kept for the audit");
        // Signed, and with a word that the documents do not know.
        let odd = double.telling(&code.reference).forged("\"pending\"", "\"menunggu\"");
        let answer = payments::hear(&town.desk, "midtrans", &odd.header_pairs(), &odd.body).await.unwrap();
        assert_eq!(answer.outcome, CallbackOutcome::Unreadable);
    });
}

#[test]
fn tellings_are_kept_as_long_as_they_prove_something() {
    both(async |house| {
        let town = Town::build(&house).await;
        let order = town.order(vec![town.line("beras-d", 1_000, Refund)], "kept-key-1").await;
        let code = payments::ask(&town.desk, &town.actor(town.buyer).await, order).await.unwrap();
        let told = Told { reference: code.reference, state: "paid".to_owned(), is_forged: false };
        let genuine = town.sandbox.as_ref().unwrap().telling(&told).await.unwrap().unwrap();
        let hear = async |signature: &str| payments::hear(&town.desk, NAME, &[(HEADER, signature)], &genuine.body).await.unwrap();
        hear("00").await;
        hear(&genuine.signature).await;
        many_forged(&town, 1_001).await;
        house.clock.advance(30 * DAY - HOUR);
        hear("00").await;
        assert_eq!(payments::prune(&town.desk).await.unwrap(), 0, "a month is not over");
        house.clock.advance(2 * HOUR);
        assert_eq!(payments::prune(&town.desk).await.unwrap(), 1_002, "more than a transaction takes");
        assert_eq!(kept(&town).await, ["taken", "forged"]);
        house.clock.advance(370 * DAY - 2 * HOUR);
        assert_eq!(payments::prune(&town.desk).await.unwrap(), 1);
        assert_eq!(kept(&town).await, ["taken"], "kept for the year and its audit");
        house.clock.advance(2 * HOUR);
        assert_eq!(payments::prune(&town.desk).await.unwrap(), 1);
        hear(&genuine.signature).await;
        house.clock.advance(60 * DAY);
        let mut city = (*town.desk.city).clone();
        city.settings.payment_telling_days = 60;
        let mut desk = town.desk.clone();
        desk.city = Arc::new(city);
        house.clock.advance(HOUR);
        assert_eq!((payments::prune(&town.desk).await.unwrap(), payments::prune(&desk).await.unwrap()), (0, 1), "as the city wants it");
    });
}

/// What a stranger with time leaves behind.
async fn many_forged(town: &Town, count: usize) {
    let context = (town.desk.clone(), count);
    let written = town.house.db.write(context, |tx, (desk, count)| {
        Box::pin(async move {
            for _ in 0..*count {
                let id = desk.house.id::<market::ids::CallbackId>();
                tx.later(
                    sql!(
                        "INSERT INTO payment_callback (city_id, callback_id, provider, headers, body, received_us, verdict)
                         VALUES ($1, $2, 'sandbox', '', $3, $4, 'forged')"
                    ),
                    params![desk.city_id(), id, b"{}".as_slice(), desk.now()],
                )?;
            }
            Ok::<_, StoreError>(())
        })
    });
    written.await.unwrap();
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

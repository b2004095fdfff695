//! Two hundred buyers meet for fifty pieces, over HTTP.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use kernel::id::OfferId;
use serde_json::{Value, json};
use store::{StoreError, params, sql};

use super::Told;
use crate::city::{self, Plan, Town};
use crate::client::Client;
use crate::server::Server;

/// Who comes.
const BUYERS: usize = 200;
/// What there is.
const PIECES: i64 = 50;

/// Everybody orders one piece at the same moment: exactly fifty get it, the others are told that it is sold out.
pub async fn run(binary: &Path, town: Town) -> anyhow::Result<Told> {
    let tokens = city::sessions(&town).await?;
    let (offer, slug) = piece(&town).await?;
    let (place, plan) = (town.place, town.plan);
    drop(town.desk);
    let server = Server::start(binary, &place).await?;
    let mut buyers = Vec::with_capacity(BUYERS);
    for (number, token) in tokens.iter().enumerate().take(BUYERS) {
        buyers.push(ready(&server.address, &plan, number, token, &slug, offer).await?);
    }
    let begun = Instant::now();
    let orders: Vec<_> = buyers.into_iter().map(|(client, headers, body)| tokio::spawn(order(client, headers, body))).collect();
    let (mut had, mut missed) = (0, 0);
    for answer in orders {
        match answer.await?? {
            (201, _) => had += 1,
            (409, code) if code == "lines_changed" => missed += 1,
            (status, code) => anyhow::bail!("an order was answered {status} {code}"),
        }
    }
    let took = begun.elapsed();
    server.stop()?;
    let desk = city::reopen(&place).await?;
    let mut tx = desk.house.db.reader().await?;
    let mut faults = market::settlement::invariants::check(&mut tx, &desk).await?;
    let left = sql!("SELECT stock_milli FROM offer WHERE city_id = $1 AND offer_id = $2");
    let (left,): (i64,) = tx.one(left, params![desk.city_id(), offer]).await?;
    if had != PIECES || left != 0 {
        faults.push(format!("{had} of {PIECES} pieces were sold, {left} thousandths are left"));
    }
    let kind = if place.database_url.is_some() { "PostgreSQL" } else { "SQLite" };
    Ok((vec![format!("{kind}: {had} got one, {missed} were told that it is gone, in {:.2} s", took.as_secs_f64())], faults))
}

/// An offer that is counted in pieces, of which fifty are left.
async fn piece(town: &Town) -> anyhow::Result<(OfferId, String)> {
    let market = town.plan.basket(0).market;
    let offers = town.plan.catalogue.stalls_of(market).flat_map(|stall| town.plan.catalogue.offers_of_stall(stall.stall.id));
    let mut offers = offers.filter(|offer| offer.product.min.milli() <= 1_000 && offer.product.step.milli() == 1_000);
    let offer = offers.next().context("nothing is sold in pieces")?.offer.id;
    let written: Result<u64, StoreError> = town
        .desk
        .house
        .db
        .write((town.desk.city_id(), offer), |tx, (city, offer)| {
            Box::pin(async move {
                let text = sql!("UPDATE offer SET stock_kind = 'counted', stock_milli = $3 WHERE city_id = $1 AND offer_id = $2");
                tx.exec(text, params![*city, *offer, PIECES * 1_000]).await
            })
        })
        .await;
    ensure!(written? == 1, "the offer is gone");
    Ok((offer, town.plan.basket(0).slug.clone()))
}

/// A buyer with a quote in the hand.
async fn ready(
    address: &str,
    plan: &Plan,
    number: usize,
    token: &str,
    slug: &str,
    offer: OfferId,
) -> anyhow::Result<(Client, String, String)> {
    let mut client = Client::connect(address).await?;
    let headers = format!("authorization: Bearer {token}\r\nidempotency-key: rush-order-{number}\r\n");
    let (ward, buyer) = (plan.ward(number), plan.buyer(number));
    let wanted = json!({ "market": slug, "lines": [{ "offer_id": offer, "quantity_milli": 1_000 }], "ward_code": ward.code });
    let keyed = headers.replace("rush-order", "rush-quote");
    let quote = client.post("/api/v1/quotes", &keyed, &wanted.to_string()).await?;
    ensure!(quote.status == 201, "a quote was answered {}: {}", quote.status, String::from_utf8_lossy(&quote.body));
    let quote: Value = serde_json::from_slice(&quote.body)?;
    let slots = plan.slots.get(&plan.basket(0).market).context("no slots")?;
    let body = json!({
        "quote_id": quote["id"], "slot_id": slots[slots.len() - 1 - number % slots.len().div_ceil(2)], "recipient": buyer.name,
        "phone": buyer.phone.as_str(), "payment": "cash",
        "address": { "street": "Jl. Contoh 12", "rt": "1", "rw": "1", "ward_code": ward.code, "landmark": "" },
    });
    Ok((client, headers, body.to_string()))
}

async fn order(mut client: Client, headers: String, body: String) -> anyhow::Result<(u16, String)> {
    let answer = client.post("/api/v1/orders", &headers, &body).await?;
    let body: Value = serde_json::from_slice(&answer.body)?;
    Ok((answer.status, body["code"].as_str().unwrap_or_default().to_owned()))
}

//! What phones are told: nobody is asked for cash for what is paid by a code.

use kernel::Rupiah;
use kernel::id::OrderId;
use market::complaints::{self, ComplaintReason, Decision, MakeComplaint};
use market::orders;
use market::orders::cancel;
use market::orders::model::SubstitutionPolicy::Refund as Drop;
use market::payments::{self, printed};
use market::settlement::Liable;
use sandbox::Mischief;
use testkit::both;

use super::{at_the_door, ordered, stick};
use crate::api::client::Client;
use crate::trade::messages;

/// What the buyer was told since the last time.
async fn told(client: &Client) -> Vec<String> {
    messages(client).await.into_iter().filter(|(to, _)| to.ends_with("81200000001")).map(|(_, text)| text).collect()
}

async fn by_code(client: &Client, key: &str) -> OrderId {
    let town = &client.town;
    let quote = town.quote(vec![town.line("telur-d", 1_000, Drop)]).await.unwrap();
    let command = orders::place::PlaceOrder { payment: sandbox::NAME.to_owned(), ..town.command(&quote, town.slot().await) };
    orders::place::place(&town.desk, &town.actor(town.buyer).await, key, command).await.unwrap()
}

#[test]
fn messages_fit_how_an_order_is_paid() {
    both(async |house| {
        let client = Client::new(&house).await;
        let (town, desk) = (&client.town, &client.town.desk);
        let (buyer, manager) = (town.actor(town.buyer).await, town.actor(town.manager).await);
        let order = by_code(&client, "words-order").await;
        let said = told(&client).await;
        assert!(said.len() == 1 && said[0].contains("Bayar dengan QRIS") && !said[0].contains("tunai"), "{said:?}");

        let code = payments::ask(desk, &buyer, order).await.unwrap();
        town.sandbox.as_ref().unwrap().pay(&code.reference, Mischief::Lost).await.unwrap();
        payments::look(desk, &code.reference).await.unwrap();
        at_the_door(town, order).await;
        let said = told(&client).await;
        assert!(said.len() == 2 && said.iter().all(|text| text.contains("Sudah lunas") && !text.contains("tunai")), "{said:?}");

        let ended = by_code(&client, "words-ended").await;
        let code = payments::ask(desk, &buyer, ended).await.unwrap();
        town.sandbox.as_ref().unwrap().pay(&code.reference, Mischief::Lost).await.unwrap();
        payments::look(desk, &code.reference).await.unwrap();
        told(&client).await;
        cancel::cancel(desk, &buyer, "words-cancel", ended, "").await.unwrap();
        let said = told(&client).await;
        assert!(said.len() == 1 && said[0].contains("dikembalikan"), "{said:?}");

        stick(town).await;
        let (printed_order, intent) = ordered(town, "words-printed").await;
        told(&client).await;
        let claim = printed::record(desk, &manager, "words-record", printed_order, intent.amount).await.unwrap();
        printed::reject(desk, &manager, "words-reject", claim, "Tidak ada di daftar bank").await.unwrap();
        let said = told(&client).await;
        assert!(said.len() == 1 && said[0].contains("tidak diterima"), "{said:?}");
    });
}

#[test]
fn a_decided_complaint_says_where_the_money_goes() {
    both(async |house| {
        let client = Client::new(&house).await;
        let (town, desk) = (&client.town, &client.town.desk);
        let (buyer, manager) = (town.actor(town.buyer).await, town.actor(town.manager).await);
        let (order, _) = crate::returns::paid_by_code(town, "words-complained").await;
        let about = MakeComplaint { order, line: None, reason: ComplaintReason::Late, note: String::new() };
        let id = complaints::complain(desk, &buyer, "words-complain", about).await.unwrap();
        told(&client).await;
        let decision = Decision::Uphold { liable: Liable::Market, amount: Rupiah(5_000) };
        complaints::decide(desk, &manager, "words-decide", id, decision, "terlambat").await.unwrap();
        let said = told(&client).await;
        assert!(said.iter().any(|text| text.contains("Rp5.000 dikembalikan ke asal pembayaran")), "{said:?}");
        assert!(said.iter().all(|text| !text.contains("tunai")), "{said:?}");
    });
}

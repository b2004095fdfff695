//! Another amount than was asked for: what is missing is paid at the door, what is too much goes back by itself.

use axum::http::StatusCode;
use kernel::Rupiah;
use market::payments::{self, ReturnState};
use testkit::both;

use super::{agree, hand_over, picked, tell};
use crate::api::client::Client;
use crate::goods::Visit;
use crate::settlement::code;
use crate::town::Town;

#[test]
fn too_little_and_too_much_come_right() {
    both(async |house| {
        let client = Client::of(Town::build(&house).await).await;
        let town = &client.town;
        let (desk, runner) = (&town.desk, town.actor(town.runners[0]).await);
        let buyer = Visit::of(&client, town.buyer).await;
        let due = async |order| payments::of_order(desk, &runner, order).await.unwrap().1.due;

        let (order, total) = picked(town, "amount-less").await;
        let wallet = format!("/coba-bayar/{}", payments::ask(desk, &runner, order).await.unwrap().reference);
        for typed in ["banyak", "0", "999999999999"] {
            let refused = buyer.post(&wallet, &format!("amount-bad-{typed}"), &[("manner", "none"), ("amount", typed)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
            assert!(refused.html.contains("aria-describedby=\"amount-wrong amount-hint\""), "{typed}: {}", refused.html);
        }
        assert_eq!(due(order).await, total, "nothing was paid");
        let less = total - Rupiah(5_000);
        buyer.post(&wallet, "amount-less", &[("manner", "none"), ("amount", &less.amount().to_string())]).await;
        tell(town).await;
        assert_eq!(due(order).await, Rupiah(5_000));
        assert_eq!(code(hand_over(town, order, Rupiah::ZERO).await), "wrong_cash");
        hand_over(town, order, Rupiah(5_000)).await.unwrap();
        agree(town).await;

        let (order, total) = picked(town, "amount-more").await;
        let wallet = format!("/coba-bayar/{}", payments::ask(desk, &runner, order).await.unwrap().reference);
        let more = (total + Rupiah(7_000)).amount().to_string();
        buyer.post(&wallet, "amount-more", &[("manner", "none"), ("amount", &more)]).await;
        tell(town).await;
        assert_eq!(due(order).await, Rupiah::ZERO);
        hand_over(town, order, Rupiah::ZERO).await.unwrap();
        payments::run(desk).await.unwrap();
        let back = payments::of_order(desk, &runner, order).await.unwrap().1.returns;
        assert_eq!(back.iter().map(|it| (it.amount, it.state)).collect::<Vec<_>>(), [(Rupiah(7_000), ReturnState::Sent)]);
        agree(town).await;
    });
}

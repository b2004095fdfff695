//! Many hands at once: a payment is recorded, confirmed, refunded and transferred once.

use kernel::Rupiah;
use market::orders::cancel;
use market::payments::by_hand::{self, HasAsked};
use market::payments::printed;
use market::payments::{self, ReturnState};
use market::pictures::Studio;
use market::settlement::{self, Liable, MakeRefund};
use testkit::both;
use testkit::s3::{self, S3Server};

use super::{line, ordered, picture, stick};
use crate::goods::pictures::bucket;
use crate::returns::by_hand::account;
use crate::returns::{paid_by_code, returns};
use crate::settlement::races::at_once;
use crate::settlement::{check, code};
use crate::town::Town;

#[test]
fn a_sticker_is_booked_once_and_transferred_back_once() {
    both(async |house| {
        let town = Town::build(&house).await;
        stick(&town).await;
        let (manager, treasurer, desk) = (town.actor(town.manager).await, town.actor(town.treasurer).await, town.desk.clone());
        let buyer = town.actor(town.buyer).await;
        let (order, intent) = ordered(&town, "race-order").await;
        let found = at_once(8, |number| {
            let (desk, actor, amount) = (desk.clone(), manager.clone(), intent.amount);
            async move { printed::record(&desk, &actor, &format!("race-record-{number}"), order, amount).await.map(drop) }
        });
        assert_eq!(found.await, (1, vec!["already_done"; 7]));
        let claim = printed::of_order(&desk, &buyer, order).await.unwrap()[0].id;
        let found = at_once(8, |number| {
            let (desk, actor, said) = (desk.clone(), treasurer.clone(), line(&town, "race-rrn", intent.amount));
            async move { printed::confirm(&desk, &actor, &format!("race-confirm-{number}"), claim, said).await }
        });
        assert_eq!(found.await, (1, vec!["wrong_state"; 7]));
        check(&town).await;

        cancel::cancel(&desk, &buyer, "race-cancel", order, "").await.unwrap();
        payments::run(&desk).await.unwrap();
        let id = returns(&town, order).await[0].id;
        by_hand::give_account(&desk, &buyer, order, account("1234567890")).await.unwrap();
        let found = at_once(8, |number| {
            let (desk, actor) = (desk.clone(), manager.clone());
            async move { by_hand::prepare(&desk, &actor, &format!("race-prepare-{number}"), id, HasAsked::No).await }
        });
        assert_eq!(found.await, (1, vec!["already_done"; 7]));
        let found = at_once(8, |number| {
            let (desk, actor) = (desk.clone(), treasurer.clone());
            async move { by_hand::confirm(&desk, &actor, &format!("race-sent-{number}"), id, &format!("TRX{number}")).await }
        });
        assert_eq!(found.await, (1, vec!["wrong_state"; 7]));
        check(&town).await;
    });
}

#[test]
fn refunds_at_once_give_back_no_more_than_was_paid() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (manager, desk) = (town.actor(town.manager).await, town.desk.clone());
        let (order, total) = paid_by_code(&town, "race-refund").await;
        let half = Rupiah(total.amount() / 2 + 1);
        let (done, rest) = at_once(8, |number| {
            let (desk, actor) = (desk.clone(), manager.clone());
            let command = MakeRefund { order, line: None, amount: half, liable: Liable::Market, reason: "terlambat".into() };
            async move { settlement::make_refund(&desk, &actor, &format!("race-refund-{number}"), command).await.map(drop) }
        })
        .await;
        assert_eq!((done, rest), (1, vec!["bad_amount"; 7]));
        let (done, _) = at_once(4, |_| {
            let desk = desk.clone();
            async move { payments::run(&desk).await.map(drop) }
        })
        .await;
        assert_eq!(done, 4);
        let books = town.sandbox.as_ref().unwrap().books().await.unwrap();
        assert_eq!(books[0].refunded, half, "however many servers ask");
        assert_eq!(returns(&town, order).await[0].state, ReturnState::Sent);
        check(&town).await;
    });
}

#[test]
fn a_claim_is_kept_with_its_picture_or_not_at_all() {
    both(async |house| {
        let town = Town::build(&house).await;
        stick(&town).await;
        let (server, desk, buyer) = (S3Server::start().await, &town.desk, town.actor(town.buyer).await);
        let (studio, broken) = (Studio::new(bucket(&server, s3::SECRET_KEY)), Studio::new(bucket(&server, "another secret")));
        let (order, _) = ordered(&town, "kept-order").await;
        let refused = printed::show_proof(desk, &broken, &buyer, "kept-proof-1", order, picture(400)).await;
        assert_eq!(code(refused), "objects_unavailable");
        assert_eq!(printed::of_order(desk, &buyer, order).await.unwrap(), [], "nobody judges a picture that is not there");
        let claim = printed::show_proof(desk, &studio, &buyer, "kept-proof-1", order, picture(400)).await.expect("the same press again");
        assert!(printed::read_picture(desk, &studio, &buyer, claim).await.unwrap().is_some());
        let kept = server.keys();
        assert_eq!(code(printed::show_proof(desk, &studio, &buyer, "kept-proof-2", order, picture(440)).await), "proof_waits");
        assert_eq!(server.keys(), kept, "what was refused leaves no picture");
    });
}

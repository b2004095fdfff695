//! The rules, through the services.

use kernel::Rupiah;
use kernel::id::{OrderId, PersonId};
use kernel::time::{DAY, HOUR, MINUTE};
use ledger::{Account, AccountKind};
use market::orders::cancel;
use market::orders::model::SubstitutionPolicy::Refund as Drop;
use market::payments::printed::{self, ClaimState, OnBankList, PRINTED};
use market::payments::{self, IntentState, ReturnReason, ReturnState};
use testkit::both;

use super::{line, ordered, paid, picture, stick, sticker, studio};
use crate::settlement::{check, code};
use crate::town::Town;

async fn due(town: &Town, order: OrderId) -> Rupiah {
    payments::of_order(&town.desk, &town.actor(town.buyer).await, order).await.unwrap().1.due
}

async fn bank(town: &Town) -> Rupiah {
    let account = Account::new(AccountKind::Bank, town.desk.city_id());
    ledger::balance(&mut town.house.db.reader().await.unwrap(), town.desk.city_id(), account).await.unwrap()
}

#[test]
fn a_sticker_is_paid_shown_recorded_and_found_on_the_banks_list() {
    both(async |house| {
        let town = Town::build(&house).await;
        stick(&town).await;
        let (studio, _folder) = studio();
        let (desk, buyer) = (&town.desk, town.actor(town.buyer).await);
        let (manager, treasurer) = (town.actor(town.manager).await, town.actor(town.treasurer).await);
        let (order, intent) = ordered(&town, "printed-1").await;
        let most = town.detail(order).await.order.total_max();
        let read = qris::parse(intent.payload.as_deref().unwrap()).unwrap();
        assert_eq!(read.payload.amount.and_then(qris::Decimal::rupiah), Some(most), "the amount stands in the code");
        assert_eq!(payments::ask(desk, &buyer, order).await.unwrap(), intent, "pressing twice gives the same");

        let claim = printed::show_proof(desk, &studio, &buyer, "proof-1-key", order, picture(400)).await.unwrap();
        let again = printed::show_proof(desk, &studio, &buyer, "proof-1-key", order, picture(400)).await.unwrap();
        assert_eq!(again, claim);
        assert!(printed::read_picture(desk, &studio, &treasurer, claim).await.unwrap().is_some());
        assert_eq!(code(printed::read_picture(desk, &studio, &town.actor(town.stranger).await, claim).await), "not_found");
        assert_eq!(due(&town, order).await, most, "a picture is no proof");
        let waiting = printed::waiting_and_ended(desk, &treasurer, town.market).await.unwrap().0;
        assert_eq!((waiting.len(), waiting[0].asked, waiting[0].claim.state), (1, most, ClaimState::Shown));

        assert_eq!(printed::record(desk, &manager, "record-1-key", order, most).await.unwrap(), claim);
        assert_eq!(printed::record(desk, &manager, "record-1-key", order, most).await.unwrap(), claim);
        assert_eq!(due(&town, order).await, most, "one pair of eyes is not enough");
        check(&town).await;
        printed::confirm(desk, &treasurer, "confirm-1-key", claim, line(&town, "rrn 001", most)).await.unwrap();
        printed::confirm(desk, &treasurer, "confirm-1-key", claim, line(&town, "rrn 001", most)).await.expect("a retry repeats");
        assert_eq!((due(&town, order).await, bank(&town).await), (Rupiah::ZERO, most));
        check(&town).await;
        assert_eq!(code(payments::ask(desk, &buyer, order).await), "nothing_due");
        assert_eq!(code(printed::reject(desk, &treasurer, "reject-1-key", claim, "salah").await), "wrong_state");

        cancel::cancel(desk, &buyer, "cancel-printed", order, "").await.unwrap();
        let (_, paying) = payments::of_order(desk, &buyer, order).await.unwrap();
        assert_eq!((paying.returns.len(), paying.returns[0].reason), (1, ReturnReason::OrderEnded));
        payments::run(desk).await.unwrap();
        let (_, paying) = payments::of_order(desk, &buyer, order).await.unwrap();
        assert_eq!(paying.returns[0].state, ReturnState::ByHand, "nobody can send it back but staff");
        check(&town).await;
    });
}

#[test]
fn another_amount_is_booked_as_it_came_and_both_must_say_the_same() {
    both(async |house| {
        let town = Town::build(&house).await;
        stick(&town).await;
        let (desk, buyer) = (&town.desk, town.actor(town.buyer).await);
        let (manager, treasurer) = (town.actor(town.manager).await, town.actor(town.treasurer).await);
        let (order, intent) = ordered(&town, "printed-2").await;
        let short = intent.amount - Rupiah(5_000);
        let claim = printed::record(desk, &manager, "record-2-key", order, short).await.unwrap();
        for (said, expected) in [
            (line(&town, "rrn-2", intent.amount), "amount_differs"),
            (line(&town, " ", short), "missing"),
            (line(&town, &"r".repeat(61), short), "too_long"),
            (OnBankList { date: town.desk.today().plus_days(1), ..line(&town, "rrn-2", short) }, "day_not_begun"),
        ] {
            let refused = printed::confirm(desk, &treasurer, &format!("confirm-bad-{expected}"), claim, said).await;
            assert_eq!(code(refused), expected);
        }
        assert_eq!(code(payments::ask(desk, &buyer, order).await), "proof_waits", "a second scan would pay twice");
        assert_eq!(code(printed::record(desk, &manager, "record-2-more", order, short).await), "already_done");
        printed::confirm(desk, &treasurer, "confirm-2-key", claim, line(&town, "rrn-2", short)).await.unwrap();
        assert_eq!(due(&town, order).await, Rupiah(5_000));
        check(&town).await;

        // The rest by another scan; by mistake it is more.
        let rest = payments::ask(desk, &buyer, order).await.unwrap();
        assert_eq!(rest.amount, Rupiah(5_000));
        paid(&town, order, Rupiah(7_000), "rrn-2b").await;
        assert_eq!(due(&town, order).await, Rupiah::ZERO);
        check(&town).await;
        for (amount, expected) in [(0, "bad_amount"), (-1, "bad_amount"), (1_000_000_001, "bad_amount")] {
            assert_eq!(code(printed::record(desk, &manager, "record-2-bad", order, Rupiah(amount)).await), expected);
        }
    });
}

#[test]
fn pictures_and_references_count_once() {
    both(async |house| {
        let town = Town::build(&house).await;
        stick(&town).await;
        let (studio, _folder) = studio();
        let (desk, buyer) = (&town.desk, town.actor(town.buyer).await);
        let (manager, treasurer) = (town.actor(town.manager).await, town.actor(town.treasurer).await);
        let ((first, one), (second, two)) = (ordered(&town, "printed-3a").await, ordered(&town, "printed-3b").await);
        printed::show_proof(desk, &studio, &buyer, "proof-3a-key", first, picture(400)).await.unwrap();
        let show = async |key: &str, order, side| code(printed::show_proof(desk, &studio, &buyer, key, order, picture(side)).await);
        assert_eq!(show("proof-3a-more", first, 500).await, "proof_waits");
        assert_eq!(show("proof-3b-key", second, 400).await, "proof_used", "shown for another order");
        assert_eq!(code(printed::show_proof(desk, &studio, &buyer, "proof-3b-bad", second, b"%PDF".to_vec()).await), "not_a_picture");
        for (person, expected) in [(town.stranger, "not_found"), (town.manager, "not_allowed"), (town.runners[0], "not_allowed")] {
            let other = town.actor(person).await;
            assert_eq!(code(printed::show_proof(desk, &studio, &other, "proof-3-other", second, picture(450)).await), expected);
        }
        printed::show_proof(desk, &studio, &buyer, "proof-3b-good", second, picture(500)).await.unwrap();
        paid(&town, first, one.amount, "rrn-3").await;
        let claim = printed::record(desk, &manager, "record-3b", second, two.amount).await.unwrap();
        let twice = printed::confirm(desk, &treasurer, "confirm-3b", claim, line(&town, " RRN -3", two.amount)).await;
        assert_eq!(code(twice), "reference_used", "typed otherwise it is the same");
        check(&town).await;
        printed::reject(desk, &treasurer, "reject-3b", claim, "Sudah dipakai pesanan lain").await.unwrap();
        printed::reject(desk, &treasurer, "reject-3b", claim, "Sudah dipakai pesanan lain").await.expect("a retry repeats");
        let claims = printed::of_order(desk, &buyer, second).await.unwrap();
        assert_eq!((claims[0].state, claims[0].reason.as_str()), (ClaimState::Rejected, "Sudah dipakai pesanan lain"));
        assert_eq!(due(&town, second).await, two.amount);
        printed::show_proof(desk, &studio, &buyer, "proof-3b-last", second, picture(500)).await.expect("a rejected picture may come again");
        check(&town).await;
    });
}

#[test]
fn nobody_checks_their_own_word_and_no_buyer_judges() {
    both(async |house| {
        let town = Town::build(&house).await;
        stick(&town).await;
        let (desk, manager) = (&town.desk, town.actor(town.manager).await);
        let (order, intent) = ordered(&town, "printed-4").await;
        for (person, expected) in
            [(town.treasurer, "not_allowed"), (town.runners[0], "not_allowed"), (town.buyer, "not_allowed"), (town.stranger, "not_found")]
        {
            let refused = printed::record(desk, &town.actor(person).await, "record-other", order, intent.amount).await;
            assert_eq!(code(refused), expected);
        }
        let claim = printed::record(desk, &manager, "record-4-key", order, intent.amount).await.unwrap();
        let confirm = async |person: PersonId| {
            let actor = town.actor(person).await;
            code(printed::confirm(desk, &actor, "confirm-other", claim, line(&town, "rrn-4", intent.amount)).await)
        };
        assert_eq!(confirm(town.manager).await, "maker_is_checker");
        assert_eq!(confirm(town.buyer).await, "not_allowed");
        for person in [town.runners[0], town.stranger] {
            assert_eq!(confirm(person).await, "not_found");
        }
        assert_eq!(code(printed::reject(desk, &manager, "reject-4-none", claim, " ").await), "reason_missing");
        printed::reject(desk, &manager, "reject-4-own", claim, "Salah ketik").await.expect("who recorded it may take it back");
        for person in [town.buyer, town.treasurer, town.runners[0]] {
            assert_eq!(code(printed::set_code(desk, &town.actor(person).await, town.market, &sticker()).await), "not_allowed");
        }
        check(&town).await;
    });
}

#[test]
fn what_is_not_paid_in_time_ends_and_late_money_is_believed() {
    both(async |house| {
        let town = Town::build(&house).await;
        stick(&town).await;
        let (studio, _folder) = studio();
        let (desk, buyer) = (&town.desk, town.actor(town.buyer).await);
        let state = async |order| {
            let mut tx = house.db.reader().await.unwrap();
            let statement = ::store::sql!("SELECT state FROM payment_intent WHERE city_id = $1 AND order_id = $2 ORDER BY intent_id DESC");
            tx.rows::<(IntentState,)>(statement, ::store::params![desk.city_id(), order]).await.unwrap()[0].0
        };
        let ((ended, first), (shown, second)) = (ordered(&town, "printed-5a").await, ordered(&town, "printed-5b").await);
        printed::show_proof(desk, &studio, &buyer, "proof-5b-key", shown, picture(400)).await.unwrap();
        house.clock.advance(2 * HOUR + MINUTE);
        payments::run(desk).await.unwrap();
        assert_eq!((state(ended).await, state(shown).await), (IntentState::Expired, IntentState::Pending));
        assert_eq!(payments::run(desk).await.unwrap().looked, 0, "nobody asks again");

        printed::show_proof(desk, &studio, &buyer, "proof-5a-key", ended, picture(500)).await.expect("paid in the last minute");
        paid(&town, ended, first.amount, "rrn-5a").await;
        assert_eq!((state(ended).await, due(&town, ended).await), (IntentState::Paid, Rupiah::ZERO));
        let claim = printed::of_order(desk, &buyer, shown).await.unwrap()[0].id;
        let manager = town.actor(town.manager).await;
        printed::reject(desk, &manager, "reject-5b-key", claim, "Tidak ada di daftar bank").await.unwrap();
        assert_eq!(state(shown).await, IntentState::Expired);
        house.clock.advance(2 * DAY);
        assert_eq!(code(printed::show_proof(desk, &studio, &buyer, "proof-5b-late", shown, picture(600)).await), "too_late");
        // Called off, and the money is found all the same: it goes back.
        cancel::cancel(desk, &buyer, "cancel-5b", shown, "").await.unwrap();
        paid(&town, shown, second.amount, "rrn-5b").await;
        let (_, paying) = payments::of_order(desk, &buyer, shown).await.unwrap();
        assert_eq!(paying.returns.iter().map(|back| back.amount).sum::<Rupiah>(), second.amount);
        check(&town).await;

        // Pictures go after ninety days.
        house.clock.advance(91 * DAY);
        assert_eq!(printed::sweep(desk, &studio).await.unwrap(), 3);
        assert_eq!(printed::sweep(desk, &studio).await.unwrap(), 0);
        assert_eq!(printed::read_picture(desk, &studio, &manager, claim).await.unwrap(), None);
    });
}

#[test]
fn a_sticker_is_offered_where_there_is_one() {
    both(async |house| {
        let mut town = Town::build(&house).await;
        let manager = town.actor(town.manager).await;
        let by_sticker = async |town: &Town, key: &str| {
            let quote = town.quote(vec![town.line("telur-d", 1_000, Drop)]).await.unwrap();
            let command = market::orders::place::PlaceOrder { payment: PRINTED.to_owned(), ..town.command(&quote, town.slot().await) };
            market::orders::place::place(&town.desk, &town.actor(town.buyer).await, key, command).await
        };
        assert_eq!(code(by_sticker(&town, "sticker-none").await), "payment_unknown");
        for (typed, expected) in [("", "missing"), ("bukan kode", "qris_unreadable")] {
            assert_eq!(code(printed::set_code(&town.desk, &manager, town.market, typed).await), expected);
        }
        let kept = printed::set_code(&town.desk, &manager, town.market, &format!(" {}\n", sticker())).await.unwrap();
        assert_eq!(kept.merchant, "PASAR CONTOH");
        by_sticker(&town, "sticker-there").await.unwrap();

        // Cash was chosen; with a gateway its code is shown at the door, without one the sticker's.
        let order = town.order(vec![town.line("telur-d", 1_000, Drop)], "sticker-cash").await;
        let buyer = town.actor(town.buyer).await;
        assert_eq!(payments::ask(&town.desk, &buyer, order).await.unwrap().provider, sandbox::NAME);
        town.desk.payments.truncate(1);
        assert_eq!(payments::ask(&town.desk, &buyer, order).await.unwrap().provider, PRINTED);
        printed::remove_code(&town.desk, &manager, town.market).await.unwrap();
        printed::remove_code(&town.desk, &manager, town.market).await.unwrap();
        house.clock.advance(2 * HOUR);
        assert_eq!(code(payments::ask(&town.desk, &buyer, order).await), "payment_unknown");
        assert_eq!(code(by_sticker(&town, "sticker-gone").await), "payment_unknown");
        check(&town).await;
    });
}

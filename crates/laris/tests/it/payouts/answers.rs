//! The bank's answers: all of it or nothing, and complaints that come too late to hold a transfer.

use market::complaints::{self, ComplaintReason, Decision, MakeComplaint};
use market::settlement::Liable;

use super::*;

fn row(reference: &str, amount: i64, status: &str) -> String {
    format!("{reference},{amount},{status},\n")
}

fn table(rows: &[String]) -> Vec<u8> {
    format!("reference,amount_rupiah,status,message\n{}", rows.concat()).into_bytes()
}

#[test]
fn one_bad_row_refuses_the_whole_answer() {
    both(async |house| {
        let mut town = earning(&house).await;
        any_amount(&mut town);
        let city = town.desk.city_id();
        settled(&town, "rows-day").await;
        let file = filed(&town, "rows-file").await;
        let (first, second) = ("LRS0000100001", "LRS0000100002");
        let good = row(first, 15_000, "sukses");
        for (number, (bad, expected)) in [
            (row("LRS0000200001", 4_000, "sukses"), "result_unknown"),
            (row(second, 4_001, "sukses"), "result_amount_differs"),
            (row(second, 4_000, "diproses"), "result_status_unknown"),
            (good.clone(), "result_twice"),
        ]
        .into_iter()
        .enumerate()
        {
            let refused = take(&town, &format!("rows-answer-{number}"), file, table(&[good.clone(), bad])).await.unwrap_err();
            assert_eq!(refused.row_codes(), [expected]);
            assert_eq!(balance(&town, AccountKind::PayoutInFlight, city).await, Rupiah(19_000), "{expected}");
        }
        for (number, (bytes, expected)) in [
            (b"".to_vec(), "import_empty"),
            (b"reference\n".to_vec(), "import_not_a_table"),
            (b"reference,status\nx,sukses\n".to_vec(), "result_column_missing"),
        ]
        .into_iter()
        .enumerate()
        {
            let refused = take(&town, &format!("rows-file-{number}"), file, bytes).await.unwrap_err();
            assert_eq!(refused.row_codes(), [expected]);
        }
        let manager = town.actor(town.manager).await;
        let refused = disbursements::take_result(&town.desk, &manager, "rows-manager", file, table(std::slice::from_ref(&good))).await;
        assert!(matches!(refused, Err(ResultError::Market(MarketError::NotAllowed))));

        // The bank answers in parts; what it said once it cannot unsay.
        let report = take(&town, "rows-part-1", file, table(std::slice::from_ref(&good))).await.unwrap();
        assert_eq!(report, ResultReport { arrived: 1, failed: 0, known: 0 });
        let refused = take(&town, "rows-turned", file, table(&[row(first, 15_000, "gagal"), row(second, 4_000, "sukses")])).await;
        assert_eq!(refused.unwrap_err().row_codes(), ["result_ended_otherwise"]);
        let report = take(&town, "rows-part-2", file, table(&[good, row(second, 4_000, "gagal")])).await.unwrap();
        assert_eq!(report, ResultReport { arrived: 0, failed: 1, known: 1 });
        assert_eq!(balance(&town, AccountKind::Bank, city).await, Rupiah(-15_000));
        let lost = take(&town, "rows-other-file", kernel::id::RawId::max().into(), table(&[row(first, 15_000, "sukses")])).await;
        assert!(matches!(lost, Err(ResultError::Market(MarketError::NotFound("transfer_file")))));
    });
}

#[test]
fn many_answers_at_once_are_taken_once() {
    both(async |house| {
        let town = earning(&house).await;
        settled(&town, "once-day").await;
        let file = filed(&town, "once-file").await;
        let (bytes, treasurer) = (answer(&town, file, "sukses").await, town.actor(town.treasurer).await);
        let running: Vec<_> = (0..6)
            .map(|number| {
                let (desk, treasurer, bytes) = (town.desk.clone(), treasurer.clone(), bytes.clone());
                tokio::spawn(
                    async move { disbursements::take_result(&desk, &treasurer, &format!("once-answer-{number}"), file, bytes).await },
                )
            })
            .collect();
        let mut arrived = 0;
        for attempt in running {
            match attempt.await.unwrap() {
                Ok(report) => arrived += report.arrived,
                Err(error) => assert_eq!(error.code(), "stale", "{error}"),
            }
        }
        assert_eq!(arrived, 1);
        check(&town).await;
        assert_eq!(balance(&town, AccountKind::Bank, town.desk.city_id()).await, Rupiah(-15_000));
    });
}

#[test]
fn a_complaint_after_the_batch_comes_off_the_next_payout() {
    both(async |house| {
        let town = earning(&house).await;
        let (desk, buyer, manager) = (&town.desk, town.actor(town.buyer).await, town.actor(town.manager).await);
        let order = market::orders::read::mine(desk, &buyer, None, 5).await.unwrap().items[0].id;
        settled(&town, "late-day").await;
        let line = town.detail(order).await.lines[0].id;
        let about = MakeComplaint { order, line: Some(line), reason: ComplaintReason::BadQuality, note: "layu".into() };
        let complaint = complaints::complain(desk, &buyer, "late-complaint", about).await.unwrap();
        check(&town).await;
        let file = filed(&town, "late-file").await;
        take(&town, "late-answer", file, answer(&town, file, "sukses").await).await.unwrap();
        let decision = Decision::Uphold { liable: Liable::Stall, amount: Rupiah(5_000) };
        complaints::decide(desk, &manager, "late-decision", complaint, decision, "memang layu").await.unwrap();
        check(&town).await;
        assert_eq!(balance(&town, AccountKind::StallPayable, town.stalls[0]).await, Rupiah(-5_000));

        house.clock.advance(DAY);
        market::orders::slots::ensure(desk).await.unwrap();
        delivered(&town, vec![town.line("rawit-a", 500, Drop)], "late-order-2", town.runners[1]).await;
        let batch = settled(&town, "late-day-2").await;
        let list = payouts(&town, &manager, batch).await;
        let to_stall = list.iter().find(|payout| payout.payee == town.stalls[0].0).unwrap();
        assert_eq!(to_stall.amount, Rupiah(30_000 - 5_000));
    });
}

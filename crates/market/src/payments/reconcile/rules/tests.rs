//! Every way in which a statement and our books can differ.

use super::*;

fn own(flow: Flow, reference: &str, amount: i64, fee: Option<i64>, is_of_day: bool) -> Ours {
    let subject = RawId::from_u128(u128::from(amount.unsigned_abs()));
    Ours { flow, subject, reference: reference.to_owned(), amount: Rupiah(amount), fee: fee.map(Rupiah), is_of_day }
}

fn line(kind: SettlementKind, reference: &str, gross: i64, fee: i64) -> SettlementLine {
    SettlementLine { reference: reference.to_owned(), gross: Rupiah(gross), fee: Rupiah(fee), paid_at: None, kind }
}

/// Matched amounts and fees; and kind, ours, theirs of what differs.
type Outcome = (Vec<(i64, i64)>, Vec<(DifferenceKind, i64, i64)>);

fn outcome(ours: &[Ours], theirs: &[SettlementLine]) -> Outcome {
    let (matches, found) = compare(ours, theirs);
    (
        matches.iter().map(|it| (it.gross.amount(), it.fee.amount())).collect(),
        found.iter().map(|it| (it.kind, it.ours.amount(), it.theirs.amount())).collect(),
    )
}

#[test]
fn lines_fit_by_reference_and_amount() {
    use DifferenceKind::{AmountDiffers, FeeDiffers, MissingHere, MissingThere};
    use Flow::{Payment, Refund};
    let (paid, back) = (SettlementKind::Payment, SettlementKind::Refund);
    let cases: Vec<(&str, Vec<Ours>, Vec<SettlementLine>, Outcome)> = vec![
        ("nothing", vec![], vec![], (vec![], vec![])),
        ("fits", vec![own(Payment, "A", 100, Some(1), true)], vec![line(paid, "A", 100, 1)], (vec![(100, 1)], vec![])),
        ("unknown fee fits", vec![own(Payment, "A", 100, None, true)], vec![line(paid, "A", 100, 1)], (vec![(100, 1)], vec![])),
        ("of another day fits", vec![own(Payment, "A", 100, None, false)], vec![line(paid, "A", 100, 1)], (vec![(100, 1)], vec![])),
        (
            "fee differs and is settled",
            vec![own(Payment, "A", 100, Some(1), true)],
            vec![line(paid, "A", 100, 2)],
            (vec![(100, 2)], vec![(FeeDiffers, 1, 2)]),
        ),
        ("missing here", vec![], vec![line(paid, "A", 100, 1)], (vec![], vec![(MissingHere, 0, 100)])),
        ("missing there", vec![own(Payment, "A", 100, None, true)], vec![], (vec![], vec![(MissingThere, 100, 0)])),
        ("of another day is not missed", vec![own(Payment, "A", 100, None, false)], vec![], (vec![], vec![])),
        (
            "amount differs",
            vec![own(Payment, "A", 100, None, true)],
            vec![line(paid, "A", 90, 1)],
            (vec![], vec![(AmountDiffers, 100, 90)]),
        ),
        (
            "settled twice",
            vec![own(Payment, "A", 100, None, true)],
            vec![line(paid, "A", 100, 1), line(paid, "A", 100, 1)],
            (vec![(100, 1)], vec![(MissingHere, 0, 100)]),
        ),
        (
            "a refund is no payment",
            vec![own(Payment, "A", 100, None, true)],
            vec![line(back, "A", 100, 0)],
            (vec![], vec![(MissingThere, 100, 0), (MissingHere, 0, 100)]),
        ),
        (
            "refunds in parts",
            vec![own(Refund, "A", 30, None, true), own(Refund, "A", 20, None, true)],
            vec![line(back, "A", 20, 0), line(back, "A", 31, 0)],
            (vec![(20, 0)], vec![(AmountDiffers, 30, 31)]),
        ),
    ];
    for (name, ours, theirs, expected) in cases {
        assert_eq!(outcome(&ours, &theirs), expected, "{name}");
    }
}

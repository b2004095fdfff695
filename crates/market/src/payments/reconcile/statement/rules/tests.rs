//! Statements as providers write them, and as they are refused.

use super::*;
use crate::imports::files;

type Line<'a> = (&'a str, i64, i64, SettlementKind);

fn read(text: &str) -> Result<Read, Vec<ResultFault>> {
    understand(&files::read(text.as_bytes()).unwrap())
}

#[test]
fn statements_are_read_by_their_headings() {
    use SettlementKind::{Payment, Refund};
    let cases: [(&str, &[Line<'_>], usize); 6] = [
        (
            "Order ID,Transaction type,Amount,Fee,Transaction status\nA-1,Payment,50000.00,350,settlement\nA-1,Refund,10000,,refund\n\
             A-2,Payment,7000,49,expire\n",
            &[("A-1", 50_000, 350, Payment), ("A-1", 10_000, 0, Refund)],
            1,
        ),
        (
            "partnerReferenceNo;transactionAmount;MDR;status\nA-1;Rp50.000;-350;00\nA-2;-5000;0;Sukses\n",
            &[("A-1", 50_000, 350, Payment), ("A-2", 5_000, 0, Refund)],
            0,
        ),
        ("referensi\tnominal\tbiaya\tcatatan\nA-1\t(5.000)\t\tx\n", &[("A-1", 5_000, 0, Refund)], 0),
        // A failed refund gave nothing back; a payment that was refunded since had come.
        (
            "Order ID,Type,Amount,Fee,Status\nA-1,Refund,9000,,failed\nA-2,Payment,50000,350,partial_refund\nA-2,Refund,10000,0,refund\n",
            &[("A-2", 50_000, 350, Payment), ("A-2", 10_000, 0, Refund)],
            1,
        ),
        ("reference,amount,Gross amount,fee\nA-1,49650,50000,350\n", &[("A-1", 50_000, 350, Payment)], 0),
        // A fee is rounded half up to whole rupiah, line by line.
        (
            "Order ID;Amount;Fee\nA-1;12350.00;86.45\nA-2;Rp12.350,0;-86,5\nA-3;1,012,350.00;7,086.49\nA-4;1.012.350;7.086,50\n\
             A-5;12350;0,4\n",
            &[
                ("A-1", 12_350, 86, Payment),
                ("A-2", 12_350, 87, Payment),
                ("A-3", 1_012_350, 7_086, Payment),
                ("A-4", 1_012_350, 7_087, Payment),
                ("A-5", 12_350, 0, Payment),
            ],
            0,
        ),
    ];
    for (text, lines, skipped) in cases {
        let found = read(text).unwrap();
        let short: Vec<Line<'_>> =
            found.lines.iter().map(|line| (line.reference.as_str(), line.gross.amount(), line.fee.amount(), line.kind)).collect();
        assert_eq!((short.as_slice(), found.skipped), (lines, skipped), "{text}");
    }
}

#[test]
fn a_statement_is_taken_whole_or_not_at_all() {
    for (text, row, column, code) in [
        ("Order ID,Amount\nA-1,5\n", 1, "fee", "statement_column_missing"),
        ("Order ID,Fee,Amount\nA-1,0,5\nA-2,0,lima\n", 3, "amount", "statement_amount_unreadable"),
        ("Order ID,Fee,Amount\nA-1,0,50000.50\n", 2, "amount", "statement_amount_unreadable"),
        ("Order ID,Fee,Amount\nA-1,0,\"50.000,5\"\n", 2, "amount", "statement_amount_unreadable"),
        ("Order ID,Fee,Amount\nA-1,.5,50\n", 2, "fee", "statement_amount_unreadable"),
        ("Order ID,Fee,Amount\nA-1,8.6.45,50\n", 2, "fee", "statement_amount_unreadable"),
        ("Order ID,Fee,Amount\nA-1,9223372036854775807,50\n", 2, "fee", "statement_amount_unreadable"),
        ("Order ID,Fee,Amount\nA-1,-,5\n", 2, "fee", "statement_amount_unreadable"),
        ("Order ID,Fee,Amount\nA-1,\"350,119\",50017\n", 2, "fee", "statement_fee_too_high"),
        ("Order ID,Fee,Amount\nA-1,350.119,50017\n", 2, "fee", "statement_fee_too_high"),
        ("Order ID,Fee,Amount\nA-1,0,9000000000000000000\n", 2, "amount", "statement_amount_unreadable"),
        ("Order ID,Fee,Amount\nA-1,35,-5000\n", 2, "fee", "statement_refund_fee"),
        ("Order ID,Fee,Amount\n,0,5\n", 2, "order_id", "statement_reference_missing"),
        ("Order ID,Fee,Amount,Status\nA-1,0,5,mungkin\n", 2, "status", "statement_status_unknown"),
    ] {
        let faults = read(text).unwrap_err();
        assert_eq!((faults[0].row, faults[0].column, faults[0].reason.code), (row, column, code), "{text}");
    }
}

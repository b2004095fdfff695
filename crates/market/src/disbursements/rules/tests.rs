//! Tables of the rules.

use kernel::id::{MarketId, PayoutId, RawId, SettlementId};

use super::*;
use crate::imports::model::TableRow;
use crate::payees::{AccountNumber, PayMethod};
use crate::settlement::PayeeKind;

fn date(text: &str) -> BusinessDate {
    BusinessDate::parse(text).unwrap()
}

fn transfer(id: u128, amount: i64, state: PayoutState) -> Transfer {
    let id = RawId::from_u128(id);
    Transfer {
        payout: PayoutId(id),
        settlement: SettlementId(id),
        market: MarketId(id),
        business_date: date("2026-11-21"),
        payee_kind: PayeeKind::Stall,
        payee: id,
        name: "Lapak".into(),
        amount: Rupiah(amount),
        method: PayMethod::Bank,
        state,
        channel: "002".into(),
        account: AccountNumber::new("0021011234".into()),
        holder: "Sumiati".into(),
        is_current: true,
        failure: String::new(),
    }
}

fn table(rows: &[&[&str]]) -> Table {
    let row =
        |(index, cells): (usize, &&[&str])| TableRow { number: index + 1, cells: cells.iter().map(|cell| (*cell).to_owned()).collect() };
    Table { sheet: String::new(), rows: rows.iter().enumerate().map(row).collect() }
}

#[test]
fn a_file_is_carried_out_on_a_day_of_the_bank() {
    let holidays = [date("2026-11-24")];
    for (today, minute, expected) in [
        ("2026-11-20", 600, "2026-11-20"),
        ("2026-11-20", 839, "2026-11-20"),
        ("2026-11-20", 840, "2026-11-23"),
        ("2026-11-21", 600, "2026-11-23"),
        ("2026-11-22", 900, "2026-11-23"),
        ("2026-11-23", 900, "2026-11-25"),
        ("2026-11-24", 100, "2026-11-25"),
    ] {
        assert_eq!(value_date(date(today), minute, 840, &holidays), date(expected), "{today} {minute}");
    }
}

#[test]
fn references_are_short_and_plain() {
    assert_eq!((reference(12, 33), reference(99_999, 9_999).len()), ("LRS0001200034".to_owned(), 13));
}

#[test]
fn an_answer_is_taken_or_told_row_by_row() {
    let transfers =
        [transfer(1, 125_000, PayoutState::Approved), transfer(2, 50_000, PayoutState::Paid), transfer(3, 70_000, PayoutState::Failed)];
    let [one, two, three] = [reference(7, 0), reference(7, 1), reference(7, 2)];
    let (one, two, three) = (one.as_str(), two.as_str(), three.as_str());
    let heading: &[&str] = &["Referensi", "Jumlah (rupiah)", "STATUS", "Keterangan"];
    let failed = |said: &str| Outcome::Failed(said.to_owned());
    for (row, expected) in [
        (&[one, "125000", "Sukses", ""], Ok((0, Outcome::Arrived))),
        (&[one, "125000.00", "SUCCESS", ""], Ok((0, Outcome::Arrived))),
        (&[one, "Rp125.000", "berhasil", ""], Ok((0, Outcome::Arrived))),
        (&[one, "125000", "Gagal", " Rekening \u{200b}tutup "], Ok((0, failed("Rekening tutup")))),
        (&[one, "125000", "ditolak", ""], Ok((0, failed("bank_refused")))),
        (&[two, "50000", "sukses", ""], Ok((1, Outcome::Arrived))),
        (&[three, "70000", "gagal", "x"], Ok((2, failed("x")))),
        (&[two, "50000", "gagal", ""], Err("result_ended_otherwise")),
        (&[three, "70000", "sukses", ""], Err("result_ended_otherwise")),
        (&["LRS0000800001", "125000", "sukses", ""], Err("result_unknown")),
        (&["", "125000", "sukses", ""], Err("result_unknown")),
        (&[one, "125001", "sukses", ""], Err("result_amount_differs")),
        (&[one, "", "sukses", ""], Err("result_amount_differs")),
        (&[one, "125000", "diproses", ""], Err("result_status_unknown")),
        (&[one, "125000", "tidak berhasil", ""], Err("result_status_unknown")),
    ] {
        let found = understand(&table(&[heading, row]), 7, &transfers);
        let found = found.map(|mut answers| answers.remove(0)).map_err(|mut faults| faults.remove(0).reason.code);
        assert_eq!(found, expected, "{row:?}");
    }
    let twice = understand(&table(&[heading, &[one, "125000", "sukses"], &[one, "125000", "sukses"]]), 7, &transfers).unwrap_err();
    assert_eq!((twice.len(), twice[0].row, twice[0].reason.code), (1, 3, "result_twice"));
    let without = understand(&table(&[&["referensi", "status"], &[one, "sukses"]]), 7, &transfers).unwrap_err();
    assert_eq!((without[0].column, without[0].reason.code), ("amount_rupiah", "result_column_missing"));
}

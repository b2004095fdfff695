//! What a wallet would still pay is read with a warning; what is dangerous is an error. Amounts are put in, or not.

#![allow(clippy::unwrap_used, reason = "a test may stop here")]

mod support;

use kernel::Rupiah;
use qris::{Charge, Decimal, Tip, parse};
use support::{changed, payload, sealed};

/// `read: code of each warning` or `error: code`.
fn judged(text: &str) -> String {
    match parse(text) {
        Ok(reading) => reading.warnings.iter().map(|warning| warning.kind.code()).collect::<Vec<_>>().join(" "),
        Err(error) => format!("error: {}", error.code()),
    }
}

#[test]
fn odd_payloads_are_read_with_warnings() {
    let ovosyn = payload("ovosyn");
    for (text, expected) in [
        (format!(" \u{feff}{ovosyn}\r\n"), "surrounding_space"),
        (format!("{}3acc", ovosyn.strip_suffix("3ACC").unwrap()), "crc_lower_case"),
        (changed("nonascii", "5909KOPI", "5910KOPI"), "lengths_in_bytes not_ascii"),
        (changed("ovosyn", "010211", ""), "initiation_unclear"),
        (changed("ovosyn", "010211", "010213"), "initiation_unclear"),
        (changed("ovosyn", "5802ID", "540450005802ID"), "static_with_amount"),
        (changed("ovosyn", "5802ID", "540105802ID"), "static_with_amount amount_zero"),
        (changed("dynsyn", "540525000", "5406025000"), "amount_form"),
        (changed("dynsyn", "540525000", "540625000."), "amount_form"),
        (changed("dynsyn", "540525000", "540825000.50"), "amount_sen"),
        (changed("dynsyn", "540525000", "540825000.00"), ""),
        (changed("dynsyn", "540525000", ""), "dynamic_without_amount"),
        (changed("dynsyn", "550202", "550203"), "tip_unclear"),
        (changed("dynsyn", "550202", "550209"), "tip_unclear"),
        (changed("dynsyn", "5502025604", "5604"), "tip_unclear"),
        (changed("dynsyn", "55020256041000", "55020357016"), ""),
        (changed("dynsyn", "55020256041000", "5502035703100"), "form"),
        (changed("dynsyn", "55020256041000", "550201"), ""),
        (changed("ovosyn", "5911TOKO CONTOH", "5912TOKO CONTOH "), "untidy"),
        (changed("ovosyn", "5911TOKO CONTOH", "5913TOKO\u{202e} CONTOH\u{200b}"), "not_ascii"),
        (changed("ovosyn", "6007JAKARTA", ""), "missing"),
        (changed("ovosyn", "610510110", "61041011"), "form"),
        (changed("ovosyn", "52045812", ""), "missing"),
        (changed("ovosyn", "5802ID", "5802SG"), "form"),
        (changed("ovosyn", "5303360", "5303702"), "form"),
        (changed("ovosyn", "93600914", "93609999"), "acquirer_unknown"),
        (changed("ovosyn", "93600914", "93700914"), "form"),
        (changed("ovosyn", "ID1020012345678", "IDX020012345678"), "form"),
        (changed("ovosyn", "0303UMI5204", "0303UKE5204"), "criteria_differ"),
        (changed("ovosyn", "0303UMI5144", "0303UXY5144"), "form"),
        (changed("ovosyn", "62120708KASIR-01", "6205KASIR"), "template_unreadable reserved"),
        (changed("ovosyn", "62120708KASIR-01", "62121508KASIR-01"), "reserved"),
        (changed("ovosyn", "62120708KASIR-01", "62128008KASIR-01"), ""),
        (changed("ovosyn", "6304", "65021X6304"), "reserved"),
        (changed("ovosyn", "6304", "80021X15021Y6304"), ""),
        (changed("ovosyn", "6304", "80021X6304"), ""),
        // Bank Jatim writes 02 before 01.
        (changed("ovosyn", "011993600914123456789010210G123456789", "0210G12345678901199360091412345678901"), ""),
    ] {
        assert_eq!(judged(&text), expected, "{text}");
    }
}

#[test]
fn dangerous_payloads_are_errors() {
    let ovosyn = payload("ovosyn");
    for (text, expected) in [
        ("  \n".to_owned(), "empty"),
        ("https://laris.example/bayar".to_owned(), "not_emv"),
        (ovosyn.replacen("000201", "000202", 1), "not_emv"),
        (format!("{ovosyn}{}", "0".repeat(3_000)), "too_long"),
        (changed("ovosyn", "TOKO CONTOH", "TOKO\nCONTOH"), "control_character"),
        (ovosyn.replace("TOKO", "TOKI"), "crc_wrong"),
        (ovosyn[..ovosyn.len() - 8].to_owned(), "crc_missing"),
        (ovosyn[..ovosyn.len() - 1].to_owned(), "cut_short"),
        (format!("{}6304ZZZZ", &ovosyn[..ovosyn.len() - 8]), "crc_form"),
        (format!("{}6304+1AB", &ovosyn[..ovosyn.len() - 8]), "crc_form"),
        (format!("{ovosyn}540510000"), "after_crc"),
        (changed("ovosyn", "5802ID", "5405100005405200005802ID"), "tag_repeated"),
        (changed("ovosyn", "0303UMI5144", "0203UMI5144"), "tag_repeated"),
        (changed("dynsyn", "540525000", "540525,00"), "amount_unclear"),
        (changed("dynsyn", "540525000", "540625.000"), "amount_unclear"),
        (changed("dynsyn", "540525000", "5405-2500"), "amount_unclear"),
        (changed("dynsyn", "540525000", "5400"), "amount_unclear"),
        (changed("dynsyn", "56041000", "56041,00"), "amount_unclear"),
        (changed("ovosyn", "5303360", ""), "missing"),
        (changed("ovosyn", "5911TOKO CONTOH", "5902  "), "missing"),
        (changed("ovosyn", "0014COM.GO-JEK.WWW", "0099COM.GO-JEK.WWW"), "cut_short"),
        (sealed("0002010102115204581253033605802ID5904TOKO6006MALANG6105651116304"), "no_account"),
        ("٠٠٠٢٠١".to_owned(), "not_emv"),
        // By characters there are 80, 81 and 82, by bytes 80, 88 and 83.
        (changed("ovosyn", "6304", "8002\u{e9}88105xxxxx8208830412346304"), "ambiguous_lengths"),
    ] {
        assert_eq!(judged(&text), format!("error: {expected}"), "{text}");
    }
}

#[test]
fn errors_name_place_tag_and_way_out() {
    let ovosyn = payload("ovosyn");
    for (text, expected) in [
        (
            ovosyn.replace("TOKO", "TOKI"),
            "character 199, tag 63 (checksum): the checksum says 3ACC, the text gives 64C8; \
             scan the code again; if it stays, ask the acquirer for a new one",
        ),
        (
            changed("dynsyn", "540525000", "540625.000"),
            "character 146, tag 54 (amount): this is no amount: digits, and at most a dot with one or two more; \
             do not pay it; ask the acquirer for a new code",
        ),
        (
            changed("ovosyn", "0303UMI5144", "0203UMI5144"),
            "character 72, tag 26.02 (account at an acquirer): the tag comes twice, and two wallets could read it differently; \
             do not pay it; ask the acquirer for a new code",
        ),
    ] {
        assert_eq!(parse(&text).unwrap_err().to_string(), expected);
    }
}

#[test]
fn amounts_are_put_in_or_refused() {
    let plain = |amount: i64| Charge { amount: Rupiah(amount), tip: None, reference: None };
    let refer = |reference| Charge { reference: Some(reference), ..plain(1) };
    let fixed = |tip: &str| Charge { tip: Some(Tip::Fixed(Decimal::parse(tip).unwrap())), ..plain(1) };
    let long = "0123456789012345678901234";
    for (text, charge, expected) in [
        (payload("dynsyn"), plain(1), "the code is dynamic already"),
        (changed("ovosyn", "5303360", "5303702"), plain(1), "the code is in currency 702, not in rupiah"),
        (changed("nonational", "93600914", "12340914"), plain(1), "the code has neither an account at an Indonesian acquirer"),
        (payload("ovosyn"), plain(0), "the amount is from Rp1 to Rp9.999.999.999.999, it was Rp0"),
        (payload("ovosyn"), plain(-5), "the amount is from Rp1 to Rp9.999.999.999.999, it was -Rp5"),
        (payload("ovosyn"), plain(10_000_000_000_000), "the amount is from Rp1"),
        (payload("ovosyn"), plain(i64::MAX), "the amount is from Rp1"),
        (payload("ovosyn"), fixed("0"), "the tip is a positive amount"),
        (payload("ovosyn"), refer(""), "the reference cannot be used: it is missing or empty"),
        (payload("ovosyn"), refer("01234567890123456789012345"), "the reference cannot be used: it has 26 characters"),
        (payload("ovosyn"), refer("PSR\n1"), "the reference cannot be used: it has characters other"),
        (payload("ovosyn"), refer("é"), "the reference cannot be used: it has characters other"),
        (changed("ovosyn", "62120708KASIR-01", "6205KASIR"), refer("A"), "tag 62 of the code cannot be read"),
        (changed("ovosyn", "62120708KASIR-01", &format!("62848080{}", "x".repeat(80))), refer(long), "tag 62 would be longer"),
        (changed("ovosyn", "6304", &format!("8099{0}8199{0}8299{0}8399{0}6304", "x".repeat(99))), plain(1), "the code would have 623"),
    ] {
        let error = parse(&text).unwrap().with_amount(&charge).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{expected}\n{error}");
    }
    let with = |text: &str, charge| parse(text).unwrap().with_amount(&charge).unwrap();
    let made = with(&changed("ovosyn", "010211", ""), plain(9_999_999_999_999));
    assert!(made.starts_with("00020101021226") && made.contains("54139999999999999" /* 13 digits */) && made.contains("5802ID"));
    let made = with(&changed("ovosyn", "62120708KASIR-01", ""), refer(long));
    assert!(made.contains(&format!("61051011062290525{long}6304")), "{made}");
    let made = with(&changed("ovosyn", "5802ID", "54049000550202560410005802ID"), plain(700));
    assert!(made.contains("53033605403700" /* and no tip */) && made.contains("7005802ID"), "{made}");
    let made = with(&changed("nonascii", "5909KOPI", "5910KOPI"), plain(700));
    assert!(made.contains("5910KOPI SÜSU60"), "lengths go on counting bytes: {made}");
}

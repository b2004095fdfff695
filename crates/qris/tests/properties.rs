//! What is built is read back as it was; nothing that is read stops the program; an amount put in is the amount read.

#![allow(clippy::unwrap_used, reason = "a test may stop here")]

mod support;

use kernel::Rupiah;
use proptest::prelude::*;
use qris::{Account, Charge, Criterion, Decimal, Field, Initiation, Local, Payload, Tag, Tip, additional, parse};
use support::{sealed, vectors};

/// Printable ASCII without space around or doubled.
fn text(max: usize) -> impl Strategy<Value = String> {
    proptest::string::string_regex(&format!("[!-~]( ?[!-~]){{0,{}}}", (max - 1) / 2)).unwrap()
}

fn number() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        (1..=9_999_999_999_999_u64).prop_map(|number| Decimal::whole(number).unwrap()),
        (1..=999_999_999_999_u64).prop_map(|number| Decimal::new(number, 2).unwrap()),
    ]
}

fn criterion() -> impl Strategy<Value = Criterion> {
    proptest::sample::select(Criterion::ALL.to_vec())
}

fn accounts() -> impl Strategy<Value = Vec<Account>> {
    let acquirers: Vec<String> = qris::acquirer::all().iter().map(|acquirer| acquirer.nns.clone()).collect();
    let acquirer = (text(32), proptest::sample::select(acquirers), "[0-9]{4,11}", text(15));
    (proptest::collection::btree_map(26..=45_u8, acquirer, 1..=2), "ID[0-9]{13}", criterion()).prop_map(|(found, nmid, criterion)| {
        let criterion = Some(criterion);
        let mut accounts: Vec<Account> = found
            .into_iter()
            .map(|(tag, (guid, nns, rest, mid))| {
                let (pan, merchant) = (Some(format!("{nns}{rest}")), Some(mid));
                Account { tag: Tag(tag), guid, pan, merchant, criterion, others: Vec::new() }
            })
            .collect();
        let guid = "ID.CO.QRIS.WWW".to_owned();
        accounts.push(Account { tag: Tag::NATIONAL, guid, pan: None, merchant: Some(nmid), criterion, others: Vec::new() });
        accounts
    })
}

fn tip() -> impl Strategy<Value = Option<Tip>> {
    let rate = (1..=9_999_u64).prop_map(|rate| Tip::Percent(Decimal::new(rate, 2).unwrap()));
    proptest::option::of(prop_oneof![Just(Tip::Ask), number().prop_map(Tip::Fixed), rate])
}

prop_compose! {
    fn payloads()(
        accounts in accounts(),
        amount in proptest::option::of(number()),
        tip in tip(),
        (category, name, city, postal) in ("[0-9]{4}", text(25), text(15), "[0-9]{5}"),
        additional in proptest::collection::btree_map(1..=8_u8, text(8), 0..=6),
        local in proptest::option::of(("[A-Z]{2}", "\\p{Han}{1,25}", proptest::option::of("\\p{Han}{1,15}"))),
        others in proptest::collection::btree_map(prop_oneof![2..=25_u8, 80..=99_u8], text(40), 0..=2),
    ) -> Payload {
        let initiation = if amount.is_some() { Initiation::Dynamic } else { Initiation::Static };
        let fields = |values: std::collections::BTreeMap<u8, String>| {
            values.into_iter().map(|(tag, value)| Field::new(Tag(tag), value)).collect::<Vec<_>>()
        };
        let local = local.map(|(language, name, city)| Local { language, name, city, others: Vec::new() });
        let (additional, others, postal_code) = (fields(additional), fields(others), Some(postal));
        Payload { accounts, amount, tip, category, name, city, postal_code, additional, local, others, ..Payload::indonesian(initiation) }
    }
}

fn known_payload() -> impl Strategy<Value = String> {
    let all = vectors();
    let texts = ["sah", "rusak", "konversi"].iter().flat_map(|name| all[*name].as_array().unwrap().clone());
    proptest::sample::select(texts.map(|vector| vector["payload"].as_str().unwrap().to_owned()).collect::<Vec<_>>())
}

/// Whatever was read can be charged and built, or is refused; what comes out is read again.
fn look(input: &str) {
    let Ok(reading) = parse(input) else { return };
    reading.warnings.iter().for_each(|warning| assert!(!warning.to_string().is_empty()));
    let charge = Charge { amount: Rupiah(27_400), tip: None, reference: Some("PSR-0001") };
    if let Ok(made) = reading.with_amount(&charge) {
        let again = parse(&made).unwrap();
        assert_eq!(again.payload.amount.and_then(Decimal::rupiah), Some(charge.amount));
        assert_eq!(again.payload.additional(additional::REFERENCE), charge.reference);
        assert_eq!((again.payload.initiation, &again.payload.accounts), (Initiation::Dynamic, &reading.payload.accounts));
    }
    if let Ok(built) = reading.payload.build() {
        assert_eq!(parse(&built).unwrap().payload, reading.payload, "{input}");
    }
}

proptest! {
    #[test]
    fn what_is_built_is_read_back(payload in payloads()) {
        let built = payload.build();
        // A template or the whole code may become too long.
        let is_too_long = built.as_ref().is_err_and(|error| error.0.iter().all(|fault| fault.kind.code() == "too_long"));
        prop_assume!(!is_too_long);
        let built = built.unwrap();
        let reading = parse(&built).unwrap();
        prop_assert_eq!(&reading.payload, &payload);
        prop_assert!(reading.warnings.iter().all(|warning| warning.kind.is_hint()));
        prop_assert_eq!(reading.payload.build().unwrap(), built.clone());
        look(&built);
    }

    #[test]
    fn nothing_stops_the_reader(input in "\\PC{0,300}", bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        look(&input);
        look(&String::from_utf8_lossy(&bytes));
        look(&sealed(&format!("000201{input}")));
    }

    #[test]
    fn changed_vectors_stop_nobody(
        vector in known_payload(),
        at in any::<proptest::sample::Index>(),
        cut in 0..6_usize,
        put in "[0-9A-Zé]{0,6}",
        is_sealed in any::<bool>(),
    ) {
        let signs: Vec<char> = vector.chars().collect();
        let at = at.index(signs.len());
        let changed: String = signs[..at].iter().copied().chain(put.chars()).chain(signs.iter().skip(at + cut).copied()).collect();
        look(&if is_sealed { sealed(&changed) } else { changed });
    }
}

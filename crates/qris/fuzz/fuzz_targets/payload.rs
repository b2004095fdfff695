//! Any text is read or refused. What was read can be charged, built and drawn, or is refused; what comes out is read again.
//!
//! A checksum stops nearly every change, so that each input is also tried with a right one.

#![no_main]

use kernel::Rupiah;
use libfuzzer_sys::fuzz_target;
use qris::render::Symbol;
use qris::{Charge, Decimal, Initiation, Reading, Tip, additional, parse};

fuzz_target!(|input: &[u8]| {
    let text = String::from_utf8_lossy(input);
    look(&text);
    assert!(text.len() > 60 || Symbol::of(&text).is_ok());
    let covered = format!("{}6304", text.rsplit_once("6304").map_or(&*text, |(covered, _)| covered));
    look(&format!("{covered}{:04X}", qris::crc::crc16(covered.as_bytes())));
});

fn look(text: &str) {
    match parse(text) {
        Ok(reading) => read(text, &reading),
        Err(error) => {
            assert!(error.position >= 1 && error.position <= text.chars().count() + 1, "{error}");
            assert!(!error.to_string().contains('\n'));
        }
    }
}

fn read(text: &str, reading: &Reading) {
    assert!(reading.warnings.iter().all(|warning| !warning.to_string().is_empty() && !warning.kind.code().is_empty()));
    let tip = Decimal::new(u64::from(reading.crc), 2).map(Tip::Percent);
    for (tip, reference) in [(None, None), (None, Some("PSR-0001")), (tip, None)] {
        let charge = Charge { amount: Rupiah(27_400), tip, reference };
        let Ok(made) = reading.with_amount(&charge) else { continue };
        let Ok(again) = parse(&made) else { panic!("{made}") };
        assert_eq!(again.payload.amount.and_then(Decimal::rupiah), Some(charge.amount));
        assert_eq!((again.payload.initiation, &again.payload.accounts), (Initiation::Dynamic, &reading.payload.accounts));
        assert_eq!(again.payload.tip, tip);
        assert!(reference.is_none() || again.payload.additional(additional::REFERENCE) == reference);
        assert!(again.with_amount(&charge).is_err(), "a dynamic code is charged once");
    }
    if let Ok(built) = reading.payload.build() {
        let Ok(again) = parse(&built) else { panic!("{built}") };
        assert_eq!(again.payload, reading.payload);
        assert!(again.warnings.iter().all(|warning| warning.kind.is_hint()));
        assert!(Symbol::of(&built).is_ok_and(|symbol| symbol.svg(text).ends_with("</svg>")));
    }
}

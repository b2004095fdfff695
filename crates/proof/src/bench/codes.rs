//! Payment codes, in this process: a merchant's static code is read, given an amount and a reference, and drawn.

use std::time::Duration;

use kernel::Rupiah;
use qris::Charge;
use qris::render::Symbol;

use super::figures::Report;
use crate::load::{self, Caller, Meters};

/// An invented merchant at a real acquirer's number; the same as in the vectors of `crates/qris`.
const PAYLOAD: &str = "00020101021126620014COM.GO-JEK.WWW011993600914123456789010210G1234567890303UMI51440014ID.CO.QRIS.WWW\
0215ID10200123456780303UMI5204581253033605802ID5911TOKO CONTOH6007JAKARTA61051011062120708KASIR-0163043ACC";

struct Till;

impl Caller for Till {
    async fn ask(&mut self, number: u64) -> anyhow::Result<()> {
        let amount = Rupiah(i64::try_from(number % 1_000_000)? + 1);
        let charge = Charge { amount, tip: None, reference: Some("PSR-0001") };
        let payload = qris::parse(PAYLOAD)?.with_amount(&charge)?;
        std::hint::black_box(Symbol::of(&payload)?.svg("QRIS"));
        // Otherwise a caller that never waits would keep the runtime from ending it.
        tokio::task::yield_now().await;
        Ok(())
    }
}

/// Runs with one caller.
pub async fn measure(time: Duration, report: &mut Report) -> anyhow::Result<()> {
    let meters = Meters { processes: vec![("laris", std::process::id(), false)], thread: None };
    let (load, _) = load::run(vec![Till], time, u64::MAX, &meters).await?;
    report.run("QRIS payload and SVG in process", None, &load, String::new());
    Ok(())
}

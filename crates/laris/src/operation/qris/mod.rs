//! `laris qris`: payment codes as text, one on a line, looked at or given an amount. It needs no city and no database.

mod told;

use std::io::{self, BufRead, Read as _, Write};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use kernel::Rupiah;
use qris::{Charge, Reading};

use self::told::Told;

/// Longer lines are not kept. **Units:** bytes.
const LINE_BYTES_MAX: u64 = 16 * 1024;

/// Options of `laris qris`.
#[derive(Debug, Clone, Args)]
pub struct QrisOptions {
    /// What to do with the payloads that come in, one on a line.
    #[command(subcommand)]
    pub act: QrisAct,
}

/// What `laris qris` can do.
#[derive(Debug, Clone, Subcommand)]
pub enum QrisAct {
    /// Say what each payload means: one JSON object on a line, with `valid`, `warnings`, `fields` and `error`.
    Decode,
    /// Make each static payload a dynamic one for one payment. A line that cannot be charged stays empty, and the status is 1.
    SetAmount {
        /// How much is to be paid, in whole rupiah.
        #[arg(long, value_name = "RUPIAH", value_parser = clap::value_parser!(i64).range(1..=9_999_999_999_999))]
        amount: i64,
        /// What the payer's wallet shows as reference: up to 25 printable ASCII characters.
        #[arg(long, value_name = "TEXT")]
        reference: Option<String>,
    },
}

/// `laris qris …`; false when a payload was not given its amount.
///
/// # Errors
/// When input or output fails. What is wrong with a payload is told, not an error.
pub fn run(options: &QrisOptions) -> anyhow::Result<bool> {
    let (input, output) = (io::stdin().lock(), io::stdout().lock());
    let done = match &options.act {
        QrisAct::Decode => decode(input, output).map(|()| true),
        QrisAct::SetAmount { amount, reference } => {
            let charge = Charge { amount: Rupiah(*amount), tip: None, reference: reference.as_deref() };
            set_amount(input, output, io::stderr().lock(), &charge)
        }
    };
    match done {
        // Whoever reads has seen enough, as in `laris qris decode | head -1`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(true),
        done => done.context("payloads cannot be read from the input, or not written to the output"),
    }
}

/// Writes one JSON object for each line.
///
/// # Errors
/// When input or output fails.
pub fn decode(input: impl BufRead, mut output: impl Write) -> io::Result<()> {
    each_line(input, |_, line| {
        serde_json::to_writer(&mut output, &Told::of(line))?;
        output.write_all(b"\n")
    })
}

/// Writes each payload with its amount, or an empty line; warnings and refusals go to `said`. False when there was a refusal.
///
/// # Errors
/// When input or output fails.
pub fn set_amount(input: impl BufRead, mut output: impl Write, mut said: impl Write, charge: &Charge<'_>) -> io::Result<bool> {
    let mut is_done = true;
    each_line(input, |number, line| match charged(line, charge) {
        Ok((reading, text)) => {
            for warning in reading.warnings {
                writeln!(said, "laris: line {number}: {warning}")?;
            }
            writeln!(output, "{text}")
        }
        Err(refusal) => {
            is_done = false;
            writeln!(said, "laris: line {number}: {refusal}")?;
            writeln!(output)
        }
    })?;
    Ok(is_done)
}

fn charged(line: &[u8], charge: &Charge<'_>) -> Result<(Reading, String), String> {
    let text = std::str::from_utf8(line).map_err(|_| told::NOT_UTF8.to_owned())?;
    let reading = qris::parse(text).map_err(|error| error.to_string())?;
    let charged = reading.with_amount(charge).map_err(|error| error.to_string())?;
    Ok((reading, charged))
}

/// Lines by number, from 1, without their end. Of an endless line only the beginning is kept, which is too long for a payload.
fn each_line(mut input: impl BufRead, mut act: impl FnMut(u64, &[u8]) -> io::Result<()>) -> io::Result<()> {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if input.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if !line.ends_with(b"\n") && line.len() as u64 == LINE_BYTES_MAX {
            input.skip_until(b'\n')?;
        }
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        act(number, text.strip_suffix(b"\r").unwrap_or(text))?;
    }
    Ok(())
}

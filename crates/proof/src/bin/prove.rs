//! `cargo xtask prove`.

use std::process::ExitCode;

use clap::Parser as _;
use proof::prove::{Options, run};

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("prove: {error:#}");
            ExitCode::from(2)
        }
    }
}

//! Project tasks, started as `cargo xtask …`. Plain Rust and few dependencies, so that it builds in seconds.

mod audit;
mod bench;
mod prove;
mod shell;
mod test;
mod tidy;
mod tools;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask tidy            the walls between crates, sources, licences, the last commit's subject
cargo xtask audit           known vulnerabilities of the dependencies; needs cargo-deny or cargo-audit, and the network
cargo xtask test            sets up what the tests need and runs everything
cargo xtask test --quick    tidy, format and tests only; installs nothing
cargo xtask bench [name …]  measures; all of them, or those named; --seconds N, --database NAME, --json
cargo xtask prove [name …]  the long proofs; all of them make docs/proofs/DATE.md; --kills N, --seeds N, …
cargo xtask lighthouse      scores of the pages a buyer sees first";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["tidy"] => tidy::run(),
        ["audit"] => audit::run(),
        ["test"] => test::run(test::Depth::Full),
        ["test", "--quick"] => test::run(test::Depth::Quick),
        ["bench", names @ ..] => bench::run(names),
        ["prove", names @ ..] => prove::run(names),
        ["lighthouse"] => prove::run(&["lighthouse"]),
        _ => Err(anyhow::anyhow!("{HELP}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

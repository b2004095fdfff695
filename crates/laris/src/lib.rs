//! What the `laris` binary is made of, so that tests and benchmarks can use it too.

pub mod cli;
pub mod gateways;
pub mod history;
pub mod open;
pub mod operation;
pub mod seed;
pub mod serve;
pub mod simulate;
pub mod tellings;
pub mod workers;

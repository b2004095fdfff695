//! Benchmarks and long proofs: the seeded city of Malang, served by the real program, asked and broken from outside.
//!
//! | part | what it is |
//! |---|---|
//! | `bench` | how fast: `cargo xtask bench` |
//! | `prove` | the long proofs and their dated page: `cargo xtask prove` |
//! | `crash` | the server is killed at random moments under load |
//! | `outage` | PostgreSQL is cut off, restarted and crashed under load |
//! | `paying` | buyers pay by codes, an acquirer tells of it badly, the server is killed; three sets of books are compared |
//! | `crowd`, `book` | shoppers who do not give up, and what they were told against what is there |
//! | `city`, `database`, `server`, `client`, `patient`, `errand` | what all of these stand on |
//!
//! It deliberately measures no other machine and no network: everything runs beside the server.

pub mod bench;
pub mod book;
pub mod city;
mod client;
pub mod crash;
pub mod crowd;
pub mod database;
mod errand;
mod load;
mod machine;
pub mod outage;
mod patient;
pub mod paying;
mod process;
pub mod prove;
pub mod server;

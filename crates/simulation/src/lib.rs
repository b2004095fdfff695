//! Market days through the real services: many people, a clock that is told the time, chance by seed, and everything that goes wrong.
//!
//! | part | what it is |
//! |---|---|
//! | [`Settings`], [`run()`], [`Report`] | what is asked for, the run, what came of it |
//! | `agenda`, `plan` | who does what when: events by time, and the shape of a day |
//! | `course` | the course of a past: seasons, prices, newcomers |
//! | `actors` | buyers, traders, runners, managers, cashiers, the house: each act is one call of a service |
//! | `line` | between the market and the acquirer: answers that are lost |
//! | `wire` | between actor and service: acts doubled, answers lost, processes that die, keys used again |
//! | `model` | a plain memory of what was promised: orders, stock, places in slots, money owed and paid |
//! | `audit` | compares database and memory after every act, and all of both at times |
//! | `story` | what happened to whom, for the account of a failure |
//! | [`Sabotage`] | rules broken on purpose, to see that they are missed |
//!
//! The same seed gives the same days, on SQLite and on PostgreSQL. It writes nothing of the market run itself: SQL here only looks, or
//! sabotages. Source of the method: TigerBeetle's VOPR, and FoundationDB's simulation (Zhou et al., SIGMOD 2021, section 4).

mod act;
mod actors;
mod agenda;
mod audit;
mod cast;
mod course;
mod line;
mod machine;
mod model;
mod plan;
mod report;
mod run;
mod sabotage;
mod settings;
mod stop;
mod story;
mod wire;
mod world;

pub use report::{Report, Violation};
pub use run::run;
pub use sabotage::Sabotage;
pub use settings::{Past, Purpose, Settings, first_morning};
pub use stop::SimulationError;

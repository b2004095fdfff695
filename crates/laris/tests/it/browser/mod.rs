//! The market run as people live it: real Chromium, real server, both databases.
//!
//! | file | what is walked |
//! |---|---|
//! | `plain` | a visitor's first order, from the search field to the trader's money |
//! | `eventful` | short weight, a refused line, a question asked and answered, a wrong PIN, cash that does not add up |
//! | `paying`, `arriving` | a code at the door, both screens, the traders' accounts, the acquirer's statement; and paid ahead |
//! | `without_scripts` | the buyer's whole run with JavaScript switched off |
//! | `refusals` | stock and slots that are gone, two tabs, quantities that are none, other people's pages |
//!
//! `stage` serves the city, `person` is somebody at a browser, `buying`, `serving` and `cash` are what people do there.

mod arriving;
mod buying;
mod cash;
mod eventful;
mod paying;
mod person;
mod plain;
mod refusals;
mod serving;
mod stage;
mod without_scripts;

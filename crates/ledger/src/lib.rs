//! The ledger: accounts and transfers, append-only; knows nothing of goods, orders or loans.
//!
//! Double entry: a [`Transfer`] moves one amount from the credit of one account to the debit of another, so the books
//! balance by construction and the sum over all accounts is zero. Rows are never changed or removed; a mistake is
//! mended by another transfer. Source: Pacioli, "Summa de arithmetica", 1494, particularis de computis.
//!
//! Two-phase transfers: [`hold`] sets an amount aside (`pending`), and one later row resolves it, once:
//! [`post_hold`] (`posted`, up to the amount held), [`void_hold`] (`voided`) or [`expire_hold`] (`expired`).
//! A repeated id with the same content is a no-op; with other content it is refused.
//! Source: TigerBeetle, docs/concepts/debit-credit.md and docs/coding/two-phase-transfers.md.
//!
//! Balances are sums of transfers. A checkpoint keeps what a busy account held some time ago, so that only what came since is
//! summed; [`take_checkpoints`] makes them beside the run, and they can be thrown away.
//!
//! | row | `state` | `pending_id` | counts in balances |
//! |---|---|---|---|
//! | a plain transfer | posted | none | yes |
//! | a hold | pending | none | no; open while no row names it |
//! | a hold taken, in whole or part | posted | the hold | yes |
//! | a hold let go | voided, expired | the hold | no |

mod account;
mod checkpoint;
mod checkpoint_store;
mod error;
mod posting;
mod reason;
mod report;
mod rules;
mod store;
mod transfer;

pub use account::{Account, AccountKind, Side};
pub use checkpoint::take_checkpoints;
pub use error::LedgerError;
pub use posting::{expire_hold, hold, post, post_hold, void_hold};
pub use reason::Reason;
pub use report::balance::{OwnerBalance, balance, balances, pending_total};
pub use report::check::{TrialLine, Violation, check, trial_balance, trial_balance_of};
pub use report::journal::{JOURNAL_LINES_MAX, JournalLine, journal};
pub use report::statement::{STATEMENT_LINES_MAX, Statement, StatementLine, statement};
pub use rules::{AMOUNT_RUPIAH_MAX, MEMO_BYTES_MAX};
pub use transfer::{State, Transfer, derive_id};

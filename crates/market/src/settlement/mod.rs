//! Cash, closing, settlement batches, payouts, refunds and statements.
//!
//! | thing | state | may become | by |
//! |---|---|---|---|
//! | runner's float | cash in hand | in the box, zero | the market's manager counts it: [`return_cash`] |
//! | day of a market | open | closed, once | the manager, when no order of the day is open and every float is returned: [`close_cash`] |
//! | batch, payout | (closed day) | prepared | the manager: [`create_settlement`] |
//! | batch, payout | prepared | approved | a treasurer who did not prepare it: [`approve_settlement`] |
//! | payout | approved | paid | the manager hands out cash: [`pay_payout`]; or its transfer arrives: [`crate::disbursements`] |
//! | payout | approved | failed | its transfer did not arrive, or its account changed: it is owed again |
//! | batch | approved | paid | its last payout is paid or failed |
//! | refund | (delivered order) | approved | the manager, with a reason and who bears it: [`make_refund`] |
//! | refund | (delivered order, paid by code) | paid | at once, as far as it goes back to where the money came from |
//! | refund | approved | paid | the manager hands out cash: [`pay_refund`] |
//!
//! **Holds.** Every act on a market's cash first touches the market's row in `cash_desk`, so acts on one cash box follow one another:
//! on PostgreSQL the second waits for the first's commit and then reads what it left, on SQLite there is one writer anyway. Balances
//! are read after that, inside the same transaction. Unique indexes (one closing and one batch for each market and date, one payout for
//! each payee of a batch) and transfer ids derived from the row that caused them stand behind it.
//!
//! How a payee would like to be paid is [`crate::payees`]; what goes through the bank is [`crate::disbursements`]. Here are batches, who
//! makes and checks them, and cash.

mod batches;
mod closing;
pub mod export;
pub mod figures;
pub mod invariants;
mod model;
mod moves;
pub mod paper;
mod payouts;
pub(crate) mod read;
pub(crate) mod refunds;
mod returns;
pub(crate) mod rights;
pub mod rules;
pub mod statements;
pub(crate) mod store;

pub use batches::{approve_settlement, create_settlement};
pub use closing::{CloseCash, ClosingPreview, RunnerFloat, close_cash, closing_preview, float_of_runner};
pub use figures::{DayFigures, StallMoney, day_figures, money_of_stall_today};
pub use model::{BatchState, CashCount, CountKind, Liable, PayeeKind, Payout, PayoutState, Refund, RefundId, RefundState, Settlement};
pub use moves::{CashDirection, MoveCash, move_cash};
pub use payouts::pay_payout;
pub use read::{
    PayoutFilter, SettlementDetail, SettlementFilter, get_settlement, list_cash_counts, list_payouts, list_refunds, list_settlements,
    refunds_of_order,
};
pub use refunds::{MakeRefund, make_refund, may_refund, pay_refund, ways_back};
pub use returns::{ReturnCash, return_cash};
pub use statements::{MoneyStatement, SoldGoods, StatementLine, statement_of_runner, statement_of_stall};
pub use store::{batches_waiting, days_not_closed, newest_order, orders_of_date, orders_open_before};

use ::store::{StoreError, Tx};
use jobs::feed::Topic;
use kernel::Actor;
use kernel::id::{MarketId, RawId};
use serde::Serialize;

use crate::desk::Desk;

/// Logs an act of staff on a market's money and tells live pages.
async fn note(
    desk: &Desk,
    tx: &mut Tx,
    actor: &Actor,
    action: &'static str,
    subject: (&'static str, RawId),
    market: MarketId,
    detail: &impl Serialize,
) -> Result<(), StoreError> {
    registry::audit::log(tx, actor, &*desk.house.ids, desk.now(), action, subject.0, subject.1, detail).await?;
    crate::orders::trail::tell(desk, tx, Topic::Cash, market)
}

//! A refund of an order that was paid by code goes back to where the money came from.

use ::store::Tx;
use kernel::Rupiah;
use ledger::{Account, AccountKind, Reason, Transfer, derive_id};

use super::model::{Receipt, Return, ReturnReason};
use super::{books, store};
use crate::desk::Desk;
use crate::error::MarketError;
use crate::ids::RefundId;
use crate::orders::model::Order;

/// Sends as much of a refund as the order's payments still hold back to their sources, the newest first, and gives how much that is. The
/// refund is owed already; what goes to a source is owed no more, and lies with the buyer's prepaid money until it is sent.
///
/// **Holds** the order's payment, so that no payment gives back more than it brought.
///
/// # Errors
/// [`MarketError::Store`], [`MarketError::Ledger`].
pub(crate) async fn to_source(desk: &Desk, tx: &mut Tx, order: &Order, refund: RefundId, amount: Rupiah) -> Result<Rupiah, MarketError> {
    let (city, now) = (desk.city_id(), desk.now());
    store::lock(tx, city, order.id, now).await?;
    let left = left(&store::receipts(tx, city, order.id).await?, &store::returns(tx, city, order.id).await?);
    let parts = books::newest_first(&left, amount);
    let by_source: Rupiah = parts.iter().map(|(_, part)| *part).sum();
    if by_source == Rupiah::ZERO {
        return Ok(by_source);
    }
    books::give_back(desk, tx, order.market, &parts, ReturnReason::Refund, Some(refund)).await?;
    let owed = Account::new(AccountKind::RefundPayable, order.buyer);
    let moved = Transfer {
        // The first of this reason is what is handed out in cash.
        id: derive_id(refund.into(), Reason::RefundPaid, 1),
        debit: owed,
        credit: books::of_buyer(order),
        amount: by_source,
        reason: Reason::RefundPaid,
        reference_kind: "refund",
        reference: refund.into(),
        business_date: desk.today(),
        memo: order.number.clone(),
    };
    ledger::post(tx, city, now, &[moved]).await?;
    Ok(by_source)
}

/// The payments with what each of them still holds.
fn left(receipts: &[Receipt], returns: &[Return]) -> Vec<Receipt> {
    let back = |receipt: &Receipt| returns.iter().filter(|back| back.intent == receipt.intent).map(|back| back.amount).sum::<Rupiah>();
    receipts.iter().map(|receipt| Receipt { amount: receipt.amount - back(receipt), ..receipt.clone() }).collect()
}

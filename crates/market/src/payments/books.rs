//! Where a buyer's money lies: in the prepaid account when it comes, in the order when the goods are handed over.

use ::store::Tx;
use kernel::id::{MarketId, RawId};
use kernel::{BusinessDate, Rupiah};
use ledger::{Account, AccountKind, Reason, Transfer, derive_id};
use providers::payments::{PaymentState, PaymentStatus};
use sha2::{Digest as _, Sha256};

use super::model::{Intent, Receipt, Return, ReturnReason, ReturnState, Standing};
use super::{hold, store};
use crate::desk::Desk;
use crate::error::MarketError;
use crate::ids::RefundId;
use crate::orders::model::Order;

/// What a provider took for the city and has not settled yet.
pub(super) fn of_provider(name: &str) -> Account {
    let hash: [u8; 32] = Sha256::digest(format!("payment provider {name}")).into();
    let mut id = [0; 16];
    id.copy_from_slice(&hash[..16]);
    Account { kind: AccountKind::ProviderReceivable, owner: RawId::from_u128(u128::from_be_bytes(id)) }
}

/// What a buyer paid and nothing was bought for yet.
pub(super) fn of_buyer(order: &Order) -> Account {
    Account::new(AccountKind::BuyerPrepaid, order.buyer)
}

pub(super) fn transfer(
    id: RawId,
    reason: Reason,
    sides: (Account, Account),
    amount: Rupiah,
    order: &Order,
    date: BusinessDate,
) -> Transfer {
    Transfer {
        id: derive_id(id, reason, 0),
        debit: sides.0,
        credit: sides.1,
        amount,
        reason,
        reference_kind: "order",
        reference: order.id.into(),
        business_date: date,
        memo: order.number.clone(),
    }
}

/// Books money that came for an order, once; if the order has ended, it goes back. The order's payment is taken already, and
/// what `known` says was read after that: the attempt, its order, and how they stand.
///
/// # Errors
/// [`MarketError::Store`], [`MarketError::Ledger`].
pub(super) async fn receive(
    desk: &Desk,
    tx: &mut Tx,
    known: &(Intent, Order, Standing),
    status: &PaymentStatus,
) -> Result<bool, MarketError> {
    let (city, now, date) = (desk.city_id(), desk.now(), desk.today());
    let (intent, order, standing) = known;
    if standing.is_booked {
        return Ok(false);
    }
    let (id, provider) = (intent.id, intent.provider.clone());
    let receipt = Receipt { intent: id, order: order.id, provider, amount: status.amount, received: now };
    store::insert_receipt(tx, city, &receipt, status.fee, status.at, date)?;
    let sides = (of_provider(&intent.provider), of_buyer(order));
    let came = transfer(id.into(), Reason::PaymentReceived, sides, receipt.amount, order, date);
    ledger::post(tx, city, now, &[came]).await?;
    if order.state.is_final() {
        give_back(desk, tx, order.market, &[(receipt.clone(), receipt.amount)], ReturnReason::OrderEnded, None).await?;
    } else if standing.is_held && status.state != PaymentState::Refunded {
        // What its provider gave back already holds no order any longer, nor lets one go.
        hold::let_go(desk, tx, order).await?;
    }
    Ok(true)
}

pub(super) async fn give_back(
    desk: &Desk,
    tx: &mut Tx,
    market: MarketId,
    parts: &[(Receipt, Rupiah)],
    reason: ReturnReason,
    refund: Option<RefundId>,
) -> Result<(), MarketError> {
    for (receipt, amount) in parts {
        let (id, intent, order, amount) = (desk.house.id(), receipt.intent, receipt.order, *amount);
        let back = Return { id, intent, order, market, amount, reason, refund, state: ReturnState::Due, is_unsure: false, tries: 0 };
        store::insert_return(tx, desk.city_id(), &back, desk.now()).await?;
    }
    Ok(())
}

/// What came for an order and was not too much; a refund goes back of what was used.
fn held(receipts: &[Receipt], returns: &[Return]) -> Rupiah {
    let too_much = returns.iter().filter(|back| back.reason != ReturnReason::Refund).map(|back| back.amount).sum::<Rupiah>();
    receipts.iter().map(|receipt| receipt.amount).sum::<Rupiah>() - too_much
}

/// What the runner must still take in cash. Takes the order's payment first, so that nothing comes in between.
///
/// # Errors
/// [`MarketError::Store`].
pub(crate) async fn due_in_cash(desk: &Desk, tx: &mut Tx, order: &Order, total: Rupiah) -> Result<Rupiah, MarketError> {
    let city = desk.city_id();
    store::lock(tx, city, order.id, desk.now()).await?;
    let came = held(&store::receipts(tx, city, order.id).await?, &store::returns(tx, city, order.id).await?);
    Ok((total - came).max(Rupiah::ZERO))
}

/// Ends an order's payments: uses what came for its total, sends back the rest, and gives what was used. The order's payment is
/// taken already; `total` is 0 for an order that was called off or failed.
///
/// # Errors
/// [`MarketError::Store`], [`MarketError::Ledger`].
pub(crate) async fn close(desk: &Desk, tx: &mut Tx, order: &Order, total: Rupiah) -> Result<Rupiah, MarketError> {
    let (city, now) = (desk.city_id(), desk.now());
    let receipts = store::receipts(tx, city, order.id).await?;
    if receipts.is_empty() {
        return Ok(Rupiah::ZERO);
    }
    let came = held(&receipts, &store::returns(tx, city, order.id).await?);
    let used = came.min(total);
    let buyer = Account::new(AccountKind::BuyerReceivable, order.buyer);
    let sides = (of_buyer(order), buyer);
    let using = transfer(order.id.into(), Reason::PaymentUsed, sides, used, order, order.business_date);
    ledger::post(tx, city, now, &[using]).await?;
    let reason = if total > Rupiah::ZERO { ReturnReason::Excess } else { ReturnReason::OrderEnded };
    give_back(desk, tx, order.market, &newest_first(&receipts, came - used), reason, None).await?;
    Ok(used)
}

/// From which payments an amount goes back: from the last one that came, then from those before it.
pub(super) fn newest_first(receipts: &[Receipt], amount: Rupiah) -> Vec<(Receipt, Rupiah)> {
    let (mut left, mut parts) = (amount, Vec::new());
    for receipt in receipts.iter().rev() {
        let part = receipt.amount.min(left);
        if part > Rupiah::ZERO {
            parts.push((receipt.clone(), part));
            left -= part;
        }
    }
    parts
}

pub(super) fn received(receipts: &[Receipt], returns: &[Return]) -> Rupiah {
    held(receipts, returns)
}

//! Money that goes back: to its source, and by a transfer of staff where that cannot be.

pub mod by_hand;
mod refunds;

use kernel::Rupiah;
use kernel::id::OrderId;
use market::payments::{self, Return};
use sandbox::Mischief;

use crate::payments::{hand_over, picked};
use crate::town::Town;

/// An order that was paid by a code of the gateway and handed over; the second gives what it cost.
pub async fn paid_by_code(town: &Town, key: &str) -> (OrderId, Rupiah) {
    let (order, total) = picked(town, key).await;
    let buyer = town.actor(town.buyer).await;
    let code = payments::ask(&town.desk, &buyer, order).await.unwrap();
    if let Some(sandbox) = &town.sandbox {
        sandbox.pay(&code.reference, Mischief::Lost).await.unwrap();
    }
    payments::look(&town.desk, &code.reference).await.unwrap();
    hand_over(town, order, Rupiah::ZERO).await.unwrap();
    (order, total)
}

/// What goes back of an order.
pub async fn returns(town: &Town, order: OrderId) -> Vec<Return> {
    payments::of_order(&town.desk, &town.desk.system(), order).await.unwrap().1.returns
}

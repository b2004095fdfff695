//! What every act on an order leaves behind: an event on its timeline and news for live pages.

use ::store::{StoreError, Tx};
use jobs::feed::{Topic, publish, publish_all};
use kernel::id::{OrderId, RawId};
use kernel::{Actor, Timestamp, id::new_id};
use serde::Serialize;

use crate::desk::Desk;
use crate::orders::store;

/// Notes an event and tells live pages that the order changed.
pub(crate) fn note(
    desk: &Desk,
    tx: &mut Tx,
    actor: &Actor,
    order: OrderId,
    kind: &'static str,
    detail: &impl Serialize,
    device: Option<Timestamp>,
) -> Result<(), StoreError> {
    event(desk, tx, actor, order, kind, detail, device)?;
    tell(desk, tx, Topic::Order, order)
}

/// Notes an event and tells nobody.
pub(crate) fn event(
    desk: &Desk,
    tx: &mut Tx,
    actor: &Actor,
    order: OrderId,
    kind: &'static str,
    detail: &impl Serialize,
    device: Option<Timestamp>,
) -> Result<(), StoreError> {
    let (city, now) = (desk.city_id(), desk.now());
    let detail = serde_json::to_string(detail).unwrap_or_default();
    let event: RawId = new_id(&*desk.house.ids, now);
    store::insert_event(tx, city, order, event, kind, actor.person, &detail, (now, device))
}

/// Tells live pages of something else.
pub(crate) fn tell(desk: &Desk, tx: &mut Tx, topic: Topic, subject: impl Into<RawId>) -> Result<(), StoreError> {
    publish(tx, desk.city_id(), &*desk.house.ids, desk.now(), topic, subject)
}

/// Tells live pages of several things at once.
pub(crate) fn tell_all(desk: &Desk, tx: &mut Tx, changes: &[(Topic, RawId)]) -> Result<(), StoreError> {
    publish_all(tx, desk.city_id(), &*desk.house.ids, desk.now(), changes)
}

/// Queues the messages about an order to those it concerns; they leave after the commit.
pub(crate) fn message(desk: &Desk, tx: &mut Tx, order: OrderId, kind: &'static str) -> Result<(), StoreError> {
    let body = OrderMessage { order, kind: kind.to_owned() };
    jobs::queue::enqueue(tx, desk.city_id(), &*desk.house.ids, desk.now(), ORDER_MESSAGE, &body, desk.now(), None)
}

/// The job that sends a message about an order.
pub const ORDER_MESSAGE: &str = "order_message";

/// Which message, about which order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct OrderMessage {
    /// About which order.
    pub order: OrderId,
    /// `placed`, `placed_held`, `released`, `payment_confirmed`, `proof_rejected`, `cancelled`, `substitution_asked`, `total_final`, `total_above_estimate`, `delivering`, `delivered` or `failed`.
    pub kind: String,
}

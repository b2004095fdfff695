//! An order that staff enter for somebody who calls. It belongs to the caller; whoever entered it stands in the order and in the trail.

use kernel::id::{MarketId, OrderId, QuoteId, SlotId};
use kernel::{Actor, Phone};
use registry::addresses::DeliveryAddress;
use registry::people::{self, PersonError};

use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::place::{PlaceOrder, place};
use crate::orders::quote;
use crate::settlement::rights;

/// What staff enter.
#[derive(Debug, Clone)]
pub struct PhoneOrder {
    /// The prices that were told.
    pub quote: QuoteId,
    /// When it should come.
    pub slot: SlotId,
    /// The caller's number; whoever has it is the buyer.
    pub phone: Phone,
    /// The caller's name; kept for one who has not told it yet.
    pub name: String,
    /// Where.
    pub address: DeliveryAddress,
    /// Which payment provider collects.
    pub payment: String,
    /// The caller said that messages about orders are welcome.
    pub agrees_to_messages: bool,
}

/// Enters an order for a caller of one's market. A number that is not known becomes a person. The same key gives the same order again.
///
/// # Errors
/// [`MarketError::SignInFirst`], [`MarketError::NotAllowed`] for others than the market's managers, [`MarketError::Missing`] and
/// [`MarketError::TooLong`] of `name`, [`MarketError::OtherMarket`] for a quote of another market; else as placing any order.
pub async fn take(desk: &Desk, actor: &Actor, key: &str, market: MarketId, order: PhoneOrder) -> Result<OrderId, MarketError> {
    rights::must_manage(actor, market)?;
    let mut reader = desk.house.db.reader().await?;
    // A quote that is gone may have been ordered under this very key: placing knows.
    if let Ok(quote) = quote::find(desk, &mut reader, &quote::owners(actor, None), order.quote).await
        && quote.market != market
    {
        return Err(MarketError::OtherMarket);
    }
    drop(reader);
    let caller = people::enter_caller(&desk.house, actor, &order.phone, &order.name, order.agrees_to_messages).await;
    let caller = caller.map_err(|error| match error {
        PersonError::Store(error) => MarketError::Store(error),
        PersonError::NameTooLong => MarketError::TooLong { field: "name", max: people::NAME_MAX },
        PersonError::NameNotAllowed => MarketError::TextNotAllowed("name"),
        PersonError::NameMissing | PersonError::NotSignedIn => MarketError::Missing("name"),
    })?;
    let command = PlaceOrder {
        quote: order.quote,
        slot: order.slot,
        recipient: order.name,
        phone: order.phone,
        address: order.address,
        payment: order.payment,
        buyer: Some(caller.id),
        visitor: None,
    };
    place(desk, actor, key, command).await
}

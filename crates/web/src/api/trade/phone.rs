//! Orders that staff enter for somebody who calls.

use axum::extract::State;
use kernel::id::{QuoteId, SlotId};
use market::orders::phone;
use registry::addresses::DeliveryAddress;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::answer::{Made, Reply};
use crate::api::caller::Caller;
use crate::api::catalogue::places::market_of;
use crate::api::input::{Json, Key, Path};
use crate::api::orders::model::Order;
use crate::api::orders::placing::AddressRequest;
use crate::api::orders::reading;
use crate::api::problem::Refusal;
use crate::api::sessions::phone_of;
use crate::app::App;

/// What a caller wants.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PhoneOrderRequest {
    /// The prices that were told; a quote of whoever enters the order.
    #[schema(value_type = String, format = Uuid)]
    quote_id: QuoteId,
    /// The delivery window.
    #[schema(value_type = String, format = Uuid)]
    slot_id: SlotId,
    /// The caller's number; whoever has it is the buyer.
    #[schema(example = "0812-5555-0101", max_length = 40)]
    phone: String,
    /// The caller's name.
    #[schema(min_length = 1, max_length = 80, example = "Bu Sri")]
    name: String,
    /// Where.
    address: AddressRequest,
    /// The caller said that messages about orders are welcome.
    #[serde(default)]
    agrees_to_messages: bool,
}

/// Enters an order for somebody who calls; it belongs to them, paid in cash.
///
/// A number that is not known becomes a person. The buyer is told by message where the order is found.
#[utoipa::path(post, path = "/markets/{market}/phone-orders", tag = "managing", request_body = PhoneOrderRequest,
    params(("market" = String, Path, description = "Id or slug")),
    responses((status = 201, description = "Placed", body = Order, headers(("Location" = String, description = "The order")))),
    security(("bearer" = ["manager"])))]
pub async fn take_phone_order(
    State(app): State<App>,
    caller: Caller,
    Path(market): Path<String>,
    Key(key): Key,
    Json(said): Json<PhoneOrderRequest>,
) -> Reply<Made<Order>> {
    let market = market_of(&app.catalogue.snapshot(), &market)?.id;
    // Who may not learns nothing of what is wrong with the rest.
    if !caller.actor.manages(market) {
        let refusal = if caller.actor.person.is_some() { market::MarketError::NotAllowed } else { market::MarketError::SignInFirst };
        return Err(refusal.into());
    }
    let address = DeliveryAddress::parse(&said.address.typed(), &app.desk.areas).map_err(|error| Refusal::from(error).within("address"))?;
    let order = phone::PhoneOrder {
        quote: said.quote_id,
        slot: said.slot_id,
        phone: phone_of(&said.phone)?,
        name: said.name,
        address,
        payment: "cash".to_owned(),
        agrees_to_messages: said.agrees_to_messages,
    };
    let id = phone::take(&app.desk, &caller.actor, &key, market, order).await?;
    Ok(Made { at: format!("/orders/{id}"), body: reading::now(&app, &caller, id).await? })
}

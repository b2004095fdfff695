//! Placing an order from a quote.

use axum::extract::State;
use kernel::id::{QuoteId, SlotId};
use market::orders::place::{self, PlaceOrder};
use registry::addresses::{AddressInput, DeliveryAddress};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::Order;
use super::reading;
use crate::api::answer::{Made, Reply};
use crate::api::caller::Caller;
use crate::api::catalogue::model::Pin;
use crate::api::input::{Json, Key};
use crate::api::problem::Refusal;
use crate::api::sessions::phone_of;
use crate::app::App;

/// What is ordered, when it comes, and to whom.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderRequest {
    /// The prices that were shown.
    #[schema(value_type = String, format = Uuid)]
    quote_id: QuoteId,
    /// The delivery window.
    #[schema(value_type = String, format = Uuid)]
    slot_id: SlotId,
    /// Who receives it; may be another than the buyer. At most 80 characters.
    #[schema(min_length = 1, max_length = 80, example = "Bu Sri")]
    recipient: String,
    /// The recipient's number, however it is written.
    #[schema(example = "0812-5555-0101", max_length = 40)]
    phone: String,
    /// Where.
    address: AddressRequest,
    /// Which way of paying.
    #[serde(default = "cash")]
    #[schema(example = "cash", default = "cash")]
    payment: String,
}

fn cash() -> String {
    "cash".to_owned()
}

/// A delivery address in this city.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressRequest {
    /// Street, number, block.
    #[schema(min_length = 1, max_length = 120, example = "Jl. Guntur 12")]
    street: String,
    /// Rukun tetangga: `3`, `03`.
    #[schema(example = "3", max_length = 20)]
    rt: String,
    /// Rukun warga: `5`, `05`.
    #[schema(example = "5", max_length = 20)]
    rw: String,
    /// The ward's code, or its name.
    #[schema(example = "Oro-oro Dowo", max_length = 80)]
    ward_code: String,
    /// How to find the door.
    #[serde(default)]
    #[schema(max_length = 200, example = "Pagar hijau depan musala")]
    landmark: String,
    /// The door on the map; in the ward or close to it.
    #[serde(default)]
    pin: Option<Pin>,
}

impl AddressRequest {
    /// As somebody typed it.
    #[must_use]
    pub fn typed(self) -> AddressInput {
        AddressInput {
            label: String::new(),
            street: self.street,
            rt: self.rt,
            rw: self.rw,
            ward_code: self.ward_code,
            landmark: self.landmark,
            lat: self.pin.map(|pin| pin.lat),
            lng: self.pin.map(|pin| pin.lng),
        }
    }
}

/// Places an order.
///
/// Stock, the place in the window and the most it may cost are taken at once, or nothing is.
/// The same key gives the same order again, as it stands then.
#[utoipa::path(post, path = "/orders", tag = "orders", request_body = OrderRequest, responses(
    (status = 201, description = "Placed; the PIN is for the door", body = Order, headers(("Location" = String, description = "The order")))),
    security(("bearer" = ["buyer"])))]
pub async fn place_order(State(app): State<App>, caller: Caller, Key(key): Key, Json(said): Json<OrderRequest>) -> Reply<Made<Order>> {
    caller.actor.person.ok_or(market::MarketError::SignInFirst)?;
    let address = DeliveryAddress::parse(&said.address.typed(), &app.desk.areas).map_err(|error| Refusal::from(error).within("address"))?;
    let command = PlaceOrder {
        quote: said.quote_id,
        slot: said.slot_id,
        recipient: said.recipient,
        phone: phone_of(&said.phone)?,
        address,
        payment: said.payment,
        buyer: None,
        visitor: Some(caller.visitor),
    };
    let id = place::place(&app.desk, &caller.actor, &key, command).await?;
    Ok(Made { at: format!("/orders/{id}"), body: reading::now(&app, &caller, id).await? })
}

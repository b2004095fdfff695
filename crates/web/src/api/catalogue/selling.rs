//! What traders and managers change of an offer or a stall. Live views follow within a second.

use axum::extract::State;
use kernel::Rupiah;
use kernel::id::{OfferId, StallId};
use kernel::{Quantity, Timestamp};
use market::catalogue::{NewStock, Outcome, service};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::answer::{Reply, Said};
use crate::api::caller::Caller;
use crate::api::input::{Json, Key, Path};
use crate::api::moment;
use crate::api::once::once;
use crate::api::problem::Refusal;
use crate::app::App;

/// What came of a change.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Change {
    /// False when it was so already.
    pub is_changed: bool,
}

impl From<Outcome> for Change {
    fn from(outcome: Outcome) -> Self {
        Self { is_changed: outcome == Outcome::Changed }
    }
}

/// A new price.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPrice {
    /// Rupiah for one unit.
    #[schema(minimum = 1, maximum = 100_000_000, example = 65_000)]
    price_rupiah: i64,
}

/// Until when something is away.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AwayUntil {
    /// Back by itself from then, within 60 days; absent for the end of the local day.
    #[serde(default)]
    #[schema(format = DateTime)]
    until: Option<String>,
}

/// Stock as a trader tells it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Stock {
    /// So much is there, in thousandths of the unit; `null` or absent when the trader wants to be asked.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 10_000_000, example = 12_500)]
    stock_milli: Option<i64>,
}

impl AwayUntil {
    fn moment(&self, app: &App) -> Reply<Timestamp> {
        match &self.until {
            None => Ok(app.desk.today().plus_days(1).at_minute(0, app.offset_minutes())),
            Some(said) => moment::parse(said).ok_or_else(|| Refusal::invalid("time_malformed", "until")),
        }
    }
}

/// Sets an offer's price. Orders placed before keep theirs.
#[utoipa::path(put, path = "/offers/{offer}/price", tag = "selling", request_body = NewPrice,
    params(("offer" = String, Path, format = Uuid, description = "The offer's id")),
    responses((status = 200, description = "The price stands", body = Change)),
    security(("bearer" = ["seller", "manager"])))]
pub async fn set_offer_price(
    State(app): State<App>,
    caller: Caller,
    Path(offer): Path<OfferId>,
    key: Key,
    Json(new): Json<NewPrice>,
) -> Reply<Said<Change>> {
    let work = async { Ok(service::set_price(&app.desk.house, &caller.actor, offer, Rupiah(new.price_rupiah)).await?.into()) };
    once(&app, &caller, "set_offer_price", &key, &(offer, &new), work).await.map(Said)
}

/// Sets what is left of an offer.
#[utoipa::path(put, path = "/offers/{offer}/stock", tag = "selling", request_body = Stock,
    params(("offer" = String, Path, format = Uuid, description = "The offer's id")),
    responses((status = 200, description = "The stock stands", body = Change)),
    security(("bearer" = ["seller", "manager"])))]
pub async fn set_offer_stock(
    State(app): State<App>,
    caller: Caller,
    Path(offer): Path<OfferId>,
    key: Key,
    Json(new): Json<Stock>,
) -> Reply<Said<Change>> {
    let stock = match new.stock_milli {
        None => NewStock::Ask,
        Some(milli) => NewStock::Counted(Quantity::from_milli(milli).ok_or_else(|| {
            Refusal::invalid("number_out_of_range", "stock_milli").with("least", 0).with("most", kernel::quantity::QUANTITY_MILLI_MAX)
        })?),
    };
    let work = async { Ok(service::set_stock(&app.desk.house, &caller.actor, offer, stock).await?.into()) };
    once(&app, &caller, "set_offer_stock", &key, &(offer, &new), work).await.map(Said)
}

/// Marks an offer sold out for a while.
#[utoipa::path(put, path = "/offers/{offer}/sold-out", tag = "selling", request_body = AwayUntil,
    params(("offer" = String, Path, format = Uuid, description = "The offer's id")),
    responses((status = 200, description = "It is sold out until then", body = Change)),
    security(("bearer" = ["seller", "manager"])))]
pub async fn mark_offer_sold_out(
    State(app): State<App>,
    caller: Caller,
    Path(offer): Path<OfferId>,
    key: Key,
    Json(away): Json<AwayUntil>,
) -> Reply<Said<Change>> {
    let until = away.moment(&app)?;
    let work = async { Ok(service::mark_sold_out(&app.desk.house, &caller.actor, offer, until).await?.into()) };
    once(&app, &caller, "mark_offer_sold_out", &key, &(offer, &away), work).await.map(Said)
}

/// Takes the sold-out mark off an offer.
#[utoipa::path(delete, path = "/offers/{offer}/sold-out", tag = "selling",
    params(("offer" = String, Path, format = Uuid, description = "The offer's id")),
    responses((status = 200, description = "It can be had again", body = Change)),
    security(("bearer" = ["seller", "manager"])))]
pub async fn return_offer(State(app): State<App>, caller: Caller, Path(offer): Path<OfferId>, key: Key) -> Reply<Said<Change>> {
    let work = async { Ok(service::back_in_stock(&app.desk.house, &caller.actor, offer).await?.into()) };
    once(&app, &caller, "return_offer", &key, &offer, work).await.map(Said)
}

/// Closes a stall for a while.
#[utoipa::path(put, path = "/stalls/{stall}/closed", tag = "selling", request_body = AwayUntil,
    params(("stall" = String, Path, format = Uuid, description = "The stall's id")),
    responses((status = 200, description = "It is closed until then", body = Change)),
    security(("bearer" = ["seller", "manager"])))]
pub async fn close_stall(
    State(app): State<App>,
    caller: Caller,
    Path(stall): Path<StallId>,
    key: Key,
    Json(away): Json<AwayUntil>,
) -> Reply<Said<Change>> {
    let until = away.moment(&app)?;
    let work = async { Ok(service::close_stall(&app.desk.house, &caller.actor, stall, until).await?.into()) };
    once(&app, &caller, "close_stall", &key, &(stall, &away), work).await.map(Said)
}

/// Opens a stall before its time.
#[utoipa::path(delete, path = "/stalls/{stall}/closed", tag = "selling",
    params(("stall" = String, Path, format = Uuid, description = "The stall's id")),
    responses((status = 200, description = "It is open in its hours", body = Change)),
    security(("bearer" = ["seller", "manager"])))]
pub async fn reopen_stall(State(app): State<App>, caller: Caller, Path(stall): Path<StallId>, key: Key) -> Reply<Said<Change>> {
    let work = async { Ok(service::reopen_stall(&app.desk.house, &caller.actor, stall).await?.into()) };
    once(&app, &caller, "reopen_stall", &key, &stall, work).await.map(Said)
}

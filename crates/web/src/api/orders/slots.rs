//! The delivery windows one can choose.

use axum::extract::State;
use kernel::id::SlotId;
use market::orders::{self, slots};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::answer::{Reply, Said};
use crate::api::caller::Caller;
use crate::api::catalogue::model::View;
use crate::api::catalogue::places::market_of;
use crate::api::input::Path;
use crate::api::names::SlotKind;
use crate::api::page::Page;
use crate::app::App;

/// A delivery window.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Slot {
    /// To be given when the order is placed.
    #[schema(value_type = String, format = Uuid)]
    pub id: SlotId,
    /// What it promises.
    pub kind: SlotKind,
    /// The local date.
    #[schema(format = Date)]
    pub day: String,
    /// Delivery begins.
    #[schema(format = DateTime)]
    pub starts: String,
    /// Delivery is over.
    #[schema(format = DateTime)]
    pub ends: String,
    /// Orders are taken until then.
    #[schema(format = DateTime)]
    pub cutoff: String,
    /// Places left.
    pub places_left: i64,
}

impl Slot {
    /// As it is now.
    #[must_use]
    pub fn of(slot: &orders::Slot, view: &View) -> Self {
        Self {
            id: slot.id,
            kind: slot.kind.into(),
            day: slot.day.to_string(),
            starts: view.moment(slot.starts),
            ends: view.moment(slot.ends),
            cutoff: view.moment(slot.cutoff),
            places_left: slot.capacity - slot.taken,
        }
    }
}

/// Lists the delivery windows that can be chosen now, all on one page.
#[utoipa::path(get, path = "/markets/{market}/slots", tag = "orders", params(("market" = String, Path, description = "Id or slug")), responses(
    (status = 200, description = "Soonest first", body = Page<Slot>)))]
pub async fn list_slots(State(app): State<App>, caller: Caller, Path(market): Path<String>) -> Reply<Said<Page<Slot>>> {
    let market = market_of(&app.catalogue.snapshot(), &market)?.id;
    let view = caller.view(&app);
    let found = slots::list(&app.desk, market).await?;
    Ok(Said(Page { items: found.iter().map(|slot| Slot::of(slot, &view)).collect(), next: None }))
}

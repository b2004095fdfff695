//! The prices of a stall's day: all its goods in one list, saved at once.

use axum::extract::State;
use kernel::Rupiah;
use kernel::id::{OfferId, StallId};
use market::catalogue::CatalogueError;
use market::catalogue::today::{self, OfferToday, PriceChange, SavePrices};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::answer::{Reply, Said};
use crate::api::caller::Caller;
use crate::api::input::{Json, Key, Path};
use crate::api::problem::{LineProblem, Refusal};
use crate::app::App;

/// What a stall usually sells, as it stands now.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DayPrices {
    /// By product; 200 at most.
    pub offers: Vec<DayPrice>,
}

/// One of the goods.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DayPrice {
    /// Which offer.
    #[schema(format = Uuid)]
    pub offer_id: String,
    /// What it is called, in Indonesian.
    #[schema(example = "Cabai rawit merah")]
    pub name: String,
    /// What the price is for.
    #[schema(example = "kg")]
    pub unit: String,
    /// Rupiah for one unit.
    #[schema(example = 58_000)]
    pub price_rupiah: i64,
    /// The price when the local day began; absent for new goods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 57_000)]
    pub yesterday_rupiah: Option<i64>,
    /// Whether nobody can have it now.
    pub is_sold_out: bool,
    /// Send it back with a change, so that the later of two phones is asked.
    #[schema(example = 3)]
    pub version: i64,
}

/// Changes of a day's prices; goods that stay as they are may be left out.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDayPrices {
    /// 200 at most, each offer once.
    pub offers: Vec<NewDayPrice>,
}

/// What becomes of one of the goods.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDayPrice {
    /// Which offer.
    #[schema(value_type = String, format = Uuid)]
    pub offer_id: OfferId,
    /// The version that was shown.
    pub version: i64,
    /// Rupiah for one unit.
    #[schema(minimum = 1, maximum = 100_000_000, example = 59_000)]
    pub price_rupiah: i64,
    /// Sold out for the rest of the day, or there again.
    #[serde(default)]
    pub is_sold_out: bool,
    /// The same price once more, after `price_jumps` asked whether it is right.
    #[serde(default)]
    pub confirmed_price_rupiah: Option<i64>,
}

impl DayPrices {
    async fn of(app: &App, caller: &Caller, stall: StallId) -> Reply<Self> {
        let now = app.desk.now();
        let stands = today::list(&app.desk, &caller.actor, stall).await?;
        let catalogue = app.catalogue.snapshot();
        let price = |offer: &OfferToday| {
            let product = catalogue.product_by_id(offer.product);
            DayPrice {
                offer_id: offer.offer.to_string(),
                name: product.map(|product| product.name_id.clone()).unwrap_or_default(),
                unit: product.map(|product| product.unit.clone()).unwrap_or_default(),
                price_rupiah: offer.price.amount(),
                yesterday_rupiah: offer.yesterday.map(Rupiah::amount),
                is_sold_out: offer.is_out(now),
                version: offer.version,
            }
        };
        Ok(Self { offers: stands.iter().map(price).collect() })
    }
}

/// Lists what a stall usually sells with yesterday's prices.
#[utoipa::path(get, path = "/stalls/{stall}/prices", tag = "selling",
    params(("stall" = String, Path, format = Uuid, description = "The stall's id")),
    responses((status = 200, description = "The goods", body = DayPrices)),
    security(("bearer" = ["seller", "manager"])))]
pub async fn list_day_prices(State(app): State<App>, caller: Caller, Path(stall): Path<StallId>) -> Reply<Said<DayPrices>> {
    DayPrices::of(&app, &caller, stall).await.map(Said)
}

/// Saves the prices of a day, all or none. `changed_elsewhere` and `price_jumps` name the goods they are about by their place in the list.
#[utoipa::path(put, path = "/stalls/{stall}/prices", tag = "selling", request_body = NewDayPrices,
    params(("stall" = String, Path, format = Uuid, description = "The stall's id")),
    responses((status = 200, description = "The goods as they stand now", body = DayPrices)),
    security(("bearer" = ["seller", "manager"])))]
pub async fn save_day_prices(
    State(app): State<App>,
    caller: Caller,
    Path(stall): Path<StallId>,
    key: Key,
    Json(new): Json<NewDayPrices>,
) -> Reply<Said<DayPrices>> {
    let change = |new: &NewDayPrice| PriceChange {
        offer: new.offer_id,
        version: new.version,
        price: Rupiah(new.price_rupiah),
        is_out: new.is_sold_out,
        confirmed: new.confirmed_price_rupiah.map(Rupiah),
    };
    let command = SavePrices { stall, changes: new.offers.iter().map(change).collect() };
    if let Err(error) = today::save(&app.desk, &caller.actor, &key.0, command).await {
        let lines = questions(&app, &error);
        return Err(Refusal::from(error).lines(lines));
    }
    DayPrices::of(&app, &caller, stall).await.map(Said)
}

/// What is asked of which goods.
fn questions(app: &App, error: &CatalogueError) -> Vec<LineProblem> {
    let catalogue = app.catalogue.snapshot();
    let line = |position: usize, offer: OfferId, problem: &str, price: Rupiah| LineProblem {
        position,
        name: catalogue.offer(offer).map(|view| view.product.name_id.clone()).unwrap_or_default(),
        problem: problem.to_owned(),
        left: None,
        price_rupiah: Some(price.amount()),
    };
    match error {
        CatalogueError::ChangedElsewhere(conflicts) => {
            conflicts.iter().map(|it| line(it.position, it.now.offer, "changed_elsewhere", it.now.price)).collect()
        }
        CatalogueError::PriceJumps(jumps) => jumps.iter().map(|jump| line(jump.position, jump.offer, "price_jump", jump.from)).collect(),
        _ => Vec::new(),
    }
}

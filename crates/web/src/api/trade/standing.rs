//! Standing orders: baskets that come again on chosen weekdays.

use axum::extract::State;
use kernel::id::{OrderId, PersonId, RawId};
use kernel::{BusinessDate, Rupiah};
use market::standing::{self, NewStanding, StandingDetail, StandingId};
use registry::addresses::DeliveryAddress;
use registry::people;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::answer::{Made, Reply, Said};
use crate::api::caller::Caller;
use crate::api::catalogue::model::View;
use crate::api::catalogue::places::market_of;
use crate::api::input::{Json, Key, Path};
use crate::api::money::date_of;
use crate::api::names::{RunState, StandingState};
use crate::api::once::once;
use crate::api::orders::line::{LineInput, wanted_lines};
use crate::api::orders::model::Order;
use crate::api::orders::placing::AddressRequest;
use crate::api::orders::reading;
use crate::api::page::Page;
use crate::api::problem::Refusal;
use crate::app::App;

/// What comes again.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StandingRequest {
    /// From which market, by id or slug.
    market: String,
    /// What, from any of its stalls.
    #[schema(min_items = 1, max_items = 60)]
    lines: Vec<LineInput>,
    /// On which weekdays: 0 is Monday, 6 Sunday.
    #[schema(min_items = 1, max_items = 7)]
    weekdays: Vec<u8>,
    /// When the window begins, in minutes after local midnight; one of the market's.
    #[schema(minimum = 0, maximum = 1439, example = 420)]
    starts_minute: i64,
    /// Where.
    address: AddressRequest,
    /// Place it by itself up to this, tolerance included, unless something is gone or dearer; ask each time when absent.
    #[serde(default)]
    #[schema(minimum = 1)]
    total_max_rupiah: Option<i64>,
}

/// What becomes of a standing order.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StandingStateRequest {
    /// `paused`, `active` again, or `stopped` for good.
    state: StandingState,
}

/// The owner's word on a day.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DayRequest {
    /// The estimated total that was shown; refused as `stale` when it is another now.
    total_rupiah: i64,
}

/// One day of a standing order.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StandingDay {
    /// The local date.
    #[schema(format = Date)]
    pub day: String,
    /// Where it stands.
    pub state: RunState,
    /// `market_closed`, `no_slot`, `nothing_left`, `holiday`, `asks`; empty for one that was to place itself.
    pub why: String,
    /// Names of goods that are gone or dearer.
    pub problems: Vec<String>,
    /// Estimated total when it was prepared.
    pub total_rupiah: i64,
    /// Until when its owner may agree.
    #[schema(format = DateTime)]
    pub confirm_by: String,
    /// The order, once placed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    pub order_id: Option<OrderId>,
}

/// A basket that comes again.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StandingOrder {
    /// Its id.
    #[schema(format = Uuid)]
    pub id: String,
    /// From which market.
    #[schema(format = Uuid)]
    pub market_id: String,
    /// Where it stands.
    pub state: StandingState,
    /// On which weekdays: 0 is Monday.
    pub weekdays: Vec<u8>,
    /// When its window begins, in minutes after local midnight.
    pub starts_minute: i64,
    /// Places itself up to this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_max_rupiah: Option<i64>,
    /// The next day to be prepared.
    #[schema(format = Date)]
    pub next_day: String,
    /// The newest days, newest first.
    pub days: Vec<StandingDay>,
}

impl StandingOrder {
    fn of(detail: &StandingDetail, view: &View) -> Self {
        let order = &detail.order;
        let day = |run: &standing::StandingRun| StandingDay {
            day: run.day.to_string(),
            state: run.state.into(),
            why: run.why.clone(),
            problems: run.problems.iter().map(|problem| problem.name.clone()).collect(),
            total_rupiah: run.total.amount(),
            confirm_by: view.moment(run.confirm_by),
            order_id: run.order,
        };
        Self {
            id: order.id.to_string(),
            market_id: order.market.to_string(),
            state: order.state.into(),
            weekdays: (0..7_u8).filter(|day| order.weekdays >> day & 1 == 1).collect(),
            starts_minute: order.starts_minute,
            total_max_rupiah: order.total_max.map(Rupiah::amount),
            next_day: order.next_day.to_string(),
            days: detail.runs.iter().map(day).collect(),
        }
    }
}

async fn now(app: &App, caller: &Caller, id: StandingId) -> Reply<StandingOrder> {
    Ok(StandingOrder::of(&standing::get(&app.desk, &caller.actor, id).await?, &caller.view(app)))
}

/// Lists one's own standing orders, newest first, those that are stopped last.
#[utoipa::path(get, path = "/standing-orders", tag = "orders",
    responses((status = 200, description = "Newest first", body = Page<StandingOrder>)), security(("bearer" = [])))]
pub async fn list_standing_orders(State(app): State<App>, caller: Caller) -> Reply<Said<Page<StandingOrder>>> {
    let (found, view) = (standing::list(&app.desk, &caller.actor).await?, caller.view(&app));
    Ok(Said(Page { items: found.iter().map(|detail| StandingOrder::of(detail, &view)).collect(), next: None }))
}

/// Saves a standing order, paid in cash and received by whoever saves it.
#[utoipa::path(post, path = "/standing-orders", tag = "orders", request_body = StandingRequest,
    responses((status = 201, description = "Saved", body = StandingOrder, headers(("Location" = String, description = "The standing order")))),
    security(("bearer" = [])))]
pub async fn create_standing_order(
    State(app): State<App>,
    caller: Caller,
    Key(key): Key,
    Json(said): Json<StandingRequest>,
) -> Reply<Made<StandingOrder>> {
    let person: PersonId = caller.actor.person.ok_or(market::MarketError::SignInFirst)?;
    let found = people::find(&mut app.desk.house.db.reader().await?, app.desk.city_id(), person).await?;
    let owner = found.ok_or(market::MarketError::SignInFirst)?;
    let catalogue = app.catalogue.snapshot();
    let address = DeliveryAddress::parse(&said.address.typed(), &app.desk.areas).map_err(|error| Refusal::from(error).within("address"))?;
    let weekdays = said.weekdays.iter().filter(|day| **day < 7).fold(0, |mask, day| mask | 1_i64 << day);
    let new = NewStanding {
        market: market_of(&catalogue, &said.market)?.id,
        lines: wanted_lines(&catalogue, &said.lines)?,
        weekdays,
        starts_minute: said.starts_minute,
        recipient: if owner.name.is_empty() { owner.phone.spoken() } else { owner.name },
        phone: owner.phone,
        address,
        payment: "cash".to_owned(),
        total_max: said.total_max_rupiah.map(Rupiah),
    };
    let id = standing::create(&app.desk, &caller.actor, &key, new).await?;
    Ok(Made { at: format!("/standing-orders/{id}"), body: now(&app, &caller, id).await? })
}

/// Shows one of one's standing orders.
#[utoipa::path(get, path = "/standing-orders/{standing}", tag = "orders",
    params(("standing" = String, Path, format = Uuid, description = "The standing order's id")),
    responses((status = 200, description = "As it is now", body = StandingOrder)), security(("bearer" = [])))]
pub async fn get_standing_order(State(app): State<App>, caller: Caller, Path(standing): Path<RawId>) -> Reply<Said<StandingOrder>> {
    now(&app, &caller, StandingId(standing)).await.map(Said)
}

/// Pauses a standing order, goes on with it, or stops it for good.
#[utoipa::path(post, path = "/standing-orders/{standing}/state", tag = "orders", request_body = StandingStateRequest,
    params(("standing" = String, Path, format = Uuid, description = "The standing order's id")),
    responses((status = 200, description = "As it is now", body = StandingOrder)), security(("bearer" = [])))]
pub async fn set_standing_state(
    State(app): State<App>,
    caller: Caller,
    Path(standing): Path<RawId>,
    key: Key,
    Json(said): Json<StandingStateRequest>,
) -> Reply<Said<StandingOrder>> {
    let id = StandingId(standing);
    let work = async { Ok(standing::set_state(&app.desk, &caller.actor, id, said.state.into()).await?) };
    once(&app, &caller, "set_standing_state", &key, &(id, &said), work).await?;
    now(&app, &caller, id).await.map(Said)
}

/// Leaves out a day: the next, or one that waits.
#[utoipa::path(post, path = "/standing-orders/{standing}/days/{day}/skip", tag = "orders",
    params(("standing" = String, Path, format = Uuid, description = "The standing order's id"), ("day" = String, Path, format = Date, description = "The local date")),
    responses((status = 200, description = "As it is now", body = StandingOrder)), security(("bearer" = [])))]
pub async fn skip_standing_day(
    State(app): State<App>,
    caller: Caller,
    Path((standing, day)): Path<(RawId, String)>,
    key: Key,
) -> Reply<Said<StandingOrder>> {
    let (id, day): (StandingId, BusinessDate) = (StandingId(standing), date_of(&day, "day")?);
    let work = async { Ok(standing::skip(&app.desk, &caller.actor, id, day).await?) };
    once(&app, &caller, "skip_standing_day", &key, &(id, day), work).await?;
    now(&app, &caller, id).await.map(Said)
}

/// Orders a waiting day with what can be had now. Once for each day: again gives the same order.
#[utoipa::path(post, path = "/standing-orders/{standing}/days/{day}/confirmation", tag = "orders", request_body = DayRequest,
    params(("standing" = String, Path, format = Uuid, description = "The standing order's id"), ("day" = String, Path, format = Date, description = "The local date")),
    responses((status = 200, description = "Ordered", body = Order)), security(("bearer" = [])))]
pub async fn confirm_standing_day(
    State(app): State<App>,
    caller: Caller,
    Path((standing, day)): Path<(RawId, String)>,
    key: Key,
    Json(said): Json<DayRequest>,
) -> Reply<Said<Order>> {
    let (id, day) = (StandingId(standing), date_of(&day, "day")?);
    let work = async { Ok(standing::confirm(&app.desk, &caller.actor, id, day, Rupiah(said.total_rupiah)).await?) };
    let order = once(&app, &caller, "confirm_standing_day", &key, &(id, day, said.total_rupiah), work).await?;
    reading::now(&app, &caller, order).await.map(Said)
}

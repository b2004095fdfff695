//! Ratings of stalls and runners.

use axum::extract::State;
use kernel::id::{OrderId, RawId};
use market::ratings::{self, Rate, Rating as Given, RatingId, Subject};
use market::settlement;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::answer::{Reply, Said};
use crate::api::caller::Caller;
use crate::api::catalogue::model::View;
use crate::api::catalogue::places::{market_of, stall_of};
use crate::api::input::{Json, Key, Path, Query};
use crate::api::names::PayeeKind;
use crate::api::once::once;
use crate::api::page::{Page, PageQuery};
use crate::api::problem::Refusal;
use crate::app::App;

/// What a buyer thinks.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RatingRequest {
    /// A stall that supplied the order, or its runner.
    payee_kind: PayeeKind,
    /// The stall's or person's id.
    #[schema(value_type = String, format = Uuid)]
    payee_id: RawId,
    /// 1 to 5.
    #[schema(minimum = 1, maximum = 5)]
    stars: i64,
    /// Optional words.
    #[serde(default)]
    #[schema(max_length = 300)]
    words: String,
}

/// Whether a rating's words are shown.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HidingRequest {
    /// Whether they are hidden from now on.
    is_hidden: bool,
    /// Why; needed when they are.
    #[serde(default)]
    #[schema(max_length = 200)]
    reason: String,
}

/// A rating.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Rating {
    /// Its id.
    #[schema(format = Uuid)]
    pub id: String,
    /// About a stall or a runner.
    pub payee_kind: PayeeKind,
    /// The stall's or person's id.
    #[schema(format = Uuid)]
    pub payee_id: String,
    /// 1 to 5.
    pub stars: i64,
    /// In the buyer's words; empty for none.
    pub words: String,
    /// Whether the words are hidden from the public.
    pub is_hidden: bool,
    /// When it was first given.
    #[schema(format = DateTime)]
    pub made: String,
}

impl Rating {
    fn of(rating: &Given, view: &View) -> Self {
        Self {
            id: rating.id.to_string(),
            payee_kind: rating.subject.kind.into(),
            payee_id: rating.subject.id.to_string(),
            stars: rating.stars,
            words: rating.words.clone(),
            is_hidden: rating.is_hidden,
            made: view.moment(rating.made),
        }
    }
}

/// What many ratings come to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Reputation {
    /// How many there are.
    pub count: i64,
    /// Their mean in tenths; absent below five.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 46)]
    pub average_tenths: Option<i64>,
    /// The newest with words that are shown; none below five.
    pub items: Vec<Rating>,
}

/// Rates a stall or the runner of one's delivered order, or changes it within seven days.
#[utoipa::path(post, path = "/orders/{order}/ratings", tag = "orders", request_body = RatingRequest,
    params(("order" = String, Path, format = Uuid, description = "The order's id")),
    responses((status = 200, description = "As it stands now", body = Rating)), security(("bearer" = ["buyer"])))]
pub async fn rate_order(
    State(app): State<App>,
    caller: Caller,
    Path(order): Path<OrderId>,
    Key(key): Key,
    Json(said): Json<RatingRequest>,
) -> Reply<Said<Rating>> {
    let subject = Subject { kind: said.payee_kind.into(), id: said.payee_id };
    let id = ratings::rate(&app.desk, &caller.actor, &key, Rate { order, subject, stars: said.stars, words: said.words }).await?;
    let found = ratings::of_order(&app.desk, &caller.actor, order).await?;
    let rating = found.iter().find(|rating| rating.id == id).ok_or_else(|| Refusal::not_found("rating"))?;
    Ok(Said(Rating::of(rating, &caller.view(&app))))
}

/// Lists what the caller said after an order.
#[utoipa::path(get, path = "/orders/{order}/ratings", tag = "orders",
    params(("order" = String, Path, format = Uuid, description = "The order's id")),
    responses((status = 200, description = "Oldest first", body = Page<Rating>)), security(("bearer" = ["buyer"])))]
pub async fn list_order_ratings(State(app): State<App>, caller: Caller, Path(order): Path<OrderId>) -> Reply<Said<Page<Rating>>> {
    let (found, view) = (ratings::of_order(&app.desk, &caller.actor, order).await?, caller.view(&app));
    Ok(Said(Page { items: found.iter().map(|rating| Rating::of(rating, &view)).collect(), next: None }))
}

/// Shows what buyers think of a stall, for anybody: from five ratings on.
#[utoipa::path(get, path = "/stalls/{stall}/ratings", tag = "catalogue", params(("stall" = String, Path, description = "Id or slug")),
    responses((status = 200, description = "Count, mean, newest words", body = Reputation)))]
pub async fn get_stall_ratings(State(app): State<App>, caller: Caller, Path(stall): Path<String>) -> Reply<Said<Reputation>> {
    let catalogue = app.catalogue.snapshot();
    let id = stall_of(&catalogue, &stall)?.stall.id;
    let subject = Subject { kind: settlement::PayeeKind::Stall, id: id.into() };
    let (found, view) = (ratings::reputation(&app.desk, subject).await?, caller.view(&app));
    let items = found.words.iter().map(|rating| Rating::of(rating, &view)).collect();
    Ok(Said(Reputation { count: found.count, average_tenths: found.average_tenths, items }))
}

/// Lists a market's ratings, newest first.
#[utoipa::path(get, path = "/markets/{market}/ratings", tag = "managing",
    params(("market" = String, Path, description = "Id or slug"), PageQuery),
    responses((status = 200, description = "Newest first", body = Page<Rating>)), security(("bearer" = ["manager", "treasurer", "auditor", "admin"])))]
pub async fn list_market_ratings(
    State(app): State<App>,
    caller: Caller,
    Path(market): Path<String>,
    Query(page): Query<PageQuery>,
) -> Reply<Said<Page<Rating>>> {
    let market = market_of(&app.catalogue.snapshot(), &market)?.id;
    let found = ratings::of_market(&app.desk, &caller.actor, market, page.cursor()?, page.rows()?).await?;
    let view = caller.view(&app);
    Ok(Said(Page { items: found.items.iter().map(|rating| Rating::of(rating, &view)).collect(), next: found.next }))
}

/// Hides a rating's words with a reason, or shows them again. The stars go on counting.
#[utoipa::path(post, path = "/ratings/{rating}/hiding", tag = "managing", request_body = HidingRequest,
    params(("rating" = String, Path, format = Uuid, description = "The rating's id")),
    responses((status = 200, description = "As asked", body = HidingRequest)), security(("bearer" = ["manager"])))]
pub async fn hide_rating(
    State(app): State<App>,
    caller: Caller,
    Path(rating): Path<RawId>,
    key: Key,
    Json(said): Json<HidingRequest>,
) -> Reply<Said<HidingRequest>> {
    let work = async { Ok(ratings::set_hidden(&app.desk, &caller.actor, RatingId(rating), said.is_hidden, &said.reason).await?) };
    once(&app, &caller, "hide_rating", &key, &(rating, &said), work).await?;
    Ok(Said(said))
}

//! `/kelola/{market}/nilai`: a market's ratings, whose words may be hidden; and a stall's reputation for its page.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::Cursor;
use kernel::id::{RawId, StallId};
use market::ratings::{self, RatingId, Subject};
use market::settlement::PayeeKind;

use super::cards;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Posted, Who, show};
use crate::pages::frame;
use crate::pages::manager::at::At;
use crate::pages::staff;
use crate::views::shop::cards::Pager;
use crate::views::trade::ratings::{RatingsView, ReputationCard};

/// Ratings on one page.
const ROWS: usize = 40;

/// Shows a market's ratings.
pub async fn show_of_market(State(app): State<App>, Path(market): Path<String>, who: Who, query: Fields) -> Result<Response, Fault> {
    let at = At::of(&app, &who, &market)?;
    let found = ratings::of_market(&app.desk, &who.actor, at.market, Cursor::parse(query.text("sebelum")), ROWS).await?;
    let catalogue = app.catalogue.snapshot();
    let mut rows = Vec::with_capacity(found.items.len());
    for rating in &found.items {
        let about = cards::subject(&app, &catalogue, rating.subject).await?;
        rows.push(cards::rating(&app, &who, rating, about));
    }
    let next = found.next.map(|cursor| frame::address(&at.path("/nilai"), &[("sebelum", &cursor)]));
    show(&RatingsView {
        page: at.page(&app, &who, "", who.t.text("ratings-title")),
        market: at.slug.clone(),
        can_hide: who.actor.manages(at.market),
        ratings: rows,
        pager: next.map(|next| Pager { previous: String::new(), next, text: String::new() }),
    })
}

/// Hides a rating's words, or shows them again.
pub async fn hide_rating(State(app): State<App>, Path((market, rating)): Path<(String, String)>, form: Posted) -> Result<Response, Fault> {
    let at = At::of(&app, &form.who, &market)?;
    let id: RatingId = rating.parse::<RawId>().map(RatingId).map_err(|_| Fault::not_found())?;
    let hides = form.text("act") == "hide";
    let done = ratings::set_hidden(&app.desk, &form.who.actor, id, hides, form.text("reason")).await;
    let said = if hides { form.who.t.text("rating-was-hidden") } else { form.who.t.text("rating-was-shown") };
    Ok(staff::back(&form.who, done, &at.path("/nilai"), said)?.into_response())
}

/// What buyers think of a stall; none while there are too few.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub async fn reputation(app: &App, who: &Who, stall: StallId) -> Result<Option<ReputationCard>, Fault> {
    let found = ratings::reputation(&app.desk, Subject { kind: PayeeKind::Stall, id: stall.into() }).await?;
    Ok(found.average_tenths.map(|tenths| ReputationCard {
        average: cards::average(who, tenths),
        count: who.t.with("rating-count", &[("count", &found.count)]),
        words: found.words.iter().map(|rating| cards::rating(app, who, rating, String::new())).collect(),
    }))
}

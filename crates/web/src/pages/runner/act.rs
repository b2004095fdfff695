//! What a runner does with one tap.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::id::{LineId, OfferId};
use market::{delivery, picking};

use super::at::order_id;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::Posted;
use crate::pages::staff;

/// Begins the walk for an order.
pub async fn start_picking(State(app): State<App>, Path(number): Path<String>, form: Posted) -> Result<Response, Fault> {
    let id = order_id(&app, &form.who, &number).await?;
    let done = picking::start_picking(&app.desk, &form.who.actor, id).await;
    let to = if done.is_ok() { "/kurir/belanja" } else { "/kurir" };
    Ok(staff::back(&form.who, done, to, "")?.into_response())
}

/// Closes an order's bag: the final total stands.
pub async fn finish_picking(State(app): State<App>, Path(number): Path<String>, form: Posted) -> Result<Response, Fault> {
    let id = order_id(&app, &form.who, &number).await?;
    let done = picking::finish_picking(&app.desk, &form.who.actor, id).await;
    let to = if done.is_ok() { "/kurir" } else { "/kurir/belanja" };
    Ok(staff::back(&form.who, done, to, form.who.t.text("runner-bag-closed"))?.into_response())
}

/// Asks the buyer about other goods.
pub async fn propose_substitution(
    State(app): State<App>,
    Path((number, line)): Path<(String, String)>,
    form: Posted,
) -> Result<Response, Fault> {
    let id = order_id(&app, &form.who, &number).await?;
    let line_id: LineId = line.parse().map_err(|_| Fault::not_found())?;
    let offer: OfferId = form.id("offer")?;
    let done = picking::propose(&app.desk, &form.who.actor, form.key(), id, line_id, offer, None).await;
    Ok(staff::back(&form.who, done, &format!("/kurir/belanja#b-{line}"), form.who.t.text("runner-asked"))?.into_response())
}

/// Leaves the market with an order.
pub async fn start_delivery(State(app): State<App>, Path(number): Path<String>, form: Posted) -> Result<Response, Fault> {
    let id = order_id(&app, &form.who, &number).await?;
    let done = delivery::start_delivery(&app.desk, &form.who.actor, id).await;
    let to = if done.is_ok() { format!("/kurir/antar/{number}") } else { "/kurir".to_owned() };
    Ok(staff::back(&form.who, done, &to, "")?.into_response())
}

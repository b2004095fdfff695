//! What a buyer does with an order: answer a question, call it off, have it again.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::ErrorKind;
use kernel::id::SubstitutionId;
use market::orders::{cancel, read};
use market::{baskets, picking};

use crate::app::App;
use crate::errors::Fault;
use crate::extract::cookie::Cookie;
use crate::extract::{Go, Posted};
use crate::views::Tone;

/// Answers whether a substitute is welcome.
pub async fn answer_substitution(State(app): State<App>, Path(number): Path<String>, form: Posted) -> Result<Response, Fault> {
    let order = read::get_by_number(&app.desk, &form.who.actor, &number).await?.order;
    let accepts = match form.text("answer") {
        "accept" => true,
        "refuse" => false,
        _ => return Err(Fault::missing("answer")),
    };
    let question = form.id::<SubstitutionId>("substitution")?;
    let answered = picking::answer(&app.desk, &form.who.actor, order.id, question, accepts).await;
    let said = if accepts { form.who.t.text("answer-accepted") } else { form.who.t.text("answer-refused") };
    back(&form, &order.number, answered.map_err(Fault::from), said)
}

/// Calls the order off.
pub async fn cancel_order(State(app): State<App>, Path(number): Path<String>, form: Posted) -> Result<Response, Fault> {
    let order = read::get_by_number(&app.desk, &form.who.actor, &number).await?.order;
    let cancelled = cancel::cancel(&app.desk, &form.who.actor, form.key(), order.id, form.text("reason")).await;
    back(&form, &order.number, cancelled.map_err(Fault::from), form.who.t.text("order-was-cancelled"))
}

/// Puts everything into the basket again.
pub async fn repeat_order(State(app): State<App>, Path(number): Path<String>, form: Posted) -> Result<Response, Fault> {
    let (who, t) = (&form.who, form.who.t);
    let order = read::get_by_number(&app.desk, &who.actor, &number).await?.order;
    match baskets::refill(&app.desk, &who.actor, order.id).await {
        Ok(refilled) => {
            let slug = app.catalogue.read().market_by_id(refilled.market).map(|market| market.slug.clone()).unwrap_or_default();
            let go = Go::to("/keranjang").cookie(Cookie::market(&slug));
            let go = if refilled.skipped.is_empty() {
                go.say(Tone::Good, t.text("order-refilled"))
            } else {
                go.say(Tone::Note, t.with("order-refilled-but", &[("names", &refilled.skipped.join(", "))]))
            };
            Ok(go.into_response())
        }
        Err(error) => back(&form, &order.number, Err(error.into()), ""),
    }
}

/// Back to the order with what came of it; refusals are said there.
fn back(form: &Posted, number: &str, outcome: Result<(), Fault>, said: &str) -> Result<Response, Fault> {
    let go = Go::to(format!("/pesanan/{number}"));
    match outcome {
        Ok(()) => Ok(go.say(Tone::Good, said).into_response()),
        Err(fault) if fault.is_of_form() || fault.kind == ErrorKind::Forbidden => {
            Ok(go.say(Tone::Bad, fault.sentence(form.who.t).unwrap_or_default()).into_response())
        }
        Err(fault) => Err(fault),
    }
}

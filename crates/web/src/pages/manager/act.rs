//! What a manager does about one order.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::Rupiah;
use kernel::id::{LineId, PersonId, SubstitutionId};
use market::delivery::{self, FailedGoods, handover::Proof};
use market::orders::cancel;
use market::picking;
use market::settlement::{self, Liable, MakeRefund, RefundId};

use super::at::At;
use super::order;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Go, Posted, show_with};
use crate::pages::staff::{self, read};
use crate::views::Tone;

/// Which market and which order.
type Named = Path<(String, String)>;

/// Gives the order to a runner.
pub async fn assign_runner(State(app): State<App>, Path((market, number)): Named, form: Posted) -> Result<Response, Fault> {
    let at = At::of(&app, &form.who, &market)?;
    let id = at.order(&app, &form.who, &number).await?.order.id;
    let back = form.who.came_from.clone().unwrap_or_else(|| at.path(""));
    let done = match form.id::<PersonId>("runner") {
        Ok(runner) => delivery::assign(&app.desk, &form.who.actor, id, runner).await.map_err(Fault::from),
        Err(fault) => Err(fault),
    };
    Ok(staff::back(&form.who, done, &back, form.who.t.text("manager-assigned"))?.into_response())
}

/// Enters an answer that the buyer gave by phone.
pub async fn answer_substitution(State(app): State<App>, Path((market, number)): Named, form: Posted) -> Result<Response, Fault> {
    let at = At::of(&app, &form.who, &market)?;
    let id = at.order(&app, &form.who, &number).await?.order.id;
    let substitution: SubstitutionId = form.id("substitution")?;
    let done = picking::answer(&app.desk, &form.who.actor, id, substitution, form.text("answer") == "accept").await;
    Ok(staff::back(&form.who, done, &page_of(&at, &number), form.who.t.text("manager-answered"))?.into_response())
}

/// Calls the order off.
pub async fn cancel_order(State(app): State<App>, Path((market, number)): Named, form: Posted) -> Result<Response, Fault> {
    let at = At::of(&app, &form.who, &market)?;
    let id = at.order(&app, &form.who, &number).await?.order.id;
    let done = cancel::cancel(&app.desk, &form.who.actor, form.key(), id, form.text("reason")).await.map_err(Fault::from);
    answer(&app, &form, &at, &number, done, form.who.t.text("manager-cancelled")).await
}

/// Hands over without the PIN, with a reason.
pub async fn hand_over_order(State(app): State<App>, Path((market, number)): Named, form: Posted) -> Result<Response, Fault> {
    let at = At::of(&app, &form.who, &market)?;
    let id = at.order(&app, &form.who, &number).await?.order.id;
    let cash = Rupiah(form.read("cash").ok_or_else(|| Fault::missing("cash"))?);
    let proof = Proof::Manager(form.text("reason_pin").to_owned());
    let done = delivery::hand_over(&app.desk, &form.who.actor, form.key(), id, proof, cash, None).await;
    let done = done.map_err(|error| moved(Fault::from(error), "reason_pin"));
    answer(&app, &form, &at, &number, done, form.who.t.text("manager-handed-over")).await
}

/// Records that nothing could be handed over.
pub async fn fail_delivery(State(app): State<App>, Path((market, number)): Named, form: Posted) -> Result<Response, Fault> {
    let at = At::of(&app, &form.who, &market)?;
    let id = at.order(&app, &form.who, &number).await?.order.id;
    let goods = FailedGoods::parse(form.text("goods")).unwrap_or(FailedGoods::Returned);
    let done = delivery::fail(&app.desk, &form.who.actor, form.key(), id, form.text("reason_failed"), goods).await;
    let done = done.map_err(|error| moved(Fault::from(error), "reason_failed"));
    answer(&app, &form, &at, &number, done, form.who.t.text("manager-failed")).await
}

/// Allows a refund.
pub async fn make_refund(State(app): State<App>, Path((market, number)): Named, form: Posted) -> Result<Response, Fault> {
    let at = At::of(&app, &form.who, &market)?;
    let order = at.order(&app, &form.who, &number).await?.order.id;
    let line: Option<LineId> = form.read("line");
    let liable = Liable::parse(form.text("liable")).ok_or_else(|| Fault::missing("liable"))?;
    let done = match read::rupiah(&form, "amount") {
        Ok(amount) => {
            let command = MakeRefund { order, line, amount, liable, reason: form.text("reason_refund").to_owned() };
            let made = settlement::make_refund(&app.desk, &form.who.actor, form.key(), command).await;
            made.map(drop).map_err(|error| moved(Fault::from(error), "reason_refund"))
        }
        Err(fault) => Err(fault),
    };
    answer(&app, &form, &at, &number, done, form.who.t.text("manager-refunded")).await
}

/// Hands a refund out.
pub async fn pay_refund(
    State(app): State<App>,
    Path((market, number, refund)): Path<(String, String, String)>,
    form: Posted,
) -> Result<Response, Fault> {
    let at = At::of(&app, &form.who, &market)?;
    let id: RefundId = refund.parse().map_err(|_| Fault::not_found())?;
    let done = settlement::pay_refund(&app.desk, &form.who.actor, form.key(), id).await;
    Ok(staff::back(&form.who, done, &page_of(&at, &number), form.who.t.text("state-refund-paid"))?.into_response())
}

fn page_of(at: &At, number: &str) -> String {
    at.path(&format!("/pesanan/{number}"))
}

/// A fault at the reason, moved to the field of the form it came from.
fn moved(fault: Fault, field: &'static str) -> Fault {
    if fault.field == Some("reason") { fault.at(field) } else { fault }
}

/// Back to the order; or the order again with what was wrong beside the field.
async fn answer(app: &App, form: &Posted, at: &At, number: &str, done: Result<(), Fault>, words: &str) -> Result<Response, Fault> {
    match done {
        Ok(()) => Ok(Go::to(page_of(at, number)).say(Tone::Good, words).into_response()),
        Err(fault) if fault.is_of_form() => {
            let mut view = order::view(app, &form.who, at, number).await?;
            view.page.errors.push(fault.field_error(form.who.t));
            show_with(fault.status(), &view)
        }
        Err(fault) => Err(fault),
    }
}

//! What a buyer sends beside a code: a picture of a payment by the printed one, and an account for money that goes back.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use kernel::ErrorKind;
use kernel::id::OrderId;
use market::MarketError;
use market::ids::ClaimId;
use market::orders::{OrderDetail, read};
use market::payees::AccountNumber;
use market::payments::by_hand::{self, GivenAccount};
use market::payments::printed::{self, Claim, ClaimState, PRINTED};
use market::payments::{Intent, Paying, ReturnState};
use market::pictures::{PictureError, UPLOAD_BYTES_MAX};

use super::{orders, words};
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Go, Posted, Sent, Uploaded, Who, show_with};
use crate::views::Tone;
use crate::views::order::pay::PayForms;

/// What staff said of an order's payments by the printed code, a sentence each; and whether they are looking at one.
#[must_use]
pub fn judged(who: &Who, claims: &[Claim]) -> (Vec<String>, bool) {
    let Some(last) = claims.last() else { return (Vec::new(), false) };
    let sentences = match last.state {
        ClaimState::Rejected => vec![who.t.with("pay-proof-rejected", &[("why", &last.reason)])],
        ClaimState::Shown | ClaimState::Recorded | ClaimState::Confirmed => Vec::new(),
    };
    (sentences, last.state.is_open())
}

/// What is said beside the printed code; nothing beside another.
///
/// # Errors
/// A [`Fault`] when the database fails.
#[must_use]
pub fn beside(who: &Who, open: &Intent) -> Vec<String> {
    if open.provider != PRINTED {
        return Vec::new();
    }
    let read = open.payload.as_deref().and_then(|payload| qris::parse(payload).ok());
    let name = read.as_ref().map(|reading| reading.payload.name.clone()).unwrap_or_default();
    let has_amount = read.is_some_and(|reading| reading.payload.amount.is_some());
    let mut said = vec![who.t.with("pay-printed-who", &[("name", &name)])];
    if !has_amount {
        said.push(who.t.with("pay-printed-type", &[("amount", &words::money(who, open.amount))]));
    }
    said.push(who.t.text("pay-printed-no-proof").to_owned());
    said
}

/// What a runner is told at the door while staff look at a payment of the order, so that nobody pays twice; empty when they look at none.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub async fn waiting_at_door(app: &App, who: &Who, order: OrderId) -> Result<String, Fault> {
    let waiting = printed::waiting_of_order(&app.desk, &who.actor, order).await?;
    let said = |amount| who.t.with("runner-proof-waits", &[("amount", &words::money(who, amount))]);
    Ok(waiting.map(|listed| said(listed.claim.amount.unwrap_or(listed.asked))).unwrap_or_default())
}

/// The forms on the order's page, for its buyer.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub async fn forms(app: &App, who: &Who, detail: &OrderDetail, paying: &Paying) -> Result<PayForms, Fault> {
    let order = &detail.order;
    if who.actor.person != Some(order.buyer) {
        return Ok(PayForms::default());
    }
    let claims = printed::of_order(&app.desk, &who.actor, order.id).await?;
    let is_open = claims.last().is_some_and(|claim| claim.state.is_open());
    let shows_printed = paying.open.as_ref().is_some_and(|open| open.provider == PRINTED);
    let was_rejected = claims.last().is_some_and(|claim| claim.state == ClaimState::Rejected);
    let mut forms = PayForms { megabytes: UPLOAD_BYTES_MAX >> 20, ..PayForms::default() };
    if !is_open && (shows_printed || was_rejected) && (paying.due.amount() > 0 || order.state.is_final()) {
        forms.proof = format!("/pesanan/{}/bukti", order.number);
    }
    if paying.returns.iter().any(|back| back.state == ReturnState::ByHand) {
        forms.account = format!("/pesanan/{}/rekening", order.number);
        if let Some(given) = by_hand::account_of_order(&app.desk, &who.actor, order.id).await? {
            (forms.bank, forms.holder, forms.problem) = (given.bank, given.holder, given.problem);
            forms.number = given.number.whole().to_owned();
        }
    }
    Ok(forms)
}

/// Takes a picture of a payment.
pub async fn show_proof(State(app): State<App>, Path(number): Path<String>, form: Uploaded) -> Result<Response, Fault> {
    let who = &form.who;
    who.person()?;
    let detail = read::get_by_number(&app.desk, &who.actor, &number).await?;
    let key = form.fields.text("idempotency_key").to_owned();
    let done = match form.file {
        Sent::TooLarge => Err(MarketError::Picture(PictureError::TooLarge)),
        Sent::Whole { bytes, .. } => printed::show_proof(&app.desk, &app.studio, &who.actor, &key, detail.order.id, bytes).await,
    };
    let to = Go::to(format!("/pesanan/{number}"));
    match done.map_err(Fault::from) {
        Ok(_) => Ok(to.say(Tone::Good, who.t.text("pay-proof-taken")).into_response()),
        Err(fault) if fault.kind == ErrorKind::Unavailable => {
            Ok(to.say(Tone::Bad, fault.sentence(who.t).unwrap_or_default()).into_response())
        }
        Err(fault) => {
            let (status, view) = orders::refused(&app, who, &detail, fault).await?;
            show_with(status, &view)
        }
    }
}

/// Takes an account for money that goes back.
pub async fn give_account(State(app): State<App>, Path(number): Path<String>, form: Posted) -> Result<Response, Fault> {
    let who = &form.who;
    who.person()?;
    let detail = read::get_by_number(&app.desk, &who.actor, &number).await?;
    let text = |name: &str| form.text(name).to_owned();
    let account = AccountNumber::new(text("account_number"));
    let given = GivenAccount { bank: text("bank"), number: account, holder: text("holder"), problem: String::new() };
    match by_hand::give_account(&app.desk, &who.actor, detail.order.id, given).await {
        Ok(()) => Ok(Go::to(format!("/pesanan/{number}")).say(Tone::Good, who.t.text("pay-account-saved")).into_response()),
        Err(error) => {
            let (status, mut view) = orders::refused(&app, who, &detail, error.into()).await?;
            let shown = &mut view.pay_forms;
            (shown.bank, shown.number, shown.holder) = (text("bank"), text("account_number"), text("holder"));
            show_with(status, &view)
        }
    }
}

/// Shows the picture of a payment to its buyer and to those who judge it; kept by nobody on the way.
pub async fn show_picture(State(app): State<App>, Path(claim): Path<String>, who: Who) -> Result<Response, Fault> {
    who.person()?;
    let id: ClaimId = claim.parse().map_err(|_| Fault::not_found())?;
    match printed::read_picture(&app.desk, &app.studio, &who.actor, id).await? {
        Some(bytes) => Ok(([(CONTENT_TYPE, "image/jpeg"), (CACHE_CONTROL, "private, no-store")], bytes).into_response()),
        None => Ok(StatusCode::NOT_FOUND.into_response()),
    }
}

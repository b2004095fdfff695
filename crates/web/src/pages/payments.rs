//! Paying by a code: asking for one, hearing from providers, and the sandbox's page in a demonstration.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use kernel::id::OrderId;
use kernel::{ErrorKind, Rupiah};
use market::orders::read as orders;
use market::payments::{self, Intent, Paying, Return, ReturnState, hold, printed};
use qris::render::Symbol;
use sandbox::Mischief;

use super::staff::read;
use super::staff::words::said;
use super::{frame, proofs, words};
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Go, Posted, Who, show_with};
use crate::format;
use crate::views::account::second_factor::Qr;
use crate::views::order::pay::{PayCard, PayCode, SandboxView};
use crate::views::{Area, Nav, Page, Tone};

/// The most headers of a telling that are kept, and the most characters of each.
const HEADERS_MAX: usize = 40;
const HEADER_CHARS_MAX: usize = 2_000;
/// The most rupiah that one types into the wallet that takes no money.
const TYPED_MAX: i64 = 100_000_000;
/// The most bytes of a telling. Those of gateways have one or two thousand; strangers could fill the disk with more.
const TELLING_MAX: usize = 16 << 10;

/// What an order's page says of paying; `None` where nobody makes codes, or nothing was and nothing is to be paid so.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub async fn card(app: &App, who: &Who, order: OrderId, action: String) -> Result<Option<(PayCard, Paying)>, Fault> {
    let (order, paying) = payments::of_order(&app.desk, &who.actor, order).await?;
    let has_code = app.desk.code_provider("").is_some() || printed::has_code(&app.desk, order.market).await?;
    let wallet = app.desk.wallet_provider(&order.payment_provider).filter(|_| who.actor.person == Some(order.buyer));
    let can_ask = (has_code || wallet.is_some()) && !order.state.is_final();
    let claims = printed::of_order(&app.desk, &who.actor, order.id).await?;
    if !can_ask && paying.receipts.is_empty() && claims.is_empty() {
        return Ok(None);
    }
    let (mut judged, is_waiting) = proofs::judged(who, &claims);
    if let Some(until) = hold::held_until(&app.desk, order.id).await?.filter(|_| !order.state.is_final()) {
        judged.push(who.t.with("pay-first", &[("time", &words::time(app, who, until))]));
    }
    let is_any = !paying.receipts.is_empty();
    let received: Rupiah = paying.receipts.iter().map(|receipt| receipt.amount).sum();
    let card = PayCard {
        action,
        due: words::money(who, paying.due),
        is_paid: paying.due.amount() == 0,
        received: if is_any { who.t.with("pay-received", &[("amount", &words::money(who, received))]) } else { String::new() },
        returned: paying.returns.iter().map(|back| sentence(who, back)).collect(),
        is_ahead: !paying.is_final,
        judged,
        is_waiting,
        wallet: wallet.map(|wallet| said(who.t, "state-method", wallet.name())).unwrap_or_default(),
        has_code,
        code: code(app, who, &paying, wallet.is_some()),
    };
    Ok(Some((card, paying)))
}

fn sentence(who: &Who, back: &Return) -> String {
    let amount = words::money(who, back.amount);
    match back.state {
        ReturnState::Due => who.t.with("pay-return-due", &[("amount", &amount)]),
        ReturnState::Sent => who.t.with("pay-return-sent", &[("amount", &amount)]),
        ReturnState::ByHand => who.t.with("pay-return-by-hand", &[("amount", &amount)]),
        ReturnState::Transferred => who.t.with("pay-return-transferred", &[("amount", &amount)]),
    }
}

/// The code that can be scanned now, or the buyer's own link, if it asks for what is due.
fn code(app: &App, who: &Who, paying: &Paying, has_wallet: bool) -> Option<PayCode> {
    let open = paying.open.as_ref().filter(|open| open.amount == paying.due)?;
    let payload = open.payload.as_deref()?;
    let is_link = app.desk.wallet_provider(&open.provider).is_some();
    if is_link && !has_wallet {
        return None;
    }
    let symbol = if is_link { None } else { Some(Symbol::of(payload).ok()?) };
    let is_sandbox = app.sandbox.is_some() && open.provider == sandbox::NAME;
    Some(PayCode {
        qr: symbol.map(|symbol| Qr { side: symbol.side(), path: symbol.path() }),
        link: if is_link { payload.to_owned() } else { String::new() },
        amount: words::money(who, open.amount),
        until: until(app, who, open),
        sandbox: if is_sandbox { format!("/coba-bayar/{}", open.reference) } else { String::new() },
        printed: proofs::beside(who, open),
    })
}

/// Until when the code can be paid; nothing tells us when the printed one was.
fn until(app: &App, who: &Who, open: &Intent) -> String {
    let time = words::time(app, who, open.expires);
    if open.provider == printed::PRINTED {
        who.t.with("pay-printed-until", &[("time", &time)])
    } else {
        who.t.with("pay-until", &[("time", &time)])
    }
}

/// The buyer asks for a code.
pub async fn ask_as_buyer(State(app): State<App>, Path(number): Path<String>, form: Posted) -> Result<Response, Fault> {
    ask(&app, &form, &number, format!("/pesanan/{number}")).await
}

/// The runner asks for a code at the door.
pub async fn ask_as_runner(State(app): State<App>, Path(number): Path<String>, form: Posted) -> Result<Response, Fault> {
    ask(&app, &form, &number, format!("/kurir/antar/{number}")).await
}

async fn ask(app: &App, form: &Posted, number: &str, back: String) -> Result<Response, Fault> {
    let who = &form.who;
    let order = orders::get_by_number(&app.desk, &who.actor, number).await?.order;
    let is_wallet = form.text("cara") == "dompet";
    let asked = if is_wallet {
        payments::ask_wallet(&app.desk, &who.actor, order.id).await
    } else {
        payments::ask(&app.desk, &who.actor, order.id).await
    };
    let ready = if is_wallet { who.t.text("pay-wallet-ready") } else { who.t.text("pay-ready") };
    match asked.map_err(Fault::from) {
        Ok(_) => Ok(Go::to(format!("{back}#bayar")).say(Tone::Good, ready).into_response()),
        Err(fault) if fault.is_of_form() || fault.kind == ErrorKind::Unavailable => {
            Ok(Go::to(back).say(Tone::Bad, fault.sentence(who.t).unwrap_or_default()).into_response())
        }
        Err(fault) => Err(fault),
    }
}

/// A buyer comes back from a wallet, which names the attempt.
pub async fn come_back(State(app): State<App>, who: Who, query: Fields) -> Result<Response, Fault> {
    who.person()?;
    match payments::came_back(&app.desk, &who.actor, query.text("order_id")).await {
        Ok(number) => Ok(Go::to(format!("/pesanan/{number}#bayar")).into_response()),
        Err(market::MarketError::NotFound(_)) => Ok(Go::to("/pesanan".to_owned()).into_response()),
        Err(error) => Err(error.into()),
    }
}

/// A provider tells something. Kept as it came, then judged; the answer is the provider's own.
pub async fn hear(State(app): State<App>, Path(provider): Path<String>, headers: HeaderMap, body: Bytes) -> Result<Response, Fault> {
    if body.len() > TELLING_MAX {
        return Ok(StatusCode::PAYLOAD_TOO_LARGE.into_response());
    }
    let said: Vec<(&str, &str)> = headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
        .filter(|(name, value)| *name != "cookie" && value.len() <= HEADER_CHARS_MAX)
        .take(HEADERS_MAX)
        .collect();
    let heard = payments::hear(&app.desk, &provider, &said, &body).await;
    app.metrics.heard(&provider, &heard);
    let answer = match heard {
        Ok(answer) => answer,
        Err(market::MarketError::PaymentUnknown) => return Err(Fault::not_found()),
        Err(error) => return Err(error.into()),
    };
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    Ok((status, [(header::CONTENT_TYPE, "application/json")], answer.body).into_response())
}

/// Shows the wallet that takes no money.
pub async fn show_sandbox(State(app): State<App>, Path(reference): Path<String>, who: Who) -> Result<Response, Fault> {
    wallet(&app, &who, &reference, None).await
}

async fn wallet(app: &App, who: &Who, reference: &str, wrong: Option<Fault>) -> Result<Response, Fault> {
    who.person()?;
    let sandbox = app.sandbox.as_ref().ok_or_else(Fault::not_found)?;
    let payment = sandbox.find(reference).await?.ok_or_else(Fault::not_found)?;
    let mut page = Page { area: Area::Buyer(Nav::Orders), is_private: true, ..frame::page(app, who, who.t.text("sandbox-title")) };
    page.errors.extend(wrong.as_ref().map(|fault| fault.field_error(who.t)));
    let manner = |manner: Mischief| (manner.name().to_owned(), said(who.t, "sandbox-manner", manner.name()));
    let paid =
        payment.paid.map(|at| who.t.with("sandbox-paid", &[("time", &format::date_time(who.lang, at.micros(), app.offset_minutes()))]));
    let view = SandboxView {
        page,
        reference: payment.reference,
        title: payment.title,
        amount: words::money(who, payment.amount),
        paid: paid.unwrap_or_default(),
        manners: Mischief::ALL.into_iter().map(manner).collect(),
    };
    show_with(wrong.map_or(StatusCode::OK, |fault| fault.status()), &view)
}

/// Pays without money; the acquirer tells as it was asked to.
pub async fn pay_sandbox(State(app): State<App>, Path(reference): Path<String>, form: Posted) -> Result<Response, Fault> {
    form.who.person()?;
    let sandbox = app.sandbox.as_ref().ok_or_else(Fault::not_found)?;
    let mischief = Mischief::parse(form.text("manner")).unwrap_or_default();
    let amount = match typed_amount(&form.fields) {
        Ok(amount) => amount,
        Err(fault) => return wallet(&app, &form.who, &reference, Some(fault)).await,
    };
    let is_there = match amount {
        None => sandbox.pay(&reference, mischief).await?,
        Some(amount) => sandbox.pay_amount(&reference, amount, mischief).await?,
    };
    if !is_there {
        return Err(Fault::not_found());
    }
    Ok(Go::to(format!("/coba-bayar/{reference}")).say(Tone::Good, form.who.t.text("sandbox-thanks")).into_response())
}

/// Another amount than was asked for, as some applications let one type it; `None` when nothing was typed.
fn typed_amount(fields: &Fields) -> Result<Option<Rupiah>, Fault> {
    if fields.text("amount").trim().is_empty() {
        return Ok(None);
    }
    let amount = read::rupiah(fields, "amount")?;
    if (1..=TYPED_MAX).contains(&amount.amount()) { Ok(Some(amount)) } else { Err(Fault::invalid("amount", "sum_not_read")) }
}

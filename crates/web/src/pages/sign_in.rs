//! `/masuk`: phone number, then the code; `/keluar`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::phone::PhoneError;
use kernel::{Actor, Phone, Timestamp};
use market::baskets;
use registry::sessions::{self, NewSession, Second};

use super::{frame, words};
use crate::app::App;
use crate::errors::Fault;
use crate::extract::cookie::{self, Cookie};
use crate::extract::{Fields, Go, Posted, Who, show_with};
use crate::views::account::sign_in::{CodeView, SignInView};
use crate::views::{Area, Nav, Page, Tone};

/// Digits of a code, for finding it in a demo message.
const CODE_DIGITS: usize = 6;

/// Asks for the phone number.
pub async fn show_sign_in(State(app): State<App>, who: Who, query: Fields) -> Result<Response, Fault> {
    let next = query.path("kembali").unwrap_or_default();
    if who.actor.person.is_some() {
        return Ok(Go::to(if next.is_empty() { "/akun" } else { &next }).into_response());
    }
    ask_number(&app, &who, &next, "", None)
}

fn ask_number(app: &App, who: &Who, next: &str, phone: &str, wrong: Option<&Fault>) -> Result<Response, Fault> {
    let reason = if next.starts_with("/pesan") { who.t.text("sign-in-for-order") } else { "" };
    let view = SignInView {
        page: page(app, who, who.t.text("sign-in-title"), wrong),
        phone: phone.to_owned(),
        next: next.to_owned(),
        reason: reason.to_owned(),
    };
    show_with(wrong.map_or(StatusCode::OK, Fault::status), &view)
}

fn page(app: &App, who: &Who, title: &str, wrong: Option<&Fault>) -> Page {
    let mut page = Page { area: Area::Buyer(Nav::Account), is_private: true, ..frame::page(app, who, title) };
    page.errors.extend(wrong.map(|fault| fault.field_error(who.t)));
    page
}

/// Sends a code. The answer is the same whether or not the number is known.
pub async fn request_code(State(app): State<App>, form: Posted) -> Result<Response, Fault> {
    let (who, next) = (&form.who, form.path("next").unwrap_or_default());
    let typed = form.text("phone");
    let sent = match parse_phone(typed) {
        Ok(phone) => send(&app, who, &phone).await.map(|()| phone),
        Err(fault) => Err(fault),
    };
    match sent {
        Ok(phone) => Ok(to_code(&app, &phone, &next).into_response()),
        Err(fault) if fault.is_of_form() || fault.code == "code_not_sent" => ask_number(&app, who, &next, typed, Some(&fault)),
        Err(fault) => Err(fault),
    }
}

/// Reads a number as people write it.
///
/// # Errors
/// A [`Fault`] at `phone`.
pub fn parse_phone(typed: &str) -> Result<Phone, Fault> {
    Phone::parse(typed).map_err(|error| {
        let code = match error {
            PhoneError::Empty => "phone_empty",
            PhoneError::NotDigits => "phone_not_digits",
            PhoneError::NotMobile => "phone_not_mobile",
            PhoneError::WrongLength => "phone_wrong_length",
        };
        Fault::invalid("phone", code)
    })
}

async fn send(app: &App, who: &Who, phone: &Phone) -> Result<(), Fault> {
    let (house, city) = (&app.desk.house, app.desk.city_id());
    sessions::request_code(house, &app.secrets, &*app.messages, city, phone, who.actor.lang, who.source(app)).await?;
    Ok(())
}

fn to_code(app: &App, phone: &Phone, next: &str) -> Go {
    let note = format!("{} {}", phone.as_str(), app.desk.now().micros());
    Go::to(frame::address("/masuk/kode", &[("kembali", next)])).cookie(Cookie::challenge(app.seal.sign("challenge", &note)))
}

/// The number a code was sent to, and when.
fn opened(app: &App, challenge: &str) -> Option<(Phone, Timestamp)> {
    let note = app.seal.open("challenge", challenge)?;
    let (phone, at) = note.split_once(' ')?;
    Some((Phone::parse(phone).ok()?, Timestamp::from_micros(at.parse().ok()?)))
}

/// Asks for the code.
pub async fn show_code(State(app): State<App>, who: Who, headers: axum::http::HeaderMap, query: Fields) -> Result<Response, Fault> {
    let challenge = cookie::find(&headers, cookie::CHALLENGE, who.is_secure()).unwrap_or_default();
    ask_code(&app, &who, challenge, &query.path("kembali").unwrap_or_default(), "", None)
}

fn ask_code(app: &App, who: &Who, challenge: &str, next: &str, name: &str, wrong: Option<&Fault>) -> Result<Response, Fault> {
    let Some((phone, at)) = opened(app, challenge) else {
        return Ok(Go::to(frame::address("/masuk", &[("kembali", next)])).into_response());
    };
    let valid = words::time(app, who, at.plus(sessions::CODE_LIFE));
    let view = CodeView {
        page: page(app, who, who.t.text("code-title"), wrong),
        phone: phone.masked(),
        challenge: challenge.to_owned(),
        next: next.to_owned(),
        demo_code: demo_code(app, &phone),
        valid: who.t.with("code-valid", &[("time", &valid)]),
        name: name.to_owned(),
    };
    show_with(wrong.map_or(StatusCode::OK, Fault::status), &view)
}

/// The code from the message, in demo mode: the number belongs to nobody.
fn demo_code(app: &App, phone: &Phone) -> Option<String> {
    let message = app.demo_messages.as_ref()?.last_to(phone)?;
    let runs = message.text.split(|sign: char| !sign.is_ascii_digit());
    runs.filter(|run| run.len() == CODE_DIGITS).map(str::to_owned).next()
}

/// Sends another code to the same number.
pub async fn repeat_code(State(app): State<App>, form: Posted) -> Result<Response, Fault> {
    let (who, next) = (&form.who, form.path("next").unwrap_or_default());
    let Some((phone, _)) = opened(&app, form.text("challenge")) else {
        return Ok(Go::to(frame::address("/masuk", &[("kembali", &next)])).into_response());
    };
    match send(&app, who, &phone).await {
        Ok(()) => Ok(to_code(&app, &phone, &next).say(Tone::Good, who.t.text("code-sent-again")).into_response()),
        Err(fault) if fault.is_of_form() => ask_code(&app, who, form.text("challenge"), &next, "", Some(&fault.at("code"))),
        Err(fault) => Err(fault),
    }
}

/// Begins a session with the code; the visitor's baskets become the person's.
pub async fn sign_in(State(app): State<App>, form: Posted) -> Result<Response, Fault> {
    let (who, next) = (&form.who, form.path("next").unwrap_or_default());
    let challenge = form.text("challenge");
    let Some((phone, _)) = opened(&app, challenge) else {
        return Ok(Go::to(frame::address("/masuk", &[("kembali", &next)])).into_response());
    };
    let (house, city) = (&app.desk.house, app.desk.city_id());
    let (lang, source) = (who.actor.lang, who.source(&app));
    let begun = sessions::create_session(house, &app.secrets, city, &phone, form.text("code"), lang, source).await;
    match begun.map_err(Fault::from) {
        Ok(session) => {
            settle_in(&app, who, &session, form.text("name")).await?;
            Ok(begin(session, &next).cookie(Cookie::gone(cookie::CHALLENGE)).into_response())
        }
        Err(fault) if fault.is_of_form() => ask_code(&app, who, challenge, &next, form.text("name"), Some(&fault)),
        Err(fault) => Err(fault),
    }
}

/// The redirect that begins a session in this browser.
pub fn begin(session: NewSession, next: &str) -> Go {
    let next = if next.is_empty() { "/" } else { next };
    let to = match session.second {
        Second::NotNeeded | Second::Given => next.to_owned(),
        Second::Ask => frame::address("/masuk/kunci", &[("kembali", next)]),
        Second::Enrol => frame::address("/akun/kunci", &[("kembali", next)]),
    };
    Go::to(to).cookie(Cookie::session(&session.token))
}

/// What follows a sign-in: baskets merged, the name of somebody new kept.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub async fn settle_in(app: &App, who: &Who, session: &NewSession, name: &str) -> Result<(), Fault> {
    if !who.is_new_visitor {
        baskets::merge(&app.desk, who.visitor, session.person.into()).await?;
    }
    let is_nameless = session.is_new || app.name_of(session.person).await?.is_empty();
    if is_nameless && !name.is_empty() {
        let actor = Actor { person: Some(session.person), ..who.actor.clone() };
        // A name that cannot be kept must not stand in the way of signing in; the account page asks again.
        if let Err(error) = registry::people::rename(&app.desk.house, &actor, name).await {
            tracing::debug!(%error, "a name typed at sign-in was not kept");
        }
        app.forget_person(session.person);
    }
    Ok(())
}

/// Ends this session.
pub async fn sign_out(State(app): State<App>, form: Posted) -> Result<Response, Fault> {
    if let Some(token) = &form.who.session {
        sessions::sign_out(&app.desk.house, &app.sessions, app.desk.city_id(), token).await?;
    }
    Ok(gone(&form.who).into_response())
}

/// Ends every session of the person.
pub async fn sign_out_everywhere(State(app): State<App>, form: Posted) -> Result<Response, Fault> {
    sessions::sign_out_everywhere(&app.desk.house, &app.sessions, &form.who.actor).await?;
    Ok(gone(&form.who).into_response())
}

fn gone(who: &Who) -> Go {
    Go::to("/").say(Tone::Good, who.t.text("signed-out")).cookie(Cookie::gone(cookie::SESSION))
}

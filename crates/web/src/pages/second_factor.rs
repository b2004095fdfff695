//! `/akun/kunci`: staff set up their second factor; `/masuk/kunci`: they give it after the code from the phone.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use qris::render::Symbol;
use registry::second_factor::{self, FactorState};
use registry::sessions::Second;

use super::frame;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::cookie::Cookie;
use crate::extract::{Fields, Go, Posted, Who, show, show_with};
use crate::views::account::second_factor::{FactorStep, FactorView, ProofView, Qr, RecoveryView};
use crate::views::{Area, Nav, Page};

fn page(app: &App, who: &Who, title: &str, wrong: Option<&Fault>) -> Page {
    let mut page = Page { area: Area::Buyer(Nav::Account), is_private: true, ..frame::page(app, who, title) };
    page.errors.extend(wrong.map(|fault| fault.field_error(who.t)));
    page
}

fn next_of(fields: &Fields, name: &str) -> String {
    fields.path(name).unwrap_or_else(|| "/akun".to_owned())
}

/// Shows how far the second factor is set up.
pub async fn show_factor(State(app): State<App>, who: Who, query: Fields) -> Result<Response, Fault> {
    who.person()?;
    let next = next_of(&query, "kembali");
    if who.second == Second::Ask {
        return Ok(Go::to(frame::address("/masuk/kunci", &[("kembali", &next)])).into_response());
    }
    ask_first(&app, &who, &next, None).await
}

async fn ask_first(app: &App, who: &Who, next: &str, wrong: Option<&Fault>) -> Result<Response, Fault> {
    let step = match second_factor::state(&app.desk.house, &app.secrets, &who.actor).await? {
        FactorState::None => FactorStep::None,
        FactorState::Begun(enrolment) => FactorStep::Begun {
            secret: enrolment.secret.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" "),
            qr: qr(&enrolment.uri),
            uri: enrolment.uri,
        },
        FactorState::Confirmed { recovery_left } => {
            FactorStep::Confirmed { left: who.t.with("factor-recovery-left", &[("count", &recovery_left.to_string())]) }
        }
    };
    let view = FactorView { page: page(app, who, who.t.text("factor-title"), wrong), step, next: next.to_owned() };
    show_with(wrong.map_or(StatusCode::OK, Fault::status), &view)
}

/// None when the text is too long, which the page bears.
fn qr(text: &str) -> Option<Qr> {
    let symbol = Symbol::of(text).ok()?;
    Some(Qr { side: symbol.side(), path: symbol.path() })
}

/// Makes a secret to be taken over by an app.
pub async fn begin(State(app): State<App>, form: Posted) -> Result<Response, Fault> {
    form.who.person()?;
    second_factor::begin(&app.desk.house, &app.secrets, &form.who.actor).await?;
    let next = next_of(&form, "next");
    Ok(Go::to(frame::address("/akun/kunci", &[("kembali", &next)])).into_response())
}

/// Puts the secret to use with its first code; shows the recovery codes, once.
pub async fn confirm(State(app): State<App>, form: Posted) -> Result<Response, Fault> {
    let (who, next) = (&form.who, next_of(&form, "next"));
    let person = who.person()?;
    let token = who.session.as_deref().unwrap_or_default();
    let confirmed = second_factor::confirm(&app.desk.house, &app.secrets, &who.actor, token, form.text("code"), who.source(&app)).await;
    match confirmed.map_err(Fault::from) {
        Ok(confirmed) => {
            app.forget_person(person);
            let view = RecoveryView { page: page(&app, who, who.t.text("recovery-title"), None), codes: confirmed.recovery, next };
            let mut response = show(&view)?;
            response.extensions_mut().insert(Go::to("/").cookie(Cookie::session(&confirmed.token)).said());
            Ok(response)
        }
        Err(fault) if fault.field.is_some() => ask_first(&app, who, &next, Some(&fault)).await,
        Err(fault) => Err(fault),
    }
}

/// Asks for the second factor.
pub async fn show_proof(State(app): State<App>, who: Who, query: Fields) -> Result<Response, Fault> {
    who.person()?;
    let next = next_of(&query, "kembali");
    match who.second {
        Second::NotNeeded | Second::Given => Ok(Go::to(next).into_response()),
        Second::Enrol => Ok(Go::to(frame::address("/akun/kunci", &[("kembali", &next)])).into_response()),
        Second::Ask => ask_proof(&app, &who, &next, None),
    }
}

fn ask_proof(app: &App, who: &Who, next: &str, wrong: Option<&Fault>) -> Result<Response, Fault> {
    let view = ProofView { page: page(app, who, who.t.text("proof-title"), wrong), next: next.to_owned() };
    show_with(wrong.map_or(StatusCode::OK, Fault::status), &view)
}

/// Takes the second factor: the session goes on with its roles, under another token.
pub async fn prove(State(app): State<App>, form: Posted) -> Result<Response, Fault> {
    let (who, next) = (&form.who, next_of(&form, "next"));
    let person = who.person()?;
    let token = who.session.as_deref().unwrap_or_default();
    let proved = second_factor::prove(&app.desk.house, &app.secrets, &who.actor, token, form.text("code"), who.source(&app)).await;
    match proved.map_err(Fault::from) {
        Ok(token) => {
            app.forget_person(person);
            Ok(Go::to(next).cookie(Cookie::session(&token)).into_response())
        }
        Err(fault) if fault.field.is_some() => ask_proof(&app, who, &next, Some(&fault)),
        Err(fault) => Err(fault),
    }
}

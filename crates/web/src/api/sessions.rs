//! Signing in with a code sent to a phone, and who one is then.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use axum::extract::State;
use kernel::phone::PhoneError;
use kernel::time::MINUTE;
use kernel::{Phone, Scope, Timestamp};
use registry::sessions::SignInError;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use super::answer::{Made, Reply, Said};
use super::caller::Caller;
use super::input::{Json, Key};
use super::names::{Lang, Role};
use super::once::once;
use super::problem::Refusal;
use super::second_factor::SecondFactor;
use crate::app::App;

/// For whom a code is wanted.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeRequest {
    /// An Indonesian mobile number, however it is written.
    #[schema(example = "0812-5555-0101", max_length = 40)]
    phone: String,
}

/// What was done; the same for every number.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CodeSent {
    /// The number, masked.
    #[schema(example = "0812••••101")]
    pub to: String,
    /// Until when the code works.
    #[schema(format = DateTime)]
    pub expires: String,
    /// The code itself, in a demonstration city only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub demo_code: Option<String>,
}

/// The code that came.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionRequest {
    /// The number to which it was sent.
    #[schema(example = "0812-5555-0101", max_length = 40)]
    phone: String,
    /// Six digits.
    #[schema(example = "123456", max_length = 20)]
    code: String,
}

/// A session that has begun.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Session {
    /// To be sent as `Authorization: Bearer …`. Told once; keep it secret.
    pub token: String,
    /// Until when it works.
    #[schema(format = DateTime)]
    pub expires: String,
    /// Who is signed in.
    #[schema(format = Uuid)]
    pub person_id: String,
    /// Whether the number was not known before.
    pub is_new: bool,
    /// What comes next for staff.
    pub second_factor: SecondFactor,
}

/// Who is signed in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Me {
    /// The person.
    #[schema(format = Uuid)]
    pub id: String,
    /// As they told it; empty when they have not.
    pub name: String,
    /// Their number.
    #[schema(example = "6281255550101")]
    pub phone: String,
    /// The language they read.
    pub lang: Lang,
    /// What they may do beyond buying; without roles of staff until the second factor is given.
    pub roles: Vec<HeldRole>,
    /// How this session stands to the second factor.
    pub second_factor: SecondFactor,
}

/// A role and where it holds.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HeldRole {
    /// What.
    pub role: Role,
    /// The market, when it holds in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Uuid)]
    pub market_id: Option<String>,
    /// The stall, when it holds at one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Uuid)]
    pub stall_id: Option<String>,
}

/// Reads a phone number.
///
/// # Errors
/// `phone_empty`, `phone_not_digits`, `phone_not_mobile`, `phone_wrong_length`, naming `phone`.
pub fn phone_of(said: &str) -> Reply<Phone> {
    Phone::parse(said).map_err(|error| {
        let code = match error {
            PhoneError::Empty => "phone_empty",
            PhoneError::NotDigits => "phone_not_digits",
            PhoneError::NotMobile => "phone_not_mobile",
            PhoneError::WrongLength => "phone_wrong_length",
        };
        Refusal::invalid(code, "phone")
    })
}

/// Sends a one-time code to a phone. The answer is the same whether or not the number is known.
///
/// A program that names itself by `Laris-Visitor` gets a code that only it can use, and use up.
#[utoipa::path(post, path = "/codes", tag = "sessions", request_body = CodeRequest,
    responses((status = 200, description = "A code is on its way", body = CodeSent)))]
pub async fn request_code(State(app): State<App>, caller: Caller, key: Key, Json(wanted): Json<CodeRequest>) -> Reply<Said<CodeSent>> {
    let phone = phone_of(&wanted.phone)?;
    let key = key.within(phone.as_str().as_bytes());
    let work = async {
        let (house, city, lang) = (&app.desk.house, app.desk.city_id(), caller.actor.lang);
        let sent = registry::sessions::request_code(house, &app.secrets, &*app.messages, city, &phone, lang, caller.source(&app)).await?;
        Ok(CodeSent { to: sent.to, expires: caller.view(&app).moment(sent.expires), demo_code: None })
    };
    let mut sent = once(&app, &caller, "request_code", &key, &phone, work).await?;
    sent.demo_code = demo_code(&app, &phone);
    Ok(Said(sent))
}

/// The six digits of the last message to the phone, where messages are shown.
fn demo_code(app: &App, phone: &Phone) -> Option<String> {
    let messages = app.demo_messages.as_ref().filter(|_| app.is_demo())?;
    let text = messages.last_to(phone)?.text;
    let digits: Vec<&str> = text.split(|sign: char| !sign.is_ascii_digit()).filter(|part| part.len() == 6).collect();
    digits.first().map(|code| (*code).to_owned())
}

/// How long an answer with a token is kept for a retry, in microseconds, in this process's memory only.
const KEPT_FOR: i64 = 5 * MINUTE;
/// The most such answers kept.
const KEPT_MAX: usize = 1_024;

/// Answers of [`create_session`] whose callers may not have heard them. A code works once and a token is stored nowhere, so
/// without this a lost answer would cost a new code.
#[derive(Debug, Default)]
pub struct Begun(Mutex<VecDeque<([u8; 32], Timestamp, Session)>>);

impl Begun {
    fn find(&self, request: &[u8; 32], now: Timestamp) -> Option<Session> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(known, until, _)| known == request && until.is_coming(now, KEPT_FOR)).map(|(.., session)| session.clone())
    }

    fn keep(&self, request: [u8; 32], now: Timestamp, session: &Session) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(_, until, _)| until.is_coming(now, KEPT_FOR));
        if kept.len() >= KEPT_MAX {
            kept.pop_front();
        }
        kept.push_back((request, now.plus(KEPT_FOR), session.clone()));
    }
}

/// Begins a session with a code. Retrying with the same key gives the same session for five minutes.
#[utoipa::path(post, path = "/sessions", tag = "sessions", request_body = SessionRequest,
    responses((status = 201, description = "Signed in", body = Session, headers(("Location" = String, description = "Who is signed in")))))]
pub async fn create_session(
    State(app): State<App>,
    begun: axum::Extension<std::sync::Arc<Begun>>,
    caller: Caller,
    Key(key): Key,
    Json(said): Json<SessionRequest>,
) -> Reply<Made<Session>> {
    let phone = phone_of(&said.phone)?;
    let (now, city) = (app.desk.now(), app.desk.city_id());
    let hash = Sha256::new().chain_update(phone.as_str()).chain_update([0]).chain_update(&said.code).chain_update([0]).chain_update(&key);
    let request: [u8; 32] = hash.finalize().into();
    let made = |session| Made { at: "/me".to_owned(), body: session };
    if let Some(session) = begun.find(&request, now) {
        return Ok(made(session));
    }
    let (lang, source) = (caller.actor.lang, caller.source(&app));
    let begin =
        async |source| registry::sessions::create_session(&app.desk.house, &app.secrets, city, &phone, &said.code, lang, source).await;
    let new = match begin(source).await {
        // A program that was told its name with the answer to its first request asked for the code without one.
        Err(SignInError::CodeExpired) if caller.new_visitor.is_none() => begin(caller.nameless(&app)).await?,
        begun => begun?,
    };
    if caller.actor.person.is_none() {
        market::baskets::merge(&app.desk, caller.visitor, new.person.into()).await?;
    }
    let session = Session {
        token: new.token,
        expires: caller.view(&app).moment(new.expires),
        person_id: new.person.to_string(),
        is_new: new.is_new,
        second_factor: new.second.into(),
    };
    begun.keep(request, now, &session);
    Ok(made(session))
}

/// Ends the session that the request came with. Ending it again is refused as `token_invalid`.
#[utoipa::path(delete, path = "/sessions/current", tag = "sessions", responses((status = 204, description = "Signed out")), security(("bearer" = [])))]
pub async fn delete_session(State(app): State<App>, caller: Caller, _key: Key) -> Reply<axum::http::StatusCode> {
    let token = caller.token.as_deref().ok_or(market::MarketError::SignInFirst)?;
    registry::sessions::sign_out(&app.desk.house, &app.sessions, app.desk.city_id(), token).await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}

/// Shows who is signed in and what they may do.
#[utoipa::path(get, path = "/me", tag = "sessions", responses((status = 200, description = "The person", body = Me)), security(("bearer" = [])))]
pub async fn get_me(State(app): State<App>, caller: Caller) -> Reply<Said<Me>> {
    let id = caller.actor.person.ok_or(market::MarketError::SignInFirst)?;
    let mut tx = app.desk.house.db.reader().await?;
    let person = registry::people::find(&mut tx, app.desk.city_id(), id).await?.ok_or_else(|| Refusal::not_found("person"))?;
    let held = |grant: &kernel::actor::Grant| {
        let (market_id, stall_id) = match grant.scope {
            Scope::City => (None, None),
            Scope::Market(market) => (Some(market.to_string()), None),
            Scope::Stall(stall) => (None, Some(stall.to_string())),
        };
        HeldRole { role: grant.role.into(), market_id, stall_id }
    };
    Ok(Said(Me {
        id: id.to_string(),
        name: person.name,
        phone: person.phone.as_str().to_owned(),
        lang: person.lang.into(),
        roles: caller.actor.grants.iter().map(held).collect(),
        second_factor: caller.second.into(),
    }))
}

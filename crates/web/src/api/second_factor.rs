//! The second factor of staff: given with a code from the app that was set up on the page `/akun/kunci`.

use axum::extract::State;
use registry::second_factor;
use registry::sessions::Second;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answer::{Reply, Said};
use super::caller::Caller;
use super::input::{Json, Key};
use crate::app::App;

/// How a session stands to the second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SecondFactor {
    /// The person has no role of staff, or the city asks for none.
    NotNeeded,
    /// Given: the session has its roles of staff.
    Given,
    /// To be given before the session has roles of staff.
    Ask,
    /// To be set up first, on the page `/akun/kunci`.
    Enrol,
}

impl From<Second> for SecondFactor {
    fn from(second: Second) -> Self {
        match second {
            Second::NotNeeded => Self::NotNeeded,
            Second::Given => Self::Given,
            Second::Ask => Self::Ask,
            Second::Enrol => Self::Enrol,
        }
    }
}

/// What the app shows.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondFactorCode {
    /// Six digits, or a recovery code.
    #[schema(example = "123456", max_length = 40)]
    code: String,
}

/// The session goes on under another token.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RenewedSession {
    /// To be sent as `Authorization: Bearer …` from now on; the former ended.
    pub token: String,
}

/// Gives the second factor. A code works once: when the answer was lost, sign in anew.
#[utoipa::path(post, path = "/sessions/current/second-factor", tag = "sessions", request_body = SecondFactorCode,
    responses((status = 200, description = "Given", body = RenewedSession)), security(("bearer" = [])))]
pub async fn give_second_factor(
    State(app): State<App>,
    caller: Caller,
    _key: Key,
    Json(said): Json<SecondFactorCode>,
) -> Reply<Said<RenewedSession>> {
    let token = caller.token.as_deref().ok_or(market::MarketError::SignInFirst)?;
    let (house, source) = (&app.desk.house, caller.source(&app));
    let token = second_factor::prove(house, &app.secrets, &caller.actor, token, &said.code, source).await?;
    if let Some(person) = caller.actor.person {
        app.forget_person(person);
    }
    Ok(Said(RenewedSession { token }))
}

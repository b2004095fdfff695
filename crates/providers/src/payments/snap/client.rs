//! One SNAP call: a token that is still good, a signature, an external id of its own, and what the answer's code says.

use std::sync::Arc;

use kernel::time::SECOND;
use kernel::{Clock, Ids, Timestamp};
use reqwest::Method;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use tokio::sync::Mutex;

use super::code::Case;
use super::settings::SnapSettings;
use super::signature::{TokenSigner, transaction};
use crate::payments::PaymentError;
use crate::payments::http::{Answer, Http};
use crate::payments::wire::{optional_text, whole_seconds};

/// A token is not used in its last seconds: it must still be good when it arrives.
const TOKEN_MARGIN_SECONDS: i64 = 60;
/// After a bank did not answer, nobody asks it for a token for so long: those who waited for the answer do not wait one after the other.
const SILENT_SECONDS: i64 = 3;

/// Speaks to one bank.
pub(super) struct Client {
    http: Http,
    signer: TokenSigner,
    tokens: Mutex<Tokens>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

#[derive(Default)]
struct Tokens {
    kept: Option<Token>,
    /// Until when none is asked for.
    silent_until: Option<Timestamp>,
}

#[derive(Clone)]
struct Token {
    text: String,
    good_until: Timestamp,
}

/// An answer whose code was understood.
pub(super) struct Reply<R> {
    pub case: Case,
    /// Present when the case is one of success.
    body: Option<R>,
    code: String,
    message: String,
}

impl<R> Reply<R> {
    /// What was done.
    ///
    /// # Errors
    /// As the code says.
    pub fn done(self) -> Result<R, PaymentError> {
        self.body.ok_or_else(|| self.case.error(&self.code, &self.message))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    response_code: String,
    #[serde(default, deserialize_with = "optional_text")]
    response_message: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Granted {
    access_token: String,
    #[serde(deserialize_with = "seconds")]
    expires_in: i64,
}

impl Client {
    pub fn new(settings: &SnapSettings, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Result<Self, PaymentError> {
        let http = Http::new(&settings.base_url, settings.times)?;
        Ok(Self { http, signer: TokenSigner::new(&settings.private_key)?, tokens: Mutex::default(), clock, ids })
    }

    /// Asks. A token that is not taken is renewed once, an external id that was taken is replaced once; neither request was done.
    ///
    /// # Errors
    /// [`PaymentError::Unavailable`], [`PaymentError::Unreadable`], [`PaymentError::Settings`].
    pub async fn call<R: DeserializeOwned>(
        &self,
        settings: &SnapSettings,
        path: &str,
        body: &impl Serialize,
    ) -> Result<Reply<R>, PaymentError> {
        let body = serde_json::to_vec(body).map_err(|error| PaymentError::Unreadable(error.to_string()))?;
        let mut token = self.token(settings, None).await?;
        let (mut may_renew, mut may_rename) = (true, true);
        loop {
            let reply = read(&self.send(settings, path, &token, body.clone()).await?)?;
            match reply.case {
                Case::TokenExpired if may_renew => {
                    may_renew = false;
                    token = self.token(settings, Some(&token)).await?;
                }
                Case::ExternalIdTaken if may_rename => may_rename = false,
                Case::Unavailable => return Err(reply.case.error(&reply.code, &reply.message)),
                _ => return Ok(reply),
            }
        }
    }

    async fn send(&self, settings: &SnapSettings, path: &str, token: &str, body: Vec<u8>) -> Result<Answer, PaymentError> {
        let now = self.clock.now();
        let time = whole_seconds(now).rfc3339(settings.utc_offset_minutes);
        let signature = transaction(&settings.client_secret, path, token, &body, &time);
        let (bearer, external_id) = (format!("Bearer {token}"), external_id(now, &*self.ids));
        let headers = [
            ("authorization", bearer.as_str()),
            ("x-timestamp", &time),
            ("x-signature", &signature),
            ("x-partner-id", &settings.partner_id),
            ("x-external-id", &external_id),
            ("channel-id", &settings.channel_id),
        ];
        self.http.send(Method::POST, path, &headers, Some(body)).await
    }

    /// The token at hand, or a new one when it ends soon or is the one that was refused. Whoever comes meanwhile waits for it, and where
    /// the bank does not answer, all who waited are told so at once.
    async fn token(&self, settings: &SnapSettings, refused: Option<&str>) -> Result<String, PaymentError> {
        let mut tokens = self.tokens.lock().await;
        let now = self.clock.now();
        if let Some(token) = tokens.kept.as_ref().filter(|token| now < token.good_until && refused != Some(&token.text)) {
            return Ok(token.text.clone());
        }
        if tokens.silent_until.is_some_and(|until| now < until) {
            return Err(PaymentError::unavailable("the bank gave no token a moment ago"));
        }
        let granted = self.grant(settings, now).await;
        let is_silent = matches!(granted, Err(PaymentError::Unavailable(_)));
        tokens.silent_until = is_silent.then(|| self.clock.now().plus(SILENT_SECONDS * SECOND));
        Ok(tokens.kept.insert(granted?).text.clone())
    }

    async fn grant(&self, settings: &SnapSettings, now: Timestamp) -> Result<Token, PaymentError> {
        let time = whole_seconds(now).rfc3339(settings.utc_offset_minutes);
        let signature = self.signer.sign(&settings.client_id, &time)?;
        let headers = [("x-client-key", settings.client_id.as_str()), ("x-timestamp", &time), ("x-signature", &signature)];
        let body = br#"{"grantType":"client_credentials"}"#.to_vec();
        let answer = self.http.send(Method::POST, &settings.paths.token, &headers, Some(body)).await?;
        let granted: Granted = read(&answer)?.done()?;
        let margin = TOKEN_MARGIN_SECONDS.min(granted.expires_in / 2);
        Ok(Token { text: granted.access_token, good_until: now.plus((granted.expires_in - margin) * SECOND) })
    }
}

/// 36 digits: the microsecond and a random number, so that it is unique for the day on every server of the city.
fn external_id(now: Timestamp, ids: &dyn Ids) -> String {
    let random = u128::from_be_bytes(ids.secret()) % 100_000_000_000_000_000_000;
    format!("{:016}{random:020}", now.micros() % 10_000_000_000_000_000)
}

fn read<R: DeserializeOwned>(answer: &Answer) -> Result<Reply<R>, PaymentError> {
    let unreadable = |error: serde_json::Error| PaymentError::Unreadable(format!("SNAP, HTTP {}: {error}", answer.status));
    let head: Head = serde_json::from_slice(&answer.body).map_err(unreadable)?;
    let (code, message) = (head.response_code, head.response_message.unwrap_or_default());
    let case = Case::read(&code).ok_or_else(|| PaymentError::Unreadable(format!("SNAP: response code {code:?}")))?;
    let body = match case {
        Case::Done | Case::InProgress => Some(serde_json::from_slice(&answer.body).map_err(unreadable)?),
        _ => None,
    };
    Ok(Reply { case, body, code, message })
}

/// `"900"` or `900`: the standard says text, banks write both.
fn seconds<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(i64),
        Text(String),
    }
    let seconds = match Either::deserialize(from)? {
        Either::Number(seconds) => Some(seconds),
        Either::Text(text) => text.parse().ok(),
    };
    seconds
        .filter(|seconds| (0..=86_400 * 365).contains(seconds))
        .ok_or_else(|| serde::de::Error::custom("expiresIn is no number of seconds"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use kernel::SeededIds;

    use super::*;

    #[test]
    fn external_ids_are_digits_and_never_twice_the_same() {
        let ids = SeededIds::new(1);
        let at = Timestamp::from_micros(1_795_305_600_000_000);
        let made: BTreeSet<String> = (0..1_000).map(|_| external_id(at, &ids)).collect();
        assert_eq!(made.len(), 1_000);
        assert!(made.iter().all(|id| id.len() == 36 && id.bytes().all(|byte| byte.is_ascii_digit())));
    }
}

//! Whose account at which acquiring bank. Every bank that follows SNAP differs in some of this.

use std::fmt;

use crate::payments::wire::WIB_MINUTES;
use crate::payments::{HttpTimes, PaymentError};
use crate::secret::Secret;

/// Paths as they are asked and signed. Source: Bank Indonesia, SNAP, QRIS MPM; some banks put their own parts in front.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapPaths {
    /// For an access token; service 73.
    pub token: String,
    /// For a code; service 47.
    pub generate: String,
    /// For its status; service 51.
    pub query: String,
    /// To call it off; service 77.
    pub cancel: String,
    /// To give back; service 78.
    pub refund: String,
    /// The path over which the bank signs what it tells us, as agreed with it; service 52.
    pub notify: String,
}

impl Default for SnapPaths {
    fn default() -> Self {
        let of = |name: &str| format!("/v1.0/{name}");
        Self {
            token: of("access-token/b2b"),
            generate: of("qr/qr-mpm-generate"),
            query: of("qr/qr-mpm-query"),
            cancel: of("qr/qr-mpm-cancel"),
            refund: of("qr/qr-mpm-refund"),
            notify: of("qr/qr-mpm-notify"),
        }
    }
}

/// How the bank signs what it tells us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotifySignature {
    /// By its own key: SHA256withRSA.
    Asymmetric {
        /// The bank's public key, PEM.
        public_key: String,
    },
    /// By the client secret that both know: HMAC-SHA512.
    Symmetric,
}

/// An account at a bank.
#[derive(Clone, PartialEq, Eq)]
pub struct SnapSettings {
    /// `https://api.bank.example`, without the paths.
    pub base_url: String,
    /// `X-CLIENT-KEY`, for tokens.
    pub client_id: String,
    /// `X-PARTNER-ID`.
    pub partner_id: String,
    /// `CHANNEL-ID`, 5 digits at most banks.
    pub channel_id: String,
    /// The city as a merchant.
    pub merchant_id: String,
    /// Its till; unset, none is named.
    pub terminal_id: Option<String>,
    /// Our private key, PEM, PKCS#8 or PKCS#1, 2,048 bits or more.
    pub private_key: Secret,
    /// Signs every request but the one for a token.
    pub client_secret: Secret,
    /// How the bank signs what it tells us.
    pub notify: NotifySignature,
    /// Paths.
    pub paths: SnapPaths,
    /// Minutes east of UTC in which times are written; 420 at every bank known to us.
    pub utc_offset_minutes: i64,
    /// How long the bank is waited for.
    pub times: HttpTimes,
}

impl SnapSettings {
    /// What most banks share: paths, times and hours of the standard; keys and names are empty.
    #[must_use]
    pub fn usual(base_url: impl Into<String>, notify: NotifySignature) -> Self {
        Self {
            base_url: base_url.into(),
            client_id: String::new(),
            partner_id: String::new(),
            channel_id: String::new(),
            merchant_id: String::new(),
            terminal_id: None,
            private_key: Secret::new(""),
            client_secret: Secret::new(""),
            notify,
            paths: SnapPaths::default(),
            utc_offset_minutes: WIB_MINUTES,
            times: HttpTimes::default(),
        }
    }
}

impl SnapSettings {
    /// What is sent as a header must be there and fit into one: a line's end from a file would be found out by the first buyer.
    ///
    /// # Errors
    /// [`PaymentError::Settings`].
    pub(super) fn check(&self) -> Result<(), PaymentError> {
        let texts = [
            ("client id", self.client_id.as_str()),
            ("partner id", &self.partner_id),
            ("channel id", &self.channel_id),
            ("merchant id", &self.merchant_id),
            ("client secret", self.client_secret.expose()),
        ];
        let is_wrong = |text: &str| text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic());
        match texts.into_iter().find(|(_, text)| is_wrong(text)) {
            Some((name, _)) => Err(PaymentError::Settings(format!("the {name} for SNAP is empty or has spaces in it"))),
            None => Ok(()),
        }
    }
}

/// Without the keys.
impl fmt::Debug for SnapSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SnapSettings")
            .field("base_url", &self.base_url)
            .field("client_id", &self.client_id)
            .field("partner_id", &self.partner_id)
            .field("merchant_id", &self.merchant_id)
            .finish_non_exhaustive()
    }
}

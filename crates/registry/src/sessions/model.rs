//! What sign-in gives, what it needs, and why it is refused.

use ::store::StoreError;
use hmac::{Hmac, KeyInit as _, Mac as _};
use kernel::error::{ErrorKind, Kinded};
use kernel::id::{CityId, PersonId};
use kernel::{Actor, Timestamp};
use providers::messages::MessageError;
use sha2::Sha256;

/// Bytes that the server's secret has at least.
const SECRET_BYTES_MIN: usize = 32;

/// The server's secrets: the same in every process of an installation, kept outside the database.
#[derive(Clone)]
pub struct Secrets {
    /// Keyed once, cloned for each hash.
    mac: Hmac<Sha256>,
}

/// The secret is too short to keep anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the secret needs at least {SECRET_BYTES_MIN} bytes")]
pub struct SecretsError;

impl Secrets {
    /// From random bytes. With another secret, codes on their way are void; sessions stay.
    ///
    /// # Errors
    /// [`SecretsError`] below 32 bytes.
    pub fn new(key: &[u8]) -> Result<Self, SecretsError> {
        if key.len() < SECRET_BYTES_MIN {
            return Err(SecretsError);
        }
        Ok(Self { mac: Hmac::new_from_slice(key).map_err(|_| SecretsError)? })
    }

    /// A hash of `parts` that nobody makes without the secret, another one for each purpose.
    pub(crate) fn keyed(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.mac.clone();
        for part in std::iter::once(purpose.as_bytes()).chain(parts.iter().copied()) {
            // Each part with its length, so that no two lists of parts give the same text.
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

/// From where somebody signs in, as keyed hashes: what limits count by. Neither cookie nor address is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// The browser or program; those of one network that do not name themselves share one.
    pub(crate) device: [u8; 32],
    /// Whether it named itself: no other is remembered or trusted, since anybody is that.
    pub(crate) is_named: bool,
    /// The network address; none for this very machine, which is not limited.
    pub(crate) address: Option<[u8; 32]>,
}

impl Source {
    /// `device` is a secret that only this browser or program has, empty when it has none; `address` the network it comes from.
    #[must_use]
    pub fn new(secrets: &Secrets, city: CityId, device: &str, address: Option<&str>) -> Self {
        let hash = |purpose, text: &str| secrets.keyed(purpose, &[city.0.as_bytes(), text.as_bytes()]);
        let is_named = !device.is_empty();
        let device = if is_named { hash("device", device) } else { hash("nameless", address.unwrap_or_default()) };
        Self { device, is_named, address: address.map(|address| hash("address", address)) }
    }
}

/// How a session stands to the second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Second {
    /// The person has no role of staff, or the city asks for none.
    NotNeeded,
    /// It was given: the session has its roles of staff.
    Given,
    /// The person has one and must give it before the session has roles of staff.
    Ask,
    /// The person must set one up first.
    Enrol,
}

/// Whose session it is, and how it stands to the second factor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Without roles of staff until the second factor is given.
    pub actor: Actor,
    /// See [`Second`].
    pub second: Second,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets")
    }
}

/// What the person who asked for a code is told; the same for every number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeSent {
    /// `0812••••890`.
    pub to: String,
    /// Until when the code works.
    pub expires: Timestamp,
}

/// A session just begun. Its token goes to the person's browser and is kept nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct NewSession {
    /// 64 hexadecimal digits.
    pub token: String,
    /// Who.
    pub person: PersonId,
    /// Until when.
    pub expires: Timestamp,
    /// Whether the number was not known before: then the name is asked.
    pub is_new: bool,
    /// What comes next.
    pub second: Second,
}

/// Without the token: logs must not carry it.
impl std::fmt::Debug for NewSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewSession").field("person", &self.person).field("expires", &self.expires).finish_non_exhaustive()
    }
}

/// Why sign-in is refused.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// As many codes were sent, or tried, as may be: to this number, from this network, or in the city.
    #[error("too many codes; wait {wait_seconds} s")]
    TooMany {
        /// Which limit, for the log: people are not told.
        bucket: &'static str,
        /// Until another may be.
        wait_seconds: i64,
    },
    /// Not six digits.
    #[error("a code has six digits")]
    CodeMalformed,
    /// Not the code that was sent last.
    #[error("wrong code, {left} attempts left")]
    CodeWrong {
        /// Attempts left for this code.
        left: i64,
    },
    /// No code was sent, it is too old, or it was used.
    #[error("no valid code")]
    CodeExpired,
    /// The code was guessed at too often; a new one is needed.
    #[error("too many wrong attempts")]
    CodeExhausted,
    /// The message did not leave.
    #[error("the code could not be sent")]
    NotSent(#[source] MessageError),
    /// The source of randomness gives no usable numbers.
    #[error("no code could be drawn")]
    NoCode,
    /// Stepping into another's shoes is for demo cities only.
    #[error("not a demo city")]
    NotDemo,
    /// There is no such person.
    #[error("no such person")]
    PersonUnknown,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

store::collides!(SignInError);

impl Kinded for SignInError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::TooMany { .. } | Self::CodeExhausted => ErrorKind::TooMany,
            Self::CodeMalformed | Self::CodeWrong { .. } | Self::CodeExpired => ErrorKind::Invalid,
            Self::NotSent(_) => ErrorKind::Unavailable,
            Self::NoCode => ErrorKind::Internal,
            Self::NotDemo => ErrorKind::Forbidden,
            Self::PersonUnknown => ErrorKind::NotFound,
            Self::Store(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::TooMany { .. } => "code_too_many",
            Self::CodeMalformed => "code_malformed",
            Self::CodeWrong { .. } => "code_wrong",
            Self::CodeExpired => "code_expired",
            Self::CodeExhausted => "code_exhausted",
            Self::NotSent(_) => "code_not_sent",
            Self::NoCode => "internal",
            Self::NotDemo => "not_demo",
            Self::PersonUnknown => "person_unknown",
            Self::Store(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::TooMany { .. } | Self::NotSent(_) => Some("phone"),
            Self::CodeMalformed | Self::CodeWrong { .. } | Self::CodeExpired | Self::CodeExhausted => Some("code"),
            Self::NoCode | Self::NotDemo | Self::PersonUnknown | Self::Store(_) => None,
        }
    }

    fn details(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooMany { wait_seconds, .. } => {
                vec![("minutes", ((wait_seconds + 59) / 60).to_string()), ("seconds", wait_seconds.to_string())]
            }
            Self::CodeWrong { left } => vec![("left", left.to_string())],
            Self::CodeMalformed
            | Self::CodeExpired
            | Self::CodeExhausted
            | Self::NotSent(_)
            | Self::NoCode
            | Self::NotDemo
            | Self::PersonUnknown
            | Self::Store(_) => Vec::new(),
        }
    }
}

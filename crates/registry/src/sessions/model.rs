//! What sign-in gives, what it needs, and why it is refused.

use ::store::StoreError;
use hmac::{Hmac, KeyInit as _};
use kernel::Timestamp;
use kernel::error::{ErrorKind, Kinded};
use kernel::id::PersonId;
use providers::messages::MessageError;
use sha2::Sha256;

/// Bytes that the server's secret has at least.
const SECRET_BYTES_MIN: usize = 32;

/// The server's secrets: the same in every process of an installation, kept outside the database.
#[derive(Clone)]
pub struct Secrets {
    /// Keyed once, cloned for each code.
    pub(super) code_mac: Hmac<Sha256>,
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
        Ok(Self { code_mac: Hmac::new_from_slice(key).map_err(|_| SecretsError)? })
    }
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
    /// As many codes were sent to this number as may be.
    #[error("too many codes were sent; wait {wait_seconds} s")]
    TooMany {
        /// Until another may be sent.
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
            Self::TooMany { wait_seconds } => {
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

//! What enrolment shows, and why a code is refused.

use ::store::StoreError;
use kernel::error::{ErrorKind, Kinded};

use crate::sessions::SignInError;

/// A secret to be taken over by an app; shown only until it is confirmed.
#[derive(Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// 32 letters and digits (base32), for typing.
    pub secret: String,
    /// `otpauth://totp/…`, for a link or a QR code.
    pub uri: String,
}

/// Without the secret: logs must not carry it.
impl std::fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Enrolment")
    }
}

/// How far a person is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactorState {
    /// Nothing yet.
    None,
    /// A secret was made and waits for its first code.
    Begun(Enrolment),
    /// In use.
    Confirmed {
        /// Recovery codes not used yet.
        recovery_left: i64,
    },
}

/// A second factor now in use. Nothing of it is shown again.
#[derive(Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// The session's new token.
    pub token: String,
    /// Each works once.
    pub recovery: Vec<String>,
}

/// Without token and codes.
impl std::fmt::Debug for Confirmed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Confirmed")
    }
}

/// Why a step of the second factor is refused.
#[derive(Debug, thiserror::Error)]
pub enum FactorError {
    /// Nobody is signed in.
    #[error("sign in first")]
    SignInFirst,
    /// The person has no role of staff, or the actor may not reset another's.
    #[error("not allowed")]
    NotAllowed,
    /// There is none to confirm, prove or reset.
    #[error("no second factor is set up")]
    NotBegun,
    /// One is in use already; only an administrator takes it away.
    #[error("a second factor is in use")]
    InUse,
    /// Neither six digits nor a recovery code.
    #[error("neither a code nor a recovery code")]
    Malformed,
    /// Not the code of now, or one that was used before.
    #[error("wrong code, or used before")]
    Wrong,
    /// The secret cannot be read: the server's secret is another than when it was set up.
    #[error("the second factor was set up under another secret of the server")]
    Unreadable,
    /// A limit, or the session could not be renewed.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl store::db::IsCollision for FactorError {
    fn is_collision(&self) -> bool {
        match self {
            Self::Store(error) | Self::SignIn(SignInError::Store(error)) => error.is_collision(),
            _ => false,
        }
    }
}

impl Kinded for FactorError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::SignInFirst => ErrorKind::Unauthenticated,
            Self::NotAllowed => ErrorKind::Forbidden,
            Self::NotBegun | Self::InUse => ErrorKind::Conflict,
            Self::Malformed | Self::Wrong => ErrorKind::Invalid,
            Self::Unreadable => ErrorKind::Unavailable,
            Self::SignIn(error) => error.kind(),
            Self::Store(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::SignInFirst => "sign_in_first",
            Self::NotAllowed => "not_allowed",
            Self::NotBegun => "factor_not_begun",
            Self::InUse => "factor_in_use",
            Self::Malformed => "factor_malformed",
            Self::Wrong => "factor_wrong",
            Self::Unreadable => "factor_unreadable",
            Self::SignIn(SignInError::TooMany { .. }) => "factor_too_many",
            Self::SignIn(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Malformed | Self::Wrong | Self::SignIn(SignInError::TooMany { .. }) => Some("code"),
            _ => None,
        }
    }

    fn details(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::SignIn(error) => error.details(),
            _ => Vec::new(),
        }
    }
}

//! Why a role is not given or taken.

use ::store::StoreError;
use kernel::Role;
use kernel::error::{ErrorKind, Kinded};

/// Why a role is not given or taken.
#[derive(Debug, thiserror::Error)]
pub enum RoleError {
    /// Only an administrator of the city gives and takes roles.
    #[error("only an administrator may do this")]
    NotAllowed,
    /// The role does not hold in that kind of place: a seller's is a stall, a runner's a market.
    #[error("a {} does not hold this scope", role.name())]
    ScopeMismatch {
        /// The role.
        role: Role,
    },
    /// There is no such person.
    #[error("no such person")]
    PersonUnknown,
    /// Nobody takes their own administration away: the city would be left without one.
    #[error("nobody takes their own administration away")]
    OwnAdministration,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

store::collides!(RoleError);

impl Kinded for RoleError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotAllowed => ErrorKind::Forbidden,
            Self::ScopeMismatch { .. } => ErrorKind::Invalid,
            Self::PersonUnknown => ErrorKind::NotFound,
            Self::OwnAdministration => ErrorKind::Conflict,
            Self::Store(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed => "not_allowed",
            Self::ScopeMismatch { .. } => "role_scope_mismatch",
            Self::PersonUnknown => "person_unknown",
            Self::OwnAdministration => "role_own_administration",
            Self::Store(error) => error.code(),
        }
    }

    fn details(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::ScopeMismatch { role } => vec![("role", role.name().to_owned())],
            Self::NotAllowed | Self::PersonUnknown | Self::OwnAdministration | Self::Store(_) => Vec::new(),
        }
    }
}

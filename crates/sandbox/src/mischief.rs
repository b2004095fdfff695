//! How an acquirer tells a merchant that a buyer has paid.

use kernel::Timestamp;
use kernel::time::{MINUTE, SECOND};

use crate::telling::Told;

/// How it tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Mischief {
    /// Once, at once.
    #[default]
    None,
    /// Half a minute later.
    Late,
    /// Twice.
    Twice,
    /// First that it is paid, then that it is not yet.
    Reordered,
    /// Never.
    Lost,
    /// A forger tells that much more was paid, then the truth is told.
    Forged,
}

impl Mischief {
    /// Every one.
    pub const ALL: [Self; 6] = [Self::None, Self::Late, Self::Twice, Self::Reordered, Self::Lost, Self::Forged];

    /// Its name in forms.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Late => "late",
            Self::Twice => "twice",
            Self::Reordered => "reordered",
            Self::Lost => "lost",
            Self::Forged => "forged",
        }
    }

    /// From its name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mischief| mischief.name() == name)
    }

    /// What is told of a payment that is made now, and when.
    #[must_use]
    pub fn tellings(self, reference: &str, now: Timestamp) -> Vec<(Told, Timestamp)> {
        let told = |state: &str, is_forged: bool| Told { reference: reference.to_owned(), state: state.to_owned(), is_forged };
        match self {
            Self::None => vec![(told("paid", false), now)],
            Self::Late => vec![(told("paid", false), now.plus(MINUTE / 2))],
            Self::Twice => vec![(told("paid", false), now), (told("paid", false), now.plus(SECOND))],
            Self::Reordered => vec![(told("paid", false), now), (told("pending", false), now.plus(SECOND))],
            Self::Lost => Vec::new(),
            Self::Forged => vec![(told("paid", true), now), (told("paid", false), now.plus(SECOND))],
        }
    }
}

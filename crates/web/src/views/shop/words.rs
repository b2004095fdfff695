//! The marks that stalls and offers carry, in the reader's language, so that every page says them alike.

use std::fmt::Display;

use super::cards::Badge;
use crate::i18n::T;
use crate::views::page::Tone;

/// Open now.
#[must_use]
pub fn open(t: T) -> Badge {
    Badge { tone: Tone::Good, text: t.text("state-open").to_owned() }
}

/// Opens later today or tomorrow, at a clock time.
#[must_use]
pub fn opens_at(t: T, clock: impl Display) -> Badge {
    Badge { tone: Tone::Wait, text: t.with("state-opens-at", &[("clock", &clock)]) }
}

/// Closed for today.
#[must_use]
pub fn closed_today(t: T) -> Badge {
    Badge { tone: Tone::Bad, text: t.text("state-closed-today").to_owned() }
}

/// In stock.
#[must_use]
pub fn in_stock(t: T) -> Badge {
    Badge { tone: Tone::Good, text: t.text("state-in-stock").to_owned() }
}

/// Few left: `Tinggal 1½ kg`.
#[must_use]
pub fn left(t: T, quantity: impl Display) -> Badge {
    Badge { tone: Tone::Wait, text: t.with("state-left", &[("quantity", &quantity)]) }
}

/// Stock is not counted; the seller answers when the order comes.
#[must_use]
pub fn ask_seller(t: T) -> Badge {
    Badge { tone: Tone::Note, text: t.text("state-ask-seller").to_owned() }
}

/// Sold out for now.
#[must_use]
pub fn sold_out(t: T) -> Badge {
    Badge { tone: Tone::Bad, text: t.text("state-sold-out").to_owned() }
}

//! States, reasons and events in words. Keys are composed from the names that the services use.

use market::orders::{LineState, OrderLine, OrderState, SellerOrderState};
use market::settlement::{BatchState, PayoutState, RefundState};

use crate::i18n::T;
use crate::views::Tone;
use crate::views::shop::cards::Badge;

/// The words for a name: `state-order` and `picked` give `state-order-picked`; a name without words stands for itself.
#[must_use]
pub fn said(t: T, start: &str, name: &str) -> String {
    let key = format!("{start}-{}", name.replace('_', "-"));
    t.find(&key).map_or_else(|| name.replace('_', " "), str::to_owned)
}

/// Why: a code, a code with more behind a colon, or somebody's own words.
#[must_use]
pub fn reason(t: T, text: &str) -> String {
    match text.split_once(": ") {
        Some((code, more)) => format!("{}: {more}", said(t, "state-why", code)),
        None => said(t, "state-why", text),
    }
}

/// Where an order stands.
#[must_use]
pub fn order(t: T, state: OrderState) -> Badge {
    let tone = match state {
        OrderState::Placed => Tone::Plain,
        OrderState::Picking => Tone::Wait,
        OrderState::Picked | OrderState::Delivered => Tone::Good,
        OrderState::Delivering => Tone::Note,
        OrderState::Failed | OrderState::Cancelled => Tone::Bad,
    };
    Badge { tone, text: said(t, "state-order", state.name()) }
}

/// Where a stall's part stands.
#[must_use]
pub fn part(t: T, state: SellerOrderState) -> Badge {
    let tone = match state {
        SellerOrderState::Waiting | SellerOrderState::Accepted => Tone::Wait,
        SellerOrderState::Collected => Tone::Good,
        SellerOrderState::Rejected | SellerOrderState::Cancelled => Tone::Bad,
    };
    Badge { tone, text: said(t, "state-part", state.name()) }
}

/// Where a batch stands.
#[must_use]
pub fn batch(t: T, state: BatchState) -> Badge {
    let tone = match state {
        BatchState::Prepared => Tone::Wait,
        BatchState::Approved => Tone::Note,
        BatchState::Paid => Tone::Good,
    };
    Badge { tone, text: said(t, "state-batch", state.name()) }
}

/// Where a payout stands.
#[must_use]
pub fn payout(t: T, state: PayoutState) -> Badge {
    let tone = match state {
        PayoutState::Prepared => Tone::Wait,
        PayoutState::Approved => Tone::Note,
        PayoutState::Paid => Tone::Good,
        PayoutState::Failed => Tone::Bad,
    };
    Badge { tone, text: said(t, "state-payout", state.name()) }
}

/// Where a refund stands.
#[must_use]
pub fn refund(t: T, state: RefundState) -> Badge {
    let tone = if state == RefundState::Paid { Tone::Good } else { Tone::Wait };
    Badge { tone, text: said(t, "state-refund", state.name()) }
}

/// Why a line is missing or short; empty when all is well.
#[must_use]
pub fn line_note(t: T, line: &OrderLine) -> String {
    match line.state {
        LineState::Rejected | LineState::Missing if line.reason.is_empty() => said(t, "state-why", "sold_out"),
        _ if line.reason.is_empty() => String::new(),
        _ => reason(t, &line.reason),
    }
}

/// The buyer's rule for a line that is missing.
#[must_use]
pub fn rule(t: T, line: &OrderLine) -> String {
    said(t, "state-rule", line.policy.name())
}

/// Marks a message's key that is looked up elsewhere, so that the tests know it is used.
#[must_use]
pub const fn key(key: &'static str) -> &'static str {
    key
}

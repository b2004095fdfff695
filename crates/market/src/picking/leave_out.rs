//! The end of a rejected line for which nothing similar can be offered.

use kernel::Actor;
use kernel::id::{LineId, OrderId};

use super::substitute::{missing, open_for_picking};
use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::model::{LineState, SubstitutionState};
use crate::orders::{store, trail};

/// Leaves out a line that its stall could not supply, without asking the buyer: not charged. Again is no error.
///
/// # Errors
/// [`MarketError::NotFound`], [`MarketError::NotAllowed`], [`MarketError::AlreadyAsked`] while the buyer is asked,
/// [`MarketError::WrongState`] for a line that was not rejected, [`MarketError::Stale`].
pub async fn leave_out(desk: &Desk, actor: &Actor, order: OrderId, line: LineId) -> Result<(), MarketError> {
    let context = (desk.clone(), actor.clone());
    desk.house
        .db
        .write(context, move |tx, (desk, actor)| {
            Box::pin(async move {
                let detail = open_for_picking(desk, tx, actor, order).await?;
                let line = detail.lines.iter().find(|other| other.id == line).ok_or(MarketError::NotFound("line"))?;
                let is_asked = |asked: &crate::orders::Substitution| asked.line == line.id && asked.state == SubstitutionState::Asked;
                match line.state {
                    LineState::Missing => return Ok(()),
                    LineState::Rejected if detail.substitutions.iter().any(is_asked) => return Err(MarketError::AlreadyAsked),
                    LineState::Rejected => {}
                    LineState::Open | LineState::Picked | LineState::Substituted => {
                        return Err(MarketError::WrongState { what: "line", state: line.state.name() });
                    }
                }
                let reason = if line.reason.is_empty() { "sold_out" } else { line.reason.as_str() };
                if !store::settle_line(tx, desk.city_id(), line, &missing(reason)).await? {
                    return Err(MarketError::Stale);
                }
                Ok(trail::note(desk, tx, actor, order, "line_missing", &serde_json::json!({ "line": line.id, "reason": reason }), None)?)
            })
        })
        .await
}

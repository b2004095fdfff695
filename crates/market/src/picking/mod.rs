//! Seller decisions, the pick list, weighing, substitution and the final total.
//!
//! | line state | may become | by |
//! |---|---|---|
//! | open | picked, substituted | the runner's weighing |
//! | open | rejected | the seller; the line's rule then makes it open again (at another stall) or missing |
//! | open | missing | weighed at nothing and no substitute agreed |
//! | rejected | open | a substitute agreed by rule or by the buyer |
//! | rejected | missing | the rule wants no substitute, the buyer refused or did not answer, nothing similar is left |

pub mod decide;
pub mod finish;
pub mod leave_out;
pub mod list;
pub mod rules;
pub mod substitute;
pub mod timers;
pub mod weigh;

pub use decide::{LineDecision, decide};
pub use finish::{finish_picking, start_picking};
pub use leave_out::leave_out;
pub use list::{PickStop, pick_list};
pub use substitute::{answer, propose};
pub use weigh::{PickInput, record_pick};

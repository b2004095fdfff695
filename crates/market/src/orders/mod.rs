//! Quotes, slots and orders.
//!
//! | order state | may become | by |
//! |---|---|---|
//! | placed | picking | the runner begins to walk |
//! | placed, picking, picked | cancelled | the buyer (placed only), the manager |
//! | picking | picked | the runner, once no line is unsettled |
//! | picked | delivering | the runner leaves the market |
//! | delivering | delivered | the runner, against PIN and cash |
//! | delivering | failed | the runner or manager, with a reason |

pub mod cancel;
pub mod model;
pub mod phone;
pub mod place;
pub mod quote;
pub mod read;
pub mod rules;
pub mod slots;
pub mod staff;
pub(crate) mod store;
pub mod trail;

pub use model::{
    LineState, Order, OrderDetail, OrderLine, OrderState, Quote, QuotedLine, SellerOrder, SellerOrderState, Slot, SlotKind, Substitution,
    SubstitutionPolicy, SubstitutionState, WantedLine,
};
pub use trail::{ORDER_MESSAGE, OrderMessage};

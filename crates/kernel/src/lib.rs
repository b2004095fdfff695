//! Pure values shared by every crate: ids, money, quantity, time, people's rights, error kinds.
//!
//! Nothing here performs IO, reads a clock or draws randomness, except the two real
//! implementations at the edge, [`clock::SystemClock`] and [`id::SystemIds`].

pub mod actor;
pub mod area;
pub mod clock;
pub mod error;
pub mod id;
pub mod money;
pub mod page;
pub mod phone;
pub mod quantity;
pub mod random;
pub mod text;
pub mod time;

pub use actor::{Actor, Lang, Role, Scope};
pub use clock::{Clock, FixedClock, SystemClock};
pub use error::{ErrorKind, Kinded};
pub use id::{Ids, SeededIds, SystemIds};
pub use money::{BasisPoints, Rupiah};
pub use page::{Cursor, Page};
pub use phone::Phone;
pub use quantity::{Quantity, Unit};
pub use time::{BusinessDate, Timestamp};

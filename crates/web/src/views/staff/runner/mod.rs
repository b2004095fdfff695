//! `/kurir`: a runner's tour, the walk through the stalls, the door, the cash. For one thumb, and without scripts.

pub mod deliver;
pub mod home;
pub mod money;
pub mod pick;

//! Pages of those who work with Laris: traders, runners, market managers, the city's treasurer and auditors.

pub mod bits;
pub mod manager;
pub mod runner;
pub mod trader;
pub mod wish;

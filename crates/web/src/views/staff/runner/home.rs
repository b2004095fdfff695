//! `/kurir`: what to do now, the orders of the tour, cash in hand.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::page::Page;
use crate::views::shop::cards::Badge;

/// A runner's tour.
///
/// Forms: `POST /kurir/belanja/{number}/mulai`; `POST /kurir/antar/{number}/berangkat`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/runner/home.html")]
pub struct RunnerHomeView {
    /// Around the content; live.
    pub page: Page,
    /// `Selamat pagi, Yoyok`.
    pub greeting: String,
    /// `Sabtu, 21 Nov`.
    pub day: String,
    /// The walk still to do; none when nothing is to be picked.
    pub walk: Option<Walk>,
    /// To deliver: on the way, then ready, then being picked; by slot.
    pub orders: Vec<RunnerOrder>,
    /// Orders delivered today.
    pub done: u32,
    /// Cash in hand.
    pub cash: String,
    /// What to do about it; empty for nothing.
    pub cash_note: String,
    /// More than a runner may carry.
    pub is_cash_full: bool,
    /// Earned today.
    pub earned: String,
}

/// The walk through the stalls.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Walk {
    /// `5 barang lagi di 3 lapak`.
    pub text: String,
    /// The next stall: `B-12`.
    pub next: String,
    /// Name of the next stall.
    pub next_name: String,
    /// Lines settled.
    pub done: u32,
    /// Lines in all.
    pub total: u32,
}

/// One order of the tour.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RunnerOrder {
    /// Whole number, for addresses.
    pub number: String,
    /// Its last three characters: what stands on the bag.
    pub bag: String,
    /// State in a word.
    pub status: Badge,
    /// `07.00–08.30`.
    pub slot: String,
    /// Less than half an hour is left.
    pub is_late: bool,
    /// `Ratna, Samaan`.
    pub who: String,
    /// `4 barang, 2 lapak`.
    pub goods: String,
    /// `Rp45.900`, or `± Rp50.500` before weighing.
    pub total: String,
    /// What comes next.
    pub step: Step,
}

/// What the runner does next with an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Begin the walk.
    #[default]
    Start,
    /// Go on picking.
    Pick,
    /// Leave the market.
    Leave,
    /// Hand over at the door.
    HandOver,
}

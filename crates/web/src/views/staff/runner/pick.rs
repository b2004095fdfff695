//! `/kurir/belanja`: what to collect, by stall in walking order; weigh, ask, go on. Also on paper.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::page::Page;
use crate::views::staff::bits::Countdown;

/// The walk through the stalls.
///
/// Forms: `POST /kurir/belanja/{number}/{line}` with `version` and `picked` (`exact`, `none`, or `weighed` with `amount` and, when
/// cheaper, `price`); `…/{line}/tawar` with `offer`; `POST /kurir/belanja/{number}/selesai`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/runner/pick.html")]
pub struct PickView {
    /// Around the content; live.
    pub page: Page,
    /// `Pasar Oro-oro Dowo, Yoyok, Sabtu 21 Nov 06.20`, for paper.
    pub made: String,
    /// Lines settled.
    pub done: u32,
    /// Lines in all.
    pub total: u32,
    /// Stalls in walking order.
    pub stops: Vec<Stop>,
    /// The orders being picked, for their ends.
    pub orders: Vec<Bag>,
}

/// One stall.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Stop {
    /// `B-12`, for the eye and for anchors.
    pub place: String,
    /// `Lapak Bu Sumiati`.
    pub name: String,
    /// Nothing is left to do here.
    pub is_done: bool,
    /// The first that is not done: it stands open.
    pub is_now: bool,
    /// `2 barang`.
    pub count: String,
    /// Goods.
    pub lines: Vec<PickLine>,
}

/// One line.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PickLine {
    /// Id of the line.
    pub id: String,
    /// Whole number of its order.
    pub order: String,
    /// What stands on the bag.
    pub bag: String,
    /// Goods to take: the agreed substitute once there is one.
    pub name: String,
    /// Address of the picture.
    pub picture: String,
    /// `¼ kg`, or `Rp5.000`.
    pub quantity: String,
    /// `Rp58.000/kg`.
    pub price: String,
    /// The agreed price in plain digits.
    pub price_plain: String,
    /// The buyer's wish; empty for none.
    pub note: String,
    /// What it replaces; empty when it is what was ordered.
    pub instead_of: String,
    /// The buyer's rule in words: `Kalau habis: tanya saya`.
    pub rule: String,
    /// Most that may be weighed: `paling banyak 275 g`; empty when counted.
    pub most: String,
    /// Whether it is weighed in grams; else counted in `unit`.
    pub is_weighed: bool,
    /// The unit's word.
    pub unit: String,
    /// What the field holds: grams or pieces, plain.
    pub amount: String,
    /// Whether somebody changed it meanwhile.
    pub version: i64,
    /// Where it stands.
    pub state: PickState,
    /// Once done: `265 g · Rp15.400`. Missing: why.
    pub outcome: String,
    /// While asking: what was proposed.
    pub proposed: String,
    /// While asking: until when.
    pub countdown: Countdown,
    /// While choosing: what may replace it.
    pub alternatives: Vec<Alternative>,
}

/// Where a line stands for the runner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PickState {
    /// To be weighed.
    #[default]
    Open,
    /// There is none: propose something.
    Choose,
    /// The buyer is being asked.
    Asking,
    /// In the bag.
    Done,
    /// Left out.
    Missing,
}

impl PickState {
    /// End of the class name `pick-…`.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Choose => "choose",
            Self::Asking => "asking",
            Self::Done => "done",
            Self::Missing => "missing",
        }
    }
}

/// What may replace a line.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Alternative {
    /// Id of the offer.
    pub offer: String,
    /// Goods.
    pub name: String,
    /// Address of the picture.
    pub picture: String,
    /// `¼ kg · Rp13.750 · B-17 Bu Yah`.
    pub text: String,
}

/// One order of the walk.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Bag {
    /// Whole number.
    pub number: String,
    /// What stands on the bag.
    pub bag: String,
    /// `Ratna, 4 barang`.
    pub text: String,
    /// Lines that nobody settled.
    pub open: u32,
}

//! `/kelola/{pasar}`: everything open in a market, the most urgent first.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::page::{Page, Tone};
use crate::views::shop::cards::{Badge, ChipLink};
use crate::views::staff::bits::{Choice, Countdown};

/// The live board.
///
/// Forms: `POST /kelola/{pasar}/pesanan/{number}/kurir` with `runner`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/manager/board.html")]
pub struct BoardView {
    /// Around the content; live.
    pub page: Page,
    /// For addresses.
    pub market: String,
    /// `Pasar Oro-oro Dowo`.
    pub name: String,
    /// `Sabtu, 21 Nov, 06.31 WIB`.
    pub now: String,
    /// What needs eyes, in numbers.
    pub tallies: Vec<Tally>,
    /// Complaints, ratings, orders taken by phone.
    pub links: Vec<ChipLink>,
    /// Slots of today, then of the coming days.
    pub slots: Vec<SlotRow>,
    /// All, by runner: links that narrow the board.
    pub filters: Vec<ChipLink>,
    /// Whether there are so many orders that one wants to search.
    pub has_filter: bool,
    /// What the search field holds: number, ward, name.
    pub filter: String,
    /// Orders by state.
    pub columns: Vec<Column>,
    /// Runners of the market, for orders without one.
    pub runners: Vec<Choice>,
    /// Stalls that have not answered, most urgent first.
    pub waiting: Vec<WaitingPart>,
    /// Buyers who have not answered, most urgent first.
    pub questions: Vec<OpenQuestion>,
}

/// A number that says whether something needs doing.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Tally {
    /// How many.
    pub count: u32,
    /// Of what.
    pub label: String,
    /// How it is meant; zero is always calm.
    pub tone: Tone,
    /// The part of the page it speaks of.
    pub anchor: String,
}

/// One slot.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SlotRow {
    /// `07.00–08.30`, or `Secepatnya 07.00–08.30`.
    pub time: String,
    /// `Hari ini`, `Besok`.
    pub day: String,
    /// Orders taken.
    pub taken: i64,
    /// Orders it can take.
    pub capacity: i64,
    /// `tutup 06.30`, `penuh`.
    pub note: String,
    /// Full or closed.
    pub is_over: bool,
}

/// Orders in one state.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Column {
    /// For anchors.
    pub id: String,
    /// Words.
    pub title: String,
    /// Orders, oldest first.
    pub orders: Vec<BoardOrder>,
}

/// One order on the board.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct BoardOrder {
    /// Whole number.
    pub number: String,
    /// Last three characters.
    pub bag: String,
    /// `07.00–08.30`.
    pub slot: String,
    /// `12 mnt`: since it was placed.
    pub age: String,
    /// Late, or about to be.
    pub is_late: bool,
    /// Who brings it; empty for nobody yet.
    pub runner: String,
    /// `Ratna · Samaan`.
    pub who: String,
    /// `4 barang · Rp50.500`.
    pub goods: String,
    /// Marks: a stall waits, a question is open.
    pub marks: Vec<Badge>,
}

/// A stall that has not answered.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct WaitingPart {
    /// `B-12`.
    pub place: String,
    /// `Lapak Bu Sumiati`.
    pub name: String,
    /// Whole number of the order.
    pub number: String,
    /// Last three characters.
    pub bag: String,
    /// Until the default decides.
    pub countdown: Countdown,
    /// For `tel:`; empty when unknown.
    pub phone: String,
}

/// A question to a buyer without answer.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct OpenQuestion {
    /// Whole number of the order.
    pub number: String,
    /// Last three characters.
    pub bag: String,
    /// `Tempe daun → Tahu putih`.
    pub text: String,
    /// Until it ends without answer.
    pub countdown: Countdown,
}

//! Complaints: on the order's page, for those concerned, for the market and for the second person.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::ratings::{RatingForm, RatingRow};
use crate::views::page::Page;
use crate::views::shop::cards::{Badge, ChipLink};
use crate::views::staff::bits::Choice;

/// What the buyer can still do about a delivered order, and what came of it.
///
/// Forms: `POST /pesanan/{no}/keluhan` with `line`, `reason`, `note`; `POST /pesanan/{no}/nilai` with `subject`, `stars`, `words`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct OrderCare {
    /// Complaints made, oldest first.
    pub complaints: Vec<ComplaintCard>,
    /// The form, while it is not too late.
    pub form: Option<ComplaintForm>,
    /// Stalls and the runner to be rated, by the buyer only.
    pub ratings: Vec<RatingForm>,
}

/// The form of a complaint.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ComplaintForm {
    /// The whole order and each line that was charged.
    pub lines: Vec<Choice>,
    /// What may be wrong.
    pub reasons: Vec<Choice>,
    /// `Sampai Minggu, 22 Nov, 06.30 WIB.`
    pub until: String,
    /// As typed when it was refused.
    pub note: String,
    /// It was refused: stays open.
    pub is_open: bool,
}

/// A complaint in short.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ComplaintCard {
    /// Its id.
    pub id: String,
    /// The order's number.
    pub number: String,
    /// `Bayam: barang tidak bagus`.
    pub what: String,
    /// In the buyer's words.
    pub note: String,
    /// Where it stands.
    pub status: Badge,
    /// When it was made.
    pub made: String,
    /// `Diputuskan paling lambat …`; empty once it is.
    pub deadline: String,
    /// The time is over and nobody decided.
    pub is_late: bool,
    /// `Rp5.000 dikembalikan, ditanggung lapak`; empty before.
    pub outcome: String,
    /// Why it was decided so.
    pub decision: String,
    /// What those concerned said: name and words.
    pub answers: Vec<(String, String)>,
    /// That the money waits; empty when it does not.
    pub held: String,
    /// May be answered by the reader: what they said so far.
    pub answer: Option<String>,
}

/// What concerns a stall or runner: complaints and ratings.
///
/// Forms: `POST {action}/{id}/jawab` with `answer`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "trade/voices.html")]
pub struct VoicesView {
    /// Around the content.
    pub page: Page,
    /// `/jual/keluhan` or `/kurir/keluhan`.
    pub action: String,
    /// The trader's stalls.
    pub stalls: Vec<ChipLink>,
    /// Complaints, newest first.
    pub complaints: Vec<ComplaintCard>,
    /// `4,6 dari 12 penilaian`, or how many are missing.
    pub average: String,
    /// Ratings, newest first.
    pub ratings: Vec<RatingRow>,
}

/// A market's complaints, or those of the city that wait for a second person.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "trade/complaints.html")]
pub struct ComplaintsView {
    /// Around the content; live.
    pub page: Page,
    /// To be decided, most urgent first: the address of each and the complaint.
    pub waiting: Vec<(String, ComplaintCard)>,
    /// Decided, newest first.
    pub decided: Vec<(String, ComplaintCard)>,
}

/// One complaint for those who decide it.
///
/// Forms: `POST /kelola/{pasar}/keluhan/{id}/putus` with `verdict` (`refuse`, `uphold`), `amount`, `liable`, `reason`;
/// `POST …/setuju` with `verdict` (`agree`, `return`), `reason`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "trade/complaint.html")]
pub struct ComplaintView {
    /// Around the content; live.
    pub page: Page,
    /// Market, for addresses.
    pub market: String,
    /// The complaint.
    pub card: ComplaintCard,
    /// Buyer, runner, what was paid: words and value.
    pub facts: Vec<(String, String)>,
    /// The form of the decision, for the manager while it is open.
    pub decide: Option<DecideForm>,
    /// What a second person agrees to; none for others.
    pub approve: Option<String>,
}

/// The form of a decision.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DecideForm {
    /// Who may bear it.
    pub liable: Vec<Choice>,
    /// `paling banyak Rp45.900; di atas Rp100.000 perlu disetujui orang kedua`.
    pub most: String,
    /// As typed when it was refused.
    pub amount: String,
    /// As typed when it was refused.
    pub reason: String,
}

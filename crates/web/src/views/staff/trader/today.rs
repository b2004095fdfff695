//! `/jual`: what came in, what to prepare, how the day goes, and the goods one changes most.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::goods::TraderGood;
use crate::views::page::Page;
use crate::views::shop::cards::{Badge, ChipLink};
use crate::views::staff::bits::Countdown;

/// A trader's day at one stall.
///
/// Forms: `POST /jual/pesanan/{id}/terima`; `…/{id}/putus` with `line` (of each that is missing) and `reason`;
/// `POST /jual/tutup` and `…/buka` with `stall`; those of [`TraderGood`].
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/trader/today.html")]
pub struct TodayView {
    /// Around the content; live.
    pub page: Page,
    /// Slug of the stall.
    pub stall: String,
    /// `Lapak Bu Sumiati`.
    pub name: String,
    /// `Blok B nomor 12, Pasar Bareng`.
    pub place: String,
    /// The trader's stalls, when there are several.
    pub stalls: Vec<ChipLink>,
    /// Open or closed.
    pub status: Badge,
    /// Closed today by the trader: until when. It opens by itself.
    pub closed_until: Option<String>,
    /// Orders that wait for an answer, most urgent first.
    pub incoming: Vec<Incoming>,
    /// Orders accepted and not yet collected, then those collected.
    pub accepted: Vec<Accepted>,
    /// Today: amount sold and how many orders.
    pub today: Takings,
    /// Yesterday: amount and whether it was paid out.
    pub yesterday: Takings,
    /// The goods most asked for.
    pub goods: Vec<TraderGood>,
    /// How many goods there are in all.
    pub goods_count: u32,
}

/// An order that waits for the stall's answer.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Incoming {
    /// Id of the seller order.
    pub id: String,
    /// Last characters of the number, as people say it.
    pub number: String,
    /// The whole number.
    pub whole: String,
    /// `Diambil kurir sekitar 06.40`.
    pub when: String,
    /// Until the default decides.
    pub countdown: Countdown,
    /// What is wanted.
    pub lines: Vec<IncomingLine>,
    /// Estimated sum.
    pub total: String,
    /// What happens without an answer.
    pub otherwise: String,
    /// State of the part and its lines: an unchanged card is not swapped away under the thumb.
    pub version: String,
}

/// One line of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct IncomingLine {
    /// Id of the line.
    pub id: String,
    /// Goods.
    pub name: String,
    /// Address of the picture.
    pub picture: String,
    /// `¼ kg`, or `Rp5.000`.
    pub quantity: String,
    /// The buyer's wish; empty for none.
    pub note: String,
    /// Estimate.
    pub amount: String,
}

/// An order the stall supplies.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Accepted {
    /// Last characters of the number.
    pub number: String,
    /// To prepare, collected, called off.
    pub status: Badge,
    /// `Cabai rawit ¼ kg` each, with the weighed quantity once collected.
    pub lines: Vec<String>,
    /// Who fetches it, and when.
    pub runner: String,
    /// Sum.
    pub total: String,
}

/// What a day brought.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Takings {
    /// Money.
    pub amount: String,
    /// `9 pesanan`, `sudah dibayar tunai`.
    pub note: String,
}

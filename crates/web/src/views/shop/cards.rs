//! Pieces that several shop pages show: goods, markets, links in a row, pages of a list.

use serde::{Deserialize, Serialize};

use crate::views::page::Tone;

/// A short mark: open, sold out, two left.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Badge {
    /// Tone.
    pub tone: Tone,
    /// Words.
    pub text: String,
}

/// A photo in several sizes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photo {
    /// The middle size.
    pub src: String,
    /// Every size with its width: `/gambar/…-160.jpg 160w, …`.
    pub srcset: String,
    /// **Units:** pixels of the middle size.
    pub width: u32,
    /// **Units:** pixels of the middle size.
    pub height: u32,
}

/// One offer as a card.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct GoodCard {
    /// Id of the offer, for the form that adds it.
    pub offer: String,
    /// `/produk/{slug}?penawaran={offer}`.
    pub href: String,
    /// `Cabai rawit merah`.
    pub name: String,
    /// Address of the picture: `assets::picture(slug)` or a photo.
    pub picture: String,
    /// The photo, which fills its square in place of the drawing.
    pub photo: Option<Photo>,
    /// `Rp45.000`.
    pub price: String,
    /// `/kg`, with the slash.
    pub per: String,
    /// `Bu Sumiati · B-12`.
    pub from: String,
    /// What one tap adds, as people say it: `¼ kg`; empty when it cannot be added (closed, sold out).
    pub quick: String,
    /// What the basket already holds of it: `½ kg`; empty when nothing.
    pub in_basket: String,
    /// A mark over the picture.
    pub badge: Option<Badge>,
}

/// A market as a card or row.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct MarketCard {
    /// For addresses and the tile.
    pub slug: String,
    /// `Pasar Bareng`.
    pub name: String,
    /// `Klojen`, or what else says where.
    pub place: String,
    /// Open, closed, opens at.
    pub status: Badge,
    /// `251 lapak · 1.204 barang`; empty when unknown.
    pub size: String,
    /// `Antar paling cepat 07.00–08.30`; empty when it does not deliver.
    pub next_slot: String,
}

/// A link in a row of links, one of which may be on.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ChipLink {
    /// Address.
    pub href: String,
    /// Words.
    pub label: String,
    /// Address of a small picture; empty for none.
    pub picture: String,
    /// How many lie behind it, formatted; empty for none.
    pub count: String,
    /// Whether it is on.
    pub is_on: bool,
}

/// Neighbouring pages of a long list.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Pager {
    /// Address of the page before; empty on the first.
    pub previous: String,
    /// Address of the page after; empty on the last.
    pub next: String,
    /// `1–40 dari 251`.
    pub text: String,
}

/// How a price moved since last week.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PriceMove {
    /// `+12,5%`.
    pub text: String,
    /// Direction.
    pub direction: Direction,
}

/// Up, down or the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Dearer.
    Up,
    /// Cheaper.
    Down,
    /// As before.
    #[default]
    Same,
}

impl Direction {
    /// End of the class names `move-…`.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Same => "same",
        }
    }

    /// The arrow's icon; none when it stayed.
    #[must_use]
    pub const fn icon(self) -> Option<&'static str> {
        match self {
            Self::Up => Some("up"),
            Self::Down => Some("fall"),
            Self::Same => None,
        }
    }
}

//! `/kelola/{market}/gambar`: the pictures of a market's goods, to be looked through.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::page::Page;
use crate::views::shop::cards::{Pager, Photo};

/// Pictures of a market.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/manager/gallery.html")]
pub struct GalleryView {
    /// Around the content.
    pub page: Page,
    /// Slug of the market.
    pub market: String,
    /// Runs the market; those who only watch take nothing down.
    pub is_manager: bool,
    /// The pictures.
    pub pictures: Vec<Shown>,
    /// Pages of the list.
    pub pager: Option<Pager>,
}

/// One picture. Form: `POST /kelola/{market}/gambar/{offer}/turunkan` with `reason`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Shown {
    /// Id of the offer.
    pub offer: String,
    /// Goods.
    pub name: String,
    /// Who sells them: `Bu Sumiati · B-12`.
    pub stall: String,
    /// The picture.
    pub photo: Photo,
}

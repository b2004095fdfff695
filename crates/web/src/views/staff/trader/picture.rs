//! `/jual/barang/{offer}/gambar`: one picture of one of the goods.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::page::Page;
use crate::views::shop::cards::Photo;

/// The picture, and the form for another. Errors name `picture`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/trader/picture.html")]
pub struct PictureView {
    /// Around the content.
    pub page: Page,
    /// Id of the offer.
    pub offer: String,
    /// Goods.
    pub name: String,
    /// The picture it has.
    pub photo: Option<Photo>,
    /// The drawing that stands where none is.
    pub drawing: String,
    /// **Units:** megabytes a file may have.
    pub megabytes: usize,
}

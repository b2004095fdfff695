//! `/gambar/{name}`: files of pictures, kept for ever by browsers, and how pages show them.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use market::catalogue::OfferView;
use market::pictures::{self, Picture, SIZES};

use crate::app::App;
use crate::assets;
use crate::errors::Fault;
use crate::views::shop::cards::Photo;

/// Another picture has another name.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// One file of a picture.
pub async fn show_picture(State(app): State<App>, Path(name): Path<String>) -> Response {
    let Some((hash, size)) = parse(&name) else { return StatusCode::NOT_FOUND.into_response() };
    match pictures::read(&app.desk, &app.studio, hash, size).await {
        Ok(Some(bytes)) => ([(CONTENT_TYPE, "image/jpeg"), (CACHE_CONTROL, FOR_EVER)], bytes).into_response(),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => Fault::from(error).into_response(),
    }
}

/// `HASH-480.jpg`.
fn parse(name: &str) -> Option<(&str, u32)> {
    let (hash, size) = name.strip_suffix(".jpg")?.split_once('-')?;
    Some((hash, size.parse().ok().filter(|size| SIZES.contains(size))?))
}

/// The address of one file.
#[must_use]
pub fn address(picture: &Picture, size: u32) -> String {
    format!("/gambar/{}-{size}.jpg", picture.hash)
}

/// How a picture is offered to the browser, which takes the smallest that is sharp.
#[must_use]
pub fn photo(picture: &Picture) -> Photo {
    let mut widths: Vec<(u32, u32)> = SIZES.iter().map(|size| (picture.scaled(*size).0, *size)).collect();
    widths.dedup_by_key(|(width, _)| *width);
    let set: Vec<String> = widths.iter().map(|(width, size)| format!("{} {width}w", address(picture, *size))).collect();
    let (width, height) = picture.scaled(SIZES[1]);
    Photo { src: address(picture, SIZES[1]), srcset: set.join(", "), width, height }
}

/// The picture of an offer, small and square: its own, else the drawing of the goods; whether it is a photo.
#[must_use]
pub fn small(view: &OfferView<'_>) -> (String, bool) {
    view.picture
        .map_or_else(|| (assets::picture(&view.product.illustration).into_owned(), false), |picture| (address(picture, SIZES[0]), true))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn only_our_sizes_are_asked_for() {
        for (name, size) in [("ab-160.jpg", Some(160)), ("ab-161.jpg", None), ("ab-160.png", None), ("ab.jpg", None), ("-x.jpg", None)] {
            assert_eq!(parse(name).map(|(_, size)| size), size, "{name}");
        }
    }
}

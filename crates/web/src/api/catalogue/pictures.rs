//! The picture of an offer.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use kernel::id::OfferId;
use market::pictures::{self, Picture, SIZES, UPLOAD_BYTES_MAX};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::answer::{Reply, Said};
use crate::api::caller::Caller;
use crate::api::catalogue::selling::Change;
use crate::api::input::{Key, Path};
use crate::api::once::once;
use crate::api::problem::Refusal;
use crate::app::App;
use crate::pages::photos;

/// The file of a picture: JPEG, PNG or WebP, 15 MB at most. What it is is read from its content.
#[derive(Debug, Clone, ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct PictureFile(Vec<u8>);

impl FromRequest<App> for PictureFile {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let too_large =
            |_| Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "picture_too_large").at("picture").with("megabytes", UPLOAD_BYTES_MAX >> 20);
        Bytes::from_request(request, app).await.map(|bytes| Self(bytes.to_vec())).map_err(too_large)
    }
}

/// A picture as it is kept: three JPEGs without anything but pixels.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OfferPicture {
    /// Smallest first; kept for ever under its address.
    pub files: Vec<PictureSize>,
}

/// One file of a picture.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PictureSize {
    /// Where it is, on this host.
    #[schema(example = "/gambar/3f7a…-480.jpg")]
    pub path: String,
    /// Pixels.
    #[schema(example = 480)]
    pub width: u32,
    /// Pixels.
    #[schema(example = 360)]
    pub height: u32,
}

impl From<&Picture> for OfferPicture {
    fn from(picture: &Picture) -> Self {
        let file = |size: u32| {
            let (width, height) = picture.scaled(size);
            PictureSize { path: photos::address(picture, size), width, height }
        };
        Self { files: SIZES.map(file).into() }
    }
}

/// Gives an offer a picture, in place of the one it has.
#[utoipa::path(put, path = "/offers/{offer}/picture", tag = "selling",
    request_body(content = PictureFile, content_type = "application/octet-stream"),
    params(("offer" = String, Path, format = Uuid, description = "The offer's id")),
    responses((status = 200, description = "The picture as it is kept", body = OfferPicture)),
    security(("bearer" = ["seller", "manager"])))]
pub async fn set_offer_picture(
    State(app): State<App>,
    caller: Caller,
    Path(offer): Path<OfferId>,
    key: Key,
    PictureFile(bytes): PictureFile,
) -> Reply<Said<OfferPicture>> {
    let picture = pictures::add(&app.desk, &app.studio, &caller.actor, &key.0, offer, bytes).await?;
    Ok(Said(OfferPicture::from(&picture)))
}

/// Why a picture is taken away.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Removal {
    /// Needed from a market's manager; stands in the audit trail.
    #[serde(default)]
    #[schema(max_length = 200, example = "Bukan gambar barangnya")]
    reason: String,
}

/// Takes an offer's picture away.
#[utoipa::path(post, path = "/offers/{offer}/picture/removal", tag = "selling", request_body = Removal,
    params(("offer" = String, Path, format = Uuid, description = "The offer's id")),
    responses((status = 200, description = "It has none", body = Change)),
    security(("bearer" = ["seller", "manager"])))]
pub async fn remove_offer_picture(
    State(app): State<App>,
    caller: Caller,
    Path(offer): Path<OfferId>,
    key: Key,
    crate::api::input::Json(removal): crate::api::input::Json<Removal>,
) -> Reply<Said<Change>> {
    let work = async {
        pictures::remove(&app.desk, &caller.actor, offer, &removal.reason).await?;
        Ok(Change { is_changed: true })
    };
    once(&app, &caller, "remove_offer_picture", &key, &(offer, &removal), work).await.map(Said)
}

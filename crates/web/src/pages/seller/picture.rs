//! `/jual/barang/{offer}/gambar`: a picture of one of the goods, from the camera or the gallery.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::id::OfferId;
use market::pictures::{self, Picture, PictureError, UPLOAD_BYTES_MAX};

use super::at::At;
use crate::app::App;
use crate::assets;
use crate::errors::Fault;
use crate::extract::{Go, Posted, Sent, Uploaded, Who, show_with};
use crate::pages::{photos, staff};
use crate::views::Tone;
use crate::views::staff::trader::picture::PictureView;

/// Shows the picture with the form for another.
pub async fn show_picture(State(app): State<App>, Path(offer): Path<OfferId>, who: Who) -> Result<Response, Fault> {
    show(&app, &who, offer, None)
}

/// Takes a picture.
pub async fn add_picture(State(app): State<App>, Path(offer): Path<OfferId>, form: Uploaded) -> Result<Response, Fault> {
    let key = form.fields.text("idempotency_key").to_owned();
    let done = match form.file {
        Sent::TooLarge => Err(PictureError::TooLarge),
        Sent::Whole { bytes, .. } => pictures::add(&app.desk, &app.studio, &form.who.actor, &key, offer, bytes).await,
    };
    match done.map_err(Fault::from) {
        Ok(picture) => {
            seen(&app, offer, Some(&picture)).await;
            Ok(Go::to(format!("/jual/barang/{offer}/gambar")).say(Tone::Good, form.who.t.text("picture-added")).into_response())
        }
        Err(fault) if fault.field == Some("picture") => show(&app, &form.who, offer, Some(&fault)),
        Err(fault) => Err(fault),
    }
}

/// Takes the picture away.
pub async fn remove_picture(State(app): State<App>, Path(offer): Path<OfferId>, form: Posted) -> Result<Response, Fault> {
    let done = pictures::remove(&app.desk, &form.who.actor, offer, "").await;
    if done.is_ok() {
        seen(&app, offer, None).await;
    }
    Ok(staff::back(&form.who, done, &format!("/jual/barang/{offer}/gambar"), form.who.t.text("picture-removed"))?.into_response())
}

/// Waits until the catalogue in memory has the picture, or none.
pub async fn seen(app: &App, offer: OfferId, picture: Option<&Picture>) {
    staff::seen(app, |catalogue| catalogue.offer(offer).is_none_or(|view| view.picture == picture)).await;
}

fn show(app: &App, who: &Who, offer: OfferId, wrong: Option<&Fault>) -> Result<Response, Fault> {
    who.person()?;
    let catalogue = app.catalogue.snapshot();
    let view = catalogue.offer(offer).ok_or_else(Fault::not_found)?;
    let at = At::of(app, who, &view.stall.slug)?;
    let name = view.product.name(who.lang).to_owned();
    let mut page = at.page(app, who, "/jual/barang", "", 0);
    page.title = who.t.with("picture-of", &[("name", &name)]);
    page.errors.extend(wrong.map(|fault| fault.field_error(who.t)));
    let status = wrong.map_or(StatusCode::OK, Fault::status);
    let drawing = assets::picture(&view.product.illustration).into_owned();
    let photo = view.picture.map(photos::photo);
    show_with(status, &PictureView { page, offer: offer.to_string(), name, photo, drawing, megabytes: UPLOAD_BYTES_MAX >> 20 })
}

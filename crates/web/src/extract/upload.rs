//! A form with a file, sent by one of our own pages. What the file holds is for the service to judge; its name tells nothing.

use std::time::Duration;

use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_LENGTH;
use kernel::ErrorKind;

use super::form::sender;
use super::{Fields, Who};
use crate::app::App;
use crate::errors::Fault;
use crate::places::{Holder, Place};

/// What goes around a file: other fields and the marks between them. **Units:** bytes.
pub const AROUND_BYTES_MAX: usize = 64 * 1024;
/// The most parts of a form.
const PARTS_MAX: usize = 20;

/// A file is read within this: 15 MB at half a megabit a second.
const READ_WITHIN: Duration = Duration::from_secs(300);
/// The most that is read of somebody who is not signed in.
const STRANGER_BYTES_MAX: usize = 64 * 1024;

/// A form with a file.
#[derive(Debug)]
pub struct Uploaded {
    /// Who sent it.
    pub who: Who,
    /// The other fields.
    pub fields: Fields,
    /// The file that was chosen.
    pub file: Sent,
    _place: Option<Place>,
}

/// What came of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// Its content, perhaps empty: nothing was chosen.
    Whole {
        /// The content.
        bytes: Vec<u8>,
        /// The name it had on the phone.
        name: String,
    },
    /// It was cut off: larger than its route takes. Nothing else of the form is known then, its token neither.
    TooLarge,
}

impl FromRequest<App> for Uploaded {
    type Rejection = Fault;

    async fn from_request(request: Request, app: &App) -> Result<Self, Fault> {
        let (mut parts, body) = request.into_parts();
        let who = sender(&mut parts, app).await?;
        let said = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let limit = parts.extensions.get::<UploadLimit>().map_or(0, |limit| limit.0);
        // Whoever is not signed in is refused whatever it is; it need not be read for that.
        let limit = if who.actor.person.is_some() { limit } else { limit.min(STRANGER_BYTES_MAX) };
        let announced = said(CONTENT_LENGTH.as_str()).and_then(|length| length.parse::<usize>().ok());
        if announced.is_some_and(|length| length > limit) {
            return Ok(Self { who, fields: Fields::default(), file: Sent::TooLarge, _place: None });
        }
        // Held until the page is done with the file, so that many at once do not fill the memory; strangers' are small.
        let place = match limit {
            0..=STRANGER_BYTES_MAX => None,
            _ => {
                let place = app.upload_places.take(Holder::of(&who));
                Some(place.ok_or_else(|| Fault::new(ErrorKind::Unavailable, "uploads_busy"))?)
            }
        };
        let slow = |_| Fault::new(ErrorKind::Invalid, "upload_slow");
        let (fields, file) = tokio::time::timeout(READ_WITHIN, read(Request::from_parts(parts, body), app)).await.map_err(slow)??;
        if file != Sent::TooLarge && !who.is_own_token(app, fields.text("csrf")) {
            return Err(Fault::new(ErrorKind::Forbidden, "form_expired"));
        }
        Ok(Self { who, fields, file, _place: place })
    }
}

/// The other fields, and the file.
async fn read(request: Request, app: &App) -> Result<(Fields, Sent), Fault> {
    let malformed = |_| Fault::new(ErrorKind::Invalid, "form_malformed");
    let mut form = Multipart::from_request(request, app).await.map_err(malformed)?;
    let (mut fields, mut file) = (Fields::default(), Sent::Whole { bytes: Vec::new(), name: String::new() });
    for _ in 0..PARTS_MAX {
        let part = match form.next_field().await {
            Ok(Some(part)) => part,
            Ok(None) => break,
            Err(error) => return cut_off(&error),
        };
        let (name, file_name) = (part.name().unwrap_or_default().to_owned(), part.file_name().map(str::to_owned));
        let bytes = match part.bytes().await {
            Ok(bytes) => bytes,
            Err(error) => return cut_off(&error),
        };
        match file_name {
            // Of a camera and a gallery beside each other, one is empty.
            Some(name) if !bytes.is_empty() => file = Sent::Whole { bytes: bytes.into(), name },
            Some(_) => {}
            None => fields.add(name, String::from_utf8_lossy(&bytes).into_owned()),
        }
    }
    Ok((fields, file))
}

/// The most a route takes, for those who look before they read.
#[derive(Debug, Clone, Copy)]
pub struct UploadLimit(pub usize);

fn cut_off(error: &MultipartError) -> Result<(Fields, Sent), Fault> {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Ok((Fields::default(), Sent::TooLarge));
    }
    Err(Fault::new(ErrorKind::Invalid, "form_malformed"))
}

//! `/kelola/{market}/gambar`: pictures of a market's goods; one that does not belong there is taken down.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::Cursor;
use kernel::id::{OfferId, RawId};
use market::pictures::{self, store};

use super::at::At;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Posted, Who, show};
use crate::pages::{frame, photos, seller, staff, words};
use crate::views::shop::cards::Pager;
use crate::views::staff::manager::gallery::{GalleryView, Shown};

/// Pictures on one page.
const ROWS: u32 = 48;

/// Shows the pictures.
pub async fn show_gallery(State(app): State<App>, Path(market): Path<String>, who: Who, query: Fields) -> Result<Response, Fault> {
    let at = At::of(&app, &who, &market)?;
    let after = Cursor::parse(query.text("sesudah"));
    let mut tx = app.desk.house.db.reader().await?;
    let found = store::pictures_of_market(&mut tx, app.desk.city_id(), at.market, after.unwrap_or(Cursor(RawId::nil())), ROWS).await?;
    let catalogue = app.catalogue.snapshot();
    let pictures = found.iter().filter_map(|picture| {
        let view = catalogue.offer(picture.offer)?;
        Some(Shown {
            offer: picture.offer.to_string(),
            name: view.product.name(who.lang).to_owned(),
            stall: format!("{} · {}", view.stall.name, words::place(view.stall)),
            photo: photos::photo(picture),
        })
    });
    let is_full = u32::try_from(found.len()).is_ok_and(|count| count == ROWS);
    let next = found.last().filter(|_| is_full).map(|last| Cursor(last.offer.into()).to_string());
    let pager = (is_full || after.is_some()).then(|| Pager {
        previous: if after.is_none() { String::new() } else { at.path("/gambar") },
        next: next.map(|next| frame::address(&at.path("/gambar"), &[("sesudah", &next)])).unwrap_or_default(),
        text: found.len().to_string(),
    });
    let page = at.page(&app, &who, "/gambar", who.t.text("gallery-title"));
    show(&GalleryView { page, market: at.slug.clone(), is_manager: who.actor.manages(at.market), pictures: pictures.collect(), pager })
}

/// Takes a picture down, with a reason for the trail.
pub async fn take_down(State(app): State<App>, Path((market, offer)): Path<(String, OfferId)>, form: Posted) -> Result<Response, Fault> {
    let at = At::of(&app, &form.who, &market)?;
    let is_here = app.catalogue.read().offer(offer).is_some_and(|view| view.market.id == at.market);
    if !is_here {
        return Err(Fault::not_found());
    }
    let done = pictures::remove(&app.desk, &form.who.actor, offer, form.text("reason")).await;
    if done.is_ok() {
        seller::picture::seen(&app, offer, None).await;
    }
    Ok(staff::back(&form.who, done, &at.path("/gambar"), form.who.t.text("gallery-taken-down"))?.into_response())
}

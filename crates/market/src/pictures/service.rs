//! Adding a picture to an offer, taking it away, reading a file of it.

use std::sync::Arc;
use std::time::Duration;

use jobs::feed::{Topic, publish};
use jobs::idempotency::{IdempotencyKey, Remembered, recall, remember};
use kernel::Actor;
use kernel::id::OfferId;
use providers::objects::ObjectStore;
use registry::audit;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use store::Tx;
use tokio::sync::Semaphore;

use super::convert::{Files, convert};
use super::model::{Picture, PictureError, SIZES, UPLOAD_BYTES_MAX, object_key};
use super::store as rows;
use crate::catalogue::Offer;
use crate::catalogue::store::find_offer;
use crate::desk::Desk;

/// Pictures decoded at once: each may take two hundred megabytes.
const AT_ONCE_MAX: usize = 2;
/// How long a picture waits for its turn.
const WAIT_MAX: Duration = Duration::from_secs(20);
/// The most characters of a reason.
const REASON_MAX: usize = 200;

/// Where pictures are made and kept.
#[derive(Clone)]
pub struct Studio {
    /// Where their files lie.
    pub objects: Arc<dyn ObjectStore>,
    turns: Arc<Semaphore>,
}

impl Studio {
    /// A studio over a store of objects.
    #[must_use]
    pub fn new(objects: Arc<dyn ObjectStore>) -> Self {
        Self { objects, turns: Arc::new(Semaphore::new(AT_ONCE_MAX)) }
    }

    /// Converts on a thread of its own, few at a time.
    ///
    /// # Errors
    /// What [`convert`] refuses; [`PictureError::Busy`].
    pub(crate) async fn convert(&self, upload: Vec<u8>) -> Result<Files, PictureError> {
        let turn = tokio::time::timeout(WAIT_MAX, Arc::clone(&self.turns).acquire_owned()).await;
        let turn = turn.ok().and_then(Result::ok).ok_or(PictureError::Busy)?;
        let work = tokio::task::spawn_blocking(move || {
            let files = convert(&upload);
            drop(turn);
            files
        });
        // A decoder that panics has met a picture made to break it.
        work.await.unwrap_or(Err(PictureError::Damaged))
    }
}

impl std::fmt::Debug for Studio {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Studio").field("objects", &self.objects.name()).finish_non_exhaustive()
    }
}

/// Gives an offer a picture, in place of the one it has. The same key does it once.
///
/// # Errors
/// [`PictureError`]: `TooLarge`, what [`convert`] refuses, `Busy`, `NotFound`, `NotAllowed`, `Idempotency`, `Objects`, `Store`.
pub async fn add(desk: &Desk, studio: &Studio, actor: &Actor, key: &str, offer: OfferId, upload: Vec<u8>) -> Result<Picture, PictureError> {
    let mut tx = desk.house.db.reader().await?;
    allowed(desk, &mut tx, actor, offer).await?;
    if upload.len() > UPLOAD_BYTES_MAX {
        return Err(PictureError::TooLarge);
    }
    let content = Sha256::digest(&upload).to_vec();
    let key = IdempotencyKey::new(actor, "add_picture", key, &(offer, content))?;
    let done = recall(&mut tx, desk.city_id(), &key).await?;
    drop(tx);
    let files = studio.convert(upload).await?;
    let picture = Picture { offer, hash: files.hash.clone(), width: files.width, height: files.height };
    if done.is_some() {
        return Ok(picture);
    }
    put(desk, studio, &files).await?;
    let context = (desk.clone(), actor.clone(), key, files);
    desk.house
        .db
        .write(context, move |tx, (desk, actor, key, files)| {
            Box::pin(async move {
                allowed(desk, tx, actor, offer).await?;
                if let Remembered::Again(_) = remember(tx, desk.city_id(), key, &files.hash, desk.now()).await? {
                    return Ok(());
                }
                if !rows::set_picture(tx, desk.city_id(), offer, files, actor.person, desk.now()).await? {
                    return Err(PictureError::Busy);
                }
                tell(desk, tx, actor, offer, "picture.added", &json!({ "content": files.hash })).await
            })
        })
        .await?;
    Ok(picture)
}

/// Announces the content, then writes its files: a broken upload leaves something that the sweep finds.
async fn put(desk: &Desk, studio: &Studio, files: &Files) -> Result<(), PictureError> {
    let (city, now) = (desk.city_id(), desk.now());
    let is_announced = desk
        .house
        .db
        .write(files.hash.clone(), move |tx, hash| {
            Box::pin(async move { Ok::<_, PictureError>(rows::announce(tx, city, hash, now).await?) })
        })
        .await?;
    if !is_announced {
        return Err(PictureError::Busy);
    }
    for (size, jpeg) in SIZES.into_iter().zip(&files.jpegs) {
        studio.objects.put(&object_key(city, &files.hash, size)?, jpeg.clone(), "image/jpeg").await?;
    }
    Ok(())
}

/// Takes an offer's picture away; without one nothing happens. The market's manager gives a reason, which stands in the trail.
///
/// # Errors
/// [`PictureError::Reason`] for managers, `NotFound`, `NotAllowed`, `Store`.
pub async fn remove(desk: &Desk, actor: &Actor, offer: OfferId, reason: &str) -> Result<(), PictureError> {
    let reason = kernel::text::read(reason, REASON_MAX).map_err(|_| PictureError::Reason)?;
    let context = (desk.clone(), actor.clone(), reason);
    desk.house
        .db
        .write(context, move |tx, (desk, actor, reason)| {
            Box::pin(async move {
                let found = allowed(desk, tx, actor, offer).await?;
                let is_own = actor.sells_at(found.stall);
                if !is_own && reason.is_empty() {
                    return Err(PictureError::Reason);
                }
                if !rows::delete_picture(tx, desk.city_id(), offer).await? {
                    return Ok(());
                }
                let action = if is_own { "picture.removed" } else { "picture.taken_down" };
                tell(desk, tx, actor, offer, action, &json!({ "reason": reason })).await
            })
        })
        .await
}

/// The JPEG of a content in one of [`SIZES`]; `None` when this city keeps none.
///
/// # Errors
/// [`PictureError::Objects`].
pub async fn read(desk: &Desk, studio: &Studio, hash: &str, size: u32) -> Result<Option<Vec<u8>>, PictureError> {
    let Ok(key) = object_key(desk.city_id(), hash, size) else { return Ok(None) };
    Ok(studio.objects.get(&key).await?)
}

async fn allowed(desk: &Desk, tx: &mut Tx, actor: &Actor, offer: OfferId) -> Result<Offer, PictureError> {
    let found = find_offer(tx, desk.city_id(), offer).await?.ok_or(PictureError::NotFound("offer"))?;
    if actor.sells_at(found.stall) || actor.manages(found.market) { Ok(found) } else { Err(PictureError::NotAllowed) }
}

async fn tell(
    desk: &Desk,
    tx: &mut Tx,
    actor: &Actor,
    offer: OfferId,
    action: &'static str,
    detail: &serde_json::Value,
) -> Result<(), PictureError> {
    let (ids, now) = (&*desk.house.ids, desk.now());
    publish(tx, desk.city_id(), ids, now, Topic::Offer, offer)?;
    Ok(audit::log(tx, actor, ids, now, action, Topic::Offer.name(), offer, detail).await?)
}

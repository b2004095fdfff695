//! Removes the files of pictures that nobody uses any more, and of uploads that broke off.

use kernel::time::HOUR;

use super::model::{PictureError, SIZES, object_key};
use super::service::Studio;
use super::store;
use crate::desk::Desk;

/// An upload has ended after this long, or never will. **Units:** microseconds.
const GRACE: i64 = HOUR;
/// Contents of one round.
const ROUND_MAX: u32 = 200;

/// One round; gives how many contents are gone. What a round could not remove stays doomed and is tried again by the next.
///
/// # Errors
/// [`PictureError::Store`], [`PictureError::Objects`].
pub async fn sweep(desk: &Desk, studio: &Studio) -> Result<usize, PictureError> {
    let (city, before) = (desk.city_id(), desk.now().plus(-GRACE));
    let doomed = desk
        .house
        .db
        .write((), move |tx, ()| Box::pin(async move { Ok::<_, PictureError>(store::doom(tx, city, before, ROUND_MAX).await?) }))
        .await?;
    for hash in &doomed {
        for size in SIZES {
            studio.objects.delete(&object_key(city, hash, size)?).await?;
        }
        let hash = hash.clone();
        desk.house
            .db
            .write(hash, move |tx, hash| Box::pin(async move { Ok::<_, PictureError>(store::forget(tx, city, hash).await?) }))
            .await?;
    }
    Ok(doomed.len())
}

/// Contents of the city whose files are not all in the store, for whoever restored one without the other.
///
/// # Errors
/// [`PictureError::Store`], [`PictureError::Objects`].
pub async fn missing(desk: &Desk, studio: &Studio) -> Result<Vec<String>, PictureError> {
    let pictures = store::pictures(&mut desk.house.db.reader().await?, desk.city_id()).await?;
    let mut missing = Vec::new();
    for picture in pictures {
        for size in SIZES {
            let key = object_key(desk.city_id(), &picture.hash, size)?;
            if studio.objects.size(&key).await?.is_none() {
                missing.push(key.to_string());
            }
        }
    }
    Ok(missing)
}

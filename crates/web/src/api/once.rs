//! Repeating a write whose service needs no key of its own, because doing it again changes nothing: the key is kept here,
//! so that the same request gives the same answer and another request under the same key is refused.
//!
//! Services that cost or move something take the key themselves and keep it in the same transaction as the effect.

use jobs::idempotency::{IdempotencyKey, Remembered, recall, remember};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::caller::Caller;
use super::input::Key;
use super::problem::Refusal;
use crate::app::App;

/// Does `work` unless this very request was answered before; then gives that answer.
///
/// **Shape:** what `work` gives is kept for three days as JSON, so it should be small: an id, not a page.
///
/// # Errors
/// A malformed key, a key used for another request, and whatever `work` refuses.
pub async fn once<T, W>(
    app: &App,
    caller: &Caller,
    operation: &'static str,
    key: &Key,
    request: &impl Serialize,
    work: W,
) -> Result<T, Refusal>
where
    T: Serialize + DeserializeOwned,
    W: Future<Output = Result<T, Refusal>>,
{
    let city = app.desk.city_id();
    let kept = IdempotencyKey::new(&caller.actor, operation, &key.0, request)?;
    let mut tx = app.desk.house.db.reader().await?;
    let known = recall(&mut tx, city, &kept).await?;
    drop(tx);
    if let Some(before) = known.and_then(|known| serde_json::from_str(&known).ok()) {
        return Ok(before);
    }
    let answer = work.await?;
    let text = serde_json::to_string(&answer).unwrap_or_default();
    let now = app.desk.now();
    let remembered = app
        .desk
        .house
        .db
        .write((kept, text), move |tx, (kept, text)| Box::pin(async move { remember(tx, city, kept, text, now).await }))
        .await?;
    match remembered {
        Remembered::New => Ok(answer),
        Remembered::Again(before) => Ok(serde_json::from_str(&before).unwrap_or(answer)),
    }
}

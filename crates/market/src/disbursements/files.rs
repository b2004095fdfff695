//! Making the bank's file, once, and giving it out.

use ::store::Tx;
use jobs::idempotency::{IdempotencyKey, Remembered, remember};
use kernel::{Actor, BusinessDate, Role, Scope};

use super::model::{Transfer, TransferFile, TransferFileId};
use super::profiles::{self, Profile};
use super::{rules, steps, store};
use crate::desk::Desk;
use crate::error::MarketError;
use crate::settlement::rights;

/// Days looked ahead for one on which banks work: longer than any row of holidays.
const DAYS_AHEAD: i64 = 30;

/// Puts every transfer that is on its way and in no file into a new one, at most [`rules::TRANSFERS_MAX`], oldest first. Those whose payees
/// changed their account since the batch was prepared do not leave: neither the old account nor the new one was looked at by two people, so
/// the money is owed again. Nothing is given when nothing was left. The same key again gives the same file.
///
/// # Errors
/// [`MarketError::NotAllowed`] for others than treasurers, [`MarketError::NothingToPay`], [`MarketError::Stale`] when somebody else made
/// one at the same time, [`MarketError::Idempotency`].
pub async fn make_file(desk: &Desk, actor: &Actor, key: &str) -> Result<Option<TransferFileId>, MarketError> {
    must_be_treasurer(actor)?;
    let key = IdempotencyKey::new(actor, "make_transfer_file", key, &())?;
    let id: TransferFileId = desk.house.id();
    let context = (desk.clone(), actor.clone(), key);
    let done = desk.house.db.write(context, move |tx, (desk, actor, key)| {
        Box::pin(async move {
            if let Remembered::Again(stored) = remember(tx, desk.city_id(), key, &id.to_string(), desk.now()).await? {
                return Err(MarketError::Repeated(stored));
            }
            make(desk, tx, actor, id).await
        })
    });
    match done.await {
        Ok(is_made) => Ok(is_made.then_some(id)),
        Err(error) => {
            let first: TransferFileId = error.or_repeated()?;
            Ok(store::file(&mut desk.house.db.reader().await?, desk.city_id(), first).await?.map(|file| file.id))
        }
    }
}

/// # Errors
/// [`MarketError::NotAllowed`] for others than treasurers.
pub(super) fn must_be_treasurer(actor: &Actor) -> Result<(), MarketError> {
    if actor.holds(Role::Treasurer, Scope::City) { Ok(()) } else { Err(rights::refusal(actor)) }
}

async fn make(desk: &Desk, tx: &mut Tx, actor: &Actor, id: TransferFileId) -> Result<bool, MarketError> {
    let (city, now, today) = (desk.city_id(), desk.now(), desk.today());
    let waiting = store::waiting(tx, city, rules::TRANSFERS_MAX).await?;
    if waiting.is_empty() {
        return Err(MarketError::NothingToPay);
    }
    let (going, changed): (Vec<&Transfer>, Vec<&Transfer>) = waiting.iter().partition(|transfer| transfer.is_current);
    if !changed.is_empty() {
        let changed: Vec<_> = changed.into_iter().map(|transfer| (transfer, "account_changed")).collect();
        steps::fail(desk, tx, &changed).await?;
    }
    if going.is_empty() {
        return Ok(false);
    }
    let file = TransferFile {
        id,
        number: store::next_number(tx, city).await?,
        business_date: today,
        value_date: value_date(desk, tx).await?,
        transfers: i64::try_from(going.len()).unwrap_or(i64::MAX),
        total: going.iter().map(|transfer| transfer.amount).sum(),
        made_by: actor.person,
        made: now,
        open: 0,
    };
    let claimed = store::insert_file(tx, city, &file).await? && store::claim(tx, city, id, &going).await? == going.len() as u64;
    if !claimed {
        return Err(MarketError::Stale);
    }
    let said = serde_json::json!({ "total": file.total, "payouts": file.transfers, "date": file.value_date.to_string() });
    registry::audit::log(tx, actor, &*desk.house.ids, now, "transfers.filed", "transfer_file", id, &said).await?;
    Ok(true)
}

async fn value_date(desk: &Desk, tx: &mut Tx) -> Result<BusinessDate, MarketError> {
    let today = desk.today();
    let holidays = registry::holidays::between(tx, desk.city_id(), today, today.plus_days(DAYS_AHEAD)).await?;
    let days: Vec<BusinessDate> = holidays.into_iter().map(|holiday| holiday.day).collect();
    let minute = desk.now().minute_of_day(desk.city.offset_minutes);
    Ok(rules::value_date(today, minute, desk.city.settings.payout_cutoff_minute, &days))
}

/// In which form a file is given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// Comma-separated values.
    Csv,
    /// A workbook.
    Xlsx,
}

/// The file's bytes for the bank, with whole accounts; the same every time. The audit trail says who took it.
///
/// # Errors
/// [`MarketError::NotAllowed`] for others than treasurers, [`MarketError::NotFound`].
pub async fn download(
    desk: &Desk,
    actor: &Actor,
    id: TransferFileId,
    profile: &'static Profile,
    kind: FileKind,
) -> Result<(TransferFile, Vec<u8>), MarketError> {
    must_be_treasurer(actor)?;
    let city = desk.city_id();
    let mut tx = desk.house.db.reader().await?;
    let file = store::file(&mut tx, city, id).await?.ok_or(MarketError::NotFound("transfer_file"))?;
    let transfers = store::transfers_of(&mut tx, city, id).await?;
    drop(tx);
    let context = (desk.clone(), actor.clone());
    let log = desk.house.db.write(context, move |tx, (desk, actor)| {
        Box::pin(async move {
            let said = serde_json::json!({ "profile": profile.key });
            registry::audit::log(tx, actor, &*desk.house.ids, desk.now(), "transfers.downloaded", "transfer_file", id, &said).await?;
            Ok::<_, MarketError>(())
        })
    });
    log.await?;
    let channels = &desk.city.settings.payout_channels;
    let bytes = match kind {
        FileKind::Csv => profiles::csv(profile, &file, &transfers, channels).into_bytes(),
        FileKind::Xlsx => profiles::xlsx(profile, &file, &transfers, channels).map_err(|error| {
            let place = "a workbook of transfers".to_owned();
            MarketError::Store(::store::StoreError::Statement { place, source: error.into() })
        })?,
    };
    Ok((file, bytes))
}

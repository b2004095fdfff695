//! Looking at files and transfers; accounts stay masked.

use kernel::id::PayoutId;
use kernel::{Actor, Role, Rupiah, Scope};

use super::model::{Transfer, TransferFile, TransferFileId};
use super::store;
use crate::desk::Desk;
use crate::error::MarketError;
use crate::settlement::{Payout, rights};

/// What waits for a file, and the newest files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// How many transfers are on their way and in no file.
    pub waiting: i64,
    /// Their sum.
    pub waiting_total: Rupiah,
    /// Newest first, at most 60.
    pub files: Vec<TransferFile>,
    /// Whether the actor may make files and take answers.
    pub can_act: bool,
}

/// What waits, and the newest files: for treasurers, auditors and administrators.
///
/// # Errors
/// [`MarketError::SignInFirst`], [`MarketError::NotAllowed`].
pub async fn overview(desk: &Desk, actor: &Actor) -> Result<Overview, MarketError> {
    must_see(actor)?;
    let mut tx = desk.house.db.reader().await?;
    let (waiting, waiting_total) = store::waiting_sum(&mut tx, desk.city_id()).await?;
    let files = store::files(&mut tx, desk.city_id()).await?;
    Ok(Overview { waiting, waiting_total, files, can_act: actor.holds(Role::Treasurer, Scope::City) })
}

/// One file with its transfers, in their order.
///
/// # Errors
/// As [`overview`]; [`MarketError::NotFound`].
pub async fn get(desk: &Desk, actor: &Actor, id: TransferFileId) -> Result<(TransferFile, Vec<Transfer>), MarketError> {
    must_see(actor)?;
    let mut tx = desk.house.db.reader().await?;
    let file = store::file(&mut tx, desk.city_id(), id).await?.ok_or(MarketError::NotFound("transfer_file"))?;
    let transfers = store::transfers_of(&mut tx, desk.city_id(), id).await?;
    Ok((file, transfers))
}

fn must_see(actor: &Actor) -> Result<(), MarketError> {
    if rights::sees_all(actor) { Ok(()) } else { Err(rights::refusal(actor)) }
}

/// The payout that a message is about, for the house itself.
///
/// # Errors
/// [`MarketError::NotFound`].
pub async fn message_of(desk: &Desk, payout: PayoutId) -> Result<Payout, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    crate::settlement::store::payout(&mut tx, desk.city_id(), payout).await?.ok_or(MarketError::NotFound("payout"))
}

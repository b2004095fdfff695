//! Taking the bank's answer to a file: all of it or nothing.

use ::store::Tx;
use jobs::idempotency::{IdempotencyKey, Remembered, remember};
use kernel::Actor;
use kernel::error::Kinded as _;
use sha2::{Digest as _, Sha256};

use super::files::must_be_treasurer;
use super::model::{ResultError, ResultReport, Transfer, TransferFileId};
use super::rules::{self, Outcome};
use super::{steps, store};
use crate::desk::Desk;
use crate::error::MarketError;
use crate::imports::files as tables;
use crate::imports::model::Table;
use crate::settlement::PayoutState;

/// Takes an answer, CSV or XLSX: what arrived is taken off the bank account, what failed is owed again with the bank's reason. What was
/// known already changes nothing, so an answer may come twice, or grow. The same key and bytes again give the same report.
///
/// # Errors
/// [`ResultError::File`], [`ResultError::Rows`]; as [`ResultError::Market`] [`MarketError::NotAllowed`] for others than treasurers,
/// [`MarketError::NotFound`], [`MarketError::Stale`] when another answer came at the same time, [`MarketError::Idempotency`].
pub async fn take_result(desk: &Desk, actor: &Actor, key: &str, id: TransferFileId, bytes: Vec<u8>) -> Result<ResultReport, ResultError> {
    must_be_treasurer(actor)?;
    let hash: [u8; 32] = Sha256::digest(&bytes).into();
    let key = IdempotencyKey::new(actor, "take_transfer_result", key, &(id, hash)).map_err(MarketError::from)?;
    let read = tokio::task::spawn_blocking(move || tables::read(&bytes)).await;
    let table = read.unwrap_or_else(|_| Err(crate::imports::FileFault::new("import_damaged"))).map_err(ResultError::File)?;
    let context = (desk.clone(), actor.clone(), key, table);
    desk.house
        .db
        .write(context, move |tx, (desk, actor, key, table)| {
            Box::pin(async move {
                if let Remembered::Again(_) =
                    remember(tx, desk.city_id(), key, &id.to_string(), desk.now()).await.map_err(MarketError::from)?
                {
                    return report_again(desk, tx, id, table).await;
                }
                take(desk, tx, actor, id, table).await
            })
        })
        .await
}

/// Sent twice: what it did the first time is known by now.
async fn report_again(desk: &Desk, tx: &mut Tx, id: TransferFileId, table: &Table) -> Result<ResultReport, ResultError> {
    let (transfers, answers) = judge(desk, tx, id, table).await?;
    let count = |state| answers.iter().filter(|(place, _)| transfers[*place].state == state).count();
    Ok(ResultReport { arrived: count(PayoutState::Paid), failed: count(PayoutState::Failed), known: 0 })
}

async fn judge(desk: &Desk, tx: &mut Tx, id: TransferFileId, table: &Table) -> Result<(Vec<Transfer>, Vec<rules::Answer>), ResultError> {
    let file = store::file(tx, desk.city_id(), id).await?.ok_or(MarketError::NotFound("transfer_file"))?;
    let transfers = store::transfers_of(tx, desk.city_id(), id).await?;
    let answers = rules::understand(table, file.number, &transfers).map_err(ResultError::Rows)?;
    Ok((transfers, answers))
}

async fn take(desk: &Desk, tx: &mut Tx, actor: &Actor, id: TransferFileId, table: &Table) -> Result<ResultReport, ResultError> {
    let (transfers, answers) = judge(desk, tx, id, table).await?;
    let (mut arrived, mut failed, mut known) = (Vec::new(), Vec::new(), 0);
    for (place, outcome) in &answers {
        let transfer = &transfers[*place];
        match outcome {
            _ if transfer.state != PayoutState::Approved => known += 1,
            Outcome::Arrived => arrived.push(transfer),
            Outcome::Failed(why) => failed.push((transfer, why.as_str())),
        }
    }
    if !arrived.is_empty() {
        steps::arrive(desk, tx, &arrived).await?;
    }
    if !failed.is_empty() {
        steps::fail(desk, tx, &failed).await?;
    }
    let report = ResultReport { arrived: arrived.len(), failed: failed.len(), known };
    let ids = &*desk.house.ids;
    registry::audit::log(tx, actor, ids, desk.now(), "transfers.answered", "transfer_file", id, &report).await?;
    Ok(report)
}

/// The stable code of a refusal, for logs and tests.
impl ResultError {
    /// The codes of the rows at fault, in their order; empty when no row is.
    #[must_use]
    pub fn row_codes(&self) -> Vec<&'static str> {
        match self {
            Self::Rows(faults) => faults.iter().map(|fault| fault.reason.code).collect(),
            Self::Store(_) | Self::Market(_) | Self::File(_) => vec![self.code()],
        }
    }
}

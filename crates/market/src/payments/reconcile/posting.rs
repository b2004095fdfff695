//! What is posted for a day: only what changed since it was posted last.

use ::store::Tx;
use kernel::Rupiah;
use ledger::{Account, AccountKind, Reason, Transfer, derive_id};

use super::model::Day;
use crate::desk::Desk;
use crate::error::MarketError;
use crate::payments::books::of_provider;

/// Moves what the provider settled from what it owes to the bank and to fees. `before` is what was posted, `now` what fits today; gives
/// whether anything moved. It counts on the date on which it is posted: a day that the accountant has taken stays as it was.
///
/// # Errors
/// [`MarketError::Ledger`], [`MarketError::Store`].
pub(super) async fn post(desk: &Desk, tx: &mut Tx, before: &Day, now: &Day) -> Result<bool, MarketError> {
    let provider = of_provider(&before.provider);
    let fees = Account { kind: AccountKind::ProviderFee, owner: provider.owner };
    let bank = Account::new(AccountKind::Bank, desk.city_id());
    let parts = [(Reason::ProviderFee, fees, now.fee - before.fee), (Reason::ProviderSettled, bank, now.net() - before.net())];
    let ordinal = u32::try_from(before.postings).unwrap_or(u32::MAX);
    let transfer = |(reason, to, change): (Reason, Account, Rupiah)| {
        let (debit, credit, amount) = if change < Rupiah::ZERO { (provider, to, -change) } else { (to, provider, change) };
        Transfer {
            id: derive_id(before.id.into(), reason, ordinal),
            debit,
            credit,
            amount,
            reason,
            reference_kind: "reconciliation",
            reference: before.id.into(),
            business_date: desk.today(),
            memo: format!("{} {}", before.provider, before.date),
        }
    };
    let moving: Vec<Transfer> = parts.into_iter().map(transfer).filter(|moved| moved.amount != Rupiah::ZERO).collect();
    ledger::post(tx, desk.city_id(), desk.now(), &moving).await?;
    Ok(!moving.is_empty())
}

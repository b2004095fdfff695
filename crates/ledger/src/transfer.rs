//! Transfers as callers write them, and as rows of the ledger.

use kernel::id::{AccountId, CityId, RawId, TransferId};
use kernel::{BusinessDate, Rupiah, Timestamp};
use store::{FromCell, FromRow, Row, StoreError, Value};

use crate::account::{Account, hashed_id};
use crate::reason::Reason;

/// One amount moved between two accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// Names the act: a retry brings the same id. See [`derive_id`].
    pub id: TransferId,
    /// The account that is debited: a debit-side account grows.
    pub debit: Account,
    /// The account that is credited: a credit-side account grows.
    pub credit: Account,
    /// Whole rupiah, from 0 to [`crate::AMOUNT_RUPIAH_MAX`].
    pub amount: Rupiah,
    /// Why.
    pub reason: Reason,
    /// What sort of thing `reference` is: `order`, `payout`, `cash_count` …
    pub reference_kind: &'static str,
    /// What it is about.
    pub reference: RawId,
    /// The city's local date on which it counts.
    pub business_date: BusinessDate,
    /// For people; at most [`crate::MEMO_BYTES_MAX`] bytes; never personal data. Empty where there is nothing to say.
    pub memo: String,
}

/// The id of an act that may be repeated: the same reference, reason and ordinal give the same id.
/// `ordinal` tells apart the transfers of one reference and reason (one for each stall, say).
#[must_use]
pub fn derive_id(reference: RawId, reason: Reason, ordinal: u32) -> TransferId {
    TransferId(hashed_id(&[b"transfer", reference.as_bytes(), &ordinal.to_be_bytes(), reason.name().as_bytes()]))
}

/// The id of the row that voids or expires a hold.
pub(crate) fn resolution_id(hold: TransferId, state: State) -> TransferId {
    TransferId(hashed_id(&[b"resolution", hold.0.as_bytes(), state.name().as_bytes()]))
}

/// What a row of the ledger says; the table in the crate's description lists the combinations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Set aside; counts in no balance.
    Pending,
    /// Moved.
    Posted,
    /// A hold given up by somebody.
    Voided,
    /// A hold given up by time.
    Expired,
}

impl State {
    /// The name kept in the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Posted => "posted",
            Self::Voided => "voided",
            Self::Expired => "expired",
        }
    }

    /// From its name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Pending, Self::Posted, Self::Voided, Self::Expired].into_iter().find(|state| state.name() == name)
    }
}

impl FromCell for State {
    const EXPECTED: &'static str = "a transfer state";
    fn from_cell(cell: Value<'static>) -> Result<Self, &'static str> {
        let name = String::from_cell(cell)?;
        Self::parse(&name).ok_or("text that is no transfer state")
    }
}

/// A row of the ledger without its time: two rows with one id must be equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) id: TransferId,
    pub(crate) state: State,
    /// The hold that this row resolves.
    pub(crate) hold: Option<TransferId>,
    pub(crate) debit: AccountId,
    pub(crate) credit: AccountId,
    pub(crate) amount: Rupiah,
    pub(crate) reason: Reason,
    pub(crate) reference_kind: String,
    pub(crate) reference: RawId,
    pub(crate) business_date: BusinessDate,
    pub(crate) memo: String,
}

impl Entry {
    /// The row for a transfer.
    pub(crate) fn new(city: CityId, state: State, hold: Option<TransferId>, transfer: &Transfer) -> Self {
        Self {
            id: transfer.id,
            state,
            hold,
            debit: transfer.debit.id(city),
            credit: transfer.credit.id(city),
            amount: transfer.amount,
            reason: transfer.reason,
            reference_kind: transfer.reference_kind.to_owned(),
            reference: transfer.reference,
            business_date: transfer.business_date,
            memo: transfer.memo.clone(),
        }
    }

    /// The row that lets a hold go; it repeats the hold's content.
    pub(crate) fn release(hold: &Self, state: State) -> Self {
        Self { id: resolution_id(hold.id, state), state, hold: Some(hold.id), ..hold.clone() }
    }

    /// The row's values after the city, in the order of the statements in `store.rs`.
    pub(crate) fn values(&self, now: Timestamp) -> [Value<'_>; 12] {
        [
            self.id.into(),
            self.state.name().into(),
            self.hold.into(),
            self.debit.into(),
            self.credit.into(),
            self.amount.into(),
            self.reason.name().into(),
            (&self.reference_kind).into(),
            self.reference.into(),
            self.business_date.into(),
            (&self.memo).into(),
            now.into(),
        ]
    }
}

impl FromRow for Entry {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            state: row.take()?,
            hold: row.take()?,
            debit: row.take()?,
            credit: row.take()?,
            amount: row.take()?,
            reason: row.take()?,
            reference_kind: row.take()?,
            reference: row.take()?,
            business_date: row.take()?,
            memo: row.take()?,
        })
    }
}

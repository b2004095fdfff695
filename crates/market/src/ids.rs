//! Ids of things that only the market run knows.

use ::store::{FromCell, Value};
use kernel::id::RawId;

kernel::id_type!(
    /// Money given back to a buyer.
    RefundId,
    /// What a buyer finds wrong with an order.
    ComplaintId,
    /// What a buyer thinks of a stall or runner.
    RatingId,
    /// A basket that is ordered every week.
    StandingId,
    /// One attempt to be paid for an order by a provider.
    IntentId,
    /// What a provider told of its own accord, as it came.
    CallbackId,
    /// Money of a payment that goes back to its buyer.
    ReturnId,
    /// One day of one provider, compared with the books.
    ReconciliationId,
    /// What differs between a provider and the books.
    DifferenceId,
    /// Transfers that go to the bank together.
    TransferFileId,
    /// Cash carried between the bank and a market's box.
    CashMoveId,
    /// What was said of a payment by the market's printed code.
    ClaimId,
    /// A spreadsheet that is imported.
    ImportId,
);

macro_rules! kept {
    ($($id:ident),+ $(,)?) => {$(
        impl From<$id> for Value<'_> {
            fn from(id: $id) -> Self {
                Value::Id(id.0)
            }
        }

        impl FromCell for $id {
            const EXPECTED: &'static str = "an id";
            fn from_cell(cell: Value<'static>) -> Result<Self, &'static str> {
                RawId::from_cell(cell).map(Self)
            }
        }
    )+};
}

kept!(
    RefundId,
    ComplaintId,
    RatingId,
    StandingId,
    IntentId,
    CallbackId,
    ReturnId,
    ReconciliationId,
    DifferenceId,
    TransferFileId,
    CashMoveId,
    ClaimId,
    ImportId
);

//! What a person is given, and why they are not forgotten yet.

use kernel::Rupiah;
use kernel::error::{ErrorKind, Kinded};
use ledger::LedgerError;
use registry::addresses::DeliveryAddress;
use registry::privacy::Kept;
use serde::Serialize;
use store::StoreError;

/// All that is kept of a person. Times in RFC 3339, money in rupiah, quantities in thousandths of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Export {
    /// In which city.
    pub city: String,
    /// Their id: it stands in the books.
    pub person_id: String,
    /// When this was read.
    pub at: String,
    /// Who they are and how they sign in.
    pub person: Kept,
    /// What lies in their baskets: product, quantity, note.
    pub basket: Vec<(String, i64, String)>,
    /// What they ordered, oldest first, with what they complained of and what they said of it.
    pub orders: Vec<ExportedOrder>,
    /// Baskets that come again, oldest first, also those that were stopped.
    pub standing_orders: Vec<ExportedStanding>,
    /// What buyers complained of that concerned them as runner, or their stalls; newest first.
    pub complaints_about: Vec<ExportedComplaint>,
    /// What buyers said of them as runner, or of their stalls; newest first.
    pub ratings_about: Vec<ExportedRating>,
    /// Where their payouts go or went, and those of their stalls: bank or wallet, account, holder.
    pub payout_accounts: Vec<(String, String, String)>,
    /// Where they wanted money of an order back: order, bank, number, holder.
    pub given_accounts: Vec<(String, String, String, String)>,
    /// What they owe and are owed by kind of account.
    pub accounts: Vec<(&'static str, i64)>,
}

/// An order with its lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExportedOrder {
    /// As people call it.
    pub number: String,
    /// When.
    pub placed: String,
    /// How far it came.
    pub state: String,
    /// For whom.
    pub recipient: String,
    /// Whom to call.
    pub phone: String,
    /// Where to.
    pub street: String,
    /// How to find it.
    pub landmark: String,
    /// The ward.
    pub ward_code: String,
    /// Why it ended early; empty when it did not.
    pub reason: String,
    /// What it came to.
    pub total_rupiah: Option<i64>,
    /// Its goods.
    pub lines: Vec<ExportedLine>,
    /// What the buyer complained of.
    pub complaints: Vec<ExportedComplaint>,
    /// What the buyer said of its stalls and runner.
    pub ratings: Vec<ExportedRating>,
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExportedLine {
    /// The goods.
    pub product: String,
    /// How much, in thousandths of its unit.
    pub quantity_milli: i64,
    /// For one unit.
    pub price_rupiah: i64,
    /// What the buyer wrote.
    pub note: String,
}

/// A basket that comes again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExportedStanding {
    /// Since when.
    pub made: String,
    /// `active`, `paused` or `stopped`.
    pub state: &'static str,
    /// Monday is bit 0, Sunday bit 6.
    pub weekdays: i64,
    /// When its window begins, minutes after midnight.
    pub starts_minute: i64,
    /// For whom.
    pub recipient: String,
    /// Whom to call.
    pub phone: String,
    /// Where to.
    pub address: DeliveryAddress,
    /// Placed by itself up to this.
    pub total_max_rupiah: Option<i64>,
    /// Goods, quantity, note.
    pub lines: Vec<(String, i64, String)>,
}

/// A complaint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExportedComplaint {
    /// The order's number.
    pub order: String,
    /// When.
    pub made: String,
    /// What was wrong.
    pub reason: &'static str,
    /// In the buyer's words.
    pub note: String,
    /// What the person it concerned said to it; empty of one's own complaints.
    pub answer: String,
    /// How far it came.
    pub state: &'static str,
    /// Why it was decided so.
    pub decision: String,
    /// What the buyer got back.
    pub amount_rupiah: Option<i64>,
}

/// A rating.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExportedRating {
    /// When.
    pub made: String,
    /// About whom: `stall` or `runner`.
    pub about: &'static str,
    /// 1 to 5.
    pub stars: i64,
    /// In the buyer's words.
    pub words: String,
}

/// Why somebody is not given their data, or not forgotten.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// Nobody is signed in.
    #[error("sign in first")]
    SignInFirst,
    /// Only the person and the city's administrators.
    #[error("not allowed")]
    NotAllowed,
    /// There is no such person.
    #[error("no such person")]
    PersonUnknown,
    /// Orders are under way.
    #[error("{count} orders are under way")]
    OrdersOpen {
        /// How many.
        count: i64,
    },
    /// A complaint of theirs, or about them or their stalls, is not decided.
    #[error("a complaint is not decided")]
    ComplaintOpen,
    /// Somebody owes somebody.
    #[error("{amount} is not settled on {account}")]
    MoneyOpen {
        /// The kind of account.
        account: &'static str,
        /// In its normal side.
        amount: Rupiah,
    },
    /// A payout is prepared and not handed out.
    #[error("a payout waits")]
    PayoutOpen,
    /// They work here; the role is taken first, and with it the work.
    #[error("{count} roles are held")]
    RolesHeld {
        /// How many.
        count: usize,
    },
    /// The books could not be read.
    #[error("the ledger refused")]
    Ledger(#[source] LedgerError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

store::collides!(EraseError);

impl From<LedgerError> for EraseError {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Store(error) => Self::Store(error),
            other => Self::Ledger(other),
        }
    }
}

impl Kinded for EraseError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::SignInFirst => ErrorKind::Unauthenticated,
            Self::NotAllowed => ErrorKind::Forbidden,
            Self::PersonUnknown => ErrorKind::NotFound,
            Self::OrdersOpen { .. } | Self::ComplaintOpen | Self::MoneyOpen { .. } | Self::PayoutOpen | Self::RolesHeld { .. } => {
                ErrorKind::Conflict
            }
            Self::Ledger(_) => ErrorKind::Internal,
            Self::Store(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::SignInFirst => "sign_in_first",
            Self::NotAllowed => "not_allowed",
            Self::PersonUnknown => "person_unknown",
            Self::OrdersOpen { .. } => "erase_orders_open",
            Self::ComplaintOpen => "erase_complaint_open",
            Self::MoneyOpen { .. } => "erase_money_open",
            Self::PayoutOpen => "erase_payout_open",
            Self::RolesHeld { .. } => "erase_roles_held",
            Self::Ledger(_) => "internal",
            Self::Store(error) => error.code(),
        }
    }

    fn details(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::OrdersOpen { count } => vec![("count", count.to_string())],
            Self::RolesHeld { count } => vec![("count", count.to_string())],
            Self::MoneyOpen { amount, .. } => vec![("amount", amount.amount().to_string())],
            _ => Vec::new(),
        }
    }
}

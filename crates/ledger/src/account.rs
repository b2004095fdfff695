//! Accounts: what kinds there are, who owns them, and their ids, which need no look-up.

use kernel::id::{AccountId, CityId, RawId};
use sha2::{Digest as _, Sha256};
use store::{FromCell, Value};

/// The side on which an account grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// Assets and expenses: what the house has, is owed, or has lost.
    Debit,
    /// Liabilities and income: what the house owes, or has earned.
    Credit,
}

/// What an account is for. Each owner has at most one account of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AccountKind {
    /// What a buyer owes for orders (owner: person).
    BuyerReceivable,
    /// Charged to buyers, not yet shared out to stalls and fees (owner: market).
    OrderClearing,
    /// Cash in a runner's hand (owner: person).
    RunnerFloat,
    /// Cash in the market's box (owner: market).
    CashBox,
    /// What a stall is owed for goods sold (owner: stall).
    StallPayable,
    /// What a runner is owed for deliveries (owner: person).
    RunnerEarning,
    /// Delivery fees earned, less runners' shares (owner: market).
    DeliveryIncome,
    /// The city's fees earned (owner: city).
    ServiceFee,
    /// Gained by rounding cash totals; negative where rounding cost (owner: market).
    Rounding,
    /// Cash missing at a count; negative where there was too much (owner: market).
    CashDifference,
    /// Goods bought and not paid for by a buyer (owner: market).
    GoodsLoss,
    /// Money to be given back to a buyer (owner: person).
    RefundPayable,
    /// Payouts prepared and not yet paid (owner: market).
    PayoutClearing,
    /// Payouts approved and on their way through the bank (owner: city).
    PayoutInFlight,
    /// Taken by a payment provider for the city and not settled yet (owner: provider).
    ProviderReceivable,
    /// Paid by a buyer through a provider and not yet used for an order (owner: person).
    BuyerPrepaid,
    /// Kept by a payment provider as its fee (owner: provider).
    ProviderFee,
    /// In the city's bank account, as far as is known: settled payments, transfers, cash carried, money back by hand (owner: city).
    Bank,
}

impl AccountKind {
    /// Every kind.
    pub const ALL: [Self; 18] = [
        Self::BuyerReceivable,
        Self::OrderClearing,
        Self::RunnerFloat,
        Self::CashBox,
        Self::StallPayable,
        Self::RunnerEarning,
        Self::DeliveryIncome,
        Self::ServiceFee,
        Self::Rounding,
        Self::CashDifference,
        Self::GoodsLoss,
        Self::RefundPayable,
        Self::PayoutClearing,
        Self::PayoutInFlight,
        Self::ProviderReceivable,
        Self::BuyerPrepaid,
        Self::ProviderFee,
        Self::Bank,
    ];

    /// The name kept in the database; it enters account ids, so it never changes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BuyerReceivable => "buyer_receivable",
            Self::OrderClearing => "order_clearing",
            Self::RunnerFloat => "runner_float",
            Self::CashBox => "cash_box",
            Self::StallPayable => "stall_payable",
            Self::RunnerEarning => "runner_earning",
            Self::DeliveryIncome => "delivery_income",
            Self::ServiceFee => "service_fee",
            Self::Rounding => "rounding",
            Self::CashDifference => "cash_difference",
            Self::GoodsLoss => "goods_loss",
            Self::RefundPayable => "refund_payable",
            Self::PayoutClearing => "payout_clearing",
            Self::PayoutInFlight => "payout_in_flight",
            Self::ProviderReceivable => "provider_receivable",
            Self::BuyerPrepaid => "buyer_prepaid",
            Self::ProviderFee => "provider_fee",
            Self::Bank => "bank",
        }
    }

    /// From its name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The side on which balances of this kind are read as positive.
    #[must_use]
    pub const fn side(self) -> Side {
        match self {
            Self::BuyerReceivable
            | Self::RunnerFloat
            | Self::CashBox
            | Self::CashDifference
            | Self::GoodsLoss
            | Self::ProviderReceivable
            | Self::ProviderFee
            | Self::Bank => Side::Debit,
            Self::OrderClearing
            | Self::StallPayable
            | Self::RunnerEarning
            | Self::DeliveryIncome
            | Self::ServiceFee
            | Self::Rounding
            | Self::RefundPayable
            | Self::PayoutClearing
            | Self::PayoutInFlight
            | Self::BuyerPrepaid => Side::Credit,
        }
    }
}

impl FromCell for AccountKind {
    const EXPECTED: &'static str = "an account kind";
    fn from_cell(cell: Value<'static>) -> Result<Self, &'static str> {
        let name = String::from_cell(cell)?;
        Self::parse(&name).ok_or("text that is no account kind")
    }
}

/// An account, named by what it is for and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Account {
    /// What for.
    pub kind: AccountKind,
    /// Whose: a person, stall, market or the city, as [`AccountKind`] says.
    pub owner: RawId,
}

impl Account {
    /// The account of this kind and owner.
    #[must_use]
    pub fn new(kind: AccountKind, owner: impl Into<RawId>) -> Self {
        Self { kind, owner: owner.into() }
    }

    /// Its id in a city: the first bytes of a hash of city, kind and owner, so that nobody looks it up.
    ///
    /// Source: RFC 9562, section 5.8 (UUID version 8); FIPS 180-4 (SHA-256).
    #[must_use]
    pub fn id(&self, city: CityId) -> AccountId {
        AccountId(hashed_id(&[b"account", city.0.as_bytes(), self.owner.as_bytes(), self.kind.name().as_bytes()]))
    }
}

/// A UUID version 8 made of a SHA-256 hash over `parts`. Only the last part may vary in length.
pub(crate) fn hashed_id(parts: &[&[u8]]) -> RawId {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    let digest = hash.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    RawId::from_bytes(bytes)
}

//! Why money moves: a code, so that reports need not read memos.

use store::{FromCell, Value};

macro_rules! reasons {
    ($($(#[$doc:meta])* $reason:ident $name:literal),+ $(,)?) => {
        /// Why money moves.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Reason {
            $($(#[$doc])* $reason),+
        }

        impl Reason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$reason),+];

            /// The name kept in the database; it enters transfer ids, so it never changes.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$reason => $name),+
                }
            }
        }
    };
}

reasons! {
    /// An order is placed: its greatest total is set aside.
    OrderHold "order_hold",
    /// An order's final total is charged.
    OrderCharge "order_charge",
    /// A runner took cash from a buyer.
    CashCollected "cash_collected",
    /// Goods of a stall are charged to an order.
    GoodsSold "goods_sold",
    /// An order's delivery fee.
    DeliveryFee "delivery_fee",
    /// The runner's part of a delivery fee.
    RunnerShare "runner_share",
    /// An order's fee for the city.
    ServiceFee "service_fee",
    /// A total rounded to what can be paid in cash.
    Rounding "rounding",
    /// Change money given to a runner from the cash box.
    FloatGiven "float_given",
    /// A runner put cash into the cash box.
    CashReturned "cash_returned",
    /// A count found more or less cash than expected.
    CashDifference "cash_difference",
    /// A payout to a stall is prepared.
    PayoutPrepared "payout_prepared",
    /// A payout to a stall was paid.
    PayoutPaid "payout_paid",
    /// An approved payout to a stall or runner goes through the bank.
    PayoutSent "payout_sent",
    /// A payout to a stall did not arrive, or was called off: it is owed again.
    PayoutCancelled "payout_cancelled",
    /// A payout to a runner is prepared.
    RunnerPayoutPrepared "runner_payout_prepared",
    /// A payout to a runner was paid.
    RunnerPayoutPaid "runner_payout_paid",
    /// A payout to a runner did not arrive, or was called off: it is owed again.
    RunnerPayoutCancelled "runner_payout_cancelled",
    /// The treasurer brought cash from the bank to a market's box.
    CashBrought "cash_brought",
    /// The treasurer took cash from a market's box to the bank.
    CashBanked "cash_banked",
    /// A buyer is to get money back.
    Refund "refund",
    /// A buyer got money back.
    RefundPaid "refund_paid",
    /// A buyer paid through a provider.
    PaymentReceived "payment_received",
    /// What a buyer paid through a provider is used for the order.
    PaymentUsed "payment_used",
    /// A provider gave a buyer's money back.
    PaymentReturned "payment_returned",
    /// A provider kept its fee of what it settled.
    ProviderFee "provider_fee",
    /// A provider paid what it took to the city's bank account.
    ProviderSettled "provider_settled",
    /// Goods were bought and nobody paid for them.
    GoodsLost "goods_lost",
    /// A trip that delivered nothing is paid to its runner all the same.
    FailedTrip "failed_trip",
    /// An earlier transfer is turned back; the reference names it.
    Reversal "reversal",
}

impl Reason {
    /// From its name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.name() == name)
    }
}

impl FromCell for Reason {
    const EXPECTED: &'static str = "a reason";
    fn from_cell(cell: Value<'static>) -> Result<Self, &'static str> {
        let name = String::from_cell(cell)?;
        Self::parse(&name).ok_or("text that is no reason")
    }
}

//! A gateway's own books, for a test to compare with the city's.

use std::collections::BTreeMap;

use kernel::{BasisPoints, Rupiah, Timestamp};

/// What gateways keep of a payment: 0.7 %, the fee of QRIS for ordinary merchants.
pub const FEE: BasisPoints = BasisPoints(70);

/// Where a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// Nobody has paid.
    Waiting,
    /// Somebody has.
    Paid,
    /// Called off.
    Cancelled,
    /// Over.
    Expired,
}

/// A payment in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Whole rupiah.
    pub amount: Rupiah,
    /// The gateway's own name of it.
    pub gateway_reference: String,
    /// Where it stands; a refund leaves it paid.
    pub stand: Stand,
    /// When the offer ends.
    pub expires: Timestamp,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was paid.
    pub paid_at: Option<Timestamp>,
    /// Given back, by key.
    pub refunds: BTreeMap<String, Rupiah>,
}

impl Payment {
    /// What was given back so far.
    #[must_use]
    pub fn refunded(&self) -> Rupiah {
        self.refunds.values().copied().sum()
    }

    /// What the gateway keeps, whole rupiah; nothing until it is paid.
    #[must_use]
    pub fn fee(&self) -> Rupiah {
        if self.stand == Stand::Paid { self.amount.share(FEE) } else { Rupiah::ZERO }
    }
}

/// All payments by the merchant's reference.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Books {
    payments: BTreeMap<String, Payment>,
}

impl Books {
    /// A payment.
    #[must_use]
    pub fn payment(&self, reference: &str) -> Option<&Payment> {
        self.payments.get(reference)
    }

    /// How many were asked for.
    #[must_use]
    pub fn count(&self) -> usize {
        self.payments.len()
    }

    /// Sums of what was paid, given back and kept.
    #[must_use]
    pub fn totals(&self) -> (Rupiah, Rupiah, Rupiah) {
        let paid = self.payments.values().filter(|payment| payment.stand == Stand::Paid);
        let sums = paid.map(|payment| (payment.amount, payment.refunded(), payment.fee()));
        sums.fold((Rupiah::ZERO, Rupiah::ZERO, Rupiah::ZERO), |all, one| (all.0 + one.0, all.1 + one.1, all.2 + one.2))
    }

    /// The statement as a merchant downloads it: CSV with a line for every payment, also those that nobody paid, and for every refund.
    #[must_use]
    pub fn statement(&self) -> String {
        let mut csv = "Order ID,Transaction type,Gross amount,Fee,Transaction status\n".to_owned();
        for (reference, payment) in &self.payments {
            let status = match payment.stand {
                Stand::Paid => "settlement",
                Stand::Waiting => "pending",
                Stand::Cancelled => "cancel",
                Stand::Expired => "expire",
            };
            csv += &format!("{reference},Payment,{}.00,{}.00,{status}\n", payment.amount.amount(), payment.fee().amount());
            for refund in payment.refunds.values() {
                csv += &format!("{reference},Refund,{}.00,,refund\n", refund.amount());
            }
        }
        csv
    }

    /// Writes down a payment that was asked for.
    pub(super) fn open(&mut self, reference: &str, amount: Rupiah, expires: Timestamp, now: Timestamp) -> &Payment {
        let gateway_reference = format!("gw-{:06}", self.payments.len() + 1);
        let payment =
            Payment { amount, gateway_reference, stand: Stand::Waiting, expires, created_at: now, paid_at: None, refunds: BTreeMap::new() };
        self.payments.entry(reference.to_owned()).insert_entry(payment).into_mut()
    }

    /// Lets offers end whose time has come.
    pub(super) fn expire(&mut self, now: Timestamp) {
        let waiting = self.payments.values_mut().filter(|payment| payment.stand == Stand::Waiting && payment.expires <= now);
        waiting.for_each(|payment| payment.stand = Stand::Expired);
    }

    /// The buyer pays, in time or after.
    pub(super) fn pay(&mut self, reference: &str, now: Timestamp) {
        let payment = self.payments.get_mut(reference).expect("no such payment");
        payment.stand = Stand::Paid;
        payment.paid_at = payment.paid_at.or(Some(now));
    }

    /// Calls off what waits; whether it did.
    pub(super) fn cancel(&mut self, reference: &str) -> bool {
        let waiting = self.payments.get_mut(reference).filter(|payment| payment.stand == Stand::Waiting);
        waiting.map(|payment| payment.stand = Stand::Cancelled).is_some()
    }

    /// Gives back under a key, at most what is left; whether it did.
    pub(super) fn refund(&mut self, reference: &str, key: &str, amount: Rupiah) -> bool {
        let paid = self.payments.get_mut(reference).filter(|payment| payment.stand == Stand::Paid);
        let Some(payment) = paid.filter(|payment| payment.refunded() + amount <= payment.amount) else { return false };
        payment.refunds.insert(key.to_owned(), amount);
        true
    }
}

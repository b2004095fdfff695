//! What a transfer back to a buyer is made of.

use kernel::Timestamp;
use kernel::id::PersonId;
use serde::Serialize;

use crate::named;
use crate::payees::AccountNumber;
use crate::payments::model::Return;

/// Where a buyer wants money: a bank account or an e-wallet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct GivenAccount {
    /// The bank's or wallet's name. At most 40 characters.
    pub bank: String,
    /// Hides itself.
    pub number: AccountNumber,
    /// Whose it is. At most 60 characters.
    pub holder: String,
    /// Why staff could not use it; empty when nothing is wrong.
    pub problem: String,
}

named! {
    /// How far a transfer is.
    TransferState {
        /// One person typed it into the bank.
        Prepared = "prepared",
        /// Another saw that it left.
        Sent = "sent",
    }
}

/// A transfer that was prepared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// How far.
    pub state: TransferState,
    /// To where; a copy.
    pub account: GivenAccount,
    /// Who prepared it.
    pub prepared_by: PersonId,
    /// When.
    pub prepared: Timestamp,
    /// Who confirmed it.
    pub checked_by: Option<PersonId>,
    /// When.
    pub checked: Option<Timestamp>,
    /// The bank's name of the transfer.
    pub reference: Option<String>,
}

/// A return that staff transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ByHand {
    /// The return.
    pub back: Return,
    /// Its order's number.
    pub number: String,
    /// Who gets it: does not handle it.
    pub buyer: PersonId,
    /// Through which provider it came.
    pub provider: String,
    /// What the provider said last; empty when it was not asked.
    pub error: String,
    /// Since when it is due.
    pub made: Timestamp,
    /// Where the buyer wants it.
    pub account: Option<GivenAccount>,
    /// The transfer, once prepared.
    pub transfer: Option<Step>,
}

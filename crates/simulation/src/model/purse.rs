//! What was paid for one order otherwise than in cash, and how much of it went back.

use kernel::id::PersonId;
use kernel::{BusinessDate, Rupiah, Timestamp};

/// How a buyer means to pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// Cash at the door.
    Cash,
    /// By a code at the door.
    Door,
    /// By a code, now.
    Ahead,
    /// In a wallet that a link opens, now.
    Wallet,
    /// By the market's printed code, now.
    Sticker,
}

impl Way {
    /// As in a report.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Door => "code_at_the_door",
            Self::Ahead => "code_ahead",
            Self::Wallet => "wallet",
            Self::Sticker => "printed_code",
        }
    }

    /// Whether an acquirer takes the money; else it comes straight to the bank, and people find it there.
    pub const fn has_acquirer(self) -> bool {
        matches!(self, Self::Door | Self::Ahead | Self::Wallet)
    }
}

/// A code that was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The market's name of it at the acquirer.
    pub reference: String,
    /// When the offer ends.
    pub expires: Timestamp,
    /// What was paid, in rupiah, and when.
    pub paid: Option<(i64, Timestamp)>,
    /// Whether the market knows.
    pub is_booked: bool,
}

/// A payment by a printed code, as it stands on the bank's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankLine {
    /// The bank's name of it.
    pub reference: String,
    /// In rupiah.
    pub amount: i64,
    /// On which day.
    pub date: BusinessDate,
    /// When.
    pub at: Timestamp,
    /// Whether somebody confirms it at this moment.
    pub is_confirming: bool,
    /// Whether the market knows.
    pub is_booked: bool,
}

/// What was paid for an order, in rupiah.
#[derive(Debug, Clone)]
pub struct Purse {
    /// Whose order.
    pub buyer: PersonId,
    /// Every code, in the order in which they were shown.
    pub codes: Vec<Code>,
    /// What stands on the bank's list, oldest first.
    pub lines: Vec<BankLine>,
    /// How the buyer means to pay.
    pub way: Way,
    /// How often the runner waited at the door for it.
    pub waits: u32,
    /// Of what was paid, what the market knows of.
    pub booked: i64,
    /// Used for the order.
    pub used: i64,
    /// Of that, what refunds gave back to where it came from.
    pub refunded: i64,
    /// Sent back.
    pub sent: i64,
    /// Since when something is to go back; none before the order ended, or when nothing is.
    pub back_since: Option<Timestamp>,
    /// Whether the order did.
    pub has_ended: bool,
}

impl Purse {
    /// An empty one.
    pub const fn new(buyer: PersonId, way: Way) -> Self {
        Self {
            buyer,
            codes: Vec::new(),
            lines: Vec::new(),
            way,
            waits: 0,
            booked: 0,
            used: 0,
            refunded: 0,
            sent: 0,
            back_since: None,
            has_ended: false,
        }
    }

    /// Somebody confirms a line at this moment, or does no more.
    pub fn confirming(&mut self, reference: &str, is_confirming: bool) {
        for line in self.lines.iter_mut().filter(|line| line.reference == reference) {
            line.is_confirming = is_confirming;
        }
    }

    /// The market was seen to have booked a payment under this name: the one that somebody confirms at this moment, if it is so much.
    pub fn find(&mut self, reference: &str, amount: i64) {
        if self.codes.iter().any(|code| code.reference == reference && code.paid.is_some()) {
            return;
        }
        let Some(line) = self.lines.iter_mut().find(|line| line.is_confirming && line.amount == amount) else { return };
        (line.is_confirming, line.is_booked) = (false, true);
        let paid = Some((amount, line.at));
        match self.codes.iter_mut().find(|code| code.reference == reference) {
            Some(code) => code.paid = paid,
            // Staff saw the money, and the market made an attempt of its own for it.
            None => self.codes.push(Code { reference: reference.to_owned(), expires: line.at, paid, is_booked: false }),
        }
    }

    /// What of a total is still to be paid.
    pub fn due(&self, total: Rupiah) -> Rupiah {
        Rupiah((total.amount() - self.booked).max(0))
    }

    /// What is to go back and did not yet.
    pub const fn back(&self) -> i64 {
        if self.has_ended { self.prepaid() } else { 0 }
    }

    /// What was paid and the market does not know of, with when.
    pub fn unknown(&self) -> impl Iterator<Item = (&Code, Timestamp)> {
        self.codes.iter().filter(|code| !code.is_booked).filter_map(|code| Some((code, code.paid?.1)))
    }

    /// What the buyer has in the market's books.
    pub const fn prepaid(&self) -> i64 {
        self.booked - self.used + self.refunded - self.sent
    }
}

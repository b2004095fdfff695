//! Everything the market run refuses, in its own words.

use jobs::idempotency::IdempotencyError;
use kernel::error::{ErrorKind, Kinded};
use kernel::text::{self, TextError};
use kernel::{Quantity, Rupiah};
use ledger::LedgerError;
use store::StoreError;

/// A line whose goods changed between looking and ordering.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LineProblem {
    /// Place in the list, from 0.
    pub position: usize,
    /// What it is called, in Indonesian.
    pub name: String,
    /// `sold_out` (also while its stall is closed), `price_changed`, `withdrawn` or `too_much`.
    pub problem: &'static str,
    /// What is left, when less than wanted.
    pub left: Option<Quantity>,
    /// The price now, when it changed.
    pub price_now: Option<Rupiah>,
}

/// A refusal of the market run. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum MarketError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The key was used for something else, or is no key.
    #[error(transparent)]
    Idempotency(IdempotencyError),
    /// The books refused: a fault of ours.
    #[error("the ledger refused")]
    Ledger(#[source] LedgerError),
    /// The act was done before; carries its stored result. Never leaves this crate.
    #[error("done before")]
    Repeated(String),
    /// Nobody is signed in.
    #[error("sign in first")]
    SignInFirst,
    /// The actor may not do this.
    #[error("not allowed")]
    NotAllowed,
    /// The maker may not approve.
    #[error("whoever prepares does not approve")]
    MakerIsChecker,
    /// There is no such thing, or the actor may not know of it.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// The basket or request has no lines.
    #[error("no lines")]
    Empty,
    /// More lines than a runner can carry.
    #[error("more than {0} lines")]
    TooManyLines(usize),
    /// A line of another market.
    #[error("the goods are sold in another market")]
    OtherMarket,
    /// The text is too long.
    #[error("{field} is longer than {max} characters")]
    TooLong {
        /// Which input.
        field: &'static str,
        /// Most characters.
        max: usize,
    },
    /// A text holds a control character.
    #[error("{0} holds a control character")]
    TextNotAllowed(&'static str),
    /// An input must be given.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// The alternative is not sold in this market or is the same offer.
    #[error("the chosen alternative does not fit")]
    BadAlternative,
    /// The quantity breaks the offer's steps or limits.
    #[error("the quantity does not fit the offer")]
    BadQuantity,
    /// The market does not deliver, or not now.
    #[error("the market is closed")]
    MarketClosed,
    /// The quote is too old or somebody else's.
    #[error("the quote has expired")]
    QuoteExpired,
    /// Lines changed since the quote.
    #[error("{} lines changed since the quote", .0.len())]
    LinesChanged(Vec<LineProblem>),
    /// The slot took its last order.
    #[error("the slot is full")]
    SlotFull,
    /// The slot's cut-off has passed, or it is another market's.
    #[error("the slot is closed")]
    SlotClosed,
    /// The payment provider is not offered.
    #[error("this way of paying is not offered")]
    PaymentUnknown,
    /// The state does not allow it.
    #[error("a {what} that is {state} cannot do this")]
    WrongState {
        /// `order`, `line`, …
        what: &'static str,
        /// Its state now.
        state: &'static str,
    },
    /// Somebody changed it since it was read.
    #[error("changed since it was read")]
    Stale,
    /// More was weighed than the buyer agreed to.
    #[error("more than the tolerance allows")]
    WeightBeyondTolerance {
        /// The most that may be picked.
        most: Quantity,
        /// The unit's word.
        unit: String,
    },
    /// Dearer than what was agreed.
    #[error("the price is above the agreed one")]
    PriceAboveAgreed {
        /// The agreed price of a unit.
        agreed: Rupiah,
    },
    /// The buyer asked for no substitutes on this line.
    #[error("the buyer wants no substitute")]
    NoSubstituteWanted,
    /// A question is already open for the line.
    #[error("the buyer is already being asked")]
    AlreadyAsked,
    /// The answer came too late.
    #[error("the time to answer is over")]
    TooLate,
    /// Lines are not settled yet.
    #[error("{0} lines are not settled")]
    LinesOpen(usize),
    /// Wrong PIN.
    #[error("wrong PIN")]
    WrongPin {
        /// Tries left.
        left: i64,
    },
    /// Too many wrong PINs: the manager must help.
    #[error("too many wrong PINs")]
    PinLocked,
    /// The cash does not match what is due.
    #[error("the cash does not match")]
    WrongCash {
        /// What is due.
        due: Rupiah,
    },
    /// A difference needs a reason.
    #[error("a difference needs a reason")]
    ReasonMissing,
    /// Not a runner of this market.
    #[error("not a runner of this market")]
    NotARunner,
    /// The day still has something open.
    #[error("{count} {what} still open")]
    DayOpen {
        /// `orders`, `runner_floats`, …
        what: &'static str,
        /// How many.
        count: i64,
    },
    /// The date lies ahead.
    #[error("the day has not begun")]
    DayNotBegun,
    /// The day is not over yet.
    #[error("the day is not over yet")]
    DayNotOver,
    /// What would take the place of something says less.
    #[error("{now} lines would take the place of {before}")]
    Shorter {
        /// Lines that are there.
        before: usize,
        /// Lines that would come.
        now: usize,
    },
    /// The period ends before it begins, or holds too much for one statement.
    #[error("the period is empty or too long")]
    BadPeriod,
    /// Nobody is owed anything.
    #[error("nothing to pay out")]
    NothingToPay,
    /// Everything is paid, or nothing costs anything.
    #[error("nothing is due any more")]
    NothingDue,
    /// It was done already and cannot be done twice.
    #[error("already done")]
    AlreadyDone,
    /// The amount is zero, negative or more than can be.
    #[error("the amount does not fit")]
    BadAmount {
        /// The most it may be.
        most: Rupiah,
    },
    /// The time to complain is over.
    #[error("complaints are taken for {hours} hours after delivery")]
    ComplaintLate {
        /// How long they are taken.
        hours: i64,
    },
    /// The time to change a rating is over.
    #[error("a rating may be changed for {days} days")]
    RatingLate {
        /// For how long.
        days: i64,
    },
    /// Not 1 to 5 stars.
    #[error("1 to 5 stars")]
    BadStars,
    /// So much money of one order needs a second person.
    #[error("refunds above {above} need a second person")]
    NeedsChecker {
        /// What may be given back of an order without one.
        above: Rupiah,
    },
    /// No bank or e-wallet that the city transfers to.
    #[error("payouts cannot be transferred there")]
    ChannelUnknown,
    /// Not an account's number.
    #[error("the account's number cannot be read")]
    AccountMalformed,
    /// Not a name as a bank writes it.
    #[error("the holder's name cannot be read")]
    HolderMalformed,
    /// The payout goes through the bank.
    #[error("this payout is transferred, not handed out")]
    NotCash,
    /// A payment provider refused.
    #[error("the payment provider refused")]
    Payment(#[source] providers::payments::PaymentError),
    /// A proof that was sent is no picture, or cannot be kept.
    #[error(transparent)]
    Picture(#[from] crate::pictures::PictureError),
    /// What was paid before is still looked at.
    #[error("a payment is being looked at")]
    ProofWaits,
    /// The picture was shown before.
    #[error("the picture was shown before")]
    ProofUsed,
    /// A payment or transfer was confirmed by this reference before.
    #[error("the bank's reference was used before")]
    ReferenceUsed,
    /// The bank's list says another amount than was recorded.
    #[error("the amount differs from the recorded one")]
    AmountDiffers {
        /// What the first person recorded.
        recorded: Rupiah,
    },
    /// No code that a market could print; its own code says why.
    #[error("the payment code cannot be used: {0}")]
    BadCode(&'static str),
}

store::collides!(MarketError);

impl From<IdempotencyError> for MarketError {
    fn from(error: IdempotencyError) -> Self {
        match error {
            IdempotencyError::Store(error) => Self::Store(error),
            other => Self::Idempotency(other),
        }
    }
}

impl From<LedgerError> for MarketError {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Store(error) => Self::Store(error),
            LedgerError::Period | LedgerError::StatementTooLong => Self::BadPeriod,
            other => Self::Ledger(other),
        }
    }
}

impl Kinded for MarketError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Store(error) => error.kind(),
            Self::Idempotency(error) => error.kind(),
            Self::Ledger(_) | Self::Repeated(_) => ErrorKind::Internal,
            Self::SignInFirst => ErrorKind::Unauthenticated,
            Self::NotAllowed | Self::MakerIsChecker | Self::PinLocked => ErrorKind::Forbidden,
            Self::NotFound(_) => ErrorKind::NotFound,
            Self::MarketClosed
            | Self::QuoteExpired
            | Self::LinesChanged(_)
            | Self::SlotFull
            | Self::SlotClosed
            | Self::WrongState { .. }
            | Self::Stale
            | Self::AlreadyAsked
            | Self::TooLate
            | Self::LinesOpen(_)
            | Self::DayOpen { .. }
            | Self::NothingToPay
            | Self::NothingDue
            | Self::Shorter { .. }
            | Self::ComplaintLate { .. }
            | Self::RatingLate { .. }
            | Self::NeedsChecker { .. }
            | Self::NotCash
            | Self::ProofWaits
            | Self::ProofUsed
            | Self::ReferenceUsed
            | Self::AlreadyDone => ErrorKind::Conflict,
            Self::Picture(error) => error.kind(),
            Self::Payment(_) => ErrorKind::Unavailable,
            Self::Empty
            | Self::TooManyLines(_)
            | Self::OtherMarket
            | Self::TooLong { .. }
            | Self::TextNotAllowed(_)
            | Self::Missing(_)
            | Self::BadAlternative
            | Self::BadQuantity
            | Self::PaymentUnknown
            | Self::WeightBeyondTolerance { .. }
            | Self::PriceAboveAgreed { .. }
            | Self::NoSubstituteWanted
            | Self::WrongPin { .. }
            | Self::WrongCash { .. }
            | Self::ReasonMissing
            | Self::NotARunner
            | Self::DayNotBegun
            | Self::DayNotOver
            | Self::BadPeriod
            | Self::BadStars
            | Self::ChannelUnknown
            | Self::AccountMalformed
            | Self::HolderMalformed
            | Self::AmountDiffers { .. }
            | Self::BadCode(_)
            | Self::BadAmount { .. } => ErrorKind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Idempotency(error) => error.code(),
            Self::Ledger(_) | Self::Repeated(_) => "internal",
            Self::SignInFirst => "sign_in_first",
            Self::NotAllowed => "not_allowed",
            Self::MakerIsChecker => "maker_is_checker",
            Self::NotFound(_) => "not_found",
            Self::Empty => "no_lines",
            Self::TooManyLines(_) => "too_many_lines",
            Self::OtherMarket => "other_market",
            Self::TooLong { .. } => "too_long",
            Self::TextNotAllowed(_) => "text_not_allowed",
            Self::Missing(_) => "missing",
            Self::BadAlternative => "bad_alternative",
            Self::BadQuantity => "bad_quantity",
            Self::MarketClosed => "market_closed",
            Self::QuoteExpired => "quote_expired",
            Self::LinesChanged(_) => "lines_changed",
            Self::SlotFull => "slot_full",
            Self::SlotClosed => "slot_closed",
            Self::PaymentUnknown => "payment_unknown",
            Self::WrongState { .. } => "wrong_state",
            Self::Stale => "stale",
            Self::WeightBeyondTolerance { .. } => "weight_beyond_tolerance",
            Self::PriceAboveAgreed { .. } => "price_above_agreed",
            Self::NoSubstituteWanted => "no_substitute_wanted",
            Self::AlreadyAsked => "already_asked",
            Self::TooLate => "too_late",
            Self::LinesOpen(_) => "lines_open",
            Self::WrongPin { .. } => "wrong_pin",
            Self::PinLocked => "pin_locked",
            Self::WrongCash { .. } => "wrong_cash",
            Self::ReasonMissing => "reason_missing",
            Self::NotARunner => "not_a_runner",
            Self::DayOpen { .. } => "day_open",
            Self::DayNotBegun => "day_not_begun",
            Self::DayNotOver => "day_not_over",
            Self::Shorter { .. } => "statement_shorter",
            Self::BadPeriod => "bad_period",
            Self::NothingToPay => "nothing_to_pay",
            Self::NothingDue => "nothing_due",
            Self::AlreadyDone => "already_done",
            Self::BadAmount { .. } => "bad_amount",
            Self::ComplaintLate { .. } => "complaint_late",
            Self::NeedsChecker { .. } => "needs_checker",
            Self::RatingLate { .. } => "rating_late",
            Self::BadStars => "bad_stars",
            Self::ChannelUnknown => "channel_unknown",
            Self::AccountMalformed => "account_malformed",
            Self::HolderMalformed => "holder_malformed",
            Self::NotCash => "not_cash",
            Self::Payment(_) => "payment_refused",
            Self::Picture(error) => error.code(),
            Self::ProofWaits => "proof_waits",
            Self::ProofUsed => "proof_used",
            Self::ReferenceUsed => "reference_used",
            Self::AmountDiffers { .. } => "amount_differs",
            Self::BadCode(code) => code,
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::TooLong { field, .. } | Self::TextNotAllowed(field) | Self::Missing(field) => Some(field),
            Self::BadAlternative => Some("alternative"),
            Self::BadQuantity => Some("quantity"),
            Self::SlotFull | Self::SlotClosed => Some("slot"),
            Self::PaymentUnknown => Some("payment"),
            Self::WeightBeyondTolerance { .. } => Some("picked"),
            Self::PriceAboveAgreed { .. } => Some("price"),
            Self::WrongPin { .. } | Self::PinLocked => Some("pin"),
            Self::WrongCash { .. } => Some("cash"),
            Self::ReasonMissing => Some("reason"),
            Self::NotARunner => Some("runner"),
            Self::DayNotBegun | Self::DayNotOver => Some("date"),
            Self::Shorter { .. } => Some("file"),
            Self::BadStars => Some("stars"),
            Self::ChannelUnknown => Some("channel"),
            Self::AccountMalformed => Some("account_number"),
            Self::HolderMalformed => Some("holder"),
            Self::BadPeriod => Some("from"),
            Self::BadAmount { .. } | Self::NeedsChecker { .. } | Self::AmountDiffers { .. } => Some("amount"),
            Self::Picture(error) => error.field(),
            Self::ProofUsed => Some("picture"),
            Self::ReferenceUsed => Some("reference"),
            Self::BadCode(_) => Some("payload"),
            _ => None,
        }
    }

    fn details(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotFound(what) => vec![("what", (*what).to_owned())],
            Self::TooManyLines(max) => vec![("max", max.to_string())],
            Self::TooLong { max, .. } => vec![("max", max.to_string())],
            Self::WrongState { what, state } => vec![("what", (*what).to_owned()), ("state", (*state).to_owned())],
            Self::WeightBeyondTolerance { most, unit } => vec![("most", most.decimal()), ("unit", unit.clone())],
            Self::PriceAboveAgreed { agreed } => vec![("agreed", agreed.to_string())],
            Self::LinesOpen(count) => vec![("count", count.to_string())],
            Self::WrongPin { left } => vec![("left", left.to_string())],
            Self::WrongCash { due } => vec![("due", due.to_string())],
            Self::DayOpen { what, count } => vec![("what", (*what).to_owned()), ("count", count.to_string())],
            Self::BadAmount { most } => vec![("most", most.to_string())],
            Self::Shorter { before, now } => vec![("before", before.to_string()), ("now", now.to_string())],
            Self::AmountDiffers { recorded } => vec![("recorded", recorded.to_string())],
            Self::Picture(error) => error.details(),
            Self::ComplaintLate { hours } => vec![("hours", hours.to_string())],
            Self::RatingLate { days } => vec![("days", days.to_string())],
            Self::NeedsChecker { above } => vec![("above", above.to_string())],
            Self::LinesChanged(problems) => {
                vec![
                    ("count", problems.len().to_string()),
                    ("names", problems.iter().map(|line| line.name.as_str()).collect::<Vec<_>>().join(", ")),
                ]
            }
            _ => Vec::new(),
        }
    }
}

impl MarketError {
    /// What somebody typed into `field`, made fit to keep by the gate for all text.
    ///
    /// # Errors
    /// [`Self::TextNotAllowed`], [`Self::TooLong`].
    pub(crate) fn read(field: &'static str, typed: &str, max: usize) -> Result<String, Self> {
        text::read(typed, max).map_err(|error| match error {
            TextError::Control => Self::TextNotAllowed(field),
            TextError::TooLong { max } => Self::TooLong { field, max },
        })
    }

    /// Whether a payment provider could not be reached.
    pub(crate) const fn is_silence(&self) -> bool {
        matches!(self, Self::Payment(providers::payments::PaymentError::Unavailable(_)))
    }

    /// Whether nobody knows what became of what a payment provider was asked.
    pub(crate) const fn is_unsure(&self) -> bool {
        matches!(self, Self::Payment(error) if error.is_outcome_unknown())
    }

    /// The result of an act that was done before, or this error.
    pub(crate) fn or_repeated<T: std::str::FromStr>(self) -> Result<T, Self> {
        match self {
            Self::Repeated(stored) => stored.parse().map_err(|_| Self::Store(StoreError::NoRow)),
            other => Err(other),
        }
    }
}

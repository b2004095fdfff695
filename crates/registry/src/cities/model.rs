//! A city, its settings, and why one is refused.

use ::store::{FromRow, Row, StoreError};
use kernel::error::{ErrorKind, Kinded};
use kernel::id::CityId;
use kernel::{BasisPoints, BusinessDate, Rupiah, Timestamp};
use serde::{Deserialize, Serialize};

/// A tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct City {
    /// Its id, the first column of everything in it.
    pub id: CityId,
    /// In addresses of pages: `malang`.
    pub slug: String,
    /// For people: `Kota Malang`.
    pub name: String,
    /// The ministry's area code: `35.73`. Source: Kepmendagri 300.2.2-2430/2025.
    pub code: String,
    /// Minutes east of UTC: 420 in WIB.
    pub offset_minutes: i64,
    /// Whether everyone in it is invented: only then may one step into another's shoes.
    pub is_demo: bool,
    /// What the city decides for itself.
    pub settings: CitySettings,
}

impl City {
    /// Whether staff need a second factor.
    #[must_use]
    pub fn needs_second_factor(&self) -> bool {
        self.settings.staff_second_factor.unwrap_or(!self.is_demo)
    }

    /// The local date at `now`.
    #[must_use]
    pub const fn date(&self, now: Timestamp) -> BusinessDate {
        BusinessDate::of(now, self.offset_minutes)
    }
}

impl FromRow for City {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            slug: row.take()?,
            name: row.take()?,
            code: row.take()?,
            offset_minutes: row.take()?,
            is_demo: row.take()?,
            settings: serde_json::from_str(&row.take::<String>()?)
                .map_err(|error| StoreError::Statement { place: "city.settings".to_owned(), source: error.into() })?,
        })
    }
}

/// What is needed to make a city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCity {
    /// Lower-case letters, digits and hyphens, 2 to 40.
    pub slug: String,
    /// 1 to 80 characters.
    pub name: String,
    /// The ministry's area code, `35.73`.
    pub code: String,
    /// Minutes east of UTC: 420, 480 or 540.
    pub offset_minutes: i64,
    /// Whether everyone in it is invented.
    pub is_demo: bool,
    /// May be the default.
    pub settings: CitySettings,
}

/// What happens to a seller order that nobody decided in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SellerDefault {
    /// It counts as accepted: the runner goes to the stall and sees.
    Accept,
    /// It counts as rejected: the buyer is told at once.
    Reject,
}

/// What a city decides for itself. A field that is missing in the stored document has its default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CitySettings {
    /// Cash totals are rounded to the nearest multiple, in rupiah, half up; default 100, 1 does not round.
    pub cash_rounding_rupiah: Rupiah,
    /// The runner's part of the delivery fee, in basis points; default 8 000, the market keeps the rest.
    pub runner_share_bp: BasisPoints,
    /// How much more a substitute may cost where the buyer's rule lets the runner choose, in basis points; default 1 000.
    pub substitution_cap_bp: BasisPoints,
    /// How far a price may be from yesterday's before it must be confirmed, in basis points; default 3 000.
    pub price_jump_bp: BasisPoints,
    /// How long a stall may take to decide, in minutes; default 10.
    pub seller_decision_minutes: i64,
    /// What silence of a stall means; default accept.
    pub seller_default: SellerDefault,
    /// How long a buyer may take to answer about a substitute, in minutes; default 7.
    pub substitution_answer_minutes: i64,
    /// How long a quote holds its prices and fees, in minutes; default 15.
    pub quote_minutes: i64,
    /// The most cash a runner may carry before returning to the cashier, in rupiah; default 2 000 000.
    pub runner_cash_max_rupiah: Rupiah,
    /// How long after delivery a buyer may complain, in hours; default 24.
    pub complaint_hours: i64,
    /// How long the market may take to decide a complaint, in hours; default 24.
    pub complaint_decision_hours: i64,
    /// Refunds of one order that together are above this need a second person, in rupiah; default 100 000, 0 asks for one always.
    pub refund_checked_above_rupiah: Rupiah,
    /// How long an order whose buyer chose a code is kept from stalls until it is paid, and then called off, in minutes; it goes on, and
    /// may be paid at the door, when its provider does not answer. Default 0: it may always be paid at the door.
    pub pay_first_minutes: i64,
    /// How long before a window's cut-off a standing order is prepared, in minutes; default 720.
    pub standing_lead_minutes: i64,
    /// Whether staff need a second factor to use their roles; unset: yes in a real city, no in a demonstration.
    pub staff_second_factor: Option<bool>,
    /// The most sign-in codes an hour to devices the city does not know, a bound on what strangers can make it pay; default 2 000.
    pub codes_per_hour: i64,
    /// The weekday on which those are paid who are paid weekly, Monday is 0; default 4, Friday.
    pub payout_weekday: i64,
    /// Transfers below this stay owed until there is more, in rupiah; default 10 000, 0 transfers all.
    pub payout_transfer_min_rupiah: Rupiah,
    /// Transfers sent to the bank after this minute of the local day are carried out on its next day; default 840, two o'clock.
    pub payout_cutoff_minute: i64,
    /// Where payouts may be transferred to; default what was known on 22 November 2026, which the city's bank has to confirm.
    pub payout_channels: Vec<PayoutChannel>,
    /// How long what payment providers tell is kept as it came, in days; default 400, a year and the time of its audit.
    pub payment_telling_days: i64,
}

/// A bank or e-wallet that payouts may be transferred to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutChannel {
    /// A bank's three digits, a wallet's name; 2 to 12 of `a-z 0-9`. It goes into the bank's file.
    pub code: String,
    /// As people call it.
    pub name: String,
    /// Accounts are phone numbers.
    pub is_wallet: bool,
}

/// The banks and wallets that traders of Malang are most likely to have.
fn payout_channels() -> Vec<PayoutChannel> {
    let bank = |(code, name): (&str, &str)| PayoutChannel { code: code.to_owned(), name: name.to_owned(), is_wallet: false };
    let wallet = |(code, name): (&str, &str)| PayoutChannel { code: code.to_owned(), name: name.to_owned(), is_wallet: true };
    let banks = [
        ("002", "BRI"),
        ("008", "Mandiri"),
        ("009", "BNI"),
        ("014", "BCA"),
        ("022", "CIMB Niaga"),
        ("114", "Bank Jatim"),
        ("200", "BTN"),
        ("451", "BSI"),
        ("535", "SeaBank"),
        ("542", "Bank Jago"),
    ];
    let wallets = [("dana", "DANA"), ("gopay", "GoPay"), ("linkaja", "LinkAja"), ("ovo", "OVO"), ("shopeepay", "ShopeePay")];
    banks.map(bank).into_iter().chain(wallets.map(wallet)).collect()
}

impl Default for CitySettings {
    fn default() -> Self {
        Self {
            cash_rounding_rupiah: Rupiah(100),
            runner_share_bp: BasisPoints(8_000),
            substitution_cap_bp: BasisPoints(1_000),
            price_jump_bp: BasisPoints(3_000),
            seller_decision_minutes: 10,
            seller_default: SellerDefault::Accept,
            substitution_answer_minutes: 7,
            quote_minutes: 15,
            runner_cash_max_rupiah: Rupiah(2_000_000),
            complaint_hours: 24,
            complaint_decision_hours: 24,
            refund_checked_above_rupiah: Rupiah(100_000),
            pay_first_minutes: 0,
            standing_lead_minutes: 720,
            staff_second_factor: None,
            codes_per_hour: 2_000,
            payout_weekday: 4,
            payout_transfer_min_rupiah: Rupiah(10_000),
            payout_cutoff_minute: 840,
            payout_channels: payout_channels(),
            payment_telling_days: 400,
        }
    }
}

/// Why a city or its settings are refused.
#[derive(Debug, thiserror::Error)]
pub enum CityError {
    /// Another city has this slug.
    #[error("the slug {slug} is taken")]
    SlugTaken {
        /// The slug.
        slug: String,
    },
    /// A field is outside its bounds.
    #[error("{field} must be {allowed}")]
    OutOfBounds {
        /// Which.
        field: &'static str,
        /// What it may be.
        allowed: &'static str,
    },
    /// Only an administrator of the city changes its settings.
    #[error("only an administrator may do this")]
    NotAllowed,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

store::collides!(CityError);

impl Kinded for CityError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::SlugTaken { .. } => ErrorKind::Conflict,
            Self::OutOfBounds { .. } => ErrorKind::Invalid,
            Self::NotAllowed => ErrorKind::Forbidden,
            Self::Store(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::SlugTaken { .. } => "city_slug_taken",
            Self::OutOfBounds { .. } => "setting_out_of_bounds",
            Self::NotAllowed => "not_allowed",
            Self::Store(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::SlugTaken { .. } => Some("slug"),
            Self::OutOfBounds { field, .. } => Some(field),
            Self::NotAllowed | Self::Store(_) => None,
        }
    }

    fn details(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::SlugTaken { slug } => vec![("slug", slug.clone())],
            Self::OutOfBounds { field, allowed } => vec![("setting", (*field).to_owned()), ("allowed", (*allowed).to_owned())],
            Self::NotAllowed | Self::Store(_) => Vec::new(),
        }
    }
}

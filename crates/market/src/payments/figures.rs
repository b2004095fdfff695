//! What waits longer than it should, counted; for metrics and for whoever looks after the city.

use ::store::{FromRow, Row, StoreError, Tx, params, sql};
use kernel::Timestamp;
use kernel::id::{CityId, RawId};
use kernel::time::{DAY, HOUR, MINUTE};

/// Whose time has come is looked at within seconds; so late nobody looks.
const UNSEEN: i64 = 10 * MINUTE;
/// So long after the end of its code a provider has said whether an attempt was paid.
const UNKNOWN: i64 = HOUR;
/// So soon money goes back, and staff transfer what no provider can send back.
const OWED: i64 = 2 * DAY;
/// So soon staff look at a payment by the printed code.
const SHOWN: i64 = HOUR;
/// So soon somebody finds out why a day differs from its statement.
const DIFFERS: i64 = 3 * DAY;

/// What waits longer than it should at one moment, in a city.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Late {
    /// Attempts that nobody asks about, or that no answer came to for an hour after their end.
    pub attempts: i64,
    /// Returns that nobody tries, or that were not sent in two days.
    pub returns: i64,
    /// Returns to be transferred by staff, two days after the buyer gave an account.
    pub transfers: i64,
    /// Payments by the printed code that nobody decided for an hour.
    pub claims: i64,
    /// Differences with a provider's statement, open for three days.
    pub differences: i64,
}

impl Late {
    /// With the names that metrics have.
    #[must_use]
    pub const fn by_name(self) -> [(&'static str, i64); 5] {
        [
            ("attempt", self.attempts),
            ("return", self.returns),
            ("transfer", self.transfers),
            ("claim", self.claims),
            ("difference", self.differences),
        ]
    }
}

impl FromRow for Late {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self { attempts: row.take()?, returns: row.take()?, transfers: row.take()?, claims: row.take()?, differences: row.take()? })
    }
}

/// Counts what waits longer than it should at `now`. It is asked every few seconds, so each part names what leads SQLite's planner to the
/// index of what is open, though it leaves nothing out: any market, either flow.
///
/// # Errors
/// [`StoreError`].
pub async fn late(tx: &mut Tx, city: CityId, now: Timestamp) -> Result<Late, StoreError> {
    let before = |time: i64| now.plus(-time);
    tx.one(
        sql!(
            "SELECT (SELECT COUNT(*) FROM payment_intent
                     WHERE city_id = $1 AND poll_us > 0
                       AND (poll_us < $2 OR (state IN ('asked', 'pending') AND expires_us < $3))),
                    (SELECT COUNT(*) FROM payment_return
                     WHERE city_id = $1 AND try_us > 0 AND (try_us < $2 OR made_us < $4)),
                    (SELECT COUNT(*) FROM payment_return b
                     JOIN return_account a ON a.city_id = $1 AND a.order_id = b.order_id
                     WHERE b.city_id = $1 AND b.state = 'by_hand' AND b.market_id > $7 AND a.problem = '' AND a.given_us < $4),
                    (SELECT COUNT(*) FROM payment_claim
                     WHERE city_id = $1 AND state IN ('shown', 'recorded') AND market_id > $7 AND made_us < $5),
                    (SELECT COUNT(*) FROM reconciliation_item
                     WHERE city_id = $1 AND state = 'open' AND flow IN ('payment', 'refund') AND opened_us < $6)"
        ),
        params![city, before(UNSEEN), before(UNKNOWN), before(OWED), before(SHOWN), before(DIFFERS), RawId::nil()],
    )
    .await
}

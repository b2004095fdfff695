//! SQL that looks. It knows the schema on its own account, not through the services that are checked.

use kernel::BusinessDate;
use kernel::id::{AuditId, ChangeId, CityId, JobId, OfferId, OrderId, PayoutId, RawId, SlotId, StallId};
use market::complaints::{ComplaintId, ComplaintState};
use market::orders::OrderState;
use market::ratings::RatingId;
use market::settlement::PayoutState;
use market::standing::StandingId;
use store::{Call, FromRow, Row, StoreError, Tx, params, sql, tx::map};

/// The newest rows of what every act writes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Latest {
    change: Option<ChangeId>,
    audit: Option<AuditId>,
    job: Option<JobId>,
}

/// Reads them.
pub async fn latest(tx: &mut Tx, city: CityId) -> Result<Latest, StoreError> {
    let calls = vec![
        Call::new(sql!("SELECT change_id FROM change_feed WHERE city_id = $1 ORDER BY change_id DESC LIMIT 1"), params![city]),
        Call::new(sql!("SELECT audit_id FROM audit_entry WHERE city_id = $1 ORDER BY audit_id DESC LIMIT 1"), params![city]),
        Call::new(sql!("SELECT job_id FROM job WHERE city_id = $1 ORDER BY job_id DESC LIMIT 1"), params![city]),
    ];
    let mut found = tx.all(calls).await?.into_iter();
    let mut next = || found.next().and_then(|rows| rows.into_iter().next());
    Ok(Latest { change: id(next())?, audit: id(next())?, job: id(next())? })
}

fn id<T: store::FromCell>(row: Option<Row>) -> Result<Option<T>, StoreError> {
    row.map(|mut row| row.take()).transpose()
}

/// One transfer of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Movement {
    /// Its reason's name.
    pub reason: String,
    /// `pending`, `posted`, `voided` or `expired`.
    pub state: String,
    /// In rupiah.
    pub amount: i64,
    /// Whether it ends a hold.
    pub resolves: bool,
}

impl FromRow for Movement {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        let (reason, state, amount, pending): (_, _, _, Option<RawId>) = (row.take()?, row.take()?, row.take()?, row.take()?);
        Ok(Self { reason, state, amount, resolves: pending.is_some() })
    }
}

/// What the ledger has for an order, payout, refund or count; sorted.
pub async fn movements(tx: &mut Tx, city: CityId, reference: RawId) -> Result<Vec<Movement>, StoreError> {
    let mut found: Vec<Movement> = tx
        .rows(
            sql!("SELECT reason, state, amount_rupiah, pending_id FROM ledger_transfer WHERE city_id = $1 AND reference_id = $2"),
            params![city, reference],
        )
        .await?;
    found.sort();
    Ok(found)
}

/// An order's money and its place, in one round trip: movements, payments by state, what its slot has taken.
pub async fn of_order(
    tx: &mut Tx,
    city: CityId,
    order: OrderId,
    slot: SlotId,
) -> Result<(Vec<Movement>, Vec<(String, i64)>, Option<i64>), StoreError> {
    let calls = vec![
        Call::new(
            sql!("SELECT reason, state, amount_rupiah, pending_id FROM ledger_transfer WHERE city_id = $1 AND reference_id = $2"),
            params![city, order],
        ),
        Call::new(sql!("SELECT state, amount_rupiah FROM payment WHERE city_id = $1 AND order_id = $2"), params![city, order]),
        Call::new(sql!("SELECT taken FROM slot WHERE city_id = $1 AND slot_id = $2"), params![city, slot]),
    ];
    let mut found = tx.all(calls).await?.into_iter();
    let mut next = || found.next().unwrap_or_default();
    let movements = map(next())?;
    let payments = map(next())?;
    let taken: Vec<(i64,)> = map(next())?;
    Ok((movements, payments, taken.first().map(|row| row.0)))
}

/// What the market knows of an order's payments by code: what came, by code, and the sum of what it sent back.
pub async fn of_payments(tx: &mut Tx, city: CityId, order: OrderId) -> Result<(Vec<(String, i64)>, i64), StoreError> {
    let calls = vec![
        Call::new(
            sql!(
                "SELECT i.reference, r.amount_rupiah FROM payment_receipt r
                 JOIN payment_intent i ON i.city_id = $1 AND i.intent_id = r.intent_id
                 WHERE r.city_id = $1 AND r.order_id = $2 ORDER BY i.reference"
            ),
            params![city, order],
        ),
        Call::new(
            sql!(
                "SELECT CAST(COALESCE(SUM(amount_rupiah), 0) AS BIGINT) FROM payment_return
                 WHERE city_id = $1 AND order_id = $2 AND state IN ('sent', 'transferred')"
            ),
            params![city, order],
        ),
    ];
    let mut found = tx.all(calls).await?.into_iter();
    let receipts = map(found.next().unwrap_or_default())?;
    let sent: Vec<(i64,)> = map(found.next().unwrap_or_default())?;
    Ok((receipts, sent.first().map_or(0, |row| row.0)))
}

/// Differences to statements that nobody has explained, but refunds whose answer was lost: the market learns of them when it asks again, and
/// the day is compared again after that.
pub async fn open_differences(tx: &mut Tx, city: CityId) -> Result<i64, StoreError> {
    let counted = sql!(
        "SELECT CAST(COUNT(*) AS BIGINT)
         FROM reconciliation_item i
         JOIN reconciliation d ON d.city_id = i.city_id AND d.reconciliation_id = i.reconciliation_id
         WHERE i.city_id = $1 AND i.state = 'open' AND NOT (i.flow = 'refund' AND i.kind = 'missing_here' AND EXISTS (
           SELECT 1
           FROM payment_intent p
           JOIN payment_return b ON b.city_id = p.city_id AND b.intent_id = p.intent_id
           WHERE p.city_id = $1 AND p.reference = i.reference AND ((b.state = 'due' AND b.is_unsure) OR b.sent_us > d.run_us)))"
    );
    let (count,) = tx.one(counted, params![city]).await?;
    Ok(count)
}

/// What the acquirer may have sent back without the market knowing, by order: it was asked, and no answer came.
pub async fn unsure_returns(tx: &mut Tx, city: CityId) -> Result<Vec<(OrderId, i64)>, StoreError> {
    let unsure = sql!(
        "SELECT order_id, CAST(SUM(amount_rupiah) AS BIGINT) FROM payment_return
         WHERE city_id = $1 AND state = 'due' AND is_unsure GROUP BY order_id ORDER BY order_id"
    );
    tx.rows(unsure, params![city]).await
}

/// What waits to go back, by order: the provider is to be asked, or people transfer it.
pub async fn returns_waiting(tx: &mut Tx, city: CityId) -> Result<Vec<(OrderId, i64)>, StoreError> {
    let waiting = sql!(
        "SELECT order_id, CAST(SUM(amount_rupiah) AS BIGINT) FROM payment_return
         WHERE city_id = $1 AND state IN ('due', 'by_hand') GROUP BY order_id ORDER BY order_id"
    );
    tx.rows(waiting, params![city]).await
}

/// Every order with its state and what it costs, by id.
pub async fn orders(tx: &mut Tx, city: CityId) -> Result<Vec<(OrderId, OrderState, Option<i64>)>, StoreError> {
    tx.rows(sql!("SELECT order_id, state, total_final_rupiah FROM market_order WHERE city_id = $1 ORDER BY order_id"), params![city]).await
}

/// Slots in which somebody has a place.
pub async fn slots(tx: &mut Tx, city: CityId) -> Result<Vec<(SlotId, i64)>, StoreError> {
    tx.rows(sql!("SELECT slot_id, taken FROM slot WHERE city_id = $1 AND taken <> 0"), params![city]).await
}

/// Every payout, by id.
pub async fn payouts(tx: &mut Tx, city: CityId) -> Result<Vec<(PayoutId, i64, PayoutState)>, StoreError> {
    tx.rows(sql!("SELECT payout_id, amount_rupiah, state FROM payout WHERE city_id = $1 ORDER BY payout_id"), params![city]).await
}

/// Counted offers of markets that deliver with less than `milli` thousandths in stock, by id: offer and stall.
pub async fn low_offers(tx: &mut Tx, city: CityId, milli: i64) -> Result<Vec<(OfferId, StallId)>, StoreError> {
    tx.rows(
        sql!(
            "SELECT o.offer_id, o.stall_id FROM offer o
             JOIN market m ON m.city_id = o.city_id AND m.market_id = o.market_id AND m.does_deliver
             WHERE o.city_id = $1 AND o.stock_kind = 'counted' AND o.stock_milli < $2 ORDER BY o.offer_id"
        ),
        params![city, milli],
    )
    .await
}

/// Jobs that failed for good.
pub async fn dead_jobs(tx: &mut Tx, city: CityId) -> Result<i64, StoreError> {
    let (count,) = tx.one(sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM job WHERE city_id = $1 AND state = 'dead'"), params![city]).await?;
    Ok(count)
}

/// Every complaint with its state and what it gives back, by id.
pub async fn complaints(tx: &mut Tx, city: CityId) -> Result<Vec<(ComplaintId, ComplaintState, Option<i64>)>, StoreError> {
    let all = sql!("SELECT complaint_id, state, amount_rupiah FROM complaint WHERE city_id = $1 ORDER BY complaint_id");
    tx.rows(all, params![city]).await
}

/// Order and payee of what complaints hold back, each once.
pub async fn held(tx: &mut Tx, city: CityId) -> Result<Vec<(OrderId, RawId)>, StoreError> {
    let all = sql!(
        "SELECT DISTINCT order_id, payee_id FROM complaint_party
         WHERE city_id = $1 AND held_us IS NOT NULL AND released_us IS NULL ORDER BY order_id, payee_id"
    );
    tx.rows(all, params![city]).await
}

/// Every rating with its order, whom it is about and its stars, by order.
pub async fn ratings(tx: &mut Tx, city: CityId) -> Result<Vec<(OrderId, RawId, RatingId, i64)>, StoreError> {
    let all = sql!("SELECT order_id, subject_id, rating_id, stars FROM rating WHERE city_id = $1 ORDER BY order_id, subject_id");
    tx.rows(all, params![city]).await
}

/// Days of standing orders that became orders.
pub async fn standing_days(tx: &mut Tx, city: CityId) -> Result<Vec<(StandingId, BusinessDate, OrderId)>, StoreError> {
    let all = sql!(
        "SELECT standing_id, day, order_id FROM standing_run
         WHERE city_id = $1 AND state = 'placed' ORDER BY standing_id, day"
    );
    tx.rows(all, params![city]).await
}

//! The statements that read and remove what the market run keeps of a person.

use ::store::{FromRow, Row, StoreError, Tx, Value, params, sql, sql_each};
use kernel::id::{CityId, OrderId, PersonId, RawId, StallId};
use kernel::{Phone, Timestamp};

use super::model::{ExportedLine, ExportedOrder};

/// Orders of one page.
pub(super) const PAGE: i64 = 200;

pub(super) struct Ordered(pub OrderId, pub ExportedOrder);

impl FromRow for Ordered {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self(
            row.take()?,
            ExportedOrder {
                number: row.take()?,
                placed: row.take::<Timestamp>()?.rfc3339(0),
                state: row.take()?,
                recipient: row.take()?,
                phone: row.take()?,
                street: row.take()?,
                landmark: row.take()?,
                ward_code: row.take()?,
                reason: row.take()?,
                total_rupiah: row.take()?,
                lines: Vec::new(),
                complaints: Vec::new(),
                ratings: Vec::new(),
            },
        ))
    }
}

/// A person's orders after an id, oldest first.
pub(super) async fn orders(tx: &mut Tx, city: CityId, buyer: PersonId, after: RawId) -> Result<Vec<Ordered>, StoreError> {
    tx.rows(
        sql!(
            "SELECT order_id, number, placed_us, state, recipient, phone, street, landmark, ward_code, reason, total_final_rupiah
             FROM market_order
             WHERE city_id = $1 AND buyer_id = $2 AND order_id > $3
             ORDER BY order_id
             LIMIT $4"
        ),
        params![city, buyer, after, PAGE],
    )
    .await
}

/// The lines of an order.
pub(super) async fn lines(tx: &mut Tx, city: CityId, order: OrderId) -> Result<Vec<ExportedLine>, StoreError> {
    let rows: Vec<(String, i64, i64, String)> = tx
        .rows(
            sql!(
                "SELECT p.name_id, l.quantity_milli, l.price_rupiah, l.note
                 FROM order_line l
                 JOIN product p ON p.city_id = l.city_id AND p.product_id = l.product_id
                 WHERE l.city_id = $1 AND l.order_id = $2
                 ORDER BY l.position"
            ),
            params![city, order],
        )
        .await?;
    let line = |(product, quantity_milli, price_rupiah, note)| ExportedLine { product, quantity_milli, price_rupiah, note };
    Ok(rows.into_iter().map(line).collect())
}

/// What lies in a person's baskets.
pub(super) async fn basket(tx: &mut Tx, city: CityId, owner: PersonId) -> Result<Vec<(String, i64, String)>, StoreError> {
    tx.rows(
        sql!(
            "SELECT p.name_id, l.quantity_milli, l.note
             FROM basket b
             JOIN basket_line l ON l.city_id = b.city_id AND l.basket_id = b.basket_id
             JOIN offer o ON o.city_id = l.city_id AND o.offer_id = l.offer_id
             JOIN product p ON p.city_id = o.city_id AND p.product_id = o.product_id
             WHERE b.city_id = $1 AND b.owner_id = $2
             ORDER BY l.line_id"
        ),
        params![city, RawId::from(owner)],
    )
    .await
}

/// The accounts that a person gave for money of their orders: number of the order, bank, number, holder.
pub(super) async fn given_accounts(
    tx: &mut Tx,
    city: CityId,
    person: PersonId,
) -> Result<Vec<(String, String, String, String)>, StoreError> {
    tx.rows(
        sql!(
            "SELECT o.number, a.bank, a.number, a.holder
             FROM market_order o
             JOIN return_account a ON a.city_id = $1 AND a.order_id = o.order_id
             WHERE o.city_id = $1 AND o.buyer_id = $2
             ORDER BY o.order_id"
        ),
        params![city, person],
    )
    .await
}

/// How many orders a person has bought or carries that have not ended.
pub(super) async fn orders_open(tx: &mut Tx, city: CityId, person: PersonId) -> Result<i64, StoreError> {
    let (bought,): (i64,) = tx
        .one(
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT)
                 FROM market_order
                 WHERE city_id = $1 AND buyer_id = $2 AND state IN ('placed', 'picking', 'picked', 'delivering')"
            ),
            params![city, person],
        )
        .await?;
    let (carried,): (i64,) = tx
        .one(
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT)
                 FROM market_order
                 WHERE city_id = $1 AND runner_id = $2 AND state IN ('placed', 'picking', 'picked', 'delivering')"
            ),
            params![city, person],
        )
        .await?;
    Ok(bought + carried)
}

/// The stalls of a person's businesses.
pub(super) async fn stalls(tx: &mut Tx, city: CityId, person: PersonId) -> Result<Vec<StallId>, StoreError> {
    let rows: Vec<(StallId,)> = tx
        .rows(
            sql!(
                "SELECT st.stall_id
                 FROM seller s
                 JOIN stall st ON st.city_id = s.city_id AND st.seller_id = s.seller_id
                 WHERE s.city_id = $1 AND s.person_id = $2"
            ),
            params![city, person],
        )
        .await?;
    Ok(rows.into_iter().map(|(stall,)| stall).collect())
}

/// Of the stalls of a person's businesses those where nobody else has the right to sell.
pub(super) async fn stalls_left(tx: &mut Tx, city: CityId, person: PersonId) -> Result<Vec<StallId>, StoreError> {
    let rows: Vec<(StallId,)> = tx
        .rows(
            sql!(
                "SELECT st.stall_id
                 FROM seller s
                 JOIN stall st ON st.city_id = s.city_id AND st.seller_id = s.seller_id
                 WHERE s.city_id = $1 AND s.person_id = $2 AND NOT EXISTS (
                   SELECT 1 FROM role_grant g
                   WHERE g.city_id = $1 AND g.role = 'seller' AND g.scope_id = st.stall_id AND g.person_id <> $2)"
            ),
            params![city, person],
        )
        .await?;
    Ok(rows.into_iter().map(|(stall,)| stall).collect())
}

/// Whether a payout to this person or stall was prepared and not handed out.
pub(super) async fn has_payout_open(tx: &mut Tx, city: CityId, payee: RawId) -> Result<bool, StoreError> {
    let found: Option<(RawId,)> = tx
        .opt(
            sql!("SELECT payout_id FROM payout WHERE city_id = $1 AND payee_id = $2 AND state IN ('prepared', 'approved') LIMIT 1"),
            params![city, payee],
        )
        .await?;
    Ok(found.is_some())
}

/// Removes what says who bought: recipient, number, door, notes and reasons; baskets altogether. Goods, amounts, times and the ward
/// stay. Quotes end by themselves within minutes, kept answers within three days. Locks the person's orders.
///
/// # Errors
/// As [`Tx::later`].
pub(super) fn erase(tx: &mut Tx, city: CityId, person: PersonId, nobody: &Phone) -> Result<(), StoreError> {
    tx.later(
        sql!(
            "UPDATE market_order
             SET recipient = '', phone = $3, street = '', rt = 0, rw = 0, landmark = '', lat_e6 = NULL, lng_e6 = NULL, pin = '', reason = ''
             WHERE city_id = $1 AND buyer_id = $2"
        ),
        params![city, person, nobody],
    )?;
    for statement in [
        sql!(
            "UPDATE order_line SET note = ''
             WHERE city_id = $1 AND note <> '' AND order_id IN (SELECT order_id FROM market_order WHERE city_id = $1 AND buyer_id = $2)"
        ),
        sql!(
            "UPDATE order_event SET detail = '{}'
             WHERE city_id = $1 AND kind IN ('cancelled', 'failed')
               AND order_id IN (SELECT order_id FROM market_order WHERE city_id = $1 AND buyer_id = $2)"
        ),
        sql!(
            "DELETE FROM basket_line
             WHERE city_id = $1 AND basket_id IN (SELECT basket_id FROM basket WHERE city_id = $1 AND owner_id = $2)"
        ),
        sql!("DELETE FROM basket WHERE city_id = $1 AND owner_id = $2"),
        sql!(
            "DELETE FROM return_account
             WHERE city_id = $1 AND order_id IN (SELECT order_id FROM market_order WHERE city_id = $1 AND buyer_id = $2)"
        ),
        sql!(
            "UPDATE return_transfer SET number = '', holder = ''
             WHERE city_id = $1 AND return_id IN (
               SELECT b.return_id FROM market_order o JOIN payment_return b ON b.city_id = $1 AND b.order_id = o.order_id
               WHERE o.city_id = $1 AND o.buyer_id = $2)"
        ),
        // The sweep of pictures takes the files away.
        sql!(
            "UPDATE payment_claim SET picture_until_us = 0
             WHERE city_id = $1 AND content_hash IS NOT NULL
               AND order_id IN (SELECT order_id FROM market_order WHERE city_id = $1 AND buyer_id = $2)"
        ),
    ] {
        tx.later(statement, params![city, RawId::from(person)])?;
    }
    Ok(())
}

/// Removes a person's name from their businesses. A business is the person's, and an import names it after them: its name goes always.
/// A stall's name is what a market's customers know, and stays where others sell on; of the stalls that are `left` to nobody it goes
/// with the street, which is a door for those who sold at home. What was sold there needs a heading: it says what it is, not whose.
/// A stall's address in links stays: it is made from market and place.
pub(super) fn forget_businesses(tx: &mut Tx, city: CityId, person: PersonId, left: &[Value<'_>]) -> Result<(), StoreError> {
    tx.later(sql!("UPDATE seller SET name = '' WHERE city_id = $1 AND person_id = $2"), params![city, person])?;
    tx.later_each(
        sql_each!("UPDATE stall SET name = 'Lapak', street = '' WHERE city_id = $1 AND stall_id IN ([[, |$2]])", fixed = 1, per = 1),
        params![city],
        left,
    )
}

//! All SQL of ratings.

use ::store::{FromRow, Row, StoreError, Tx, Value, params, sql, sql_each};
use kernel::Timestamp;
use kernel::id::{CityId, MarketId, OrderId, PersonId, RawId};

use super::model::{Rating, Subject};
use crate::ids::RatingId;

impl FromRow for Rating {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            order: row.take()?,
            market: row.take()?,
            subject: Subject { kind: row.take()?, id: row.take()? },
            stars: row.take()?,
            words: row.take()?,
            made_by: row.take()?,
            made: row.take()?,
            changed: row.take()?,
            is_hidden: row.take::<Option<Timestamp>>()?.is_some(),
            hidden_why: row.take()?,
        })
    }
}

macro_rules! rating_sql {
    ($rest:literal) => {
        sql!(concat!(
            "SELECT rating_id, order_id, market_id, payee_kind, subject_id, stars, words, made_by_id, made_us, changed_us, hidden_us, hidden_why
             FROM rating WHERE city_id = $1 ",
            $rest
        ))
    };
}

/// One rating.
pub async fn rating(tx: &mut Tx, city: CityId, id: RatingId) -> Result<Option<Rating>, StoreError> {
    tx.opt(rating_sql!("AND rating_id = $2"), params![city, id]).await
}

/// What was said after an order, oldest first; at most 100.
pub async fn of_order(tx: &mut Tx, city: CityId, order: OrderId) -> Result<Vec<Rating>, StoreError> {
    tx.rows(rating_sql!("AND order_id = $2 ORDER BY rating_id LIMIT 100"), params![city, order]).await
}

/// What was said about somebody, newest first.
pub async fn of_subject(tx: &mut Tx, city: CityId, subject: Subject, rows: i64) -> Result<Vec<Rating>, StoreError> {
    tx.rows(
        rating_sql!("AND subject_id = $2 AND payee_kind = $3 ORDER BY rating_id DESC LIMIT $4"),
        params![city, subject.id, subject.kind, rows],
    )
    .await
}

/// The newest with words that are shown.
pub async fn with_words(tx: &mut Tx, city: CityId, subject: Subject, rows: i64) -> Result<Vec<Rating>, StoreError> {
    tx.rows(
        rating_sql!("AND subject_id = $2 AND payee_kind = $3 AND words <> '' AND hidden_us IS NULL ORDER BY rating_id DESC LIMIT $4"),
        params![city, subject.id, subject.kind, rows],
    )
    .await
}

/// A market's ratings before the cursor, newest first.
pub async fn of_market(tx: &mut Tx, city: CityId, market: MarketId, before: RawId, rows: i64) -> Result<Vec<Rating>, StoreError> {
    tx.rows(rating_sql!("AND market_id = $2 AND rating_id < $3 ORDER BY rating_id DESC LIMIT $4"), params![city, market, before, rows])
        .await
}

/// How many ratings somebody has, and the sum of their stars.
pub async fn sums(tx: &mut Tx, city: CityId, subject: Subject) -> Result<(i64, i64), StoreError> {
    tx.one(
        sql!(
            "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(stars), 0) AS BIGINT) FROM rating
             WHERE city_id = $1 AND subject_id = $2 AND payee_kind = $3"
        ),
        params![city, subject.id, subject.kind],
    )
    .await
}

/// Keeps a rating unless there is one of the same order and subject; gives whether there was none.
pub async fn insert(tx: &mut Tx, city: CityId, rating: &Rating) -> Result<bool, StoreError> {
    let added = tx
        .exec(
            sql!(
                "INSERT INTO rating (city_id, rating_id, order_id, market_id, payee_kind, subject_id, stars, words, made_by_id, made_us, hidden_why)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '')
                 ON CONFLICT (city_id, order_id, payee_kind, subject_id) DO NOTHING"
            ),
            params![
                city,
                rating.id,
                rating.order,
                rating.market,
                rating.subject.kind,
                rating.subject.id,
                rating.stars,
                &rating.words,
                rating.made_by,
                rating.made
            ],
        )
        .await?;
    Ok(added == 1)
}

/// Changes stars and words.
pub fn change(tx: &mut Tx, city: CityId, id: RatingId, stars: i64, words: &str, now: Timestamp) -> Result<(), StoreError> {
    tx.later(
        sql!("UPDATE rating SET stars = $3, words = $4, changed_us = $5 WHERE city_id = $1 AND rating_id = $2"),
        params![city, id, stars, words, now],
    )
}

/// Hides words since `hidden`, or shows them.
pub fn set_hidden(
    tx: &mut Tx,
    city: CityId,
    id: RatingId,
    hidden: Option<Timestamp>,
    person: Option<PersonId>,
    why: &str,
) -> Result<(), StoreError> {
    tx.later(
        sql!("UPDATE rating SET hidden_us = $3, hidden_by_id = $4, hidden_why = $5 WHERE city_id = $1 AND rating_id = $2"),
        params![city, id, hidden, person, why],
    )
}

/// Removes the words that a buyer wrote, and those about `subjects`. The stars go on counting: they name nobody.
pub fn forget(tx: &mut Tx, city: CityId, buyer: PersonId, subjects: &[Value<'_>]) -> Result<(), StoreError> {
    tx.later(
        sql!(
            "UPDATE rating SET words = ''
             WHERE city_id = $1 AND words <> '' AND order_id IN (SELECT order_id FROM market_order WHERE city_id = $1 AND buyer_id = $2)"
        ),
        params![city, buyer],
    )?;
    tx.later_each(
        sql_each!("UPDATE rating SET words = '' WHERE city_id = $1 AND words <> '' AND subject_id IN ([[, |$2]])", fixed = 1, per = 1),
        params![city],
        subjects,
    )
}

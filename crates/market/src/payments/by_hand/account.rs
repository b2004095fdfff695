//! Where a buyer wants the money of an order.

use jobs::feed::Topic;
use kernel::Actor;
use kernel::id::OrderId;

use super::model::GivenAccount;
use super::store;
use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::{read, store as orders, trail};

/// The most characters of a bank's name.
const BANK_MAX: usize = 40;
/// The most characters of a holder's name.
const HOLDER_MAX: usize = 80;
/// Digits of an account, or of a wallet's telephone number. Longest in use: BRI, 15, and virtual accounts, 18.
const DIGITS: std::ops::RangeInclusive<usize> = 5..=20;

/// Keeps the account to which the market transfers what it cannot send back otherwise. It may be given anew until a transfer is prepared.
///
/// # Errors
/// [`MarketError::NotFound`], [`MarketError::NotAllowed`] for others than the buyer, [`MarketError::Missing`], [`MarketError::TooLong`] and
/// [`MarketError::TextNotAllowed`] of `bank`, `number` and `holder`, [`MarketError::BadAccount`] for what is no number of an account.
pub async fn give_account(desk: &Desk, actor: &Actor, order: OrderId, typed: GivenAccount) -> Result<(), MarketError> {
    let account = check(&typed)?;
    desk.house
        .db
        .write((desk.clone(), actor.clone(), account), move |tx, (desk, actor, account)| {
            Box::pin(async move {
                let city = desk.city_id();
                let found = orders::order(tx, city, order).await?.ok_or(MarketError::NotFound("order"))?;
                if actor.person != Some(found.buyer) {
                    return Err(if read::may_see(actor, &found) { MarketError::NotAllowed } else { MarketError::NotFound("order") });
                }
                store::put_account(tx, city, order, account, actor.person, desk.now()).await?;
                trail::tell(desk, tx, Topic::Order, order)?;
                Ok(trail::tell(desk, tx, Topic::Cash, found.market)?)
            })
        })
        .await
}

/// The account that was given for an order, for its buyer.
///
/// # Errors
/// [`MarketError::Store`].
pub async fn account_of_order(desk: &Desk, actor: &Actor, order: OrderId) -> Result<Option<GivenAccount>, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let found = orders::order(&mut tx, desk.city_id(), order).await?;
    if found.is_none_or(|order| actor.person != Some(order.buyer)) {
        return Ok(None);
    }
    Ok(store::account(&mut tx, desk.city_id(), order).await?)
}

fn check(typed: &GivenAccount) -> Result<GivenAccount, MarketError> {
    let bank = MarketError::read("bank", &typed.bank, BANK_MAX)?;
    let holder = MarketError::read("holder", &typed.holder, HOLDER_MAX)?;
    let number: String = typed.number.chars().filter(|sign| !matches!(sign, ' ' | '-' | '.' | '+')).collect();
    for (field, text) in [("bank", &bank), ("number", &number), ("holder", &holder)] {
        if text.is_empty() {
            return Err(MarketError::Missing(field));
        }
    }
    if !DIGITS.contains(&number.len()) || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(MarketError::BadAccount);
    }
    Ok(GivenAccount { bank, number, holder, problem: String::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_of_accounts_are_kept() {
        let given = |bank: &str, number: &str, holder: &str| GivenAccount {
            bank: bank.to_owned(),
            number: number.to_owned(),
            holder: holder.to_owned(),
            problem: String::new(),
        };
        for (typed, expected) in [
            (given("BCA", "123-456 7890", "Sari"), "1234567890"),
            (given("DANA", "+62 812 3456 789", "Sari"), "628123456789"),
            (given("", "1234567890", "Sari"), "missing"),
            (given("BCA", " ", "Sari"), "missing"),
            (given("BCA", "1234567890", ""), "missing"),
            (given("BCA", "12a4567890", "Sari"), "bad_account"),
            (given("BCA", "1234", "Sari"), "bad_account"),
            (given("BCA", &"1".repeat(21), "Sari"), "bad_account"),
            (given(&"B".repeat(41), "1234567890", "Sari"), "too_long"),
        ] {
            let found = match check(&typed) {
                Ok(account) => account.number,
                Err(error) => kernel::error::Kinded::code(&error).to_owned(),
            };
            assert_eq!(found, expected, "{typed:?}");
        }
    }
}

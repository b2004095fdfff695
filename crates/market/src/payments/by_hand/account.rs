//! Where a buyer wants the money of an order.

use jobs::feed::Topic;
use kernel::Actor;
use kernel::id::OrderId;

use super::model::GivenAccount;
use super::store;
use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::{read, store as orders, trail};
use crate::payees;

/// The most characters of a bank's name.
const BANK_MAX: usize = 40;

/// Keeps the account to which the market transfers what it cannot send back otherwise. It may be given anew until a transfer is prepared.
///
/// # Errors
/// [`MarketError::NotFound`], [`MarketError::NotAllowed`] for others than the buyer, [`MarketError::Missing`], [`MarketError::TooLong`] and
/// [`MarketError::TextNotAllowed`] of `bank`, `account_number` and `holder`, [`MarketError::AccountMalformed`],
/// [`MarketError::HolderMalformed`].
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
    if bank.is_empty() {
        return Err(MarketError::Missing("bank"));
    }
    if typed.number.whole().trim().is_empty() {
        return Err(MarketError::Missing("account_number"));
    }
    let (number, holder) = (payees::account_number(typed.number.whole())?, payees::holder(&typed.holder)?);
    Ok(GivenAccount { bank, number, holder, problem: String::new() })
}

#[cfg(test)]
mod tests {
    use kernel::error::Kinded as _;

    use super::*;
    use crate::payees::AccountNumber;

    #[test]
    fn only_accounts_that_a_bank_takes_are_kept() {
        for (bank, number, holder, expected) in [
            ("BCA", "123-456 7890", "Sari", "1234567890"),
            ("DANA", "+62 812 3456 789", "Sari", "628123456789"),
            ("", "1234567890", "Sari", "missing"),
            ("BCA", " ", "Sari", "missing"),
            ("BCA", "1234567890", "", "missing"),
            ("BCA", "12a4567890", "Sari", "account_malformed"),
            ("BCA", "1234567890", "=1+1", "holder_malformed"),
            (&"B".repeat(41), "1234567890", "Sari", "too_long"),
        ] {
            let number = AccountNumber::new(number.to_owned());
            let typed = GivenAccount { bank: bank.to_owned(), number, holder: holder.to_owned(), problem: String::new() };
            let found = check(&typed).map_or_else(|error| error.code().to_owned(), |account| account.number.whole().to_owned());
            assert_eq!(found, expected, "{typed:?}");
        }
    }
}

//! The market's printed code: entered by its manager, read strictly, and given an amount where it takes one.

use ::store::{StoreError, Tx};
use jobs::feed::Topic;
use kernel::id::{CityId, MarketId};
use kernel::{Actor, Rupiah};
use qris::{Charge, ChargeError};

use super::model::PrintedCode;
use super::store;
use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::trail;
use crate::settlement::rights;

/// A code may have 512 characters (EMVCo); what is longer is not read at all.
const CHARS_MAX: usize = 512;

/// Keeps a market's printed code, in place of the one it had. The same again is no harm.
///
/// # Errors
/// [`MarketError::SignInFirst`], [`MarketError::NotAllowed`] for others than the market's managers, [`MarketError::Missing`] `payload`,
/// [`MarketError::BadCode`] for what no wallet would pay in rupiah, and for a code made for one payment.
pub async fn set_code(desk: &Desk, actor: &Actor, market: MarketId, typed: &str) -> Result<PrintedCode, MarketError> {
    rights::must_manage(actor, market)?;
    let (payload, merchant) = check(typed)?;
    let code = PrintedCode { market, payload, merchant, set_by: actor.person, set: desk.now() };
    desk.house
        .db
        .write((desk.clone(), actor.clone(), code.clone()), move |tx, (desk, actor, code)| {
            Box::pin(async move {
                store::set_code(tx, desk.city_id(), code).await?;
                let said = serde_json::json!({ "merchant": code.merchant });
                registry::audit::log(tx, actor, &*desk.house.ids, desk.now(), "printed_code.set", "market", market, &said).await?;
                Ok::<_, MarketError>(trail::tell(desk, tx, Topic::Cash, market)?)
            })
        })
        .await?;
    Ok(code)
}

/// Forgets a market's printed code; without one nothing happens. What was paid by it stays.
///
/// # Errors
/// [`MarketError::SignInFirst`], [`MarketError::NotAllowed`] for others than the market's managers.
pub async fn remove_code(desk: &Desk, actor: &Actor, market: MarketId) -> Result<(), MarketError> {
    rights::must_manage(actor, market)?;
    desk.house
        .db
        .write((desk.clone(), actor.clone()), move |tx, (desk, actor)| {
            Box::pin(async move {
                if !store::delete_code(tx, desk.city_id(), market).await? {
                    return Ok(());
                }
                registry::audit::log(tx, actor, &*desk.house.ids, desk.now(), "printed_code.removed", "market", market, &()).await?;
                Ok::<_, MarketError>(trail::tell(desk, tx, Topic::Cash, market)?)
            })
        })
        .await
}

/// The market's printed code, for those who see its money.
///
/// # Errors
/// [`MarketError::SignInFirst`], [`MarketError::NotAllowed`].
pub async fn of_market(desk: &Desk, actor: &Actor, market: MarketId) -> Result<Option<PrintedCode>, MarketError> {
    rights::must_see(actor, market)?;
    Ok(store::code(&mut desk.house.db.reader().await?, desk.city_id(), market).await?)
}

/// Whether buyers can pay by the market's printed code.
///
/// # Errors
/// [`MarketError::Store`].
pub async fn has_code(desk: &Desk, market: MarketId) -> Result<bool, MarketError> {
    Ok(is_offered(&mut desk.house.db.reader().await?, desk.city_id(), market).await?)
}

/// As [`has_code`], inside a transaction.
///
/// # Errors
/// [`StoreError`].
pub(crate) async fn is_offered(tx: &mut Tx, city: CityId, market: MarketId) -> Result<bool, StoreError> {
    Ok(store::code(tx, city, market).await?.is_some())
}

/// The code as it is kept, and the name of whoever is paid.
fn check(typed: &str) -> Result<(String, String), MarketError> {
    let text = typed.trim();
    if text.is_empty() {
        return Err(MarketError::Missing("payload"));
    }
    if text.chars().count() > CHARS_MAX || text.chars().any(char::is_control) {
        return Err(MarketError::BadCode("qris_unreadable"));
    }
    let reading = qris::parse(text).map_err(|_| MarketError::BadCode("qris_unreadable"))?;
    let name = reading.payload.name.clone();
    match reading.with_amount(&Charge { amount: Rupiah(1_000), tip: None, reference: None }) {
        Err(ChargeError::Dynamic) => Err(MarketError::BadCode("qris_dynamic")),
        Err(ChargeError::NotRupiah(_)) => Err(MarketError::BadCode("qris_not_rupiah")),
        Err(ChargeError::NotIndonesian) => Err(MarketError::BadCode("qris_not_indonesian")),
        // No amount can be put in: the buyer types it, as with the sticker itself.
        Ok(_) | Err(_) => Ok((text.to_owned(), name)),
    }
}

/// What the buyer scans: the sticker's code with the amount in it, or the sticker's code as it is when it takes none.
pub(super) fn charged(payload: &str, amount: Rupiah) -> String {
    let charge = Charge { amount, tip: None, reference: None };
    let made = qris::parse(payload).ok().and_then(|reading| reading.with_amount(&charge).ok());
    made.unwrap_or_else(|| payload.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of a merchant that does not exist, at an acquirer that does not exist.
    fn sticker() -> String {
        let account = |tag: u8, guid: &str, pan: Option<&str>, number: &str| qris::Account {
            tag: qris::Tag(tag),
            guid: guid.to_owned(),
            pan: pan.map(str::to_owned),
            merchant: Some(number.to_owned()),
            criterion: Some(qris::Criterion::Micro),
            others: Vec::new(),
        };
        let accounts = vec![
            account(26, "ID.LARIS.TEST", Some("936000000000000017"), "0000000017"),
            account(51, "ID.CO.QRIS.WWW", None, "ID0000000000000"),
        ];
        let payload = qris::Payload {
            accounts,
            category: "5411".to_owned(),
            name: "PASAR CONTOH".to_owned(),
            city: "MALANG".to_owned(),
            postal_code: Some("65111".to_owned()),
            ..qris::Payload::indonesian(qris::Initiation::Static)
        };
        payload.build().unwrap()
    }

    #[test]
    fn only_a_sticker_that_wallets_pay_is_kept() {
        let sticker = sticker();
        let sticker = sticker.as_str();
        let dynamic = charged(sticker, Rupiah(25_000));
        for (typed, expected) in [
            (sticker, "kept"),
            (&format!("  {sticker}\n"), "kept"),
            ("", "missing"),
            ("https://laris.example", "qris_unreadable"),
            (&sticker[..sticker.len() - 1], "qris_unreadable"),
            (dynamic.as_str(), "qris_dynamic"),
            (&"0".repeat(CHARS_MAX + 1), "qris_unreadable"),
        ] {
            let found = match check(typed) {
                Ok(_) => "kept",
                Err(error) => kernel::error::Kinded::code(&error),
            };
            assert_eq!(found, expected, "{typed}");
        }
    }

    #[test]
    fn the_amount_stands_in_the_code() {
        let reading = qris::parse(&charged(&sticker(), Rupiah(45_900))).unwrap();
        assert_eq!(reading.payload.amount.and_then(qris::Decimal::rupiah), Some(Rupiah(45_900)));
        assert_eq!(charged("no code", Rupiah(1)), "no code");
    }
}

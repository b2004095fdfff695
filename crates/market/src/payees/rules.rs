//! Reading a wish, and when a weekly payee is due. Pure.

use kernel::{BusinessDate, Phone};
use registry::cities::PayoutChannel;

use super::model::{AccountNumber, Frequency, PayMethod, SetWish, Wish};
use crate::error::MarketError;

/// Digits of a bank account. Source: Indonesian banks use 9 to 16; the longest seen in bulk transfer forms is 20.
const ACCOUNT_DIGITS: std::ops::RangeInclusive<usize> = 6..=20;
/// The most characters of a holder's name.
pub const HOLDER_MAX: usize = 60;

/// The wish after what was typed; `now` is the wish before. An empty number keeps the one that is there for the same channel.
///
/// # Errors
/// [`MarketError::Missing`] `method`, `frequency`, `account_number` or `holder`; [`MarketError::ChannelUnknown`],
/// [`MarketError::AccountMalformed`], [`MarketError::HolderMalformed`], [`MarketError::TooLong`], [`MarketError::TextNotAllowed`].
pub(super) fn read(typed: &SetWish, now: &Wish, channels: &[PayoutChannel]) -> Result<Wish, MarketError> {
    let method = PayMethod::parse(&typed.method).ok_or(MarketError::Missing("method"))?;
    let frequency = Frequency::parse(&typed.frequency).ok_or(MarketError::Missing("frequency"))?;
    let version = now.version + 1;
    if !method.is_transfer() {
        return Ok(Wish { method, frequency, version, ..Wish::unsaid(now.payee_kind, now.payee) });
    }
    let is_wallet = method == PayMethod::Ewallet;
    let known = channels.iter().find(|channel| channel.code == typed.channel && channel.is_wallet == is_wallet);
    let channel = known.ok_or(MarketError::ChannelUnknown)?.code.clone();
    let account = match typed.account.trim() {
        "" if now.channel == channel && !now.account.is_empty() => now.account.clone(),
        "" => return Err(MarketError::Missing("account_number")),
        number if is_wallet => wallet(number)?,
        number => account_number(number)?,
    };
    let holder = holder(&typed.holder)?;
    Ok(Wish { method, frequency, channel, account, holder, version, ..now.clone() })
}

/// Digits; spaces, dots and hyphens between them, and a plus before a telephone's, are how people write them.
///
/// # Errors
/// [`MarketError::AccountMalformed`].
pub(crate) fn account_number(typed: &str) -> Result<AccountNumber, MarketError> {
    let digits: String = typed.chars().filter(|sign| !matches!(sign, ' ' | '.' | '-' | '+')).collect();
    let is_number = ACCOUNT_DIGITS.contains(&digits.len()) && digits.bytes().all(|sign| sign.is_ascii_digit());
    if is_number { Ok(AccountNumber::new(digits)) } else { Err(MarketError::AccountMalformed) }
}

/// A phone number as wallets write it: `0812…`.
fn wallet(typed: &str) -> Result<AccountNumber, MarketError> {
    let phone = Phone::parse(typed).map_err(|_| MarketError::AccountMalformed)?;
    let number = phone.as_str().strip_prefix("62").ok_or(MarketError::AccountMalformed)?;
    Ok(AccountNumber::new(format!("0{number}")))
}

/// A name of letters, with the signs that names have. It begins with a letter, so no spreadsheet takes it for a formula.
///
/// # Errors
/// [`MarketError::Missing`], [`MarketError::TooLong`], [`MarketError::TextNotAllowed`], [`MarketError::HolderMalformed`].
pub(crate) fn holder(typed: &str) -> Result<String, MarketError> {
    let name = MarketError::read("holder", typed, HOLDER_MAX)?;
    if name.is_empty() {
        return Err(MarketError::Missing("holder"));
    }
    let fits = |sign: char| sign.is_ascii_alphabetic() || matches!(sign, ' ' | '.' | '\'' | '-' | ',' | '/');
    let is_name = name.starts_with(|sign: char| sign.is_ascii_alphabetic()) && name.chars().all(fits);
    if is_name { Ok(name) } else { Err(MarketError::HolderMalformed) }
}

/// Whether a payee enters the batch of a date. Weekly ones do when no payout was made for them since the last `weekday` (Monday is 0) on
/// or before the date, so a market that is closed on that day pays them with its next batch.
#[must_use]
pub const fn is_due(frequency: Frequency, is_paid_this_week: bool) -> bool {
    match frequency {
        Frequency::Daily => true,
        Frequency::Weekly => !is_paid_this_week,
    }
}

/// The last such weekday on or before the date; Monday is 0.
#[must_use]
pub(crate) const fn week_began(date: BusinessDate, weekday: i64) -> BusinessDate {
    date.plus_days(-(date.weekday() - weekday).rem_euclid(7))
}

#[cfg(test)]
mod tests {
    use kernel::error::Kinded as _;
    use kernel::id::RawId;

    use super::*;
    use crate::settlement::PayeeKind;

    fn channels() -> Vec<PayoutChannel> {
        let channel = |code: &str, is_wallet| PayoutChannel { code: code.to_owned(), name: code.to_owned(), is_wallet };
        vec![channel("002", false), channel("dana", true)]
    }

    fn typed(method: &str, channel: &str, account: &str, holder: &str) -> SetWish {
        let [method, channel, account, holder] = [method, channel, account, holder].map(str::to_owned);
        SetWish { method, frequency: "daily".into(), channel, account, holder, version: 0 }
    }

    #[test]
    fn a_wish_is_read_or_refused() {
        let before = Wish {
            method: PayMethod::Bank,
            channel: "002".into(),
            account: AccountNumber::new("111122223333".into()),
            ..Wish::unsaid(PayeeKind::Stall, RawId::from_u128(1))
        };
        for (method, channel, account, holder, expected) in [
            ("cash", "", "", "", Ok("")),
            ("cash", "002", "12", "=1", Ok("")),
            ("bank", "002", "0021-01.123456 50 7", "Sumiati", Ok("0021011234565 07")),
            ("bank", "002", "", "Sumiati", Ok("111122223333")),
            ("bank", "dana", "0812345678", "Sumiati", Err("channel_unknown")),
            ("bank", "999", "0812345678", "Sumiati", Err("channel_unknown")),
            ("bank", "002", "12345", "Sumiati", Err("account_malformed")),
            ("bank", "002", "123456789012345678901", "Sumiati", Err("account_malformed")),
            ("bank", "002", "٣٤٥٣٤٥٣٤٥", "Sumiati", Err("account_malformed")),
            ("bank", "002", "0021011234", "", Err("missing")),
            ("bank", "002", "0021011234", "=HYPERLINK(1)", Err("holder_malformed")),
            ("bank", "002", "0021011234", "-Siti", Err("holder_malformed")),
            ("bank", "002", "0021011234", "H. Ma'ruf, S.Pd", Ok("0021011234")),
            ("ewallet", "dana", "+62 812-3456-7890", "Sumiati", Ok("081234567890")),
            ("ewallet", "dana", "12345678", "Sumiati", Err("account_malformed")),
            ("ewallet", "dana", "", "Sumiati", Err("missing")),
            ("gold", "", "", "", Err("missing")),
        ] {
            let found = read(&typed(method, channel, account, holder), &before, &channels());
            let found = found.map(|wish| wish.account.whole().to_owned()).map_err(|error| error.code());
            let expected = expected.map(|number: &str| number.replace(' ', ""));
            assert_eq!(found, expected, "{method} {channel} {account} {holder}");
        }
    }

    #[test]
    fn a_week_begins_on_the_citys_day() {
        let date = |text| BusinessDate::parse(text).unwrap();
        for (day, weekday, expected) in [
            ("2026-11-20", 4, "2026-11-20"),
            ("2026-11-21", 4, "2026-11-20"),
            ("2026-11-26", 4, "2026-11-20"),
            ("2026-11-23", 0, "2026-11-23"),
            ("2026-11-22", 0, "2026-11-16"),
        ] {
            assert_eq!(week_began(date(day), weekday), date(expected), "{day} {weekday}");
        }
        assert!(is_due(Frequency::Daily, true) && is_due(Frequency::Weekly, false) && !is_due(Frequency::Weekly, true));
    }
}

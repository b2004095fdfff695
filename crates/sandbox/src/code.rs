//! The code of one payment: as a real acquirer makes it, of a merchant that does not exist.

use kernel::Rupiah;
use qris::{Account, BuildError, Criterion, Decimal, Field, Initiation, Payload, Tag};

/// No acquirer has this number, so no wallet can pay it by mistake. Source: Bank Indonesia's list of NNS.
const PAN: &str = "936000000000000017";
/// Nor is there such a merchant in the national register.
const NMID: &str = "ID0000000000000";
/// The most characters of a merchant's name in a code.
const NAME_MAX: usize = 25;

/// The text of the code.
pub(crate) fn code(merchant: &str, reference: &str, amount: Rupiah) -> Result<String, BuildError> {
    let short: String = reference.chars().filter(char::is_ascii_alphanumeric).rev().take(NAME_MAX).collect();
    Payload {
        amount: u64::try_from(amount.amount()).ok().and_then(Decimal::whole),
        additional: vec![Field::new(Tag(5), short.chars().rev().collect::<String>())],
        ..payload(merchant, Initiation::Dynamic)
    }
    .build()
}

/// The text of a printed code without an amount, as a market's sticker carries it.
///
/// # Errors
/// [`BuildError`] when the merchant's name has no word of plain letters.
pub fn sticker(merchant: &str) -> Result<String, BuildError> {
    payload(merchant, Initiation::Static).build()
}

fn payload(merchant: &str, initiation: Initiation) -> Payload {
    let account = |tag: u8, guid: &str, pan: Option<&str>, number: &str| Account {
        tag: Tag(tag),
        guid: guid.to_owned(),
        pan: pan.map(str::to_owned),
        merchant: Some(number.to_owned()),
        criterion: Some(Criterion::Micro),
        others: Vec::new(),
    };
    let words: Vec<&str> = merchant.split_whitespace().filter(|word| word.is_ascii()).collect();
    let plain: String = words.join(" ").chars().take(NAME_MAX).collect();
    Payload {
        accounts: vec![account(26, "ID.LARIS.SANDBOX", Some(PAN), "0000000017"), account(51, "ID.CO.QRIS.WWW", None, NMID)],
        category: "5411".to_owned(),
        name: plain.trim().to_owned(),
        city: "MALANG".to_owned(),
        postal_code: Some("65111".to_owned()),
        ..Payload::indonesian(initiation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wallet_can_read_the_code_and_nobody_is_paid_by_it() {
        let text = code("Kota Malang – pasar dan UMKM di mana-mana", "0190f0a2-7c1e-7d11-8d2a-0242ac120002", Rupiah(52_500)).unwrap();
        let reading = qris::parse(&text).unwrap();
        assert_eq!(reading.payload.amount.and_then(Decimal::rupiah), Some(Rupiah(52_500)));
        assert!(reading.payload.accounts.iter().all(|account| account.acquirer().is_none()));
        assert!(reading.payload.is_qris());
    }
}

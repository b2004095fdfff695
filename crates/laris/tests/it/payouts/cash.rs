//! Who is paid in cash at the market office is told so, once.

use super::*;
use crate::api::client::Client;
use crate::trade::messages;

#[test]
fn whoever_is_paid_in_cash_is_told() {
    both(async |house| {
        let client = Client::new(&house).await;
        let town = &client.town;
        delivered(town, vec![town.line("rawit-a", 250, Drop)], "cash-order", town.runners[0]).await;
        let batch = settled(town, "cash-day").await;
        let manager = town.actor(town.manager).await;
        messages(&client).await;
        let list = payouts(town, &manager, batch).await;
        assert_eq!(list.len(), 2);
        for payout in &list {
            let key = format!("cash-{}", payout.id);
            settlement::pay_payout(&town.desk, &manager, &key, payout.id).await.unwrap();
            settlement::pay_payout(&town.desk, &manager, &key, payout.id).await.expect("a retry repeats");
            let other = settlement::pay_payout(&town.desk, &manager, &format!("{key}-again"), payout.id).await;
            assert_eq!(code(other), "already_done");
        }
        let mut told = messages(&client).await;
        told.sort();
        assert_eq!(told.len(), 2, "{told:?}");
        for (payout, path) in list.iter().zip(["/jual/uang", "/kurir/uang"]) {
            let amount = web::format::rupiah(kernel::Lang::Id, payout.amount.amount());
            let is_told = |text: &&String| text.contains(&amount) && text.contains(&format!("http://laris.test{path}"));
            let text = told.iter().map(|(_, text)| text).find(is_told).unwrap_or_else(|| panic!("{amount}, {path}: {told:?}"));
            assert!(text.contains("diserahkan tunai di kantor Pasar Contoh") && text.contains("lapor bendahara kota"), "{text}");
        }
        assert!(told.iter().any(|(to, _)| to == "6281200000007"), "{told:?}");
        check(town).await;
    });
}

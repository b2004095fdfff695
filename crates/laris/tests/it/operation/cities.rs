//! `laris city`: settings are changed all or none, each change is in the audit trail, and nonsense is named.

use laris::operation::city::{set, text, wanted};
use registry::cities::{self, City};
use store::{House, params, sql};
use testkit::both;

use crate::town::Town;

async fn asked(house: &House, city: &City, settings: &[&str], is_dry_run: bool) -> Result<Vec<String>, String> {
    let settings: Vec<String> = settings.iter().map(|setting| (*setting).to_owned()).collect();
    let wanted = wanted(&settings, None).unwrap();
    set(house, city, wanted, is_dry_run).await.map_err(|error| format!("{error:#}"))
}

async fn stored(house: &House, city: &City) -> City {
    cities::get(&mut house.db.reader().await.unwrap(), city.id).await.unwrap().unwrap()
}

#[test]
fn settings_are_changed_all_or_none() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (house, city) = (house.house(), &*town.desk.city);
        let entries = async || -> i64 {
            let statement = sql!("SELECT count(*) FROM audit_entry WHERE city_id = $1 AND action = 'city.settings_changed'");
            house.db.reader().await.unwrap().one::<(i64,)>(statement, params![city.id]).await.unwrap().0
        };
        let wishes = ["quote_minutes=20", "seller_default=reject", "staff_second_factor=true"];
        let changes = asked(house, city, &wishes, true).await.unwrap();
        let expected = ["quote_minutes: 15 -> 20", "seller_default: \"accept\" -> \"reject\"", "staff_second_factor: unset -> true"];
        assert_eq!(changes, expected);
        assert_eq!((stored(house, city).await.settings, entries().await), (city.settings.clone(), 0), "a dry run");

        for (wishes, expected) in [
            (&["quote_minutes=20", "quot_minutes=5"][..], "there is no setting quot_minutes; there are "),
            (&["quote_minutes=many"], "quote_minutes"),
            (&["quote_minutes=0"], "quote_minutes must be 1..120"),
            (&["seller_default=perhaps"], "perhaps"),
            (&["payout_channels=[]"], "payout_channels must be 1..60"),
        ] {
            let refused = asked(house, city, wishes, false).await.unwrap_err();
            assert!(refused.contains(expected), "{wishes:?}: {refused}");
        }
        assert_eq!(entries().await, 0, "nothing is half changed");

        assert_eq!(asked(house, city, &wishes, false).await.unwrap(), expected);
        let now = stored(house, city).await;
        assert_eq!((now.settings.quote_minutes, now.settings.staff_second_factor, entries().await), (20, Some(true), 1));
        assert!(text(&now.settings).unwrap().contains("quote_minutes = 20"));
        assert!(asked(house, &now, &wishes, false).await.unwrap().is_empty());
        assert_eq!(entries().await, 1, "what is so already is no change");
    });
}

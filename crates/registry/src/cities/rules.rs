//! What a city and its settings may be. Pure.

use super::model::{CityError, CitySettings, NewCity};

/// Checks a new city.
///
/// # Errors
/// [`CityError::OutOfBounds`] for the first field at fault.
pub fn check_city(city: &NewCity) -> Result<(), CityError> {
    let is_slug = (2..=40).contains(&city.slug.len())
        && city.slug.bytes().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'-');
    for (field, allowed, fits) in [
        ("slug", "a-z 0-9 -, 2..40", is_slug),
        ("name", "1..80", kernel::text::read(&city.name, 80).is_ok_and(|name| !name.is_empty())),
        ("code", "1..13", (1..=13).contains(&city.code.len())),
        ("offset_minutes", "420, 480, 540", [420, 480, 540].contains(&city.offset_minutes)),
    ] {
        if !fits {
            return Err(CityError::OutOfBounds { field, allowed });
        }
    }
    check_settings(&city.settings)
}

/// Checks settings: a share is no more than the whole, a time is at least a minute.
///
/// # Errors
/// [`CityError::OutOfBounds`] for the first field at fault.
pub fn check_settings(settings: &CitySettings) -> Result<(), CityError> {
    for (field, allowed, value, low, high) in [
        ("cash_rounding_rupiah", "1..1000", settings.cash_rounding_rupiah.amount(), 1, 1_000),
        ("runner_share_bp", "0..10000", settings.runner_share_bp.0, 0, 10_000),
        ("substitution_cap_bp", "0..5000", settings.substitution_cap_bp.0, 0, 5_000),
        ("price_jump_bp", "500..100000", settings.price_jump_bp.0, 500, 100_000),
        ("seller_decision_minutes", "1..1440", settings.seller_decision_minutes, 1, 1_440),
        ("substitution_answer_minutes", "1..120", settings.substitution_answer_minutes, 1, 120),
        ("quote_minutes", "1..120", settings.quote_minutes, 1, 120),
        ("runner_cash_max_rupiah", "100000..100000000", settings.runner_cash_max_rupiah.amount(), 100_000, 100_000_000),
        ("complaint_hours", "1..168", settings.complaint_hours, 1, 168),
        ("complaint_decision_hours", "1..168", settings.complaint_decision_hours, 1, 168),
        ("refund_checked_above_rupiah", "0..10000000", settings.refund_checked_above_rupiah.amount(), 0, 10_000_000),
        ("pay_first_minutes", "0..240", settings.pay_first_minutes, 0, 240),
        ("standing_lead_minutes", "60..1440", settings.standing_lead_minutes, 60, 1_440),
        ("codes_per_hour", "10..1000000", settings.codes_per_hour, 10, 1_000_000),
        ("payout_weekday", "0..6", settings.payout_weekday, 0, 6),
        ("payout_transfer_min_rupiah", "0..1000000", settings.payout_transfer_min_rupiah.amount(), 0, 1_000_000),
        ("payout_cutoff_minute", "0..1440", settings.payout_cutoff_minute, 0, 1_440),
        ("payment_telling_days", "30..3650", settings.payment_telling_days, 30, 3_650),
        ("payout_channels", "1..60", i64::try_from(settings.payout_channels.len()).unwrap_or(i64::MAX), 1, 60),
    ] {
        if !(low..=high).contains(&value) {
            return Err(CityError::OutOfBounds { field, allowed });
        }
    }
    let is_code =
        |code: &str| (2..=12).contains(&code.len()) && code.bytes().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit());
    let is_name = |name: &str| kernel::text::read(name, 40).is_ok_and(|read| !read.is_empty() && read == name);
    if settings.payout_channels.iter().all(|channel| is_code(&channel.code) && is_name(&channel.name)) {
        Ok(())
    } else {
        Err(CityError::OutOfBounds { field: "payout_channels", allowed: "a-z 0-9, 2..12" })
    }
}

#[cfg(test)]
mod tests {
    use kernel::error::Kinded as _;
    use kernel::{BasisPoints, Rupiah};

    use super::*;

    fn malang() -> NewCity {
        NewCity {
            slug: "malang".into(),
            name: "Kota Malang".into(),
            code: "35.73".into(),
            offset_minutes: 420,
            is_demo: true,
            settings: CitySettings::default(),
        }
    }

    #[test]
    fn the_defaults_are_within_bounds() {
        assert!(check_city(&malang()).is_ok());
    }

    #[test]
    fn each_field_is_bounded() {
        let settings = |change: fn(&mut CitySettings)| {
            let mut city = malang();
            change(&mut city.settings);
            city
        };
        for (city, field) in [
            (NewCity { slug: "Kota Malang".into(), ..malang() }, "slug"),
            (NewCity { name: String::new(), ..malang() }, "name"),
            (NewCity { offset_minutes: 0, ..malang() }, "offset_minutes"),
            (settings(|it| it.cash_rounding_rupiah = Rupiah(0)), "cash_rounding_rupiah"),
            (settings(|it| it.runner_share_bp = BasisPoints(10_001)), "runner_share_bp"),
            (settings(|it| it.seller_decision_minutes = 0), "seller_decision_minutes"),
        ] {
            assert_eq!(check_city(&city).map_err(|error| error.field()), Err(Some(field)));
        }
    }

    #[test]
    fn a_stored_document_may_lack_fields() {
        let settings: CitySettings = serde_json::from_str(r#"{"quote_minutes":20,"gone":1}"#).unwrap();
        assert_eq!(settings, CitySettings { quote_minutes: 20, ..CitySettings::default() });
    }
}

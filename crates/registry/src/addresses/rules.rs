//! Reading an address. Pure.

use kernel::area::Point;
use kernel::text::{self, TextError};

use super::model::{AddressError, AddressInput, DeliveryAddress};
use crate::areas::{Areas, Ward, metres_to_area};

/// Characters of a street.
pub const STREET_MAX: usize = 120;
/// Characters of a label.
pub const LABEL_MAX: usize = 40;
/// Characters of a landmark.
pub const LANDMARK_MAX: usize = 160;
/// Characters of `RT 003`.
const NUMBER_MAX: usize = 20;
/// How far outside its ward a pin may lie, in metres: phones err, and so do drawn borders.
pub const PIN_SLACK_METRES: i64 = 250;

impl DeliveryAddress {
    /// Reads an address and checks it against the city's wards. The ward is matched by code, else by its name.
    ///
    /// # Errors
    /// The first [`AddressError`] in the order of the form; nothing is guessed.
    pub fn parse(input: &AddressInput, areas: &Areas) -> Result<Self, AddressError> {
        let label = bounded("label", &input.label, LABEL_MAX)?;
        let street = bounded("street", &input.street, STREET_MAX)?;
        if street.is_empty() {
            return Err(AddressError::StreetMissing);
        }
        let ward_code = input.ward_code.trim();
        let ward = areas.ward(ward_code).or_else(|| areas.ward_named(ward_code)).ok_or(AddressError::WardUnknown)?;
        let rt = number("rt", &input.rt, ward.rt_count)
            .ok_or_else(|| AddressError::RtOutOfRange { max: ward.rt_count, ward: ward.name.clone() })?;
        let rw = number("rw", &input.rw, ward.rw_count)
            .ok_or_else(|| AddressError::RwOutOfRange { max: ward.rw_count, ward: ward.name.clone() })?;
        let landmark = bounded("landmark", &input.landmark, LANDMARK_MAX)?;
        let pin = pin(input, ward, areas)?;
        Ok(Self { label, street, rt, rw, ward_code: ward.code.clone(), landmark, pin })
    }
}

fn bounded(field: &'static str, typed: &str, max: usize) -> Result<String, AddressError> {
    text::read(typed, max).map_err(|error| match error {
        TextError::Control => AddressError::TextNotAllowed { field },
        TextError::TooLong { max } => AddressError::TooLong { field, max },
    })
}

/// `3`, `003`, `RT 03`, `rt.3`; `None` unless it is 1 to `max`.
fn number(prefix: &str, typed: &str, max: i64) -> Option<i64> {
    let lower = text::read(typed, NUMBER_MAX).ok()?.to_lowercase();
    let digits = lower.strip_prefix(prefix).unwrap_or(&lower).trim_start_matches([' ', '.', ':']);
    let is_number = (1..=4).contains(&digits.len()) && digits.bytes().all(|sign| sign.is_ascii_digit());
    let number = if is_number { digits.parse().ok()? } else { return None };
    (1..=max).contains(&number).then_some(number)
}

fn pin(input: &AddressInput, ward: &Ward, areas: &Areas) -> Result<Option<Point>, AddressError> {
    let pin = match (input.lat, input.lng) {
        (None, None) => return Ok(None),
        (Some(lat), Some(lng)) => Point::from_degrees(lat, lng).ok_or(AddressError::PinInvalid)?,
        (Some(_), None) | (None, Some(_)) => return Err(AddressError::PinInvalid),
    };
    if metres_to_area(&ward.area, pin) <= PIN_SLACK_METRES {
        return Ok(Some(pin));
    }
    Err(areas
        .ward_at(pin)
        .map_or(AddressError::PinOutsideCity, |found| AddressError::PinOutsideWard { ward: ward.name.clone(), found: found.name.clone() }))
}

#[cfg(test)]
mod tests {
    use kernel::area::Area;
    use kernel::error::Kinded as _;

    use super::*;

    fn ward(code: &str, name: &str, west_e6: i64) -> Ward {
        let at = |lat_e6, lng_e6| Point { lat_e6, lng_e6 };
        let ring = vec![at(-8_000_000, west_e6), at(-8_000_000, west_e6 + 9_999), at(-7_990_000, west_e6 + 9_999), at(-7_990_000, west_e6)];
        Ward {
            code: code.into(),
            district_code: "35.73.02".into(),
            district: "Klojen".into(),
            name: name.into(),
            postcode: "65112".into(),
            rw_count: 10,
            rt_count: 97,
            centre: at(-7_995_000, west_e6 + 5_000),
            area: Area { rings: vec![ring] },
        }
    }

    fn areas() -> Areas {
        Areas::new(vec![ward("35.73.02.1009", "Oro-oro Dowo", 112_000_000), ward("35.73.02.1010", "Bareng", 112_010_000)])
    }

    fn typed() -> AddressInput {
        AddressInput {
            label: " Rumah ".into(),
            street: "Jl.  Guntur 12".into(),
            rt: "RT 03".into(),
            rw: "005".into(),
            ward_code: "35.73.02.1009".into(),
            landmark: "pagar hijau".into(),
            lat: None,
            lng: None,
        }
    }

    #[test]
    fn an_address_is_read() {
        let address = DeliveryAddress::parse(&typed(), &areas()).unwrap();
        assert_eq!((address.label.as_str(), address.street.as_str(), address.rt, address.rw), ("Rumah", "Jl. Guntur 12", 3, 5));
        assert_eq!((address.landmark.as_str(), address.pin), ("pagar hijau", None));
    }

    #[test]
    fn what_is_refused_names_its_field() {
        let with = |change: fn(&mut AddressInput)| {
            let mut input = typed();
            change(&mut input);
            input
        };
        for (input, code, field) in [
            (with(|it| it.street = " \u{200b} ".into()), "street_missing", "street"),
            (with(|it| it.street = "a".repeat(121)), "street_too_long", "street"),
            (with(|it| it.street = "Jl. \u{0}".into()), "text_not_allowed", "street"),
            (with(|it| it.landmark = "\u{1b}[2J".into()), "text_not_allowed", "landmark"),
            (with(|it| it.rt = "1\u{0}".into()), "rt_out_of_range", "rt"),
            (with(|it| it.label = "a".repeat(41)), "label_too_long", "label"),
            (with(|it| it.landmark = "a".repeat(161)), "landmark_too_long", "landmark"),
            (with(|it| it.ward_code = "35.07.01.2001".into()), "ward_unknown", "ward_code"),
            (with(|it| it.ward_code = String::new()), "ward_unknown", "ward_code"),
            (with(|it| it.rt = String::new()), "rt_out_of_range", "rt"),
            (with(|it| it.rt = "0".into()), "rt_out_of_range", "rt"),
            (with(|it| it.rt = "98".into()), "rt_out_of_range", "rt"),
            (with(|it| it.rt = "tiga".into()), "rt_out_of_range", "rt"),
            (with(|it| it.rw = "11".into()), "rw_out_of_range", "rw"),
            (with(|it| it.rw = "-1".into()), "rw_out_of_range", "rw"),
            (with(|it| it.rw = "99999999999999999999".into()), "rw_out_of_range", "rw"),
            (with(|it| it.lat = Some(-7.995)), "pin_invalid", "pin"),
            (with(|it| (it.lat, it.lng) = (Some(f64::NAN), Some(112.0))), "pin_invalid", "pin"),
            (with(|it| (it.lat, it.lng) = (Some(-7.0), Some(112.0))), "pin_outside_city", "pin"),
            (with(|it| (it.lat, it.lng) = (Some(-7.995), Some(112.015))), "pin_outside_ward", "pin"),
        ] {
            let refused = DeliveryAddress::parse(&input, &areas()).map_err(|error| (error.code(), error.field()));
            assert_eq!(refused, Err((code, Some(field))));
        }
    }

    #[test]
    fn a_pin_may_err_by_250_metres() {
        for (lng, is_kept) in [(112.005, true), (112.012, true), (112.0125, false), (111.998, true), (111.9975, false)] {
            let input = AddressInput { lat: Some(-7.995), lng: Some(lng), ..typed() };
            assert_eq!(DeliveryAddress::parse(&input, &areas()).is_ok(), is_kept, "{lng}");
        }
    }

    #[test]
    fn a_ward_may_be_named() {
        for name in ["oro oro dowo", "ORO-ORO DOWO", "Orooro Dowo", "35.73.02.1009 "] {
            let input = AddressInput { ward_code: name.into(), ..typed() };
            assert_eq!(DeliveryAddress::parse(&input, &areas()).unwrap().ward_code, "35.73.02.1009", "{name}");
        }
    }
}

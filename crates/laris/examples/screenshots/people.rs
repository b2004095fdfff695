//! Who is who in the demonstration city, by phone number.

use kernel::{Phone, Role};
use laris::seed::{BUYERS, demo_people};

/// The number of a buyer, from 0.
pub fn buyer(index: usize) -> Phone {
    let index = index % usize::try_from(BUYERS).unwrap();
    let people = demo_people();
    people.iter().filter(|person| person.role.is_none()).nth(index).expect("a buyer").phone.clone()
}

/// The number of who works at a market.
pub fn staff(role: Role, market: &str, index: usize) -> Phone {
    let people = demo_people();
    let found = people.iter().filter(|person| person.role == Some(role) && person.market == Some(market)).nth(index);
    found.unwrap_or_else(|| panic!("{role:?} {index} of {market}")).phone.clone()
}

/// The number of who works for the city.
pub fn city(role: Role) -> Phone {
    demo_people().iter().find(|person| person.role == Some(role)).expect("somebody of the city").phone.clone()
}

//! Staff and buyers, and the list of those whose part one can take on the demonstration page.

use anyhow::Context as _;
use kernel::area::Point;
use kernel::id::{AddressId, PersonId};
use kernel::random::SplitMix;
use kernel::{Phone, Role, Scope};
use registry::areas::Ward;

use super::files::Files;
use super::names::Names;
use super::world::{Maker, World};

/// Runners of each market and hub.
pub const RUNNERS_PER_MARKET: u32 = 3;
/// Buyers with a saved address.
pub const BUYERS: u32 = 12;

/// Where people work, in the order of their numbers.
const PLACES: [&str; 9] = ["sawojajar", "gadang-lama", "oro-oro-dowo", "bareng", "mergan", "tawangmangu", "kuliner", "umkm", "ikm"];

/// Stalls whose sellers have a part on the demonstration page: market, stall.
const SHOWN_STALLS: [(&str, &str); 12] = [
    ("oro-oro-dowo", "oro-oro-dowo-a-1"),
    ("oro-oro-dowo", "oro-oro-dowo-f-1"),
    ("oro-oro-dowo", "oro-oro-dowo-h-1"),
    ("oro-oro-dowo", "oro-oro-dowo-i-1"),
    ("sawojajar", "sawojajar-d-1"),
    ("gadang-lama", "gadang-lama-c-1"),
    ("bareng", "bareng-c-1"),
    ("mergan", "mergan-c-1"),
    ("tawangmangu", "tawangmangu-d-1"),
    ("kuliner", "depot-rawon-kendilwening"),
    ("umkm", "kue-basah-pandanwening"),
    ("ikm", "keripik-tempe-larasguyub"),
];

/// Numbers end in these digits; all begin with 0812 0000, a range used for nothing else.
const ADMIN: u32 = 1;
const TREASURER: u32 = 2;
const AUDITOR: u32 = 3;
const MANAGERS: u32 = 11;
const RUNNERS: u32 = 101;
const SHOWN_SELLERS: u32 = 501;
const FIRST_BUYER: u32 = 801;
const SELLERS: u32 = 2_000;

/// Somebody whose part one can take; found by phone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoPerson {
    /// The number that finds the person.
    pub phone: Phone,
    /// The part; `None` for a buyer.
    pub role: Option<Role>,
    /// The slug of the market or hub, for a role that belongs to one.
    pub market: Option<&'static str>,
    /// The slug of the stall, for a seller.
    pub stall: Option<&'static str>,
}

/// Everybody on the demonstration page: buyers, then sellers, runners, managers and the city's staff.
#[must_use]
pub fn demo_people() -> Vec<DemoPerson> {
    let person = |number, role, market, stall| Some(DemoPerson { phone: phone(number)?, role, market, stall });
    let buyers = (0..BUYERS).filter_map(|index| person(FIRST_BUYER + index, None, None, None));
    let sellers = SHOWN_STALLS
        .iter()
        .zip(SHOWN_SELLERS..)
        .filter_map(|(&(market, stall), number)| person(number, Some(Role::Seller), Some(market), Some(stall)));
    let runners = PLACES.iter().zip(0..).flat_map(|(&place, index)| {
        (0..RUNNERS_PER_MARKET).filter_map(move |which| person(runner_number(index, which), Some(Role::Runner), Some(place), None))
    });
    let managers = PLACES.iter().zip(MANAGERS..).filter_map(|(&place, number)| person(number, Some(Role::Manager), Some(place), None));
    let staff = [(TREASURER, Role::Treasurer), (AUDITOR, Role::Auditor), (ADMIN, Role::Admin)];
    let staff = staff.into_iter().filter_map(|(number, role)| person(number, Some(role), None, None));
    buyers.chain(sellers).chain(runners).chain(managers).chain(staff).collect()
}

/// A buyer's address.
#[derive(Debug)]
pub struct SavedAddress {
    pub id: AddressId,
    pub person: PersonId,
    pub label: &'static str,
    pub street: String,
    pub rt: i64,
    pub rw: i64,
    pub ward_code: String,
    pub landmark: String,
    pub pin: Option<Point>,
}

/// The invented number that ends in these four digits; `None` above 9999.
pub fn phone(number: u32) -> Option<Phone> {
    Phone::parse(&format!("08120000{number:04}")).ok()
}

/// The number of a stall's seller: a short one if the seller is shown, else by the stall's place in the list.
pub fn seller_phone(stall: &str, position: usize) -> anyhow::Result<Phone> {
    let shown = SHOWN_STALLS.iter().zip(SHOWN_SELLERS..).find(|((_, slug), _)| *slug == stall).map(|(_, number)| number);
    let number = match shown {
        Some(number) => number,
        None => SELLERS + u32::try_from(position)?,
    };
    phone(number).context("the numbers are used up")
}

/// Whether the stall's seller has a part on the demonstration page; such a stall is never closed at the start.
pub fn is_shown(stall: &str) -> bool {
    SHOWN_STALLS.iter().any(|(_, slug)| *slug == stall)
}

const fn runner_number(place: u32, which: u32) -> u32 {
    RUNNERS + place * 10 + which
}

/// Adds the city's staff, and each place's manager and runners.
pub fn add_staff(world: &mut World, names: &mut Names<'_>, maker: &mut Maker) -> anyhow::Result<()> {
    for (number, role) in [(ADMIN, Role::Admin), (TREASURER, Role::Treasurer), (AUDITOR, Role::Auditor)] {
        add_one(world, names, maker, number, Some((role, Scope::City)))?;
    }
    for (place, index) in PLACES.iter().zip(0..) {
        let market = world.markets.iter().find(|market| market.slug == *place).with_context(|| (*place).to_owned())?.id;
        let scope = Scope::Market(market);
        add_one(world, names, maker, MANAGERS + index, Some((Role::Manager, scope)))?;
        for which in 0..RUNNERS_PER_MARKET {
            add_one(world, names, maker, runner_number(index, which), Some((Role::Runner, scope)))?;
        }
    }
    Ok(())
}

/// Adds buyers, each with an address in another ward.
pub fn add_buyers(world: &mut World, files: &Files, names: &mut Names<'_>, maker: &mut Maker) -> anyhow::Result<()> {
    let stride = (world.facts.wards.len() / BUYERS as usize).max(1);
    for index in 0..BUYERS {
        let person = add_one(world, names, maker, FIRST_BUYER + index, None)?;
        let id = maker.id();
        let ward = &world.facts.wards[index as usize * stride];
        let street = files.streets.iter().filter(|row| row.ward == ward.code).collect::<Vec<_>>();
        let street = maker.chance.pick(&street).with_context(|| ward.code.clone())?;
        let rw = maker.chance.between(1, ward.rw_count);
        let address = SavedAddress {
            id,
            person,
            label: "Rumah",
            street: format!("{} No. {}", street.street, maker.chance.between(1, 90)),
            rt: maker.chance.between(1, (ward.rt_count / ward.rw_count).max(1)),
            rw,
            ward_code: ward.code.clone(),
            landmark: maker.chance.pick(&files.landmarks).cloned().unwrap_or_default(),
            pin: pin_inside(ward, &mut maker.chance),
        };
        world.addresses.push(address);
    }
    Ok(())
}

fn add_one(
    world: &mut World,
    names: &mut Names<'_>,
    maker: &mut Maker,
    number: u32,
    grant: Option<(Role, Scope)>,
) -> anyhow::Result<PersonId> {
    let name = names.next(&mut maker.chance)?.full;
    Ok(world.add_person(maker, name, phone(number).context("the numbers are used up")?, grant))
}

/// A point inside the ward, within some 300 m of its middle.
fn pin_inside(ward: &Ward, chance: &mut SplitMix) -> Option<Point> {
    (0..50)
        .map(|_| Point {
            lat_e6: ward.centre.lat_e6 + chance.between(-2_500, 2_500),
            lng_e6: ward.centre.lng_e6 + chance.between(-2_500, 2_500),
        })
        .find(|point| ward.area.contains(*point))
}

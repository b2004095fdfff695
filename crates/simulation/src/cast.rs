//! Who takes part: staff and traders as the city has them, and buyers who sign up for the run.

use std::collections::{BTreeMap, HashMap};

use kernel::actor::Grant;
use kernel::id::{MarketId, PersonId, StallId};
use kernel::{Actor, Lang, Phone, Role, Scope};
use market::Desk;
use market::catalogue::Catalogue;
use registry::addresses::DeliveryAddress;
use registry::areas::Ward;
use registry::{people, roles};
use store::{StoreError, Tx};

use crate::settings::Settings;
use crate::stop::SimulationError;

/// Streets on which buyers live.
const STREETS: [&str; 6] = ["Jl. Ijen", "Jl. Kawi", "Jl. Semeru", "Jl. Bromo", "Jl. Wilis", "Jl. Dieng"];
/// What buyers are called.
const FIRST: [&str; 12] = ["Sari", "Wati", "Agus", "Dewi", "Budi", "Rina", "Joko", "Lestari", "Hadi", "Ningsih", "Eko", "Yuni"];
/// What else they are called.
const LAST: [&str; 10] = ["Rahayu", "Santoso", "Wulandari", "Prasetyo", "Utami", "Nugroho", "Handayani", "Wijaya", "Astuti", "Setiawan"];

/// A market that delivers, with its people.
#[derive(Debug)]
pub struct Place {
    /// Its manager.
    pub manager: Actor,
    /// Its runners, by id.
    pub runners: Vec<Actor>,
}

/// Somebody who buys.
#[derive(Debug, Clone)]
pub struct Buyer {
    /// With the rights they have: none.
    pub actor: Actor,
    /// Their name.
    pub name: String,
    /// Their number.
    pub phone: Phone,
    /// Where they live.
    pub door: DeliveryAddress,
}

/// Everybody.
#[derive(Debug)]
pub struct Cast {
    /// Markets that deliver, by id.
    pub places: BTreeMap<MarketId, Place>,
    /// In the order in which they signed up.
    pub buyers: Vec<Buyer>,
    /// The city's treasurer.
    pub treasurer: Actor,
    /// The city's administrator, where there is one.
    pub administrator: Option<Actor>,
    /// Who sells at a stall, as far as anybody asked.
    sellers: HashMap<StallId, Actor>,
}

impl Cast {
    /// Reads the staff and signs the buyers up.
    ///
    /// # Errors
    /// [`SimulationError::Lacking`] when a market has no manager or runner, or the city no treasurer or ward.
    pub async fn gather(desk: &Desk, catalogue: &Catalogue, settings: &Settings) -> Result<Self, SimulationError> {
        let mut tx = desk.house.db.reader().await?;
        let mut places = BTreeMap::new();
        for market in catalogue.markets().iter().filter(|market| market.does_deliver) {
            let scope = Scope::Market(market.id);
            let manager = staff(desk, &mut tx, Role::Manager, scope).await?.into_iter().next();
            let manager = manager.ok_or(SimulationError::Lacking("a manager of every market"))?;
            let runners = staff(desk, &mut tx, Role::Runner, scope).await?;
            if runners.is_empty() {
                return Err(SimulationError::Lacking("runners of every market"));
            }
            places.insert(market.id, Place { manager, runners });
        }
        let treasurer = staff(desk, &mut tx, Role::Treasurer, Scope::City).await?.into_iter().next();
        let treasurer = treasurer.ok_or(SimulationError::Lacking("a treasurer"))?;
        let administrator = staff(desk, &mut tx, Role::Admin, Scope::City).await?.into_iter().next();
        drop(tx);
        if places.is_empty() {
            return Err(SimulationError::Lacking("a market that delivers"));
        }
        let buyers = sign_up(desk, settings).await?;
        Ok(Self { places, buyers, treasurer, administrator, sellers: HashMap::new() })
    }

    /// Somebody who was never heard of calls: their place in the list. They are nobody until the market enters them.
    pub fn caller(&mut self, desk: &Desk) -> Option<usize> {
        let at = self.buyers.len();
        let phone = Phone::parse(&format!("0813500{at:05}")).ok()?;
        let nobody = people::Person { id: PersonId::from(kernel::id::RawId::nil()), name: name(at), phone, lang: Lang::Id };
        let mut caller = buyer(desk, desk.areas.wards(), nobody, at);
        caller.actor.person = None;
        self.buyers.push(caller);
        Some(at)
    }

    /// A place; every market of the run is one.
    pub fn place(&self, market: MarketId) -> Result<&Place, SimulationError> {
        self.places.get(&market).ok_or(SimulationError::Lacking("the market of an order"))
    }

    /// Whoever sells at a stall; the same person all the time.
    ///
    /// # Errors
    /// [`SimulationError::Lacking`] when nobody does.
    pub async fn seller(&mut self, desk: &Desk, stall: StallId) -> Result<Actor, SimulationError> {
        if let Some(seller) = self.sellers.get(&stall) {
            return Ok(seller.clone());
        }
        let mut tx = desk.house.db.reader().await?;
        let found = staff(desk, &mut tx, Role::Seller, Scope::Stall(stall)).await?.into_iter().next();
        let seller = found.ok_or(SimulationError::Lacking("a seller at every stall"))?;
        self.sellers.insert(stall, seller.clone());
        Ok(seller)
    }
}

async fn staff(desk: &Desk, tx: &mut Tx, role: Role, scope: Scope) -> Result<Vec<Actor>, StoreError> {
    let mut actors = Vec::new();
    for person in people::list_by_role(tx, desk.city_id(), role, scope).await? {
        actors.push(actor(desk, tx, person.id).await?);
    }
    Ok(actors)
}

async fn actor(desk: &Desk, tx: &mut Tx, person: PersonId) -> Result<Actor, StoreError> {
    let grants: Vec<Grant> = roles::grants_of(tx, desk.city_id(), person).await?;
    Ok(Actor { city: desk.city_id(), person: Some(person), lang: Lang::Id, grants, is_system: false })
}

async fn sign_up(desk: &Desk, settings: &Settings) -> Result<Vec<Buyer>, SimulationError> {
    let wards = desk.areas.wards();
    if wards.is_empty() {
        return Err(SimulationError::Lacking("wards"));
    }
    let mut buyers = Vec::new();
    for phone in &settings.buyers {
        let found = people::find_by_phone(&mut desk.house.db.reader().await?, desk.city_id(), phone).await?;
        buyers.extend(found.map(|person| buyer(desk, wards, person, buyers.len())));
    }
    let fresh: Vec<people::Person> = (0..strangers(settings))
        .filter_map(|number| {
            let at = number as usize;
            let phone = Phone::parse(&format!("081300{number:06}")).ok()?;
            Some(people::Person { id: desk.house.id(), name: name(at), phone, lang: Lang::Id })
        })
        .collect();
    let (city, now) = (desk.city_id(), desk.now());
    buyers.extend(fresh.iter().enumerate().map(|(at, person)| buyer(desk, wards, person.clone(), at)));
    desk.house.db.write(fresh, move |tx, fresh| Box::pin(async move { people::insert_all(tx, city, fresh, now) })).await?;
    Ok(buyers)
}

/// How many sign up: in a past, so many that few order daily.
fn strangers(settings: &Settings) -> u32 {
    if settings.is_trial() { (settings.orders_per_day / 4).clamp(20, 2_000) } else { (settings.orders_per_day * 4).clamp(20, 2_000) }
}

/// What the person at this place of a list is called.
pub fn name(at: usize) -> String {
    format!("{} {}", FIRST[at % FIRST.len()], LAST[at / FIRST.len() % LAST.len()])
}

/// Where they live follows from their place in the list.
fn buyer(desk: &Desk, wards: &[Ward], person: people::Person, at: usize) -> Buyer {
    let ward = &wards[at * 7 % wards.len()];
    let door = DeliveryAddress {
        label: "Rumah".to_owned(),
        street: format!("{} No. {}", STREETS[at % STREETS.len()], at + 1),
        rt: 1,
        rw: 1,
        ward_code: ward.code.clone(),
        landmark: "pagar hijau".to_owned(),
        pin: Some(ward.centre),
    };
    let actor = Actor { city: desk.city_id(), person: Some(person.id), lang: person.lang, grants: Vec::new(), is_system: false };
    Buyer { actor, name: person.name, phone: person.phone, door }
}

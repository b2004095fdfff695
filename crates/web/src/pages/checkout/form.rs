//! What the checkout form says, read into an order or into what is wrong with it.

use kernel::ErrorKind;
use kernel::area::Point;
use kernel::id::{AddressId, QuoteId, SlotId};
use market::orders::place::PlaceOrder;
use registry::addresses::{self, AddressInput, DeliveryAddress, LANDMARK_MAX, SavedAddress};
use registry::people;

use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Who};
use crate::pages::sign_in::parse_phone;

/// A form that can be sent.
pub struct Filled {
    /// The order.
    pub command: PlaceOrder,
    /// Where it goes, for the fee.
    pub door: Point,
    /// The new address, when it is to be kept.
    pub to_keep: Option<DeliveryAddress>,
}

impl Filled {
    /// Reads the form. Whatever can be put right comes back as a list, so that all of it is said at once.
    ///
    /// # Errors
    /// A [`Fault`] that the form cannot help.
    pub async fn read(app: &App, who: &Who, form: &Fields) -> Result<Result<Self, Vec<Fault>>, Fault> {
        let saved = addresses::list(&app.desk.house, &who.actor).await?;
        let mut faults = Vec::new();
        let address = keep(&mut faults, address(app, form, &saved));
        let receiver = keep(&mut faults, receiver(app, who, form).await?);
        let slot = keep(&mut faults, form.read::<SlotId>("slot").ok_or_else(|| Fault::invalid("slot", "choose_slot")));
        let quote = form.read::<QuoteId>("quote").ok_or_else(|| Fault::new(ErrorKind::Conflict, "quote_expired"));
        let quote = keep(&mut faults, quote);
        let (Some(address), Some((recipient, phone)), Some(slot), Some(quote)) = (address, receiver, slot, quote) else {
            return Ok(Err(faults));
        };
        let is_kept = form.is_set("keep_address") && form.text("address") == "new";
        let (door, to_keep) = (door_of(app, &address), is_kept.then(|| address.clone()));
        let command = PlaceOrder {
            quote,
            slot,
            recipient,
            phone,
            address: with_note(address, form.text("runner_note")),
            payment: form.text("payment").to_owned(),
            buyer: None,
            visitor: Some(who.visitor),
        };
        Ok(Ok(Self { command, door, to_keep }))
    }
}

fn keep<T>(faults: &mut Vec<Fault>, read: Result<T, Fault>) -> Option<T> {
    read.map_err(|fault| faults.push(fault)).ok()
}

/// The saved address that is chosen, or the one typed in; fields are named as the form names them.
///
/// # Errors
/// A [`Fault`] at the field that is wrong.
pub fn address(app: &App, form: &Fields, saved: &[SavedAddress]) -> Result<DeliveryAddress, Fault> {
    if form.text("address") != "new" {
        let chosen = form.read::<AddressId>("address");
        let found = saved.iter().find(|saved| Some(saved.id) == chosen);
        return found.map(|saved| saved.address.clone()).ok_or_else(|| Fault::invalid("address", "choose_address"));
    }
    typed_address(app, form)
}

/// The address typed in; fields are named as the form names them.
///
/// # Errors
/// A [`Fault`] at the field that is wrong.
pub fn typed_address(app: &App, form: &Fields) -> Result<DeliveryAddress, Fault> {
    let degree = |name: &'static str| match form.text(name) {
        "" => Ok(None),
        typed => typed.replace(',', ".").parse::<f64>().map(Some).map_err(|_| Fault::invalid("latitude", "pin_invalid")),
    };
    let text = |name: &str| form.text(name).to_owned();
    let input = AddressInput {
        label: String::new(),
        street: text("street"),
        rt: text("rt"),
        rw: text("rw"),
        ward_code: text("ward"),
        landmark: text("landmark"),
        lat: degree("latitude")?,
        lng: degree("longitude")?,
    };
    DeliveryAddress::parse(&input, &app.desk.areas).map_err(|error| {
        let fault = Fault::from(error);
        match fault.field {
            Some("ward_code") => fault.at("ward"),
            Some("pin") => fault.at("latitude"),
            _ => fault,
        }
    })
}

/// Who receives it: the buyer, or whoever is named.
async fn receiver(app: &App, who: &Who, form: &Fields) -> Result<Result<(String, kernel::Phone), Fault>, Fault> {
    if form.is_set("for_other") {
        let name = form.text("recipient_name").to_owned();
        if name.is_empty() {
            return Ok(Err(Fault::missing("recipient_name")));
        }
        return Ok(parse_phone(form.text("recipient_phone")).map(|phone| (name, phone)).map_err(|fault| fault.at("recipient_phone")));
    }
    let person = who.person()?;
    let found = people::find(&mut app.desk.house.db.reader().await?, app.desk.city_id(), person).await?.ok_or_else(Fault::sign_in)?;
    let name = if found.name.is_empty() { found.phone.spoken() } else { found.name };
    Ok(Ok((name, found.phone)))
}

/// The runner reads landmark and note together; what is too long for both is cut at the end.
fn with_note(mut address: DeliveryAddress, note: &str) -> DeliveryAddress {
    if !note.is_empty() {
        let both = if address.landmark.is_empty() { note.to_owned() } else { format!("{} · {note}", address.landmark) };
        address.landmark = both.chars().take(LANDMARK_MAX).collect();
    }
    address
}

/// Where the form's address lies, as far as it can be told: for the fee shown before anything is sent.
#[must_use]
pub fn door(app: &App, form: &Fields, saved: &[SavedAddress]) -> Option<Point> {
    let chosen = if form.is_set("address") { address(app, form, saved).ok() } else { saved.first().map(|saved| saved.address.clone()) };
    chosen.map(|address| door_of(app, &address))
}

/// The pin, or the middle of the ward.
#[must_use]
pub fn door_of(app: &App, address: &DeliveryAddress) -> Point {
    let centre = || app.desk.areas.ward(&address.ward_code).map(|ward| ward.centre);
    address.pin.or_else(centre).unwrap_or(Point { lat_e6: 0, lng_e6: 0 })
}

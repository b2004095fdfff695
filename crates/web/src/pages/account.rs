//! `/akun`: name, language, where one works, addresses, consents.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::id::{AddressId, PersonId};
use kernel::{Role, Scope};
use registry::addresses::{self, DeliveryAddress};
use registry::consents::{self, Purpose};
use registry::people;
use registry::sessions::Second;

use super::frame;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::cookie::Cookie;
use crate::extract::{Go, Posted, Who, show_with};
use crate::format;
use crate::i18n::{Lang, T};
use crate::views::account::profile::{AccountView, AddressRow, Consent};
use crate::views::error::Link;
use crate::views::{Nav, Tone};

/// Version of the texts a person consents to; a new wording needs a new version.
const CONSENT_TEXTS: &str = "2026-11";

/// Shows the account.
pub async fn show_account(State(app): State<App>, who: Who) -> Result<Response, Fault> {
    let person = who.person()?;
    render(&app, &who, person, None).await
}

async fn render(app: &App, who: &Who, person: PersonId, wrong: Option<(&str, &Fault)>) -> Result<Response, Fault> {
    let house = &app.desk.house;
    let found = people::find(&mut house.db.reader().await?, app.desk.city_id(), person).await?.ok_or_else(Fault::sign_in)?;
    let saved = addresses::list(house, &who.actor).await?;
    let given = consents::list(house, &who.actor).await?;
    let mut page = frame::buyer(app, who, Nav::Account, who.t.text("account-title")).await?;
    page.is_private = true;
    "/akun".clone_into(&mut page.path);
    page.errors.extend(wrong.map(|(_, fault)| fault.field_error(who.t)));
    let consent = |purpose: &Purpose| {
        let kept = given.iter().find(|consent| consent.purpose == *purpose && consent.withdrawn.is_none());
        let since = kept.map(|consent| {
            let day = format::date(who.lang, consent.given.micros(), app.offset_minutes());
            who.t.with("consent-since", &[("day", &day)])
        });
        let (text, note) = consent_words(who.t, *purpose);
        Consent {
            id: purpose.name().to_owned(),
            text: text.to_owned(),
            note: since.unwrap_or_else(|| note.to_owned()),
            is_given: kept.is_some(),
        }
    };
    let view = AccountView {
        page,
        name: wrong.map_or(found.name, |(typed, _)| typed.to_owned()),
        phone: found.phone.spoken(),
        work: work(app, who),
        addresses: saved.iter().map(|saved| address_row(app, who, saved.id, &saved.address)).collect(),
        consents: Purpose::ALL.iter().map(consent).collect(),
        devices: who.t.text("account-devices-text").to_owned(),
    };
    show_with(wrong.map_or(StatusCode::OK, |(_, fault)| fault.status()), &view)
}

fn consent_words(t: T, purpose: Purpose) -> (&'static str, &'static str) {
    match purpose {
        Purpose::OrderMessages => (t.text("consent-order-messages"), t.text("consent-order-messages-note")),
        Purpose::Promotion => (t.text("consent-promotion"), t.text("consent-promotion-note")),
        Purpose::TurnoverSharing => (t.text("consent-turnover-sharing"), t.text("consent-turnover-sharing-note")),
    }
}

fn address_row(app: &App, who: &Who, id: AddressId, address: &DeliveryAddress) -> AddressRow {
    AddressRow { id: id.to_string(), label: label(who, address), text: line(app, address) }
}

/// The name of an address, or its street.
#[must_use]
pub fn label(who: &Who, address: &DeliveryAddress) -> String {
    if address.label.is_empty() { who.t.text("address-unnamed").to_owned() } else { address.label.clone() }
}

/// An address in one line.
#[must_use]
pub fn line(app: &App, address: &DeliveryAddress) -> String {
    let ward = app.desk.areas.ward(&address.ward_code).map_or(address.ward_code.as_str(), |ward| ward.name.as_str());
    let text = format!("{}, RT {} RW {}, {ward}", address.street, address.rt, address.rw);
    if address.landmark.is_empty() { text } else { format!("{text} ({})", address.landmark) }
}

/// Where one works: stall, tours, market board.
fn work(app: &App, who: &Who) -> Vec<Link> {
    let catalogue = app.catalogue.read();
    let market = |scope: Scope| match scope {
        Scope::Market(id) => catalogue.market_by_id(id),
        Scope::City | Scope::Stall(_) => None,
    };
    let link = |grant: &kernel::actor::Grant| match (grant.role, grant.scope) {
        (Role::Seller, Scope::Stall(stall)) => {
            let view = catalogue.stall_by_id(stall)?;
            Some(Link { href: "/jual".to_owned(), text: format!("{}, {}", view.stall.name, view.market.name) })
        }
        (Role::Runner, scope) => {
            Some(Link { href: "/kurir".to_owned(), text: who.t.with("work-runner", &[("market", &market(scope)?.name)]) })
        }
        (Role::Manager, scope) => {
            let market = market(scope)?;
            Some(Link { href: format!("/kelola/{}", market.slug), text: who.t.with("work-manager", &[("market", &market.name)]) })
        }
        (Role::Treasurer, _) => Some(Link { href: "/kota/pelunasan".to_owned(), text: who.t.text("work-treasurer").to_owned() }),
        (Role::Auditor, _) => Some(Link { href: "/kota/pelunasan".to_owned(), text: who.t.text("work-auditor").to_owned() }),
        _ => None,
    };
    let mut links: Vec<Link> = who.actor.grants.iter().filter_map(link).collect();
    let factor = match who.second {
        Second::Ask => Some(("/masuk/kunci", who.t.text("factor-open-work"))),
        Second::Enrol => Some(("/akun/kunci", who.t.text("factor-open-work"))),
        Second::NotNeeded if !who.actor.grants.iter().any(|grant| grant.role.is_staff()) => None,
        Second::NotNeeded | Second::Given => Some(("/akun/kunci", who.t.text("factor-title"))),
    };
    links.extend(factor.map(|(href, text)| Link { href: href.to_owned(), text: text.to_owned() }));
    links
}

/// Keeps name and language.
pub async fn change_account(State(app): State<App>, form: Posted) -> Result<Response, Fault> {
    let (who, house) = (&form.who, &app.desk.house);
    let person = who.person()?;
    if let Err(error) = people::rename(house, &who.actor, form.text("name")).await {
        let fault = Fault::from(error);
        return if fault.is_of_form() { render(&app, who, person, Some((form.text("name"), &fault))).await } else { Err(fault) };
    }
    let lang = Lang::parse(form.text("language")).unwrap_or(who.lang);
    people::set_lang(house, &who.actor, lang).await?;
    app.forget_person(person);
    let said = T::new(lang).text("account-saved");
    Ok(Go::to("/akun").say(Tone::Good, said).cookie(Cookie::language(lang.code())).into_response())
}

/// Removes a saved address; one that is gone is no error.
pub async fn remove_address(State(app): State<App>, Path(id): Path<AddressId>, form: Posted) -> Result<Response, Fault> {
    form.who.person()?;
    addresses::remove(&app.desk.house, &form.who.actor, id).await?;
    Ok(Go::to("/akun").say(Tone::Good, form.who.t.text("account-address-removed")).into_response())
}

/// Gives the consents that are ticked and takes back the others.
pub async fn change_consents(State(app): State<App>, form: Posted) -> Result<Response, Fault> {
    form.who.person()?;
    let (house, actor) = (&app.desk.house, &form.who.actor);
    for purpose in Purpose::ALL {
        if form.all("consent").iter().any(|name| name == purpose.name()) {
            consents::give(house, actor, purpose, CONSENT_TEXTS).await?;
        } else {
            consents::withdraw(house, actor, purpose).await?;
        }
    }
    Ok(Go::to("/akun").say(Tone::Good, form.who.t.text("account-consents-saved")).into_response())
}

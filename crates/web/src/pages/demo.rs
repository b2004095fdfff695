//! `/demo`: step into an invented person's shoes. In a city of real people these routes answer as if they were not there.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use kernel::Role;
use kernel::id::PersonId;
use registry::people::{self, Person};
use registry::sessions;

use super::{frame, sign_in};
use crate::app::{App, DemoPart};
use crate::errors::Fault;
use crate::extract::cookie::Cookie;
use crate::extract::{Posted, Who, show};
use crate::i18n::T;
use crate::views::account::demo::{DemoGroup, DemoPerson, DemoView};
use crate::views::{Area, Nav, Page};

/// Shows the demo people.
pub async fn show_demo(State(app): State<App>, who: Who) -> Result<Response, Fault> {
    let cast = cast(&app).await?;
    let page = Page { area: Area::Buyer(Nav::Account), is_private: true, ..frame::page(&app, &who, who.t.text("demo-title")) };
    let group = |title: &str, text: &str, icon: &str, is_of: &dyn Fn(Option<Role>) -> bool| DemoGroup {
        title: title.to_owned(),
        text: text.to_owned(),
        icon: icon.to_owned(),
        people: cast.iter().filter(|(part, _)| is_of(part.role)).map(|(part, person)| demo_person(&app, &who, part, person)).collect(),
    };
    let t: T = who.t;
    let groups = vec![
        group(t.text("demo-buyers"), t.text("demo-buyers-text"), "basket", &|role| role.is_none()),
        group(t.text("demo-sellers"), t.text("demo-sellers-text"), "stall", &|role| role == Some(Role::Seller)),
        group(t.text("demo-runners"), t.text("demo-runners-text"), "runner", &|role| role == Some(Role::Runner)),
        group(t.text("demo-managers"), t.text("demo-managers-text"), "people", &|role| role == Some(Role::Manager)),
        group(t.text("demo-city"), t.text("demo-city-text"), "check", &|role| {
            matches!(role, Some(Role::Treasurer | Role::Auditor | Role::Admin))
        }),
    ];
    show(&DemoView { page, groups })
}

/// Begins a session as the chosen person.
pub async fn enter_demo(State(app): State<App>, form: Posted) -> Result<Response, Fault> {
    let chosen: PersonId = form.id("person")?;
    let (part, person) = cast(&app).await?.iter().find(|(_, person)| person.id == chosen).ok_or_else(Fault::not_found)?;
    let session = sessions::demo_session(&app.desk.house, &app.desk.city, person.id).await?;
    if part.role.is_none() {
        sign_in::settle_in(&app, &form.who, &session, "").await?;
    }
    let home = match (part.role, part.market) {
        (Some(Role::Seller), _) => "/jual".to_owned(),
        (Some(Role::Runner), _) => "/kurir".to_owned(),
        (Some(Role::Manager), Some(market)) => format!("/kelola/{market}"),
        (Some(Role::Treasurer | Role::Auditor), _) => "/kota/pelunasan".to_owned(),
        (Some(Role::Admin), _) => "/akun".to_owned(),
        _ => "/".to_owned(),
    };
    let go = sign_in::begin(session, &home);
    Ok(match part.market {
        Some(market) => go.cookie(Cookie::market(market)).into_response(),
        None => go.into_response(),
    })
}

/// The demo people as the registry knows them; looked up once.
async fn cast(app: &App) -> Result<&[(DemoPart, Person)], Fault> {
    if !app.is_demo() {
        return Err(Fault::not_found());
    }
    let cast = app
        .demo_cast
        .get_or_try_init(async || {
            let mut tx = app.desk.house.db.reader().await?;
            let mut found = Vec::with_capacity(app.demo_people.len());
            for part in &app.demo_people {
                let person = people::find_by_phone(&mut tx, app.desk.city_id(), &part.phone).await?;
                found.extend(person.map(|person| (part.clone(), person)));
            }
            Ok::<_, store::StoreError>(found)
        })
        .await?;
    Ok(cast)
}

fn demo_person(app: &App, who: &Who, part: &DemoPart, person: &Person) -> DemoPerson {
    let catalogue = app.catalogue.read();
    let market = part.market.and_then(|slug| catalogue.market(slug)).map(|market| market.name.clone());
    let stall = part.stall.and_then(|slug| catalogue.stall(slug)).map(|view| view.stall.name.clone());
    let city_role = match part.role {
        Some(Role::Treasurer) => Some(who.t.text("work-treasurer").to_owned()),
        Some(Role::Auditor) => Some(who.t.text("work-auditor").to_owned()),
        Some(Role::Admin) => Some(who.t.text("work-admin").to_owned()),
        _ => None,
    };
    DemoPerson {
        id: person.id.to_string(),
        name: person.name.clone(),
        text: [stall, market, city_role].into_iter().flatten().collect::<Vec<_>>().join(", "),
        badge: None,
        is_current: who.actor.person == Some(person.id),
    }
}

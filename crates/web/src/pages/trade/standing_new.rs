//! `/langganan/baru`: the basket of a market becomes a standing order.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::Rupiah;
use market::baskets::Basket;
use market::orders::{Slot, SlotKind, slots};
use market::standing::{self, NewStanding};
use registry::addresses::{self, SavedAddress as Saved};
use registry::people;

use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Go, Posted, Who, show_with};
use crate::format;
use crate::pages::checkout::{form as checkout, view as choices};
use crate::pages::staff::read;
use crate::pages::staff::words::said;
use crate::pages::{account, basket, basket_view, frame};
use crate::views::order::checkout::{AddressForm, SavedAddress};
use crate::views::staff::bits::Choice;
use crate::views::trade::standing::StandingNewView;
use crate::views::{Nav, Tone};

/// Shows the form for the basket of `?pasar=`.
pub async fn show_form(State(app): State<App>, who: Who, query: Fields) -> Result<Response, Fault> {
    who.person()?;
    present(&app, &who, query.text("pasar"), &Fields::default(), &[]).await
}

/// Saves it.
pub async fn create_standing(State(app): State<App>, form: Posted) -> Result<Response, Fault> {
    let who = &form.who;
    let person = who.person()?;
    let slug = form.text("market");
    let Some(basket) = basket_of(&app, who, slug).await? else {
        return Ok(Go::to("/keranjang").say(Tone::Note, who.t.text("basket-empty")).into_response());
    };
    let saved = addresses::list(&app.desk.house, &who.actor).await?;
    let mut faults = Vec::new();
    let address = checkout::address(&app, &form.fields, &saved).map_err(|fault| faults.push(fault)).ok();
    let total_max = match form.text("total_max") {
        "" => None,
        _ => read::rupiah(&form, "total_max").map_err(|fault| faults.push(fault)).ok(),
    };
    let Some(address) = address.filter(|_| faults.is_empty()) else { return present(&app, who, slug, &form.fields, &faults).await };
    let found = people::find(&mut app.desk.house.db.reader().await?, app.desk.city_id(), person).await?.ok_or_else(Fault::sign_in)?;
    let new = NewStanding {
        market: basket.market,
        lines: basket.lines.iter().map(|line| line.wanted.clone()).collect(),
        weekdays: weekdays(&form.fields),
        starts_minute: form.read("starts").unwrap_or(-1),
        recipient: if found.name.is_empty() { found.phone.spoken() } else { found.name },
        phone: found.phone,
        address,
        payment: app.desk.payments.first().map(|provider| provider.name().to_owned()).unwrap_or_default(),
        total_max: total_max.filter(|total| *total > Rupiah::ZERO),
    };
    match standing::create(&app.desk, &who.actor, form.key(), new).await {
        Ok(id) => Ok(Go::to(format!("/langganan#l-{id}")).say(Tone::Good, who.t.text("standing-made")).into_response()),
        Err(error) => {
            let fault = Fault::from(error);
            if fault.is_of_form() { present(&app, who, slug, &form.fields, &[fault]).await } else { Err(fault) }
        }
    }
}

/// The ticked weekdays, Monday as bit 0.
fn weekdays(form: &Fields) -> i64 {
    let days = form.all("weekday").iter().filter_map(|day| day.parse::<u32>().ok()).filter(|day| *day < 7);
    days.fold(0, |mask, day| mask | 1 << day)
}

async fn basket_of(app: &App, who: &Who, slug: &str) -> Result<Option<Basket>, Fault> {
    let baskets = frame::baskets_of(app, who).await?;
    let asked = app.catalogue.read().market(slug).map(|market| market.id);
    Ok(basket::current(app, who, &baskets, asked).cloned())
}

async fn present(app: &App, who: &Who, slug: &str, typed: &Fields, faults: &[Fault]) -> Result<Response, Fault> {
    let Some(basket) = basket_of(app, who, slug).await? else {
        return Ok(Go::to("/keranjang").say(Tone::Note, who.t.text("basket-empty")).into_response());
    };
    let saved = addresses::list(&app.desk.house, &who.actor).await?;
    let slots = slots::list(&app.desk, basket.market).await?;
    let mut page = frame::buyer(app, who, Nav::Basket, who.t.text("standing-new")).await?;
    page.is_private = true;
    page.errors.extend(faults.iter().map(|fault| fault.field_error(who.t)));
    let catalogue = app.catalogue.snapshot();
    let market = catalogue.market_by_id(basket.market);
    let is_new = saved.is_empty() || typed.text("address") == "new";
    let ticked = weekdays(typed);
    let weekday = |day: i64| Choice {
        value: day.to_string(),
        text: said(who.t, "state-weekday", &day.to_string()),
        is_on: ticked >> day & 1 == 1,
        ..Choice::default()
    };
    let text = |name: &str| typed.text(name).to_owned();
    let status = faults.first().map_or(StatusCode::OK, Fault::status);
    let place = market.map(|market| market.name.clone()).unwrap_or_default();
    show_with(
        status,
        &StandingNewView {
            page,
            market: market.map(|market| market.slug.clone()).unwrap_or_default(),
            summary: format!("{place} · {}", basket_view::summary(who, &catalogue, &basket.lines)),
            weekdays: (0..7).map(weekday).collect(),
            windows: windows(app, who, &slots, typed.text("starts")),
            addresses: saved.iter().enumerate().map(|(position, saved)| address(app, who, saved, typed, position, is_new)).collect(),
            address: AddressForm {
                is_chosen: is_new,
                ward: text("ward"),
                street: text("street"),
                rt: text("rt"),
                rw: text("rw"),
                landmark: text("landmark"),
                ..AddressForm::default()
            },
            districts: choices::districts(app),
            total_max: text("total_max"),
        },
    )
}

fn address(app: &App, who: &Who, saved: &Saved, typed: &Fields, position: usize, is_new: bool) -> SavedAddress {
    let id = saved.id.to_string();
    let chosen = typed.text("address");
    let label = if saved.address.label.is_empty() { who.t.text("address-unnamed").to_owned() } else { saved.address.label.clone() };
    let is_chosen = !is_new && (chosen == id || (chosen.is_empty() && position == 0));
    SavedAddress { label, text: account::line(app, &saved.address), is_chosen, id }
}

/// The market's windows by the minute in which they begin, each once.
fn windows(app: &App, who: &Who, slots: &[Slot], chosen: &str) -> Vec<Choice> {
    let mut minutes: Vec<(i64, i64)> = slots
        .iter()
        .filter(|slot| slot.kind == SlotKind::Window)
        .map(|slot| (slot.starts.minute_of_day(app.offset_minutes()), slot.ends.minute_of_day(app.offset_minutes())))
        .collect();
    minutes.sort_unstable();
    minutes.dedup();
    let choice = |(from, to): (i64, i64)| Choice {
        value: from.to_string(),
        text: format::clock_range(who.lang, from, to),
        is_on: from.to_string() == chosen,
        ..Choice::default()
    };
    minutes.into_iter().map(choice).collect()
}

//! `/kelola/{market}/telepon`: staff take an order while on the phone. First it is read and priced, then placed at those prices.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::id::{QuoteId, SlotId};
use market::catalogue::OfferView;
use market::orders::phone::{self, PhoneOrder};
use market::orders::quote::{self, QuoteRequest, Quoted};
use market::orders::{WantedLine, read, slots};
use registry::people;

use super::phone_goods::{Heard, hear};
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Go, Posted, Who, show_with};
use crate::pages::checkout::{form as checkout, view as choices};
use crate::pages::manager::at::At;
use crate::pages::sign_in::parse_phone;
use crate::pages::words;
use crate::views::Tone;
use crate::views::order::checkout::AddressForm;
use crate::views::trade::phone::{PhoneLine, PhoneView};

/// Shows the empty form.
pub async fn show_form(State(app): State<App>, Path(market): Path<String>, who: Who) -> Result<Response, Fault> {
    let at = manager_of(&app, &who, &market)?;
    present(&app, &who, &at, &Fields::default(), &[]).await
}

fn manager_of(app: &App, who: &Who, market: &str) -> Result<At, Fault> {
    let at = At::of(app, who, market)?;
    if who.actor.manages(at.market) { Ok(at) } else { Err(Fault::not_allowed()) }
}

/// Prices what was typed, or places it at the prices that were told.
pub async fn take_order(State(app): State<App>, Path(market): Path<String>, form: Posted) -> Result<Response, Fault> {
    let at = manager_of(&app, &form.who, &market)?;
    if form.text("act") != "place" {
        return present(&app, &form.who, &at, &form.fields, &[]).await;
    }
    let order = match filled(&app, &form.fields) {
        Ok(order) => order,
        Err(faults) => return present(&app, &form.who, &at, &form.fields, &faults).await,
    };
    if let Some(fault) = changed(&app, &form, &at, order.quote).await? {
        return present(&app, &form.who, &at, &form.fields, &[fault]).await;
    }
    match phone::take(&app.desk, &form.who.actor, form.key(), at.market, order).await {
        Ok(id) => {
            let number = read::get(&app.desk, &form.who.actor, id).await?.order.number;
            let said = form.who.t.with("phone-taken", &[("number", &number)]);
            Ok(Go::to(at.path(&format!("/pesanan/{number}"))).say(Tone::Good, said).into_response())
        }
        Err(error) => {
            let fault = Fault::from(error);
            if fault.is_of_form() { present(&app, &form.who, &at, &form.fields, &[fault]).await } else { Err(fault) }
        }
    }
}

/// Everything but the goods, which are in the quote; all that is wrong is said at once.
fn filled(app: &App, form: &Fields) -> Result<PhoneOrder, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut keep = |fault: Fault| faults.push(fault);
    let phone = parse_phone(form.text("phone")).map_err(|fault| keep(fault.at("phone"))).ok();
    let address = checkout::typed_address(app, form).map_err(&mut keep).ok();
    let slot = form.read::<SlotId>("slot").ok_or_else(|| keep(Fault::invalid("slot", "choose_slot"))).ok();
    let quote = form.read::<QuoteId>("quote").ok_or_else(|| keep(Fault::new(kernel::ErrorKind::Conflict, "quote_expired"))).ok();
    if form.text("name").is_empty() {
        keep(Fault::missing("name"));
    }
    match (phone, address, slot, quote) {
        (Some(phone), Some(address), Some(slot), Some(quote)) if faults.is_empty() => Ok(PhoneOrder {
            quote,
            slot,
            phone,
            name: form.text("name").to_owned(),
            address,
            payment: app.desk.payments.first().map(|provider| provider.name().to_owned()).unwrap_or_default(),
            agrees_to_messages: form.is_set("agrees"),
        }),
        _ => Err(faults),
    }
}

/// The goods or the fee are other than those that were priced: they are told again before anything is ordered.
async fn changed(app: &App, form: &Posted, at: &At, id: QuoteId) -> Result<Option<Fault>, Fault> {
    let mut tx = app.desk.house.db.reader().await?;
    // One that is used up or over is judged by the service, which knows whether this very form was sent before.
    let Ok(told) = quote::find(&app.desk, &mut tx, &quote::owners(&form.who.actor, None), id).await else { return Ok(None) };
    let catalogue = app.catalogue.snapshot();
    let lines = lines_of(&hear(&catalogue, at.market, form.text("goods"), app.desk.now()));
    let is_same = told.lines.len() == lines.len() && told.lines.iter().zip(&lines).all(|(one, other)| one.wanted == *other);
    let door = checkout::typed_address(app, &form.fields).ok().map(|address| checkout::door_of(app, &address));
    if !is_same || lines.is_empty() {
        return Ok(Some(Fault::new(kernel::ErrorKind::Conflict, "prices_changed")));
    }
    let now = quote::price(&app.desk, &mut tx, &QuoteRequest { market: at.market, lines, door }).await?;
    Ok((now.quote.delivery_fee != told.delivery_fee).then(|| Fault::new(kernel::ErrorKind::Conflict, "delivery_fee_changed")))
}

fn lines_of(heard: &[Heard<'_>]) -> Vec<WantedLine> {
    heard.iter().filter_map(|heard| heard.wanted.as_ref().ok().cloned()).collect()
}

/// The form as typed, with what was read and what it costs now.
async fn present(app: &App, who: &Who, at: &At, typed: &Fields, faults: &[Fault]) -> Result<Response, Fault> {
    let slots = slots::list(&app.desk, at.market).await?;
    let caller = known_name(app, typed).await?;
    let door = checkout::typed_address(app, typed).ok().map(|address| checkout::door_of(app, &address));
    let catalogue = app.catalogue.snapshot();
    let heard = hear(&catalogue, at.market, typed.text("goods"), app.desk.now());
    let lines = lines_of(&heard);
    let mut faults: Vec<Fault> = faults.to_vec();
    let quoted = if lines.is_empty() || lines.len() < heard.len() { None } else { price(app, who, at, lines, door, &mut faults).await? };
    let text = |name: &str| typed.text(name).to_owned();
    let mut page = at.page(app, who, "", who.t.text("phone-title"));
    page.live_url = None;
    page.errors.extend(faults.iter().map(|fault| fault.field_error(who.t)));
    let quote = quoted.as_ref().filter(|quoted| quoted.problems.is_empty()).map(|quoted| &quoted.quote);
    let status = faults.first().map_or(StatusCode::OK, Fault::status);
    let sums = quote.map(|quote| [("sum-goods", quote.goods), ("sum-delivery", quote.delivery_fee), ("sum-service", quote.service_fee)]);
    show_with(
        status,
        &PhoneView {
            page,
            market: at.slug.clone(),
            phone: text("phone"),
            caller,
            address: AddressForm {
                ward: text("ward"),
                street: text("street"),
                rt: text("rt"),
                rw: text("rw"),
                landmark: text("landmark"),
                ..AddressForm::default()
            },
            districts: choices::districts(app),
            goods: text("goods"),
            slots: choices::slots(app, who, &slots, typed.text("slot")),
            agrees: typed.is_set("agrees"),
            lines: heard.iter().map(|heard| row(who, heard, quoted.as_ref())).collect(),
            quote: quote.map(|quote| quote.id.to_string()).unwrap_or_default(),
            sums: sums.into_iter().flatten().map(|(key, amount)| (who.t.text(key).to_owned(), words::money(who, amount))).collect(),
            total: quote.map(|quote| words::money(who, quote.total())).unwrap_or_default(),
            total_max: quote.map(|quote| words::money(who, quote.total_max())).unwrap_or_default(),
        },
    )
}

async fn price(
    app: &App,
    who: &Who,
    at: &At,
    lines: Vec<WantedLine>,
    door: Option<kernel::area::Point>,
    faults: &mut Vec<Fault>,
) -> Result<Option<Quoted>, Fault> {
    match quote::quote(&app.desk, who.owner(), &QuoteRequest { market: at.market, lines, door }).await {
        Ok(quoted) => Ok(Some(quoted)),
        Err(error) => {
            let fault = Fault::from(error);
            if !fault.is_of_form() {
                return Err(fault);
            }
            faults.push(fault.at("goods"));
            Ok(None)
        }
    }
}

/// The name typed, else the one known of the number.
async fn known_name(app: &App, typed: &Fields) -> Result<String, Fault> {
    let name = typed.text("name").to_owned();
    let Some(phone) = parse_phone(typed.text("phone")).ok().filter(|_| name.is_empty()) else { return Ok(name) };
    let mut tx = app.desk.house.db.reader().await?;
    Ok(people::find_by_phone(&mut tx, app.desk.city_id(), &phone).await?.map(|person| person.name).unwrap_or_default())
}

fn row(who: &Who, heard: &Heard<'_>, quoted: Option<&Quoted>) -> PhoneLine {
    let named = |view: &OfferView<'_>| format!("{}, {} {}", view.product.name(who.lang), view.stall.name, words::place(view.stall));
    let mut line = PhoneLine { typed: heard.typed.clone(), ..PhoneLine::default() };
    let offers = heard.offers.iter();
    match &heard.wanted {
        Ok(wanted) => {
            line.others = offers.clone().skip(1).map(named).collect();
            if let Some(view) = heard.offers.first() {
                (line.name, line.quantity) = (named(view), words::wanted(who, wanted, view.product));
                let priced = quoted.and_then(|quoted| quoted.quote.lines.iter().find(|priced| priced.wanted == *wanted));
                line.amount = priced.map(|priced| words::money(who, priced.estimate)).unwrap_or_default();
                let is_gone = quoted.is_some() && priced.is_none();
                line.wrong = if is_gone { who.t.text("basket-sold-out").to_owned() } else { String::new() };
            }
        }
        Err(fault) => {
            line.others = offers.map(named).collect();
            line.wrong = fault.sentence(who.t).unwrap_or_default();
        }
    }
    line
}

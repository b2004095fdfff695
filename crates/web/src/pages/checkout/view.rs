//! The checkout as its page shows it.

use kernel::id::RawId;
use market::baskets::BasketLine;
use market::catalogue::Catalogue;
use market::desk::CASH;
use market::error::LineProblem;
use market::orders::Slot;
use market::payments::printed::PRINTED;

use super::Shown;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Who};
use crate::pages::staff::words::said;
use crate::pages::{account, basket_view, frame, market as market_page, words};
use crate::views::order::checkout::{AddressForm, CheckoutView, Choice, District, PriceChange, RecipientForm, SavedAddress, SlotChoice};
use crate::views::{Area, Nav, Page};

/// The form as typed, with a fresh quote and what is wrong.
pub(super) fn view(app: &App, who: &Who, shown: &Shown<'_>, faults: &[Fault]) -> CheckoutView {
    let catalogue = app.catalogue.snapshot();
    let (basket, quote, typed) = (shown.basket, &shown.quoted.quote, shown.typed);
    let mut page = Page { area: Area::Buyer(Nav::Basket), is_private: true, ..frame::page(app, who, who.t.text("checkout-title")) };
    page.key = RawId::from(basket.id).simple().to_string();
    page.errors.extend(faults.iter().map(|fault| fault.field_error(who.t)));
    page.basket_count = frame::count(basket.lines.len());
    page.market = catalogue.market_by_id(basket.market).map(frame::here);
    let is_new = shown.saved.is_empty() || typed.text("address") == "new";
    let sums = [("sum-goods", quote.goods), ("sum-delivery", quote.delivery_fee), ("sum-service", quote.service_fee)];
    CheckoutView {
        place: catalogue.market_by_id(basket.market).map(|market| market.name.clone()).unwrap_or_default(),
        summary: basket_view::summary(who, &catalogue, &basket.lines),
        quote: quote.id.to_string(),
        changes: changes(who, &catalogue, shown),
        addresses: addresses(app, who, shown, is_new),
        address: address_form(typed, is_new),
        districts: districts(app),
        recipient: RecipientForm {
            is_other: typed.is_set("for_other"),
            name: typed.text("recipient_name").to_owned(),
            phone: typed.text("recipient_phone").to_owned(),
        },
        slots: slots(app, who, shown.slots, typed.text("slot")),
        payments: payments(app, who, typed.text("payment"), shown.has_printed),
        runner_note: typed.text("runner_note").to_owned(),
        sums: sums.iter().map(|(key, amount)| (sum_words(who, key).to_owned(), words::money(who, *amount))).collect(),
        total: words::money(who, quote.total()),
        total_max: words::money(who, quote.total_max()),
        page,
    }
}

fn sum_words(who: &Who, key: &str) -> &'static str {
    match key {
        "sum-goods" => who.t.text("sum-goods"),
        "sum-delivery" => who.t.text("sum-delivery"),
        _ => who.t.text("sum-service"),
    }
}

/// Prices that moved since the goods were put in, and goods that cannot be had any more: all must be agreed to.
fn changes(who: &Who, catalogue: &Catalogue, shown: &Shown<'_>) -> Vec<PriceChange> {
    let name = |offer| {
        let view = catalogue.offer(offer)?;
        Some(format!("{}, {}", view.product.name(who.actor.lang), view.stall.name))
    };
    let priced = shown.basket.lines.iter().filter_map(|known| {
        let line = shown.quoted.quote.lines.iter().find(|line| line.wanted == known.wanted && line.price != known.price_seen)?;
        let unit = |price| format!("{}/{}", words::money(who, price), line.unit);
        Some(PriceChange { name: name(known.wanted.offer)?, before: unit(known.price_seen), now: unit(line.price) })
    });
    let gone = shown.quoted.problems.iter().filter_map(|problem| {
        let known = shown.basket.lines.get(problem.position)?;
        let estimate = words::money(who, frame::estimate(catalogue, &known.wanted));
        Some(PriceChange {
            name: name(known.wanted.offer).unwrap_or_else(|| problem.name.clone()),
            before: estimate,
            now: gone_text(who, catalogue, known, problem),
        })
    });
    priced.chain(gone).collect()
}

fn gone_text(who: &Who, catalogue: &Catalogue, known: &BasketLine, problem: &LineProblem) -> String {
    let (Some(view), Some(left)) = (catalogue.offer(known.wanted.offer), problem.left) else {
        return who.t.text("state-sold-out").to_owned();
    };
    who.t.with("checkout-left-out", &[("left", &words::quantity(who, left, view.product))])
}

fn addresses(app: &App, who: &Who, shown: &Shown<'_>, is_new: bool) -> Vec<SavedAddress> {
    let chosen = shown.typed.text("address");
    let is_known = shown.saved.iter().any(|saved| saved.id.to_string() == chosen);
    let row = |(position, saved): (usize, &registry::addresses::SavedAddress)| {
        let id = saved.id.to_string();
        let is_chosen = !is_new && (id == chosen || (!is_known && position == 0));
        SavedAddress { label: account::label(who, &saved.address), text: account::line(app, &saved.address), is_chosen, id }
    };
    shown.saved.iter().enumerate().map(row).collect()
}

fn address_form(typed: &Fields, is_chosen: bool) -> AddressForm {
    let text = |name: &str| typed.text(name).to_owned();
    AddressForm {
        is_chosen,
        ward: text("ward"),
        street: text("street"),
        rt: text("rt"),
        rw: text("rw"),
        landmark: text("landmark"),
        latitude: text("latitude"),
        longitude: text("longitude"),
        // Ticked at first; as it was sent afterwards.
        is_kept: typed.is_set("keep_address") || !typed.is_set("quote"),
    }
}

/// Wards to choose from, by district.
#[must_use]
pub fn districts(app: &App) -> Vec<District> {
    let mut districts: Vec<District> = Vec::new();
    for ward in app.desk.areas.wards() {
        let entry = (ward.code.clone(), ward.name.clone());
        match districts.last_mut() {
            Some(district) if district.name == ward.district => district.wards.push(entry),
            _ => districts.push(District { name: ward.district.clone(), wards: vec![entry] }),
        }
    }
    districts
}

/// Windows to choose from; the first is chosen when none is.
#[must_use]
pub fn slots(app: &App, who: &Who, slots: &[Slot], chosen: &str) -> Vec<SlotChoice> {
    let is_known = slots.iter().any(|slot| slot.id.to_string() == chosen);
    let choice = |(position, slot): (usize, &Slot)| {
        let id = slot.id.to_string();
        let is_chosen = id == chosen || (!is_known && chosen.is_empty() && position == 0);
        let (text, note) = (words::slot(app, who, slot), market_page::slot_note(app, who, slot));
        SlotChoice { text, note, fee: String::new(), is_open: true, is_chosen, id }
    };
    slots.iter().enumerate().map(choice).collect()
}

/// Cash, the gateways, and the market's printed code where it has one.
fn payments(app: &App, who: &Who, chosen: &str, has_printed: bool) -> Vec<Choice> {
    let mut names: Vec<&'static str> = app.desk.payments.iter().map(|provider| provider.name()).collect();
    names.extend(has_printed.then_some(PRINTED));
    let is_known = names.contains(&chosen);
    let minutes = app.desk.city.settings.pay_first_minutes;
    let first = who.t.with("payment-first-note", &[("minutes", &minutes)]);
    let choice = |(position, name): (usize, &'static str)| {
        let (text, note, icon) = match name {
            CASH => (who.t.text("payment-cash").to_owned(), who.t.text("payment-cash-note"), "cash"),
            PRINTED => (who.t.text("payment-printed").to_owned(), who.t.text("payment-printed-note"), "wallet"),
            _ if app.desk.wallet_provider(name).is_some() => {
                (said(who.t, "state-method", name), who.t.text("payment-wallet-note"), "wallet")
            }
            _ => (who.t.text("payment-qris").to_owned(), who.t.text("payment-qris-note"), "wallet"),
        };
        Choice {
            id: name.to_owned(),
            text,
            note: if minutes > 0 && name != CASH { first.clone() } else { note.to_owned() },
            icon: icon.to_owned(),
            is_chosen: name == chosen || (!is_known && position == 0),
        }
    };
    names.into_iter().enumerate().map(choice).collect()
}

//! What a form wants of an offer, in people's words, read into a line of a basket; and what may stand in for it.

use kernel::Timestamp;
use kernel::id::OfferId;
use market::catalogue::{Catalogue, OfferView};
use market::orders::{SubstitutionPolicy, WantedLine};
use order_text::{Wanted, parse_wanted, wanted_quantity};

use super::words;
use crate::errors::Fault;
use crate::extract::{Fields, Who};
use crate::views::shop::product::Alternative;

/// Alternatives offered for one line.
const ALTERNATIVES: usize = 10;

/// Reads `quantity` (or the tapped `quick`), `note`, `substitution` and `alternative`.
///
/// # Errors
/// A [`Fault`] at `quantity` or `alternative` that says how to put it right.
pub fn read(form: &Fields, view: &OfferView<'_>) -> Result<WantedLine, Fault> {
    let (quantity, amount) = read_quantity(form, view)?;
    let policy = read_rule(form.text("substitution"));
    let alternative: Option<OfferId> = if policy == SubstitutionPolicy::Alternative { form.read("alternative") } else { None };
    if policy == SubstitutionPolicy::Alternative && alternative.is_none() {
        return Err(Fault::invalid("alternative", "bad_alternative"));
    }
    Ok(WantedLine { offer: view.offer.id, quantity, amount, note: form.text("note").to_owned(), policy, alternative })
}

/// Reads only how much.
///
/// # Errors
/// A [`Fault`] at `quantity`.
pub fn read_quantity(form: &Fields, view: &OfferView<'_>) -> Result<(kernel::Quantity, Option<kernel::Rupiah>), Fault> {
    let sold = words::sold_as(view);
    let typed = if form.is_set("quick") { form.text("quick") } else { form.text("quantity") };
    Ok(match parse_wanted(typed, &sold)? {
        Wanted::Quantity(quantity) => (quantity, None),
        Wanted::Amount(amount) => (wanted_quantity(amount, &sold)?, Some(amount)),
    })
}

fn read_rule(name: &str) -> SubstitutionPolicy {
    SubstitutionPolicy::ALL.iter().copied().find(|policy| words::rule(*policy) == name).unwrap_or(SubstitutionPolicy::BestMatch)
}

/// What may stand in for an offer in its market: the same goods of other stalls, then goods known to be alike; cheapest first.
#[must_use]
pub fn alternatives(who: &Who, catalogue: &Catalogue, view: &OfferView<'_>, chosen: Option<OfferId>, now: Timestamp) -> Vec<Alternative> {
    let can_be_had = |other: &OfferView<'_>| other.market.id == view.market.id && other.availability(now).is_open();
    let cheapest = |mut found: Vec<OfferView<'_>>, count: usize| {
        found.sort_by_key(|other| other.offer.price);
        found.truncate(count);
        found.iter().map(|other| other.offer.id).collect::<Vec<_>>()
    };
    let same = catalogue.offers_of_product(view.product.id).filter(|other| other.offer.id != view.offer.id);
    let mut offers = cheapest(same.filter(can_be_had).collect(), ALTERNATIVES / 2);
    for slug in &view.product.substitutes {
        let Some(product) = catalogue.product(slug) else { continue };
        offers.extend(cheapest(catalogue.offers_of_product(product.id).filter(can_be_had).collect(), 2));
    }
    // What was chosen before stays choosable even when it cannot be had now.
    offers.truncate(ALTERNATIVES);
    offers.extend(chosen.filter(|chosen| !offers.contains(chosen)));
    offers.into_iter().filter_map(|id| catalogue.offer(id)).map(|other| alternative(who, &other, chosen)).collect()
}

fn alternative(who: &Who, view: &OfferView<'_>, chosen: Option<OfferId>) -> Alternative {
    let name = view.product.name(who.actor.lang);
    let price = format!("{}{}", words::money(who, view.offer.price), words::per(view.product));
    Alternative {
        offer: view.offer.id.to_string(),
        text: format!("{name}, {} {}, {price}", view.stall.name, words::place(view.stall)),
        is_chosen: chosen == Some(view.offer.id),
    }
}

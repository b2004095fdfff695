//! A line as a buyer sends it: a quantity in thousandths, as people say it, or for an amount of money.

use kernel::id::OfferId;
use kernel::quantity::QUANTITY_MILLI_MAX;
use kernel::{Quantity, Rupiah};
use market::catalogue::{Catalogue, OfferView};
use market::orders::WantedLine;
use order_text::{SoldAs, Wanted, parse_wanted, wanted_quantity};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::answer::Reply;
use crate::api::names::SubstitutionPolicy;
use crate::api::problem::Refusal;

/// What is wanted of one offer. Exactly one of `quantity_milli`, `quantity` and `amount_rupiah` says how much.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LineInput {
    /// Of which offer.
    #[schema(value_type = String, format = Uuid)]
    offer_id: OfferId,
    /// Thousandths of the offer's unit: 250 of `kg` is a quarter, 2000 of `ikat` is two bunches.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 10_000_000, example = 250)]
    quantity_milli: Option<i64>,
    /// As people say it, in Indonesian or Javanese: `¼ kg`, `seprapat`, `2 ikat`, `Rp5.000`.
    #[serde(default)]
    #[schema(max_length = 100)]
    quantity: Option<String>,
    /// For so much money, in rupiah; weighed down to the gram or whole pieces.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 10_000_000)]
    amount_rupiah: Option<i64>,
    /// To the seller: `potong 8`. At most 200 characters.
    #[serde(default)]
    #[schema(max_length = 200)]
    note: String,
    /// What to do when it is missing.
    #[serde(default = "asking")]
    substitution: SubstitutionPolicy,
    /// The buyer's own choice, for the policy `alternative`.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Uuid)]
    alternative_offer_id: Option<OfferId>,
}

const fn asking() -> SubstitutionPolicy {
    SubstitutionPolicy::Ask
}

/// Reads the lines, naming the one that cannot be read.
///
/// # Errors
/// `not_found` for an unknown offer, `one_of` when how much is said twice or not at all, and the codes of quantities.
pub fn wanted_lines(catalogue: &Catalogue, lines: &[LineInput]) -> Reply<Vec<WantedLine>> {
    let read =
        |(position, line): (usize, &LineInput)| wanted(catalogue, line).map_err(|refusal| refusal.within(&format!("lines[{position}]")));
    lines.iter().enumerate().map(read).collect()
}

fn wanted(catalogue: &Catalogue, line: &LineInput) -> Reply<WantedLine> {
    let found = catalogue.offer(line.offer_id).ok_or_else(|| Refusal::not_found("offer").at("offer_id"))?;
    let said = match (line.quantity_milli, &line.quantity, line.amount_rupiah) {
        (Some(milli), None, None) => Wanted::Quantity(quantity(milli, "quantity_milli", 1)?),
        (None, Some(text), None) => parse_wanted(text, &sold_as(&found))?,
        (None, None, Some(amount)) => Wanted::Amount(Rupiah(amount)),
        _ => return Err(Refusal::invalid("one_of", "quantity").with("names", "quantity_milli, quantity, amount_rupiah")),
    };
    let (quantity, amount) = match said {
        Wanted::Quantity(quantity) => (quantity, None),
        Wanted::Amount(amount) => (wanted_quantity(amount, &sold_as(&found))?, Some(amount)),
    };
    Ok(WantedLine {
        offer: line.offer_id,
        quantity,
        amount,
        note: line.note.clone(),
        policy: line.substitution.into(),
        alternative: line.alternative_offer_id,
    })
}

/// How the goods of an offer are sold.
#[must_use]
pub fn sold_as<'a>(found: &OfferView<'a>) -> SoldAs<'a> {
    SoldAs {
        unit: found.product.sold_by,
        label: &found.product.unit,
        pack_grams: found.product.pack_grams,
        pack_ml: found.product.pack_ml,
        price: found.offer.price,
        step_milli: found.product.step.milli(),
        min_milli: found.product.min.milli(),
    }
}

/// A quantity in thousandths.
///
/// # Errors
/// `number_out_of_range`, naming `field`.
pub fn quantity(milli: i64, field: &str, least: i64) -> Reply<Quantity> {
    let refuse = || Refusal::invalid("number_out_of_range", field).with("least", least).with("most", QUANTITY_MILLI_MAX);
    Quantity::from_milli(milli).filter(|quantity| quantity.milli() >= least).ok_or_else(refuse)
}

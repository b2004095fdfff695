//! What a shopper wants, as the API takes it.

use anyhow::Context as _;
use kernel::id::SlotId;
use registry::areas::Ward;
use registry::people::Person;
use serde_json::{Value, json};

use crate::city::{Basket, Plan};

/// A basket, who wants it, where and when.
#[derive(Debug, Clone, Copy)]
pub struct Errand<'a> {
    /// What.
    pub basket: &'a Basket,
    /// When.
    pub slot: SlotId,
    buyer: &'a Person,
    ward: &'a Ward,
}

impl<'a> Errand<'a> {
    /// The errand of that number.
    pub fn new(plan: &'a Plan, at: usize) -> anyhow::Result<Self> {
        let basket = plan.basket(at);
        let slots = plan.slots.get(&basket.market).filter(|slots| !slots.is_empty()).context("a market without slots")?;
        // The later half: none of them closes while the run goes on.
        let slot = slots[slots.len() - 1 - at % slots.len().div_ceil(2)];
        Ok(Self { basket, slot, buyer: plan.buyer(at), ward: plan.ward(at) })
    }

    /// What a quote is asked for.
    pub fn wanted(&self) -> Value {
        let line = |(offer, much): &(kernel::id::OfferId, kernel::Quantity)| json!({ "offer_id": offer, "quantity_milli": much });
        let lines: Vec<Value> = self.basket.lines.iter().map(line).collect();
        json!({ "market": self.basket.slug, "lines": lines, "ward_code": self.ward.code })
    }

    /// What is ordered by the quote of that id.
    pub fn order(&self, quote: &Value, payment: &str) -> Value {
        let address = json!({ "street": "Jl. Contoh 12", "rt": "1", "rw": "1", "ward_code": self.ward.code, "landmark": "Pagar hijau" });
        json!({
            "quote_id": quote, "slot_id": self.slot, "recipient": self.buyer.name, "phone": self.buyer.phone.as_str(),
            "address": address, "payment": payment,
        })
    }
}

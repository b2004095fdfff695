//! `/pesan`: where, when, for whom, how paid; one form, nothing typed is lost.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::page::Page;

/// Checkout: one form at `POST /pesan`. The names of the fields are those of this struct and of [`AddressForm`].
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "order/checkout.html")]
pub struct CheckoutView {
    /// Around the content.
    pub page: Page,
    /// `Pasar Oro-oro Dowo`.
    pub place: String,
    /// `7 barang dari 4 lapak`.
    pub summary: String,
    /// Id of the quote whose fees are frozen: hidden field `quote`.
    pub quote: String,
    /// Prices that changed since the basket was filled; they must be accepted (`accept_prices`).
    pub changes: Vec<PriceChange>,
    /// Saved addresses (`address` is an id or `new`).
    pub addresses: Vec<SavedAddress>,
    /// The form for another address, as typed.
    pub address: AddressForm,
    /// Wards to choose from, by district.
    pub districts: Vec<District>,
    /// For someone else, as typed.
    pub recipient: RecipientForm,
    /// Slots (`slot` is an id or `asap`).
    pub slots: Vec<SlotChoice>,
    /// Ways to pay (`payment`).
    pub payments: Vec<Choice>,
    /// Note for the runner, as typed.
    pub runner_note: String,
    /// Sums: goods, delivery, city fee; the total stands apart.
    pub sums: Vec<(String, String)>,
    /// Estimated total.
    pub total: String,
    /// The most that may be asked without asking again: `paling banyak Rp75.400`.
    pub total_max: String,
}

/// A price that changed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PriceChange {
    /// Goods and stall.
    pub name: String,
    /// Price before.
    pub before: String,
    /// Price now.
    pub now: String,
}

/// An address used before.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SavedAddress {
    /// Id.
    pub id: String,
    /// `Rumah`.
    pub label: String,
    /// In one line.
    pub text: String,
    /// Whether it is chosen.
    pub is_chosen: bool,
}

/// An address as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct AddressForm {
    /// Whether the form is chosen: no saved address, or `new`.
    pub is_chosen: bool,
    /// Code of the ward.
    pub ward: String,
    /// Street and number.
    pub street: String,
    /// RT.
    pub rt: String,
    /// RW.
    pub rw: String,
    /// `Pagar hijau, depan musala`.
    pub landmark: String,
    /// Map pin.
    pub latitude: String,
    /// Map pin.
    pub longitude: String,
    /// Whether to keep it for next time.
    pub is_kept: bool,
}

/// A district with its wards.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct District {
    /// Name.
    pub name: String,
    /// Wards: code and name.
    pub wards: Vec<(String, String)>,
}

/// Someone else who receives the goods.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RecipientForm {
    /// Whether it is for someone else.
    pub is_other: bool,
    /// Name.
    pub name: String,
    /// Phone as typed.
    pub phone: String,
}

/// A delivery slot to choose.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SlotChoice {
    /// Id, or `asap`.
    pub id: String,
    /// `Hari ini 07.00–08.30`, `Secepatnya`.
    pub text: String,
    /// `pesan sebelum 06.30`, `penuh`, `sisa 3 tempat`.
    pub note: String,
    /// Fee for it when it differs; empty otherwise.
    pub fee: String,
    /// Whether it can be chosen.
    pub is_open: bool,
    /// Whether it is chosen.
    pub is_chosen: bool,
}

/// A choice among few.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Choice {
    /// Value.
    pub id: String,
    /// Words.
    pub text: String,
    /// What it means.
    pub note: String,
    /// Icon.
    pub icon: String,
    /// Whether it is chosen.
    pub is_chosen: bool,
}

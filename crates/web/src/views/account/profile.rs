//! `/akun`: name, language, addresses, consents, devices.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::error::Link;
use crate::views::page::Page;

/// One's own account.
///
/// Forms: `POST /akun` (`name`, `language`), `POST /akun/alamat/{id}/hapus`, `POST /akun/persetujuan` (`consent` repeated), `POST /keluar`, `POST /keluar/semua`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "account/profile.html")]
pub struct AccountView {
    /// Around the content; errors name `name`.
    pub page: Page,
    /// Name as typed.
    pub name: String,
    /// Phone, readable.
    pub phone: String,
    /// Where one also works: stall, tour, market board.
    pub work: Vec<Link>,
    /// Saved addresses.
    pub addresses: Vec<AddressRow>,
    /// Consents.
    pub consents: Vec<Consent>,
    /// `2 perangkat`.
    pub devices: String,
}

/// A saved address.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct AddressRow {
    /// Id.
    pub id: String,
    /// `Rumah`.
    pub label: String,
    /// In one line.
    pub text: String,
}

/// A consent that can be given and taken back.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Consent {
    /// Value.
    pub id: String,
    /// What it allows.
    pub text: String,
    /// What it means, and since when it is given.
    pub note: String,
    /// Whether it is given.
    pub is_given: bool,
}

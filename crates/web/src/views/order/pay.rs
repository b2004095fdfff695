//! Paying by a code: the card on the buyer's and the runner's page, and the sandbox's own page, where one pays without money.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::account::second_factor::Qr;
use crate::views::page::Page;

/// What is paid, and the code for the rest.
///
/// Form: `POST {action}`, which asks for a code.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PayCard {
    /// Where the form goes.
    pub action: String,
    /// What is still to be paid.
    pub due: String,
    /// Nothing is left to be paid.
    pub is_paid: bool,
    /// `Sudah dibayar Rp60.000`; empty when nothing came.
    pub received: String,
    /// What goes back, a sentence each.
    pub returned: Vec<String>,
    /// The total is not final: what is too much comes back.
    pub is_ahead: bool,
    /// The code that can be scanned now.
    pub code: Option<PayCode>,
}

/// A code that can be paid.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PayCode {
    /// The squares.
    pub qr: Qr,
    /// What it asks for.
    pub amount: String,
    /// `Berlaku sampai 09.15 WIB`.
    pub until: String,
    /// Where one pays in a demonstration; empty otherwise.
    pub sandbox: String,
}

/// The sandbox's page: a wallet that takes no money.
///
/// Form: `POST /coba-bayar/{reference}` with `manner`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "order/sandbox.html")]
pub struct SandboxView {
    /// Around the content.
    pub page: Page,
    /// Of the payment.
    pub reference: String,
    /// What the payer reads.
    pub title: String,
    /// How much.
    pub amount: String,
    /// When it was paid; empty when not yet.
    pub paid: String,
    /// Ways in which the acquirer may tell, and their names.
    pub manners: Vec<(String, String)>,
}

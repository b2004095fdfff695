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
    /// What staff say of payments by the printed code, a sentence each: being looked at, or why not.
    pub judged: Vec<String>,
    /// Staff look at a payment: another scan would pay twice.
    pub is_waiting: bool,
    /// The wallet that was chosen, for the buyer alone: `GoPay`; empty otherwise.
    pub wallet: String,
    /// Somebody makes codes to scan.
    pub has_code: bool,
    /// The code that can be scanned now, or the link.
    pub code: Option<PayCode>,
}

/// A code that can be paid.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PayCode {
    /// The squares; none where a wallet is opened.
    pub qr: Option<Qr>,
    /// Opens the wallet; empty where a code is scanned.
    pub link: String,
    /// What it asks for.
    pub amount: String,
    /// `Berlaku sampai 09.15 WIB`.
    pub until: String,
    /// Where one pays in a demonstration; empty otherwise.
    pub sandbox: String,
    /// Of a printed code: who is paid, whether the amount must be typed, and that a picture is no proof, a sentence each.
    pub printed: Vec<String>,
}

/// What a buyer sends beside a code: a picture of a payment by the printed one, or an account for money that goes back.
///
/// Forms: `POST {proof}` with `picture` or `gallery`, a file; `POST {account}` with `bank`, `number`, `holder`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PayForms {
    /// Where a picture goes; empty when none is wanted.
    pub proof: String,
    /// The most an upload may have.
    pub megabytes: usize,
    /// Where an account goes; empty when none is wanted.
    pub account: String,
    /// As given before.
    pub bank: String,
    /// As given before.
    pub number: String,
    /// As given before.
    pub holder: String,
    /// Why staff could not use it; empty when nothing is wrong.
    pub problem: String,
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

//! `/jual/pembayaran` and `/kurir/pembayaran`: how somebody would like to be paid.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::bits::Choice;
use crate::views::page::Page;

/// The wish as a form.
///
/// Form: `POST` to `action` with `method`, `channel_bank`, `channel_ewallet`, `account_number`, `holder`, `frequency`, `version`, `stall`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/wish.html")]
pub struct WishView {
    /// Around the content.
    pub page: Page,
    /// Where the form goes.
    pub action: String,
    /// The stall's name in addresses; empty for a runner.
    pub stall: String,
    /// Whose money it is: a stall's name, or the runner's.
    pub name: String,
    /// How it is now: `BRI ····1234 a.n. Sumiati, setiap hari`.
    pub now: String,
    /// Cash, bank, wallet.
    pub methods: Vec<Choice>,
    /// Banks.
    pub banks: Vec<Choice>,
    /// E-wallets.
    pub wallets: Vec<Choice>,
    /// What stands in the account's field: nothing, or what was typed and refused.
    pub account: String,
    /// What is said beside it: that the number is kept when nothing is typed.
    pub account_hint: String,
    /// Whose account it is.
    pub holder: String,
    /// Daily, weekly.
    pub frequencies: Vec<Choice>,
    /// The version that is shown.
    pub version: i64,
}

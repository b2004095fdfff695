//! `/kurir/antar/{order}`: the way, the door, the cash; or why nothing was handed over.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::order::pay::PayCard;
use crate::views::page::Page;

/// One delivery.
///
/// Forms: `POST /kurir/antar/{number}/berangkat`; `…/serahkan` with `pin` and `cash`; `…/gagal` with `why`, `more` and `goods`
/// (`returned`, `lost`).
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/runner/deliver.html")]
pub struct DeliverView {
    /// Around the content.
    pub page: Page,
    /// Whole number.
    pub number: String,
    /// What stands on the bag.
    pub bag: String,
    /// Who receives it.
    pub recipient: String,
    /// Street, RT/RW, ward.
    pub address: Vec<String>,
    /// What to look for; empty for nothing.
    pub landmark: String,
    /// For `tel:`.
    pub phone: String,
    /// For the eye.
    pub phone_text: String,
    /// For `wa.me`: digits only.
    pub phone_digits: String,
    /// `geo:` address; empty without a pin.
    pub map: String,
    /// `07.00–08.30`.
    pub slot: String,
    /// Left the market already.
    pub is_on_the_way: bool,
    /// What is to be taken in cash.
    pub total: String,
    /// In plain digits.
    pub total_plain: i64,
    /// Paying by a code; `None` where nobody makes any.
    pub pay: Option<PayCard>,
    /// Notes buyers give and the change: `Rp50.000` and `Rp4.100`.
    pub change: Vec<(String, String)>,
    /// What is in the bag, a line each.
    pub goods: Vec<String>,
    /// Too many wrong PINs: the manager hands over.
    pub is_locked: bool,
    /// A payment that was shown and that staff have still to find on the bank's list, with its amount; empty for none. The card of codes
    /// is not shown meanwhile: another scan would pay twice.
    pub waits: String,
    /// The manager's number, for `tel:`; empty when unknown.
    pub manager_phone: String,
}

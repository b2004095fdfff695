//! What is said of an order that is paid by a code: nobody is told to have cash ready for what is paid already.

use kernel::Rupiah;
use market::desk::CASH;
use market::orders::Order;
use market::payments::Paying;

use crate::format;
use crate::i18n::T;

/// The words for an order of which money came by a code, or is to come; `None` where those for cash fit.
pub(super) fn text(t: T, order: &Order, paying: &Paying, kind: &str) -> Option<String> {
    let money = |amount: Rupiah| format::rupiah(t.lang(), amount.amount());
    let has_paid = !paying.receipts.is_empty();
    if !has_paid && order.payment_provider == CASH {
        return None;
    }
    let (number, estimate, due) = (&order.number, money(order.total_estimate()), money(paying.due));
    let total = money(order.total_final.unwrap_or_else(|| order.total_estimate()));
    let back = money(paying.returns.iter().map(|back| back.amount).sum());
    let is_paid = paying.due == Rupiah::ZERO;
    Some(match kind {
        "placed" => t.with("message-placed-code", &[("number", number), ("total", &total)]),
        "total_final" if is_paid => t.with("message-total-paid", &[("number", number), ("total", &total), ("estimate", &estimate)]),
        "total_final" => t.with("message-total-code", &[("number", number), ("total", &total), ("estimate", &estimate), ("due", &due)]),
        "delivering" if is_paid => t.with("message-delivering-paid", &[("number", number)]),
        "delivering" => t.with("message-delivering-code", &[("number", number), ("due", &due)]),
        "cancelled" if has_paid => t.with("message-cancelled-back", &[("number", number), ("amount", &back)]),
        "failed" if has_paid => t.with("message-failed-back", &[("number", number), ("amount", &back)]),
        _ => return None,
    })
}

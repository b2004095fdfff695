//! One order as it was promised, and the arithmetic of its lines, written a second time.

use std::collections::BTreeMap;

use kernel::id::{LineId, OfferId, StallId};
use kernel::{BasisPoints, Rupiah, Unit};
use market::orders::{LineState, OrderDetail, OrderLine, Quote};

/// An acknowledged order.
#[derive(Debug, Clone)]
pub struct Known {
    /// As it was seen last.
    pub detail: OrderDetail,
    /// What the buyer was told it may cost at most.
    pub most: Rupiah,
    /// Whether the buyer agreed to a substitute, which may cost more.
    pub has_agreed: bool,
    /// Whether a failed order's goods could not go back.
    pub goods_lost: bool,
    /// The price charged for each weighed line, where the stall asked less than agreed.
    pub charged: BTreeMap<LineId, Rupiah>,
}

impl Known {
    /// An order just acknowledged.
    pub fn new(detail: OrderDetail, quote: &Quote) -> Self {
        let goods: i64 = quote.lines.iter().map(|line| line.estimate.amount()).sum();
        let over: i64 = quote
            .lines
            .iter()
            .filter(|line| line.sold_by == Unit::Weight && line.wanted.amount.is_none())
            .map(|line| (line.estimate.amount() * line.tolerance.0 + 5_000) / 10_000)
            .sum();
        let most = Rupiah(goods + over + quote.delivery_fee.amount() + quote.service_fee.amount());
        Self { detail, most, has_agreed: false, goods_lost: false, charged: BTreeMap::new() }
    }

    /// What the buyer pays for the lines as they are, in cash: rounded to the hundred.
    pub fn due(&self, detail: &OrderDetail, step: i64) -> (Rupiah, Rupiah, Rupiah) {
        let goods: i64 = detail.lines.iter().filter_map(|line| line.total).map(Rupiah::amount).sum();
        let exact = goods + detail.order.delivery_fee.amount() + detail.order.service_fee.amount();
        let rounded = (exact + step / 2) / step.max(1) * step.max(1);
        (Rupiah(goods), Rupiah(rounded - exact), Rupiah(rounded))
    }

    /// What a runner gets of the delivery fee.
    pub fn share(&self, rate: BasisPoints) -> Rupiah {
        Rupiah((self.detail.order.delivery_fee.amount() * rate.0 + 5_000) / 10_000)
    }
}

/// What a line holds of an offer's stock.
pub fn held(line: &OrderLine) -> Option<(OfferId, i64)> {
    let milli = match line.state {
        LineState::Open => line.quantity.milli(),
        LineState::Picked | LineState::Substituted => line.picked.map_or(0, kernel::Quantity::milli),
        LineState::Rejected | LineState::Missing => return None,
    };
    Some((line.picked_offer.unwrap_or(line.offer), milli))
}

/// What a weighed line costs at `price`; `None` when it is not weighed.
pub fn total_of(line: &OrderLine, price: Rupiah) -> Option<Rupiah> {
    let picked = line.picked?.milli();
    let by_weight = (i128::from(price.amount()) * i128::from(picked) + 500) / 1_000;
    let by_weight = Rupiah(i64::try_from(by_weight).ok()?);
    Some(match line.amount {
        Some(amount) if picked * 10 >= line.quantity.milli() * 9 => amount,
        Some(amount) => by_weight.min(amount),
        None => by_weight,
    })
}

/// What each stall sold.
pub fn sold_by_stall(detail: &OrderDetail) -> BTreeMap<StallId, i64> {
    let mut sold = BTreeMap::new();
    for line in &detail.lines {
        let total = line.total.unwrap_or_default().amount();
        if total > 0 {
            *sold.entry(line.stall).or_insert(0) += total;
        }
    }
    sold
}

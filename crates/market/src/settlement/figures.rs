//! Read-only figures: a market's day, and a trader's money now.

use ::store::Tx;
use kernel::id::{MarketId, StallId};
use kernel::{Actor, BusinessDate, Rupiah};
use ledger::{Account, AccountKind};
use serde::Serialize;

use super::model::{CashCount, CountKind, Payout, PayoutState};
use super::store::{self, PayoutsWanted};
use super::{read, rights};
use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::OrderState;

/// A market's day in figures. Money is of delivered orders, in rupiah.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayFigures {
    /// Which market.
    pub market: MarketId,
    /// Which local date.
    pub date: BusinessDate,
    /// How many orders in each state; states without orders are left out.
    pub orders: Vec<(OrderState, i64)>,
    /// Goods.
    pub goods: Rupiah,
    /// Delivery fees, the runners' shares included.
    pub delivery_fees: Rupiah,
    /// The city's fees.
    pub service_fees: Rupiah,
    /// Gained by rounding; negative where it cost.
    pub rounding: Rupiah,
    /// What buyers paid: the four above together.
    pub charged: Rupiah,
    /// Refunds allowed on that date, whenever the order was.
    pub refunds: Rupiah,
    /// Cash that runners brought on that date, as counted.
    pub returned: Rupiah,
    /// Differences of all counts of that date; negative where cash was missing.
    pub difference: Rupiah,
    /// The closing, once the day is closed.
    pub closing: Option<CashCount>,
}

impl DayFigures {
    /// Orders in a state.
    #[must_use]
    pub fn orders_in(&self, state: OrderState) -> i64 {
        self.orders.iter().find(|(found, _)| *found == state).map_or(0, |(_, count)| *count)
    }
}

/// A market's day in figures.
///
/// # Errors
/// [`MarketError::NotAllowed`] for others than the market's managers and those who see all money.
pub async fn day_figures(desk: &Desk, actor: &Actor, market: MarketId, date: BusinessDate) -> Result<DayFigures, MarketError> {
    rights::must_see(actor, market)?;
    let mut tx = desk.house.db.reader().await?;
    of_day(desk, &mut tx, market, date).await
}

pub(super) async fn of_day(desk: &Desk, tx: &mut Tx, market: MarketId, date: BusinessDate) -> Result<DayFigures, MarketError> {
    let (city, offset) = (desk.city_id(), desk.city.offset_minutes);
    let span = (date.at_minute(0, offset), date.plus_days(1).at_minute(0, offset));
    let (sums, refunds) = store::day_sums(tx, city, market, date, span).await?;
    let counts = store::counts_of_day(tx, city, market, date).await?;
    let delivered = sums.iter().find(|sums| sums.state == OrderState::Delivered);
    let sum = |of: fn(&store::StateSums) -> Rupiah| delivered.map_or(Rupiah::ZERO, of);
    let returns = counts.iter().filter(|count| count.kind == CountKind::RunnerReturn);
    Ok(DayFigures {
        market,
        date,
        goods: sum(|sums| sums.goods),
        delivery_fees: sum(|sums| sums.delivery_fees),
        service_fees: sum(|sums| sums.service_fees),
        rounding: sum(|sums| sums.rounding),
        charged: sum(|sums| sums.total),
        refunds,
        returned: returns.map(|count| count.counted).sum(),
        difference: counts.iter().map(CashCount::difference).sum(),
        orders: sums.iter().map(|sums| (sums.state, sums.orders)).collect(),
        closing: counts.into_iter().find(|count| count.kind == CountKind::Closing),
    })
}

/// A trader's money now, for the trader's own page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StallMoney {
    /// Sold and delivered today.
    pub today: Rupiah,
    /// Sold and delivered yesterday.
    pub yesterday: Rupiah,
    /// Of today's orders still under way: how many.
    pub coming_orders: i64,
    /// And what they should bring.
    pub coming: Rupiah,
    /// Owed and in no payout yet; negative when a refund is owed.
    pub owed: Rupiah,
    /// Payouts that wait for approval.
    pub prepared: Rupiah,
    /// Payouts that can be fetched at the market office.
    pub approved: Rupiah,
    /// Payouts on their way through the bank.
    pub on_the_way: Rupiah,
    /// The newest payout that was handed out.
    pub last_paid: Option<Payout>,
}

/// What a stall sold today and yesterday, and what it can fetch. Waiting payouts beyond the newest 200 are not summed.
///
/// # Errors
/// [`MarketError::NotFound`] for others than its sellers, its market's managers and those who see all money.
pub async fn money_of_stall_today(desk: &Desk, actor: &Actor, stall: StallId) -> Result<StallMoney, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let market = read::stall_seen(desk, &mut tx, actor, stall).await?;
    let (city, today) = (desk.city_id(), desk.today());
    let sold = store::sold_by_day(&mut tx, city, stall, today.plus_days(-1), today).await?;
    let sold_on = |date| sold.iter().find(|(day, _)| *day == date).map_or(Rupiah::ZERO, |(_, sum)| *sum);
    let (coming_orders, coming) = store::coming(&mut tx, city, market, stall, today).await?;
    let owed = ledger::balance(&mut tx, city, Account::new(AccountKind::StallPayable, stall)).await?;
    let prepared = store::payouts_of_payees(&mut tx, city, &[stall.into()], None, &wanted(PayoutState::Prepared, 200)).await?;
    let approved = store::payouts_of_payees(&mut tx, city, &[stall.into()], None, &wanted(PayoutState::Approved, 200)).await?;
    let sum = |by_transfer: bool| approved.iter().filter(|payout| payout.is_transfer() == by_transfer).map(|payout| payout.amount).sum();
    let last_paid = store::payouts_of_payees(&mut tx, city, &[stall.into()], None, &wanted(PayoutState::Paid, 1)).await?.pop();
    Ok(StallMoney {
        today: sold_on(today),
        yesterday: sold_on(today.plus_days(-1)),
        coming_orders,
        coming,
        owed,
        prepared: prepared.iter().map(|payout| payout.amount).sum(),
        approved: sum(false),
        on_the_way: sum(true),
        last_paid,
    })
}

fn wanted(state: PayoutState, rows: i64) -> PayoutsWanted {
    PayoutsWanted { state: Some(state), ..PayoutsWanted::newest(rows) }
}

//! What a stall or runner earned and was paid, line by line, with the goods behind each sale.

use ::store::Tx;
use kernel::id::{OrderId, PersonId, RawId, StallId};
use kernel::{Actor, BusinessDate, Lang, Quantity, Role, Rupiah, Scope, Timestamp, Unit};
use ledger::{Account, Reason};
use serde::Serialize;

use super::model::{PayeeKind, Payout};
use super::store::{self, PayoutsWanted, SuppliedLine};
use super::{read, rights, rules};
use crate::desk::Desk;
use crate::error::MarketError;

/// The most payouts listed with a statement.
const PAYOUTS_MAX: i64 = 200;

/// Goods of one sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SoldGoods {
    /// In the reader's language.
    pub name: String,
    /// Weighed or counted.
    pub quantity: Quantity,
    /// Measured how.
    pub sold_by: Unit,
    /// The unit's word.
    pub unit: String,
    /// What was charged.
    pub total: Rupiah,
}

/// One movement of money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatementLine {
    /// On which local date it counts.
    pub date: BusinessDate,
    /// When it was written.
    pub at: Timestamp,
    /// Why: the ledger's reason by name, such as `goods_sold`.
    pub reason: &'static str,
    /// The order's number, or the batch's date of a payout.
    pub number: String,
    /// Which order, where it is one.
    pub order: Option<OrderId>,
    /// What was sold; empty for anything but a sale of a stall.
    pub goods: Vec<SoldGoods>,
    /// What is owed more; negative when it was paid out or given back.
    pub change: Rupiah,
    /// Owed after this line.
    pub balance: Rupiah,
}

/// What one payee was owed over a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MoneyStatement {
    /// Stall or runner.
    pub payee_kind: PayeeKind,
    /// The stall's or person's id.
    pub payee: RawId,
    /// First local date.
    pub from: BusinessDate,
    /// Last local date, included.
    pub to: BusinessDate,
    /// Owed before the first date.
    pub opening: Rupiah,
    /// By date, then by time.
    pub lines: Vec<StatementLine>,
    /// Owed after the last date.
    pub closing: Rupiah,
    /// Payouts of batches in the period, newest first; at most 200.
    pub payouts: Vec<Payout>,
}

/// A stall's statement from the first to the last date, both included.
///
/// # Errors
/// [`MarketError::NotFound`] for others than its sellers, its market's managers and those who see all money;
/// [`MarketError::BadPeriod`] when it ends before it begins or has more lines than a statement may have.
pub async fn statement_of_stall(
    desk: &Desk,
    actor: &Actor,
    stall: StallId,
    from: BusinessDate,
    to: BusinessDate,
) -> Result<MoneyStatement, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    read::stall_seen(desk, &mut tx, actor, stall).await?;
    let mut statement = lay_out(desk, &mut tx, PayeeKind::Stall, stall.into(), from, to).await?;
    let sales = [Reason::GoodsSold.name(), Reason::GoodsLost.name()];
    let sold = |line: &&mut StatementLine| sales.contains(&line.reason);
    let mut orders: Vec<OrderId> = statement.lines.iter_mut().filter(sold).filter_map(|line| line.order).collect();
    orders.sort_unstable();
    orders.dedup();
    let supplied = store::supplied(&mut tx, desk.city_id(), stall, &orders).await?;
    for line in statement.lines.iter_mut().filter(sold) {
        let of_order = supplied.iter().filter(|goods| Some(goods.order) == line.order);
        line.goods = of_order.map(|goods| named(goods, actor.lang)).collect();
    }
    Ok(statement)
}

fn named(line: &SuppliedLine, lang: Lang) -> SoldGoods {
    let [id, jv, en] = &line.names;
    let name = match lang {
        Lang::Id => id,
        Lang::Jv => jv,
        Lang::En => en,
    };
    SoldGoods {
        name: if name.is_empty() { id.clone() } else { name.clone() },
        quantity: line.picked.unwrap_or(Quantity::ZERO),
        sold_by: line.sold_by,
        unit: line.unit.clone(),
        total: line.total,
    }
}

/// A runner's statement from the first to the last date, both included; over all markets the runner delivered for.
///
/// # Errors
/// [`MarketError::NotFound`] for others than the runner, the managers of the runner's markets and those who see all money;
/// [`MarketError::BadPeriod`].
pub async fn statement_of_runner(
    desk: &Desk,
    actor: &Actor,
    runner: PersonId,
    from: BusinessDate,
    to: BusinessDate,
) -> Result<MoneyStatement, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    if actor.person != Some(runner) && !rights::sees_all(actor) {
        let grants = registry::roles::grants_of(&mut tx, desk.city_id(), runner).await?;
        let runs_here = |grant: &kernel::actor::Grant| match grant.scope {
            Scope::Market(market) => grant.role == Role::Runner && actor.manages(market),
            Scope::City | Scope::Stall(_) => false,
        };
        if !grants.iter().any(runs_here) {
            return Err(MarketError::NotFound("runner"));
        }
    }
    lay_out(desk, &mut tx, PayeeKind::Runner, runner.into(), from, to).await
}

async fn lay_out(
    desk: &Desk,
    tx: &mut Tx,
    kind: PayeeKind,
    payee: RawId,
    from: BusinessDate,
    to: BusinessDate,
) -> Result<MoneyStatement, MarketError> {
    let city = desk.city_id();
    let account: Account = rules::owed_to(kind, payee);
    let books = ledger::statement(tx, city, account, from, to).await?;
    let lines = books.lines.into_iter().map(|line| StatementLine {
        date: line.business_date,
        at: line.at,
        reason: line.reason.name(),
        number: line.memo,
        order: (line.reference_kind == "order").then_some(OrderId(line.reference)),
        goods: Vec::new(),
        change: line.change,
        balance: line.balance,
    });
    let of_period = PayoutsWanted { dates: (from, to), ..PayoutsWanted::newest(PAYOUTS_MAX) };
    let payouts = store::payouts_of_payees(tx, city, &[payee], None, &of_period).await?;
    Ok(MoneyStatement {
        payee_kind: kind,
        payee,
        from,
        to,
        opening: books.opening,
        lines: lines.collect(),
        closing: books.closing,
        payouts,
    })
}

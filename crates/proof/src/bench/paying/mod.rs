//! Being paid by codes, in this process, with the sandbox as acquirer: what it tells is verified, kept and booked; a day of payments is
//! compared with its statement.

mod attempts;
mod callbacks;
mod reconcile;

use std::sync::Arc;

use kernel::id::OrderId;
use market::Desk;
use market::orders::place as orders;
use providers::payments::Cash;
use sandbox::Sandbox;

use super::figures::Report;
use super::{Options, place};
use crate::city::{Plan, Town};
use crate::database::Database;
use crate::load;

/// Orders that are paid for; each several times, which costs the same.
const ORDERS: usize = 4_096;
/// What the acquirer of the benchmark signs with.
const SECRET: [u8; 32] = [7; 32];

/// A city whose buyers pay by codes.
struct Till {
    /// Its surroundings, with the acquirer.
    desk: Desk,
    /// Its acquirer.
    sandbox: Sandbox,
    /// Orders that wait to be paid.
    orders: Vec<OrderId>,
}

/// Makes a city with orders, lets them be paid, and compares the day.
pub async fn measure(options: &Options, database: &Database, report: &mut Report) -> anyhow::Result<()> {
    let town = super::make(database, "paid", report).await?;
    let till = open(&town).await?;
    database.settle(&town.place).await?;
    let mut paid = Vec::new();
    if options.wants("callbacks") {
        paid = callbacks::measure(&till, database, &town.place, options.time(), report).await?;
    }
    if options.wants("reconcile") {
        reconcile::measure(&till, database, &town.place, paid, report).await?;
    }
    super::check(&till.desk, database.kind(), till.orders.len() as u64, report).await
}

async fn open(town: &Town) -> anyhow::Result<Till> {
    let desk = town.desk.clone();
    let sandbox = Sandbox::new(desk.house.clone(), desk.city_id(), desk.city.name.clone(), SECRET);
    let desk = Desk { payments: vec![Arc::new(Cash), Arc::new(sandbox.clone())], ..desk };
    let ordering = load::together(0..ORDERS, |number| {
        let (desk, plan) = (desk.clone(), Arc::clone(&town.plan));
        async move { order(&desk, &plan, number).await }
    });
    let orders = ordering.await?;
    Ok(Till { desk, sandbox, orders })
}

async fn order(desk: &Desk, plan: &Plan, number: usize) -> anyhow::Result<OrderId> {
    let (actor, quote, market) = place::quoted(desk, plan, number).await?;
    let slots = plan.slots.get(&market).filter(|slots| !slots.is_empty());
    let slots = anyhow::Context::context(slots, "a market without slots")?;
    let command = place::command(plan, number, quote, slots[number % slots.len()]);
    Ok(orders::place(desk, &actor, &format!("bench-paid-{number}"), command).await?)
}

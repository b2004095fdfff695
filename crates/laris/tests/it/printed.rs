//! Being paid by the market's printed code: who says what, what is refused, and what the books say then.

mod pages;
mod races;
mod rules;
mod words;

use kernel::id::OrderId;
use kernel::{BusinessDate, Rupiah};
use market::delivery;
use market::orders::model::SubstitutionPolicy::Refund as Drop;
use market::payments::printed::{self, OnBankList};
use market::payments::{self, Intent};
use market::picking::{self, PickInput};
use market::pictures::Studio;
use providers::objects::LocalObjects;

use crate::goods::samples::phone_jpeg;
use crate::town::Town;

/// A sticker of a merchant that does not exist, at an acquirer that does not exist.
pub fn sticker() -> String {
    sandbox::sticker("PASAR CONTOH").unwrap()
}

/// The manager enters the market's sticker.
pub async fn stick(town: &Town) {
    let manager = town.actor(town.manager).await;
    printed::set_code(&town.desk, &manager, town.market, &sticker()).await.unwrap();
}

/// A studio whose files are gone with the second.
pub fn studio() -> (Studio, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (Studio::new(std::sync::Arc::new(LocalObjects::new(folder.path()))), folder)
}

/// An order that its buyer pays by the printed code, and the code.
pub async fn ordered(town: &Town, key: &str) -> (OrderId, Intent) {
    let quote = town.quote(vec![town.line("telur-d", 1_000, Drop)]).await.unwrap();
    let command = market::orders::place::PlaceOrder { payment: printed::PRINTED.to_owned(), ..town.command(&quote, town.slot().await) };
    let buyer = town.actor(town.buyer).await;
    let order = market::orders::place::place(&town.desk, &buyer, key, command).await.unwrap();
    (order, payments::ask(&town.desk, &buyer, order).await.unwrap())
}

/// The first runner picks what was ordered and stands at the door.
pub async fn at_the_door(town: &Town, order: OrderId) {
    let (manager, runner) = (town.actor(town.manager).await, town.actor(town.runners[0]).await);
    delivery::assign(&town.desk, &manager, order, town.runners[0]).await.unwrap();
    picking::start_picking(&town.desk, &runner, order).await.unwrap();
    let line = town.detail(order).await.lines.remove(0);
    let input = PickInput { version: line.version, picked: line.quantity, price: None, device: None };
    picking::record_pick(&town.desk, &runner, &format!("door-{order}"), order, line.id, input).await.unwrap();
    picking::finish_picking(&town.desk, &runner, order).await.unwrap();
    delivery::start_delivery(&town.desk, &runner, order).await.unwrap();
}

/// A picture that differs by its size.
pub fn picture(side: u32) -> Vec<u8> {
    phone_jpeg(side, side)
}

/// A line of the bank's list of today.
pub fn line(town: &Town, reference: &str, amount: Rupiah) -> OnBankList {
    OnBankList { reference: reference.to_owned(), amount, date: today(town) }
}

pub fn today(town: &Town) -> BusinessDate {
    town.desk.today()
}

/// Recorded by the manager and confirmed by the treasurer.
pub async fn paid(town: &Town, order: OrderId, amount: Rupiah, reference: &str) {
    let (manager, treasurer) = (town.actor(town.manager).await, town.actor(town.treasurer).await);
    let claim = printed::record(&town.desk, &manager, &format!("record-{reference}"), order, amount).await.unwrap();
    printed::confirm(&town.desk, &treasurer, &format!("confirm-{reference}"), claim, line(town, reference, amount)).await.unwrap();
}

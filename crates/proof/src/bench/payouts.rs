//! A market with 5,000 stalls that are all owed money: the batch prepared and approved, the bank's file made, and its answer taken.

use std::time::{Duration, Instant};

use kernel::actor::Grant;
use kernel::id::{MarketId, PersonId, StallId};
use kernel::{Actor, Lang, Phone, Role, Rupiah, Scope};
use ledger::{Account, AccountKind, Reason, Transfer, derive_id};
use market::Desk;
use market::catalogue::{Stall, store as catalogue};
use market::disbursements::{self, FileKind, profiles::PROFILES, rules::reference};
use market::payees::{self, SetWish};
use market::settlement::{self, CloseCash, PayeeKind};
use registry::people::{self, Person};
use registry::sellers::{self, Seller};

use super::figures::Report;
use crate::city::Town;
use crate::database::{Database, Kind};

/// How many traders are paid; half of them in cash, half through the bank.
const TRADERS: u32 = 5_000;
/// The most that preparing and approving may take.
const MOST: Duration = Duration::from_secs(5);

/// Makes a city with a large market, pays everybody, and notes how long each step takes.
pub async fn measure(database: &Database, report: &mut Report) -> anyhow::Result<()> {
    let town = super::make(database, "payouts", report).await?;
    let (desk, kind) = (&town.desk, database.kind());
    let (manager, treasurer, market) = staff(&town)?;
    let stalls = open_stalls(desk, market, &town).await?;
    owe(desk, market, &stalls).await?;
    let to_bank = wishes(desk, &stalls).await?;
    let close = CloseCash { market, date: desk.today(), counted: Rupiah::ZERO, expected: None, reason: String::new() };
    settlement::close_cash(desk, &manager, "bench-close", close).await?;
    database.settle(&town.place).await?;

    let begun = Instant::now();
    let batch = settlement::create_settlement(desk, &manager, "bench-batch", market, desk.today()).await?;
    let prepared = begun.elapsed();
    settlement::approve_settlement(desk, &treasurer, "bench-check", batch).await?;
    let both = begun.elapsed();
    note(report, kind, "prepared", prepared);
    note(report, kind, "approved", both - prepared);
    if both > MOST {
        report.fault(format!("{}: a batch of {TRADERS} traders took {both:?}", kind.name()));
    }
    let begun = Instant::now();
    let file = disbursements::make_file(desk, &treasurer, "bench-file").await?;
    let file = file.ok_or_else(|| anyhow::anyhow!("no file was made"))?;
    disbursements::download(desk, &treasurer, file, &PROFILES[0], FileKind::Xlsx).await?;
    note(report, kind, "filed", begun.elapsed());
    let (file, transfers) = disbursements::get(desk, &treasurer, file).await?;
    anyhow::ensure!(transfers.len() == to_bank, "{} transfers of {to_bank} are in the file", transfers.len());
    let rows: Vec<String> = transfers
        .iter()
        .enumerate()
        .map(|(place, transfer)| format!("{},{},sukses\n", reference(file.number, place), transfer.amount.amount()))
        .collect();
    let answer = format!("reference,amount_rupiah,status\n{}", rows.concat()).into_bytes();
    let begun = Instant::now();
    disbursements::take_result(desk, &treasurer, "bench-answer", file.id, answer).await?;
    note(report, kind, "answered", begun.elapsed());
    super::check(desk, kind, 0, report).await
}

fn note(report: &mut Report, kind: Kind, what: &str, took: Duration) {
    report.single(&format!("batch of {TRADERS}: {what}"), Some(kind), took.as_secs_f64(), "s");
}

/// Two people of the city in their roles, and the market.
fn staff(town: &Town) -> anyhow::Result<(Actor, Actor, MarketId)> {
    let market = town.plan.basket(0).market;
    let actor = |person: PersonId, role, scope| Actor {
        person: Some(person),
        grants: vec![Grant { role, scope }],
        ..Actor::visitor(town.desk.city_id(), Lang::Id)
    };
    let manager = actor(town.plan.buyer(0).id, Role::Manager, Scope::Market(market));
    Ok((manager, actor(town.plan.buyer(1).id, Role::Treasurer, Scope::City), market))
}

/// Opens the stalls, each with its own trader.
async fn open_stalls(desk: &Desk, market: MarketId, town: &Town) -> anyhow::Result<Vec<(StallId, PersonId)>> {
    let like = town.plan.catalogue.stalls_of(market).next().ok_or_else(|| anyhow::anyhow!("a market without stalls"))?.stall.clone();
    let (mut traders, mut businesses, mut stalls) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..TRADERS {
        let phone = Phone::parse(&format!("0814000{number:06}")).map_err(|error| anyhow::anyhow!("{error}"))?;
        let person = Person { id: desk.house.id(), name: format!("Pedagang {number}"), phone, lang: Lang::Id };
        let seller = Seller { id: desk.house.id(), person: person.id, name: person.name.clone(), ward_code: None };
        stalls.push(Stall {
            id: desk.house.id(),
            seller: seller.id,
            slug: format!("lapak-banyak-{number}"),
            name: format!("Lapak {number}"),
            block: "Z".to_owned(),
            number: i64::from(number) + 1,
            walking_order: 100_000 + i64::from(number),
            ..like.clone()
        });
        traders.push(person);
        businesses.push(seller);
    }
    let opened = stalls.iter().zip(&traders).map(|(stall, trader)| (stall.id, trader.id)).collect();
    let written: Result<(), store::StoreError> = desk
        .house
        .db
        .write((desk.city_id(), desk.now(), traders, businesses, stalls), |tx, (city, now, traders, businesses, stalls)| {
            Box::pin(async move {
                people::insert_all(tx, *city, traders, *now)?;
                sellers::insert_all(tx, *city, businesses, *now)?;
                catalogue::insert_stalls(tx, *city, stalls)
            })
        })
        .await;
    written?;
    Ok(opened)
}

/// Owes each stall five amounts of this morning. They come from the market's losses: of orders that nobody placed the check would know.
async fn owe(desk: &Desk, market: MarketId, stalls: &[(StallId, PersonId)]) -> anyhow::Result<()> {
    let transfer = |(stall, number): (StallId, u32)| Transfer {
        id: derive_id(stall.into(), Reason::Reversal, number),
        debit: Account::new(AccountKind::GoodsLoss, market),
        credit: Account::new(AccountKind::StallPayable, stall),
        amount: Rupiah(20_000 + i64::from(number) * 1_500),
        reason: Reason::Reversal,
        reference_kind: "stall",
        reference: stall.into(),
        business_date: desk.today(),
        memo: String::new(),
    };
    let all: Vec<Transfer> = stalls.iter().flat_map(|(stall, _)| (0..5).map(|number| transfer((*stall, number)))).collect();
    for some in all.chunks(5_000) {
        let context = (desk.clone(), some.to_vec());
        let written: Result<(), ledger::LedgerError> = desk
            .house
            .db
            .write(context, |tx, (desk, all)| Box::pin(async move { ledger::post(tx, desk.city_id(), desk.now(), all).await }))
            .await;
        written?;
    }
    Ok(())
}

/// Every second trader has a bank account; gives how many.
async fn wishes(desk: &Desk, stalls: &[(StallId, PersonId)]) -> anyhow::Result<usize> {
    let chosen: Vec<_> = stalls.iter().step_by(2).copied().collect();
    let made = crate::load::together(chosen.iter().copied().enumerate(), |(number, (stall, trader))| {
        let desk = desk.clone();
        async move {
            let grants = vec![Grant { role: Role::Seller, scope: Scope::Stall(stall) }];
            let actor = Actor { person: Some(trader), grants, ..Actor::visitor(desk.city_id(), Lang::Id) };
            let [method, frequency, channel, holder] = ["bank", "daily", "002", "Pedagang"].map(str::to_owned);
            let wish = SetWish { method, frequency, channel, account: format!("{:010}", 1_000_000 + number), holder, version: 0 };
            Ok(payees::set(&desk, &actor, PayeeKind::Stall, stall.into(), wish).await?)
        }
    });
    Ok(made.await?.len())
}

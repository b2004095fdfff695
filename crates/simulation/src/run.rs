//! The run: day after day, event after event, until the last one or the first rule found broken.

use kernel::Timestamp;
use kernel::random::SplitMix;
use market::catalogue::StockKind;
use market::orders::OrderState;
use store::Options;

use crate::actors::{self, Album, Phone};
use crate::agenda::Agenda;
use crate::audit;
use crate::cast::Cast;
use crate::course::Course;
use crate::machine::Machine;
use crate::model::Model;
use crate::plan;
use crate::report::{Report, Violation};
use crate::settings::{Purpose, Settings};
use crate::stop::{Finding, SimulationError, Stop};
use crate::story::Story;
use crate::world::World;

/// After so many steps the whole is compared, beside every night: its cost grows with everything in the city.
const STEPS_PER_WHOLE: u64 = 20_000;

/// Runs market days on a database that holds a city and nothing of its market run.
///
/// # Errors
/// [`SimulationError`] when the run itself cannot go on. A rule found broken is no error: it stands in the report.
pub async fn run(options: Options, settings: Settings) -> Result<Report, SimulationError> {
    let mut world = begin(options, settings).await?;
    let mut broken = Vec::new();
    match live(&mut world).await {
        Ok(()) => {}
        Err(Stop::Broken(findings)) => broken = findings,
        Err(Stop::Failed(error)) => return Err(error),
    }
    let mut tx = world.machine.desk.house.db.reader().await?;
    let sum = match audit::ledger_sum(&mut tx, world.machine.desk.city_id()).await {
        Ok(sum) => sum,
        Err(Stop::Failed(error)) => return Err(error),
        Err(Stop::Broken(_)) => 0,
    };
    Ok(report(world, sum, broken))
}

async fn begin(options: Options, settings: Settings) -> Result<World, SimulationError> {
    let machine = Machine::start(options, (settings.seed, settings.is_trial()), settings.begins).await?;
    let cast = Cast::gather(&machine.desk, &machine.catalogue, &settings).await?;
    let mut model = Model::default();
    let mut tx = machine.desk.house.db.reader().await?;
    for offer in market::catalogue::store::offers(&mut tx, machine.desk.city_id()).await? {
        if offer.stock_kind == StockKind::Counted {
            model.stock.insert(offer.id, offer.stock.milli());
        }
    }
    drop(tx);
    actors::stick(&machine, &cast, &settings).await?;
    let course = Course::plan(&machine, &settings).await?;
    Ok(World {
        course,
        chance: SplitMix::new(settings.seed),
        mishaps: SplitMix::new(settings.seed ^ 0x5EED_FA11),
        first_day: machine.desk.today(),
        settings,
        machine,
        cast,
        agenda: Agenda::default(),
        model,
        story: Story::default(),
        phone: Phone::default(),
        album: Album::new()?,
        step: 0,
        is_sabotaged: false,
        whole_checks: 0,
        faults: std::collections::BTreeMap::new(),
        refusals: std::collections::BTreeMap::new(),
        acts: std::collections::BTreeMap::new(),
    })
}

async fn live(world: &mut World) -> Result<(), Stop> {
    let (mut date, last, offset) = (world.first_day, world.last_day(), world.machine.desk.city.offset_minutes);
    while date <= last {
        plan::day(world, date);
        play_until(world, date.plus_days(1).at_minute(0, offset)).await?;
        date = date.plus_days(1);
    }
    if let Purpose::Past(past) = &world.settings.purpose {
        let until = past.until;
        world.agenda = Agenda::default();
        plan::morning(world, date, until);
        play_until(world, until).await?;
        audit::whole(world).await?;
    }
    Ok(())
}

async fn play_until(world: &mut World, end: Timestamp) -> Result<(), Stop> {
    while let Some((at, event)) = world.agenda.next_before(end) {
        world.machine.clock.set(at.max(world.now()));
        let before = world.step / STEPS_PER_WHOLE;
        actors::play(world, event).await?;
        if world.step / STEPS_PER_WHOLE > before && world.settings.is_trial() {
            audit::whole(world).await?;
        }
    }
    Ok(())
}

fn report(world: World, ledger_sum_rupiah: i64, broken: Vec<Finding>) -> Report {
    let named =
        |counts: std::collections::BTreeMap<&'static str, u64>| counts.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
    let model = &world.model;
    let placed = model.orders.len() as u64;
    let ended = [OrderState::Delivered, OrderState::Cancelled, OrderState::Failed].map(|state| model.count(&[state]));
    let violations = broken.into_iter().map(|finding| violation(&world, finding)).collect();
    Report {
        seed: world.settings.seed,
        days: world.settings.days,
        orders_per_day: world.settings.orders_per_day,
        database: world.machine.desk.house.db.kind().to_owned(),
        orders_placed: placed,
        orders_delivered: ended[0],
        orders_cancelled: ended[1],
        orders_failed: ended[2],
        orders_open: placed - ended.iter().sum::<u64>(),
        charged_rupiah: model.money.charged,
        paid_by_code_rupiah: model.payments.purses().map(|(_, purse)| purse.used).sum(),
        used_rupiah: model.payments.used().into_iter().map(|(way, used)| (way.name().to_owned(), used)).collect(),
        paid_out_rupiah: model.money.paid_out(),
        ledger_sum_rupiah,
        peak: world.course.peak(),
        steps: world.step,
        whole_checks: world.whole_checks,
        faults: named(world.faults),
        refusals: named(world.refusals),
        acts: named(world.acts),
        violations,
    }
}

fn violation(world: &World, finding: Finding) -> Violation {
    Violation {
        seed: world.settings.seed,
        day: world.day_number(),
        step: world.step,
        rule: finding.rule.to_owned(),
        what: finding.what,
        story: world.story.about(finding.subject),
        command: world.settings.command.clone(),
    }
}

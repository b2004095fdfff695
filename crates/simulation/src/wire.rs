//! Between an actor and a service: acts sent twice, answers lost, processes that die, keys used again for something else.

use kernel::error::{ErrorKind, Kinded};
use kernel::id::RawId;

pub use crate::act::{Act, Body, Repeat};
use crate::audit::{self, Mark};
use crate::sabotage;
use crate::stop::{Findings, Stop};
use crate::world::World;

/// Of a thousand acts, so many meet with something.
const MISHAPS: u64 = 140;

/// What befalls an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mishap {
    None,
    DiesBefore,
    DiesAfter,
    Doubled,
    AnswerLost,
    KeyReused,
}

impl Mishap {
    fn draw(world: &mut World, repeat: Repeat) -> Self {
        let lot = world.mishaps.below(1_000);
        if !world.settings.is_trial() {
            return Self::None;
        }
        match (lot, repeat) {
            (MISHAPS.., _) => Self::None,
            (0..2, _) => Self::DiesBefore,
            (2..5, _) => Self::DiesAfter,
            (5..60, _) => Self::Doubled,
            (60..100, _) => Self::AnswerLost,
            (100.., Repeat::Keyed) => Self::KeyReused,
            (100.., Repeat::Harmless) => Self::Doubled,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::DiesBefore => "process_died_before",
            Self::DiesAfter => "process_died_after",
            Self::Doubled => "sent_twice",
            Self::AnswerLost => "answer_lost",
            Self::KeyReused => "key_used_again",
        }
    }
}

/// Does an act, with whatever befalls it, and compares what it touched. Gives the service's first answer.
///
/// # Errors
/// [`Stop::Broken`] when a rule does not hold afterwards.
pub async fn send<T, E, F>(world: &mut World, mut act: Act, call: F) -> Result<Result<T, E>, Stop>
where
    T: PartialEq + std::fmt::Debug,
    E: Kinded,
    F: AsyncFn(market::Desk, String, Body) -> Result<T, E>,
{
    world.step += 1;
    *world.acts.entry(act.name).or_default() += 1;
    let key = format!("sim-{}-{:09}", world.settings.seed, world.step);
    let mishap = Mishap::draw(world, act.repeat);
    if mishap == Mishap::DiesBefore {
        world.machine.die().await?;
    }
    let first = call(world.machine.desk.clone(), key.clone(), Body::Same).await;
    let subjects: Vec<RawId> = act.order.map(RawId::from).into_iter().chain(act.about).collect();
    let answer = match &first {
        Ok(_) => "done".to_owned(),
        Err(error) => format!("refused: {error}"),
    };
    world.tell(&subjects, &format!("{}: {answer}", act.says));
    judge(world, &act, first.as_ref().err())?;
    if mishap != Mishap::None {
        *world.faults.entry(mishap.name()).or_default() += 1;
        world.tell(&subjects, &format!("({})", mishap.name().replace('_', " ")));
        again(world, &act, &key, mishap, &first, &call).await?;
    }
    act.outcome.worked = first.is_ok();
    sabotage::meddle(world, &act).await?;
    if let Some(order) = act.order {
        audit::touched(world, order, act.outcome).await?;
    }
    Ok(first)
}

/// A refusal is one that may be given, and no fault of ours.
fn judge<E: Kinded>(world: &mut World, act: &Act, refusal: Option<&E>) -> Result<(), Stop> {
    let Some(error) = refusal else { return Ok(()) };
    *world.refusals.entry(error.code()).or_default() += 1;
    let is_fault = matches!(error.kind(), ErrorKind::Internal | ErrorKind::Unavailable);
    let mut findings = Findings::default();
    if is_fault || !act.refusals.contains(&error.code()) {
        let causes = std::iter::successors(error.source(), |cause| cause.source()).map(ToString::to_string).collect::<Vec<_>>();
        let what = format!("{} gave {}: {error} {}", act.name, error.code(), causes.join(": "));
        findings.add("nothing is refused without reason", act.order.map(RawId::from).or(act.about), what);
    }
    findings.end()
}

/// Sends it again as the mishap says: the answer is the same and nothing changes.
async fn again<T, E, F>(world: &mut World, act: &Act, key: &str, mishap: Mishap, first: &Result<T, E>, call: &F) -> Result<(), Stop>
where
    T: PartialEq + std::fmt::Debug,
    E: Kinded,
    F: AsyncFn(market::Desk, String, Body) -> Result<T, E>,
{
    match mishap {
        Mishap::None | Mishap::DiesBefore => return Ok(()),
        Mishap::DiesAfter => world.machine.die().await?,
        Mishap::AnswerLost => {
            let seconds = world.mishaps.between(2, 20);
            world.wait(seconds);
        }
        Mishap::Doubled | Mishap::KeyReused => world.wait(1),
    }
    // A wrong PIN is counted each time it is typed: that is no harmless repetition.
    if act.outcome.counts_pin {
        return Ok(());
    }
    sabotage::before_again(world).await?;
    let before = audit::mark(world, act.order, act.about).await?;
    let body = if mishap == Mishap::KeyReused && first.is_ok() { Body::Other } else { Body::Same };
    let second = call(world.machine.desk.clone(), key.to_owned(), body).await;
    let after = audit::mark(world, act.order, act.about).await?;
    compare(act, body, first, &second, &before, &after)
}

fn compare<T, E>(act: &Act, body: Body, first: &Result<T, E>, second: &Result<T, E>, before: &Mark, after: &Mark) -> Result<(), Stop>
where
    T: PartialEq + std::fmt::Debug,
    E: Kinded,
{
    let subject = act.order.map(RawId::from).or(act.about);
    let mut findings = Findings::default();
    if before != after {
        findings.add(
            "a repeated act changes nothing",
            subject,
            format!("{} again changed something: {before:?} became {after:?}", act.name),
        );
    }
    let code = second.as_ref().err().map(Kinded::code);
    match (body, first) {
        (Body::Other, _) => findings.same("a key is not used for something else", subject, &code, &Some("idempotency_key_reused")),
        (Body::Same, Ok(answer)) if act.repeat == Repeat::Keyed => {
            findings.same("a repeated act gives the same answer", subject, &second.as_ref().ok(), &Some(answer));
        }
        (Body::Same, Err(error)) if second.is_ok() => {
            findings.add("what was refused stays refused", subject, format!("{} was {} and then done", act.name, error.code()));
        }
        (Body::Same, _) => {}
    }
    findings.end()
}

//! Everything a run holds.

use std::collections::BTreeMap;

use kernel::id::{RawId, StallId};
use kernel::random::SplitMix;
use kernel::time::{MINUTE, SECOND};
use kernel::{Actor, BusinessDate, Timestamp};

use crate::actors::{Album, Phone};
use crate::agenda::{Agenda, Event};
use crate::cast::Cast;
use crate::course::Course;
use crate::machine::Machine;
use crate::model::Model;
use crate::settings::Settings;
use crate::stop::SimulationError;
use crate::story::{self, Story};

/// A run under way.
#[derive(Debug)]
pub struct World {
    /// What was asked for.
    pub settings: Settings,
    /// The process.
    pub machine: Machine,
    /// Who takes part.
    pub cast: Cast,
    /// How a past goes; nothing in a trial.
    pub course: Course,
    /// What people decide by.
    pub chance: SplitMix,
    /// What goes wrong by; apart, so that faults do not change what people mean to do.
    pub mishaps: SplitMix,
    /// What is to happen.
    pub agenda: Agenda,
    /// What was promised.
    pub model: Model,
    /// What happened.
    pub story: Story,
    /// Messages that left.
    pub phone: Phone,
    /// Pictures of payments; they outlive processes.
    pub album: Album,
    /// Acts and moments so far.
    pub step: u64,
    /// The first day of the run.
    pub first_day: BusinessDate,
    /// Whether the rule to be broken was broken already.
    pub is_sabotaged: bool,
    /// Whole comparisons so far.
    pub whole_checks: u64,
    /// Counts by name.
    pub faults: BTreeMap<&'static str, u64>,
    /// Counts by code.
    pub refusals: BTreeMap<&'static str, u64>,
    /// Counts by name.
    pub acts: BTreeMap<&'static str, u64>,
}

impl World {
    /// Now.
    pub fn now(&self) -> Timestamp {
        self.machine.desk.now()
    }

    /// The city's date.
    pub fn today(&self) -> BusinessDate {
        self.machine.desk.today()
    }

    /// The day on which everything comes to its end: in a trial the one after the last on which people buy.
    pub fn last_day(&self) -> BusinessDate {
        self.first_day.plus_days(i64::from(self.settings.days) - i64::from(!self.settings.is_trial()))
    }

    /// Whether people buy on a date.
    pub fn is_market_day(&self, date: BusinessDate) -> bool {
        date < self.first_day.plus_days(i64::from(self.settings.days))
    }

    /// Of a thousand doors so many stay closed.
    pub const fn closed_doors(&self) -> u64 {
        if self.settings.is_trial() { 25 } else { 10 }
    }

    /// True in so many of a hundred cases, when things are to go wrong at all.
    pub fn mishap(&mut self, percent: u64) -> bool {
        self.mishaps.chance(percent) && self.settings.is_trial()
    }

    /// Which day of the run it is, from 1.
    pub fn day_number(&self) -> u32 {
        u32::try_from(self.today().days() - self.first_day.days()).map_or(1, |days| days + 1)
    }

    /// Moves the clock on.
    pub fn wait(&self, seconds: i64) {
        self.machine.clock.advance(seconds * SECOND);
    }

    /// Whoever sells at a stall.
    ///
    /// # Errors
    /// As [`Cast::seller`].
    pub async fn seller(&mut self, stall: StallId) -> Result<Actor, SimulationError> {
        self.cast.seller(&self.machine.desk, stall).await
    }

    /// Notes an event some minutes from now, at a second of its own.
    pub fn soon(&mut self, low: i64, high: i64, event: Event) {
        let wait = self.chance.between(low, high) * MINUTE + self.chance.between(1, 59) * SECOND;
        self.agenda.note(self.now().plus(wait), event);
    }

    /// Notes an event at `at`, or now when that is past.
    pub fn at(&mut self, at: Timestamp, event: Event) {
        self.agenda.note(at.max(self.now()), event);
    }

    /// True in so many of a thousand cases.
    pub fn rarely(&mut self, per_mille: u64) -> bool {
        self.chance.below(1_000) < per_mille
    }

    /// Adds a sentence to the story of these subjects.
    pub fn tell(&mut self, subjects: &[RawId], sentence: &str) {
        let moment = story::moment(self.now(), self.machine.desk.city.offset_minutes, self.step);
        self.story.tell(&moment, subjects, sentence);
    }
}

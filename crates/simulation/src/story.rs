//! What happened to whom, in plain words; the last of it is told when a rule is found broken.

use std::collections::{HashMap, VecDeque};

use kernel::id::RawId;
use kernel::{BusinessDate, Timestamp};

/// What is remembered of each subject.
const KEPT: usize = 14;
/// What is remembered of everybody together.
const KEPT_OF_ALL: usize = 8;

/// The last events of every subject.
#[derive(Debug, Default)]
pub struct Story {
    of: HashMap<RawId, VecDeque<String>>,
    all: VecDeque<String>,
}

impl Story {
    /// Adds a sentence about these subjects.
    pub fn tell(&mut self, moment: &str, subjects: &[RawId], sentence: &str) {
        let line = format!("{moment} {sentence}");
        for subject in subjects {
            push(self.of.entry(*subject).or_default(), line.clone(), KEPT);
        }
        push(&mut self.all, line, KEPT_OF_ALL);
    }

    /// What is known of a subject, oldest first; of everybody when hardly anything is known of it.
    pub fn about(&self, subject: Option<RawId>) -> Vec<String> {
        let own = subject.and_then(|subject| self.of.get(&subject)).filter(|own| own.len() > 1);
        own.unwrap_or(&self.all).iter().cloned().collect()
    }
}

fn push(list: &mut VecDeque<String>, line: String, most: usize) {
    if list.len() == most {
        list.pop_front();
    }
    list.push_back(line);
}

/// `Mon 2026-06-01 08:15:30, step 42:`
pub fn moment(now: Timestamp, offset_minutes: i64, step: u64) -> String {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let date = BusinessDate::of(now, offset_minutes);
    let weekday = usize::try_from(date.weekday()).ok().and_then(|day| DAYS.get(day)).copied().unwrap_or_default();
    let minute = now.minute_of_day(offset_minutes);
    let second = now.micros().rem_euclid(60_000_000) / 1_000_000;
    format!("{weekday} {date} {:02}:{:02}:{second:02}, step {step}:", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_of_a_subject_is_kept() {
        let mut story = Story::default();
        let (one, other) = (RawId::from_u128(1), RawId::from_u128(2));
        for number in 0..100 {
            story.tell("now:", &[one], &number.to_string());
        }
        let told = story.about(Some(one));
        assert_eq!((told.len(), told.last().map(String::as_str)), (KEPT, Some("now: 99")));
        assert_eq!(story.about(Some(other)).len(), KEPT_OF_ALL);
    }

    #[test]
    fn moments_are_local() {
        let at = BusinessDate::from_days(20_605).at_minute(8 * 60 + 15, 420).plus(30_000_000);
        assert_eq!(moment(at, 420, 42), "Mon 2026-06-01 08:15:30, step 42:");
    }
}

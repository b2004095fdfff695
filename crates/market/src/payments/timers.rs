//! What happens by itself: attempts whose news were lost are asked about, money that is too much goes back, and
//! what was to be paid first and was not is called off.

use std::collections::BTreeSet;

use super::{hold, news, returns, store};
use crate::desk::Desk;
use crate::error::MarketError;

/// Names of providers that did not answer in a round, and are not asked again in it.
pub(super) type Silent = BTreeSet<String>;

/// What a round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// Attempts asked about.
    pub looked: u32,
    /// Returns asked for, by this process.
    pub returned: u32,
    /// Orders called off because they were to be paid first and were not.
    pub called_off: u32,
}

/// Asks about every attempt and return whose time has come; safe to run in several processes at once, since a provider gives the same
/// answer twice and money is booked once. A provider that does not answer is asked once in a round, so that others need not wait for it.
///
/// # Errors
/// [`MarketError::Store`] when the database fails.
pub async fn run(desk: &Desk) -> Result<Round, MarketError> {
    let (city, now) = (desk.city_id(), desk.now());
    let intents = store::intents_due(&mut desk.house.db.reader().await?, city, now).await?;
    let (mut round, mut silent) = (Round::default(), Silent::new());
    for intent in intents {
        if silent.contains(&intent.provider) {
            news::skip(desk, &intent).await?;
            continue;
        }
        match news::look(desk, &intent.reference).await {
            Ok(_) => round.looked += 1,
            Err(MarketError::Store(error)) => return Err(MarketError::Store(error)),
            Err(error) => {
                tracing::info!(%error, "a payment could not be asked about");
                if error.is_silence() {
                    silent.insert(intent.provider);
                }
            }
        }
    }
    round.called_off = hold::call_off_due(desk, &mut silent).await?;
    // Last: what came too late, and what was paid for an order that was called off just now, goes back in the same round.
    let back = store::returns_due(&mut desk.house.db.reader().await?, city, desk.now()).await?;
    for back in back {
        round.returned += u32::from(returns::send(desk, &back, &mut silent).await?);
    }
    Ok(round)
}

//! Statements that payment providers give as files: which are missing, and taking one.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use kernel::BusinessDate;
use market::disbursements::{ResultError, ResultFault};
use market::imports::FileFault;
use market::payments::reconcile::statement::{self, Missing, STATEMENT_BYTES_MAX};

use super::reconcile::{PATH, days};
use super::transfers::fault_row;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Go, Sent, Uploaded, Who};
use crate::pages::staff::{time, words};
use crate::views::Tone;
use crate::views::staff::manager::books::StatementCard;

/// Missing days shown on the page, and faults.
const SHOWN: usize = 50;

/// What the page of days says of statements; nothing where providers answer by themselves.
pub(super) async fn card(app: &App, who: &Who, typed: &Fields, faults: &[ResultFault]) -> Result<Option<StatementCard>, Fault> {
    let providers = statement::providers(&app.desk);
    if providers.is_empty() {
        return Ok(None);
    }
    let missing = statement::missing(&app.desk, &who.actor).await?;
    let first = missing.first();
    let or = |typed: &str, otherwise: String| if typed.is_empty() { otherwise } else { typed.to_owned() };
    Ok(Some(StatementCard {
        providers: providers.iter().map(|name| ((*name).to_owned(), method(who, name))).collect(),
        provider: or(typed.text("provider"), first.map(|it| it.provider.clone()).unwrap_or_default()),
        date: or(typed.text("date"), first.map_or_else(|| app.desk.today().plus_days(-1), |it| it.date).to_string()),
        latest: app.desk.today().to_string(),
        missing: missing.iter().take(SHOWN).map(|it| sentence(who, it)).collect(),
        faults: faults.iter().take(SHOWN).map(|fault| fault_row(who, fault)).collect(),
        fault_count: faults.len(),
        can_act: statement::may_take(&who.actor),
    }))
}

fn method(who: &Who, provider: &str) -> String {
    words::said(who.t, "state-method", provider)
}

fn sentence(who: &Who, missing: &Missing) -> String {
    format!("{}, {}", time::day(who, missing.date), method(who, &missing.provider))
}

/// Takes a statement and compares its day.
pub async fn take_statement(State(app): State<App>, upload: Uploaded) -> Result<Response, Fault> {
    let (who, typed) = (&upload.who, &upload.fields);
    let too_large = || ResultError::File(FileFault::new("import_too_large").with("megabytes", STATEMENT_BYTES_MAX >> 20));
    let done = match (BusinessDate::parse(typed.text("date")), upload.file) {
        (_, Sent::TooLarge) => Err(too_large()),
        (None, _) if statement::may_take(&who.actor) => return refused(&app, who, typed, Fault::missing("date"), Vec::new()).await,
        (None, Sent::Whole { .. }) => Err(market::MarketError::NotAllowed.into()),
        (Some(date), Sent::Whole { bytes, name }) => {
            statement::take(&app.desk, &who.actor, typed.text("provider"), date, &name, bytes).await
        }
    };
    match done {
        Ok(taken) => {
            let said = who.t.with("statement-done", &[("lines", &taken.lines), ("skipped", &taken.skipped)]);
            Ok(Go::to(format!("{PATH}/{}", taken.day)).say(Tone::Good, said).into_response())
        }
        Err(error) => {
            let faults = if let ResultError::Rows(faults) = &error { faults.clone() } else { Vec::new() };
            refused(&app, who, typed, Fault::from(error), faults).await
        }
    }
}

async fn refused(app: &App, who: &Who, typed: &Fields, fault: Fault, faults: Vec<ResultFault>) -> Result<Response, Fault> {
    if fault.is_of_form() { days(app, who, None, typed, Some((fault, faults))).await } else { Err(fault) }
}

//! Statements that come as files: which are missing, and taking one.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use kernel::BusinessDate;
use market::MarketError;
use market::disbursements::{ResultError, ResultFault};
use market::imports::FileFault;
use market::payments::reconcile::statement::{self, Missing, STATEMENT_BYTES_MAX, Upload};

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

/// What is wrong with a file: the sentence, and its rows.
pub(super) type Wrong = (Fault, Vec<ResultFault>);

/// What the page of days says of statements; nothing where providers answer by themselves.
pub(super) async fn card(app: &App, who: &Who, typed: &Fields, wrong: Option<&Wrong>) -> Result<Option<StatementCard>, Fault> {
    let accounts = statement::accounts(&app.desk);
    if accounts.is_empty() {
        return Ok(None);
    }
    let missing = statement::missing(&app.desk, &who.actor).await?;
    let first = missing.first();
    let or = |typed: &str, otherwise: String| if typed.is_empty() { otherwise } else { typed.to_owned() };
    let yesterday = app.desk.today().plus_days(-1);
    let faults = wrong.map_or(&[][..], |(_, faults)| faults);
    Ok(Some(StatementCard {
        accounts: accounts.iter().map(|name| ((*name).to_owned(), words::said(who.t, "state-gateway", name))).collect(),
        account: or(typed.text("account"), first.map(|it| it.account.to_owned()).unwrap_or_default()),
        date: or(typed.text("date"), first.map_or(yesterday, |it| it.date).to_string()),
        latest: yesterday.to_string(),
        missing: missing.iter().take(SHOWN).map(|it| sentence(who, it)).collect(),
        faults: faults.iter().take(SHOWN).map(|fault| fault_row(who, fault)).collect(),
        fault_count: faults.len(),
        is_shorter: wrong.is_some_and(|(fault, _)| fault.code == "statement_shorter"),
        can_act: statement::may_take(&who.actor),
    }))
}

fn sentence(who: &Who, missing: &Missing) -> String {
    format!("{}, {}", time::day(who, missing.date), words::said(who.t, "state-gateway", missing.account))
}

/// Takes a statement and compares its day.
pub async fn take_statement(State(app): State<App>, upload: Uploaded) -> Result<Response, Fault> {
    let (who, typed) = (&upload.who, &upload.fields);
    let too_large = || ResultError::File(FileFault::new("import_too_large").with("megabytes", STATEMENT_BYTES_MAX >> 20));
    let done = match (BusinessDate::parse(typed.text("date")), upload.file) {
        (_, Sent::TooLarge) => Err(too_large()),
        (None, _) if statement::may_take(&who.actor) => return refused(&app, who, typed, Fault::missing("date"), Vec::new()).await,
        (None, Sent::Whole { .. }) => Err(MarketError::NotAllowed.into()),
        (Some(date), Sent::Whole { bytes, name }) => {
            let upload = Upload { account: typed.text("account").to_owned(), date, name, bytes, is_sure: typed.is_set("sure") };
            statement::take(&app.desk, &who.actor, upload).await
        }
    };
    match done {
        Ok(taken) => {
            let said = who.t.with("statement-done", &[("lines", &taken.lines), ("skipped", &taken.skipped)]);
            // Of several ways of paying each has its day, so all are shown.
            let to = if let [day] = taken.days[..] { format!("{PATH}/{day}") } else { PATH.to_owned() };
            Ok(Go::to(to).say(Tone::Good, said).into_response())
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

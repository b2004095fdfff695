//! `/kelola/{market}/bayar`: the market's printed code, and what was said of payments by it.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::BusinessDate;
use kernel::id::PersonId;
use market::ids::ClaimId;
use market::orders::read as orders;
use market::payments::printed::{self, ClaimState, Listed, OnBankList};

use super::at::At;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Posted, Who, show, show_with};
use crate::pages::staff::words::key;
use crate::pages::staff::{self, money, read, time, words};
use crate::views::Tone;
use crate::views::shop::cards::Badge;
use crate::views::staff::manager::payments::{ClaimRow, PrintedView};

/// Which market and which claim.
type Named = Path<(String, String)>;

/// Shows the code and the payments.
pub async fn show_payments(State(app): State<App>, Path(market): Path<String>, who: Who) -> Result<Response, Fault> {
    let at = At::of(&app, &who, &market)?;
    show(&view(&app, &who, &at).await?)
}

async fn view(app: &App, who: &Who, at: &At) -> Result<PrintedView, Fault> {
    let code = printed::of_market(&app.desk, &who.actor, at.market).await?;
    let (waiting, ended) = printed::waiting_and_ended(&app.desk, &who.actor, at.market).await?;
    let set = match &code {
        Some(code) => {
            let (name, when) = (name(app, code.set_by).await?, time::moment(app, who, code.set));
            who.t.with("printed-set", &[("name", &name), ("when", &when)])
        }
        None => String::new(),
    };
    Ok(PrintedView {
        page: at.page(app, who, "/bayar", who.t.text("printed-title")),
        market: at.slug.clone(),
        merchant: code.map(|code| code.merchant).unwrap_or_default(),
        set,
        typed: String::new(),
        can_record: who.actor.manages(at.market),
        waiting: rows(app, who, &waiting).await?,
        ended: rows(app, who, &ended).await?,
        today: app.desk.today().to_string(),
    })
}

async fn name(app: &App, person: Option<PersonId>) -> Result<String, Fault> {
    match person {
        Some(person) => Ok(app.name_of(person).await?),
        None => Ok(String::new()),
    }
}

async fn rows(app: &App, who: &Who, claims: &[Listed]) -> Result<Vec<ClaimRow>, Fault> {
    let mut rows = Vec::with_capacity(claims.len());
    for listed in claims {
        rows.push(row(app, who, listed).await?);
    }
    Ok(rows)
}

async fn row(app: &App, who: &Who, listed: &Listed) -> Result<ClaimRow, Fault> {
    let claim = &listed.claim;
    let fact = |key: &'static str, value: String| (who.t.text(key).to_owned(), value);
    let mut facts = vec![fact(key("printed-fact-made"), time::moment(app, who, claim.made))];
    facts.push(fact(key("printed-fact-recorded"), name(app, claim.recorded_by).await?));
    facts.push(fact(key("printed-fact-checked"), name(app, claim.checked_by).await?));
    facts.push(fact(key("printed-reference"), claim.reference.clone().unwrap_or_default()));
    facts.push(fact(key("printed-date"), claim.date.map(|date| time::day(who, date)).unwrap_or_default()));
    facts.push(fact(key("printed-reason"), claim.reason.clone()));
    facts.retain(|(_, value)| !value.is_empty());
    let tone = match claim.state {
        ClaimState::Shown | ClaimState::Recorded => Tone::Wait,
        ClaimState::Confirmed => Tone::Good,
        ClaimState::Rejected => Tone::Bad,
    };
    let may = printed::may(&who.actor, listed);
    Ok(ClaimRow {
        id: claim.id.to_string(),
        number: listed.number.clone(),
        asked: money::rupiah(who, listed.asked),
        amount: claim.amount.map(|amount| money::rupiah(who, amount)).unwrap_or_default(),
        facts,
        status: Badge { tone, text: words::said(who.t, "state-claim", claim.state.name()) },
        picture: if claim.picture.is_some() { format!("/bukti/{}", claim.id) } else { String::new() },
        can_record: may.record,
        can_confirm: may.confirm,
        can_reject: may.reject,
    })
}

/// Enters the market's code, or takes it away.
pub async fn set_code(State(app): State<App>, Path(market): Path<String>, form: Posted) -> Result<Response, Fault> {
    let who = &form.who;
    let at = At::of(&app, who, &market)?;
    if form.text("act") == "remove" {
        let done = printed::remove_code(&app.desk, &who.actor, at.market).await;
        return Ok(staff::back(who, done, &at.path("/bayar"), who.t.text("printed-code-removed"))?.into_response());
    }
    match printed::set_code(&app.desk, &who.actor, at.market, form.text("payload")).await.map_err(Fault::from) {
        Err(fault) if fault.is_of_form() => {
            let mut view = view(&app, who, &at).await?;
            form.text("payload").clone_into(&mut view.typed);
            view.page.errors.push(fault.field_error(who.t));
            show_with(fault.status(), &view)
        }
        done => Ok(staff::back(who, done, &at.path("/bayar"), who.t.text("printed-code-kept"))?.into_response()),
    }
}

/// Records what came for an order.
pub async fn record(State(app): State<App>, Path(market): Path<String>, form: Posted) -> Result<Response, Fault> {
    let who = &form.who;
    let at = At::of(&app, who, &market)?;
    let done = async {
        let amount = read::rupiah(&form, "amount")?;
        let order = orders::get_by_number(&app.desk, &who.actor, form.text("number")).await?.order;
        if order.market != at.market {
            return Err(Fault::not_found());
        }
        Ok(printed::record(&app.desk, &who.actor, form.key(), order.id, amount).await?)
    };
    Ok(staff::back(who, done.await, &at.path("/bayar"), who.t.text("printed-was-recorded"))?.into_response())
}

/// Confirms a payment by its line on the bank's list.
pub async fn confirm(State(app): State<App>, Path((market, claim)): Named, form: Posted) -> Result<Response, Fault> {
    let who = &form.who;
    let at = At::of(&app, who, &market)?;
    let id: ClaimId = claim.parse().map_err(|_| Fault::not_found())?;
    let done = async {
        let amount = read::rupiah(&form, "amount")?;
        let date = BusinessDate::parse(form.text("date")).ok_or_else(|| Fault::missing("date"))?;
        let said = OnBankList { reference: form.text("reference").to_owned(), amount, date };
        Ok::<_, Fault>(printed::confirm(&app.desk, &who.actor, form.key(), id, said).await?)
    };
    Ok(staff::back(who, done.await, &at.path("/bayar"), who.t.text("printed-was-confirmed"))?.into_response())
}

/// Rejects what was shown or recorded.
pub async fn reject(State(app): State<App>, Path((market, claim)): Named, form: Posted) -> Result<Response, Fault> {
    let who = &form.who;
    let at = At::of(&app, who, &market)?;
    let id: ClaimId = claim.parse().map_err(|_| Fault::not_found())?;
    let done = printed::reject(&app.desk, &who.actor, form.key(), id, form.text("reason")).await;
    Ok(staff::back(who, done, &at.path("/bayar"), who.t.text("printed-was-rejected"))?.into_response())
}

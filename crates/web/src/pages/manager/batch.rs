//! One batch: who gets what, approved by another, handed out; on screen, on paper, as a file.

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use kernel::id::{PayoutId, PersonId, SettlementId};
use kernel::{Role, Rupiah, Scope, Timestamp};
use market::settlement::{self, BatchState, Payout, PayoutState, SettlementDetail, export};

use super::at::{At, city_page};
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Posted, Who, show};
use crate::pages::staff::words::key;
use crate::pages::staff::{self, money, time, words};
use crate::views::Page;
use crate::views::staff::manager::settlement::{BatchAct, BatchView, PayoutRow};

/// A list longer than this can be filtered.
const FILTER_FROM: usize = 20;

/// Shows a batch to the market.
pub async fn show_of_market(
    State(app): State<App>,
    Path((market, id)): Path<(String, String)>,
    who: Who,
    query: Fields,
) -> Result<Response, Fault> {
    let at = At::of(&app, &who, &market)?;
    let detail = find(&app, &who, &id).await?;
    if detail.settlement.market != at.market {
        return Err(Fault::not_found());
    }
    let page = at.page(&app, &who, "/pelunasan", who.t.text("manager-settlements"));
    show(&view(&app, &who, page, &detail, &query).await?)
}

/// Shows a batch to the city.
pub async fn show_of_city(State(app): State<App>, Path(id): Path<String>, who: Who, query: Fields) -> Result<Response, Fault> {
    who.person()?;
    let detail = find(&app, &who, &id).await?;
    let page = city_page(&app, &who, "/kota/pelunasan", who.t.text("manager-settlements"));
    show(&view(&app, &who, page, &detail, &query).await?)
}

async fn find(app: &App, who: &Who, id: &str) -> Result<SettlementDetail, Fault> {
    let id: SettlementId = id.parse().map_err(|_| Fault::not_found())?;
    Ok(settlement::get_settlement(&app.desk, &who.actor, id).await?)
}

async fn view(app: &App, who: &Who, page: Page, detail: &SettlementDetail, query: &Fields) -> Result<BatchView, Fault> {
    let batch = &detail.settlement;
    let maker = signed(app, who, batch.prepared_by, Some(batch.prepared)).await?;
    let checker = signed(app, who, batch.approved_by, batch.approved).await?;
    let (market, place) = {
        let catalogue = app.catalogue.read();
        catalogue.market_by_id(batch.market).map(|market| (market.slug.clone(), market.name.clone())).unwrap_or_default()
    };
    let is_manager = who.actor.manages(batch.market);
    let filter = query.text("nama").to_lowercase();
    let fits = |payout: &&Payout| {
        filter.is_empty() || payout.name.to_lowercase().contains(&filter) || payout.place.to_lowercase().contains(&filter)
    };
    let unpaid: Rupiah = detail
        .payouts
        .iter()
        .filter(|payout| matches!(payout.state, PayoutState::Prepared | PayoutState::Approved))
        .map(|payout| payout.amount)
        .sum();
    Ok(BatchView {
        page,
        csv: format!("/kelola/{market}/pelunasan/{}/daftar.csv", batch.id),
        market,
        place,
        id: batch.id.to_string(),
        day: time::day(who, batch.business_date),
        status: words::batch(who.t, batch.state),
        total: money::rupiah(who, batch.total),
        unpaid: money::rupiah(who, unpaid),
        maker,
        checker,
        act: act(detail, is_manager),
        refusal: refusal(who, detail),
        has_filter: detail.payouts.len() > FILTER_FROM,
        filter: query.text("nama").to_owned(),
        payouts: detail.payouts.iter().filter(fits).map(|payout| row(app, who, is_manager, payout)).collect(),
        made: who.t.with("staff-made", &[("when", &time::moment(app, who, app.desk.now()))]),
    })
}

fn act(detail: &SettlementDetail, is_manager: bool) -> BatchAct {
    match detail.settlement.state {
        BatchState::Prepared if detail.can_approve => BatchAct::Approve,
        BatchState::Approved if is_manager => BatchAct::Pay,
        BatchState::Prepared | BatchState::Approved | BatchState::Paid => BatchAct::Look,
    }
}

/// Why a prepared batch is not approved by the reader.
fn refusal(who: &Who, detail: &SettlementDetail) -> String {
    if detail.settlement.state != BatchState::Prepared || detail.can_approve {
        return String::new();
    }
    let is_treasurer = who.actor.holds(Role::Treasurer, Scope::City);
    who.t.text(if is_treasurer { key("manager-maker-is-checker") } else { key("manager-waits-for-treasurer") }).to_owned()
}

async fn signed(app: &App, who: &Who, person: Option<PersonId>, at: Option<Timestamp>) -> Result<String, Fault> {
    match (person, at) {
        (Some(person), Some(at)) => Ok(format!("{}, {}", app.name_of(person).await?, time::moment(app, who, at))),
        _ => Ok(String::new()),
    }
}

fn row(app: &App, who: &Who, is_manager: bool, payout: &Payout) -> PayoutRow {
    let mut status = words::payout(who.t, payout.state);
    if payout.is_transfer() && payout.state == PayoutState::Approved {
        who.t.text("payout-on-the-way").clone_into(&mut status.text);
    }
    if !payout.failure.is_empty() {
        status.text = format!("{}: {}", status.text, words::said(who.t, "state-failure", &payout.failure));
    }
    if let Some(paid) = payout.paid {
        status.text = format!("{} {}", status.text, time::clock(app, who, paid));
    }
    PayoutRow {
        id: payout.id.to_string(),
        place: payout.place.clone(),
        name: payout.name.clone(),
        method: format!("{} {}", words::said(who.t, "state-method", &payout.method), payout.account).trim_end().to_owned(),
        amount: money::rupiah(who, payout.amount),
        status,
        is_payable: is_manager && payout.state == PayoutState::Approved && !payout.is_transfer(),
    }
}

/// The payout list as a file.
pub async fn download_payouts(State(app): State<App>, Path((market, id)): Path<(String, String)>, who: Who) -> Result<Response, Fault> {
    let at = At::of(&app, &who, &market)?;
    let detail = find(&app, &who, &id).await?;
    if detail.settlement.market != at.market {
        return Err(Fault::not_found());
    }
    let text = export::payouts(&detail.payouts, app.offset_minutes(), &|name| money::csv_word(who.t, name));
    let file = format!("attachment; filename=\"{}-{}.csv\"", at.slug, detail.settlement.business_date);
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, file)], text).into_response())
}

/// Marks a payout as handed out.
pub async fn pay_payout(
    State(app): State<App>,
    Path((market, id, payout)): Path<(String, String, String)>,
    form: Posted,
) -> Result<Response, Fault> {
    let at = At::of(&app, &form.who, &market)?;
    let payout: PayoutId = payout.parse().map_err(|_| Fault::not_found())?;
    let done = settlement::pay_payout(&app.desk, &form.who.actor, form.key(), payout).await;
    Ok(staff::back(&form.who, done, &at.path(&format!("/pelunasan/{id}")), form.who.t.text("state-payout-paid"))?.into_response())
}

/// Approves a batch.
pub async fn approve_settlement(State(app): State<App>, Path(id): Path<String>, form: Posted) -> Result<Response, Fault> {
    let batch: SettlementId = id.parse().map_err(|_| Fault::not_found())?;
    let done = settlement::approve_settlement(&app.desk, &form.who.actor, form.key(), batch).await;
    Ok(staff::back(&form.who, done, &format!("/kota/pelunasan/{batch}"), form.who.t.text("state-batch-approved"))?.into_response())
}

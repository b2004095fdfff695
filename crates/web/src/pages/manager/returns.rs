//! `/kelola/{market}/pengembalian` and `/kota/pengembalian`: money that staff transfer back, prepared by one and confirmed by another.

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use kernel::id::{MarketId, PersonId};
use market::MarketError;
use market::ids::ReturnId;
use market::payments::by_hand::{self, ByHand, GivenAccount, HasAsked, TransferState};
use market::payments::printed;

use super::at::{At, city_page};
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Posted, Who, show};
use crate::pages::staff::words::key;
use crate::pages::staff::{self, money, time, words};
use crate::views::shop::cards::{Badge, ChipLink};
use crate::views::staff::manager::payments::{ReturnRow, ReturnsView};
use crate::views::{Page, Tone};

/// The city's list.
const CITY: &str = "/kota/pengembalian";
/// Which market and which return.
type Named = Path<(String, String)>;

/// Shows a market's.
pub async fn show_of_market(State(app): State<App>, Path(market): Path<String>, who: Who) -> Result<Response, Fault> {
    let at = At::of(&app, &who, &market)?;
    let page = at.page(&app, &who, "/bayar", who.t.text("returns-title"));
    show(&view(&app, &who, page, Some(at.market), at.path("/pengembalian.csv")).await?)
}

/// Shows the whole city's.
pub async fn show_of_city(State(app): State<App>, who: Who) -> Result<Response, Fault> {
    who.person()?;
    let page = city_page(&app, &who, CITY, who.t.text("returns-title"));
    let mut view = view(&app, &who, page, None, format!("{CITY}.csv")).await?;
    for (market, count) in printed::waiting_by_market(&app.desk, &who.actor).await? {
        let Some((slug, name)) = place(&app, market) else { continue };
        let label = who.t.with("printed-waiting-at", &[("market", &name)]);
        view.links.push(ChipLink { href: format!("/kelola/{slug}/bayar"), label, count: count.to_string(), ..ChipLink::default() });
    }
    show(&view)
}

fn place(app: &App, market: MarketId) -> Option<(String, String)> {
    app.catalogue.read().market_by_id(market).map(|market| (market.slug.clone(), market.name.clone()))
}

async fn view(app: &App, who: &Who, page: Page, market: Option<MarketId>, csv: String) -> Result<ReturnsView, Fault> {
    let (waiting, sent) = by_hand::list(&app.desk, &who.actor, market).await?;
    Ok(ReturnsView { page, csv, links: Vec::new(), waiting: rows(app, who, &waiting).await?, sent: rows(app, who, &sent).await? })
}

async fn rows(app: &App, who: &Who, returns: &[ByHand]) -> Result<Vec<ReturnRow>, Fault> {
    let mut rows = Vec::with_capacity(returns.len());
    for found in returns {
        rows.push(row(app, who, found).await?);
    }
    Ok(rows)
}

async fn row(app: &App, who: &Who, found: &ByHand) -> Result<ReturnRow, Fault> {
    let (back, step) = (&found.back, found.transfer.as_ref());
    let fact = |key: &'static str, value: String| (who.t.text(key).to_owned(), value);
    let account = step.map(|step| &step.account).or(found.account.as_ref());
    let may = by_hand::may(&who.actor, found);
    let is_typed = may.prepare || may.confirm || may.send_back;
    let to = account.map_or_else(|| who.t.text("returns-no-account").to_owned(), |account| spoken(account, is_typed));
    let problem = found.account.as_ref().filter(|_| step.is_none()).map(|account| account.problem.clone()).unwrap_or_default();
    let mut facts = vec![
        fact(key("returns-why"), words::said(who.t, "state-return-why", back.reason.name())),
        fact(key("returns-since"), time::moment(app, who, found.made)),
        fact(key("returns-from"), words::said(who.t, "state-method", &found.provider)),
        fact(key("returns-to"), to),
        fact(key("returns-problem"), problem),
        fact(key("returns-error"), found.error.clone()),
        fact(key("returns-prepared"), name(app, step.map(|step| step.prepared_by)).await?),
        fact(key("returns-checked"), name(app, step.and_then(|step| step.checked_by)).await?),
        fact(key("printed-reference"), step.and_then(|step| step.reference.clone()).unwrap_or_default()),
    ];
    facts.retain(|(_, value)| !value.is_empty());
    let slug = place(app, back.market).map(|(slug, _)| slug).unwrap_or_default();
    Ok(ReturnRow {
        action: format!("/kelola/{slug}/pengembalian/{}", back.id),
        id: back.id.to_string(),
        number: found.number.clone(),
        amount: money::rupiah(who, back.amount),
        facts,
        status: status(who, found),
        is_unsure: back.is_unsure && step.is_none(),
        can_prepare: may.prepare,
        can_confirm: may.confirm,
        can_send_back: may.send_back,
        can_end: may.end,
    })
}

async fn name(app: &App, person: Option<PersonId>) -> Result<String, Fault> {
    match person {
        Some(person) => Ok(app.name_of(person).await?),
        None => Ok(String::new()),
    }
}

/// The account, whole only for who has to type or compare it now.
fn spoken(account: &GivenAccount, is_typed: bool) -> String {
    let number = if is_typed { account.number.whole().to_owned() } else { account.number.masked() };
    format!("{} {number} · {}", account.bank, account.holder)
}

fn status(who: &Who, found: &ByHand) -> Badge {
    let (tone, name) = match found.transfer.as_ref().map(|step| step.state) {
        Some(TransferState::Sent) => (Tone::Good, "sent"),
        Some(TransferState::Prepared) => (Tone::Note, "prepared"),
        None => (Tone::Wait, "waiting"),
    };
    Badge { tone, text: words::said(who.t, "state-transfer", name) }
}

/// A market's list as a file.
pub async fn download_of_market(State(app): State<App>, Path(market): Path<String>, who: Who) -> Result<Response, Fault> {
    let at = At::of(&app, &who, &market)?;
    download(&app, &who, Some(at.market), &at.slug).await
}

/// The city's list as a file.
pub async fn download_of_city(State(app): State<App>, who: Who) -> Result<Response, Fault> {
    who.person()?;
    download(&app, &who, None, &app.desk.city.slug).await
}

async fn download(app: &App, who: &Who, market: Option<MarketId>, name: &str) -> Result<Response, Fault> {
    let returns = by_hand::download(&app.desk, &who.actor, market).await?;
    let text = by_hand::export::transfers(&returns, &|name| money::csv_word(who.t, name));
    let file = format!("attachment; filename=\"pengembalian-{name}-{}.csv\"", app.desk.today());
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, file)], text).into_response())
}

/// Notes that a transfer was typed into the bank.
pub async fn prepare(State(app): State<App>, Path((market, id)): Named, form: Posted) -> Result<Response, Fault> {
    let has_asked = if form.is_set("asked") { HasAsked::Yes } else { HasAsked::No };
    let done = by_hand::prepare(&app.desk, &form.who.actor, form.key(), named(&id)?, has_asked).await;
    answer(&app, &form, &market, done, key("returns-was-prepared"))
}

/// Confirms that it left.
pub async fn confirm(State(app): State<App>, Path((market, id)): Named, form: Posted) -> Result<Response, Fault> {
    let done = by_hand::confirm(&app.desk, &form.who.actor, form.key(), named(&id)?, form.text("reference")).await;
    answer(&app, &form, &market, done, key("returns-was-sent"))
}

/// Takes it back to the buyer, who mends the account.
pub async fn send_back(State(app): State<App>, Path((market, id)): Named, form: Posted) -> Result<Response, Fault> {
    let done = by_hand::send_back(&app.desk, &form.who.actor, form.key(), named(&id)?, form.text("reason")).await;
    answer(&app, &form, &market, done, key("returns-was-sent-back"))
}

/// Notes that the provider had sent it.
pub async fn end(State(app): State<App>, Path((market, id)): Named, form: Posted) -> Result<Response, Fault> {
    let done = by_hand::sent_by_provider(&app.desk, &form.who.actor, form.key(), named(&id)?, form.text("reason")).await;
    answer(&app, &form, &market, done, key("returns-was-ended"))
}

fn named(id: &str) -> Result<ReturnId, Fault> {
    id.parse().map_err(|_| Fault::not_found())
}

/// Back to the market's list.
fn answer(app: &App, form: &Posted, market: &str, done: Result<(), MarketError>, words: &'static str) -> Result<Response, Fault> {
    let at = At::of(app, &form.who, market)?;
    Ok(staff::back(&form.who, done, &at.path("/pengembalian"), form.who.t.text(words))?.into_response())
}

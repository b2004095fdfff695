//! `/kota/transfer`: payouts through the bank, file by file, and cash carried between the bank and the markets.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use market::disbursements::profiles::{self, PROFILES, Profile};
use market::disbursements::rules::reference;
use market::disbursements::{self, FileKind, ResultError, ResultFault, ResultReport, Transfer, TransferFile, TransferFileId};
use market::imports::{FILE_BYTES_MAX, FileFault};
use market::settlement::{self, CashDirection, MoveCash, PayoutState};

use super::at::city_page;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Go, Posted, Sent, Uploaded, Who, show_with};
use crate::imports::reason_sentence;
use crate::pages::staff::wish::channel_name;
use crate::pages::staff::{self, money, read, time, words};
use crate::views::Tone;
use crate::views::shop::cards::Badge;
use crate::views::staff::manager::imports::FaultRow;
use crate::views::staff::manager::transfers::{FileRow, TransferFileView, TransferRow, TransfersView};

const PATH: &str = "/kota/transfer";
/// Faults of an answer shown on the page.
const SHOWN: usize = 50;

/// Shows what waits, and the files.
pub async fn show_all(State(app): State<App>, who: Who) -> Result<Response, Fault> {
    who.person()?;
    all(&app, &who, &Fields::default(), None).await
}

async fn all(app: &App, who: &Who, typed: &Fields, wrong: Option<&Fault>) -> Result<Response, Fault> {
    let found = disbursements::overview(&app.desk, &who.actor).await?;
    let mut page = city_page(app, who, PATH, who.t.text("transfer-title"));
    page.errors.extend(wrong.map(|fault| fault.field_error(who.t)));
    let waiting = if found.waiting == 0 {
        String::new()
    } else {
        who.t.with("transfer-waiting-sum", &[("count", &found.waiting), ("total", &money::rupiah(who, found.waiting_total))])
    };
    let catalogue = app.catalogue.snapshot();
    let view = TransfersView {
        page,
        waiting,
        files: found.files.iter().map(|file| row(who, file)).collect(),
        markets: catalogue.markets().iter().map(|market| (market.slug.clone(), market.name.clone())).collect(),
        can_act: found.can_act,
        market: typed.text("market").to_owned(),
        amount: typed.text("amount").to_owned(),
        reason: typed.text("reason").to_owned(),
    };
    show_with(wrong.map_or(StatusCode::OK, Fault::status), &view)
}

fn row(who: &Who, file: &TransferFile) -> FileRow {
    FileRow {
        href: format!("{PATH}/{}", file.id),
        name: who.t.with("transfer-file", &[("number", &file.number)]),
        what: who.t.with("transfer-file-what", &[("day", &time::day(who, file.business_date)), ("count", &file.transfers)]),
        total: money::rupiah(who, file.total),
        status: badge(who, file),
        is_waiting: file.open > 0,
    }
}

fn badge(who: &Who, file: &TransferFile) -> Badge {
    match file.open {
        0 => Badge { tone: Tone::Good, text: who.t.text("transfer-answered").to_owned() },
        open => Badge { tone: Tone::Wait, text: who.t.with("transfer-open", &[("count", &open)]) },
    }
}

/// Makes a file of what waits.
pub async fn make_file(State(app): State<App>, form: Posted) -> Result<Response, Fault> {
    match disbursements::make_file(&app.desk, &form.who.actor, form.key()).await {
        Ok(Some(file)) => Ok(Go::to(format!("{PATH}/{file}")).say(Tone::Good, form.who.t.text("transfer-made")).into_response()),
        Ok(None) => Ok(Go::to(PATH).say(Tone::Wait, form.who.t.text("transfer-all-changed")).into_response()),
        Err(error) => Ok(staff::back(&form.who, Err::<(), _>(error), PATH, "")?.into_response()),
    }
}

/// Shows one file.
pub async fn show_file(State(app): State<App>, Path(id): Path<String>, who: Who) -> Result<Response, Fault> {
    who.person()?;
    one(&app, &who, file_id(&id), &[], None).await
}

/// What is no id is the id of nothing, so that rights are looked at first.
fn file_id(text: &str) -> TransferFileId {
    text.parse().unwrap_or_else(|_| kernel::id::RawId::nil().into())
}

async fn one(app: &App, who: &Who, id: TransferFileId, faults: &[ResultFault], wrong: Option<&Fault>) -> Result<Response, Fault> {
    let (file, transfers) = disbursements::get(&app.desk, &who.actor, id).await?;
    let mut page = city_page(app, who, PATH, who.t.text("transfer-title"));
    page.errors.extend(wrong.map(|fault| fault.field_error(who.t)));
    let by = match file.made_by {
        Some(person) => app.name_of(person).await?,
        None => String::new(),
    };
    let view = TransferFileView {
        page,
        id: id.to_string(),
        name: who.t.with("transfer-file", &[("number", &file.number)]),
        status: badge(who, &file),
        maker: format!("{by}, {}", time::moment(app, who, file.made)),
        value_date: time::day(who, file.value_date),
        total: money::rupiah(who, file.total),
        transfers: transfers.iter().enumerate().map(|(place, transfer)| transfer_row(app, who, &file, place, transfer)).collect(),
        downloads: PROFILES.iter().flat_map(|profile| downloads(who, id, profile)).collect(),
        faults: faults.iter().take(SHOWN).map(|fault| fault_row(who, fault)).collect(),
        fault_count: faults.len(),
        can_act: who.actor.holds(kernel::Role::Treasurer, kernel::Scope::City),
        is_open: file.open > 0,
    };
    show_with(wrong.map_or(StatusCode::OK, Fault::status), &view)
}

fn downloads(who: &Who, id: TransferFileId, profile: &Profile) -> [(String, String); 2] {
    let name = words::said(who.t, "state-profile", profile.key);
    let name = if profile.confirmed.is_some() { name } else { format!("{name} ({})", who.t.text("transfer-unconfirmed")) };
    [("csv", "CSV"), ("xlsx", "XLSX")]
        .map(|(kind, words)| (format!("{PATH}/{id}/unduh?bentuk={kind}&profil={}", profile.key), format!("{words} · {name}")))
}

fn transfer_row(app: &App, who: &Who, file: &TransferFile, place: usize, transfer: &Transfer) -> TransferRow {
    let mut status = words::payout(who.t, transfer.state);
    if transfer.state == PayoutState::Approved {
        who.t.text("payout-on-the-way").clone_into(&mut status.text);
    }
    if !transfer.failure.is_empty() {
        status.text = format!("{}: {}", status.text, words::said(who.t, "state-failure", &transfer.failure));
    }
    TransferRow {
        reference: reference(file.number, place),
        name: transfer.name.clone(),
        account: format!("{} {}", channel_name(app, &transfer.channel), transfer.account.masked()),
        amount: money::rupiah(who, transfer.amount),
        status,
    }
}

pub(super) fn fault_row(who: &Who, fault: &ResultFault) -> FaultRow {
    FaultRow {
        place: who.t.with("import-row-number", &[("row", &fault.row)]),
        column: fault.column.to_owned(),
        value: fault.value.clone(),
        reason: reason_sentence(who.t, &fault.reason),
    }
}

/// The file for the bank, with whole accounts: not kept by anything on the way.
pub async fn download(State(app): State<App>, Path(id): Path<String>, who: Who, query: Fields) -> Result<Response, Fault> {
    who.person()?;
    let profile = profiles::find(query.text("profil")).unwrap_or(&PROFILES[0]);
    let (kind, ending, sort) = match query.text("bentuk") {
        "xlsx" => (FileKind::Xlsx, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        _ => (FileKind::Csv, "csv", "text/csv; charset=utf-8"),
    };
    let (file, bytes) = disbursements::download(&app.desk, &who.actor, file_id(&id), profile, kind).await?;
    let disposition = format!("attachment; filename=\"transfer-{}-{}.{ending}\"", file.number, profile.key);
    let headers = [(CONTENT_TYPE, sort.to_owned()), (CONTENT_DISPOSITION, disposition), (CACHE_CONTROL, "no-store".to_owned())];
    Ok((headers, bytes).into_response())
}

/// Takes the bank's answer to a file.
pub async fn take_result(State(app): State<App>, Path(id): Path<String>, upload: Uploaded) -> Result<Response, Fault> {
    let (who, id) = (&upload.who, file_id(&id));
    let key = upload.fields.text("idempotency_key").to_owned();
    let done = match upload.file {
        Sent::TooLarge => Err(ResultError::File(FileFault::new("import_too_large").with("megabytes", FILE_BYTES_MAX >> 20))),
        Sent::Whole { bytes, .. } => disbursements::take_result(&app.desk, &who.actor, &key, id, bytes).await,
    };
    match done {
        Ok(report) => Ok(Go::to(format!("{PATH}/{id}")).say(Tone::Good, said(who, report)).into_response()),
        Err(ResultError::Rows(faults)) => {
            let fault = Fault::from(ResultError::Rows(faults.clone()));
            one(&app, who, id, &faults, Some(&fault)).await
        }
        Err(error) => {
            let fault = Fault::from(error);
            if fault.is_of_form() { one(&app, who, id, &[], Some(&fault)).await } else { Err(fault) }
        }
    }
}

fn said(who: &Who, report: ResultReport) -> String {
    let ResultReport { arrived, failed, known } = report;
    who.t.with("transfer-result-done", &[("arrived", &arrived), ("failed", &failed), ("known", &known)])
}

/// Notes that cash was carried.
pub async fn move_cash(State(app): State<App>, form: Posted) -> Result<Response, Fault> {
    let market = app.catalogue.read().market(form.text("market")).map(|market| market.id);
    let direction = CashDirection::parse(form.text("direction"));
    let done = match (market, direction, read::rupiah(&form, "amount")) {
        (Some(market), Some(direction), Ok(amount)) => {
            let command = MoveCash { market, direction, amount, reason: form.text("reason").to_owned() };
            settlement::move_cash(&app.desk, &form.who.actor, form.key(), command).await.map_err(Fault::from)
        }
        (None, ..) => Err(Fault::missing("market")),
        (_, None, _) => Err(Fault::missing("direction")),
        (_, _, Err(fault)) => Err(fault),
    };
    match done {
        Ok(_) => Ok(Go::to(PATH).say(Tone::Good, form.who.t.text("carry-done")).into_response()),
        Err(fault) if fault.is_of_form() => all(&app, &form.who, &form, Some(&fault)).await,
        Err(fault) => Err(fault),
    }
}

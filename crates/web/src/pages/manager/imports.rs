//! `/kelola/{market}/impor`: goods of a market from a spreadsheet, with what is wrong row by row.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName};
use axum::response::{IntoResponse, Response};
use kernel::text;
use market::ids::ImportId;
use market::imports::runs::{self, KeptFault, Outcome, Reason, Run};
use market::imports::{Column, FILE_BYTES_MAX, FileFault, ImportError, Mode, ROWS_MAX, Report, faults_csv, template_csv};

use super::at::At;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Go, Sent, Uploaded, Who, show, show_with};
use crate::format;
use crate::imports::{self, kept_sentence};
use crate::pages::staff::words::key;
use crate::views::Tone;
use crate::views::staff::manager::imports::{FaultRow, ImportRow, ImportView, ImportsView};

/// Faults shown on the page; the file has them all.
const SHOWN: usize = 50;
/// The most characters of a file's name that are shown.
const NAME_MAX: usize = 80;
/// A page of an import under way loads itself anew after so many seconds, without scripts.
const REFRESH: (HeaderName, &str) = (HeaderName::from_static("refresh"), "1");

/// Shows the form.
pub async fn show_imports(State(app): State<App>, Path(market): Path<String>, who: Who) -> Result<Response, Fault> {
    let at = managed(&app, &who, &market)?;
    form(&app, &who, &at, None).await
}

/// Gives a file to begin with.
pub async fn download_template(State(app): State<App>, Path(market): Path<String>, who: Who) -> Result<Response, Fault> {
    let at = managed(&app, &who, &market)?;
    Ok(csv("contoh-barang.csv", template_csv(&at.name)))
}

/// Takes a file and begins.
pub async fn begin_import(State(app): State<App>, Path(market): Path<String>, upload: Uploaded) -> Result<Response, Fault> {
    let at = managed(&app, &upload.who, &market)?;
    let too_large = || ImportError::File(FileFault::new("import_too_large").with("megabytes", FILE_BYTES_MAX >> 20));
    let (bytes, name) = match upload.file {
        Sent::TooLarge => return form(&app, &upload.who, &at, Some(Fault::from(too_large()))).await,
        Sent::Whole { bytes, name } => (bytes, name),
    };
    if bytes.is_empty() {
        return form(&app, &upload.who, &at, Some(Fault::invalid("file", "import_empty"))).await;
    }
    let mode = if upload.fields.is_set("dry_run") { Mode::DryRun } else { Mode::Write };
    let shown: String = text::read(&name, usize::from(u16::MAX)).unwrap_or_default().chars().take(NAME_MAX).collect();
    let name = if shown.is_empty() { upload.who.t.text("import-title").to_owned() } else { shown };
    match imports::start(&app, &upload.who.actor, at.market, (name, bytes), mode).await? {
        Some(id) => Ok(Go::to(at.path(&format!("/impor/{id}"))).into_response()),
        None => form(&app, &upload.who, &at, Some(Fault::invalid("file", "import_busy"))).await,
    }
}

/// Shows how an import stands, whichever process carries it out.
pub async fn show_import(State(app): State<App>, Path((market, id)): Path<(String, ImportId)>, who: Who) -> Result<Response, Fault> {
    let at = managed(&app, &who, &market)?;
    let mut run = runs::find(&app.desk, &who.actor, at.market, id).await?;
    let faults = match run.outcome {
        Some(Outcome::Faulty(_)) => runs::faults(&app.desk, &who.actor, at.market, id).await?,
        _ => Vec::new(),
    };
    run.rows = app.imports.rows(id).unwrap_or(run.rows);
    let page = at.page(&app, &who, "/impor", who.t.text("import-title"));
    let base = |tone: Tone| ImportView {
        page,
        market: at.slug.clone(),
        name: run.name.clone(),
        tone,
        text: state(&who, &run),
        progress: None,
        figures: Vec::new(),
        faults: Vec::new(),
        fault_count: 0,
        csv: String::new(),
    };
    match &run.outcome {
        None => {
            let view = ImportView { progress: Some(run.rows), ..base(Tone::Wait) };
            Ok(([REFRESH], show(&view)?).into_response())
        }
        Some(Outcome::Landed(report)) => show(&ImportView { figures: figures(&who, report), ..base(Tone::Good) }),
        Some(Outcome::Faulty(count)) => show(&ImportView {
            faults: faults.iter().take(SHOWN).map(|fault| fault_row(&who, fault)).collect(),
            fault_count: *count,
            csv: at.path(&format!("/impor/{id}/kesalahan.csv")),
            ..base(Tone::Bad)
        }),
        Some(Outcome::Refused(_)) => show(&base(Tone::Bad)),
    }
}

/// Gives every fault as a file.
pub async fn download_faults(State(app): State<App>, Path((market, id)): Path<(String, ImportId)>, who: Who) -> Result<Response, Fault> {
    let at = managed(&app, &who, &market)?;
    let faults = runs::faults(&app.desk, &who.actor, at.market, id).await?;
    if faults.is_empty() {
        return Err(Fault::not_found());
    }
    let heading = [key("import-sheet"), key("import-row"), key("import-column"), key("import-value"), key("import-reason")];
    let heading = heading.map(|key| who.t.text(key));
    Ok(csv("kesalahan.csv", faults_csv(&faults, heading, &|reason: &Reason| kept_sentence(who.t, reason))))
}

/// The market, for its manager only: those who watch over the city write nothing.
fn managed(app: &App, who: &Who, market: &str) -> Result<At, Fault> {
    let at = At::of(app, who, market)?;
    if who.actor.manages(at.market) { Ok(at) } else { Err(Fault::not_allowed()) }
}

async fn form(app: &App, who: &Who, at: &At, wrong: Option<Fault>) -> Result<Response, Fault> {
    let mut lately = runs::lately(&app.desk, &who.actor, at.market).await?;
    for run in &mut lately {
        run.rows = app.imports.rows(run.id).unwrap_or(run.rows);
    }
    let mut page = at.page(app, who, "/impor", who.t.text("import-title"));
    page.errors.extend(wrong.as_ref().map(|fault| fault.field_error(who.t)));
    let row = |run: &Run| ImportRow { href: at.path(&format!("/impor/{}", run.id)), name: run.name.clone(), text: state(who, run) };
    let runs = lately.iter().map(row).collect();
    let status = wrong.map_or(StatusCode::OK, |fault| fault.status());
    let rows = format::number(who.lang, i64::try_from(ROWS_MAX).unwrap_or(i64::MAX));
    show_with(status, &ImportsView { page, market: at.slug.clone(), megabytes: FILE_BYTES_MAX >> 20, rows, runs })
}

fn state(who: &Who, run: &Run) -> String {
    match &run.outcome {
        None => who.t.with("import-running", &[("done", &run.rows.0), ("total", &run.rows.1)]),
        Some(Outcome::Landed(_)) if run.mode == Mode::DryRun => who.t.text("import-would-land").to_owned(),
        Some(Outcome::Landed(_)) => who.t.text("import-landed").to_owned(),
        Some(Outcome::Faulty(count)) => who.t.with("error-import-faulty", &[("count", count)]),
        Some(Outcome::Refused(reason)) => kept_sentence(who.t, reason),
    }
}

fn figures(who: &Who, report: &Report) -> Vec<(String, usize)> {
    let row = |label: &str, count: usize| (label.to_owned(), count);
    vec![
        row(who.t.text("import-rows"), report.rows),
        row(who.t.text("import-people"), report.people),
        row(who.t.text("import-stalls"), report.stalls),
        row(who.t.text("import-offers"), report.offers),
        row(who.t.text("import-changed"), report.changed),
        row(who.t.text("import-unchanged"), report.unchanged),
    ]
}

fn fault_row(who: &Who, fault: &KeptFault) -> FaultRow {
    let row = who.t.with("import-row-number", &[("row", &fault.row)]);
    FaultRow {
        place: if fault.sheet.is_empty() { row } else { format!("{}, {row}", fault.sheet) },
        column: column(fault.column).to_owned(),
        value: fault.value.clone(),
        reason: kept_sentence(who.t, &fault.reason),
    }
}

/// As the file calls it: its headings are Indonesian in every language.
const fn column(column: Column) -> &'static str {
    column.name()
}

fn csv(name: &str, text: String) -> Response {
    let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))];
    (headers, text).into_response()
}

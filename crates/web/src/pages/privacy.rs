//! `/akun/data`: one's own data, to take along as JSON or to have forgotten.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use axum::response::{IntoResponse, Response};
use market::privacy;

use super::frame;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::cookie::{self, Cookie};
use crate::extract::{Go, Posted, Who, show_with};
use crate::format;
use crate::views::account::privacy::PrivacyView;
use crate::views::{Area, Nav, Page, Tone};

/// Shows what one may do with one's data.
pub async fn show_privacy(State(app): State<App>, who: Who) -> Result<Response, Fault> {
    who.person()?;
    render(&app, &who, None)
}

fn render(app: &App, who: &Who, wrong: Option<&Fault>) -> Result<Response, Fault> {
    let title = who.t.text("privacy-title");
    let mut page = Page { area: Area::Buyer(Nav::Account), is_private: true, ..frame::page(app, who, title) };
    page.errors.extend(wrong.map(|fault| fault.field_error(who.t)));
    show_with(wrong.map_or(StatusCode::OK, Fault::status), &PrivacyView { page })
}

/// All that is kept, as a file.
pub async fn download_data(State(app): State<App>, who: Who) -> Result<Response, Fault> {
    let person = who.person()?;
    let data = privacy::export(&app.desk, &who.actor, person).await?;
    let headers = [(CACHE_CONTROL, "no-store"), (CONTENT_DISPOSITION, "attachment; filename=\"data-saya.json\"")];
    Ok((headers, axum::Json(data)).into_response())
}

/// Forgets the person, or says what is still open.
pub async fn forget_me(State(app): State<App>, form: Posted) -> Result<Response, Fault> {
    let who = &form.who;
    let person = who.person()?;
    if !form.is_set("sure") {
        return render(&app, who, Some(&Fault::missing("sure")));
    }
    match privacy::erase(&app.desk, &who.actor, person).await.map_err(Fault::from) {
        Ok(()) => {
            app.forget_person(person);
            let gone = Go::to("/").say(Tone::Good, who.t.text("privacy-forgotten"));
            Ok(gone.cookie(Cookie::gone(cookie::SESSION)).cookie(Cookie::gone(cookie::VISITOR)).into_response())
        }
        Err(fault) if fault.is_of_form() => render(&app, who, Some(&spoken(who, fault.at("sure")))),
        Err(fault) => Err(fault),
    }
}

/// Amounts as people read them.
fn spoken(who: &Who, mut fault: Fault) -> Fault {
    for (name, value) in &mut fault.details {
        if let ("amount", Ok(amount)) = (*name, value.parse()) {
            *value = format::rupiah(who.lang, amount);
        }
    }
    fault
}

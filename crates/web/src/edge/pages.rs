//! The edge of the pages: works out who asks, and writes into the answer what handlers left to it – error pages,
//! the way to sign-in, cookies, messages for the next page.

use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, SET_COOKIE, VARY};
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kernel::ErrorKind;
use registry::sessions::Second;

use super::network;
use super::trace::RequestId;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::answer::Said;
use crate::extract::cookie::{self, Cookie};
use crate::extract::{Go, Who, show_with};
use crate::pages::frame;
use crate::views::error::{ErrorView, Link};

/// Around every page.
pub async fn serve(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let who = match Who::of(&app, request.uri(), request.headers(), network::of(&request)).await {
        Ok(who) => who,
        Err(error) => return Fault::from(error).into_response(),
    };
    let method = request.method().clone();
    let number = request.extensions().get::<RequestId>().cloned();
    request.extensions_mut().insert(who.clone());
    let mut response = next.run(request).await;
    if let Some(fault) = response.extensions_mut().remove::<Fault>() {
        response = explain(&app, &who, &fault, &method, number).unwrap_or(response);
    }
    finish(&app, &who, &method, &mut response);
    response
}

/// A page that says what went wrong, or the way to sign in.
fn explain(app: &App, who: &Who, fault: &Fault, method: &Method, number: Option<RequestId>) -> Option<Response> {
    let here = if *method == Method::GET { Some(who.path.clone()) } else { who.came_from.clone() };
    if fault.kind == ErrorKind::Unauthenticated {
        let back = here.unwrap_or_else(|| "/".to_owned());
        return Some(Go::to(frame::address("/masuk", &[("kembali", &back)])).into_response());
    }
    if who.lacks_second_factor() && *method == Method::GET && is_of_staff(&who.path) {
        let step = if who.second == Second::Enrol { "/akun/kunci" } else { "/masuk/kunci" };
        return Some(Go::to(frame::address(step, &[("kembali", &who.path)])).into_response());
    }
    if fault.kind == ErrorKind::Forbidden {
        tracing::info!(code = fault.code, %method, "a request was forbidden");
    }
    let status = fault.status();
    let mut view = ErrorView::new(frame::page(app, who, ""), status.as_u16());
    // A page that is not there has a better text of its own.
    view.detail = fault.sentence(who.t).filter(|_| fault.kind != ErrorKind::NotFound);
    view.back = who.came_from.clone().filter(|back| *back != who.path).map(|href| Link { href, text: who.t.text("error-back").to_owned() });
    view.reference = number.filter(|_| status.is_server_error()).map(|RequestId(id)| id);
    show_with(status, &view).ok()
}

/// Pages of market managers and the city, which a session without its second factor is refused.
fn is_of_staff(path: &str) -> bool {
    ["/kelola", "/kota"].iter().any(|area| path.starts_with(area))
}

/// Pages that no browser keeps: of staff, and those that show secrets or all that is known of a person.
fn is_confidential(path: &str) -> bool {
    is_of_staff(path) || ["/akun", "/masuk"].iter().any(|area| path.starts_with(area))
}

fn finish(app: &App, who: &Who, method: &Method, response: &mut Response) {
    let said = response.extensions_mut().remove::<Said>().unwrap_or_default();
    let is_page = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let mut cookies = said.cookies;
    if !said.flash.is_empty() {
        let text = serde_json::to_string(&said.flash).unwrap_or_default();
        cookies.push(Cookie::flash(app.seal.sign("flash", &text)));
    } else if is_page && *method == Method::GET && !who.flash.is_empty() {
        cookies.push(Cookie::gone(cookie::FLASH));
    }
    if is_page && who.is_new_visitor {
        cookies.push(Cookie::visitor(&who.visitor_secret));
    }
    if who.is_lang_asked {
        cookies.push(Cookie::language(who.lang.code()));
    }
    let headers = response.headers_mut();
    if cookies.iter().any(Cookie::ends_session) {
        headers.insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    }
    for cookie in cookies {
        if let Ok(value) = HeaderValue::from_str(&cookie.header(who.is_secure())) {
            headers.append(SET_COOKIE, value);
        }
    }
    if is_page {
        let kept = if is_confidential(&who.path) { "no-store" } else { "private, no-cache" };
        headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static(kept));
        headers.append(VARY, HeaderValue::from_static("cookie, accept-language"));
    }
}

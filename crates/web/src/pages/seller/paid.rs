//! `/jual/pembayaran`: how a stall would like to be paid.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use market::payees;
use market::settlement::PayeeKind;

use super::at::At;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Go, Posted, Who, show, show_with};
use crate::pages::staff::wish::{self, Whose};
use crate::views::Tone;

const PATH: &str = "/jual/pembayaran";

/// Shows the form.
pub async fn show_wish(State(app): State<App>, who: Who, query: Fields) -> Result<Response, Fault> {
    let at = At::of(&app, &who, query.text("lapak"))?;
    let found = payees::of_stall(&app.desk, &who.actor, at.stall).await?;
    let page = at.page(&app, &who, "/jual/uang", who.t.text("payout-wish"), 0);
    show(&wish::view(&app, &who, page, whose(&at), &found, None))
}

fn whose(at: &At) -> Whose {
    Whose { action: PATH, stall: at.slug.clone(), name: at.name.clone() }
}

/// Keeps what was said.
pub async fn set_wish(State(app): State<App>, form: Posted) -> Result<Response, Fault> {
    let (who, typed) = (&form.who, wish::typed(&form));
    let at = At::of(&app, who, form.text("stall"))?;
    match payees::set(&app.desk, &who.actor, PayeeKind::Stall, at.stall.into(), typed.clone()).await.map_err(Fault::from) {
        Ok(_) => Ok(Go::to(at.address(PATH)).say(Tone::Good, who.t.text("payout-wish-set")).into_response()),
        Err(fault) if fault.is_of_form() => {
            let found = payees::of_stall(&app.desk, &who.actor, at.stall).await?;
            let page = at.page(&app, who, "/jual/uang", who.t.text("payout-wish"), 0);
            show_with(fault.status(), &wish::view(&app, who, page, whose(&at), &found, Some((&typed, &fault))))
        }
        Err(fault) => Err(fault),
    }
}

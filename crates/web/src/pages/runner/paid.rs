//! `/kurir/pembayaran`: how a runner would like to be paid.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use market::payees;
use market::settlement::PayeeKind;

use super::at::At;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Go, Posted, Who, show, show_with};
use crate::pages::staff::wish::{self, Whose};
use crate::views::{Page, Tone};

const PATH: &str = "/kurir/pembayaran";

/// Shows the form.
pub async fn show_wish(State(app): State<App>, who: Who) -> Result<Response, Fault> {
    let at = At::of(&app, &who)?;
    let found = payees::of_runner(&app.desk, &who.actor, at.runner).await?;
    let whose = whose(&app, &at).await?;
    show(&wish::view(&app, &who, page(&app, &who, &at), whose, &found, None))
}

fn page(app: &App, who: &Who, at: &At) -> Page {
    // Not woken by the market's changes: a form that is being filled stays.
    Page { live_url: None, ..at.page(app, who, "/kurir/uang", who.t.text("payout-wish"), (0, 0)) }
}

async fn whose(app: &App, at: &At) -> Result<Whose, Fault> {
    Ok(Whose { action: PATH, stall: String::new(), name: app.name_of(at.runner).await? })
}

/// Keeps what was said.
pub async fn set_wish(State(app): State<App>, form: Posted) -> Result<Response, Fault> {
    let (who, typed) = (&form.who, wish::typed(&form));
    let at = At::of(&app, who)?;
    match payees::set(&app.desk, &who.actor, PayeeKind::Runner, at.runner.into(), typed.clone()).await.map_err(Fault::from) {
        Ok(_) => Ok(Go::to(PATH).say(Tone::Good, who.t.text("payout-wish-set")).into_response()),
        Err(fault) if fault.is_of_form() => {
            let found = payees::of_runner(&app.desk, &who.actor, at.runner).await?;
            let whose = whose(&app, &at).await?;
            show_with(fault.status(), &wish::view(&app, who, page(&app, who, &at), whose, &found, Some((&typed, &fault))))
        }
        Err(fault) => Err(fault),
    }
}

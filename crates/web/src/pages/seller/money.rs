//! `/jual/uang`: a stall's statement, on screen, on paper, as a file.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use kernel::Rupiah;
use market::settlement::{self, StallMoney, export};

use super::at::At;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Who, show};
use crate::pages::frame;
use crate::pages::staff::{money, time};
use crate::views::staff::trader::money::MoneyView;

/// Shows the statement.
pub async fn show_money(State(app): State<App>, who: Who, query: Fields) -> Result<Response, Fault> {
    let at = At::of(&app, &who, query.text("lapak"))?;
    let period = money::Period::of(&query, app.desk.today());
    let statement = settlement::statement_of_stall(&app.desk, &who.actor, at.stall, period.from, period.to).await?;
    let sums = settlement::money_of_stall_today(&app.desk, &who.actor, at.stall).await?;
    let (sold, paid) = money::sums(&statement);
    let stall = if at.all.len() > 1 { at.slug.as_str() } else { "" };
    show(&MoneyView {
        page: at.page(&app, &who, "/jual/uang", who.t.text("trader-nav-money"), 0),
        name: at.name.clone(),
        place: if at.place.is_empty() { at.market_name.clone() } else { format!("{}, {}", at.place, at.market_name) },
        periods: period.chips(who.t, "/jual/uang", ("lapak", stall)),
        period: period.words(&who),
        owed: money::rupiah(&who, sums.owed + sums.prepared + sums.approved + sums.on_the_way),
        owed_note: owed_note(&who, &sums),
        sold: money::rupiah(&who, sold),
        paid: money::rupiah(&who, paid),
        opening: money::rupiah(&who, statement.opening),
        lines: money::lines(&who, &statement),
        closing: money::rupiah(&who, statement.closing),
        csv: frame::address("/jual/uang.csv", &[("lapak", stall), ("rentang", period.name)]),
        pdf: frame::address("/jual/uang.pdf", &[("lapak", stall), ("rentang", period.name)]),
        wish: at.address("/jual/pembayaran"),
        made: who.t.with("staff-made", &[("when", &time::moment(&app, &who, app.desk.now()))]),
    })
}

fn owed_note(who: &Who, sums: &StallMoney) -> String {
    if sums.approved > Rupiah::ZERO {
        who.t.with("trader-fetch", &[("amount", &money::rupiah(who, sums.approved))])
    } else if sums.on_the_way > Rupiah::ZERO {
        who.t.with("payout-coming", &[("amount", &money::rupiah(who, sums.on_the_way))])
    } else if sums.owed <= Rupiah::ZERO && sums.prepared <= Rupiah::ZERO {
        String::new()
    } else if sums.prepared > Rupiah::ZERO {
        who.t.text("trader-owed-prepared").to_owned()
    } else {
        who.t.text("trader-owed-later").to_owned()
    }
}

/// The statement as a file.
pub async fn download_money(State(app): State<App>, who: Who, query: Fields) -> Result<Response, Fault> {
    let at = At::of(&app, &who, query.text("lapak"))?;
    let period = money::Period::of(&query, app.desk.today());
    let statement = settlement::statement_of_stall(&app.desk, &who.actor, at.stall, period.from, period.to).await?;
    let text = export::statement(&statement, &|name| money::csv_word(who.t, name));
    let file = format!("attachment; filename=\"{}-{}-{}.csv\"", at.slug, period.from, period.to);
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, file)], text).into_response())
}

/// The statement as a PDF.
pub async fn print_money(State(app): State<App>, who: Who, query: Fields) -> Result<Response, Fault> {
    let at = At::of(&app, &who, query.text("lapak"))?;
    let period = money::Period::of(&query, app.desk.today());
    let statement = settlement::statement_of_stall(&app.desk, &who.actor, at.stall, period.from, period.to).await?;
    let place = if at.place.is_empty() { at.market_name.clone() } else { format!("{}, {}", at.place, at.market_name) };
    Ok(money::pdf(&app, &who, &statement, &at.slug, vec![at.name.clone(), place, period.words(&who)]))
}

//! `/harga`: what followed goods cost today, as a page and as CSV.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use kernel::ErrorKind;
use market::catalogue::index::{Board, BoardRow};
use market::catalogue::{Catalogue, MarketKind};

use super::cards::{fits, with};
use super::{frame, words};
use crate::app::App;
use crate::assets;
use crate::errors::Fault;
use crate::extract::{Fields, Who, show};
use crate::format;
use crate::views::Nav;
use crate::views::shop::cards::{ChipLink, Direction, PriceMove};
use crate::views::shop::prices::{Bar, PriceRow, PricesView};

/// Bars of the chart.
const BARS: usize = 6;

/// Shows the price board.
pub async fn show_prices(State(app): State<App>, who: Who, query: Fields) -> Result<Response, Fault> {
    let catalogue = app.catalogue.snapshot();
    let board = board(&catalogue, &query);
    let finding = finding(&who, &catalogue, &board);
    let mut page = frame::buyer(&app, &who, Nav::None, finding.clone()).await?;
    page.description = who.t.text("prices-source").to_owned();
    let stalls = board.rows.iter().map(|row| row.stalls).sum::<usize>();
    let places = catalogue.markets().iter().filter(|market| market.does_deliver && market.kind != MarketKind::Hub).count();
    let filter = query.text("nama");
    let rows = board.rows.iter().map(|row| price_row(&who, &catalogue, row)).filter(|row| fits(&row.name, filter)).collect();
    show(&PricesView {
        page,
        date: format::day(who.lang, board.day.days()),
        finding,
        coverage: who.t.with("prices-coverage", &[("reports", &number(&who, stalls)), ("markets", &number(&who, places))]),
        bars: bars(&who, &catalogue, &board),
        filters: filters(&who, &catalogue, &query),
        filter: filter.to_owned(),
        csv: with(&who.path, &[]).replacen("/harga", "/harga.csv", 1),
        rows,
    })
}

/// The same as CSV: numbers in rupiah, one row for each commodity.
pub async fn download_prices(State(app): State<App>, query: Fields) -> Result<Response, Fault> {
    let catalogue = app.catalogue.snapshot();
    let board = board(&catalogue, &query);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head =
        ["date", "commodity", "name", "unit", "median_rupiah", "low_rupiah", "high_rupiah", "stalls", "change_week_bp", "ceiling_rupiah"];
    let mut written = writer.write_record(head);
    for row in &board.rows {
        let commodity = &catalogue.commodities()[row.commodity];
        written = written.and_then(|()| {
            writer.write_record([
                board.day.to_string(),
                commodity.slug.clone(),
                commodity.name.clone(),
                commodity.watch_unit.clone(),
                row.median.amount().to_string(),
                row.low.amount().to_string(),
                row.high.amount().to_string(),
                row.stalls.to_string(),
                row.change_bp.map(|change| change.to_string()).unwrap_or_default(),
                row.ceiling.map(|ceiling| ceiling.amount().to_string()).unwrap_or_default(),
            ])
        });
    }
    let text = written.ok().and_then(|()| writer.into_inner().ok()).ok_or_else(|| Fault::new(ErrorKind::Internal, "internal"))?;
    let name = format!("attachment; filename=\"harga-{}.csv\"", board.day);
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], text).into_response())
}

fn board(catalogue: &Catalogue, query: &Fields) -> Board {
    match catalogue.market(query.text("pasar")) {
        Some(market) => catalogue.board_of(Some(market.id)),
        None => catalogue.board().clone(),
    }
}

/// What the prices say today, in a sentence.
#[must_use]
pub fn finding(who: &Who, catalogue: &Catalogue, board: &Board) -> String {
    let moved = |row: &&BoardRow| row.change_bp.is_some_and(|change| change.abs() >= 50);
    let up = board.rows.iter().filter(moved).max_by_key(|row| row.change_bp).filter(|row| row.change_bp > Some(0));
    let down = board.rows.iter().filter(moved).min_by_key(|row| row.change_bp).filter(|row| row.change_bp < Some(0));
    let name = |row: &BoardRow| catalogue.commodities()[row.commodity].name.clone();
    let percent =
        |row: &BoardRow| format::percent_change(who.lang, row.change_bp.unwrap_or_default().abs()).trim_start_matches('+').to_owned();
    match (up, down) {
        (Some(up), Some(down)) => {
            who.t.with("finding-both", &[("up", &name(up)), ("more", &percent(up)), ("down", &name(down)), ("less", &percent(down))])
        }
        (Some(up), None) => who.t.with("finding-up", &[("up", &name(up)), ("more", &percent(up))]),
        (None, Some(down)) => who.t.with("finding-down", &[("down", &name(down)), ("less", &percent(down))]),
        (None, None) => who.t.text("finding-still").to_owned(),
    }
}

/// How a price moved. **Units:** basis points.
#[must_use]
pub fn change(who: &Who, basis_points: i64) -> PriceMove {
    let direction = match basis_points {
        1.. => Direction::Up,
        0 => Direction::Same,
        _ => Direction::Down,
    };
    PriceMove { text: format::percent_change(who.lang, basis_points), direction }
}

fn bars(who: &Who, catalogue: &Catalogue, board: &Board) -> Vec<Bar> {
    let mut rows: Vec<(&BoardRow, i64)> =
        board.rows.iter().filter_map(|row| Some((row, row.change_bp?))).filter(|(_, change)| *change != 0).collect();
    rows.sort_by_key(|(_, change)| std::cmp::Reverse(change.abs()));
    rows.truncate(BARS);
    let most = rows.first().map_or(1, |(_, change)| change.abs());
    let bar = |(row, moved): &(&BoardRow, i64)| Bar {
        name: catalogue.commodities()[row.commodity].name.clone(),
        change: change(who, *moved),
        length: u32::try_from(moved.abs() * 1_000 / most).unwrap_or(1_000),
    };
    rows.iter().map(bar).collect()
}

fn filters(who: &Who, catalogue: &Catalogue, query: &Fields) -> Vec<ChipLink> {
    let chosen = query.text("pasar");
    let all = ChipLink {
        href: with(&who.path, &[("pasar", "")]),
        label: who.t.text("all-markets").to_owned(),
        is_on: catalogue.market(chosen).is_none(),
        ..ChipLink::default()
    };
    let markets = catalogue.markets().iter().filter(|market| market.does_deliver && market.kind != MarketKind::Hub);
    let chips = markets.map(|market| ChipLink {
        href: with(&who.path, &[("pasar", &market.slug)]),
        label: market.name.clone(),
        is_on: market.slug == chosen,
        ..ChipLink::default()
    });
    std::iter::once(all).chain(chips).collect()
}

fn price_row(who: &Who, catalogue: &Catalogue, row: &BoardRow) -> PriceRow {
    let commodity = &catalogue.commodities()[row.commodity];
    PriceRow {
        slug: commodity.slug.clone(),
        name: commodity.name.clone(),
        picture: assets::picture(&commodity.slug).into_owned(),
        href: frame::address("/cari", &[("q", &commodity.name)]),
        unit: commodity.watch_unit.clone(),
        price: words::money(who, row.median),
        range: format::rupiah_range(who.lang, row.low.amount(), row.high.amount()),
        reports: number(who, row.stalls),
        change: row.change_bp.map(|moved| change(who, moved)),
        ceiling: row.ceiling.map(|ceiling| ceiling_text(who, row.ceiling_kind.as_deref(), ceiling)).unwrap_or_default(),
        is_above_ceiling: row.ceiling.is_some_and(|ceiling| row.median > ceiling),
        // Daily middle prices are not kept yet; two points a week apart would pass for a month.
        history: Vec::new(),
    }
}

fn ceiling_text(who: &Who, kind: Option<&str>, ceiling: kernel::Rupiah) -> String {
    format!("{} {}", kind.unwrap_or("het").to_ascii_uppercase(), words::money(who, ceiling))
}

fn number(who: &Who, value: usize) -> String {
    format::number(who.lang, i64::try_from(value).unwrap_or(i64::MAX))
}

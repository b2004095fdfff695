//! Takes a picture of every page at both sizes, light and dark: from the demonstration city with two months behind it, and from a
//! lively morning in one without.
//!
//! `cargo run -p laris --example screenshots -- docs/screenshots [NAME…]`; with names, only pages whose name begins so.
//! `--history-days N` before everything makes a shorter past. With `--axe FILE` (axe-core's `axe.min.js`) in the folder's place the pages are examined instead, and the status is 1 when
//! anything was found. Needs Chromium and its driver. The cities live in folders that are gone afterwards.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a tool for this house's own pictures: what fails, stops it")]

mod camera;
mod day;
mod morning;
mod pages;
mod past;
mod people;
mod picture;

use std::path::PathBuf;
use std::process::ExitCode;
use std::{env, fs};

use kernel::time::MINUTE;
use laris::cli::Place;
use laris::{history, open, seed, serve, workers};
use store::{Db, Options};
use testkit::TestHouse;
use tokio::net::TcpListener;

use camera::Camera;
use day::Day;

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1).peekable();
    let days = match arguments.next_if_eq("--history-days") {
        Some(_) => arguments.next().and_then(|days| days.parse().ok()).expect("--history-days N"),
        None => history::DEMO_DAYS,
    };
    let first = arguments.next().unwrap_or_else(|| "docs/screenshots".to_owned());
    let axe = (first == "--axe").then(|| fs::read_to_string(arguments.next().expect("--axe FILE")).expect("axe.min.js"));
    let folder = if axe.is_some() { env::temp_dir() } else { PathBuf::from(first) };
    let wanted: Vec<String> = arguments.collect();
    if testkit::block_on(take(folder, wanted, axe, days)) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn take(folder: PathBuf, wanted: Vec<String>, axe: Option<String>, days: u32) -> bool {
    let is_past_well = !past::is_wanted(&wanted) || take_past(folder.clone(), wanted.clone(), axe.clone(), days).await;
    let is_morning_well = past::is_enough(&wanted) || take_morning(folder, wanted, axe).await;
    is_past_well && is_morning_well
}

/// The city with days behind it.
async fn take_past(folder: PathBuf, wanted: Vec<String>, axe: Option<String>, days: u32) -> bool {
    let data = tempfile::tempdir().unwrap();
    let (house, place) = past::make(data.path(), days).await;
    let base = serve_city(&house, &place).await;
    let camera = Camera::start(&base, folder, house.now(), wanted, axe).await;
    past::take_all(&camera).await;
    camera.report().await
}

/// The city with a morning in full swing.
async fn take_morning(folder: PathBuf, wanted: Vec<String>, axe: Option<String>) -> bool {
    let data = tempfile::tempdir().unwrap();
    let db = Db::open(&Options::sqlite(data.path().join("laris.sqlite"))).await.unwrap();
    store::migrate::migrate(&db).await.unwrap();
    let house = TestHouse::new(db);
    seed::malang(house.house(), &|_, _| ()).await.unwrap();
    let city = open::city(house.house(), None).await.unwrap().expect("the city");
    let place = Place { data: data.path().to_owned(), database_url: None };
    let mut day = Day::begin(&house, city).await;
    let seen = morning::play(&mut day).await;
    day.check().await;
    let base = serve_city(&house, &place).await;
    let camera = Camera::start(&base, folder, house.now(), wanted, axe).await;
    pages::take_all(&camera, &seen).await;
    camera.report().await
}

/// Serves a city; gives its address.
async fn serve_city(house: &TestHouse, place: &Place) -> String {
    let city = open::city(house.house(), None).await.unwrap().expect("the city");
    let app = serve::app(house.house().clone(), city, place, String::new()).await.unwrap();
    // Messages leave the queue, so that nothing waits; deadlines are those of the clock, which stands.
    workers::start(&app).detach_all();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(web::serve(app, listener, std::future::pending()));
    house.clock.advance(MINUTE);
    base
}

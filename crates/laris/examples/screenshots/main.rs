//! Takes a picture of every page at both sizes, light and dark, from a lively morning in the demonstration city.
//!
//! `cargo run -p laris --example screenshots -- docs/screenshots [NAME…]`; with names, only pages whose name begins so.
//! With `--axe FILE` (axe-core's `axe.min.js`) in the folder's place the pages are examined instead, and the status is 1 when
//! anything was found. Needs Chromium and its driver. The city lives in a folder that is gone afterwards.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a tool for this house's own pictures: what fails, stops it")]

mod camera;
mod day;
mod morning;
mod pages;
mod people;
mod picture;

use std::path::PathBuf;
use std::process::ExitCode;
use std::{env, fs};

use kernel::time::MINUTE;
use laris::cli::Place;
use laris::{open, seed, serve, workers};
use store::{Db, Options};
use testkit::TestHouse;
use tokio::net::TcpListener;

use camera::Camera;
use day::Day;

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let first = arguments.next().unwrap_or_else(|| "docs/screenshots".to_owned());
    let axe = (first == "--axe").then(|| fs::read_to_string(arguments.next().expect("--axe FILE")).expect("axe.min.js"));
    let folder = if axe.is_some() { env::temp_dir() } else { PathBuf::from(first) };
    let wanted: Vec<String> = arguments.collect();
    if testkit::block_on(take(folder, wanted, axe)) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn take(folder: PathBuf, wanted: Vec<String>, axe: Option<String>) -> bool {
    let data = tempfile::tempdir().unwrap();
    let db = Db::open(&Options::sqlite(data.path().join("laris.sqlite"))).await.unwrap();
    store::migrate::migrate(&db).await.unwrap();
    let house = TestHouse::new(db);
    seed::malang(house.house(), &|_, _| ()).await.unwrap();
    let city = open::city(house.house(), None).await.unwrap().expect("the city");
    let place = Place { data: data.path().to_owned(), database_url: None };
    let mut day = Day::begin(&house, city.clone()).await;
    let seen = morning::play(&mut day).await;
    day.check().await;

    let app = serve::app(house.house().clone(), city, &place, String::new()).await.unwrap();
    // Messages leave the queue, so that nothing waits; deadlines are those of the clock, which stands.
    let _workers = workers::start(&app);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(web::serve(app, listener, std::future::pending()));
    house.clock.advance(MINUTE);
    let camera = Camera::start(&base, folder, house.now(), wanted, axe).await;
    pages::take_all(&camera, &seen).await;
    camera.report().await
}

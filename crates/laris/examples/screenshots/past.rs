//! The city with two months behind it: which of its pages are taken, and as whom.

use std::path::Path;

use kernel::Role;
use laris::cli::Place;
use laris::history;
use store::{Db, Options};
use testkit::TestHouse;

use super::camera::Camera;
use super::morning::MARKET;
use super::people::{buyer, city, staff};

/// Makes the city in a folder, as it is on the morning on which the other pictures are taken.
pub async fn make(folder: &Path, days: u32) -> (TestHouse, Place) {
    let options = Options::sqlite(folder.join("laris.sqlite"));
    history::make(&options, days, testkit::morning()).await.unwrap();
    let house = TestHouse::new(Db::open(&options).await.unwrap());
    house.clock.set(testkit::morning());
    (house, Place { data: folder.to_owned(), database_url: None })
}

/// Whether any of its pages is wanted.
pub fn is_wanted(wanted: &[String]) -> bool {
    wanted.is_empty() || names().any(|name| wanted.iter().any(|wanted| name.starts_with(wanted.as_str())))
}

/// Whether every page that is wanted by its whole name is one of these.
pub fn is_enough(wanted: &[String]) -> bool {
    !wanted.is_empty() && wanted.iter().all(|wanted| names().any(|name| name == wanted))
}

/// As nobody, or as whoever has this number: name and address of each page.
type Tour = (Option<kernel::Phone>, Vec<(&'static str, String)>);

fn names() -> impl Iterator<Item = &'static str> {
    tours().into_iter().flat_map(|(_, pages)| pages).map(|(name, _)| name).chain(FOUND_ONLY)
}

/// Pages whose addresses only another page knows.
const FOUND_ONLY: [&str; 2] = ["manager-complaint-open", "city-reconciliation"];

/// The trail first, before everybody's signing in fills it.
fn tours() -> Vec<Tour> {
    let of = |pages: &[(&'static str, &str)]| pages.iter().map(|(name, path)| (*name, (*path).to_owned())).collect::<Vec<_>>();
    let manager = of(&[
        ("manager-complaints", "/kelola/MARKET/keluhan"),
        ("manager-ratings", "/kelola/MARKET/nilai"),
        ("manager-cash-closed", "/kelola/MARKET/kas?tanggal=2026-11-20"),
        ("manager-settlements-past", "/kelola/MARKET/pelunasan"),
        ("manager-printed-code", "/kelola/MARKET/bayar"),
        ("manager-returns", "/kelola/MARKET/pengembalian"),
    ]);
    let manager = manager.into_iter().map(|(name, path)| (name, path.replace("MARKET", MARKET))).collect();
    vec![
        (Some(city(Role::Auditor)), of(&[("city-audit", "/kota/jejak"), ("auditor-settlements", "/kota/pelunasan")])),
        (None, visitor(of)),
        (Some(buyer(0)), of(&[("standing", "/langganan"), ("orders", "/pesanan")])),
        (
            Some(staff(Role::Seller, MARKET, 1)),
            of(&[("trader-money", "/jual/uang"), ("trader-wish", "/jual/pembayaran"), ("trader-voices", "/jual/keluhan")]),
        ),
        (
            Some(staff(Role::Runner, MARKET, 0)),
            of(&[("runner-money", "/kurir/uang"), ("runner-wish", "/kurir/pembayaran"), ("runner-voices", "/kurir/keluhan")]),
        ),
        (Some(staff(Role::Manager, MARKET, 0)), manager),
        (Some(city(Role::Treasurer)), treasurer(of)),
    ]
}

fn treasurer(of: impl Fn(&[(&'static str, &str)]) -> Vec<(&'static str, String)>) -> Vec<(&'static str, String)> {
    of(&[
        ("city-settlements", "/kota/pelunasan"),
        ("city-complaints", "/kota/keluhan"),
        ("city-transfers", "/kota/transfer"),
        ("city-reconciliations", "/kota/rekonsiliasi"),
        ("city-trial-balance", "/kota/neraca"),
        ("city-returns", "/kota/pengembalian"),
    ])
}

fn visitor(of: impl Fn(&[(&'static str, &str)]) -> Vec<(&'static str, String)>) -> Vec<(&'static str, String)> {
    of(&[
        ("home", "/"),
        ("markets", "/pasar"),
        ("market", "/pasar/oro-oro-dowo"),
        ("market-stalls", "/pasar/oro-oro-dowo?lihat=lapak"),
        ("stall", "/lapak/oro-oro-dowo-f-1"),
        ("product", "/produk/cabai-rawit-merah-kg"),
        ("search", "/cari?q=lombok+cilik"),
        ("search-which", "/cari?q=cabai"),
        ("prices", "/harga"),
    ])
}

/// All of them.
pub async fn take_all(camera: &Camera) {
    for (phone, pages) in tours() {
        if !pages.iter().any(|(name, _)| camera.wants(name)) {
            continue;
        }
        match phone {
            Some(phone) => camera.enter(phone.as_str()).await,
            None => camera.leave().await,
        }
        for (name, path) in pages {
            camera.take(name, &path).await;
        }
    }
    complaint(camera).await;
    reconciliation(camera).await;
    camera.leave().await;
}

/// The last day that was compared, as the treasurer sees it.
async fn reconciliation(camera: &Camera) {
    if !camera.wants("city-reconciliation") {
        return;
    }
    camera.enter(city(Role::Treasurer).as_str()).await;
    camera.browser().goto("/kota/rekonsiliasi").await;
    camera.browser().click_css("a.batch").await;
    camera.take_this("city-reconciliation").await;
}

/// The complaint of last evening, as the manager who has to decide sees it.
async fn complaint(camera: &Camera) {
    if !camera.wants("manager-complaint-open") {
        return;
    }
    let browser = camera.browser();
    camera.enter(staff(Role::Manager, MARKET, 0).as_str()).await;
    browser.goto(&format!("/kelola/{MARKET}/keluhan")).await;
    browser.click_css(&format!("main a[href^='/kelola/{MARKET}/keluhan/']")).await;
    camera.take_this("manager-complaint-open").await;
}

//! A city behind a port of this machine, with the real router, feed and workers.
//!
//! The clock is the test's: it stands at Saturday, 05:30 WIB, when the day's first windows still take orders, and moves only when a
//! test moves it. With the machine's clock a run would depend on the hour of the day, and a slow browser would run into deadlines.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kernel::id::{MarketId, RawId, StallId};
use kernel::{Role, Rupiah, Scope, SeededIds};
use laris::cli::Place;
use laris::serve::Outside;
use laris::{open, seed, serve, workers};
use ledger::{Account, AccountKind};
use market::orders::{OrderDetail, read};
use market::settlement::invariants;
use providers::messages::DemoMessages;
use providers::objects::LocalObjects;
use registry::people::{self, Person as Citizen};
use store::{Db, House};
use tempfile::TempDir;
use testkit::round_robin::RoundRobin;
use testkit::{SEED, TestHouse};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use web::App;

use crate::town::Town;

/// One browser test at a time: a machine of two cores that draws twelve browsers at once misses every wait.
static TURN: Mutex<()> = Mutex::new(());

/// Waits for the test's turn.
pub fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The city, served.
pub struct Stage {
    pub app: App,
    pub house: TestHouse,
    /// `http://127.0.0.1:41234`.
    pub base: String,
    /// Gives each request to the next replica, when there are several.
    pub proxy: Option<RoundRobin>,
    /// End with the stage.
    workers: Vec<JoinSet<()>>,
    folder: Arc<TempDir>,
}

impl Stage {
    /// The demonstration city of Malang.
    pub async fn malang(house: &TestHouse) -> Self {
        seed::malang(house.house(), &|_, _| ()).await.unwrap();
        Self::open(house).await
    }

    /// The small town, whose prices a test can reckon with.
    pub async fn town(house: &TestHouse) -> (Self, Town) {
        let town = Town::build(house).await;
        (Self::open(house).await, town)
    }

    /// The demonstration city behind three servers that share nothing but the database and the secret, and a proxy that gives
    /// each request to the next of them.
    pub async fn replicated(house: &TestHouse) -> Self {
        seed::malang(house.house(), &|_, _| ()).await.unwrap();
        let phones = Arc::new(DemoMessages::new());
        let mut stage = Self::serve(house, house.house().clone(), &phones).await;
        let mut servers = vec![address(&stage.base)];
        for number in 1..3 {
            let db = Db::open(house.db.options()).await.unwrap();
            let clock = Arc::clone(&house.clock) as _;
            let replica = House { db, clock, ids: Arc::new(SeededIds::new(SEED + number)) };
            let other = Self::serve_from(house, replica, &phones, stage.folder.clone()).await;
            servers.push(address(&other.base));
            stage.workers.extend(other.workers);
        }
        let proxy = RoundRobin::start(servers).await.unwrap();
        stage.base = format!("http://{}", proxy.address());
        stage.proxy = Some(proxy);
        stage
    }

    async fn open(house: &TestHouse) -> Self {
        Self::serve(house, house.house().clone(), &Arc::new(DemoMessages::new())).await
    }

    async fn serve(house: &TestHouse, served: House, phones: &Arc<DemoMessages>) -> Self {
        Self::serve_from(house, served, phones, Arc::new(tempfile::tempdir().unwrap())).await
    }

    async fn serve_from(house: &TestHouse, served: House, phones: &Arc<DemoMessages>, folder: Arc<TempDir>) -> Self {
        let place = Place { data: folder.path().to_owned(), database_url: None };
        let city = open::city(&served, None).await.unwrap().expect("a city");
        let outside = Outside {
            objects: Arc::new(LocalObjects::new(open::pictures(&place))),
            demo_messages: city.is_demo.then(|| Arc::clone(phones)),
            gateways: Vec::new(),
        };
        let app = serve::app_over(served, city, &place, outside, String::new()).await.unwrap();
        let workers = vec![workers::start(&app)];
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(web::serve(app.clone(), listener, std::future::pending()));
        Self { app, house: house.clone(), base, proxy: None, workers, folder }
    }

    /// Where the city's files are, and a test's own.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Asserts every invariant of money and goods.
    pub async fn check(&self) {
        let mut tx = self.house.db.reader().await.unwrap();
        let violations = invariants::check(&mut tx, &self.app.desk).await.unwrap();
        assert!(violations.is_empty(), "{violations:#?}");
    }

    /// What an account holds.
    pub async fn balance(&self, kind: AccountKind, owner: impl Into<RawId>) -> Rupiah {
        let mut tx = self.house.db.reader().await.unwrap();
        ledger::balance(&mut tx, self.app.desk.city_id(), Account::new(kind, owner)).await.unwrap()
    }

    /// The order of that number, as the house sees it.
    pub async fn order(&self, number: &str) -> OrderDetail {
        let desk = &self.app.desk;
        read::get_by_number(desk, &desk.system(), number).await.unwrap_or_else(|error| panic!("{number}: {error}"))
    }

    /// How many orders a person has placed.
    pub async fn orders_of(&self, phone: &str) -> usize {
        let desk = &self.app.desk;
        let mut tx = self.house.db.reader().await.unwrap();
        let phone = kernel::Phone::parse(phone).unwrap();
        let person = people::find_by_phone(&mut tx, desk.city_id(), &phone).await.unwrap().expect("someone with this number");
        drop(tx);
        let actor = kernel::Actor { person: Some(person.id), ..desk.system() };
        read::mine(desk, &actor, None, 50).await.unwrap().items.len()
    }

    /// The first who holds a role there.
    pub async fn first(&self, role: Role, scope: Scope) -> Citizen {
        let mut tx = self.house.db.reader().await.unwrap();
        let found = people::list_by_role(&mut tx, self.app.desk.city_id(), role, scope).await.unwrap();
        found.into_iter().next().unwrap_or_else(|| panic!("nobody is {role:?} of {scope:?}"))
    }

    /// Who sells at a stall.
    pub async fn seller(&self, stall: StallId) -> Citizen {
        self.first(Role::Seller, Scope::Stall(stall)).await
    }

    /// Who runs a market.
    pub async fn manager(&self, market: MarketId) -> Citizen {
        self.first(Role::Manager, Scope::Market(market)).await
    }

    /// Who brings a market's orders.
    pub async fn runner(&self, market: MarketId) -> Citizen {
        self.first(Role::Runner, Scope::Market(market)).await
    }
}

fn address(base: &str) -> SocketAddr {
    base.trim_start_matches("http://").parse().unwrap()
}

/// Money as pages show it: `Rp12.500`.
pub fn money(amount: Rupiah) -> String {
    web::format::rupiah(web::i18n::Lang::Id, amount.amount())
}

//! A database that is full, locked, read-only, or gone and back: orders are refused in words, none is half-written, and when
//! it is mended the next order goes through.

use kernel::Actor;
use kernel::error::Kinded as _;
use market::MarketError;
use market::orders::model::SubstitutionPolicy::Refund;
use market::orders::place::{self, PlaceOrder};
use store::testing::{Admin, Hurt, hurt};
use testkit::postgres::Scratch;
use testkit::{TestHouse, block_on};

use super::fresh;
use crate::settlement::check;
use crate::town::Town;

async fn try_order(town: &Town, key: &str) -> Result<(), MarketError> {
    let line = town.line("telur-d", 50, Refund);
    let quote = town.quote(vec![line]).await?;
    let command = town.command(&quote, town.slot().await);
    place::place(&town.desk, &town.actor(town.buyer).await, key, command).await.map(drop)
}

/// A town, and an order that is ready to be placed in it.
async fn ready(house: &TestHouse) -> (Town, PlaceOrder, Actor) {
    let town = Town::build(house).await;
    let quote = town.quote(vec![town.line("telur-d", 50, Refund)]).await.unwrap();
    let (command, buyer) = (town.command(&quote, town.slot().await), town.actor(town.buyer).await);
    (town, command, buyer)
}

/// Orders until one is refused; gives its code and how many went through.
async fn until_refused(town: &Town, name: &str) -> (&'static str, usize) {
    for number in 0..2_000 {
        if let Err(error) = try_order(town, &format!("{name}-{number:04}")).await {
            return (error.code(), number);
        }
    }
    panic!("never refused")
}

async fn sound_again(town: &Town, name: &str) {
    check(town).await;
    try_order(town, &format!("{name}-after")).await.unwrap();
    check(town).await;
}

#[test]
fn a_full_disk_refuses_orders_and_loses_none() {
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let house = fresh(&store::Options::sqlite(folder.path().join("a.sqlite"))).await;
        let town = Town::build(&house).await;
        hurt(&house.db, Hurt::Full).await.unwrap();
        let (code, placed) = until_refused(&town, "full").await;
        assert_eq!(code, "database_unavailable");
        assert_eq!(town.stock("telur-d").await, 20_000 - 50 * i64::try_from(placed).unwrap());
        hurt(&house.db, Hurt::Nothing).await.unwrap();
        sound_again(&town, "full").await;
    });
}

#[test]
fn a_read_only_file_refuses_orders() {
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let house = fresh(&store::Options::sqlite(folder.path().join("a.sqlite"))).await;
        let town = Town::build(&house).await;
        hurt(&house.db, Hurt::ReadOnly).await.unwrap();
        assert_eq!(until_refused(&town, "read").await, ("database_unavailable", 0));
        check(&town).await;
    });
}

/// Another program holds the file, longer than anybody waits.
#[test]
fn a_locked_file_refuses_orders_until_it_is_free() {
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sqlite");
        let house = fresh(&store::Options::sqlite(&path)).await;
        let (town, command, buyer) = ready(&house).await;
        let held = store::testing::hold(&path).unwrap();
        let refused = place::place(&town.desk, &buyer, "locked-order-1", command.clone()).await.unwrap_err();
        assert_eq!(refused.code(), "database_unavailable");
        drop(held);
        place::place(&town.desk, &buyer, "locked-order-1", command).await.unwrap();
        sound_again(&town, "locked").await;
    });
}

/// Somebody repairs something by hand and goes to lunch with the table.
#[test]
fn a_locked_table_refuses_orders_until_it_is_free() {
    let scratch = Scratch::make();
    block_on(async {
        let house = TestHouse::new(store::Db::open(&store::Options::postgres(scratch.url())).await.unwrap());
        let (town, command, buyer) = ready(&house).await;
        let admin = Admin::connect(scratch.url()).await.unwrap();
        admin.run("BEGIN").await.unwrap();
        admin.run("LOCK TABLE ledger_transfer IN ACCESS EXCLUSIVE MODE").await.unwrap();
        let refused = place::place(&town.desk, &buyer, "locked-order-2", command.clone()).await.unwrap_err();
        assert_eq!(refused.code(), "database_unavailable", "{refused}");
        admin.run("ROLLBACK").await.unwrap();
        assert_eq!(town.stock("telur-d").await, 20_000, "nothing is half-written");
        place::place(&town.desk, &buyer, "locked-order-2", command).await.unwrap();
        sound_again(&town, "locked").await;
    });
}

/// A server whose disk is full says 53100 in the middle of a transaction. Source: PostgreSQL's manual, appendix A.
#[test]
fn a_full_server_refuses_orders_and_loses_none() {
    let scratch = Scratch::make();
    block_on(async {
        let house = TestHouse::new(store::Db::open(&store::Options::postgres(scratch.url())).await.unwrap());
        let town = Town::build(&house).await;
        try_order(&town, "full-before").await.unwrap();
        let admin = Admin::connect(scratch.url()).await.unwrap();
        let full = "CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$";
        admin.run(full).await.unwrap();
        admin.run("CREATE TRIGGER no_space BEFORE INSERT ON ledger_transfer EXECUTE FUNCTION no_space()").await.unwrap();
        assert_eq!(until_refused(&town, "full").await, ("database_unavailable", 0));
        assert_eq!(town.stock("telur-d").await, 20_000 - 50, "nothing is half-written");
        admin.run("DROP TRIGGER no_space ON ledger_transfer").await.unwrap();
        sound_again(&town, "full").await;
    });
}

#[test]
fn a_server_that_goes_and_comes_back() {
    let scratch = Scratch::make();
    block_on(async {
        let house = TestHouse::new(store::Db::open(&store::Options::postgres(scratch.url())).await.unwrap());
        let (town, command, buyer) = ready(&house).await;
        let admin = Admin::connect(scratch.url()).await.unwrap();
        let name = admin.run("SELECT current_database()").await.unwrap().remove(0);
        let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

        admin.run(&format!("ALTER DATABASE {name} SET default_transaction_read_only = on")).await.unwrap();
        admin.run(cut).await.unwrap();
        for number in 0..3 {
            let refused = try_order(&town, &format!("gone-{number}")).await.unwrap_err();
            assert_eq!(refused.code(), "database_unavailable", "{refused}");
        }
        admin.run("SET default_transaction_read_only = off").await.unwrap();
        admin.run(&format!("ALTER DATABASE {name} SET default_transaction_read_only = off")).await.unwrap();
        admin.run(cut).await.unwrap();
        // Connections that were cut are noticed by their next use. The buyer presses again: the same order under the same key.
        let mut refused = Vec::new();
        while let Err(error) = place::place(&town.desk, &buyer, "back-order-1", command.clone()).await {
            assert_eq!(error.code(), "database_unavailable", "{error}");
            refused.push(error);
            assert!(refused.len() < 30, "the pool never recovered: {refused:?}");
        }
        assert_eq!(town.stock("telur-d").await, 20_000 - 50, "ordered once");
        sound_again(&town, "back").await;
    });
}

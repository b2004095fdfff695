//! Imports of stalls, sellers and offers.

use std::fmt::Write as _;
use std::sync::Arc;

use ::registry::{audit, people, roles};
use axum::http::{Request, StatusCode};
use kernel::error::Kinded as _;
use kernel::time::{DAY, MINUTE};
use kernel::{Phone, Quantity, Role, Rupiah, Scope};
use market::catalogue::{StockKind, store as rows};
use market::ids::ImportId;
use market::imports::runs::{self, NewRun, Outcome};
use market::imports::{self, Column, ImportError, Mode, Report, RowFault};
use store::{Statement, StoreError, params, sql};
use testkit::both;
use tokio::sync::Notify;

use super::sheets::{bomb, endless, workbook};
use super::{Visit, between, client};
use crate::api::client::Client;
use crate::town::Town;

/// Where files are sent, and what was imported lately is listed.
const LIST: &str = "/kelola/pasar-contoh/impor";
const HEADING: &str = "pasar;blok;nomor;lapak;penjual;telepon;barang;harga;satuan;stok\n";

async fn run(town: &Town, file: impl Into<Vec<u8>>, mode: Mode) -> Result<Report, ImportError> {
    let manager = town.actor(town.manager).await;
    imports::run(&town.desk, &manager, town.market, file.into(), mode, &Arc::default()).await
}

fn faults(result: Result<Report, ImportError>) -> Vec<(usize, Column, &'static str)> {
    let Err(ImportError::Rows(faults)) = result else { panic!("{result:?}") };
    faults.iter().map(|fault: &RowFault| (fault.row, fault.column, fault.reason.code)).collect()
}

fn good() -> String {
    format!(
        "{HEADING}Pasar Contoh;B;7;Lapak Baru;Bu Baru;0813-5555-0001;cabai rawit;Rp 58.000;kilo;\n\
         pasar contoh;b;7;Lapak Baru;Bu Baru;081355550001;Bayam;3.500;ikat;20\n\
         ;B;8;Kios Dua;Pak Dua;+6281355550002;TELUR;28rb;;1,5\n"
    )
}

#[test]
fn a_file_lands_whole_and_again_changes_nothing() {
    both(async |house| {
        let town = Town::build(&house).await;
        let city = town.desk.city_id();
        let expected = Report { rows: 3, people: 2, stalls: 2, offers: 3, changed: 0, unchanged: 0 };
        assert_eq!(run(&town, good(), Mode::DryRun).await.unwrap(), expected);
        let count = async || rows::stalls(&mut house.db.reader().await.unwrap(), city).await.unwrap().len();
        assert_eq!(count().await, 4, "a dry run keeps nothing");
        assert_eq!(run(&town, good(), Mode::Write).await.unwrap(), expected);
        assert_eq!(count().await, 6);
        let again = run(&town, good(), Mode::Write).await.unwrap();
        assert_eq!(again, Report { rows: 3, unchanged: 3, ..Report::default() });
        let mut tx = house.db.reader().await.unwrap();
        let stall = rows::stall_by_slug(&mut tx, city, "pasar-contoh-b-7").await.unwrap().unwrap();
        assert_eq!((stall.name.as_str(), stall.block.as_str(), stall.number, stall.walking_order), ("Lapak Baru", "B", 7, 5));
        let offers = rows::offers_of_stall(&mut tx, city, stall.id).await.unwrap();
        assert_eq!(
            offers.iter().map(|offer| (offer.price, offer.stock.milli())).collect::<Vec<_>>(),
            [(Rupiah(58_000), 0), (Rupiah(3_500), 20_000)]
        );
        let seller = people::find_by_phone(&mut tx, city, &Phone::parse("081355550001").unwrap()).await.unwrap().unwrap();
        let grants = roles::grants_of(&mut tx, city, seller.id).await.unwrap();
        assert_eq!((seller.name.as_str(), grants[0].role, grants[0].scope), ("Bu Baru", Role::Seller, Scope::Stall(stall.id)));
        assert_eq!(audit::list(&mut tx, city, town.market).await.unwrap().len(), 1, "what changed nothing leaves no trail");
        drop(tx);
        let dearer = good().replace("58.000", "60.000");
        assert_eq!(run(&town, dearer, Mode::Write).await.unwrap(), Report { rows: 3, changed: 1, unchanged: 2, ..Report::default() });
    });
}

#[test]
fn every_fault_is_told_and_nothing_lands() {
    both(async |house| {
        let town = Town::build(&house).await;
        let file = format!(
            "{HEADING}Pasar Lain;B;7;Lapak;Bu X;081355550001;bayam;3000;;\n\
             ;B-1;0;;123;0812;durian;1,5;;1.500\n\
             ;B;9;Lapak;Bu X;081355550001;bayam;3000;kg;1,5\n\
             ;B;9;Lapak;Bu X;081355550009;sawi;3000;;\n\
             ;B;9;Lapak;Bu X;081355550001;bayam;3000;;\n\
             ;B;10;{};Bu\u{202e} Y;081355550001;bayam;3000;;\n\
             ;A;1;Lapak 1;Bu Lain;081355550001;bayam;3000;;\n",
            "x".repeat(300)
        );
        let found = faults(run(&town, file.clone(), Mode::Write).await);
        assert_eq!(
            found,
            [
                (2, Column::Market, "import_other_market"),
                (3, Column::Block, "import_block"),
                (3, Column::Number, "import_number"),
                (3, Column::Stall, "import_name"),
                (3, Column::Seller, "import_name"),
                (3, Column::Phone, "import_phone"),
                (3, Column::Product, "import_goods_unknown"),
                (3, Column::Price, "import_price"),
                (3, Column::Stock, "import_stock_ambiguous"),
                (4, Column::Unit, "import_unit"),
                (4, Column::Stock, "import_stock_whole"),
                (6, Column::Phone, "import_phone_differs"),
                (7, Column::Stall, "too_long"),
            ]
        );
        let differing = format!(
            "{HEADING};B;9;Lapak;Bu X;081355550001;bayam;3000;;\n;B;9;Lapak;Bu X;081355550009;sawi;3000;;\n;B;9;Lain;Bu X;081355550001;sawi;3000;;\n"
        );
        assert_eq!(
            faults(run(&town, differing, Mode::Write).await),
            [(3, Column::Phone, "import_phone_differs"), (4, Column::Stall, "import_stall_differs"), (4, Column::Product, "import_twice")]
        );
        let others = format!("{HEADING};A;1;Lapak 1;Bu Lain;081355550001;bayam;3000;;\n;A;2;Nama Lain;Pak B;081200000008;bayam;3000;;\n");
        assert_eq!(
            faults(run(&town, others, Mode::Write).await),
            [(2, Column::Phone, "import_other_seller"), (3, Column::Stall, "import_other_name")]
        );
        for (file, code) in [
            (b"nomor;lapak\n1;x\n".to_vec(), "import_columns_missing"),
            (format!("harga;{HEADING}1;2\n").into_bytes(), "import_column_twice"),
            (b"<html>;".to_vec(), "import_empty"),
            (bomb(), "import_too_large"),
        ] {
            assert_eq!(run(&town, file, Mode::Write).await.unwrap_err().code(), code);
        }
        let stranger = town.actor(town.sellers[0]).await;
        let refused = imports::run(&town.desk, &stranger, town.market, good().into(), Mode::DryRun, &Arc::default()).await;
        assert_eq!(refused.unwrap_err().code(), "not_allowed");
        assert_eq!(rows::stalls(&mut house.db.reader().await.unwrap(), town.desk.city_id()).await.unwrap().len(), 4);
    });
}

#[test]
fn a_workbook_is_read_without_its_formulas() {
    both(async |house| {
        let town = Town::build(&house).await;
        let heading = ["Blok", "Nomor Lapak", "Nama Lapak", "Nama Penjual", "No HP", "Nama Barang", "Harga (Rp)", "Stok"];
        let row = |price: &str, stock: &str| {
            let text = |text: &str| format!("t=\"inlineStr\"><is><t>{text}</t></is>");
            [
                text("B"),
                "><v>7</v>".into(),
                text("Lapak Baru"),
                text("Bu Baru"),
                text("081355550001"),
                text("telur"),
                price.to_owned(),
                stock.to_owned(),
            ]
        };
        let book = workbook(&heading, &[row("><f>1000*28</f><v>28000</v>", "><v>1.5</v>")]);
        let report = run(&town, book.clone(), Mode::Write).await.unwrap();
        assert_eq!((report.stalls, report.offers), (1, 1));
        let mut tx = house.db.reader().await.unwrap();
        let stall = rows::stall_by_slug(&mut tx, town.desk.city_id(), "pasar-contoh-b-7").await.unwrap().unwrap();
        let offers = rows::offers_of_stall(&mut tx, town.desk.city_id(), stall.id).await.unwrap();
        assert_eq!((offers[0].price, offers[0].stock.milli()), (Rupiah(28_000), 1_500));
        drop(tx);
        let wrong = workbook(&heading, &[row("t=\"e\"><v>#REF!</v>", "><v>1.5</v>")]);
        assert_eq!(faults(run(&town, wrong, Mode::Write).await), [(2, Column::Price, "import_price")]);
        // A cell in the last corner of the sheet makes neither a table of that size nor a fault.
        assert!(
            run(&town, endless(&heading), Mode::DryRun)
                .await
                .is_err_and(|error| error.code() == "import_empty" || error.code() == "import_faulty")
        );
        let cut = book[..book.len() / 2].to_vec();
        assert!(["import_not_a_table", "import_damaged"].contains(&run(&town, cut, Mode::Write).await.unwrap_err().code()));
    });
}

#[test]
fn ten_thousand_rows_land_in_one_transaction() {
    both(async |house| {
        let town = Town::build(&house).await;
        let mut file = HEADING.to_owned();
        for number in 0..2_000 {
            for (goods, price) in [("cabai rawit", 60_000), ("bayam", 3_000), ("sawi", 3_000), ("telur", 28_000), ("ayam utuh", 38_000)] {
                writeln!(file, ";Z;{};Lapak {number};Bu {number} Z;0813{:08};{goods};{price};;", number + 1, number + 10_000_000).unwrap();
            }
        }
        let begun = std::time::Instant::now();
        let report = run(&town, file.clone(), Mode::Write).await.unwrap();
        let landed = begun.elapsed();
        assert_eq!((report.rows, report.stalls, report.people, report.offers), (10_000, 2_000, 2_000, 10_000));
        let again = run(&town, file, Mode::Write).await.unwrap();
        println!("10,000 rows landed in {landed:?}; again in {:?}", begun.elapsed() - landed);
        assert_eq!(again, Report { rows: 10_000, unchanged: 10_000, ..Report::default() });
    });
}

/// Sends a file by the form; gives where the import's page is.
async fn begun(manager: &Visit<'_>, key: &str, file: &str, dry_run: &str) -> String {
    let mut body = String::new();
    for (name, value) in [("csrf", manager.csrf().as_str()), ("idempotency_key", key), ("dry_run", dry_run)] {
        write!(body, "--batas\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").unwrap();
    }
    write!(body, "--batas\r\nContent-Disposition: form-data; name=\"file\"; filename=\"pagi.csv\"\r\n\r\n{file}\r\n--batas--\r\n").unwrap();
    let request = Request::post(LIST).header("content-type", "multipart/form-data; boundary=batas");
    let begun = manager.send(request, body.into()).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.html);
    begun.to
}

/// The import's page once it ended.
async fn ended(manager: &Visit<'_>, at: &str) -> String {
    loop {
        let page = manager.get(at).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.html);
        if !page.html.contains("<progress") {
            return page.html;
        }
        tokio::task::yield_now().await;
    }
}

#[test]
fn the_page_tells_and_gives_the_faults() {
    both(async |house| {
        let client = client(&house).await;
        let manager = Visit::of(&client, client.town.manager).await;
        let form = manager.get(LIST).await;
        assert_eq!(form.status, StatusCode::OK);
        let template = manager.get("/kelola/pasar-contoh/impor/contoh.csv").await;
        assert!(template.html.starts_with("\u{feff}pasar;blok;"));
        let send = async |key: &str, file: &str, dry_run: &str| {
            let at = begun(&manager, key, file, dry_run).await;
            let page = ended(&manager, &at).await;
            (at, page)
        };
        let faulty = format!("{HEADING};B;7;Lapak;Bu X;081355550001;=durian+1;3000;;\n");
        let (at, page) = send("import-page-1", &faulty, "").await;
        assert!(page.contains("baris 2") && page.contains("=durian+1"));
        let csv = manager.get(&format!("{at}/kesalahan.csv")).await.html;
        assert!(csv.contains("\"'=durian+1\""), "{csv}");
        assert!(manager.get(&format!("{at}/kesalahan.csv?bahasa=en")).await.html.contains("not in the catalogue"));
        let (_, page) = send("import-page-2", &good(), "1").await;
        assert!(page.contains("Belum ada yang disimpan"));
        let (at, page) = send("import-page-3", &good(), "").await;
        assert!(between(&page, "role=\"status\"", "</p>").contains("sudah masuk"));
        assert_eq!(manager.get(&format!("{at}/kesalahan.csv")).await.status, StatusCode::NOT_FOUND);
        assert!(manager.get(LIST).await.html.contains("pagi.csv"));
    });
}

/// Behind a proxy each request may reach another replica, and the one that took the file may have been started anew since.
#[test]
fn every_replica_tells_of_an_import() {
    both(async |house| {
        let mut client = client(&house).await;
        let person = client.town.manager;
        let first = Visit::of(&client, person).await;
        let faulty = format!("{HEADING};B;7;Lapak;Bu X;081355550001;=durian+1;3000;;\n");
        let faults_at = begun(&first, "replica-key-1", &faulty, "").await;
        let faults_page = ended(&first, &faults_at).await;
        let landed_at = begun(&first, "replica-key-2", &good(), "").await;
        client.router = Client::site(&client.town, "http://laris.test").await;
        let second = Visit::of(&client, person).await;
        assert!(ended(&second, &landed_at).await.contains("sudah masuk"));
        assert!(faults_page.contains("=durian+1") && ended(&second, &faults_at).await.contains("=durian+1"));
        let csv = second.get(&format!("{faults_at}/kesalahan.csv")).await;
        assert!(csv.status == StatusCode::OK && csv.html.contains("\"'=durian+1\""), "{csv:?}");
        assert_eq!(second.get(&format!("{landed_at}/kesalahan.csv")).await.status, StatusCode::NOT_FOUND);
        let list = second.get(LIST).await.html;
        assert!(list.contains(&landed_at) && list.contains(&faults_at) && list.contains("sudah masuk"), "{list}");
        let unknown: ImportId = house.id();
        assert_eq!(second.get(&format!("{LIST}/{unknown}")).await.status, StatusCode::NOT_FOUND);
    });
}

/// A run without a process: what is left of one whose process was killed.
#[test]
fn an_import_whose_process_died_is_told_as_broken_off() {
    both(async |house| {
        let client = client(&house).await;
        let (town, desk) = (&client.town, &client.town.desk);
        let visit = Visit::of(&client, town.manager).await;
        let manager = town.actor(town.manager).await;
        let new = || NewRun { id: house.id(), market: town.market, name: "mati.csv".into(), mode: Mode::Write };
        let (dead, slow) = (new(), new());
        let stranger = town.actor(town.sellers[0]).await;
        assert_eq!(runs::begin(desk, &stranger, &dead).await.unwrap_err().code(), "not_allowed");
        for run in [&dead, &slow] {
            runs::begin(desk, &manager, run).await.unwrap();
        }
        let at = format!("{LIST}/{}", dead.id);
        house.clock.advance(2 * MINUTE);
        assert!(visit.get(&at).await.html.contains("<progress"), "it may only be slow");
        runs::carry_out(desk, &manager, &slow, good().into(), &Arc::default()).await.unwrap();
        assert!(ended(&visit, &format!("{LIST}/{}", slow.id)).await.contains("sudah masuk"));
        house.clock.advance(2 * MINUTE);
        for (lang, words) in [("id", "Impor ini terputus"), ("jv", "Impor punika pedhot"), ("en", "This import was broken off")] {
            let page = visit.get(&format!("{at}?bahasa={lang}")).await.html;
            assert!(page.contains(words) && !page.contains("<progress"), "{lang}: {page}");
        }
        assert!(visit.get(&format!("{LIST}?bahasa=id")).await.html.contains("Impor ini terputus"));
        // It was only asleep: what was said to be broken off does not land after all.
        let dearer = good().replace("58.000", "60.000");
        runs::carry_out(desk, &manager, &dead, dearer.into(), &Arc::default()).await.unwrap();
        let run = runs::find(desk, &manager, town.market, dead.id).await.unwrap();
        assert!(matches!(&run.outcome, Some(Outcome::Refused(reason)) if reason.code == "import_broken_off"), "{run:?}");
        let unchanged = Report { rows: 3, unchanged: 3, ..Report::default() };
        assert_eq!(self::run(town, good(), Mode::Write).await.unwrap(), unchanged, "nothing was written");
        assert_eq!(runs::prune(desk).await.unwrap(), 0);
        house.clock.advance(8 * DAY);
        assert_eq!(runs::prune(desk).await.unwrap(), 2);
        assert_eq!(runs::find(desk, &manager, town.market, dead.id).await.unwrap_err().code(), "not_found");
    });
}

/// How many wait for this transaction. PostgreSQL's alone, so it is not registered.
static WAITING: Statement = Statement::new(
    "SELECT CAST(COUNT(*) AS BIGINT) FROM pg_locks
     WHERE NOT granted AND locktype = 'transactionid' AND transactionid = CAST(pg_current_xact_id() AS xid)",
    0,
    0,
    file!(),
    line!(),
);
/// So often it is asked for them at most: seconds.
const ASKED_MAX: usize = 50_000;

/// An order takes stock after the import read it and before it is set. On SQLite, with its one writer, nothing comes in between.
#[test]
fn stock_taken_in_between_is_counted() {
    both(async |house| {
        if house.db.kind() == "sqlite" {
            return;
        }
        let town = Town::build(&house).await;
        let (city, offer) = (town.desk.city_id(), town.offer("rawit-a"));
        let seen = rows::find_offer(&mut house.db.reader().await.unwrap(), city, offer).await.unwrap().unwrap();
        let is_taken = Arc::new(Notify::new());
        let context = (city, seen, Arc::clone(&is_taken), house.now());
        let taking = house.db.write(context, |tx, (city, seen, is_taken, now)| {
            Box::pin(async move {
                let left = Quantity::from_milli(4_000).unwrap();
                assert!(rows::set_stock(tx, *city, seen, StockKind::Counted, left, *now).await?);
                is_taken.notify_one();
                for _ in 0..ASKED_MAX {
                    let (waiting,): (i64,) = tx.one(&WAITING, params![]).await?;
                    if waiting > 0 {
                        break;
                    }
                }
                Ok::<(), StoreError>(())
            })
        });
        let importing = async {
            is_taken.notified().await;
            let file = format!("{HEADING};A;1;Lapak 1;Bu A;081200000007;cabai rawit;60.000;kg;7,5\n");
            run(&town, file, Mode::Write).await
        };
        let (taken, report) = tokio::join!(taking, importing);
        taken.unwrap();
        assert_eq!(report.unwrap(), Report { rows: 1, changed: 1, ..Report::default() });
        assert_eq!(town.stock("rawit-a").await, 7_500);
        let moves = sql!("SELECT change_milli FROM stock_move WHERE city_id = $1 AND reference_id = $2 ORDER BY move_id");
        let moves: Vec<(i64,)> = house.db.reader().await.unwrap().rows(moves, params![city, offer]).await.unwrap();
        assert_eq!(moves, [(3_500,)], "from what was left, not from what was read first");
    });
}

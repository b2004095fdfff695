//! `/kelola/{pasar}` for market managers; `/kota` for the city's treasurer and auditors.

mod act;
pub mod at;
mod audit;
mod batch;
mod board;
mod books;
mod cash;
mod gallery;
mod imports;
mod order;
mod parts;
mod people;
mod printed;
mod reconcile;
mod returns;
mod settlements;
mod statement;
mod trail;
mod transfers;

use market::imports::FILE_BYTES_MAX;
use market::payments::reconcile::statement::STATEMENT_BYTES_MAX;

use crate::routes::Routes;

/// The area's routes.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().and(orders()).and(money()).and(payments()).and(city())
}

fn orders() -> Routes {
    Routes::new()
        .get("/kelola", board::go_to_market)
        .get("/kelola/{market}", board::show_board)
        .get("/kelola/{market}/pesanan/{number}", order::show_order)
        .post("/kelola/{market}/pesanan/{number}/kurir", act::assign_runner)
        .post("/kelola/{market}/pesanan/{number}/jawab", act::answer_substitution)
        .post("/kelola/{market}/pesanan/{number}/batal", act::cancel_order)
        .post("/kelola/{market}/pesanan/{number}/serahkan", act::hand_over_order)
        .post("/kelola/{market}/pesanan/{number}/gagal", act::fail_delivery)
        .post("/kelola/{market}/pesanan/{number}/ganti-rugi", act::make_refund)
        .post("/kelola/{market}/pesanan/{number}/ganti-rugi/{refund}/bayar", act::pay_refund)
        .get("/kelola/{market}/lapak", people::show_stalls)
        .post("/kelola/{market}/lapak/{stall}/tutup", people::close_stall)
        .post("/kelola/{market}/lapak/{stall}/buka", people::reopen_stall)
        .get("/kelola/{market}/kurir", people::show_runners)
        .get("/kelola/{market}/impor", imports::show_imports)
        .upload("/kelola/{market}/impor", FILE_BYTES_MAX, imports::begin_import)
        .get("/kelola/{market}/impor/contoh.csv", imports::download_template)
        .get("/kelola/{market}/impor/{run}", imports::show_import)
        .get("/kelola/{market}/impor/{run}/kesalahan.csv", imports::download_faults)
        .get("/kelola/{market}/gambar", gallery::show_gallery)
        .post("/kelola/{market}/gambar/{offer}/turunkan", gallery::take_down)
}

fn money() -> Routes {
    Routes::new()
        .get("/kelola/{market}/kas", cash::show_cash)
        .post("/kelola/{market}/kas/setoran", cash::return_cash)
        .post("/kelola/{market}/kas/tutup", cash::close_cash)
        .get("/kelola/{market}/pelunasan", settlements::show_of_market)
        .post("/kelola/{market}/pelunasan", settlements::create_settlement)
        .get("/kelola/{market}/pelunasan/{batch}", batch::show_of_market)
        .get("/kelola/{market}/pelunasan/{batch}/daftar.csv", batch::download_payouts)
        .post("/kelola/{market}/pelunasan/{batch}/bayar/{payout}", batch::pay_payout)
}

fn payments() -> Routes {
    Routes::new()
        .get("/kelola/{market}/bayar", printed::show_payments)
        .post("/kelola/{market}/bayar/kode", printed::set_code)
        .post("/kelola/{market}/bayar/catat", printed::record)
        .post("/kelola/{market}/bayar/{claim}/cocok", printed::confirm)
        .post("/kelola/{market}/bayar/{claim}/tolak", printed::reject)
        .get("/kelola/{market}/pengembalian", returns::show_of_market)
        .get("/kelola/{market}/pengembalian.csv", returns::download_of_market)
        .post("/kelola/{market}/pengembalian/{return}/siapkan", returns::prepare)
        .post("/kelola/{market}/pengembalian/{return}/sahkan", returns::confirm)
        .post("/kelola/{market}/pengembalian/{return}/kembali", returns::send_back)
        .post("/kelola/{market}/pengembalian/{return}/terkirim", returns::end)
}

fn city() -> Routes {
    Routes::new()
        .get("/kota/pengembalian", returns::show_of_city)
        .get("/kota/pengembalian.csv", returns::download_of_city)
        .get("/kota/pelunasan", settlements::show_of_city)
        .get("/kota/pelunasan/{batch}", batch::show_of_city)
        .post("/kota/pelunasan/{batch}/setuju", batch::approve_settlement)
        .get("/kota/transfer", transfers::show_all)
        .post("/kota/transfer", transfers::make_file)
        .get("/kota/transfer/{file}", transfers::show_file)
        .get("/kota/transfer/{file}/unduh", transfers::download)
        .upload("/kota/transfer/{file}/hasil", FILE_BYTES_MAX, transfers::take_result)
        .post("/kota/kas", transfers::move_cash)
        .get("/kota/jejak", audit::show_trail)
        .get("/kota/rekonsiliasi", reconcile::show_days)
        .upload("/kota/rekonsiliasi/laporan", STATEMENT_BYTES_MAX, statement::take_statement)
        .get("/kota/rekonsiliasi/{day}", reconcile::show_day)
        .post("/kota/rekonsiliasi/{day}/ulang", reconcile::compare_again)
        .post("/kota/selisih/{difference}/ambil", reconcile::take)
        .post("/kota/selisih/{difference}/selesai", reconcile::resolve)
        .get("/kota/neraca", books::show_trial)
        .get("/kota/neraca.csv", books::download_trial)
        .get("/kota/jurnal.csv", books::download_journal)
}

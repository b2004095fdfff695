//! The pages: thin handlers that fill views from services and the catalogue in memory.

pub mod account;
pub mod basket;
pub mod basket_view;
pub mod cards;
pub mod checkout;
pub mod demo;
pub mod frame;
pub mod home;
pub mod manager;
pub mod market;
pub mod orders;
pub mod payments;
pub mod photos;
pub mod prices;
pub mod privacy;
pub mod product;
pub mod proofs;
pub mod runner;
pub mod search;
pub mod second_factor;
pub mod seller;
pub mod sign_in;
pub mod staff;
pub mod stall;
pub mod trade;
pub mod wanted;
pub mod words;

use ::market::pictures::UPLOAD_BYTES_MAX;

use crate::routes::Routes;

/// Routes of all pages.
#[must_use]
pub fn routes() -> Routes {
    buyer().and(people()).and(seller::routes()).and(runner::routes()).and(manager::routes()).and(trade::routes())
}

fn buyer() -> Routes {
    Routes::new()
        .get("/", home::show_home)
        .get("/pasar", market::show_markets)
        .get("/pasar/{slug}", market::show_market)
        .get("/lapak/{slug}", stall::show_stall)
        .get("/produk/{slug}", product::show_product)
        .get("/cari", search::show_search)
        .get("/harga", prices::show_prices)
        .get("/harga.csv", prices::download_prices)
        .get("/keranjang", basket::show_basket)
        .post("/keranjang/tambah", basket::add_line)
        .post("/keranjang/kosongkan", basket::clear_basket)
        .post("/keranjang/{line}", basket::change_line)
        .get("/pesan", checkout::show_checkout)
        .post("/pesan", checkout::place_order)
        .get("/pesanan", orders::show_orders)
        .get("/pesanan/{number}", orders::show_order)
        .post("/pesanan/{number}/jawab", orders::answer_substitution)
        .post("/pesanan/{number}/batal", orders::cancel_order)
        .post("/pesanan/{number}/ulang", orders::repeat_order)
        .post("/pesanan/{number}/qris", payments::ask_as_buyer)
        .upload("/pesanan/{number}/bukti", UPLOAD_BYTES_MAX, proofs::show_proof)
        .post("/pesanan/{number}/rekening", proofs::give_account)
        .get("/bukti/{claim}", proofs::show_picture)
        .get("/bayar/kembali", payments::come_back)
        .get("/coba-bayar/{reference}", payments::show_sandbox)
        .post("/coba-bayar/{reference}", payments::pay_sandbox)
}

fn people() -> Routes {
    Routes::new()
        .get("/masuk", sign_in::show_sign_in)
        .post("/masuk", sign_in::request_code)
        .get("/masuk/kode", sign_in::show_code)
        .post("/masuk/kode", sign_in::sign_in)
        .post("/masuk/kode/ulang", sign_in::repeat_code)
        .post("/keluar", sign_in::sign_out)
        .post("/keluar/semua", sign_in::sign_out_everywhere)
        .get("/masuk/kunci", second_factor::show_proof)
        .post("/masuk/kunci", second_factor::prove)
        .get("/akun/kunci", second_factor::show_factor)
        .post("/akun/kunci/mulai", second_factor::begin)
        .post("/akun/kunci", second_factor::confirm)
        .get("/akun/data", privacy::show_privacy)
        .get("/akun/data.json", privacy::download_data)
        .post("/akun/data/hapus", privacy::forget_me)
        .get("/akun", account::show_account)
        .post("/akun", account::change_account)
        .post("/akun/alamat/{id}/hapus", account::remove_address)
        .post("/akun/persetujuan", account::change_consents)
        .get("/demo", demo::show_demo)
        .post("/demo/masuk", demo::enter_demo)
}

//! `/jual`: a trader's orders, goods and money.

mod act;
pub mod at;
mod goods;
mod money;
mod paid;
pub mod picture;
mod prices;
mod today;

use market::pictures::UPLOAD_BYTES_MAX;

use crate::routes::Routes;

/// The area's routes.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/jual", today::show_today)
        .post("/jual/pesanan/{part}/terima", today::accept_part)
        .post("/jual/pesanan/{part}/putus", today::decide_part)
        .post("/jual/tutup", act::close_stall)
        .post("/jual/buka", act::reopen_stall)
        .get("/jual/barang", goods::show_goods)
        .post("/jual/barang/{offer}/harga", act::set_price)
        .post("/jual/barang/{offer}/habis", act::mark_sold_out)
        .post("/jual/barang/{offer}/ada", act::mark_back)
        .post("/jual/barang/{offer}/stok", act::set_stock)
        .get("/jual/barang/{offer}/gambar", picture::show_picture)
        .upload("/jual/barang/{offer}/gambar", UPLOAD_BYTES_MAX, picture::add_picture)
        .post("/jual/barang/{offer}/gambar/hapus", picture::remove_picture)
        .get("/jual/harga", prices::show_prices)
        .post("/jual/harga", prices::save_prices)
        .get("/jual/uang", money::show_money)
        .get("/jual/uang.csv", money::download_money)
        .get("/jual/uang.pdf", money::print_money)
        .get("/jual/pembayaran", paid::show_wish)
        .post("/jual/pembayaran", paid::set_wish)
}

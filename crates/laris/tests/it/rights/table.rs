//! Every route, and who may use it.
//!
//! | letter | stands for |
//! |---|---|
//! | v | a visitor, not signed in |
//! | b | the buyer of the sample order |
//! | o | somebody else who is signed in |
//! | s | the seller at the sample order's stall |
//! | r | the sample order's runner |
//! | m | the market's manager |
//! | t | the city's treasurer |
//! | a | the city's auditor |

/// One route.
pub struct Row {
    pub method: &'static str,
    /// As declared.
    pub path: &'static str,
    /// A path that leads to something of the town; capitals are filled in. `NONE` is no such thing.
    pub sample: &'static str,
    /// Form fields or JSON that get as far as the rights.
    pub body: &'static str,
    pub may: &'static str,
}

/// Stands for a form with a file that is no file of the wanted kind.
pub const UPLOAD: &str = "UPLOAD";
const ALL: &str = "vbosrmta";
const SIGNED_IN: &str = "bosrmta";
const STAFF: &str = "mta";

const fn get(path: &'static str, sample: &'static str, may: &'static str) -> Row {
    Row { method: "GET", path, sample, body: "", may }
}

const fn post(path: &'static str, sample: &'static str, body: &'static str, may: &'static str) -> Row {
    Row { method: "POST", path, sample, body, may }
}

/// A form with a file.
const fn upload(path: &'static str, sample: &'static str, may: &'static str) -> Row {
    Row { method: "POST", path, sample, body: UPLOAD, may }
}

const fn put(path: &'static str, sample: &'static str, body: &'static str, may: &'static str) -> Row {
    Row { method: "PUT", path, sample, body, may }
}

const fn delete(path: &'static str, sample: &'static str, may: &'static str) -> Row {
    Row { method: "DELETE", path, sample, body: "", may }
}

#[rustfmt::skip]
pub const ROUTES: &[Row] = &[
    // For machines.
    get("/healthz", "/healthz", ALL),
    post("/kabar/{provider}", "/kabar/cash", "x=y", "vbosrmta"),
    get("/readyz", "/readyz", ALL),
    get("/aset/{*name}", "/aset/NONE", ALL),
    get("/gambar/{name}", "/gambar/NONE", ALL),
    get("/favicon.ico", "/favicon.ico", ALL),
    get("/robots.txt", "/robots.txt", ALL),
    get("/manifest.webmanifest", "/manifest.webmanifest", ALL),
    get("/langsung", "/langsung?topik=order:ORDER_ID", "brmta"),
    // Looking and choosing.
    get("/", "/", ALL),
    get("/pasar", "/pasar", ALL),
    get("/pasar/{slug}", "/pasar/pasar-contoh", ALL),
    get("/lapak/{slug}", "/lapak/STALL_SLUG", ALL),
    get("/produk/{slug}", "/produk/cabai-rawit", ALL),
    get("/cari", "/cari?q=bayam", ALL),
    get("/harga", "/harga", ALL),
    get("/harga.csv", "/harga.csv", ALL),
    get("/api", "/api", ALL),
    // Basket and orders.
    get("/keranjang", "/keranjang", ALL),
    post("/keranjang/tambah", "/keranjang/tambah", "offer=OFFER&quantity=1", ALL),
    post("/keranjang/kosongkan", "/keranjang/kosongkan", "pasar=pasar-contoh", ALL),
    post("/keranjang/{line}", "/keranjang/NONE", "action=remove", ALL),
    get("/pesan", "/pesan", SIGNED_IN),
    post("/pesan", "/pesan", "", SIGNED_IN),
    get("/pesanan", "/pesanan", SIGNED_IN),
    get("/pesanan/{number}", "/pesanan/NUMBER", "brmta"),
    post("/pesanan/{number}/jawab", "/pesanan/NUMBER/jawab", "substitution=NONE&answer=accept", "bm"),
    post("/pesanan/{number}/batal", "/pesanan/NUMBER/batal", "reason=x", "brmta"),
    post("/pesanan/{number}/ulang", "/pesanan/NUMBER/ulang", "", "brmta"),
    post("/pesanan/{number}/qris", "/pesanan/NUMBER/qris", "", "brmta"),
    upload("/pesanan/{number}/bukti", "/pesanan/NUMBER/bukti", "b"),
    post("/pesanan/{number}/rekening", "/pesanan/NUMBER/rekening", "bank=BCA&number=1234567890&holder=x", "b"),
    get("/bukti/{claim}", "/bukti/NONE", "bmta"),
    get("/coba-bayar/{reference}", "/coba-bayar/NONE", SIGNED_IN),
    post("/coba-bayar/{reference}", "/coba-bayar/NONE", "manner=none", SIGNED_IN),
    post("/pesanan/{number}/keluhan", "/pesanan/NUMBER/keluhan", "reason=late", "bm"),
    post("/pesanan/{number}/nilai", "/pesanan/NUMBER/nilai", "subject=stall:STALL_ID&stars=5", "b"),
    get("/langganan", "/langganan", SIGNED_IN),
    post("/langganan", "/langganan", "market=pasar-contoh", SIGNED_IN),
    get("/langganan/baru", "/langganan/baru", SIGNED_IN),
    post("/langganan/{id}", "/langganan/NONE", "act=pause", SIGNED_IN),
    get("/langganan/{id}/{day}", "/langganan/NONE/DAY", SIGNED_IN),
    post("/langganan/{id}/{day}", "/langganan/NONE/DAY", "act=skip", SIGNED_IN),
    // Oneself.
    get("/masuk", "/masuk", ALL),
    post("/masuk", "/masuk", "phone=081200000001", ALL),
    get("/masuk/kode", "/masuk/kode", ALL),
    post("/masuk/kode", "/masuk/kode", "code=000000", ALL),
    post("/masuk/kode/ulang", "/masuk/kode/ulang", "", ALL),
    get("/masuk/kunci", "/masuk/kunci", SIGNED_IN),
    post("/masuk/kunci", "/masuk/kunci", "code=000000", SIGNED_IN),
    get("/akun/kunci", "/akun/kunci", STAFF),
    post("/akun/kunci", "/akun/kunci", "code=000000", STAFF),
    post("/akun/kunci/mulai", "/akun/kunci/mulai", "", STAFF),
    post("/keluar", "/keluar", "", ALL),
    post("/keluar/semua", "/keluar/semua", "", ALL),
    get("/akun/data", "/akun/data", SIGNED_IN),
    get("/akun/data.json", "/akun/data.json", SIGNED_IN),
    post("/akun/data/hapus", "/akun/data/hapus", "", SIGNED_IN),
    get("/akun", "/akun", SIGNED_IN),
    post("/akun", "/akun", "name=x", SIGNED_IN),
    post("/akun/alamat/{id}/hapus", "/akun/alamat/NONE/hapus", "", SIGNED_IN),
    post("/akun/persetujuan", "/akun/persetujuan", "", SIGNED_IN),
    get("/demo", "/demo", ALL),
    post("/demo/masuk", "/demo/masuk", "person=NONE", ALL),
    // Sellers.
    get("/jual", "/jual", "s"),
    post("/jual/pesanan/{part}/terima", "/jual/pesanan/PART/terima", "", "sm"),
    post("/jual/pesanan/{part}/putus", "/jual/pesanan/PART/putus", "line=LINE", "sm"),
    post("/jual/tutup", "/jual/tutup", "until=today", "s"),
    post("/jual/buka", "/jual/buka", "", "s"),
    get("/jual/barang", "/jual/barang", "s"),
    post("/jual/barang/{offer}/harga", "/jual/barang/OFFER/harga", "price=1000", "sm"),
    post("/jual/barang/{offer}/habis", "/jual/barang/OFFER/habis", "", "sm"),
    post("/jual/barang/{offer}/ada", "/jual/barang/OFFER/ada", "", "sm"),
    post("/jual/barang/{offer}/stok", "/jual/barang/OFFER/stok", "stock=1", "sm"),
    get("/jual/barang/{offer}/gambar", "/jual/barang/OFFER/gambar", "s"),
    upload("/jual/barang/{offer}/gambar", "/jual/barang/OFFER/gambar", "sm"),
    post("/jual/barang/{offer}/gambar/hapus", "/jual/barang/OFFER/gambar/hapus", "", "sm"),
    get("/jual/harga", "/jual/harga", "s"),
    post("/jual/harga", "/jual/harga", "do=save&price-OFFER=1000&was-OFFER=0:60000:0&out-OFFER=1&sure-OFFER=1000", "s"),
    get("/jual/uang", "/jual/uang", "s"),
    get("/jual/uang.csv", "/jual/uang.csv", "s"),
    get("/jual/keluhan", "/jual/keluhan", "s"),
    post("/jual/keluhan/{complaint}/jawab", "/jual/keluhan/NONE/jawab", "answer=x", "s"),
    // Runners.
    get("/kurir", "/kurir", "r"),
    get("/kurir/belanja", "/kurir/belanja", "r"),
    post("/kurir/belanja/{number}/mulai", "/kurir/belanja/NUMBER/mulai", "", "rm"),
    post("/kurir/belanja/{number}/selesai", "/kurir/belanja/NUMBER/selesai", "", "rm"),
    post("/kurir/belanja/{number}/{line}", "/kurir/belanja/NUMBER/LINE", "weight=500&version=1", "rm"),
    post("/kurir/belanja/{number}/{line}/tawar", "/kurir/belanja/NUMBER/LINE/tawar", "offer=OFFER", "rm"),
    get("/kurir/antar/{number}", "/kurir/antar/NUMBER", "r"),
    post("/kurir/antar/{number}/berangkat", "/kurir/antar/NUMBER/berangkat", "", "rm"),
    post("/kurir/antar/{number}/serahkan", "/kurir/antar/NUMBER/serahkan", "pin=0000&cash=1000", "rm"),
    post("/kurir/antar/{number}/qris", "/kurir/antar/NUMBER/qris", "", "brmta"),
    post("/kurir/antar/{number}/gagal", "/kurir/antar/NUMBER/gagal", "why=x&more=x&reason=x&reason_failed=x&goods=returned", "rm"),
    get("/kurir/uang", "/kurir/uang", "r"),
    get("/kurir/keluhan", "/kurir/keluhan", "r"),
    post("/kurir/keluhan/{complaint}/jawab", "/kurir/keluhan/NONE/jawab", "answer=x", "r"),
    // Market managers; treasurer and auditor look on.
    get("/kelola", "/kelola", "mta"),
    get("/kelola/{market}", "/kelola/pasar-contoh", "mta"),
    get("/kelola/{market}/pesanan/{number}", "/kelola/pasar-contoh/pesanan/NUMBER", "mta"),
    post("/kelola/{market}/pesanan/{number}/kurir", "/kelola/pasar-contoh/pesanan/NUMBER/kurir", "runner=RUNNER", "m"),
    post("/kelola/{market}/pesanan/{number}/jawab", "/kelola/pasar-contoh/pesanan/NUMBER/jawab", "substitution=NONE&answer=accept", "m"),
    post("/kelola/{market}/pesanan/{number}/batal", "/kelola/pasar-contoh/pesanan/NUMBER/batal", "reason=x", "m"),
    post("/kelola/{market}/pesanan/{number}/serahkan", "/kelola/pasar-contoh/pesanan/NUMBER/serahkan", "cash=1000&reason_pin=x", "m"),
    post("/kelola/{market}/pesanan/{number}/gagal", "/kelola/pasar-contoh/pesanan/NUMBER/gagal", "why=x&more=x&reason=x&reason_failed=x&goods=returned", "m"),
    post("/kelola/{market}/pesanan/{number}/ganti-rugi", "/kelola/pasar-contoh/pesanan/NUMBER/ganti-rugi", "amount=1000&liable=market&reason_refund=x", "m"),
    post("/kelola/{market}/pesanan/{number}/ganti-rugi/{refund}/bayar", "/kelola/pasar-contoh/pesanan/NUMBER/ganti-rugi/NONE/bayar", "", "m"),
    get("/kelola/{market}/lapak", "/kelola/pasar-contoh/lapak", "mta"),
    post("/kelola/{market}/lapak/{stall}/tutup", "/kelola/pasar-contoh/lapak/STALL_SLUG/tutup", "", "m"),
    post("/kelola/{market}/lapak/{stall}/buka", "/kelola/pasar-contoh/lapak/STALL_SLUG/buka", "", "m"),
    get("/kelola/{market}/kurir", "/kelola/pasar-contoh/kurir", "mta"),
    get("/kelola/{market}/impor", "/kelola/pasar-contoh/impor", "m"),
    upload("/kelola/{market}/impor", "/kelola/pasar-contoh/impor", "m"),
    get("/kelola/{market}/impor/contoh.csv", "/kelola/pasar-contoh/impor/contoh.csv", "m"),
    get("/kelola/{market}/impor/{run}", "/kelola/pasar-contoh/impor/NONE", "m"),
    get("/kelola/{market}/impor/{run}/kesalahan.csv", "/kelola/pasar-contoh/impor/NONE/kesalahan.csv", "m"),
    get("/kelola/{market}/gambar", "/kelola/pasar-contoh/gambar", "mta"),
    post("/kelola/{market}/gambar/{offer}/turunkan", "/kelola/pasar-contoh/gambar/OFFER/turunkan", "reason=x", "m"),
    get("/kelola/{market}/kas", "/kelola/pasar-contoh/kas", "mta"),
    post("/kelola/{market}/kas/setoran", "/kelola/pasar-contoh/kas/setoran", "runner=RUNNER&counted=1000", "m"),
    post("/kelola/{market}/kas/tutup", "/kelola/pasar-contoh/kas/tutup", "counted=1000", "m"),
    get("/kelola/{market}/pelunasan", "/kelola/pasar-contoh/pelunasan", "mta"),
    post("/kelola/{market}/pelunasan", "/kelola/pasar-contoh/pelunasan", "date=DAY", "m"),
    get("/kelola/{market}/pelunasan/{batch}", "/kelola/pasar-contoh/pelunasan/NONE", "mta"),
    get("/kelola/{market}/pelunasan/{batch}/daftar.csv", "/kelola/pasar-contoh/pelunasan/NONE/daftar.csv", "mta"),
    post("/kelola/{market}/pelunasan/{batch}/bayar/{payout}", "/kelola/pasar-contoh/pelunasan/NONE/bayar/NONE", "", "m"),
    get("/kelola/{market}/bayar", "/kelola/pasar-contoh/bayar", "mta"),
    post("/kelola/{market}/bayar/kode", "/kelola/pasar-contoh/bayar/kode", "act=remove", "m"),
    post("/kelola/{market}/bayar/catat", "/kelola/pasar-contoh/bayar/catat", "number=NUMBER&amount=1000", "m"),
    post("/kelola/{market}/bayar/{claim}/cocok", "/kelola/pasar-contoh/bayar/NONE/cocok", "reference=x&amount=1000&date=DAY", "mt"),
    post("/kelola/{market}/bayar/{claim}/tolak", "/kelola/pasar-contoh/bayar/NONE/tolak", "reason=x", "mt"),
    get("/kelola/{market}/pengembalian", "/kelola/pasar-contoh/pengembalian", "mta"),
    get("/kelola/{market}/pengembalian.csv", "/kelola/pasar-contoh/pengembalian.csv", "mta"),
    post("/kelola/{market}/pengembalian/{return}/siapkan", "/kelola/pasar-contoh/pengembalian/NONE/siapkan", "", "mt"),
    post("/kelola/{market}/pengembalian/{return}/sahkan", "/kelola/pasar-contoh/pengembalian/NONE/sahkan", "reference=x", "mt"),
    post("/kelola/{market}/pengembalian/{return}/kembali", "/kelola/pasar-contoh/pengembalian/NONE/kembali", "reason=x", "mt"),
    post("/kelola/{market}/pengembalian/{return}/terkirim", "/kelola/pasar-contoh/pengembalian/NONE/terkirim", "reason=x", "t"),
    get("/kelola/{market}/keluhan", "/kelola/pasar-contoh/keluhan", "mta"),
    get("/kelola/{market}/keluhan/{complaint}", "/kelola/pasar-contoh/keluhan/NONE", "mta"),
    post("/kelola/{market}/keluhan/{complaint}/putus", "/kelola/pasar-contoh/keluhan/NONE/putus", "verdict=refuse&reason=x", "m"),
    post("/kelola/{market}/keluhan/{complaint}/setuju", "/kelola/pasar-contoh/keluhan/NONE/setuju", "verdict=agree", "mt"),
    get("/kelola/{market}/telepon", "/kelola/pasar-contoh/telepon", "m"),
    post("/kelola/{market}/telepon", "/kelola/pasar-contoh/telepon", "act=price", "m"),
    get("/kelola/{market}/nilai", "/kelola/pasar-contoh/nilai", "mta"),
    post("/kelola/{market}/nilai/{rating}", "/kelola/pasar-contoh/nilai/NONE", "act=hide&reason=x", "m"),
    // The city.
    get("/kota/pelunasan", "/kota/pelunasan", "ta"),
    get("/kota/pelunasan/{batch}", "/kota/pelunasan/NONE", "ta"),
    post("/kota/pelunasan/{batch}/setuju", "/kota/pelunasan/NONE/setuju", "", "t"),
    get("/kota/jejak", "/kota/jejak", "ta"),
    get("/kota/pengembalian", "/kota/pengembalian", "ta"),
    get("/kota/pengembalian.csv", "/kota/pengembalian.csv", "ta"),
    get("/kota/rekonsiliasi", "/kota/rekonsiliasi", "ta"),
    get("/kota/rekonsiliasi/{day}", "/kota/rekonsiliasi/NONE", "ta"),
    post("/kota/rekonsiliasi/{day}/ulang", "/kota/rekonsiliasi/NONE/ulang", "", "t"),
    post("/kota/selisih/{difference}/ambil", "/kota/selisih/NONE/ambil", "", "t"),
    post("/kota/selisih/{difference}/selesai", "/kota/selisih/NONE/selesai", "reason=x", "t"),
    get("/kota/neraca", "/kota/neraca", "ta"),
    get("/kota/neraca.csv", "/kota/neraca.csv", "ta"),
    get("/kota/jurnal.csv", "/kota/jurnal.csv", "ta"),
    get("/kota/keluhan", "/kota/keluhan", "ta"),
    // The API.
    get("/api/openapi.json", "/api/openapi.json", ALL),
    get("/api/v1/markets", "/api/v1/markets", ALL),
    get("/api/v1/markets/{market}", "/api/v1/markets/pasar-contoh", ALL),
    get("/api/v1/markets/{market}/slots", "/api/v1/markets/pasar-contoh/slots", ALL),
    get("/api/v1/markets/{market}/stalls", "/api/v1/markets/pasar-contoh/stalls", ALL),
    get("/api/v1/offers", "/api/v1/offers", ALL),
    get("/api/v1/search", "/api/v1/search?q=bayam", ALL),
    get("/api/v1/prices", "/api/v1/prices", ALL),
    get("/api/v1/wards", "/api/v1/wards", ALL),
    post("/api/v1/codes", "/api/v1/codes", "", ALL),
    post("/api/v1/sessions", "/api/v1/sessions", "", ALL),
    delete("/api/v1/sessions/current", "/api/v1/sessions/current", SIGNED_IN),
    post("/api/v1/sessions/current/second-factor", "/api/v1/sessions/current/second-factor", r#"{"code":"000000"}"#, SIGNED_IN),
    get("/api/v1/me", "/api/v1/me", SIGNED_IN),
    post("/api/v1/quotes", "/api/v1/quotes", "", ALL),
    get("/api/v1/orders", "/api/v1/orders", SIGNED_IN),
    post("/api/v1/orders", "/api/v1/orders", r#"{"quote_id":"NONE","slot_id":"NONE","recipient":"x","phone":"081200000001","address":{"street":"x","rt":"1","rw":"1","ward_code":"99.99.01.1001"}}"#, SIGNED_IN),
    get("/api/v1/orders/{order}", "/api/v1/orders/ORDER_ID", "brmta"),
    post("/api/v1/orders/{order}/cancel", "/api/v1/orders/ORDER_ID/cancel", r#"{"reason":"x"}"#, "bm"),
    post("/api/v1/orders/{order}/substitutions/{substitution}/answer", "/api/v1/orders/ORDER_ID/substitutions/NONE/answer", r#"{"is_accepted":true}"#, "bm"),
    get("/api/v1/stalls/{stall}/orders", "/api/v1/stalls/STALL_ID/orders", "sm"),
    get("/api/v1/stalls/{stall}/statement", "/api/v1/stalls/STALL_ID/statement", "smta"),
    get("/api/v1/stalls/{stall}/prices", "/api/v1/stalls/STALL_ID/prices", "sm"),
    put("/api/v1/stalls/{stall}/prices", "/api/v1/stalls/STALL_ID/prices", r#"{"offers":[{"offer_id":"OFFER","version":0,"price_rupiah":60000}]}"#, "sm"),
    put("/api/v1/stalls/{stall}/closed", "/api/v1/stalls/STALL_ID/closed", "", "sm"),
    delete("/api/v1/stalls/{stall}/closed", "/api/v1/stalls/STALL_ID/closed", "sm"),
    post("/api/v1/seller-orders/{seller_order}/decision", "/api/v1/seller-orders/PART/decision", "", "sm"),
    put("/api/v1/offers/{offer}/price", "/api/v1/offers/OFFER/price", r#"{"price_rupiah":1000}"#, "sm"),
    put("/api/v1/offers/{offer}/picture", "/api/v1/offers/OFFER/picture", "", "sm"),
    post("/api/v1/offers/{offer}/picture/removal", "/api/v1/offers/OFFER/picture/removal", r#"{"reason":"x"}"#, "sm"),
    put("/api/v1/offers/{offer}/stock", "/api/v1/offers/OFFER/stock", r#"{"stock_milli":1000}"#, "sm"),
    put("/api/v1/offers/{offer}/sold-out", "/api/v1/offers/OFFER/sold-out", "", "sm"),
    delete("/api/v1/offers/{offer}/sold-out", "/api/v1/offers/OFFER/sold-out", "sm"),
    get("/api/v1/runners/{runner}/pick-list", "/api/v1/runners/RUNNER/pick-list", "rm"),
    put("/api/v1/orders/{order}/runner", "/api/v1/orders/ORDER_ID/runner", r#"{"runner_id":"RUNNER"}"#, "m"),
    post("/api/v1/orders/{order}/start-picking", "/api/v1/orders/ORDER_ID/start-picking", "", "rm"),
    put("/api/v1/orders/{order}/lines/{line}/pick", "/api/v1/orders/ORDER_ID/lines/LINE/pick", r#"{"version":1,"picked_milli":500}"#, "rm"),
    post("/api/v1/orders/{order}/lines/{line}/substitutions", "/api/v1/orders/ORDER_ID/lines/LINE/substitutions", r#"{"offer_id":"OFFER"}"#, "rm"),
    post("/api/v1/orders/{order}/finish-picking", "/api/v1/orders/ORDER_ID/finish-picking", "", "rm"),
    post("/api/v1/orders/{order}/start-delivery", "/api/v1/orders/ORDER_ID/start-delivery", "", "rm"),
    post("/api/v1/orders/{order}/hand-over", "/api/v1/orders/ORDER_ID/hand-over", r#"{"cash_rupiah":1000,"pin":"0000"}"#, "rm"),
    post("/api/v1/orders/{order}/fail", "/api/v1/orders/ORDER_ID/fail", r#"{"reason":"x","goods":"returned"}"#, "rm"),
    post("/api/v1/markets/{market}/cash-returns", "/api/v1/markets/pasar-contoh/cash-returns", r#"{"runner_id":"RUNNER","counted_rupiah":1000}"#, "m"),
    post("/api/v1/markets/{market}/closings", "/api/v1/markets/pasar-contoh/closings", r#"{"counted_rupiah":1000}"#, "m"),
    post("/api/v1/markets/{market}/settlements", "/api/v1/markets/pasar-contoh/settlements", "", "m"),
    get("/api/v1/settlements", "/api/v1/settlements", "mta"),
    get("/api/v1/settlements/{settlement}", "/api/v1/settlements/NONE", "mta"),
    post("/api/v1/settlements/{settlement}/approval", "/api/v1/settlements/NONE/approval", "", "t"),
    get("/api/v1/payouts", "/api/v1/payouts", "srmta"),
    post("/api/v1/payouts/{payout}/payment", "/api/v1/payouts/NONE/payment", "", "m"),
    post("/api/v1/orders/{order}/complaints", "/api/v1/orders/ORDER_ID/complaints", r#"{"reason":"late"}"#, "bm"),
    get("/api/v1/orders/{order}/complaints", "/api/v1/orders/ORDER_ID/complaints", "brmta"),
    get("/api/v1/complaints", "/api/v1/complaints?market=pasar-contoh", "mta"),
    get("/api/v1/complaints/{complaint}", "/api/v1/complaints/NONE", "bsrmta"),
    post("/api/v1/complaints/{complaint}/answer", "/api/v1/complaints/NONE/answer", r#"{"answer":"x"}"#, "sr"),
    post("/api/v1/complaints/{complaint}/decision", "/api/v1/complaints/NONE/decision", r#"{"is_upheld":false,"reason":"x"}"#, "m"),
    post("/api/v1/complaints/{complaint}/approval", "/api/v1/complaints/NONE/approval", r#"{"is_approved":true}"#, "mt"),
    post("/api/v1/orders/{order}/ratings", "/api/v1/orders/ORDER_ID/ratings", r#"{"payee_kind":"stall","payee_id":"STALL_ID","stars":5}"#, "b"),
    get("/api/v1/orders/{order}/ratings", "/api/v1/orders/ORDER_ID/ratings", "brmta"),
    get("/api/v1/stalls/{stall}/ratings", "/api/v1/stalls/STALL_ID/ratings", ALL),
    get("/api/v1/markets/{market}/ratings", "/api/v1/markets/pasar-contoh/ratings", "mta"),
    post("/api/v1/markets/{market}/phone-orders", "/api/v1/markets/pasar-contoh/phone-orders", r#"{"quote_id":"NONE","slot_id":"NONE","phone":"081200000001","name":"x","address":{"street":"x","rt":"1","rw":"1","ward_code":"99.99.01.1001"}}"#, "m"),
    get("/api/v1/standing-orders", "/api/v1/standing-orders", SIGNED_IN),
    post("/api/v1/standing-orders", "/api/v1/standing-orders", r#"{"market":"pasar-contoh","lines":[],"weekdays":[0],"starts_minute":360,"address":{"street":"x","rt":"1","rw":"1","ward_code":"99.99.01.1001"}}"#, SIGNED_IN),
    get("/api/v1/standing-orders/{standing}", "/api/v1/standing-orders/NONE", SIGNED_IN),
    post("/api/v1/standing-orders/{standing}/state", "/api/v1/standing-orders/NONE/state", r#"{"state":"paused"}"#, SIGNED_IN),
    post("/api/v1/standing-orders/{standing}/days/{day}/skip", "/api/v1/standing-orders/NONE/days/DAY/skip", "", SIGNED_IN),
    post("/api/v1/standing-orders/{standing}/days/{day}/confirmation", "/api/v1/standing-orders/NONE/days/DAY/confirmation", r#"{"total_rupiah":1}"#, SIGNED_IN),
    post("/api/v1/ratings/{rating}/hiding", "/api/v1/ratings/NONE/hiding", r#"{"is_hidden":true,"reason":"x"}"#, "m"),
];

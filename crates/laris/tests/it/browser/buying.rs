//! What a buyer does: choose, say how much, order.

use kernel::id::OfferId;

use super::person::Person;

/// The form of the product page.
pub const PRODUCT_FORM: &str = "form.product-form";
/// The form that orders.
pub const CHECKOUT_FORM: &str = "form[action='/pesan']";

/// A door as people write it: ward, street, RT, RW, what to look for.
pub struct Door {
    pub ward: &'static str,
    pub street: &'static str,
    pub rt: &'static str,
    pub rw: &'static str,
    pub landmark: &'static str,
}

/// A door of the small town.
pub const TOWN_DOOR: Door = Door { ward: "Kidul", street: "Jl. Contoh 7", rt: "1", rw: "02", landmark: "pagar hijau" };
/// A door of Malang.
pub const MALANG_DOOR: Door = Door { ward: "Samaan", street: "Jl. Kaliurang 12", rt: "03", rw: "4", landmark: "sebelah musala" };

impl Person {
    /// Opens the page of an offer.
    pub async fn look_at(&self, product: &str, offer: OfferId) {
        self.goto(&format!("/produk/{product}?penawaran={offer}")).await;
        self.wait_for(&format!("input[name=offer][value='{offer}']:checked")).await;
    }

    /// On a product's page: so much, and what to do when it is missing; into the basket.
    pub async fn take(&self, quantity: &str, rule: Option<&str>) {
        self.fill("Berapa?", quantity).await;
        if let Some(rule) = rule {
            self.click("Kalau habis, bagaimana?").await;
            self.click(rule).await;
        }
        self.put_in().await;
    }

    /// The button that puts it into the basket.
    pub async fn put_in(&self) {
        self.press(&format!("{PRODUCT_FORM} button[name=action]")).await;
    }

    /// How many lines the basket's bar tells of.
    pub async fn basket_holds(&self, lines: usize) {
        self.reads(".basket-bar", &format!("{lines} barang")).await;
    }

    /// Writes an address into the checkout's form.
    pub async fn write_door(&self, door: &Door) {
        self.select("ward", door.ward).await;
        self.fill("street", door.street).await;
        self.fill("rt", door.rt).await;
        self.fill("rw", door.rw).await;
        self.fill("landmark", door.landmark).await;
    }

    /// Chooses the first window that is open, and cash.
    pub async fn choose_slot(&self) {
        self.click_css("label.choice:has(input[name=slot]:not([disabled]))").await;
        self.click_css("label.choice:has(input[name=payment])").await;
    }

    /// Sends the order; gives its number.
    pub async fn place(&self) -> String {
        self.send(CHECKOUT_FORM).await;
        let path = self.arrive("/pesanan/").await;
        let number = path.trim_start_matches("/pesanan/");
        number.split(['?', '#']).next().unwrap_or_default().to_owned()
    }

    /// From the basket to the order, for somebody who is signed in.
    pub async fn order(&self, door: &Door) -> String {
        self.goto("/keranjang").await;
        self.click("Pesan sekarang").await;
        self.arrive("/pesan").await;
        self.write_door(door).await;
        self.choose_slot().await;
        self.place().await
    }

    /// The PIN on the order's page, once it is shown.
    pub async fn pin(&self) -> String {
        self.wait_for(".pin span").await;
        self.every_text(".pin span").await.concat()
    }
}

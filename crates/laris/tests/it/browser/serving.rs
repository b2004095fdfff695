//! What those do who serve an order: trader, manager, runner.

use kernel::id::{LineId, PersonId};

use super::person::Person;

impl Person {
    /// A trader has everything that was ordered.
    pub async fn accept_all(&self) {
        self.press_words("Ada semua").await;
        self.wait_for_text("Tidak ada yang menunggu").await;
    }

    /// A trader lacks a line, and sends the answer.
    pub async fn lack(&self, line: LineId) {
        self.click("Ada yang habis").await;
        self.click_css(&format!("label:has(input[name=line][value='{line}'])")).await;
        self.press_words("Kirim jawaban").await;
        self.wait_for_text("Tidak ada yang menunggu").await;
    }

    /// On the board: a runner for an order without one.
    pub async fn assign(&self, market: &str, number: &str, runner: PersonId) {
        let form = format!("form.assign[action='/kelola/{market}/pesanan/{number}/kurir']");
        self.wait_for(&form).await;
        let bag = &number[number.len() - 3..];
        self.select(&format!("Kurir untuk {bag}"), &runner.to_string()).await;
        self.send(&form).await;
        self.until("the order to have a runner", async || self.count(&form).await == 0).await;
    }

    /// Begins the walk for an order.
    pub async fn start_shopping(&self, number: &str) {
        self.goto("/kurir").await;
        self.send(&format!("form[action='/kurir/belanja/{number}/mulai']")).await;
        self.goto("/kurir/belanja").await;
    }

    /// The stalls of the walk, as they come.
    pub async fn stops(&self) -> Vec<String> {
        self.every_text(".stop-place").await
    }

    /// Exactly what was ordered of a line.
    pub async fn pick_exactly(&self, line: LineId) {
        self.unfold(line).await;
        self.press(&format!("#b-{line} button[value=exact]")).await;
        self.is_picked(line).await;
    }

    /// Weighed, in grams, or counted.
    pub async fn weigh(&self, line: LineId, amount: &str) {
        self.unfold(line).await;
        self.fill(&line.to_string(), amount).await;
        self.press(&format!("#b-{line} button[value=weighed]")).await;
    }

    /// The stall has none of it.
    pub async fn find_none(&self, line: LineId) {
        self.unfold(line).await;
        self.press(&format!("#b-{line} button[value=none]")).await;
    }

    /// Waits until a line counts as picked.
    pub async fn is_picked(&self, line: LineId) {
        self.wait_for(&format!("#b-{line}.pick-done")).await;
    }

    /// Opens the stop of a line that is folded away.
    pub async fn unfold(&self, line: LineId) {
        self.wait_for(&format!("#b-{line}")).await;
        if self.count(&format!(".stop[open] #b-{line}")).await == 0 {
            self.click_css(&format!(".stop:has(#b-{line}) > summary")).await;
        }
    }

    /// Everything is in the bag: the final total stands.
    pub async fn finish_shopping(&self, number: &str) {
        self.goto("/kurir/belanja").await;
        self.send(&format!("form[action='/kurir/belanja/{number}/selesai']")).await;
    }

    /// Leaves the market with the bag, to the door.
    pub async fn leave(&self, number: &str) {
        self.goto("/kurir").await;
        self.send(&format!("form[action='/kurir/antar/{number}/berangkat']")).await;
        self.goto(&format!("/kurir/antar/{number}")).await;
        self.wait_for("#pin").await;
    }

    /// At the door: the PIN that was told, and the cash that was counted, if some was due.
    pub async fn hand_over(&self, pin: &str) {
        self.fill("PIN dari pembeli", pin).await;
        let taken = "label.choice:has(input[name=received])";
        if self.count(taken).await > 0 {
            self.click_css(taken).await;
        }
        self.press_words("Serahkan barang").await;
    }
}

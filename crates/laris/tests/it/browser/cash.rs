//! What happens to the money after the door: returned, counted, approved, handed out.

use kernel::Rupiah;
use kernel::id::PersonId;

use super::person::Person;

impl Person {
    /// The form in which a runner's cash is counted.
    pub fn return_form(market: &str, runner: PersonId) -> String {
        format!("form[action='/kelola/{market}/kas/setoran']:has(input[value='{runner}'])")
    }

    /// Counts what a runner brings; `why` may be empty.
    pub async fn count_return(&self, market: &str, runner: PersonId, counted: Rupiah, why: &str) {
        let form = Self::return_form(market, runner);
        self.wait_for(&form).await;
        self.fill(&format!("counted-{runner}"), &counted.amount().to_string()).await;
        self.fill(&format!("why-{runner}"), why).await;
        self.send(&form).await;
    }

    /// Counts the box at the end of the day; `why` may be empty.
    pub async fn close_box(&self, market: &str, counted: &str, why: &str) {
        self.goto(&format!("/kelola/{market}/kas")).await;
        self.fill("Isi kotak uang (Rp)", counted).await;
        self.fill("reason", why).await;
        self.send(&format!("form[action='/kelola/{market}/kas/tutup']")).await;
    }

    /// Prepares what the closed day owes; gives the batch's page.
    pub async fn prepare_settlement(&self, market: &str) -> String {
        self.goto(&format!("/kelola/{market}/pelunasan")).await;
        self.press_words("Siapkan").await;
        if !self.is_at_batch(market).await {
            self.click_css(&format!("a.card[href^='/kelola/{market}/pelunasan/']")).await;
        }
        self.arrive(&format!("/kelola/{market}/pelunasan/")).await
    }

    async fn is_at_batch(&self, market: &str) -> bool {
        self.path().await.starts_with(&format!("/kelola/{market}/pelunasan/"))
    }

    /// The treasurer looks at the batch that waits, and approves it.
    pub async fn approve(&self) {
        self.goto("/kota/pelunasan").await;
        self.click_css("a.card.is-mine").await;
        self.press_words("Setujui").await;
        self.until("the approval", async || self.count("form[action$='/setuju']").await == 0).await;
    }

    /// Hands out every payout of a batch.
    pub async fn pay_everyone(&self, batch: &str) {
        const PAY: &str = "form[action*='/bayar/']";
        self.goto(batch).await;
        self.wait_for(PAY).await;
        loop {
            let left = self.count(PAY).await;
            if left == 0 {
                return;
            }
            self.send(PAY).await;
            self.until("one payout less", async || self.count("table.payouts").await > 0 && self.count(PAY).await < left).await;
        }
    }
}

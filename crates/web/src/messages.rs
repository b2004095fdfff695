//! The job that tells people's phones about an order, each in the reader's own language.

mod paid;

use jobs::queue::{Failure, Handler, Job};
use kernel::{Phone, Role, Rupiah, Scope};
use market::orders::{ORDER_MESSAGE, Order, OrderDetail, OrderMessage, read};
use market::payments::{self, hold};
use providers::messages::{Message, MessageKind};
use registry::people::{self, Person};
use store::{BoxFuture, House};

use crate::app::App;
use crate::format;
use crate::i18n::T;

/// Sends the messages about orders.
#[derive(Debug, Clone)]
pub struct OrderMessages {
    app: App,
}

impl OrderMessages {
    /// With the app's city, catalogue and message provider.
    #[must_use]
    pub const fn new(app: App) -> Self {
        Self { app }
    }

    async fn send(&self, body: &str) -> Result<(), Failure> {
        let message: OrderMessage = serde_json::from_str(body)?;
        let detail = read::get(&self.app.desk, &self.app.desk.system(), message.order).await?;
        let mut texts = self.to_buyer(&detail.order, &message.kind).await?;
        if matches!(message.kind.as_str(), "placed" | "released") {
            texts.extend(self.to_sellers(&detail).await?);
        }
        for text in &texts {
            self.app.messages.send(text).await?;
        }
        Ok(())
    }

    async fn to_buyer(&self, order: &Order, kind: &str) -> Result<Vec<Message>, Failure> {
        let mut tx = self.app.desk.house.db.reader().await?;
        let Some(buyer) = people::find(&mut tx, self.app.desk.city_id(), order.buyer).await? else { return Ok(Vec::new()) };
        let t = T::new(buyer.lang);
        drop(tx);
        let said = match kind {
            "placed" if order.placed_by != order.buyer => Some(self.taken(t, order)),
            "placed_held" => self.held(t, order).await?,
            _ => {
                let (_, paying) = payments::of_order(&self.app.desk, &self.app.desk.system(), order.id).await?;
                paid::text(t, order, &paying, kind).or_else(|| text(t, order, kind))
            }
        };
        let Some(text) = said else { return Ok(Vec::new()) };
        let sort = if kind == "substitution_asked" { MessageKind::SubstitutionQuestion } else { MessageKind::OrderUpdate };
        let mut messages = vec![message(&buyer.phone, sort, text.clone())];
        // Whoever waits at the door for somebody else's order must know that it comes.
        if kind == "delivering" && order.phone != buyer.phone {
            messages.push(message(&order.phone, sort, text));
        }
        Ok(messages)
    }

    /// What is said of an order that is paid first; nothing when it was paid before the message left.
    async fn held(&self, t: T, order: &Order) -> Result<Option<String>, Failure> {
        let Some(until) = hold::held_until(&self.app.desk, order.id).await? else { return Ok(None) };
        let total = format::rupiah(t.lang(), order.total_max().amount());
        let time = format::clock(t.lang(), until.minute_of_day(self.app.offset_minutes()));
        Ok(Some(t.with("message-placed-held", &[("number", &order.number), ("total", &total), ("time", &time)])))
    }

    /// What is said to somebody for whom staff entered an order: also where it is found, and the PIN, which they see nowhere else.
    fn taken(&self, t: T, order: &Order) -> String {
        let total = format::rupiah(t.lang(), order.total_estimate().amount());
        let link = format!("{}/pesanan/{}", self.app.origin, order.number);
        t.with("message-taken", &[("number", &order.number), ("total", &total), ("pin", &order.pin), ("link", &link)])
    }

    async fn to_sellers(&self, detail: &OrderDetail) -> Result<Vec<Message>, Failure> {
        let mut tx = self.app.desk.house.db.reader().await?;
        let mut messages = Vec::new();
        for part in &detail.seller_orders {
            let sellers: Vec<Person> =
                people::list_by_role(&mut tx, self.app.desk.city_id(), Role::Seller, Scope::Stall(part.stall)).await?;
            for seller in sellers {
                let t = T::new(seller.lang);
                let text = t.with("message-seller-order", &[("number", &detail.order.number)]);
                messages.push(message(&seller.phone, MessageKind::SellerOrder, text));
            }
        }
        Ok(messages)
    }
}

/// What is said of an order; nothing for a kind that is not known here.
fn text(t: T, order: &Order, kind: &str) -> Option<String> {
    let money = |amount: Rupiah| format::rupiah(t.lang(), amount.amount());
    let (number, estimate) = (&order.number, money(order.total_estimate()));
    let total = money(order.total_final.unwrap_or_else(|| order.total_estimate()));
    Some(match kind {
        "placed" => t.with("message-placed", &[("number", number), ("total", &total)]),
        "cancelled" => t.with("message-cancelled", &[("number", number)]),
        "substitution_asked" => t.with("message-substitution", &[("number", number)]),
        "total_final" => t.with("message-total", &[("number", number), ("total", &total), ("estimate", &estimate)]),
        "total_above_estimate" => t.with("message-total-above", &[("number", number), ("total", &total), ("estimate", &estimate)]),
        "delivering" => t.with("message-delivering", &[("number", number), ("total", &total)]),
        "delivered" => t.with("message-delivered", &[("number", number), ("total", &total)]),
        "failed" => t.with("message-failed", &[("number", number)]),
        "payment_confirmed" => t.with("message-payment-confirmed", &[("number", number)]),
        "proof_rejected" => t.with("message-proof-rejected", &[("number", number)]),
        _ => return None,
    })
}

fn message(to: &Phone, kind: MessageKind, text: String) -> Message {
    Message { to: to.clone(), kind, text }
}

impl Handler for OrderMessages {
    fn kind(&self) -> &'static str {
        ORDER_MESSAGE
    }

    fn run<'a>(&'a self, _: &'a House, job: &'a Job) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(self.send(&job.body))
    }
}

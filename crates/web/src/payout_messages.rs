//! The job that tells a payee's phone of money that was paid out, in the reader's own language, with the way to the statement.

use jobs::queue::{Failure, Handler, Job};
use kernel::id::PersonId;
use kernel::{Role, Scope};
use market::disbursements::{self, PAYOUT_MESSAGE, PayoutMessage};
use market::settlement::{PayeeKind, Payout};
use providers::messages::{Message, MessageKind};
use registry::people::{self, Person};
use store::{BoxFuture, House};

use crate::app::App;
use crate::format;
use crate::i18n::T;
use crate::pages::staff::wish::channel_name;
use crate::pages::staff::words::said;

/// Sends the messages about payouts.
#[derive(Debug, Clone)]
pub struct PayoutMessages {
    app: App,
}

impl PayoutMessages {
    /// With the app's city and message provider.
    #[must_use]
    pub const fn new(app: App) -> Self {
        Self { app }
    }

    async fn send(&self, body: &str) -> Result<(), Failure> {
        let about: PayoutMessage = serde_json::from_str(body)?;
        let payout = match about.payout {
            Some(payout) => Some(disbursements::message_of(&self.app.desk, payout).await?),
            None => None,
        };
        let city = self.app.desk.city_id();
        let mut tx = self.app.desk.house.db.reader().await?;
        let (people, path) = match about.payee_kind {
            PayeeKind::Stall => (people::list_by_role(&mut tx, city, Role::Seller, Scope::Stall(about.payee.into())).await?, "/jual/uang"),
            PayeeKind::Runner => (people::find_many(&mut tx, city, &[PersonId(about.payee)]).await?, "/kurir/uang"),
        };
        drop(tx);
        for person in &people {
            let Some(text) = self.text(person, &about.kind, payout.as_ref(), path) else { continue };
            self.app.messages.send(&Message { to: person.phone.clone(), kind: MessageKind::Payout, text }).await?;
        }
        Ok(())
    }

    /// What is said; nothing for a kind that is not known here.
    fn text(&self, person: &Person, kind: &str, payout: Option<&Payout>, path: &str) -> Option<String> {
        let t = T::new(person.lang);
        let link = format!("{}{path}", self.app.origin);
        let Some(payout) = payout else {
            return (kind == "wish_set").then(|| t.with("message-wish-set", &[("link", &link)]));
        };
        let amount = format::rupiah(t.lang(), payout.amount.amount());
        let day = format::day(t.lang(), payout.business_date.days());
        let (code, number) = payout.account.split_once(' ').unwrap_or_default();
        let account = format!("{} {number}", channel_name(&self.app, code));
        match kind {
            "arrived" => {
                Some(t.with("message-payout-arrived", &[("amount", &amount), ("account", &account), ("day", &day), ("link", &link)]))
            }
            "handed_over" => {
                let catalogue = self.app.catalogue.read();
                let market = catalogue.market_by_id(payout.market).map(|market| market.name.as_str()).unwrap_or_default();
                Some(t.with("message-payout-cash", &[("amount", &amount), ("market", &market), ("day", &day), ("link", &link)]))
            }
            "failed" => {
                let why = said(t, "state-failure", &payout.failure);
                Some(t.with("message-payout-failed", &[("amount", &amount), ("account", &account), ("why", &why), ("link", &link)]))
            }
            _ => None,
        }
    }
}

impl Handler for PayoutMessages {
    fn kind(&self) -> &'static str {
        PAYOUT_MESSAGE
    }

    fn run<'a>(&'a self, _: &'a House, job: &'a Job) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(self.send(&job.body))
    }
}

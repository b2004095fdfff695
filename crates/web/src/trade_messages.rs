//! The jobs that tell people's phones about complaints and standing orders, each in the reader's own language.

use jobs::queue::{Failure, Handler, Job};
use kernel::id::PersonId;
use kernel::{Role, Rupiah, Scope};
use market::complaints::{self, COMPLAINT_MESSAGE, ComplaintDetail, ComplaintMessage, ComplaintState};
use market::settlement::{self, PayeeKind};
use market::standing::{self, RunState, STANDING_MESSAGE, StandingMessage};
use providers::messages::{Message, MessageKind};
use registry::people::{self, Person};
use store::{BoxFuture, House, Tx};

use crate::app::App;
use crate::format;
use crate::i18n::T;
use crate::pages::staff::words::said;

/// Sends the messages about complaints.
#[derive(Debug, Clone)]
pub struct ComplaintMessages {
    app: App,
}

impl ComplaintMessages {
    /// With the app's city, catalogue and message provider.
    #[must_use]
    pub const fn new(app: App) -> Self {
        Self { app }
    }

    async fn send(&self, body: &str) -> Result<(), Failure> {
        let message: ComplaintMessage = serde_json::from_str(body)?;
        let detail = complaints::get(&self.app.desk, &self.app.desk.system(), message.complaint).await?;
        let mut tx = self.app.desk.house.db.reader().await?;
        let mut texts = Vec::new();
        if message.kind == "made" || message.kind == "decided" {
            texts.extend(self.to_buyer(&mut tx, &detail, &message.kind).await?);
            texts.extend(self.to_concerned(&mut tx, &detail, &message.kind).await?);
        }
        if message.kind != "decided" {
            texts.extend(self.to_deciders(&mut tx, &detail, &message.kind).await?);
        }
        drop(tx);
        for text in &texts {
            self.app.messages.send(text).await?;
        }
        Ok(())
    }

    async fn to_buyer(&self, tx: &mut Tx, detail: &ComplaintDetail, kind: &str) -> Result<Option<Message>, Failure> {
        let buyer = people::find(tx, self.app.desk.city_id(), detail.complaint.buyer).await?;
        let (by_source, in_cash) = match detail.complaint.refund {
            Some(refund) => settlement::ways_back(&self.app.desk, refund).await?,
            None => Default::default(),
        };
        let link = self.link(&format!("/pesanan/{}", detail.complaint.number));
        Ok(buyer.map(|buyer| {
            let (t, number, why) = (T::new(buyer.lang), &detail.complaint.number, &detail.complaint.decision);
            let text = match (kind, detail.complaint.state) {
                ("decided", ComplaintState::Upheld) => {
                    let money = |amount: Rupiah| format::rupiah(t.lang(), amount.amount());
                    let (source, cash) = (money(by_source), money(in_cash));
                    if by_source == Rupiah::ZERO {
                        t.with("message-complaint-upheld", &[("number", number), ("amount", &cash), ("why", why)])
                    } else if in_cash == Rupiah::ZERO {
                        t.with("message-complaint-upheld-source", &[("number", number), ("amount", &source), ("why", why)])
                    } else {
                        let values: [(&'static str, &dyn std::fmt::Display); 4] =
                            [("number", number), ("amount", &source), ("cash", &cash), ("why", why)];
                        t.with("message-complaint-upheld-both", &values)
                    }
                }
                ("decided", _) => t.with("message-complaint-refused", &[("number", number), ("why", why)]),
                _ => t.with("message-complaint-made", &[("number", number), ("link", &link)]),
            };
            message(&buyer, text)
        }))
    }

    /// To stalls and the runner: that there is a complaint, and how it ended.
    async fn to_concerned(&self, tx: &mut Tx, detail: &ComplaintDetail, kind: &str) -> Result<Vec<Message>, Failure> {
        let city = self.app.desk.city_id();
        let mut messages = Vec::new();
        for party in &detail.parties {
            let (people, path) = match party.kind {
                PayeeKind::Stall => {
                    (people::list_by_role(tx, city, Role::Seller, Scope::Stall(party.payee.into())).await?, "/jual/keluhan")
                }
                PayeeKind::Runner => (people::find_many(tx, city, &[PersonId(party.payee)]).await?, "/kurir/keluhan"),
            };
            messages.extend(people.iter().map(|person| message(person, self.to_one_concerned(person, detail, kind, path))));
        }
        Ok(messages)
    }

    fn to_one_concerned(&self, person: &Person, detail: &ComplaintDetail, kind: &str, path: &str) -> String {
        let (t, complaint, link) = (T::new(person.lang), &detail.complaint, self.link(path));
        if kind == "decided" {
            let state = said(t, "state-complaint", complaint.state.name());
            return t.with("message-complaint-ended", &[("number", &complaint.number), ("state", &state), ("link", &link)]);
        }
        let reason = said(t, "state-complaint-reason", complaint.reason.name());
        t.with("message-complaint-answer", &[("number", &complaint.number), ("reason", &reason), ("link", &link)])
    }

    /// To the market's managers; where a second person is needed, to the treasurers too.
    async fn to_deciders(&self, tx: &mut Tx, detail: &ComplaintDetail, kind: &str) -> Result<Vec<Message>, Failure> {
        let (city, complaint) = (self.app.desk.city_id(), &detail.complaint);
        let mut people = people::list_by_role(tx, city, Role::Manager, Scope::Market(complaint.market)).await?;
        if complaint.state == ComplaintState::Proposed {
            people.extend(people::list_by_role(tx, city, Role::Treasurer, Scope::City).await?);
        }
        let slug = self.app.catalogue.read().market_by_id(complaint.market).map(|market| market.slug.clone()).unwrap_or_default();
        let link = self.link(&format!("/kelola/{slug}/keluhan/{}", complaint.id));
        let text = |person: &Person| {
            let t = T::new(person.lang);
            let values: [(&'static str, &dyn std::fmt::Display); 2] = [("number", &complaint.number), ("link", &link)];
            match kind {
                "proposed" => t.with("message-complaint-proposed", &values),
                "overdue" => t.with("message-complaint-overdue", &values),
                _ => t.with("message-complaint-waiting", &values),
            }
        };
        Ok(people.iter().map(|person| message(person, text(person))).collect())
    }

    fn link(&self, path: &str) -> String {
        format!("{}{path}", self.app.origin)
    }
}

fn message(to: &Person, text: String) -> Message {
    Message { to: to.phone.clone(), kind: MessageKind::OrderUpdate, text }
}

impl Handler for ComplaintMessages {
    fn kind(&self) -> &'static str {
        COMPLAINT_MESSAGE
    }

    fn run<'a>(&'a self, _: &'a House, job: &'a Job) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(self.send(&job.body))
    }
}

/// Sends the messages about prepared days of standing orders.
#[derive(Debug, Clone)]
pub struct StandingMessages {
    app: App,
}

impl StandingMessages {
    /// With the app's city, catalogue and message provider.
    #[must_use]
    pub const fn new(app: App) -> Self {
        Self { app }
    }

    /// Says how the day stands now: ordered, waiting for a word, or impossible; nothing where its owner acted already.
    async fn send(&self, body: &str) -> Result<(), Failure> {
        let about: StandingMessage = serde_json::from_str(body)?;
        let preview = standing::preview(&self.app.desk, &self.app.desk.system(), about.standing, about.day).await?;
        let mut tx = self.app.desk.house.db.reader().await?;
        let owner = people::find(&mut tx, self.app.desk.city_id(), preview.order.person).await?;
        drop(tx);
        let Some(owner) = owner else { return Ok(()) };
        let t = T::new(owner.lang);
        let day = format::day(t.lang(), about.day.days());
        let link = format!("{}/langganan/{}/{}", self.app.origin, about.standing, about.day);
        let names: Vec<&str> = preview.run.problems.iter().map(|problem| problem.name.as_str()).collect();
        let total = format::rupiah(t.lang(), preview.run.total.amount());
        let text = match preview.run.state {
            RunState::Placed if preview.run.why.is_empty() => {
                t.with("message-standing-placed", &[("day", &day), ("total", &total), ("link", &link)])
            }
            RunState::Waiting if names.is_empty() => t.with("message-standing-asks", &[("day", &day), ("total", &total), ("link", &link)]),
            RunState::Waiting => {
                let names = names.join(", ");
                t.with("message-standing-changed", &[("day", &day), ("total", &total), ("names", &names), ("link", &link)])
            }
            RunState::Impossible => {
                let why = said(t, "state-day-why", &preview.run.why);
                t.with("message-standing-impossible", &[("day", &day), ("why", &why), ("link", &link)])
            }
            RunState::Placed | RunState::Skipped => return Ok(()),
        };
        Ok(self.app.messages.send(&message(&owner, text)).await?)
    }
}

impl Handler for StandingMessages {
    fn kind(&self) -> &'static str {
        STANDING_MESSAGE
    }

    fn run<'a>(&'a self, _: &'a House, job: &'a Job) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(self.send(&job.body))
    }
}

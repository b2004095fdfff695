//! Which market is run, and the frames of its pages and of the city's.

use kernel::id::MarketId;
use kernel::{Role, Scope};
use market::orders::{OrderDetail, read};
use registry::people::Person;

use crate::app::App;
use crate::errors::Fault;
use crate::extract::Who;
use crate::pages::{frame, staff};
use crate::views::Page;

/// A market that the actor runs or watches.
#[derive(Debug, Clone)]
pub struct At {
    /// Which market.
    pub market: MarketId,
    /// For addresses.
    pub slug: String,
    /// `Pasar Bareng`.
    pub name: String,
}

impl At {
    /// The market with this slug.
    ///
    /// # Errors
    /// [`Fault::sign_in`]; [`Fault::not_found`]; [`Fault::not_allowed`] for those who neither run it nor watch over the city.
    pub fn of(app: &App, who: &Who, slug: &str) -> Result<Self, Fault> {
        who.person()?;
        let catalogue = app.catalogue.read();
        let market = catalogue.market(slug).ok_or_else(Fault::not_found)?;
        let watches = [Role::Treasurer, Role::Auditor].into_iter().any(|role| who.actor.holds(role, Scope::City));
        if !watches && !who.actor.manages(market.id) {
            return Err(Fault::not_allowed());
        }
        Ok(Self { market: market.id, slug: market.slug.clone(), name: market.name.clone() })
    }

    /// An address below the market's.
    #[must_use]
    pub fn path(&self, rest: &str) -> String {
        format!("/kelola/{}{rest}", self.slug)
    }

    /// The frame of a page of the market, woken by its changes.
    #[must_use]
    pub fn page(&self, app: &App, who: &Who, current: &str, title: &str) -> Page {
        let items = [
            (self.path(""), "list", who.t.text("manager-nav-board"), 0),
            (self.path("/lapak"), "stall", who.t.text("manager-nav-stalls"), 0),
            (self.path("/kurir"), "runner", who.t.text("manager-nav-runners"), 0),
            (self.path("/kas"), "cash", who.t.text("manager-nav-cash"), 0),
            (self.path("/pelunasan"), "wallet", who.t.text("manager-nav-settlements"), 0),
        ];
        let bar = staff::bar(self.name.clone(), &items, &self.path(current));
        Page { live_url: Some(format!("/langsung?topik=market:{}", self.market)), ..frame::staff(app, who, bar, title) }
    }

    /// The market's runners, by name.
    ///
    /// # Errors
    /// A [`Fault`] when the database fails.
    pub async fn runners(&self, app: &App) -> Result<Vec<Person>, Fault> {
        let mut tx = app.desk.house.db.reader().await?;
        let mut people = registry::people::list_by_role(&mut tx, app.desk.city_id(), Role::Runner, Scope::Market(self.market)).await?;
        people.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(people)
    }

    /// An order of this market by its number.
    ///
    /// # Errors
    /// [`Fault::not_found`], also for an order of another market.
    pub async fn order(&self, app: &App, who: &Who, number: &str) -> Result<OrderDetail, Fault> {
        let detail = read::get_by_number(&app.desk, &who.actor, number).await?;
        if detail.order.market == self.market { Ok(detail) } else { Err(Fault::not_found()) }
    }
}

/// The frame of a page of the whole city.
#[must_use]
pub fn city_page(app: &App, who: &Who, current: &str, title: &str) -> Page {
    let items = [
        ("/kota/pelunasan".to_owned(), "wallet", who.t.text("manager-nav-settlements"), 0),
        ("/kota/transfer".to_owned(), "cash", who.t.text("transfer-nav"), 0),
        ("/kota/rekonsiliasi".to_owned(), "swap", who.t.text("books-reconcile"), 0),
        ("/kota/neraca".to_owned(), "chart", who.t.text("books-nav-trial"), 0),
        ("/kota/keluhan".to_owned(), "chat", who.t.text("complaints-title"), 0),
        ("/kota/jejak".to_owned(), "list", who.t.text("manager-nav-audit"), 0),
    ];
    frame::staff(app, who, staff::bar(app.desk.city.name.clone(), &items, current), title)
}

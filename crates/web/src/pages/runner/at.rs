//! For which market a runner works.

use kernel::id::{MarketId, OrderId, PersonId};
use kernel::{Role, Scope};
use market::orders::{OrderDetail, read};

use crate::app::App;
use crate::errors::Fault;
use crate::extract::Who;
use crate::pages::{frame, staff};
use crate::views::Page;

/// A runner's market.
#[derive(Debug, Clone)]
pub struct At {
    /// Who.
    pub runner: PersonId,
    /// Which market.
    pub market: MarketId,
    /// `Pasar Bareng`.
    pub name: String,
}

impl At {
    /// The runner's first market.
    ///
    /// # Errors
    /// [`Fault::sign_in`]; [`Fault::not_allowed`] for those who run nowhere.
    pub fn of(app: &App, who: &Who) -> Result<Self, Fault> {
        let runner = who.person()?;
        let catalogue = app.catalogue.read();
        let market = staff::scopes(who, Role::Runner).into_iter().find_map(|scope| match scope {
            Scope::Market(market) => catalogue.market_by_id(market),
            Scope::City | Scope::Stall(_) => None,
        });
        let market = market.ok_or_else(Fault::not_allowed)?;
        Ok(Self { runner, market: market.id, name: market.name.clone() })
    }

    /// The frame of a page, woken by the market's changes; `orders` and `lines` are still to be done.
    #[must_use]
    pub fn page(&self, app: &App, who: &Who, current: &str, title: &str, (orders, lines): (u32, u32)) -> Page {
        let items = [
            ("/kurir".to_owned(), "list", who.t.text("runner-nav-home"), orders),
            ("/kurir/belanja".to_owned(), "basket", who.t.text("runner-nav-pick"), lines),
            ("/kurir/uang".to_owned(), "wallet", who.t.text("runner-nav-money"), 0),
            ("/kurir/keluhan".to_owned(), "chat", who.t.text("voices-nav"), 0),
        ];
        let bar = staff::bar(who.t.with("runner-of", &[("place", &self.name)]), &items, current);
        Page { live_url: Some(format!("/langsung?topik=market:{}", self.market)), ..frame::staff(app, who, bar, title) }
    }
}

/// An order by its number, for those who may see it.
///
/// # Errors
/// [`Fault::not_found`] for others.
pub async fn order(app: &App, who: &Who, number: &str) -> Result<OrderDetail, Fault> {
    Ok(read::get_by_number(&app.desk, &who.actor, number).await?)
}

/// Its id.
///
/// # Errors
/// [`Fault::not_found`].
pub async fn order_id(app: &App, who: &Who, number: &str) -> Result<OrderId, Fault> {
    Ok(order(app, who, number).await?.order.id)
}

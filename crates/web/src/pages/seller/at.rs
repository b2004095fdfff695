//! At which stall a trader works.

use kernel::id::StallId;
use kernel::{Role, Scope};

use crate::app::App;
use crate::errors::Fault;
use crate::extract::Who;
use crate::pages::{frame, staff};
use crate::views::Page;
use crate::views::shop::cards::ChipLink;

/// A stall and its trader's other stalls.
#[derive(Debug, Clone)]
pub struct At {
    /// Which stall.
    pub stall: StallId,
    /// For addresses.
    pub slug: String,
    /// `Lapak Bu Sumiati`.
    pub name: String,
    /// `B-12`.
    pub place: String,
    /// `Pasar Bareng`.
    pub market_name: String,
    /// All of the trader's stalls: slug and name.
    pub all: Vec<(String, String)>,
}

impl At {
    /// The stall asked for by slug, else the trader's first.
    ///
    /// # Errors
    /// [`Fault::sign_in`]; [`Fault::not_allowed`] for those who sell nowhere; [`Fault::not_found`] for a stall that is not theirs.
    pub fn of(app: &App, who: &Who, slug: &str) -> Result<Self, Fault> {
        who.person()?;
        let catalogue = app.catalogue.read();
        let own: Vec<_> = staff::scopes(who, Role::Seller)
            .into_iter()
            .filter_map(|scope| match scope {
                Scope::Stall(stall) => catalogue.stall_by_id(stall),
                Scope::City | Scope::Market(_) => None,
            })
            .collect();
        let first = own.first().ok_or_else(Fault::not_allowed)?;
        let found = if slug.is_empty() { Some(first) } else { own.iter().find(|view| view.stall.slug == slug) };
        let view = found.ok_or_else(Fault::not_found)?;
        Ok(Self {
            stall: view.stall.id,
            slug: view.stall.slug.clone(),
            name: view.stall.name.clone(),
            place: staff::goods::place(view.stall),
            market_name: view.market.name.clone(),
            all: own.iter().map(|view| (view.stall.slug.clone(), view.stall.name.clone())).collect(),
        })
    }

    /// An address that stays at this stall.
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        frame::address(path, &[("lapak", if self.all.len() > 1 { self.slug.as_str() } else { "" })])
    }

    /// The frame of a page; `waiting` orders stand beside the first place.
    #[must_use]
    pub fn page(&self, app: &App, who: &Who, current: &str, title: &'static str, waiting: u32) -> Page {
        let place = if self.place.is_empty() { self.name.clone() } else { format!("{} · {}", self.name, self.place) };
        let items = [
            (self.address("/jual"), "bell", who.t.text("trader-nav-today"), waiting),
            (self.address("/jual/harga"), "edit", who.t.text("trader-nav-prices"), 0),
            (self.address("/jual/barang"), "tag", who.t.text("trader-nav-goods"), 0),
            (self.address("/jual/uang"), "wallet", who.t.text("trader-nav-money"), 0),
            (self.address("/jual/keluhan"), "chat", who.t.text("voices-nav"), 0),
        ];
        frame::staff(app, who, staff::bar(place, &items, current), title)
    }

    /// Links to the trader's stalls.
    #[must_use]
    pub fn chips(&self, path: &str) -> Vec<ChipLink> {
        let chip = |(slug, name): &(String, String)| ChipLink {
            href: frame::address(path, &[("lapak", slug)]),
            label: name.clone(),
            is_on: *slug == self.slug,
            ..ChipLink::default()
        };
        self.all.iter().map(chip).collect()
    }
}

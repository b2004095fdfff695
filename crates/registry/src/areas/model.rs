//! Wards and the set of them that a city is made of.

use ::store::{StoreError, Tx};
use kernel::area::{Area, Point};
use kernel::id::CityId;
use serde::{Deserialize, Serialize};

use super::store;
use crate::text::folded;

/// A district (kecamatan).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct District {
    /// The ministry's code: `35.73.01`.
    pub code: String,
    /// `Blimbing`.
    pub name: String,
}

/// A ward (kelurahan).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ward {
    /// The ministry's code: `35.73.01.1001`.
    pub code: String,
    /// The district's code.
    pub district_code: String,
    /// The district's name.
    pub district: String,
    /// `Balearjosari`.
    pub name: String,
    /// Five digits.
    pub postcode: String,
    /// How many RW it has; they are numbered from 1.
    pub rw_count: i64,
    /// How many RT all its RW have together.
    pub rt_count: i64,
    /// A point in its middle.
    pub centre: Point,
    /// Its border.
    pub area: Area,
}

/// A city's wards, sorted by district name, then ward name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Areas {
    wards: Vec<Ward>,
}

impl Areas {
    /// Reads a city's wards; share the result, it holds every polygon.
    ///
    /// # Errors
    /// [`StoreError`], also when a stored polygon cannot be read.
    pub async fn load(tx: &mut Tx, city: CityId) -> Result<Self, StoreError> {
        store::wards(tx, city).await.map(Self::new)
    }

    /// From wards in any order.
    #[must_use]
    pub fn new(mut wards: Vec<Ward>) -> Self {
        wards.sort_by(|a, b| (&a.district, &a.name).cmp(&(&b.district, &b.name)));
        Self { wards }
    }

    /// Every ward.
    #[must_use]
    pub fn wards(&self) -> &[Ward] {
        &self.wards
    }

    /// The ward with this code.
    #[must_use]
    pub fn ward(&self, code: &str) -> Option<&Ward> {
        self.wards.iter().find(|ward| ward.code == code)
    }

    /// The ward with this name, however spaced, hyphenated and capitalised; `None` when two bear it.
    #[must_use]
    pub fn ward_named(&self, name: &str) -> Option<&Ward> {
        let wanted = folded(name);
        let mut found = self.wards.iter().filter(|ward| folded(&ward.name) == wanted);
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }

    /// The ward in which the point lies.
    #[must_use]
    pub fn ward_at(&self, point: Point) -> Option<&Ward> {
        self.wards.iter().find(|ward| ward.area.contains(point))
    }
}

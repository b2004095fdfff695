//! A holiday.

use ::store::{FromRow, Row, StoreError};
use kernel::BusinessDate;
use serde::{Deserialize, Serialize};

/// Whose day off it is. Source: the yearly joint decree of three ministers (SKB 3 Menteri).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HolidayKind {
    /// Libur nasional.
    National,
    /// Cuti bersama.
    JointLeave,
}

impl HolidayKind {
    /// The name kept in the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::National => "national",
            Self::JointLeave => "joint_leave",
        }
    }

    /// From the name kept in the database, or the decree's own (`libur_nasional`, `cuti_bersama`).
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "national" | "libur_nasional" => Some(Self::National),
            "joint_leave" | "cuti_bersama" => Some(Self::JointLeave),
            _ => None,
        }
    }
}

/// A holiday. Two may fall on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// The city's local date.
    pub day: BusinessDate,
    /// In Indonesian, as decreed.
    pub name: String,
    /// Whose.
    pub kind: HolidayKind,
}

impl FromRow for Holiday {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        let (day, name, kind) = (row.take()?, row.take()?, row.take::<String>()?);
        let kind = HolidayKind::parse(&kind).ok_or(StoreError::Cell { column: 2, found: "another text", expected: "a kind of holiday" })?;
        Ok(Self { day, name, kind })
    }
}

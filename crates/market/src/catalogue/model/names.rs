//! The closed lists of the catalogue and their names in the database, the API and the logs.

use serde::{Deserialize, Serialize};

/// Makes an enum whose variants have a stable name in the database, the API and the logs.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident, $what:literal { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {$(
            $(#[$variant_doc])*
            #[serde(rename = $text)]
            $variant,
        )+}

        impl $name {
            /// Every variant, in the order in which they are offered.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name kept in the database.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            /// From the name kept in the database.
            #[must_use]
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|variant| variant.name() == name)
            }
        }

        impl store::FromCell for $name {
            const EXPECTED: &'static str = $what;
            fn from_cell(cell: store::Value<'static>) -> Result<Self, &'static str> {
                Self::parse(&String::from_cell(cell)?).ok_or("another word")
            }
        }

        impl From<$name> for store::Value<'_> {
            fn from(value: $name) -> Self {
                store::Value::from(value.name())
            }
        }
    };
}

named! {
    /// Which part of the city's economy a place or product belongs to.
    Cluster, "a cluster" {
        /// The traditional markets.
        Market = "market",
        /// Kitchens.
        Culinary = "culinary",
        /// Small businesses (UMKM).
        Msme = "msme",
        /// Home industries (IKM).
        HomeIndustry = "home_industry",
    }
}

named! {
    /// What sort of market a place is.
    MarketKind, "a kind of market" {
        /// A people's market (pasar rakyat).
        Traditional = "traditional",
        /// Wholesale (pasar induk).
        Wholesale = "wholesale",
        /// One sort of goods: flowers, books, animals, iron.
        Special = "special",
        /// Held once a week.
        Weekly = "weekly",
        /// Shops all over the city that deliver through one hub; not a place.
        Hub = "hub",
    }
}

named! {
    /// How well a market's place on the map is known.
    PinPrecision, "a precision" {
        /// A point on the map.
        Pin = "pin",
        /// Within about 50 metres.
        Within50m = "within_50m",
        /// Within about 300 metres.
        Within300m = "within_300m",
        /// Only the ward is known; the point is its middle.
        WardCentre = "ward_centre",
        /// No point.
        Unknown = "unknown",
    }
}

named! {
    /// What a stall is built as.
    StallKind, "a kind of stall" {
        /// A lockable kiosk (kios).
        Kiosk = "kiosk",
        /// An open stall (los).
        Open = "open",
        /// A shop, kitchen or workshop of a cluster.
        Shop = "shop",
    }
}

named! {
    /// How an offer's stock is known.
    StockKind, "a kind of stock" {
        /// Counted: an order reserves it at once.
        Counted = "counted",
        /// The trader is asked when an order comes.
        Ask = "ask",
    }
}

//! Enums kept in the database by name.

/// Makes an enum whose variants have one name in SQL, JSON, templates and logs.
#[macro_export]
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// Every value, in the order in which they are declared.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name kept in the database and spoken in JSON.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// From the name.
            #[must_use]
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.name() == name)
            }
        }

        impl ::store::FromCell for $name {
            const EXPECTED: &'static str = concat!("a ", stringify!($name));
            fn from_cell(cell: ::store::Value<'static>) -> Result<Self, &'static str> {
                Self::parse(&<String as ::store::FromCell>::from_cell(cell)?).ok_or("an unknown name")
            }
        }

        impl From<$name> for ::store::Value<'_> {
            fn from(value: $name) -> Self { Self::from(value.name()) }
        }
    };
}

//! Enums that are stored and sent by a code: the list of the variants, and the
//! way from and to the code, from one table.

/// `codes! { pub enum Light { Red = "red", Green = "green" } }` makes `ALL`,
/// `code` and `from_code`. In JSON a variant is its snake case name, which is
/// the code of every enum here.
macro_rules! codes {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $( $(#[$doc:meta])* $variant:ident = $code:literal ),+ $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $( $(#[$doc])* $variant ),+ }

        impl $name {
            pub const ALL: [$name; [$( $code ),+].len()] = [ $( $name::$variant ),+ ];

            pub const fn code(self) -> &'static str {
                match self { $( $name::$variant => $code ),+ }
            }

            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|known| known.code() == code)
            }
        }
    };
}

pub(crate) use codes;

//! Enums that are stored and sent by a code: the list of the variants, and the
//! way from and to the code, from one table.

/// `codes! { pub enum Light { Red = "red", Green = "green" } }` makes `ALL`,
/// `code` and `from_code`. In JSON a variant is its code, and the document of the API lists all.
///
/// `codes! { pub enum Light: Meaning { Red = "red" => Meaning::Stop } }` makes `facts` as
/// well, which says of each variant what stands behind its code.
macro_rules! codes {
    (
        $(#[$meta:meta])*
        pub enum $name:ident: $facts:ty {
            $( $(#[$doc:meta])* $variant:ident = $code:literal => $of_it:expr ),+ $(,)?
        }
    ) => {
        $crate::domain::codes::codes! {
            $(#[$meta])*
            pub enum $name { $( $(#[$doc])* $variant = $code ),+ }
        }

        impl $name {
            pub(super) const fn facts(self) -> $facts {
                match self { $( $name::$variant => $of_it ),+ }
            }
        }
    };
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $( $(#[$doc:meta])* $variant:ident = $code:literal ),+ $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $( $(#[$doc])* #[serde(rename = $code)] $variant ),+ }

        impl $name {
            pub const ALL: [$name; [$( $code ),+].len()] = [ $( $name::$variant ),+ ];

            pub const fn code(self) -> &'static str {
                match self { $( $name::$variant => $code ),+ }
            }

            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|known| known.code() == code)
            }
        }

        #[cfg(feature = "ssr")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> $crate::domain::schema::Described {
                $crate::domain::schema::of_codes(Self::ALL.map(Self::code))
            }
        }

        #[cfg(feature = "ssr")]
        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
        }
    };
}

pub(crate) use codes;

#[cfg(all(test, feature = "ssr"))]
mod tests {
    codes! {
        pub enum Light {
            Red = "red",
            OffAtNight = "off-at-night",
        }
    }

    #[test]
    fn a_code_is_read_again_and_is_what_json_has() {
        for light in Light::ALL {
            assert_eq!(Light::from_code(light.code()), Some(light));
            assert_eq!(serde_json::to_value(light).unwrap(), light.code());
            assert_eq!(serde_json::from_value::<Light>(light.code().into()).unwrap(), light);
        }
        assert_eq!(Light::OffAtNight.code(), "off-at-night");
        assert_eq!(Light::from_code("Red"), None);
    }
}

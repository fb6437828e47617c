//! The part of the site that this process has: a server has all of it, and a browser the
//! area that it has loaded.
//!
//! The areas in one language are compiled as one and linked apart, each with its entry point
//! alone (`src/entry_points.rs`). What only another area refers to is not linked, so that
//! nothing that all of them have may refer to a page: it asks here.

#[cfg(feature = "hydrate")]
pub use in_browser::LoadedArea;
#[cfg(feature = "hydrate")]
pub(super) use in_browser::{not_found, routes};
#[cfg(not(feature = "hydrate"))]
pub(super) use on_server::{not_found, routes};

#[cfg(not(feature = "hydrate"))]
mod on_server {
    use leptos::prelude::*;

    use super::super::table::{Route, TABLE};
    use crate::app::errors::NotFoundPage;

    static ROUTES: &[Route] = TABLE;

    pub fn routes() -> &'static [Route] {
        ROUTES
    }

    pub fn not_found() -> AnyView {
        view! { <NotFoundPage/> }.into_any()
    }
}

#[cfg(feature = "hydrate")]
mod in_browser {
    use std::sync::OnceLock;

    use leptos::prelude::*;

    use super::super::table::{Route, TABLE, of};
    use crate::{
        app::{errors::NotFoundPage, read::nothing},
        domain::{
            area::Area,
            view::{Decode, View, set_decode},
        },
    };

    static LOADED: OnceLock<LoadedArea> = OnceLock::new();

    /// The part of the site that a browser has loaded.
    #[derive(Clone, Copy)]
    pub struct LoadedArea {
        routes: &'static [Route],
        decode: Decode,
        not_found: fn() -> AnyView,
    }

    /// The rows of the area whose number is `AREA`.
    struct Rows<const AREA: u8>;

    impl<const AREA: u8> Rows<AREA> {
        const ALL: &[Route; TABLE.len()] = &of(Area::ALL[AREA as usize]);
    }

    impl LoadedArea {
        /// The area whose number is `AREA`.
        pub const fn of<const AREA: u8>() -> Self {
            // Only one area has the pages that a visitor sees.
            let not_found = if AREA == Area::Start as u8 { not_found_page } else { nothing };
            Self { routes: Rows::<AREA>::ALL, decode: View::decode::<AREA>, not_found }
        }

        /// Takes it as what this process has; before anything is drawn.
        pub fn load(self) {
            set_decode(self.decode);
            LOADED.get_or_init(|| self);
        }
    }

    fn not_found_page() -> AnyView {
        view! { <NotFoundPage/> }.into_any()
    }

    pub fn routes() -> &'static [Route] {
        LOADED.get().map_or(&[], |loaded| loaded.routes)
    }

    pub fn not_found() -> AnyView {
        LOADED.get().map_or_else(nothing, |loaded| (loaded.not_found)())
    }
}

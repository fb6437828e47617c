//! Where a browser starts: a function for each area of the site, exported as `hydrate_` and
//! the area's code. A bundle is linked with one of them (`scripts/tools/link_areas.sh`).

use leptos::mount::hydrate_body;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{
    app::{App, in_browser, routes::LoadedArea},
    domain::area::Area,
};

/// Brings the page, which is there already, to life.
///
/// All of it is alive once this returns, since its data arrived with the page.
fn hydrate(area: LoadedArea) {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        in_browser::tell_panic(&panic.to_string());
    }));
    area.load();
    hydrate_body(App);
}

macro_rules! entry_points {
    ($($name:ident: $area:ident),+ $(,)?) => {
        $(
            #[wasm_bindgen]
            pub fn $name() {
                hydrate(LoadedArea::of::<{ Area::$area as u8 }>());
            }
        )+

        // An area without one does not compile.
        const _: fn(Area) = |area| match area {
            $(Area::$area => (),)+
        };
    };
}

entry_points! {
    hydrate_start: Start,
    hydrate_integrations: Integrations,
    hydrate_providers: Providers,
    hydrate_removals: Removals,
    hydrate_agents: Agents,
    hydrate_numbers: Numbers,
    hydrate_calls: Calls,
    hydrate_appointments: Appointments,
    hydrate_contacts: Contacts,
    hydrate_operations: Operations,
    hydrate_health: Health,
    hydrate_webhooks: Webhooks,
    hydrate_people: People,
    hydrate_account: Account,
    hydrate_admin: Admin,
}

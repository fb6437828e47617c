//! Client-side navigation: a followed link or a form that asks for a page changes the
//! address, and the drawn page depends on it. The server answers every address as well, so
//! links work where none of this runs; a page of another area is always loaded.

use leptos::{
    ev::{self, SubmitEvent},
    prelude::*,
};
use web_sys::{
    Element, FormData, HtmlAnchorElement, HtmlFormElement, HtmlInputElement, HtmlSelectElement, MouseEvent,
    UrlSearchParams,
    wasm_bindgen::{JsCast, JsValue},
};

use super::{
    in_browser::in_browser,
    routes::{ViewerKind, area_of},
    status::set_location,
};
use crate::domain::address::Address;

/// The address, and as whom somebody is there.
#[derive(Clone, Copy)]
struct Here(RwSignal<Address>, ViewerKind);

/// Called once, by the application's root, with the address that was asked for.
pub(super) fn provide_address(address: Address, standing: ViewerKind) {
    let here = Here(RwSignal::new(address), standing);
    provide_context(here);
    in_browser(move || {
        let clicks = window_event_listener(ev::click, move |event| {
            // Fails only where there is no window, and then nothing was clicked.
            let _ = here.follow(&event);
        });
        let steps = window_event_listener(ev::popstate, move |_| {
            let _ = here.look();
        });
        on_cleanup(move || {
            clicks.remove();
            steps.remove();
        });
    });
}

fn here() -> Here {
    expect_context::<Here>()
}

/// The kind of person who looks at the page.
pub fn use_viewer_kind() -> ViewerKind {
    here().1
}

pub fn use_address() -> Signal<Address> {
    here().0.into()
}

/// The value of `name` in the page's query.
pub fn use_query(name: &'static str) -> Signal<Option<String>> {
    let Here(address, _) = here();
    Signal::derive(move || address.with(|address| address.value(name)))
}

/// Leads on to `path` in place of this page.
#[component]
pub fn Redirect(#[prop(into)] path: String) -> impl IntoView {
    let here = here();
    set_location(&path);
    in_browser(move || {
        // Fails only where there is no window, as for a followed link.
        let _ = here.go(&path, true);
    });
}

/// A form that asks for the page at `path`, with its fields as the query. The fields always
/// show what the address says.
#[component]
pub fn QueryForm(
    /// Unique on the page.
    id: &'static str,
    #[prop(into)] path: String,
    class: &'static str,
    children: Children,
) -> impl IntoView {
    let here = here();
    let Here(address, _) = here;
    let shown = StoredValue::new(address.get_untracked());
    let of = path.clone();
    in_browser(move || {
        let now = address.get();
        // The first run fills nothing: somebody may have begun to type.
        if shown.get_value() != now && now.path == of {
            fill(id, &now);
        }
        shown.set_value(now);
    });
    let asked = path.clone();
    let ask = move |event: SubmitEvent| {
        // Fails only where there is no form, and then the browser asks.
        let _ = here.ask(&asked, &event);
    };
    view! {
        <form id=id action=path method="get" class=class on:submit=ask>
            {children()}
        </form>
    }
    .into_any()
}

/// Sets the fields of a form to what an address says.
fn fill(id: &str, address: &Address) {
    let form = document().get_element_by_id(id).and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
    let Some(fields) = form.map(|form| form.elements()) else { return };
    let value = |name: String| address.value(&name).unwrap_or_default();
    for field in (0..fields.length()).filter_map(|at| fields.item(at)) {
        if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
            input.set_value(&value(input.name()));
        } else if let Some(select) = field.dyn_ref::<HtmlSelectElement>() {
            // The first entry stands for an empty value.
            match value(select.name()) {
                value if value.is_empty() => select.set_selected_index(0),
                value => select.set_value(&value),
            }
        }
    }
}

impl Here {
    fn ask(self, path: &str, event: &SubmitEvent) -> Result<(), JsValue> {
        let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
        let Some(form) = form.filter(|_| !event.default_prevented()) else { return Ok(()) };
        let fields = FormData::new_with_form(&form)?;
        let fields = UrlSearchParams::new_with_str_sequence_sequence(&fields)?;
        event.prevent_default();
        self.go(&format!("{path}?{}", String::from(fields.to_string())), false)
    }

    /// Takes over a plain click on a link. The browser keeps a click with a key held, to
    /// another tab or site, past the router (`rel=external`), or to a page that it has to
    /// load.
    fn follow(self, event: &MouseEvent) -> Result<(), JsValue> {
        let plain = event.button() == 0
            && !(event.meta_key() || event.alt_key() || event.ctrl_key() || event.shift_key());
        if event.default_prevented() || !plain {
            return Ok(());
        }
        let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
            return Ok(());
        };
        let link = element.closest("a[href]")?.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
        let Some(link) = link else { return Ok(()) };
        let elsewhere = !link.target().is_empty()
            || link.has_attribute("download")
            || link.rel().split_ascii_whitespace().any(|word| word == "external")
            || link.origin() != window().location().origin()?
            || !link.hash().is_empty();
        let there = Address::new(&link.pathname(), &link.search());
        if elsewhere || self.must_load(&there) {
            return Ok(());
        }
        event.prevent_default();
        self.go(&there.to_string(), false)
    }

    /// Whether `there` is a page of another area: the browser has only this area's code.
    fn must_load(self, there: &Address) -> bool {
        let Self(here, standing) = self;
        here.with_untracked(|here| area_of(here, standing) != area_of(there, standing))
    }

    fn go(self, path: &str, replace: bool) -> Result<(), JsValue> {
        if self.must_load(&Address::read(path)) {
            let location = window().location();
            return if replace { location.replace(path) } else { location.assign(path) };
        }
        let history = window().history()?;
        if replace {
            history.replace_state_with_url(&JsValue::NULL, "", Some(path))?;
        } else if self.0.with_untracked(|address| address.to_string() != path) {
            history.push_state_with_url(&JsValue::NULL, "", Some(path))?;
        }
        self.look()?;
        window().scroll_to_with_x_and_y(0.0, 0.0);
        Ok(())
    }

    /// Takes the address over from the browser.
    fn look(self) -> Result<(), JsValue> {
        let location = window().location();
        let address = Address::new(&location.pathname()?, &location.search()?);
        if self.0.with_untracked(|before| *before != address) {
            self.0.set(address);
        }
        Ok(())
    }
}

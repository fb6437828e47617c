//! The field for a secret: hidden as it is typed, never filled by the server.

use super::field::{Bound, Frame, id_or_name};
use super::icon::Icon;
use crate::app::in_browser::in_browser;
use leptos::prelude::*;

/// A password field with a toggle to read what was typed. The toggle needs the
/// browser's help, so it is not there before hydration.
#[component]
pub fn SecretField(
    #[prop(into)] label: String,
    /// Gives the name and the error; the value is left out.
    bound: Bound,
    #[prop(into)] show_label: String,
    #[prop(into)] hide_label: String,
    /// The part of the stored secret that may be shown, such as its last four characters.
    #[prop(optional, into)]
    mask: Option<String>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] optional: Option<String>,
    /// `current-password` or `new-password` for a person's own password.
    #[prop(default = "off")]
    autocomplete: &'static str,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let hydrated = RwSignal::new(false);
    in_browser(move || hydrated.set(true));
    let shown = RwSignal::new(false);

    let Bound { name, error, .. } = bound;
    let id = id_or_name(id, &name);
    let control_id = id.clone();
    let frame = Frame { id: id.clone(), label, optional, hint, error };
    let described_by = frame.described_by();
    let invalid = frame.invalid();
    let words = StoredValue::new((show_label, hide_label));
    let toggle = move || {
        let control_id = control_id.clone();
        hydrated.try_get().unwrap_or_default().then(move || {
            view! {
                <button
                    type="button"
                    class="button quiet"
                    aria-controls=control_id
                    on:click=move |_| shown.update(|s| *s = !*s)
                >
                    {move || if shown.try_get().unwrap_or_default() { Icon::EyeOff.view() } else { Icon::Eye.view() }}
                    {move || words.with_value(|(show, hide)| {
                        if shown.try_get().unwrap_or_default() { hide.clone() } else { show.clone() }
                    })}
                </button>
            }
            .into_any()
        })
    };
    let control = view! {
        <div class="input mono">
            <input
                id=id
                name=name
                type=move || if shown.try_get().unwrap_or_default() { "text" } else { "password" }
                autocomplete=autocomplete
                autocapitalize="off"
                spellcheck="false"
                placeholder=mask
                required=required
                aria-invalid=move || invalid.try_get().flatten()
                aria-describedby=move || described_by.try_get().flatten()
            />
            {toggle}
        </div>
    }
    .into_any();
    frame.around(control)
}

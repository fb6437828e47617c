//! The voice: one of the catalogue, searched for by name or chosen from groups,
//! or one that is typed.

use leptos::{ev::Event, prelude::*};
use web_sys::{HtmlInputElement, HtmlSelectElement, wasm_bindgen::JsCast};

use crate::{
    app::{
        form_state::{FormState, input_name},
        telling::Telling,
        ui::{
            field::TextField,
            icon::Icon,
            select::{Select, SelectOption},
        },
    },
    domain::{
        agent::{AgentForm, VOICE_ID_MOST},
        problem::Field,
        voices::{self, VoiceProvider, capital},
    },
};

/// The list, by its id.
const LIST: &str = "voice";
/// What the search offers.
const NAMES: &str = "voice-names";

pub(super) fn fields(drawn: &AgentForm, state: FormState, w: Telling) -> AnyView {
    let t = &w.t.agents;
    let chosen = state.typed("voice", &drawn.voice);
    let provider = state.typed("voice_provider", &drawn.voice_provider);
    let providers =
        VoiceProvider::ALL.map(|provider| SelectOption::new(provider.code(), provider.name())).to_vec();
    view! {
        {search(state, w)}
        {catalogue(&chosen, state.error_on(Field::Voice), w)}
        // The style shows it while the last entry is chosen.
        <div class="form-row when-custom">
            <Select
                label=t.voice_provider
                name=input_name("voice_provider")
                options=providers
                selected=provider
            />
            <TextField
                label=t.voice_id
                name=input_name("voice_id")
                value=state.typed("voice_id", &drawn.voice_id)
                hint=t.voice_id_hint
                autocomplete="off"
                maxlength=VOICE_ID_MOST
                mono=true
            />
        </div>
    }
    .into_any()
}

/// The browser's own completion, over the whole catalogue. The server takes the
/// name as well; in a living page it chooses from the list at once.
fn search(state: FormState, w: Telling) -> AnyView {
    let t = &w.t.agents;
    let names: Vec<AnyView> =
        voices::all().iter().map(|voice| option(voice.code(), voice.full_name(), false)).collect();
    view! {
        <div on:change=choose>
            <TextField
                label=t.voice_search
                name=input_name("voice_search")
                value=state.typed("voice_search", "")
                hint=t.voice_search_hint
                error=state.error_on(Field::VoiceSearch)
                optional=w.t.common.optional
                autocomplete="off"
                maxlength=VOICE_ID_MOST
                list=NAMES
            />
            <datalist id=NAMES>{names}</datalist>
        </div>
    }
    .into_any()
}

fn choose(event: Event) {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let list = document().get_element_by_id(LIST).and_then(|list| list.dyn_into::<HtmlSelectElement>().ok());
    if let (Some(input), Some(list)) = (input, list)
        && let Some(voice) = voices::find(&input.value())
    {
        list.set_value(&voice.code());
        input.set_value("");
    }
}

/// A field like the others, with groups in its list.
fn catalogue(chosen: &str, error: Signal<Option<String>>, w: Telling) -> AnyView {
    let t = &w.t.agents;
    let groups: Vec<AnyView> = VoiceProvider::ALL
        .into_iter()
        .filter(|provider| !provider.presets().is_empty())
        .map(|provider| group(provider, chosen))
        .collect();
    let custom = chosen == "custom";
    view! {
        <div class="field">
            <label class="field-label" for=LIST>{t.voice}</label>
            <div class="input">
                <select
                    id=LIST
                    name=input_name("voice")
                    aria-invalid=move || error.try_get().flatten().is_some().then_some("true")
                    aria-describedby=move || {
                        if error.try_get().flatten().is_some() { "voice-error voice-hint" } else { "voice-hint" }
                    }
                >
                    {groups}
                    <optgroup label=t.voice_other_group>
                        {option("custom".to_owned(), t.voice_other.to_owned(), custom)}
                    </optgroup>
                </select>
                {Icon::ChevronDown.view()}
            </div>
            <div aria-live="polite">
                {move || {
                    error.try_get().flatten().map(|text| {
                        view! {
                            <p class="field-error" id="voice-error">
                                {Icon::Error.view()}
                                <span>{text}</span>
                            </p>
                        }
                        .into_any()
                    })
                }}
            </div>
            <p class="hint" id="voice-hint">{t.voice_hint}</p>
        </div>
    }
    .into_any()
}

fn group(provider: VoiceProvider, chosen: &str) -> AnyView {
    let options: Vec<AnyView> = provider
        .presets()
        .iter()
        .map(|id| {
            let value = format!("{}:{id}", provider.code());
            let selected = value == chosen;
            option(value, capital(id), selected)
        })
        .collect();
    view! { <optgroup label=provider.name()>{options}</optgroup> }.into_any()
}

fn option(value: String, label: String, selected: bool) -> AnyView {
    view! { <option value=value selected=selected>{label}</option> }.into_any()
}

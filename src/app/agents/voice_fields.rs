//! The fields for the voice: one of the catalogue, searched for by name or chosen from
//! groups, or one that is typed.

use leptos::{ev::Event, prelude::*};
use web_sys::{HtmlInputElement, HtmlSelectElement, wasm_bindgen::JsCast};

use super::AgentsTexts;
use crate::{
    app::{
        form_state::FormState,
        i18n::{CommonTexts, Spoken},
        page_cx::PageCx,
        ui::{
            field::{Bound, TextField},
            select::{Select, SelectOption},
        },
    },
    domain::{
        agent::AgentForm,
        voices::{self, Voice, VoiceProvider},
    },
};

/// The id of the list of voices.
const LIST: &str = "voice";
/// The id of the names that the search offers.
const NAMES: &str = "voice-names";

pub(super) fn fields(drawn: &AgentForm, state: FormState, cx: PageCx) -> AnyView {
    let t = AgentsTexts::spoken(cx.locale);
    let provider = state.bind(AgentForm::voice_provider(), &drawn.voice_provider);
    // A closed service is offered to an agent that still has a voice of it.
    let kept = VoiceProvider::from_code(&provider.value).filter(|provider| provider.is_gone());
    let providers: Vec<SelectOption> = VoiceProvider::offered()
        .chain(kept)
        .map(|provider| SelectOption::new(provider.code(), provider.name()))
        .collect();
    view! {
        {search(state, cx)}
        {catalogue(state.bind(AgentForm::voice(), &drawn.voice), cx)}
        // The style shows this row while the last entry is chosen.
        <div class="form-row when-custom">
            <Select
                label=t.voice_provider
                bound=provider
                options=providers
            />
            <TextField
                label=t.voice_id
                bound=state.bind(AgentForm::voice_id(), &drawn.voice_id)
                hint=t.voice_id_hint
                autocomplete="off"
                mono=true
            />
        </div>
    }
    .into_any()
}

/// The search with the browser's own completion, over the whole catalogue. The server takes
/// the name as well; in a live page the name selects from the list at once.
fn search(state: FormState, cx: PageCx) -> AnyView {
    let t = AgentsTexts::spoken(cx.locale);
    let name = |voice: &Voice| view! { <option value=voice.code()>{voice.full_name()}</option> }.into_any();
    let names: Vec<AnyView> = voices::all().iter().map(name).collect();
    view! {
        <div on:change=choose>
            <TextField
                label=t.voice_search
                bound=state.bind(AgentForm::voice_search(), "")
                hint=t.voice_search_hint
                optional=CommonTexts::spoken(cx.locale).optional
                autocomplete="off"
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

fn catalogue(voice: Bound, cx: PageCx) -> AnyView {
    let t = AgentsTexts::spoken(cx.locale);
    let of = |provider: VoiceProvider| {
        let voice = |id: &&str| {
            let voice = Voice { provider, id: (*id).to_owned() };
            SelectOption::new(voice.code(), voice.label())
        };
        let name = match provider.speaks_english_only() {
            true => (t.voices_in_english)(provider.name()),
            false => provider.name().to_owned(),
        };
        (name, provider.presets().iter().map(voice).collect())
    };
    let mut groups: Vec<(String, Vec<SelectOption>)> =
        VoiceProvider::offered().filter(|provider| !provider.presets().is_empty()).map(of).collect();
    groups.push((t.voice_other_group.to_owned(), vec![SelectOption::new("custom", t.voice_other)]));
    view! {
        <Select
            label=t.voice
            bound=voice
            id=LIST
            groups=groups
            hint=t.voice_hint
        />
    }
    .into_any()
}

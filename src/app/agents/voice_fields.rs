//! The voice: one of the catalogue, grouped by its service, or one that is
//! typed.

use leptos::prelude::*;

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
        voices::VoiceProvider,
    },
};

pub(super) fn fields(drawn: &AgentForm, state: FormState, w: Telling) -> AnyView {
    let t = &w.t.agents;
    let chosen = state.typed("voice", &drawn.voice);
    let provider = state.typed("voice_provider", &drawn.voice_provider);
    let providers =
        VoiceProvider::ALL.map(|provider| SelectOption::new(provider.code(), provider.name())).to_vec();
    view! {
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
            <label class="field-label" for="voice">{t.voice}</label>
            <div class="input">
                <select
                    id="voice"
                    name=input_name("voice")
                    aria-invalid=move || error.try_get().flatten().is_some().then_some("true")
                    aria-describedby=move || {
                        if error.try_get().flatten().is_some() { "voice-error voice-hint" } else { "voice-hint" }
                    }
                >
                    {groups}
                    <optgroup label=t.voice_other_group>
                        <option value="custom" selected=custom>{t.voice_other}</option>
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
            view! { <option value=value selected=selected>{capital(id)}</option> }.into_any()
        })
        .collect();
    view! { <optgroup label=provider.name()>{options}</optgroup> }.into_any()
}

/// A voice is called by a name, however its service writes the id.
pub(super) fn capital(id: &str) -> String {
    let mut chars = id.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

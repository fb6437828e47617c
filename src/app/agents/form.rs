//! The fields of an agent, for a new one and for a change.

use leptos::prelude::*;

use super::{edit_conflict::EditConflict, facets, more_fields, voice_fields};
use crate::{
    app::{
        form_state::FormState,
        page_cx::PageCx,
        ui::{
            field::TextField,
            select::{Select, SelectOption},
            text_area::TextArea,
        },
    },
    domain::{
        agent::{AgentForm, Facet, Language, Minutes, SpeaksFirst, Temperature},
        locale::Locale,
        models,
        voices::VoiceProvider,
    },
};

/// What a new agent starts from: the page's language, and a voice.
pub(super) fn blank(cx: PageCx) -> AgentForm {
    let language = match cx.locale {
        Locale::En => Language::En,
        Locale::Fr => Language::Fr,
    };
    let voice = VoiceProvider::Vapi;
    AgentForm {
        language: language.code().to_owned(),
        speaks_first: SpeaksFirst::default().code().to_owned(),
        voice: format!("{}:{}", voice.code(), voice.presets()[0]),
        model: models::preset(),
        temperature: Temperature::default().to_string(),
        max_duration: Minutes::default().to_string(),
        ..AgentForm::default()
    }
}

pub(super) fn fields(
    drawn: &AgentForm,
    state: FormState,
    edit_conflict: EditConflict,
    cx: PageCx,
) -> AnyView {
    let t = &cx.t.agents;
    let languages =
        Language::ALL.map(|language| SelectOption::new(language.code(), language.endonym())).to_vec();
    let first = SpeaksFirst::ALL
        .map(|first| SelectOption::new(first.code(), facets::speaks_first(first, cx)))
        .to_vec();
    view! {
        <TextField
            label=t.name
            bound=state.bind(AgentForm::name(), &drawn.name)
            hint=t.name_hint
            placeholder=t.name_example
            autocomplete="off"
            required=true
        />
        {edit_conflict.beside(Facet::Name)}
        <div class="form-row">
            <Select
                label=t.language
                bound=state.bind(AgentForm::language(), &drawn.language)
                options=languages
                hint=t.language_hint
            />
            <Select
                label=t.speaks_first
                bound=state.bind(AgentForm::speaks_first(), &drawn.speaks_first)
                options=first
                hint=t.speaks_first_hint
            />
        </div>
        {edit_conflict.beside(Facet::Language)}
        {edit_conflict.beside(Facet::SpeaksFirst)}
        <TextArea
            label=t.greeting
            bound=state.bind(AgentForm::greeting(), &drawn.greeting)
            hint=t.greeting_hint
            rows=2
        />
        {edit_conflict.beside(Facet::Greeting)}
        <TextArea
            label=t.instructions
            bound=state.bind(AgentForm::instructions(), &drawn.instructions)
            hint=t.instructions_hint
            rows=10
            required=true
        />
        {edit_conflict.beside(Facet::Instructions)}
        {voice_fields::fields(drawn, state, cx)}
        {edit_conflict.beside(Facet::Voice)}
        {more_fields::fields(drawn, state, edit_conflict, cx)}
    }
    .into_any()
}

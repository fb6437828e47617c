//! The fields of an agent, for a new one and for a change.

use leptos::prelude::*;

use super::{facets, meanwhile::Meanwhile, more_fields, voice_fields};
use crate::{
    app::{
        form_state::FormState,
        telling::Telling,
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
pub(super) fn blank(w: Telling) -> AgentForm {
    let language = match w.locale {
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

pub(super) fn fields(drawn: &AgentForm, state: FormState, meanwhile: Meanwhile, w: Telling) -> AnyView {
    let t = &w.t.agents;
    let languages =
        Language::ALL.map(|language| SelectOption::new(language.code(), language.endonym())).to_vec();
    let first = SpeaksFirst::ALL
        .map(|first| SelectOption::new(first.code(), facets::speaks_first(first, w)))
        .to_vec();
    let name = state.bind(AgentForm::name(), &drawn.name);
    let language = state.bind(AgentForm::language(), &drawn.language);
    let speaks_first = state.bind(AgentForm::speaks_first(), &drawn.speaks_first);
    let greeting = state.bind(AgentForm::greeting(), &drawn.greeting);
    let instructions = state.bind(AgentForm::instructions(), &drawn.instructions);
    view! {
        <TextField
            label=t.name
            name=name.name
            value=name.value
            hint=t.name_hint
            placeholder=t.name_example
            error=name.error
            autocomplete="off"
            required=true
        />
        {meanwhile.beside(Facet::Name)}
        <div class="form-row">
            <Select
                label=t.language
                name=language.name
                options=languages
                selected=language.value
                hint=t.language_hint
                error=language.error
            />
            <Select
                label=t.speaks_first
                name=speaks_first.name
                options=first
                selected=speaks_first.value
                hint=t.speaks_first_hint
                error=speaks_first.error
            />
        </div>
        {meanwhile.beside(Facet::Language)}
        {meanwhile.beside(Facet::SpeaksFirst)}
        <TextArea
            label=t.greeting
            name=greeting.name
            value=greeting.value
            hint=t.greeting_hint
            error=greeting.error
            rows=2
        />
        {meanwhile.beside(Facet::Greeting)}
        <TextArea
            label=t.instructions
            name=instructions.name
            value=instructions.value
            hint=t.instructions_hint
            error=instructions.error
            rows=10
            required=true
        />
        {meanwhile.beside(Facet::Instructions)}
        {voice_fields::fields(drawn, state, w)}
        {meanwhile.beside(Facet::Voice)}
        {more_fields::fields(drawn, state, meanwhile, w)}
    }
    .into_any()
}

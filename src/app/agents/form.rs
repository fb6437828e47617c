//! The fields of an agent, for a new one and for a change.

use leptos::prelude::*;

use super::{facets, meanwhile::Meanwhile, more_fields, voice_fields};
use crate::{
    app::{
        form_state::{FormState, input_name},
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
        problem::Field,
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
    view! {
        <TextField
            label=t.name
            name=input_name("name")
            value=state.typed("name", &drawn.name)
            hint=t.name_hint
            placeholder=t.name_example
            error=state.error_on(Field::Name)
            autocomplete="off"
            required=true
        />
        {meanwhile.beside(Facet::Name)}
        <div class="form-row">
            <Select
                label=t.language
                name=input_name("language")
                options=languages
                selected=state.typed("language", &drawn.language)
                hint=t.language_hint
                error=state.error_on(Field::Language)
            />
            <Select
                label=t.speaks_first
                name=input_name("speaks_first")
                options=first
                selected=state.typed("speaks_first", &drawn.speaks_first)
                hint=t.speaks_first_hint
                error=state.error_on(Field::SpeaksFirst)
            />
        </div>
        {meanwhile.beside(Facet::Language)}
        {meanwhile.beside(Facet::SpeaksFirst)}
        <TextArea
            label=t.greeting
            name=input_name("greeting")
            value=state.typed("greeting", &drawn.greeting)
            hint=t.greeting_hint
            error=state.error_on(Field::Greeting)
            rows=2
        />
        {meanwhile.beside(Facet::Greeting)}
        <TextArea
            label=t.instructions
            name=input_name("instructions")
            value=state.typed("instructions", &drawn.instructions)
            hint=t.instructions_hint
            error=state.error_on(Field::Instructions)
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

//! The facets of an agent on the pages: the place in the form, the label, the control, and
//! the value in words for the comparison of two versions.

use leptos::prelude::*;

use super::{AgentsTexts, model_field, voice_fields};
use crate::{
    app::{
        form_state::FormState,
        i18n::Spoken,
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
        voices::{Voice, VoiceProvider},
    },
};

/// The rows of the form from top to bottom; the facets of a row stand side by side.
pub(super) const SHOWN: &[&[Facet]] = &[
    &[Facet::Name],
    &[Facet::Language, Facet::SpeaksFirst],
    &[Facet::Greeting],
    &[Facet::Instructions],
    &[Facet::Voice],
];

/// The facets that most agents leave at their defaults: folded, below the others.
pub(super) const FOLDED: &[&[Facet]] = &[&[Facet::Model], &[Facet::Temperature, Facet::MaxDuration]];

const _: () = {
    let mut at = 0;
    while at < Facet::ALL.len() {
        let times = times_in(SHOWN, Facet::ALL[at]) + times_in(FOLDED, Facet::ALL[at]);
        assert!(times == 1, "each part stands in the form once");
        at += 1;
    }
};

const fn times_in(rows: &[&[Facet]], facet: Facet) -> usize {
    let (mut times, mut row) = (0, 0);
    while row < rows.len() {
        let mut at = 0;
        while at < rows[row].len() {
            if rows[row][at] as u8 == facet as u8 {
                times += 1;
            }
            at += 1;
        }
        row += 1;
    }
    times
}

/// The form of a new agent, with the page's language and a voice.
pub(super) fn blank(cx: PageCx) -> AgentForm {
    let language = match cx.locale {
        Locale::En => Language::En,
        Locale::Fr => Language::Fr,
    };
    let voice = VoiceProvider::Vapi;
    AgentForm {
        name: String::new(),
        greeting: String::new(),
        speaks_first: SpeaksFirst::default().code().to_owned(),
        instructions: String::new(),
        language: language.code().to_owned(),
        voice_search: String::new(),
        voice: format!("{}:{}", voice.code(), voice.presets()[0]),
        voice_provider: String::new(),
        voice_id: String::new(),
        model: models::preset(),
        temperature: Temperature::default().to_string(),
        max_duration: Minutes::default().to_string(),
    }
}

pub(in crate::app) fn label(facet: Facet, cx: PageCx) -> &'static str {
    let t = AgentsTexts::spoken(cx.locale);
    match facet {
        Facet::Name => t.name,
        Facet::Language => t.language,
        Facet::SpeaksFirst => t.speaks_first,
        Facet::Greeting => t.greeting,
        Facet::Instructions => t.instructions,
        Facet::Voice => t.voice,
        Facet::Model => t.model,
        Facet::Temperature => t.temperature,
        Facet::MaxDuration => t.max_duration,
    }
}

/// The context in which a control is drawn.
#[derive(Clone, Copy)]
pub(super) struct Drawing<'a> {
    pub drawn: &'a AgentForm,
    pub state: FormState,
    /// Whether the chosen model takes a temperature.
    pub takes_temperature: RwSignal<bool>,
    pub cx: PageCx,
}

pub(super) fn control(facet: Facet, drawing: Drawing<'_>) -> AnyView {
    let Drawing { drawn, state, takes_temperature, cx } = drawing;
    let (t, label) = (AgentsTexts::spoken(cx.locale), label(facet, cx));
    match facet {
        Facet::Name => view! {
            <TextField
                label=label
                bound=state.bind(AgentForm::name(), &drawn.name)
                hint=t.name_hint
                placeholder=t.name_example
                autocomplete="off"
                required=true
            />
        }
        .into_any(),
        Facet::Language => {
            let language = |language: Language| SelectOption::new(language.code(), language.endonym());
            view! {
                <Select
                    label=label
                    bound=state.bind(AgentForm::language(), &drawn.language)
                    options=Language::ALL.map(language).to_vec()
                    hint=t.language_hint
                />
            }
            .into_any()
        }
        Facet::SpeaksFirst => {
            let first = |first: SpeaksFirst| SelectOption::new(first.code(), speaks_first(first, cx));
            view! {
                <Select
                    label=label
                    bound=state.bind(AgentForm::speaks_first(), &drawn.speaks_first)
                    options=SpeaksFirst::ALL.map(first).to_vec()
                    hint=t.speaks_first_hint
                />
            }
            .into_any()
        }
        Facet::Greeting => view! {
            <TextArea
                label=label
                bound=state.bind(AgentForm::greeting(), &drawn.greeting)
                hint=t.greeting_hint
                rows=2
            />
        }
        .into_any(),
        Facet::Instructions => view! {
            <TextArea
                label=label
                bound=state.bind(AgentForm::instructions(), &drawn.instructions)
                hint=t.instructions_hint
                rows=10
                required=true
            />
        }
        .into_any(),
        Facet::Voice => voice_fields::fields(drawn, state, cx),
        Facet::Model => model_field::field(label, drawing),
        Facet::Temperature => view! {
            <div hidden=move || !takes_temperature.get()>
                <TextField
                    label=label
                    bound=state.bind(AgentForm::temperature(), &cx.locale.decimal(&drawn.temperature))
                    hint=t.temperature_hint
                    inputmode="decimal"
                    autocomplete="off"
                />
            </div>
        }
        .into_any(),
        Facet::MaxDuration => view! {
            <TextField
                label=label
                bound=state.bind(AgentForm::max_duration(), &drawn.max_duration)
                hint=t.max_duration_hint
                inputmode="numeric"
                autocomplete="off"
            />
        }
        .into_any(),
    }
}

fn speaks_first(first: SpeaksFirst, cx: PageCx) -> &'static str {
    let t = AgentsTexts::spoken(cx.locale);
    match first {
        SpeaksFirst::Agent => t.agent_first,
        SpeaksFirst::Generated => t.generated_first,
        SpeaksFirst::Caller => t.caller_first,
    }
}

/// The value of `facet` as a page words it; unchanged if AVA does not offer it.
pub(super) fn value(facet: Facet, form: &AgentForm, cx: PageCx) -> String {
    said(facet, facet.of(form), cx)
}

/// The same, of a value by itself.
pub(in crate::app) fn said(facet: Facet, text: String, cx: PageCx) -> String {
    let said = match facet {
        Facet::Language => Language::from_code(&text).map(|language| language.endonym().to_owned()),
        Facet::SpeaksFirst => SpeaksFirst::from_code(&text).map(|first| speaks_first(first, cx).to_owned()),
        Facet::Voice => text.split_once(':').and_then(|(provider, id)| {
            let provider = VoiceProvider::from_code(provider)?;
            Some(Voice { provider, id: id.to_owned() }.full_name())
        }),
        Facet::Temperature => (!text.is_empty()).then(|| cx.locale.decimal(&text)),
        Facet::MaxDuration => Some((AgentsTexts::spoken(cx.locale).changes.minutes)(&text)),
        Facet::Name | Facet::Greeting | Facet::Instructions | Facet::Model => None,
    };
    said.or_else(|| (!text.is_empty()).then_some(text))
        .unwrap_or_else(|| AgentsTexts::spoken(cx.locale).changes.nothing.to_owned())
}

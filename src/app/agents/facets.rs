//! The parts of an agent in words, for where two sides stand beside each other.

use crate::{
    app::page_cx::PageCx,
    domain::{
        agent::{AgentForm, Facet, Language, SpeaksFirst},
        voices::{Voice, VoiceProvider},
    },
};

pub(super) fn label(facet: Facet, cx: PageCx) -> &'static str {
    let t = &cx.t.agents;
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

pub(super) fn speaks_first(first: SpeaksFirst, cx: PageCx) -> &'static str {
    let t = &cx.t.agents;
    match first {
        SpeaksFirst::Agent => t.agent_first,
        SpeaksFirst::Generated => t.generated_first,
        SpeaksFirst::Caller => t.caller_first,
    }
}

/// What stands in `form`, as a page would say it; as it stands, where it is
/// nothing that AVA offers.
pub(super) fn value(facet: Facet, form: &AgentForm, cx: PageCx) -> String {
    let text = facet.of(form);
    let said = match facet {
        Facet::Language => Language::from_code(&text).map(|language| language.endonym().to_owned()),
        Facet::SpeaksFirst => SpeaksFirst::from_code(&text).map(|first| speaks_first(first, cx).to_owned()),
        Facet::Voice => text.split_once(':').and_then(|(provider, id)| {
            let provider = VoiceProvider::from_code(provider)?;
            Some(Voice { provider, id: id.to_owned() }.full_name())
        }),
        Facet::MaxDuration => Some((cx.t.agents.changes.minutes)(&text)),
        _ => None,
    };
    said.or_else(|| (!text.is_empty()).then_some(text))
        .unwrap_or_else(|| cx.t.agents.changes.nothing.to_owned())
}

//! The version that somebody else saved while a form was open, shown beside the typed text,
//! which stays.

use leptos::prelude::*;

use super::{AgentsTexts, facets};
use crate::{
    app::{
        form_action::FormAction,
        form_state::{FormState, input_name},
        i18n::Spoken,
        page_cx::PageCx,
    },
    domain::{
        agent::{AgentForm, AgentView, Facet},
        problem::ProblemKind,
    },
};

/// The saved and the typed version, from a refused save until the next one.
#[derive(Clone, PartialEq)]
struct Both {
    by: String,
    version: i64,
    saved: AgentForm,
    typed: AgentForm,
}

#[derive(Clone, Copy)]
pub(super) struct EditConflict {
    both: Signal<Option<Both>>,
    cx: PageCx,
}

impl EditConflict {
    /// For a form that nobody else can have open.
    pub(super) fn nothing(cx: PageCx) -> Self {
        Self { both: Signal::stored(None), cx }
    }

    /// For a form that was drawn from `drawn`. Without JavaScript the form is drawn anew
    /// with the typed text; a live page learns of the `latest` version.
    pub(super) fn of(
        drawn: &AgentView,
        latest: RwSignal<Option<AgentView>>,
        save: FormAction,
        state: FormState,
        cx: PageCx,
    ) -> Self {
        let drawn = drawn.clone();
        let both = Memo::new(move |_| {
            let problem = state.problem().try_get().flatten()?;
            let answered = save.answer().try_get().flatten().is_some();
            let newer = latest.try_get().flatten().filter(|latest| latest.version > drawn.version);
            // Without an answer the page was loaded anew, so `drawn` is the newest version.
            let agent = newer.or_else(|| (!answered).then(|| drawn.clone()))?;
            let typed = |name: &str| match answered {
                true => save.typed(&input_name(name)).unwrap_or_default(),
                false => state.typed(name, ""),
            };
            (problem.kind == ProblemKind::Stale).then(|| Both {
                by: agent.changed_by,
                version: agent.version,
                saved: AgentForm::from(&agent.spec),
                typed: AgentForm::read(typed),
            })
        });
        Self { both: both.into(), cx }
    }

    /// The version that the next save replaces, while both are shown.
    pub(super) fn version(self) -> Option<i64> {
        self.both.try_get()?.map(|both| both.version)
    }

    /// The saved value of `facet`, if it differs from the typed one.
    pub(super) fn other_value(self, facet: Facet) -> AnyView {
        let Self { both, cx } = self;
        let said = move || {
            let both = both.try_get()??;
            (facet.of(&both.saved) != facet.of(&both.typed)).then(|| {
                let who = (AgentsTexts::spoken(cx.locale).changes.saved_meanwhile)(&both.by);
                let value = facets::value(facet, &both.saved, cx);
                view! {
                    <p class="meanwhile">
                        <b>{who}</b>
                        " "
                        <span>{value}</span>
                    </p>
                }
                .into_any()
            })
        };
        view! { <div aria-live="polite" class="beside">{said}</div> }.into_any()
    }
}

//! A problem inside a page that stays as it is.

use leptos::prelude::*;

use super::ErrorTexts;
use crate::{
    app::{
        address::use_address,
        i18n::{Spoken, use_locale},
        paths::FACTORS,
        ui::{
            notice::{Notice, NoticeProps},
            pill::Tone,
        },
    },
    domain::{
        auth_forms::login_path,
        problem::{Problem, ProblemKind},
    },
};

/// The sentence of a form's or a section's problem, with the way on. The typed text stays:
/// signing in again happens in another tab.
#[component]
pub fn ProblemNotice(
    #[prop(into)] problem: Signal<Option<Problem>>,
    /// Set for a failed reading: nothing was typed, and a problem that may pass by itself
    /// offers a reload.
    #[prop(optional)]
    of_reading: bool,
) -> impl IntoView {
    let locale = use_locale();
    let texts = ErrorTexts::spoken(use_locale());
    let address = use_address();
    let here = move || address.with(ToString::to_string);
    move || {
        problem.try_get().flatten().map(|problem| {
            let reference =
                problem.correlation_id.as_deref().filter(|_| problem.wants_support()).map(texts.reference);
            // The link bypasses the router, so that the whole page is loaded anew.
            let reload =
                || view! { <a class="button" href=here() rel="external">{texts.reload}</a> }.into_any();
            let way_on = match problem.kind {
                ProblemKind::SignedOut => Some(
                    view! {
                        <a class="button" href=login_path(&here()) target="_blank" rel="noopener">
                            {texts.sign_in_new_tab}
                        </a>
                    }
                    .into_any(),
                ),
                ProblemKind::Outdated | ProblemKind::OtherOrg | ProblemKind::Suspended => Some(reload()),
                ProblemKind::FactorNeeded if of_reading => Some(reload()),
                // Beside what was typed, which stays on this page.
                ProblemKind::FactorNeeded => Some(
                    view! {
                        <a class="button" href=FACTORS target="_blank" rel="noopener">
                            {texts.set_up_new_tab}
                        </a>
                    }
                    .into_any(),
                ),
                _ if of_reading && problem.passes_by_itself() => Some(reload()),
                _ => None,
            };
            let notice = Notice(NoticeProps {
                tone: Tone::Bad,
                text: problem.sentence(locale),
                title: None,
                quote: problem.reply(locale),
                next: None,
                reference,
                children: None,
            });
            view! {
                {notice}
                {way_on.map(|link| view! { <div class="actions">{link}</div> })}
            }
            .into_any()
        })
    }
}

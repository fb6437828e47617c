//! A problem inside a page that stays as it is.

use leptos::prelude::*;
use leptos_router::hooks::use_url;

use crate::{
    app::{
        i18n::{t, use_locale},
        ui::{
            notice::{Notice, NoticeProps},
            pill::Tone,
        },
    },
    domain::{
        auth_forms::login_path,
        problem::{Kind, Problem},
    },
};

/// The sentence of a form's or a section's problem, with the way on. What was
/// typed stays: signing in again happens in another tab.
#[component]
pub fn ProblemNotice(#[prop(into)] problem: Signal<Option<Problem>>) -> impl IntoView {
    let locale = use_locale();
    let texts = &t().errors;
    let url = use_url();
    let here = move || url.with(|url| path_and_query(url.path(), url.search()));
    move || {
        problem.get().map(|problem| {
            let reference =
                problem.correlation_id.as_deref().filter(|_| problem.wants_support()).map(texts.reference);
            let way_on = match problem.kind {
                Kind::SignedOut => Some(
                    view! {
                        <a class="button" href=login_path(&here()) target="_blank" rel="noopener">
                            {texts.sign_in_new_tab}
                        </a>
                    }
                    .into_any(),
                ),
                // Past the router: the whole page is loaded anew.
                Kind::Outdated => {
                    Some(view! { <a class="button" href=here() rel="external">{texts.reload}</a> }.into_any())
                }
                _ => None,
            };
            let notice = Notice(NoticeProps {
                tone: Tone::Bad,
                text: problem.sentence(locale),
                title: None,
                next: None,
                reference,
            });
            view! {
                {notice}
                {way_on.map(|link| view! { <div class="actions">{link}</div> })}
            }
            .into_any()
        })
    }
}

/// An address on this site, as a link or a `next` takes it.
pub fn path_and_query(path: &str, query: &str) -> String {
    match query.trim_start_matches('?') {
        "" => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

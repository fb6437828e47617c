//! A problem in place of a page.

use leptos::prelude::*;

use super::ErrorTexts;
use crate::{
    app::{
        address::use_address,
        auth::AuthFrame,
        i18n::{CommonTexts, Spoken, use_locale},
        layout::Frame,
        page_context::use_viewer,
        paths::START,
        status::set_status,
        ui::{
            button::{ButtonLink, Variant},
            page::Page,
            page_title::PageTitle,
        },
    },
    domain::{
        auth_forms::login_path,
        problem::{Problem, ProblemKind},
    },
};

/// The page for an address that leads nowhere; the signed-in see it inside the navigation.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    match use_viewer() {
        Some(viewer) => view! { <Frame viewer=viewer><Page><NotFound/></Page></Frame> }.into_any(),
        None => {
            set_status(404);
            let texts = ErrorTexts::spoken(use_locale());
            view! {
                <AuthFrame title=texts.not_found_title lead=texts.not_found_text>
                    {start()}
                </AuthFrame>
            }
            .into_any()
        }
    }
}

/// The content of a page about something that does not exist, with its status.
/// Stands inside a `Page` and brings the `h1`.
#[component]
pub fn NotFound() -> impl IntoView {
    set_status(404);
    let texts = ErrorTexts::spoken(use_locale());
    lost(404, texts.not_found_title, texts.not_found_text.to_owned(), None, start())
}

/// The content of a page whose data could not be read, with its status. Stands inside a
/// `Page` and brings the `h1`.
#[component]
pub fn ProblemView(problem: Problem) -> impl IntoView {
    if problem.kind == ProblemKind::NotFound {
        return NotFound().into_any();
    }
    let status = problem.http_status();
    set_status(status);
    let texts = ErrorTexts::spoken(use_locale());
    let here = use_address().with_untracked(ToString::to_string);
    let way_on = match problem.kind {
        ProblemKind::Forbidden | ProblemKind::NotForSupport | ProblemKind::FeatureOff => start(),
        ProblemKind::SignedOut => view! {
            <ButtonLink variant=Variant::Primary href=login_path(&here) label=texts.sign_in/>
        }
        .into_any(),
        // The link bypasses the router, so that the whole page is loaded anew.
        _ => view! {
            <div class="actions">
                <a class="button primary" href=here rel="external">
                    {texts.reload}
                </a>
                {start()}
            </div>
        }
        .into_any(),
    };
    let title = title_of(problem.kind, texts);
    let reference = problem.correlation_id.as_deref().map(texts.reference);
    lost(status, title, problem.sentence(use_locale()), reference, way_on).into_any()
}

/// The heading over a problem's sentence.
pub(super) fn title_of(kind: ProblemKind, texts: &ErrorTexts) -> &'static str {
    match kind {
        ProblemKind::Forbidden
        | ProblemKind::NotForSupport
        | ProblemKind::FeatureOff
        | ProblemKind::Suspended
        | ProblemKind::FactorNeeded => texts.forbidden_title,
        ProblemKind::NotFound => texts.not_found_title,
        ProblemKind::SignedOut => texts.signed_out_title,
        ProblemKind::Outdated => texts.outdated_title,
        ProblemKind::Malformed
        | ProblemKind::WrongMethod
        | ProblemKind::WrongHost
        | ProblemKind::CrossSite
        | ProblemKind::TooLarge
        | ProblemKind::TooSlow
        | ProblemKind::TooManyAttempts
        | ProblemKind::OverQuota(..) => texts.refused_title,
        _ => texts.failed_title,
    }
}

fn start() -> AnyView {
    view! { <ButtonLink href=START label=ErrorTexts::spoken(use_locale()).to_start/> }.into_any()
}

fn lost(
    status: u16,
    title: &'static str,
    text: String,
    reference: Option<String>,
    way_on: AnyView,
) -> AnyView {
    view! {
        <PageTitle text=(CommonTexts::spoken(use_locale()).title)(title)/>
        <div class="lost">
            <span class="code">{status.to_string()}</span>
            <h1>{title}</h1>
            <p>{text}</p>
            {reference.map(|text| view! { <p class="ref">{text}</p> }.into_any())}
            {way_on}
        </div>
    }
    .into_any()
}

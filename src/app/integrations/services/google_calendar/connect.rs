//! The parts of the page that only Google Calendar has: the button that leads to Google, what
//! the operator needs for it, and the choice of the calendar.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{CALENDAR_FORM, ConnectGoogle, texts::GoogleTexts};
use crate::{
    app::{
        address::use_query,
        copy::copyable,
        errors::ProblemNotice,
        form_action::{Form, FormAction, OfThisOrg},
        form_state::FormState,
        i18n::Spoken as _,
        integrations::{credential_form::CredentialFormState, services::PageParts},
        page_cx::PageCx,
        paths::SIGNED_OUT,
        read::nothing,
        ui::{
            button::{Button, Variant},
            card::Card,
            data_list::{DataList, Fact},
            icon::Icon,
            notice::Notice,
            pill::Tone,
            select::{Select, SelectOption},
        },
    },
    domain::{
        integrations::IntegrationsView,
        problem::{Consent, Problem, ProblemKind},
        provider::google_calendar::{CalendarForm, GoogleCalendarConfig, PRIMARY, PROVIDER},
        role::Permission,
    },
};

pub(super) fn card(view: &IntegrationsView, form: CredentialFormState, cx: PageCx) -> AnyView {
    if !cx.may(Permission::ManageKeys) {
        return cx.look_only();
    }
    let t = GoogleTexts::spoken(cx.locale);
    let stored = view.card(PROVIDER).credential.as_ref();
    // The card above says already what is wrong with what is stored.
    let said = stored.and_then(|stored| stored.problem.clone());
    let is_said = move |problem: &Problem| {
        said.as_ref().is_some_and(|said| (said.kind, &said.detail) == (problem.kind, &problem.detail))
    };
    let signed_out = use_query(SIGNED_OUT);
    let refused = form.problem();
    let problem = Signal::derive(move || {
        let problem = refused.try_get().flatten().filter(|problem| !is_said(problem));
        let signed_out = || signed_out.try_get().flatten().map(|_| ProblemKind::Consent(Consent::SignedOut));
        problem.or_else(|| signed_out().map(Problem::from))
    });
    let (lead, label) = match stored {
        None => (t.lead_on, t.connect),
        Some(_) => (t.lead_again, t.again),
    };
    let way = if view.google.is_on {
        // A form of the browser's own: the answer is a page, and leads to Google.
        view! {
            <p>{lead}</p>
            <form action=ConnectGoogle::PATH method="post" class="form">
                <OfThisOrg/>
                <div class="actions">
                    <Button label=label variant=Variant::Primary icon=Icon::ArrowRight/>
                </div>
            </form>
        }
        .into_any()
    } else {
        let off = Problem::from(ProblemKind::Consent(Consent::Off)).sentence(cx.locale);
        view! { <Notice tone=Tone::Off text=off/> }.into_any()
    };
    let redirect = view.google.redirect.clone();
    view! {
        <Card>
            <div class="stack">
                <ProblemNotice problem=problem/>
                {way}
                <DataList boxed=true>
                    <Fact term=t.fact_redirect>{copyable(redirect)}</Fact>
                </DataList>
                <p class="hint">{t.redirect_hint}</p>
            </div>
        </Card>
    }
    .into_any()
}

pub(super) fn parts(path: &'static str) -> PageParts {
    let send = FormAction::default();
    let state = FormState::new(CALENDAR_FORM, send);
    PageParts {
        forms: vec![send],
        stored: Some(Box::new(move |view, cx| choice(view, path, send, state, cx))),
        ..PageParts::default()
    }
}

/// The choice of the calendar for appointments, where the account has told its calendars.
fn choice(
    view: &IntegrationsView,
    path: &'static str,
    send: FormAction,
    state: FormState,
    cx: PageCx,
) -> AnyView {
    let Some((_, config)) = view.stored::<GoogleCalendarConfig>() else {
        // Somebody disconnected it since the list was drawn.
        return view! { <ProblemNotice problem=state.problem()/> }.into_any();
    };
    if config.calendars.is_empty() || !cx.may(Permission::ManageIntegrations) {
        return nothing();
    }
    let t = GoogleTexts::spoken(cx.locale);
    let main = config.calendars.iter().find(|calendar| calendar.primary);
    let main = main.map_or_else(|| t.main.to_owned(), |calendar| (t.main_named)(&calendar.name));
    let others = config.calendars.iter().filter(|calendar| !calendar.primary);
    let options = std::iter::once(SelectOption::new(PRIMARY, main))
        .chain(others.map(|calendar| SelectOption::new(calendar.id.clone(), calendar.name.clone())))
        .collect::<Vec<_>>();
    let chosen = config.calendar.as_deref().unwrap_or(PRIMARY);
    let bound = state.bind(CalendarForm::calendar(), chosen);
    view! {
        <Card title=t.choose_title>
            <Form action=path form_action=send class="form">
                <Select
                    label=t.fact_calendar
                    bound=bound
                    options=options
                    hint=t.choose_hint
                />
                <ProblemNotice problem=state.general()/>
                <div class="actions">
                    <Button label=t.choose pending=state.pending()/>
                </div>
            </Form>
        </Card>
    }
    .into_any()
}

//! The page of a sign-in that waits for a second factor.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    api::{SECOND_STEP_FORM, SecondStep},
    frame::AuthFrame,
};
use crate::{
    app::{
        address::Redirect,
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        form_state::FormState,
        i18n::{t, use_locale},
        page_context::use_viewer,
        page_cx::skeleton,
        paths::{INTEGRATIONS, LOGIN},
        read::{the_only, use_view},
        status::set_status,
        ui::{
            button::{Button, Variant},
            field::TextField,
            notice::{NextStep, Notice},
            pill::Tone,
        },
    },
    domain::{
        factor::{SecondStepForm, SecondStepView},
        problem::Problem,
    },
};

#[component]
pub fn SecondStepPage() -> impl IntoView {
    if use_viewer().is_some() {
        return view! { <Redirect path=INTEGRATIONS/> }.into_any();
    }
    let texts = &t().auth;
    let prove = FormAction::default();
    let state = FormState::new(SECOND_STEP_FORM, prove);
    let view = use_view::<SecondStepView>(the_only(), &[], Vec::new());
    view! {
        <AuthFrame title=texts.second_step_title lead=texts.second_step_lead>
            {view.shown(skeleton(t().common.loading), over, move |_| form_of(state))}
            <p class="other"><a href=LOGIN>{texts.back_to_sign_in}</a></p>
        </AuthFrame>
    }
    .into_any()
}

fn over(problem: Problem) -> AnyView {
    set_status(problem.http_status());
    let next = NextStep { href: LOGIN.to_owned(), label: t().auth.sign_in.to_owned() };
    view! { <Notice tone=Tone::Bad text=problem.sentence(use_locale()) next=next/> }.into_any()
}

fn form_of(state: FormState) -> AnyView {
    let texts = &t().auth;
    let given = state.bind(SecondStepForm::given(), "");
    view! {
        <Form action=SecondStep::PATH form_action=state.action() class="form">
            <ProblemNotice problem=state.general()/>
            <TextField
                label=texts.second_step_code
                bound=given
                hint=texts.second_step_hint
                autocomplete="one-time-code"
                required=true
            />
            <Button label=texts.sign_in variant=Variant::Primary pending=state.pending()/>
        </Form>
    }
    .into_any()
}

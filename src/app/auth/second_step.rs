//! The page of a sign-in that waits for a second factor.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    AuthTexts,
    api::{SECOND_STEP_FORM, SecondStep},
    frame::AuthFrame,
};
use crate::{
    app::{
        address::Redirect,
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        form_state::{FormState, input_name},
        i18n::{CommonTexts, Spoken, use_locale},
        page_context::{use_passkeys, use_viewer},
        page_cx::skeleton,
        passkeys::{PasskeyTexts, passkey_input, where_there_are_passkeys},
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
        factor::{FactorKind, SecondStepForm, SecondStepView},
        passkey::Ceremony,
        problem::Problem,
    },
};

#[component]
pub fn SecondStepPage() -> impl IntoView {
    if use_viewer().is_some() {
        return view! { <Redirect path=INTEGRATIONS/> }.into_any();
    }
    let texts = AuthTexts::spoken(use_locale());
    let prove = FormAction::default();
    let state = FormState::new(SECOND_STEP_FORM, prove);
    let view = use_view::<SecondStepView>(the_only(), &[], Vec::new());
    view! {
        <AuthFrame title=texts.second_step_title lead=texts.second_step_lead>
            {view.shown(skeleton(CommonTexts::spoken(use_locale()).loading), over, move |view| forms_of(state, &view.kinds))}
            <p class="other"><a href=LOGIN>{texts.back_to_sign_in}</a></p>
        </AuthFrame>
    }
    .into_any()
}

fn over(problem: Problem) -> AnyView {
    set_status(problem.http_status());
    let next = NextStep { href: LOGIN.to_owned(), label: AuthTexts::spoken(use_locale()).sign_in.to_owned() };
    view! { <Notice tone=Tone::Bad text=problem.sentence(use_locale()) next=next/> }.into_any()
}

/// A form for each kind of proof: what an authenticator answers, and what is typed.
fn forms_of(state: FormState, kinds: &[FactorKind]) -> AnyView {
    let (has_passkey, has_app) = (kinds.contains(&FactorKind::Passkey), kinds.contains(&FactorKind::Totp));
    let passkey = (has_passkey && use_passkeys()).then(|| with_passkey(state));
    let typed = (has_app || kinds.contains(&FactorKind::RecoveryCode)).then(|| with_code(state, has_app));
    view! {
        <ProblemNotice problem=state.general()/>
        {passkey}
        {typed}
    }
    .into_any()
}

fn with_passkey(state: FormState) -> AnyView {
    let locale = use_locale();
    let form = view! {
        <Form action=SecondStep::PATH form_action=state.action() class="form">
            <input
                type="hidden"
                name=input_name(SecondStepForm::kind().name)
                value=FactorKind::Passkey.code()
            />
            {passkey_input(input_name(SecondStepForm::given().name), Ceremony::SecondStep, locale)}
            <Button
                label=PasskeyTexts::spoken(locale).use_one
                variant=Variant::Primary
                pending=state.pending()
            />
        </Form>
    };
    where_there_are_passkeys(form.into_any(), locale)
}

fn with_code(state: FormState, has_app: bool) -> AnyView {
    let texts = AuthTexts::spoken(use_locale());
    let given = state.bind(SecondStepForm::given(), "");
    let hint = if has_app { texts.second_step_hint } else { texts.second_step_codes_hint };
    view! {
        <Form action=SecondStep::PATH form_action=state.action() class="form">
            <TextField
                label=texts.second_step_code
                bound=given
                hint=hint
                autocomplete="one-time-code"
                required=true
            />
            <Button label=texts.sign_in variant=Variant::Primary pending=state.pending()/>
        </Form>
    }
    .into_any()
}

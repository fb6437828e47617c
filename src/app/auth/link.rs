//! The page of a one-time link. Opening it does nothing: mail scanners open every link. Its form
//! uses it up.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    AuthTexts,
    api::{
        CONFIRM_EMAIL, ConfirmEmail, FOUND, Found, JOIN, Join, RESET_PASSWORD, ResetPassword, SET_UP, SetUp,
    },
    frame::AuthFrame,
    invitation,
};
use crate::{
    app::{
        account::AccountTexts,
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        form_state::{FormState, input_name},
        i18n::{CommonTexts, Spoken, use_locale},
        page_cx::skeleton,
        paths::{FORGOT, LOGIN},
        read::{nothing, use_view},
        status::set_status,
        ui::{
            button::{Button, Variant},
            field::{Bound, TextField},
            notice::{NextStep, Notice},
            pill::Tone,
            secret_field::SecretField,
        },
    },
    domain::{
        account::MIN_PASSWORD,
        link::{FoundForm, JoinForm, LinkView, NewPasswordForm, Purpose, UseLinkForm},
        problem::{Problem, ProblemKind},
    },
};

#[component]
pub fn LinkPage(token: String) -> impl IntoView {
    let texts = AuthTexts::spoken(use_locale());
    let view = use_view::<LinkView>(Signal::stored(Some(token.clone())), &[], Vec::new());
    view! {
        <AuthFrame title=texts.link_title lead=texts.link_lead>
            {view.shown(skeleton(CommonTexts::spoken(use_locale()).loading), over, move |link| form_of(link, &token))}
            <p class="other"><a href=LOGIN>{texts.back_to_sign_in}</a></p>
        </AuthFrame>
    }
    .into_any()
}

fn over(problem: Problem) -> AnyView {
    set_status(problem.http_status());
    let next = (problem.kind == ProblemKind::LinkOver).then(|| NextStep {
        href: FORGOT.to_owned(),
        label: AuthTexts::spoken(use_locale()).forgot.to_owned(),
    });
    let text = problem.sentence(use_locale());
    match next {
        Some(next) => view! { <Notice tone=Tone::Bad text=text next=next/> }.into_any(),
        None => view! { <ProblemNotice problem=Some(problem) of_reading=true/> }.into_any(),
    }
}

fn form_of(link: &LinkView, token: &str) -> AnyView {
    let texts = AuthTexts::spoken(use_locale());
    let invitation = link.invitation.as_ref().map(|invited| invitation::shown(invited, link.purpose, token));
    let (title, text) = match link.purpose {
        Purpose::ResetPassword => (texts.reset_title, texts.reset_text),
        Purpose::SignUp => (texts.sign_up_title, texts.join_text),
        Purpose::NewEmail => (texts.new_email_title, texts.new_email_text),
        Purpose::OldEmail => (texts.old_email_title, texts.old_email_text),
        Purpose::Found => (texts.found_title, texts.found_text),
        Purpose::SetUp => (texts.set_up_title, texts.set_up_text),
        Purpose::Invite | Purpose::InviteShown | Purpose::JoinInvited => return invitation.into_any(),
    };
    let form = match (link.purpose, link.has_account) {
        (Purpose::ResetPassword, _) => {
            view! { <NewPassword name=RESET_PASSWORD path=ResetPassword::PATH token=token.to_owned()/> }
                .into_any()
        }
        (Purpose::SetUp, true) => {
            view! { <NewPassword name=SET_UP path=SetUp::PATH token=token.to_owned()/> }.into_any()
        }
        (Purpose::Found, _) => view! { <NewOrg token=token.to_owned()/> }.into_any(),
        (Purpose::NewEmail | Purpose::OldEmail, _) => view! { <Confirm token=token.to_owned()/> }.into_any(),
        (Purpose::SignUp | Purpose::SetUp, _) => view! { <NewAccount token=token.to_owned()/> }.into_any(),
        (Purpose::Invite | Purpose::InviteShown | Purpose::JoinInvited, _) => nothing(),
    };
    view! {
        {invitation}
        <div>
            <h2>{title}</h2>
            <p>{(text)(&link.email)}</p>
        </div>
        {form}
    }
    .into_any()
}

#[component]
fn NewOrg(token: String) -> impl IntoView {
    let texts = AuthTexts::spoken(use_locale());
    let found = FormAction::default();
    let state = FormState::new(FOUND, found);
    let org_name = state.bind(FoundForm::org_name(), "");
    view! {
        <Form action=Found::PATH form_action=found class="form">
            <ProblemNotice problem=state.general()/>
            <input type="hidden" name=input_name(FoundForm::link().name) value=token/>
            <TextField
                label=texts.org_name
                bound=org_name
                hint=texts.org_name_hint
                autocomplete="organization"
                required=true
            />
            <Button label=texts.found variant=Variant::Primary pending=state.pending()/>
        </Form>
    }
    .into_any()
}

#[component]
fn Confirm(token: String) -> impl IntoView {
    let confirm = FormAction::default();
    let state = FormState::new(CONFIRM_EMAIL, confirm);
    view! {
        <Form action=ConfirmEmail::PATH form_action=confirm class="form">
            <ProblemNotice problem=state.general()/>
            <input type="hidden" name=input_name(UseLinkForm::link().name) value=token/>
            <Button label=AuthTexts::spoken(use_locale()).confirm variant=Variant::Primary pending=state.pending()/>
        </Form>
    }
    .into_any()
}

#[component]
fn NewPassword(name: &'static str, path: &'static str, token: String) -> impl IntoView {
    let change = FormAction::default();
    let state = FormState::new(name, change);
    let password = state.bind(NewPasswordForm::password(), "");
    view! {
        <Form action=path form_action=change class="form">
            <ProblemNotice problem=state.general()/>
            <input type="hidden" name=input_name(NewPasswordForm::link().name) value=token/>
            {new_password(password)}
            <Button
                label=AccountTexts::spoken(use_locale()).change_password
                variant=Variant::Primary
                pending=state.pending()
            />
        </Form>
    }
    .into_any()
}

#[component]
fn NewAccount(token: String) -> impl IntoView {
    let texts = AuthTexts::spoken(use_locale());
    let join = FormAction::default();
    let state = FormState::new(JOIN, join);
    let org_name = state.bind(JoinForm::org_name(), "");
    let name = state.bind(JoinForm::name(), "");
    let password = state.bind(JoinForm::password(), "");
    view! {
        <Form action=Join::PATH form_action=join class="form">
            <ProblemNotice problem=state.general()/>
            <input type="hidden" name=input_name(JoinForm::link().name) value=token/>
            <TextField
                label=texts.org_name
                bound=org_name
                hint=texts.org_name_hint
                autocomplete="organization"
                required=true
            />
            <TextField label=texts.name bound=name autocomplete="name" required=true/>
            {new_password(password)}
            <Button label=texts.create variant=Variant::Primary pending=state.pending()/>
        </Form>
    }
    .into_any()
}

pub(super) fn new_password(bound: Bound) -> AnyView {
    let (account, common) = (AccountTexts::spoken(use_locale()), CommonTexts::spoken(use_locale()));
    view! {
        <SecretField
            label=account.new_password
            bound=bound
            show_label=common.show
            hide_label=common.hide
            hint=(AuthTexts::spoken(use_locale()).password_hint)(MIN_PASSWORD)
            autocomplete="new-password"
            required=true
        />
    }
    .into_any()
}

//! The page of an invitation: whom it is for, who would accept it, and the way on.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    AuthTexts,
    api::{
        ACCEPT_INVITATION, ASK_INVITATION, AcceptInvitation, AskInvitation, JOIN_INVITED, JoinInvited,
        SWITCH_PERSON, SwitchPerson,
    },
    invited_texts::InvitedTexts,
    link::new_password,
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        form_state::{FormState, input_name},
        i18n::{CommonTexts, Spoken, use_locale},
        page_context::use_has_mailbox,
        paths::link_href,
        ui::{
            button::{Button, ButtonLink, Variant},
            field::TextField,
            notice::Notice,
            pill::Tone,
        },
    },
    domain::{
        auth_forms::login_path,
        invitation::{AcceptForm, Acceptor, InvitedForm, InvitedView, Way},
        link::{Purpose, UseLinkForm},
        problem::{Problem, ProblemKind},
    },
};

/// The forms whose refusals the page shows, also where it has another way on by then.
#[derive(Clone, Copy)]
struct Forms {
    accept: FormState,
    join: FormState,
}

pub(super) fn shown(invited: &InvitedView, purpose: Purpose, token: &str) -> AnyView {
    let texts = InvitedTexts::spoken(use_locale());
    let InvitedView { org_name, by, role, email, .. } = invited;
    let role = (CommonTexts::spoken(use_locale()).role)(*role);
    // Whoever is in no organisation has given the password of one account, and founds one otherwise.
    let founds = purpose == Purpose::Found;
    let otherwise = founds.then(|| view! { <p class="hint">{texts.or_found}</p> }.into_any());
    let forms = Forms {
        accept: FormState::new(ACCEPT_INVITATION, FormAction::default()),
        join: FormState::new(JOIN_INVITED, FormAction::default()),
    };
    let way_on = way_on(invited, forms, !founds, token);
    view! {
        <div>
            <h2>{(texts.title)(org_name)}</h2>
            <p>{(texts.text)(by, org_name, role, email)}</p>
        </div>
        <ProblemNotice problem=forms.accept.problem()/>
        <ProblemNotice problem=forms.join.general()/>
        {way_on}
        {otherwise}
    }
    .into_any()
}

fn way_on(invited: &InvitedView, forms: Forms, may_switch: bool, token: &str) -> AnyView {
    let texts = InvitedTexts::spoken(use_locale());
    let InvitedView { org_name, email, account_email, acceptor, makes_account, way, .. } = invited;
    match (way, acceptor) {
        (Way::Accept | Way::Inside, Some(acceptor)) => {
            let is_for_them = acceptor.email == *email;
            let Acceptor { name, email: own, .. } = acceptor;
            let (tone, said, label) = match (way, is_for_them) {
                (Way::Inside, _) => (Tone::Off, (texts.inside)(name, org_name), texts.go.to_owned()),
                (_, true) => (Tone::Off, (texts.signed_in)(name, own), texts.accept.to_owned()),
                (_, false) => (Tone::Warn, (texts.other_address)(email, name, own), (texts.accept_as)(own)),
            };
            let other = (may_switch && !is_for_them).then(|| other_person(token));
            view! {
                <Notice tone=tone text=said/>
                {accept(acceptor, label, forms.accept, token)}
                {other}
            }
            .into_any()
        }
        (Way::NewAccount, _) => view! {
            <p>{(texts.new_account)(account_email)}</p>
            {new_account(forms.join, token)}
            <p class="other">{texts.have_other}" "<a href=back(token)>{texts.sign_in}</a></p>
        }
        .into_any(),
        (Way::Resting, _) => view! { <Notice tone=Tone::Warn text=resting()/> }.into_any(),
        (Way::SignIn, _) => sign_in((texts.has_account)(account_email), token),
        (Way::NoAccount, _) => sign_in((texts.no_account)(account_email), token),
        (Way::Unproved | Way::Accept | Way::Inside, _) => {
            let ask = makes_account.then(|| ask(email, token));
            view! { {sign_in(texts.unproved.to_owned(), token)}{ask} }.into_any()
        }
    }
}

fn resting() -> String {
    Problem::from(ProblemKind::OrgResting).sentence(use_locale())
}

/// The sign-in page that leads back to this one.
fn back(token: &str) -> String {
    login_path(&link_href(token))
}

fn sign_in(said: String, token: &str) -> AnyView {
    let texts = InvitedTexts::spoken(use_locale());
    view! {
        <p>{said}</p>
        <div class="actions">
            <ButtonLink href=back(token) label=texts.sign_in variant=Variant::Primary/>
        </div>
    }
    .into_any()
}

fn accept(acceptor: &Acceptor, label: String, state: FormState, token: &str) -> AnyView {
    let (person, token) = (acceptor.user.to_string(), token.to_owned());
    view! {
        <Form action=AcceptInvitation::PATH form_action=state.action() class="form">
            <input type="hidden" name=input_name(AcceptForm::link().name) value=token/>
            <input type="hidden" name=input_name(AcceptForm::person().name) value=person/>
            <Button label=label variant=Variant::Primary pending=state.pending()/>
        </Form>
    }
    .into_any()
}

fn other_person(token: &str) -> AnyView {
    let switch = FormAction::default();
    let state = FormState::new(SWITCH_PERSON, switch);
    let token = token.to_owned();
    view! {
        <Form action=SwitchPerson::PATH form_action=switch class="form">
            <ProblemNotice problem=state.general()/>
            <input type="hidden" name=input_name(UseLinkForm::link().name) value=token/>
            <Button label=InvitedTexts::spoken(use_locale()).other pending=state.pending()/>
        </Form>
    }
    .into_any()
}

fn ask(email: &str, token: &str) -> AnyView {
    let ask = FormAction::default();
    let state = FormState::new(ASK_INVITATION, ask);
    let texts = InvitedTexts::spoken(use_locale());
    let auth = AuthTexts::spoken(use_locale());
    let by_operator =
        (!use_has_mailbox()).then(|| view! { <Notice tone=Tone::Off text=auth.no_mailbox/> }.into_any());
    let (said, token) = ((texts.unproved_new)(email), token.to_owned());
    view! {
        <p>{said}</p>
        {by_operator}
        <Form action=AskInvitation::PATH form_action=ask class="form">
            <ProblemNotice problem=state.general()/>
            <input type="hidden" name=input_name(UseLinkForm::link().name) value=token/>
            <Button label=auth.send_link pending=state.pending()/>
        </Form>
    }
    .into_any()
}

fn new_account(state: FormState, token: &str) -> AnyView {
    let token = token.to_owned();
    let name = state.bind(InvitedForm::name(), "");
    let password = state.bind(InvitedForm::password(), "");
    view! {
        <Form action=JoinInvited::PATH form_action=state.action() class="form">
            <input type="hidden" name=input_name(InvitedForm::link().name) value=token/>
            <TextField label=AuthTexts::spoken(use_locale()).name bound=name autocomplete="name" required=true/>
            {new_password(password)}
            <Button
                label=InvitedTexts::spoken(use_locale()).create
                variant=Variant::Primary
                pending=state.pending()
            />
        </Form>
    }
    .into_any()
}

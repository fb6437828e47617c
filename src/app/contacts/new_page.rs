//! `/dashboard/contacts/new`: a contact that is added by hand.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    ContactTexts, PATH,
    api::{AddContact, NEW_CONTACT_FORM},
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::Form,
        form_state::FormState,
        i18n::{CommonTexts, Spoken},
        page_cx::PageCx,
        ui::{
            button::{Button, Variant},
            card::Card,
            field::TextField,
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
            text_area::TextArea,
        },
    },
    domain::{
        contact::{ContactForm, ContactView},
        role::Permission,
    },
};

#[component]
pub fn NewContactPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = ContactTexts::spoken(cx.locale);
    let state = FormState::alone(NEW_CONTACT_FORM, cx, None);
    let crumb = NextStep { href: PATH.to_owned(), label: t.title.to_owned() };
    let form = if cx.may(Permission::ManageAppointments) {
        view! {
            <Card>
                <Form action=AddContact::PATH form_action=state.action() class="form">
                    {fields(None, state, cx)}
                </Form>
            </Card>
        }
        .into_any()
    } else {
        cx.look_only()
    };
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.add)/>
        <Page narrow=true>
            <PageHead title=t.add crumb=crumb/>
            {form}
        </Page>
    }
    .into_any()
}

/// The inputs of a contact, and the button that saves them.
pub(super) fn fields(contact: Option<&ContactView>, state: FormState, cx: PageCx) -> AnyView {
    let t = ContactTexts::spoken(cx.locale);
    let there = |value: fn(&ContactView) -> String| contact.map(value).unwrap_or_default();
    let name = state.bind(ContactForm::name(), &there(|contact| contact.name.clone()));
    let phone = there(|contact| contact.phone.as_ref().map(|phone| phone.pretty()).unwrap_or_default());
    let phone = state.bind(ContactForm::phone(), &phone);
    let email = there(|contact| contact.email.as_ref().map(|it| it.as_str().to_owned()).unwrap_or_default());
    let email = state.bind(ContactForm::email(), &email);
    let tags = state.bind(ContactForm::tags(), &there(|contact| contact.tags.join(", ")));
    let note = state.bind(ContactForm::note(), &there(|contact| contact.note.clone()));
    view! {
        <ProblemNotice problem=state.general()/>
        <TextField label=t.name bound=name hint=t.name_hint/>
        <TextField label=t.phone bound=phone optional=t.optional inputmode="tel"/>
        <TextField label=t.email bound=email optional=t.optional inputmode="email"/>
        <TextField label=t.tags bound=tags optional=t.optional hint=t.tags_hint/>
        <TextArea label=t.note bound=note optional=t.optional rows=3/>
        <div class="actions">
            <Button label=t.save variant=Variant::Primary pending=state.pending()/>
        </div>
    }
    .into_any()
}

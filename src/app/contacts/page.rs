//! `/dashboard/contacts/:id`: one contact, with their appointments, merged, exported and erased.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    ContactTexts, PATH,
    api::{
        CONTACT_FORM, ChangeContact, ERASE_FORM, EraseContact, MERGE_FORM, MergeContacts, SEPARATE_FORM,
        SeparateContacts,
    },
    contact_href,
    new_page::fields,
};
use crate::{
    app::{
        address::use_query,
        appointments, calls,
        errors::ProblemNotice,
        form_action::Form,
        form_state::{FormStates as _, form_states, refusals},
        i18n::{CommonTexts, Spoken},
        page_cx::{PageCx, no_page, skeleton},
        paths::contact_export_href,
        read::use_view,
        ui::{
            button::{Button, Variant},
            card::Card,
            data_list::{DataList, Fact},
            field::TextField,
            notice::{NextStep, Notice},
            page::{Page, PageHead},
            page_title::PageTitle,
            pager::pager,
            pill::{Pill, Tone},
        },
    },
    domain::{
        address::encoded,
        contact::{self, Alike, ContactAsked, ContactId, ContactView, Entry, HOT, MergeForm, Reason},
        role::Permission,
        topic::Topic,
    },
};

form_states! {
    struct Actions {
        change: CONTACT_FORM => |cx| ContactTexts::spoken(cx.locale).saved,
        merge: MERGE_FORM => |cx| ContactTexts::spoken(cx.locale).merged,
        separate: SEPARATE_FORM => |cx| ContactTexts::spoken(cx.locale).separated,
        erase: ERASE_FORM,
    }
}

#[component]
pub fn ContactPage(id: String) -> impl IntoView {
    let cx = PageCx::here();
    let t = ContactTexts::spoken(cx.locale);
    let actions = Actions::new(cx);
    let topics = &[Topic::Contacts, Topic::Appointments, Topic::Calls];
    let before = use_query(ContactAsked::BEFORE);
    let asked = Signal::derive(move || {
        Some(match before.get() {
            Some(before) => format!("{id}?{}={}", ContactAsked::BEFORE, encoded(&before)),
            None => id.clone(),
        })
    });
    let page = use_view::<contact::ContactPage>(asked, topics, actions.answers());
    view! {
        <Page narrow=true>
            {page.shown(skeleton(t.loading), no_page, move |page| whole(page, actions, cx.at(page.now)))}
        </Page>
    }
    .into_any()
}

fn whole(page: &contact::ContactPage, actions: Actions, cx: PageCx) -> AnyView {
    let t = ContactTexts::spoken(cx.locale);
    let contact = &page.contact;
    let crumb = NextStep { href: PATH.to_owned(), label: t.title.to_owned() };
    let may = cx.may(Permission::ManageAppointments);
    let merged_into = contact.merged_into.as_ref().map(|into| {
        let next = NextStep { href: contact_href(into), label: t.to_merged.to_owned() };
        view! { <Notice tone=Tone::Off text=t.merged_into next=next/> }
    });
    let details = if may { edited(contact, actions, cx) } else { facts(contact, cx) };
    let merged = (!page.merged.is_empty()).then(|| merged_here(&page.merged, may, actions, cx));
    let merge = (may && contact.merged_into.is_none()).then(|| merge_form(page, actions, cx));
    let erase = cx.may(Permission::ExportContacts).then(|| erase_form(&contact.id, actions, cx));
    let name = contact.called();
    let title = (CommonTexts::spoken(cx.locale).title)(&name);
    let score = contact.merged_into.is_none().then(|| score(contact, cx));
    let (refused, timeline) = (refusals(&[actions.separate, actions.erase]), timeline(page, cx));
    view! {
        <PageTitle text=title/>
        <PageHead title=name crumb=crumb/>
        <div class="stack">
            {refused}
            {merged_into}
            {score}
            {timeline}
            {details}
            {merged}
            {merge}
            {erase}
        </div>
    }
    .into_any()
}

/// The score, with its reasons.
fn score(contact: &ContactView, cx: PageCx) -> AnyView {
    let t = ContactTexts::spoken(cx.locale);
    let hot = (contact.score >= HOT).then(|| view! { <Pill tone=Tone::Ok label=t.hot/> }.into_any());
    let reason = |reason: &Reason| {
        let sentence = (t.reason)(&reason.sentence(cx.locale), reason.why.points());
        view! { <li>{sentence}</li> }.into_any()
    };
    let reasons = if contact.reasons.is_empty() {
        view! { <p class="hint">{t.no_reason}</p> }.into_any()
    } else {
        let reasons: Vec<AnyView> = contact.reasons.iter().map(reason).collect();
        view! { <ul>{reasons}</ul> }.into_any()
    };
    let points = (t.of_a_hundred)(contact.score);
    view! {
        <Card title=t.score lead=t.score_lead>
            <div class="stack">
                <p><b>{points}</b>" "{hot}</p>
                {reasons}
            </div>
        </Card>
    }
    .into_any()
}

fn timeline(page: &contact::ContactPage, cx: PageCx) -> AnyView {
    let t = ContactTexts::spoken(cx.locale);
    let entry = |entry: &Entry| match entry {
        Entry::Call(call) => calls::row_of(&page.contact, call, cx),
        Entry::Appointment(booked) => appointments::row_of(&page.contact, booked, &page.zone, cx),
    };
    let rows: Vec<AnyView> = page.entries.iter().map(entry).collect();
    let rows = if rows.is_empty() {
        view! { <p class="hint">{t.no_timeline}</p> }.into_any()
    } else {
        view! { <ul class="rows">{rows}</ul> }.into_any()
    };
    let here = contact_href(&page.contact.id);
    let first = page.later.then(|| NextStep { href: here.clone(), label: t.latest.to_owned() });
    let next = page.next.as_ref().map(|place| NextStep {
        href: format!("{here}?{}={}", ContactAsked::BEFORE, encoded(place.as_str())),
        label: t.earlier.to_owned(),
    });
    view! { <Card title=t.timeline>{rows}{pager(t.timeline, first, next)}</Card> }.into_any()
}

fn edited(contact: &ContactView, actions: Actions, cx: PageCx) -> AnyView {
    let t = ContactTexts::spoken(cx.locale);
    let (id, fields) = (contact.id.to_string(), fields(Some(contact), actions.change, cx));
    view! {
        <Card title=t.details>
            <Form action=ChangeContact::PATH form_action=actions.change.action() class="form">
                <input type="hidden" name="contact" value=id/>
                {fields}
            </Form>
        </Card>
    }
    .into_any()
}

fn facts(contact: &ContactView, cx: PageCx) -> AnyView {
    let t = ContactTexts::spoken(cx.locale);
    let phone = contact.phone.as_ref().map(|phone| phone.pretty());
    let email = contact.email.as_ref().map(|email| email.as_str().to_owned());
    let (tags, note) = (contact.tags.join(", "), contact.note.clone());
    let facts = [(t.phone, phone), (t.email, email), (t.tags, Some(tags)), (t.note, Some(note))];
    let facts: Vec<AnyView> = facts
        .into_iter()
        .filter_map(|(term, value)| Some((term, value.filter(|value| !value.is_empty())?)))
        .map(|(term, value)| view! { <Fact term=term>{value}</Fact> }.into_any())
        .collect();
    view! { <Card title=t.details><DataList>{facts}</DataList></Card> }.into_any()
}

fn merged_here(merged: &[ContactView], may: bool, actions: Actions, cx: PageCx) -> AnyView {
    let t = ContactTexts::spoken(cx.locale);
    let rows: Vec<AnyView> = merged.iter().map(|contact| merged_row(contact, may, actions, cx)).collect();
    view! { <Card title=t.merged_here><ul class="rows">{rows}</ul></Card> }.into_any()
}

fn merged_row(contact: &ContactView, may: bool, actions: Actions, cx: PageCx) -> AnyView {
    let t = ContactTexts::spoken(cx.locale);
    let id = contact.id.to_string();
    let phone = contact.phone.as_ref().map(|phone| phone.pretty());
    let email = contact.email.as_ref().map(|email| email.as_str().to_owned());
    let pending = actions.separate.action().pending_with("contact", id.clone());
    let form = may.then(|| {
        view! {
            <Form action=SeparateContacts::PATH form_action=actions.separate.action()>
                <input type="hidden" name="contact" value=id/>
                <Button label=t.separate pending=pending/>
            </Form>
        }
    });
    view! {
        <li>
            <div><b>{contact.called()}</b></div>
            <span>{email}</span>
            <span>{phone}</span>
            <div>{form}</div>
        </li>
    }
    .into_any()
}

fn merge_form(page: &contact::ContactPage, actions: Actions, cx: PageCx) -> AnyView {
    let t = ContactTexts::spoken(cx.locale);
    let state = actions.merge;
    let other = state.bind(MergeForm::other(), "");
    let id = page.contact.id.to_string();
    let proposed: Vec<AnyView> =
        page.alike.iter().map(|alike| proposal(&page.contact.id, alike, actions, cx)).collect();
    view! {
        <Card title=t.merge lead=t.merge_lead>
            <div class="stack">
                {proposed}
                <Form action=MergeContacts::PATH form_action=state.action() class="form">
                    <input type="hidden" name="contact" value=id/>
                    <ProblemNotice problem=state.general()/>
                    <TextField label=t.merge_other bound=other/>
                    <div class="actions"><Button label=t.merge pending=state.pending()/></div>
                </Form>
            </div>
        </Card>
    }
    .into_any()
}

fn proposal(id: &ContactId, proposed: &Alike, actions: Actions, cx: PageCx) -> AnyView {
    let t = ContactTexts::spoken(cx.locale);
    let alike = &proposed.contact;
    let (id, other) = (id.to_string(), alike.id.to_string());
    let (name, label) = ("form[other]", (t.merge_this)(&alike.called()));
    let why: Vec<&str> = proposed.by.iter().map(|by| (t.alike_by)(*by)).collect();
    let why = why.join(", ");
    let pending = actions.merge.action().pending_with(name, other.clone());
    let reached = alike.phone.as_ref().map(|phone| phone.pretty());
    let reached = reached.or_else(|| alike.email.as_ref().map(|email| email.as_str().to_owned()));
    view! {
        <Form action=MergeContacts::PATH form_action=actions.merge.action() class="actions">
            <input type="hidden" name="contact" value=id/>
            <input type="hidden" name=name value=other/>
            <span>{reached}" ("{why}")"</span>
            <Button label=label pending=pending/>
        </Form>
    }
    .into_any()
}

fn erase_form(id: &ContactId, actions: Actions, cx: PageCx) -> AnyView {
    let t = ContactTexts::spoken(cx.locale);
    let (export, id) = (contact_export_href(id), id.to_string());
    let erase = actions.erase;
    view! {
        <div class="actions"><a class="button" href=export download="">{t.export}</a></div>
        <Card title=t.erase lead=t.erase_lead>
            <Form action=EraseContact::PATH form_action=erase.action()>
                <input type="hidden" name="contact" value=id/>
                <Button label=t.erase variant=Variant::Destroy pending=erase.pending()/>
            </Form>
        </Card>
    }
    .into_any()
}

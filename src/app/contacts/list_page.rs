//! `/dashboard/contacts`: all contacts, the newest first.

use leptos::prelude::*;

use super::{ContactTexts, NEW, PATH, contact_href};
use crate::{
    app::{
        address::use_address,
        i18n::Spoken,
        list::List,
        page_cx::{PageCx, failed, skeleton},
        read::use_view,
        ui::{
            button::{ButtonLink, Variant},
            empty_state::EmptyState,
            field::{Bound, TextField},
            icon::Icon,
            page::{Page, PageHead},
            page_title::PageTitle,
            time::Time,
        },
    },
    domain::{
        contact::{ContactView, ContactsQuery, ContactsView},
        role::Permission,
        topic::Topic,
    },
};

#[component]
pub fn ContactsPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = ContactTexts::spoken(cx.locale);
    let address = use_address();
    let asked = Signal::derive(move || Some(address.with(ContactsQuery::read).to_string()));
    let list = use_view::<ContactsView>(asked, &[Topic::Contacts], Vec::new());
    let add = add(cx);
    view! {
        <PageTitle text=(cx.t.common.title)(t.title)/>
        <Page>
            <PageHead title=t.title lead=t.lead>{add}</PageHead>
            {list.shown(skeleton(t.loading), failed, move |list| {
                whole(list, &address.with_untracked(ContactsQuery::read), cx.at(list.now))
            })}
        </Page>
    }
    .into_any()
}

fn add(cx: PageCx) -> Option<AnyView> {
    let t = ContactTexts::spoken(cx.locale);
    cx.may(Permission::ManageAppointments).then(|| {
        view! { <ButtonLink href=NEW label=t.add variant=Variant::Primary icon=Icon::Plus/> }.into_any()
    })
}

fn whole(list: &ContactsView, query: &ContactsQuery, cx: PageCx) -> AnyView {
    let t = ContactTexts::spoken(cx.locale);
    if list.contacts.is_empty() && !query.narrows() && query.before.is_none() {
        return view! {
            <EmptyState icon=Icon::Person title=t.empty text=t.empty_text>{add(cx)}</EmptyState>
        }
        .into_any();
    }
    let pages = List { path: PATH, title: t.title, first: t.first, next: t.next };
    let search = Bound::new(ContactsQuery::search(), &query.search);
    let field = view! { <TextField label=t.search bound=search kind="search" autocomplete="off"/> };
    let rows = if list.contacts.is_empty() {
        pages.no_match((t.no_match, t.no_match_text), t.clear)
    } else {
        let rows: Vec<AnyView> = list.contacts.iter().map(|contact| row(contact, cx)).collect();
        view! { <ul class="card rows">{rows}</ul> }.into_any()
    };
    let first = query.before.is_some().then(|| query.from(None).to_string());
    let next = list.next.as_ref().map(|next| query.from(Some(next)).to_string());
    view! {
        <div class="stack">
            {pages.filters("contacts-filter", "filters by-name", field.into_any())}
            {rows}
        </div>
        {pages.pages(first, next)}
    }
    .into_any()
}

fn row(contact: &ContactView, cx: PageCx) -> AnyView {
    let t = ContactTexts::spoken(cx.locale);
    let phone = contact.phone.as_ref().map(|phone| phone.pretty());
    let email = contact.email.as_ref().map(|email| email.as_str().to_owned());
    let since = cx.moment(contact.created_at);
    view! {
        <li>
            <div>
                <b><a href=contact_href(&contact.id)>{contact.name.clone()}</a></b>
                <p>{contact.tags.join(", ")}</p>
            </div>
            <span>{email}</span>
            <span>{phone}</span>
            <span class="hint">{t.since}" "<Time at=since/></span>
        </li>
    }
    .into_any()
}

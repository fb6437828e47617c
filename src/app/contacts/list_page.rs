//! `/dashboard/contacts`: all contacts, the newest first.

use leptos::prelude::*;

use super::{ContactTexts, IMPORT, NEW, PATH, contact_href};
use crate::{
    app::{
        address::use_address,
        i18n::{CommonTexts, Spoken},
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
            pill::{Pill, Tone},
            select::{Select, SelectOption},
            time::Time,
        },
    },
    domain::{
        contact::{ContactView, ContactsQuery, ContactsShown, ContactsView, HOT},
        list::InQuery as _,
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
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.title)/>
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
        view! {
            <ButtonLink href=IMPORT label=t.import/>
            <ButtonLink href=NEW label=t.add variant=Variant::Primary icon=Icon::Plus/>
        }
        .into_any()
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
    let options: Vec<SelectOption> =
        ContactsShown::ALL.map(|shown| SelectOption::new(shown.written(), (t.shown_name)(shown))).to_vec();
    let show = Bound::new(ContactsQuery::show(), query.show.written());
    let fields = view! {
        <TextField label=t.search bound=search kind="search" autocomplete="off"/>
        <Select label=t.shown bound=show options=options/>
    };
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
            {pages.filters("contacts-filter", "filters many", fields.into_any())}
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
    let called = contact.called();
    let reached = phone.into_iter().chain(email).filter(|way| *way != called);
    let reached: Vec<String> = reached.collect();
    let points = (t.of_a_hundred)(contact.score);
    let score = if contact.score >= HOT {
        let label = format!("{}, {points}", t.hot);
        view! { <Pill tone=Tone::Ok label=label/> }.into_any()
    } else {
        view! { <span>{t.score}" "{points}</span> }.into_any()
    };
    let since = cx.moment(contact.created_at);
    view! {
        <li>
            <div>
                <b><a href=contact_href(&contact.id)>{called}</a></b>
                <p>{contact.tags.join(", ")}</p>
            </div>
            <span>{reached.join(" · ")}</span>
            {score}
            <span class="hint">{t.since}" "<Time at=since/></span>
        </li>
    }
    .into_any()
}

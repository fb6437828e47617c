//! `/dashboard/account/activity`: what the person did, and what was done about their account, in all
//! their organisations.

use leptos::prelude::*;

use super::{AuditTexts, entry};
use crate::{
    app::{
        address::use_address,
        i18n::{CommonTexts, Spoken},
        list::List,
        page_cx::{PageCx, failed, skeleton},
        paths::{ACCOUNT, ACTIVITY},
        read::use_view,
        ui::{
            button::ButtonLink,
            page::{Page, PageHead},
            page_title::PageTitle,
            time::Time,
        },
    },
    domain::{
        audit::{ActivityEntry, ActivityQuery, ActivityView},
        topic::Topic,
    },
};

#[component]
pub fn ActivityPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = AuditTexts::spoken(cx.locale);
    let address = use_address();
    let asked = Signal::derive(move || Some(address.with(ActivityQuery::read).to_string()));
    let activity = use_view::<ActivityView>(asked, &[Topic::Audit], Vec::new());
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.activity)/>
        <Page>
            <PageHead title=t.activity lead=t.activity_lead/>
            {activity.shown(skeleton(t.loading_activity), failed, move |activity| {
                whole(activity, &address.with_untracked(ActivityQuery::read), cx.at(activity.now))
            })}
            <div class="actions"><ButtonLink href=ACCOUNT label=t.to_account/></div>
        </Page>
    }
    .into_any()
}

fn whole(activity: &ActivityView, query: &ActivityQuery, cx: PageCx) -> AnyView {
    let t = AuditTexts::spoken(cx.locale);
    let list = List { path: ACTIVITY, title: t.activity, first: t.newest, next: t.older };
    let rows = if activity.entries.is_empty() {
        list.no_match((t.no_older, t.no_older_activity), t.clear)
    } else {
        let rows: Vec<AnyView> = activity.entries.iter().map(|entry| row(entry, cx)).collect();
        view! { <ul class="card rows entries">{rows}</ul> }.into_any()
    };
    let first = query.before.is_some().then(|| query.from(None).to_string());
    let next = activity.next.as_ref().map(|next| query.from(Some(next)).to_string());
    view! {
        {rows}
        {list.pages(first, next)}
    }
    .into_any()
}

fn row(activity: &ActivityEntry, cx: PageCx) -> AnyView {
    let t = AuditTexts::spoken(cx.locale);
    let object = entry::object(&activity.object, true, cx).map(|object| view! { " · " {object} }.into_any());
    let by = match &activity.by {
        Some(who) => entry::who(who, true, cx),
        None => t.you.into_any(),
    };
    let token = entry::by_token(activity.token.as_deref(), cx);
    let times = entry::times(activity.times, cx);
    let from: Vec<&str> = [&activity.address, &activity.device]
        .into_iter()
        .map(String::as_str)
        .filter(|text| !text.is_empty())
        .collect();
    let from = (!from.is_empty()).then(|| (t.from)(&from.join(", ")));
    let org = (t.in_org)(&activity.org_name);
    view! {
        <li>
            <div>
                <b>{activity.action.words(cx.locale)}</b>
                {object}
                <p>{by}{token}{times}" · "{org}</p>
                <p>{from}</p>
            </div>
            <span class="hint"><Time at=cx.moment(activity.at)/></span>
            {entry::refused(activity.action.outcome(), cx)}
        </li>
    }
    .into_any()
}

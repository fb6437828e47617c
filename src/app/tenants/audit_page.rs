//! `/admin/tenants/{id}/audit`: the audit log of one tenant.

use leptos::prelude::*;

use super::{TenantsTexts, audit_href, tenant_href};
use crate::{
    app::{
        address::use_address,
        audit::{AuditTexts, entry},
        i18n::Spoken,
        page_cx::{PageCx, no_page, skeleton},
        paths::listed_href,
        read::use_view,
        ui::{
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
            pager::pager,
        },
    },
    domain::{
        audit::AuditQuery,
        tenant::{TenantAuditQuery, TenantAuditView},
    },
};

#[component]
pub fn TenantAuditPage(#[prop(into)] id: String) -> impl IntoView {
    let cx = PageCx::here();
    let t = TenantsTexts::spoken(cx.locale);
    let address = use_address();
    let asked = Signal::derive(move || Some(TenantAuditQuery::written(&id, &address.with(AuditQuery::read))));
    let log = use_view::<TenantAuditView>(asked, &[], Vec::new());
    view! {
        <Page>
            {log.shown(skeleton(t.tenant_loading), no_page, move |view| {
                whole(view, &address.with_untracked(AuditQuery::read), cx.at(view.log.now))
            })}
        </Page>
    }
    .into_any()
}

fn whole(view: &TenantAuditView, query: &AuditQuery, cx: PageCx) -> AnyView {
    let (t, words) = (TenantsTexts::spoken(cx.locale), AuditTexts::spoken(cx.locale));
    let title = (t.audit_title)(&view.name);
    let crumb = NextStep { href: tenant_href(&view.id), label: view.name.clone() };
    let page = |label: &'static str| {
        move |query: AuditQuery| NextStep {
            href: listed_href(&audit_href(&view.id), &query),
            label: label.to_owned(),
        }
    };
    let first = query.before.is_some().then(|| query.from(None)).map(page(words.newest));
    let next = view.log.next.as_ref().map(|next| query.from(Some(next))).map(page(words.older));
    let rows = if view.log.entries.is_empty() {
        view! { <p class="hint">{words.no_older}</p> }.into_any()
    } else {
        let rows: Vec<AnyView> = view.log.entries.iter().map(|entry| entry::row(entry, false, cx)).collect();
        view! { <ul class="card rows entries">{rows}</ul> }.into_any()
    };
    view! {
        <PageTitle text=(cx.t.common.title)(&title)/>
        <PageHead title=title lead=t.audit_lead crumb=crumb/>
        {rows}
        {pager(words.title, first, next)}
    }
    .into_any()
}

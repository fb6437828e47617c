//! `/admin/tenants/{id}/audit`: the audit log of one tenant.

use leptos::prelude::*;

use super::{TenantsTexts, audit_href, tenant_href};
use crate::{
    app::{
        address::use_address,
        audit::{
            AuditTexts,
            log::{self, LogPage},
        },
        i18n::{CommonTexts, Spoken},
        page_cx::{PageCx, no_page, skeleton},
        paths::tenant_audit_export_href,
        read::use_view,
        ui::{
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
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
    let read = use_view::<TenantAuditView>(asked, &[], Vec::new());
    view! {
        <Page>
            {read.shown(skeleton(t.tenant_loading), no_page, move |view| {
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
    let path = audit_href(&view.id);
    let place = LogPage { path: &path, linked: false, example: words.search_example };
    let file = |format: &str| Some(tenant_audit_export_href(format, &view.id, &query.from(None)));
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(&title)/>
        <PageHead title=title lead=t.audit_lead crumb=crumb/>
        {log::shown(&view.log, query, &place, file, cx)}
    }
    .into_any()
}

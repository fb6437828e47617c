//! `/admin/audit`: the platform's own log.

use leptos::prelude::*;

use super::{LOG, TenantsTexts};
use crate::{
    app::{
        address::use_address,
        audit::log::{self, LogPage},
        i18n::{CommonTexts, Spoken},
        page_cx::{PageCx, failed, skeleton},
        paths::platform_audit_export_href,
        read::use_view,
        ui::{
            page::{Page, PageHead},
            page_title::PageTitle,
        },
    },
    domain::{audit::AuditQuery, tenant::PlatformLogView},
};

#[component]
pub fn PlatformLogPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = TenantsTexts::spoken(cx.locale);
    let address = use_address();
    let asked = Signal::derive(move || Some(address.with(AuditQuery::read).to_string()));
    let read = use_view::<PlatformLogView>(asked, &[], Vec::new());
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.log)/>
        <Page>
            <PageHead title=t.log lead=t.log_lead/>
            {read.shown(skeleton(t.log_loading), failed, move |view| {
                let query = address.with_untracked(AuditQuery::read);
                let place = LogPage { path: LOG, linked: false, example: t.log_example };
                let file = |format: &str| Some(platform_audit_export_href(format, &query.from(None)));
                log::shown(&view.log, &query, &place, file, cx.at(view.log.now))
            })}
        </Page>
    }
    .into_any()
}

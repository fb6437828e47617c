//! `/dashboard/audit`: the log, newest entry first.

use leptos::prelude::*;

use super::{
    AuditTexts, PATH,
    log::{self, LogPage},
};
use crate::{
    app::{
        address::use_address,
        i18n::{CommonTexts, Spoken},
        page_context::use_viewer,
        page_cx::{PageCx, failed, skeleton},
        paths::audit_export_href,
        read::use_view,
        ui::{
            page::{Page, PageHead},
            page_title::PageTitle,
        },
    },
    domain::{
        audit::{AuditQuery, AuditView},
        topic::Topic,
    },
};

#[component]
pub fn AuditPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = AuditTexts::spoken(cx.locale);
    let address = use_address();
    let asked = Signal::derive(move || Some(address.with(AuditQuery::read).to_string()));
    let org = use_viewer().map(|viewer| viewer.org);
    let read = use_view::<AuditView>(asked, &[Topic::Audit], Vec::new());
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.title)/>
        <Page>
            <PageHead title=t.title lead=t.lead/>
            {read.shown(skeleton(t.loading), failed, move |log| {
                let query = address.with_untracked(AuditQuery::read);
                let place = LogPage { path: PATH, linked: true, example: t.search_example };
                let file =
                    |format: &str| Some(audit_export_href(format, org.as_ref()?, &query.from(None)));
                log::shown(log, &query, &place, file, cx.at(log.now))
            })}
        </Page>
    }
    .into_any()
}

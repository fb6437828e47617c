//! The account page.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{api::account, devices::Devices};
use crate::{
    app::{
        auth::api::LogOut,
        errors::ProblemNotice,
        i18n::t,
        layout::LanguageSwitch,
        status::set_status,
        ui::{
            button::Button,
            data_list::{DataList, Fact},
            icon::Icon,
            page::{Page, PageHead},
            page_title::PageTitle,
            skeleton::SkeletonCard,
        },
    },
    domain::account::{AccountView, Viewer},
};

#[component]
pub fn AccountPage() -> impl IntoView {
    let texts = t();
    let view = Resource::new(|| (), |()| account());
    let shown = move || {
        Suspend::new(async move {
            match view.await {
                Ok(view) => view! { <Panels view=view/> }.into_any(),
                Err(problem) => {
                    set_status(problem.http_status());
                    view! { <ProblemNotice problem=Some(problem)/> }.into_any()
                }
            }
        })
    };
    view! {
        <PageTitle text=(texts.common.title)(texts.account.title)/>
        <Page narrow=true>
            <PageHead title=texts.account.title lead=texts.account.lead/>
            <Suspense fallback=|| {
                view! { <SkeletonCard label=t().common.loading/> }
            }>{shown}</Suspense>
        </Page>
    }
    .into_any()
}

#[component]
fn Panels(view: AccountView) -> impl IntoView {
    let texts = t();
    view! {
        <div class="panels">
            <You viewer=view.viewer/>
            <section class="card panel">
                <header>
                    <h2>{texts.common.language}</h2>
                    <p>{texts.account.language_lead}</p>
                </header>
                <LanguageSwitch/>
            </section>
            <Devices devices=view.devices now=view.now/>
        </div>
    }
    .into_any()
}

#[component]
fn You(viewer: Viewer) -> impl IntoView {
    let texts = t();
    let Viewer { name, email, org_name, role, .. } = viewer;
    view! {
        <section class="card panel">
            <h2>{texts.account.you}</h2>
            <DataList>
                <Fact term=texts.account.name>{name}</Fact>
                <Fact term=texts.account.email>{email}</Fact>
                <Fact term=texts.account.org>{org_name}</Fact>
                <Fact term=texts.account.role>{(texts.common.role)(role)}</Fact>
            </DataList>
            <footer>
                <form class="panel-form" method="post" action=LogOut::url()>
                    <Button label=texts.common.sign_out icon=Icon::Logout/>
                    <span class="hint">{texts.account.sign_out_lead}</span>
                </form>
            </footer>
        </section>
    }
    .into_any()
}

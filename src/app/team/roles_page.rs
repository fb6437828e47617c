//! `/dashboard/team/roles`: the table of permissions, as the server goes by it.

use leptos::prelude::*;

use super::{PATH, TeamTexts};
use crate::{
    app::{
        i18n::Spoken,
        page_cx::PageCx,
        ui::{
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::{Pill, Tone},
        },
    },
    domain::role::{Permission, Role},
};

#[component]
pub fn RolesPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = TeamTexts::spoken(cx.locale);
    let crumb = NextStep { href: PATH.to_owned(), label: t.title.to_owned() };
    let heads: Vec<AnyView> = Role::ALL
        .map(|role| {
            view! {
                <th scope="col">{(cx.t.common.role)(role)}<p class="hint">{(t.role_hint)(role)}</p></th>
            }
            .into_any()
        })
        .into();
    let rows: Vec<AnyView> = Permission::ALL.map(|permission| row(permission, cx)).into();
    view! {
        <PageTitle text=(cx.t.common.title)(t.roles)/>
        <Page>
            <PageHead title=t.roles lead=t.roles_lead crumb=crumb/>
            <div class="card table-wrap">
                <table class="table roles">
                    <thead>
                        <tr><th scope="col">{t.permission_column}</th>{heads}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Page>
    }
    .into_any()
}

fn row(permission: Permission, cx: PageCx) -> AnyView {
    let t = TeamTexts::spoken(cx.locale);
    let cells: Vec<AnyView> = Role::ALL
        .map(|role| {
            let (tone, label) =
                if role.may(permission) { (Tone::Ok, t.allowed) } else { (Tone::Off, t.refused) };
            view! { <td data-label=(cx.t.common.role)(role)><Pill tone=tone label=label/></td> }.into_any()
        })
        .into();
    view! { <tr><th scope="row">{(t.permission)(permission)}</th>{cells}</tr> }.into_any()
}

//! `/dashboard/team/roles`: the table of permissions, as the server goes by it.

use leptos::prelude::*;

use super::{PATH, TeamTexts};
use crate::{
    app::{
        i18n::{CommonTexts, Spoken},
        page_cx::PageCx,
        ui::{
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::{Pill, Tone},
        },
    },
    domain::{
        role::{Permission, Rights, Role},
        support::SupportAccess,
    },
};

#[component]
pub fn RolesPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = TeamTexts::spoken(cx.locale);
    let crumb = NextStep { href: PATH.to_owned(), label: t.title.to_owned() };
    let heads: Vec<AnyView> = Role::ALL
        .map(|role| {
            view! {
                <th scope="col">{(CommonTexts::spoken(cx.locale).role)(role)}<p class="hint">{(t.role_hint)(role)}</p></th>
            }
            .into_any()
        })
        .into();
    let support: Vec<AnyView> = SupportAccess::ALL
        .map(|access| {
            view! {
                <th scope="col">{t.support}<p class="hint">{(t.support_access)(access)}</p></th>
            }
            .into_any()
        })
        .into();
    let rows: Vec<AnyView> = Permission::ALL.map(|permission| row(permission, cx)).into();
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.roles)/>
        <Page>
            <PageHead title=t.roles lead=t.roles_lead crumb=crumb/>
            <div class="card table-wrap">
                <table class="table roles">
                    <thead>
                        <tr><th scope="col">{t.permission_column}</th>{heads}{support}</tr>
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
    let cell = |label: String, may: bool| {
        let (tone, says) = if may { (Tone::Ok, t.allowed) } else { (Tone::Off, t.refused) };
        view! { <td data-label=label><Pill tone=tone label=says/></td> }.into_any()
    };
    let roles = Role::ALL
        .map(|role| cell((CommonTexts::spoken(cx.locale).role)(role).to_owned(), role.may(permission)));
    let support = SupportAccess::ALL.map(|access| {
        let rights = Rights { role: access.role(), as_support: true };
        cell((t.support_of)((t.support_access)(access)), rights.may(permission))
    });
    let cells: Vec<AnyView> = roles.into_iter().chain(support).collect();
    view! { <tr><th scope="row">{(t.permission)(permission)}</th>{cells}</tr> }.into_any()
}

//! The banner on each page while a platform admin acts for an organisation: who does, for whom, for
//! how long, and the way out.

use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    app::{
        i18n::{Spoken, table::texts, use_locale},
        page_cx::PageCx,
        tenants::api::EndVisit,
        ui::{button::Button, icon::Icon},
    },
    domain::{account::Viewer, role::Role, support::Visit},
};

texts! {
    pub struct ActingTexts {
        label = "Acting for an organisation", "Action pour une organisation";
        who(who: &str, org: &str) = "{who} acts for {org}.", "{who} agit pour {org}.";
        reads = "Nothing can be changed.", "Rien ne peut être modifié.";
        changes = "What is changed stands in its log.", "Ce qui est modifié figure dans son journal.";
        left(minutes: i64, until: &str) -> String =
            if minutes == 1 {
                format!("1 minute left, until {until}.")
            } else {
                format!("{minutes} minutes left, until {until}.")
            },
            if minutes < 2 {
                format!("Encore {minutes}\u{a0}minute, jusqu’à {until}.")
            } else {
                format!("Encore {minutes}\u{a0}minutes, jusqu’à {until}.")
            };
        end = "End", "Terminer";
        end_spoken(org: &str) = "End the visit to {org}", "Terminer la visite chez {org}";
    }
}

/// A landmark of its own, with a plain form: what it leads to is another area of the site.
#[component]
pub fn ActingBar(visit: Visit, viewer: Viewer) -> impl IntoView {
    let (t, cx) = (ActingTexts::spoken(use_locale()), PageCx::here());
    let Viewer { name, org_name, role, .. } = viewer;
    let may = if role == Role::Viewer { t.reads } else { t.changes };
    let left = (t.left)(visit.minutes_left, &cx.hour(visit.ends_at));
    let spoken = (t.end_spoken)(&org_name);
    view! {
        <aside class="ribbon acting" aria-label=t.label>
            {Icon::Shield.view()}
            <span><b>{(t.who)(&name, &org_name)}</b>" "{may}" "{left}</span>
            <form method="post" action=EndVisit::PATH>
                <Button label=t.end spoken=spoken/>
            </form>
        </aside>
    }
    .into_any()
}

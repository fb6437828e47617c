//! What people of a suspended organisation see in the place of its pages.

use leptos::prelude::*;

use crate::{
    app::{
        i18n::{Spoken, t, table::texts, use_locale},
        page_cx::PageCx,
        paths::{ACCOUNT, ORGS},
        status::set_status,
        ui::{
            button::{ButtonLink, Variant},
            card::Card,
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::Tone,
        },
    },
    domain::suspension::Suspension,
};

texts! {
    pub struct SuspendedTexts {
        title = "Your organisation is suspended", "Votre organisation est suspendue";
        lead =
            "Whoever runs this installation has suspended it. Nobody works in it, and nothing is done by itself, \
             until the suspension ends. Nothing of it is lost.",
            "La personne qui exploite cette installation l’a suspendue. Personne n’y travaille et rien ne s’y \
             fait tout seul jusqu’à la fin de la suspension. Rien n’en est perdu.";
        reason = "The reason given", "Le motif donné";
        since(when: &str) = "Since {when}.", "Depuis le {when}.";
        next =
            "Ask whoever runs this installation what ends it. You can go on in another organisation of yours.",
            "Demandez à la personne qui exploite cette installation ce qui y met fin. Vous pouvez continuer dans \
             une autre de vos organisations.";
        orgs = "My organisations", "Mes organisations";
        account = "My account", "Mon compte";
    }
}

#[component]
pub fn Suspended(suspension: Suspension) -> impl IntoView {
    set_status(403);
    let texts = SuspendedTexts::spoken(use_locale());
    let Suspension { reason, since } = suspension;
    let since = PageCx::here().exact(since).exact;
    view! {
        <PageTitle text=(t().common.title)(texts.title)/>
        <Page narrow=true>
            <PageHead title=texts.title lead=texts.lead/>
            <div class="stack">
                <Card tone=Tone::Warn title=texts.reason lead=(texts.since)(&since)>
                    <blockquote>{reason}</blockquote>
                    <p>{texts.next}</p>
                    <div class="actions">
                        <ButtonLink variant=Variant::Primary href=ORGS label=texts.orgs/>
                        <ButtonLink href=ACCOUNT label=texts.account/>
                    </div>
                </Card>
            </div>
        </Page>
    }
    .into_any()
}

//! What people of an organisation that rests see in the place of its pages: why, and until when.

use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    app::{
        errors::ProblemNotice,
        form_action::Form,
        form_state::FormState,
        i18n::{CommonTexts, Spoken, table::texts, use_locale},
        page_cx::PageCx,
        paths::{ACCOUNT, ORGS},
        status::set_status,
        team::api::{KEEP_FORM, KeepOrg},
        ui::{
            button::{Button, ButtonLink, Variant},
            card::Card,
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::Tone,
        },
    },
    domain::{
        deletion::{Deletion, DeletionState},
        role::Permission,
        suspension::{Rest, Suspension},
    },
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
        ending_title = "Your organisation is to be deleted", "Votre organisation va être supprimée";
        ending_lead(when: &str) =
            "Its deletion was asked for. Until {when} nobody works in it, and nothing is lost: an owner, or whoever \
             runs this installation, can take it back.",
            "Sa suppression a été demandée. Jusqu’au {when}, personne n’y travaille et rien n’est perdu\u{a0}: un \
             propriétaire, ou la personne qui exploite cette installation, peut l’annuler.";
        ending_card = "What comes then", "Ce qui vient ensuite";
        ending_text =
            "AVA takes back what it made at the providers, releases managed numbers, and deletes all data and keys \
             of the organisation for good. Accounts of people stay.",
            "AVA retire ce qu’il a créé chez les fournisseurs, libère les numéros gérés et supprime définitivement \
             toutes les données et les clés de l’organisation. Les comptes des personnes restent.";
        keep = "Take the deletion back", "Annuler la suppression";
        ask_an_owner = "Ask an owner of the organisation.", "Demandez à un propriétaire de l’organisation.";
        begun_title = "Your organisation is being deleted", "Votre organisation est en cours de suppression";
        begun_lead =
            "Its time is over. AVA takes back what it made at the providers; after that everything here is gone.",
            "Le délai est écoulé. AVA retire ce qu’il a créé chez les fournisseurs\u{a0}; ensuite, tout aura disparu \
             d’ici.";
        orgs = "My organisations", "Mes organisations";
        account = "My account", "Mon compte";
    }
}

#[component]
pub fn Resting(rest: Rest) -> impl IntoView {
    set_status(403);
    match rest {
        Rest::Suspended(suspension) => suspended(suspension),
        Rest::Ending(deletion) => ending(deletion),
    }
}

fn ways_on() -> AnyView {
    let texts = SuspendedTexts::spoken(use_locale());
    view! {
        <div class="actions">
            <ButtonLink href=ORGS label=texts.orgs/>
            <ButtonLink href=ACCOUNT label=texts.account/>
        </div>
    }
    .into_any()
}

fn ending(deletion: Deletion) -> AnyView {
    let cx = PageCx::here();
    let texts = SuspendedTexts::spoken(cx.locale);
    let (title, lead) = match deletion.state {
        DeletionState::Asked => (texts.ending_title, (texts.ending_lead)(&cx.exact(deletion.due_at).exact)),
        DeletionState::Running | DeletionState::Done => (texts.begun_title, texts.begun_lead.to_owned()),
    };
    let keep = (deletion.state == DeletionState::Asked).then(|| match cx.may(Permission::ManageOrg) {
        true => {
            let state = FormState::alone(KEEP_FORM, cx, None);
            view! {
                <ProblemNotice problem=state.general()/>
                <Form action=KeepOrg::PATH form_action=state.action()>
                    <Button label=texts.keep variant=Variant::Primary pending=state.pending()/>
                </Form>
            }
            .into_any()
        }
        false => view! { <p>{texts.ask_an_owner}</p> }.into_any(),
    });
    view! {
        <PageTitle text=(CommonTexts::spoken(use_locale()).title)(title)/>
        <Page narrow=true>
            <PageHead title=title lead=lead/>
            <div class="stack">
                <Card tone=Tone::Warn title=texts.ending_card>
                    <div class="stack">
                        <p>{texts.ending_text}</p>
                        {keep}
                        {ways_on()}
                    </div>
                </Card>
            </div>
        </Page>
    }
    .into_any()
}

fn suspended(Suspension { reason, since }: Suspension) -> AnyView {
    let texts = SuspendedTexts::spoken(use_locale());
    let since = PageCx::here().exact(since).exact;
    view! {
        <PageTitle text=(CommonTexts::spoken(use_locale()).title)(texts.title)/>
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

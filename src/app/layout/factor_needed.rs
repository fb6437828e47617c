//! What somebody without a second factor sees in the place of the pages of an organisation that asks for
//! one.

use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    app::{
        auth::api::LogOut,
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        form_state::FormState,
        i18n::{CommonTexts, Spoken, table::texts, use_locale},
        paths::{FACTORS, ORGS},
        status::set_status,
        team::api::{LEAVE_FORM, LeaveOrg},
        ui::{
            button::{Button, ButtonLink, Variant},
            card::Card,
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::Tone,
        },
    },
    domain::account::Viewer,
};

texts! {
    pub struct FactorNeededTexts {
        title = "Set up a second factor first", "Configurez d’abord un second facteur";
        lead(org: &str) =
            "{org} asks everybody who works in it for a second factor beside the password, and you have none \
             yet.",
            "{org} demande à toutes les personnes qui y travaillent un second facteur en plus du mot de passe, \
             et vous n’en avez pas encore.";
        next = "Once you have one, you go on here", "Ensuite, vous continuez ici";
        next_lead =
            "A passkey or an authenticator app will do, and takes a minute. What you typed on a page comes back \
             to it.",
            "Une clé d’accès ou une application d’authentification suffit, et prend une minute. Ce que vous \
             avez saisi sur une page y revient.";
        set_up = "Set one up", "En configurer un";
        otherwise = "Or go on elsewhere", "Ou continuer ailleurs";
        otherwise_lead =
            "Your other organisations may not ask for it.",
            "Vos autres organisations ne le demandent peut-être pas.";
        orgs = "My organisations", "Mes organisations";
        leave = "Leave this organisation", "Quitter cette organisation";
    }
}

#[component]
pub fn FactorNeeded(viewer: Viewer) -> impl IntoView {
    set_status(403);
    let texts = FactorNeededTexts::spoken(use_locale());
    let leave = FormAction::default();
    let state = FormState::new(LEAVE_FORM, leave);
    view! {
        <PageTitle text=(CommonTexts::spoken(use_locale()).title)(texts.title)/>
        <Page narrow=true>
            <PageHead title=texts.title lead=(texts.lead)(&viewer.org_name)/>
            <div class="stack">
                <Card tone=Tone::Warn title=texts.next lead=texts.next_lead>
                    <div class="actions">
                        <ButtonLink variant=Variant::Primary href=FACTORS label=texts.set_up/>
                    </div>
                </Card>
                <Card title=texts.otherwise lead=texts.otherwise_lead>
                    <ProblemNotice problem=state.general()/>
                    <div class="actions">
                        <ButtonLink href=ORGS label=texts.orgs/>
                        <form method="post" action=LogOut::PATH>
                            <Button label=CommonTexts::spoken(use_locale()).sign_out/>
                        </form>
                        <Form action=LeaveOrg::PATH form_action=leave>
                            <Button
                                label=texts.leave
                                variant=Variant::Danger
                                pending=state.pending()
                            />
                        </Form>
                    </div>
                </Card>
            </div>
        </Page>
    }
    .into_any()
}

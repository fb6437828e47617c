//! The account page.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    AccountTexts, devices::Devices, email::EmailAddress, identity::Identity, methods::Methods, name::Name,
    password::Password, zone::TimeZone,
};
use crate::{
    app::{
        auth::api::LogOut,
        i18n::{CommonTexts, Spoken, use_locale},
        layout::LanguageSwitch,
        page_cx::{PageCx, failed, skeleton},
        paths::{ACTIVITY, NOTIFICATION_SETTINGS},
        read::{the_only, use_view},
        tokens::{self, TokenTexts},
        ui::{
            button::{Button, ButtonLink},
            data_list::{DataList, Fact},
            icon::Icon,
            page::{Page, PageHead},
            page_title::PageTitle,
        },
    },
    domain::account::{AccountView, Viewer},
};

#[component]
pub fn AccountPage() -> impl IntoView {
    let (texts, common) = (AccountTexts::spoken(use_locale()), CommonTexts::spoken(use_locale()));
    let view = use_view::<AccountView>(the_only(), &[], Vec::new());
    view! {
        <PageTitle text=(common.title)(texts.title)/>
        <Page narrow=true>
            <PageHead title=texts.title lead=texts.lead/>
            {view.shown(skeleton(common.loading), failed, |view| {
                view! { <Panels view=view.clone()/> }.into_any()
            })}
        </Page>
    }
    .into_any()
}

#[component]
fn Panels(view: AccountView) -> impl IntoView {
    let (texts, common) = (AccountTexts::spoken(use_locale()), CommonTexts::spoken(use_locale()));
    let cx = PageCx::here().at(view.now);
    let of_tokens = TokenTexts::spoken(cx.locale);
    let identity = view.methods.identity.clone();
    let identity = identity.map(|identity| view! { <Identity identity=identity/> }.into_any());
    view! {
        <div class="panels">
            <You viewer=view.viewer/>
            <section class="card panel">
                <header>
                    <h2>{common.language}</h2>
                    <p>{texts.language_lead}</p>
                </header>
                <LanguageSwitch/>
            </section>
            <TimeZone zones=view.zones cx=cx/>
            <EmailAddress/>
            <Methods methods=view.methods cx=cx/>
            {identity}
            <Password/>
            <Devices devices=view.devices cx=cx/>
            <section class="card panel">
                <header>
                    <h2>{texts.notifications}</h2>
                    <p>{texts.notifications_lead}</p>
                </header>
                <footer>
                    <ButtonLink href=NOTIFICATION_SETTINGS label=texts.choose_notifications/>
                </footer>
            </section>
            <section class="card panel">
                <header>
                    <h2>{of_tokens.title}</h2>
                    <p>{of_tokens.panel_lead}</p>
                </header>
                <footer><ButtonLink href=tokens::PERSONAL label=of_tokens.see/></footer>
            </section>
            <section class="card panel">
                <header>
                    <h2>{texts.activity}</h2>
                    <p>{texts.activity_lead}</p>
                </header>
                <footer><ButtonLink href=ACTIVITY label=texts.see_activity/></footer>
            </section>
        </div>
    }
    .into_any()
}

#[component]
fn You(viewer: Viewer) -> impl IntoView {
    let (texts, common) = (AccountTexts::spoken(use_locale()), CommonTexts::spoken(use_locale()));
    let Viewer { name, email, org_name, role, .. } = viewer;
    view! {
        <section class="card panel">
            <h2>{texts.you}</h2>
            <DataList>
                <Fact term=texts.email>{email}</Fact>
                <Fact term=texts.org>{org_name}</Fact>
                <Fact term=texts.role>{(common.role)(role)}</Fact>
            </DataList>
            <Name name=name/>
            <footer>
                <form class="panel-form" method="post" action=LogOut::PATH>
                    <Button label=common.sign_out icon=Icon::Logout/>
                    <span class="hint">{texts.sign_out_lead}</span>
                </form>
            </footer>
        </section>
    }
    .into_any()
}

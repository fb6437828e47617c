//! `/dashboard/webhooks/:id/settings`: changing a webhook, giving it another secret, deleting it.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    WebhooksTexts,
    api::{CHANGE_FORM, ChangeWebhook, DELETE_FORM, DeleteWebhook, ROTATE_FORM, RotateWebhook},
    fields::fields,
};
use crate::{
    app::{
        agents::api::VERSION,
        form_action::Form,
        form_state::{form_states, refusals},
        i18n::{CommonTexts, Spoken},
        page_cx::{PageCx, no_page, skeleton},
        paths::webhook_href,
        read::use_view,
        ui::{
            button::{Button, Variant},
            card::Card,
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
        },
    },
    domain::webhook::{WebhookForm, WebhookView},
};

form_states! {
    struct Actions {
        change: CHANGE_FORM,
        rotate: ROTATE_FORM,
        delete: DELETE_FORM,
    }
}

#[component]
pub fn WebhookSettingsPage(id: String) -> impl IntoView {
    let cx = PageCx::here();
    let t = WebhooksTexts::spoken(cx.locale);
    let actions = Actions::new(cx);
    let page = use_view::<WebhookView>(Signal::stored(Some(id)), &[], Vec::new());
    view! {
        <Page narrow=true>
            {refusals(&[actions.rotate, actions.delete])}
            {page.shown(skeleton(t.loading), no_page, move |webhook| whole(webhook, actions, cx))}
        </Page>
    }
    .into_any()
}

fn whole(webhook: &WebhookView, actions: Actions, cx: PageCx) -> AnyView {
    let t = WebhooksTexts::spoken(cx.locale);
    let Actions { change, rotate, delete } = actions;
    let crumb = NextStep { href: webhook_href(&webhook.id), label: webhook.called().to_owned() };
    let title = (t.settings_of)(webhook.called());
    let form = WebhookForm::of(&webhook.url, &webhook.description, &webhook.events);
    let fields = fields(&form, change, t.save, cx);
    let version = change.typed(VERSION, &webhook.version.to_string());
    let [changed, rotated, deleted] = [(); 3].map(|()| webhook.id.to_string());
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(&title)/>
        <PageHead title=title crumb=crumb/>
        <div class="stack">
            <Card>
                <Form action=ChangeWebhook::PATH form_action=change.action() class="form">
                    <input type="hidden" name="id" value=changed/>
                    <input type="hidden" name=VERSION value=version/>
                    {fields}
                </Form>
            </Card>
            <Card title=t.rotate_title lead=t.rotate_lead>
                <Form action=RotateWebhook::PATH form_action=rotate.action()>
                    <input type="hidden" name="id" value=rotated/>
                    <Button label=t.rotate pending=rotate.pending()/>
                </Form>
            </Card>
            <Card title=t.delete lead=t.delete_lead>
                <Form action=DeleteWebhook::PATH form_action=delete.action()>
                    <input type="hidden" name="id" value=deleted/>
                    <Button label=t.delete variant=Variant::Destroy pending=delete.pending()/>
                </Form>
            </Card>
        </div>
    }
    .into_any()
}

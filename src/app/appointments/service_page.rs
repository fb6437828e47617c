//! `/dashboard/appointments/services/:id`: one service, or a new one.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    AppointmentTexts, SETTINGS,
    api::{AddService, ChangeService, DELETE_SERVICE_FORM, DeleteService, NEW_SERVICE_FORM, SERVICE_FORM},
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::Form,
        form_state::{FormState, form_states},
        i18n::{CommonTexts, Spoken},
        page_cx::{PageCx, no_page, skeleton},
        read::use_view,
        ui::{
            button::{Button, Variant},
            card::Card,
            field::TextField,
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
        },
    },
    domain::{
        appointment::{Service, ServiceForm, ServiceView},
        role::Permission,
        topic::Topic,
    },
};

form_states! {
    struct Actions {
        change: SERVICE_FORM,
        delete: DELETE_SERVICE_FORM,
    }
}

fn head(title: &str, cx: PageCx) -> AnyView {
    let t = AppointmentTexts::spoken(cx.locale);
    let crumb = NextStep { href: SETTINGS.to_owned(), label: t.settings.to_owned() };
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(title)/>
        <PageHead title=title crumb=crumb/>
    }
    .into_any()
}

#[component]
pub fn NewServicePage() -> impl IntoView {
    let cx = PageCx::here();
    let t = AppointmentTexts::spoken(cx.locale);
    let state = FormState::alone(NEW_SERVICE_FORM, cx, None);
    let blank = Service { name: String::new(), minutes: 30, buffer: 0, price: String::new() };
    let form = if cx.may(Permission::ManageAppointments) {
        view! {
            <Card>
                <Form action=AddService::PATH form_action=state.action() class="form">
                    {fields(&blank, state, cx)}
                </Form>
            </Card>
        }
        .into_any()
    } else {
        cx.look_only()
    };
    view! {
        <Page narrow=true>
            {head(t.add_service, cx)}
            {form}
        </Page>
    }
    .into_any()
}

#[component]
pub fn ServicePage(id: String) -> impl IntoView {
    let cx = PageCx::here();
    let t = AppointmentTexts::spoken(cx.locale);
    let actions = Actions::new(cx);
    let page = use_view::<ServiceView>(Signal::stored(Some(id)), &[Topic::Appointments], Vec::new());
    view! {
        <Page narrow=true>
            {page.shown(skeleton(t.loading), no_page, move |page| whole(page, actions, cx))}
        </Page>
    }
    .into_any()
}

fn whole(page: &ServiceView, actions: Actions, cx: PageCx) -> AnyView {
    let t = AppointmentTexts::spoken(cx.locale);
    let Actions { change, delete } = actions;
    let (id, again) = (page.id.to_string(), page.id.to_string());
    let (head, fields) = (head(&page.service.name, cx), fields(&page.service, change, cx));
    view! {
        {head}
        <div class="stack">
            <ProblemNotice problem=delete.problem()/>
            <Card>
                <Form action=ChangeService::PATH form_action=change.action() class="form">
                    <input type="hidden" name="service" value=id/>
                    {fields}
                </Form>
            </Card>
            <Card title=t.delete_service lead=t.delete_service_lead>
                <Form action=DeleteService::PATH form_action=delete.action()>
                    <input type="hidden" name="service" value=again/>
                    <Button label=t.delete_service variant=Variant::Destroy pending=delete.pending()/>
                </Form>
            </Card>
        </div>
    }
    .into_any()
}

fn fields(service: &Service, state: FormState, cx: PageCx) -> AnyView {
    let t = AppointmentTexts::spoken(cx.locale);
    let name = state.bind(ServiceForm::name(), &service.name);
    let minutes = state.bind(ServiceForm::minutes(), &service.minutes.to_string());
    let buffer = state.bind(ServiceForm::buffer(), &service.buffer.to_string());
    let price = state.bind(ServiceForm::price(), &service.price);
    view! {
        <ProblemNotice problem=state.general()/>
        <TextField label=t.service_name bound=name required=true/>
        <TextField label=t.length bound=minutes inputmode="numeric" required=true/>
        <TextField label=t.buffer bound=buffer inputmode="numeric"/>
        <TextField label=t.price bound=price optional=t.optional hint=t.price_hint/>
        <div class="actions">
            <Button label=t.save_service variant=Variant::Primary pending=state.pending()/>
        </div>
    }
    .into_any()
}

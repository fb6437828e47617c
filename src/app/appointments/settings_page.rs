//! `/dashboard/appointments/settings`: what can be booked, and when.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    AppointmentTexts, NEW_SERVICE, PATH, agent_booking_href,
    api::{SETTINGS_FORM, SaveBookingSettings},
    service_href,
    week::{self, WeekInputs},
};
use crate::{
    app::{
        account::zones_by_area,
        errors::ProblemNotice,
        form_action::Form,
        form_state::FormState,
        i18n::{CommonTexts, Spoken},
        page_cx::{PageCx, failed, skeleton},
        read::{the_only, use_view},
        ui::{
            button::{Button, ButtonLink, Variant},
            card::Card,
            data_list::{DataList, Fact},
            field::TextField,
            icon::Icon,
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
            select::{Select, SelectOption},
        },
    },
    domain::{
        appointment::{BookingAgent, BookingSettingsForm, BookingSettingsView, ServiceView, write_closed},
        locale::Locale,
        role::Permission,
        topic::Topic,
    },
};

const INPUTS: WeekInputs = WeekInputs {
    week: [
        BookingSettingsForm::monday(),
        BookingSettingsForm::tuesday(),
        BookingSettingsForm::wednesday(),
        BookingSettingsForm::thursday(),
        BookingSettingsForm::friday(),
        BookingSettingsForm::saturday(),
        BookingSettingsForm::sunday(),
    ],
    closed: BookingSettingsForm::closed(),
};

#[component]
pub fn BookingSettingsPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = AppointmentTexts::spoken(cx.locale);
    let state = FormState::alone(SETTINGS_FORM, cx, Some(|cx| AppointmentTexts::spoken(cx.locale).saved));
    let again = vec![state.action().version()];
    let page = use_view::<BookingSettingsView>(the_only(), &[Topic::Appointments], again);
    let crumb = NextStep { href: PATH.to_owned(), label: t.title.to_owned() };
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.settings)/>
        <Page narrow=true>
            <PageHead title=t.settings lead=t.settings_lead crumb=crumb/>
            {page.shown(skeleton(t.loading), failed, move |page| whole(page, state, cx))}
        </Page>
    }
    .into_any()
}

fn whole(page: &BookingSettingsView, state: FormState, cx: PageCx) -> AnyView {
    let t = AppointmentTexts::spoken(cx.locale);
    let may = cx.may(Permission::ManageAppointments);
    let services: Vec<AnyView> = page.services.iter().map(|service| row(service, may, cx)).collect();
    let services = if services.is_empty() {
        view! { <p class="hint">{t.no_services}</p> }.into_any()
    } else {
        view! { <ul class="rows">{services}</ul> }.into_any()
    };
    let add = may.then(|| {
        view! {
            <div class="actions">
                <ButtonLink href=NEW_SERVICE label=t.add_service icon=Icon::Plus/>
            </div>
        }
    });
    let hours = if may { form(page, state, cx) } else { hours(page, cx) };
    view! {
        <div class="stack">
            <Card title=t.services lead=t.services_lead>
                <div class="stack">{services}{add}</div>
            </Card>
            <Card title=t.hours lead=t.hours_lead>{hours}</Card>
            {agents(page, may, cx)}
        </div>
    }
    .into_any()
}

/// The agents, each with whether it has something of its own; nothing where there is none.
fn agents(page: &BookingSettingsView, may: bool, cx: PageCx) -> Option<AnyView> {
    let t = AppointmentTexts::spoken(cx.locale);
    let agents: Vec<AnyView> = page.agents.iter().map(|agent| agent_row(agent, may, cx)).collect();
    (!agents.is_empty()).then(|| {
        view! {
            <Card title=t.agents lead=t.agents_lead>
                <ul class="rows">{agents}</ul>
            </Card>
        }
        .into_any()
    })
}

fn agent_row(agent: &BookingAgent, may: bool, cx: PageCx) -> AnyView {
    let t = AppointmentTexts::spoken(cx.locale);
    let name = agent.name.clone();
    let name = if may {
        let href = agent_booking_href(&agent.id);
        view! { <a href=href>{name}</a> }.into_any()
    } else {
        name.into_any()
    };
    let hours = match (&agent.own.hours, agent.own.lead_hours) {
        (Some(_), _) => t.own_hours,
        (None, Some(_)) => t.own_lead,
        (None, None) => t.organisations_hours,
    };
    let services = agent.own.services.as_ref().map_or(t.all_services, |_| t.chosen_services);
    view! {
        <li>
            <div><b>{name}</b></div>
            <span>{hours}</span>
            <span>{services}</span>
            <div></div>
        </li>
    }
    .into_any()
}

fn row(there: &ServiceView, may: bool, cx: PageCx) -> AnyView {
    let t = AppointmentTexts::spoken(cx.locale);
    let service = &there.service;
    let name = service.name.clone();
    let name =
        if may { view! { <a href=service_href(&there.id)>{name}</a> }.into_any() } else { name.into_any() };
    let buffer = (service.buffer > 0).then(|| format!(" + {}", (t.minutes)(service.buffer)));
    view! {
        <li>
            <div><b>{name}</b></div>
            <span>{(t.minutes)(service.minutes)}{buffer}</span>
            <span>{service.price.clone()}</span>
            <div></div>
        </li>
    }
    .into_any()
}

/// The hours, for somebody who may not change them.
fn hours(page: &BookingSettingsView, cx: PageCx) -> AnyView {
    let t = AppointmentTexts::spoken(cx.locale);
    let settings = &page.settings;
    let days = week::facts(&settings.hours, cx);
    if days.is_empty() {
        return view! { <p class="hint">{t.closed_all_week}</p> }.into_any();
    }
    let closed = (!settings.closed.is_empty()).then(|| {
        let closed = write_closed(&settings.closed).replace('\n', ", ");
        view! { <Fact term=t.closed>{closed}</Fact> }
    });
    let zone = settings.zone.as_str().to_owned();
    let mails = settings.mails.map_or(t.no_mails, Locale::endonym);
    view! {
        <DataList>
            <Fact term=t.zone>{zone}</Fact>
            {days}
            {closed}
            <Fact term=t.customer_mails>{mails}</Fact>
        </DataList>
    }
    .into_any()
}

fn form(page: &BookingSettingsView, state: FormState, cx: PageCx) -> AnyView {
    let t = AppointmentTexts::spoken(cx.locale);
    let settings = &page.settings;
    let zone = state.bind(BookingSettingsForm::zone(), settings.zone.as_str());
    let (options, groups) = zones_by_area(&page.zones);
    let week = week::fields(INPUTS, (&settings.hours, settings.closed.as_slice()), state, cx);
    let lead = state.bind(BookingSettingsForm::lead_hours(), &settings.lead_hours.to_string());
    let ahead = state.bind(BookingSettingsForm::days_ahead(), &settings.days_ahead.to_string());
    let mails = state.bind(BookingSettingsForm::mails(), settings.mails.map_or("", Locale::code));
    let languages = SelectOption::or_none(t.no_mails, SelectOption::languages());
    let reminder = state.bind(BookingSettingsForm::reminder_hours(), &settings.reminder_hours.to_string());
    view! {
        <Form action=SaveBookingSettings::PATH form_action=state.action() class="form">
            <ProblemNotice problem=state.general()/>
            <Select label=t.zone bound=zone options=options groups=groups/>
            {week}
            <TextField label=t.lead_hours bound=lead hint=t.lead_hours_hint inputmode="numeric" required=true/>
            <TextField label=t.days_ahead bound=ahead hint=t.days_ahead_hint inputmode="numeric" required=true/>
            <Select label=t.customer_mails bound=mails options=languages hint=t.customer_mails_hint/>
            <TextField label=t.reminder_hours bound=reminder hint=t.reminder_hint inputmode="numeric"/>
            <div class="actions">
                <Button label=t.save variant=Variant::Primary pending=state.pending()/>
            </div>
        </Form>
    }
    .into_any()
}

//! `/dashboard/appointments/agents/:id`: the hours and the services that an agent has of its own.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    AppointmentTexts, SETTINGS,
    api::{AGENT_HOURS_FORM, AGENT_SERVICES_FORM, SaveAgentHours, SaveAgentServices},
    week::{self, WeekInputs},
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::Form,
        form_state::{FormState, FormStates as _, form_states, input_name},
        i18n::{CommonTexts, Spoken},
        page_cx::{PageCx, no_page, skeleton},
        paths::agent_href,
        read::use_view,
        ui::{
            button::{Button, ButtonLink, Variant},
            card::Card,
            choice::{RadioCards, RadioChoice},
            empty_state::EmptyState,
            field::TextField,
            icon::Icon,
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
        },
    },
    domain::{
        appointment::{AgentBookingView, AgentHoursForm, AgentServicesForm, ServiceView},
        topic::Topic,
    },
};

const INPUTS: WeekInputs = WeekInputs {
    week: [
        AgentHoursForm::monday(),
        AgentHoursForm::tuesday(),
        AgentHoursForm::wednesday(),
        AgentHoursForm::thursday(),
        AgentHoursForm::friday(),
        AgentHoursForm::saturday(),
        AgentHoursForm::sunday(),
    ],
    closed: AgentHoursForm::closed(),
};

form_states! {
    struct Actions {
        hours: AGENT_HOURS_FORM => |cx| AppointmentTexts::spoken(cx.locale).agent_saved,
        services: AGENT_SERVICES_FORM => |cx| AppointmentTexts::spoken(cx.locale).agent_saved,
    }
}

#[component]
pub fn AgentBookingPage(id: String) -> impl IntoView {
    let cx = PageCx::here();
    let t = AppointmentTexts::spoken(cx.locale);
    let actions = Actions::new(cx);
    let topics = &[Topic::Appointments, Topic::Agents];
    let page = use_view::<AgentBookingView>(Signal::stored(Some(id)), topics, actions.answers());
    view! {
        <Page narrow=true>
            {page.shown(skeleton(t.loading), no_page, move |page| whole(page, actions, cx))}
        </Page>
    }
    .into_any()
}

fn whole(page: &AgentBookingView, actions: Actions, cx: PageCx) -> AnyView {
    let t = AppointmentTexts::spoken(cx.locale);
    let title = (t.of_agent)(&page.agent.name);
    let crumb = NextStep { href: SETTINGS.to_owned(), label: t.settings.to_owned() };
    let content = if page.is_set_up {
        let hours = hours(page, actions.hours, cx);
        let services = services(page, actions.services, cx);
        view! {
            <div class="stack">
                <Card title=t.hours>{hours}</Card>
                <Card title=t.services>{services}</Card>
            </div>
        }
        .into_any()
    } else {
        view! {
            <EmptyState icon=Icon::Clock title=t.set_up text=t.set_up_text>
                <ButtonLink href=SETTINGS label=t.settings variant=Variant::Primary/>
            </EmptyState>
        }
        .into_any()
    };
    let agent = agent_href(&page.agent.id);
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(&title)/>
        <PageHead title=title lead=t.of_agent_lead crumb=crumb>
            <ButtonLink href=agent label=t.to_agent/>
        </PageHead>
        {content}
    }
    .into_any()
}

/// Draws two cards to choose from, of which the second shows what belongs to it.
fn choice(
    (legend, name): (&'static str, String),
    (other, its): ((&'static str, &'static str), (&'static str, &'static str)),
    selected: String,
) -> AnyView {
    let card = |own: bool, (title, detail): (&'static str, &'static str)| {
        RadioChoice::new(own.to_string(), title, detail)
    };
    let choices = vec![card(false, other), card(true, its)];
    view! { <RadioCards legend=legend name=name choices=choices selected=selected/> }.into_any()
}

fn hours(page: &AgentBookingView, state: FormState, cx: PageCx) -> AnyView {
    let t = AppointmentTexts::spoken(cx.locale);
    let (id, own, settings) = (page.agent.id.to_string(), &page.agent.own, &page.settings);
    let selected = state.typed(AgentHoursForm::own().name, &own.hours.is_some().to_string());
    let choice = choice(
        (t.which_hours, input_name(AgentHoursForm::own().name)),
        ((t.organisations_hours, t.organisations_hours_hint), (t.own_hours, t.own_hours_hint)),
        selected,
    );
    let times = match &own.hours {
        Some(own) => (&own.hours, own.closed.as_slice()),
        None => (&settings.hours, settings.closed.as_slice()),
    };
    let week = week::fields(INPUTS, times, state, cx);
    let lead = own.lead_hours.map(|hours| hours.to_string()).unwrap_or_default();
    let lead = state.bind(AgentHoursForm::lead_hours(), &lead);
    let hint = (t.own_lead_hint)(settings.lead_hours);
    view! {
        <Form action=SaveAgentHours::PATH form_action=state.action() class="form">
            <input type="hidden" name="agent" value=id/>
            <ProblemNotice problem=state.general()/>
            {choice}
            <div class="when-2">
                <p class="hint">{t.hours_lead}</p>
                {week}
            </div>
            <TextField label=t.lead_hours bound=lead hint=hint optional=t.optional inputmode="numeric"/>
            <div class="actions">
                <Button label=t.save variant=Variant::Primary pending=state.pending()/>
            </div>
        </Form>
    }
    .into_any()
}

fn services(page: &AgentBookingView, state: FormState, cx: PageCx) -> AnyView {
    let t = AppointmentTexts::spoken(cx.locale);
    if page.services.is_empty() {
        return view! { <p class="hint">{t.no_services}</p> }.into_any();
    }
    let (id, own) = (page.agent.id.to_string(), &page.agent.own);
    let selected = state.typed(AgentServicesForm::own().name, &own.services.is_some().to_string());
    let choice = choice(
        (t.which_services, input_name(AgentServicesForm::own().name)),
        ((t.all_services, t.all_services_hint), (t.chosen_services, t.chosen_services_hint)),
        selected,
    );
    let offered: Vec<&str> =
        page.services.iter().filter(|there| own.offers(&there.id)).map(|there| there.id.as_str()).collect();
    let typed = state.typed(AgentServicesForm::services().name, &offered.join(" "));
    let boxes: Vec<AnyView> = page
        .services
        .iter()
        .map(|there| tick(there, typed.split(' ').any(|id| id == there.id.as_str())))
        .collect();
    view! {
        <Form action=SaveAgentServices::PATH form_action=state.action() class="form">
            <input type="hidden" name="agent" value=id/>
            <ProblemNotice problem=state.problem()/>
            {choice}
            <div class="when-2">{boxes}</div>
            <div class="actions">
                <Button label=t.save variant=Variant::Primary pending=state.pending()/>
            </div>
        </Form>
    }
    .into_any()
}

/// Draws the box of a service; all boxes share a name.
fn tick(there: &ServiceView, ticked: bool) -> AnyView {
    let (id, name) = (there.id.to_string(), there.service.name.clone());
    let field = format!("service-{id}");
    let label = field.clone();
    let input = format!("{}[]", input_name(AgentServicesForm::services().name));
    view! {
        <div class="check">
            <input id=field type="checkbox" name=input value=id checked=ticked/>
            <div><label for=label>{name}</label></div>
        </div>
    }
    .into_any()
}

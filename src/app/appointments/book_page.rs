//! `/dashboard/appointments/new`: the free times of a day, to book one, or to move an appointment to.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    AppointmentTexts, BOOK, PATH, SETTINGS,
    api::{BOOK_FORM, BookAppointment, MOVE_FORM, MoveAppointment},
    appointment_href, written,
};
use crate::{
    app::{
        address::use_address,
        errors::ProblemNotice,
        form_action::Form,
        form_state::{FormState, form_states},
        i18n::{CommonTexts, Spoken},
        list::List,
        page_cx::{PageCx, failed, skeleton},
        paths::listed_href,
        read::use_view,
        ui::{
            button::{Button, ButtonLink, Variant},
            card::Card,
            empty_state::EmptyState,
            field::{Bound, TextField},
            icon::Icon,
            notice::{NextStep, Notice},
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::Tone,
            select::{Select, SelectOption},
            text_area::TextArea,
        },
    },
    domain::{
        appointment::{
            AppointmentView, BookForm, DateText, MoveForm, SlotsQuery, SlotsView, said_day, said_day_within,
        },
        list::InQuery,
        topic::Topic,
    },
};

form_states! {
    struct Actions {
        book: BOOK_FORM,
        moves: MOVE_FORM,
    }
}

#[component]
pub fn BookPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = AppointmentTexts::spoken(cx.locale);
    let address = use_address();
    let asked = Signal::derive(move || Some(address.with(SlotsQuery::read).to_string()));
    let actions = Actions::new(cx);
    let page = use_view::<SlotsView>(asked, &[Topic::Appointments], Vec::new());
    view! {
        <Page narrow=true>
            {page.shown(skeleton(t.loading), failed, move |page| whole(page, actions, cx.at(page.now)))}
        </Page>
    }
    .into_any()
}

fn whole(page: &SlotsView, actions: Actions, cx: PageCx) -> AnyView {
    let t = AppointmentTexts::spoken(cx.locale);
    let zone = (t.lead)(page.zone.name.as_str());
    let (title, lead, back) = match &page.moves {
        Some(moved) => {
            let day = said_day_within(written::day_of(moved.starts_at, &page.zone), cx.locale);
            let when = format!("{day} {}", written::span(moved, &page.zone));
            let lead = format!("{} {zone}", (t.move_lead)(&moved.customer, &when));
            (
                t.move_title,
                lead,
                NextStep { href: appointment_href(&moved.id), label: moved.customer.clone() },
            )
        }
        None => (t.book, zone, NextStep { href: PATH.to_owned(), label: t.title.to_owned() }),
    };
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(title)/>
        <PageHead title=title lead=lead crumb=back/>
        <div class="stack">{content(page, actions, cx)}</div>
    }
    .into_any()
}

fn content(page: &SlotsView, actions: Actions, cx: PageCx) -> AnyView {
    let t = AppointmentTexts::spoken(cx.locale);
    if page.moves.is_none() && page.services.is_empty() && page.agent.is_none() {
        return view! {
            <EmptyState icon=Icon::Clock title=t.set_up text=t.set_up_text>
                <ButtonLink href=SETTINGS label=t.settings variant=Variant::Primary/>
            </EmptyState>
        }
        .into_any();
    }
    let is_chosen = page.moves.is_some() || page.service.is_some();
    let form = match (is_chosen, page.slots.is_empty(), &page.moves) {
        (false, ..) => view! { <Notice tone=Tone::Off text=t.choose_service_text/> }.into_any(),
        (true, true, _) => none_free(page, cx),
        (true, false, Some(moved)) => move_form(page, moved, actions.moves, cx),
        (true, false, None) => book_form(page, actions.book, cx),
    };
    view! {
        {day_form(page, cx)}
        {form}
    }
    .into_any()
}

/// The choice of the service and of the day, which stands in the address.
fn day_form(page: &SlotsView, cx: PageCx) -> AnyView {
    let t = AppointmentTexts::spoken(cx.locale);
    let what = match &page.moves {
        Some(moved) => {
            view! { <input type="hidden" name=SlotsQuery::MOVES value=moved.id.to_string()/> }.into_any()
        }
        None => {
            let agent = (!page.agents.is_empty()).then(|| whose_hours(page, cx));
            let service = page.service.written();
            let services = page
                .services
                .iter()
                .map(|there| SelectOption::new(there.id.as_str(), there.service.name.clone()));
            let options = SelectOption::or_none(t.choose_service, services.collect());
            let bound = Bound::new(SlotsQuery::SERVICE, service);
            view! { {agent} <Select label=t.service bound=bound options=options/> }.into_any()
        }
    };
    let date = Bound::new(SlotsQuery::DATE, DateText::of(page.day).written());
    let pages = List { path: BOOK, title: t.book, first: t.first, next: t.next };
    let fields = view! { {what} <TextField label=t.date bound=date kind="date"/> }.into_any();
    pages.filters("slots-filter", "filters few", fields)
}

/// The choice of the hours: those of the organisation, or of an agent that has its own.
fn whose_hours(page: &SlotsView, cx: PageCx) -> AnyView {
    let t = AppointmentTexts::spoken(cx.locale);
    let agents = page.agents.iter().map(|(id, name)| SelectOption::new(id.as_str(), name.clone())).collect();
    let options = SelectOption::or_none(t.organisations_hours, agents);
    let bound = Bound::new(SlotsQuery::AGENT, page.agent.written());
    view! { <Select label=t.whose_hours bound=bound options=options/> }.into_any()
}

fn none_free(page: &SlotsView, cx: PageCx) -> AnyView {
    let t = AppointmentTexts::spoken(cx.locale);
    let text = (t.none_free)(&said_day_within(page.day, cx.locale));
    match page.next_day {
        Some(day) => {
            let query = SlotsQuery {
                agent: page.agent.clone().filter(|_| page.moves.is_none()),
                service: page.service.clone(),
                moves: page.moves.as_ref().map(|moved| moved.id.clone()),
                date: DateText::of(day),
            };
            let label = (t.next_free)(&said_day_within(day, cx.locale));
            view! {
                <Notice tone=Tone::Off text=text/>
                <div class="actions"><ButtonLink href=listed_href(BOOK, &query) label=label/></div>
            }
            .into_any()
        }
        None => view! { <Notice tone=Tone::Off text=format!("{text} {}", t.none_free_ahead)/> }.into_any(),
    }
}

fn times(page: &SlotsView) -> Vec<SelectOption> {
    let option = |at: &i64| SelectOption::new(at.to_string(), written::clock(*at, &page.zone));
    page.slots.iter().map(option).collect()
}

fn book_form(page: &SlotsView, state: FormState, cx: PageCx) -> AnyView {
    let t = AppointmentTexts::spoken(cx.locale);
    let agent = state.bind_silently(BookForm::agent(), "").name;
    let hours_of = page.agent.written().to_owned();
    let service = state.bind_silently(BookForm::service(), "").name;
    let chosen = page.service.written().to_owned();
    let start = state.bind(BookForm::start(), "");
    let customer = state.bind(BookForm::customer(), "");
    let phone = state.bind(BookForm::phone(), "");
    let email = state.bind(BookForm::email(), "");
    let note = state.bind(BookForm::note(), "");
    let (day, times) = (said_day(page.day, cx.locale), times(page));
    view! {
        <Card title=day>
            <Form action=BookAppointment::PATH form_action=state.action() class="form">
                <input type="hidden" name=agent value=hours_of/>
                <input type="hidden" name=service value=chosen/>
                <ProblemNotice problem=state.general()/>
                <Select label=t.time bound=start options=times/>
                <TextField label=t.customer bound=customer required=true/>
                <TextField label=t.phone bound=phone optional=t.optional inputmode="tel"/>
                <TextField label=t.email bound=email optional=t.optional inputmode="email"/>
                <TextArea label=t.note bound=note optional=t.optional rows=2/>
                <div class="actions">
                    <Button label=t.book_now variant=Variant::Primary pending=state.pending()/>
                </div>
            </Form>
        </Card>
    }
    .into_any()
}

fn move_form(page: &SlotsView, moved: &AppointmentView, state: FormState, cx: PageCx) -> AnyView {
    let t = AppointmentTexts::spoken(cx.locale);
    let id = moved.id.to_string();
    let start = state.bind(MoveForm::start(), "");
    let (day, times) = (said_day(page.day, cx.locale), times(page));
    view! {
        <Card title=day>
            <Form action=MoveAppointment::PATH form_action=state.action() class="form">
                <input type="hidden" name="appointment" value=id/>
                <ProblemNotice problem=state.general()/>
                <Select label=t.time bound=start options=times/>
                <div class="actions">
                    <Button label=t.move_now variant=Variant::Primary pending=state.pending()/>
                </div>
            </Form>
        </Card>
    }
    .into_any()
}

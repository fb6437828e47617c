//! `/dashboard/appointments`: what is booked on a day, in a week, or from a day on.

use leptos::prelude::*;

use super::{AppointmentTexts, BOOK, PATH, SETTINGS, appointment_href, written};
use crate::{
    app::{
        address::use_address,
        i18n::{CommonTexts, Spoken},
        list::List,
        page_cx::{PageCx, failed, skeleton},
        paths::listed_href,
        read::use_view,
        ui::{
            button::{ButtonLink, Variant},
            empty_state::EmptyState,
            field::{Bound, TextField},
            icon::Icon,
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::{Pill, Tone},
            select::{Select, SelectOption},
        },
    },
    domain::{
        appointment::{
            AppointmentState, AppointmentView, AppointmentsQuery, AppointmentsView, DateText, Layout,
            StateFilter, Weekday, said_day, said_days,
        },
        contact::ContactView,
        list::InQuery,
        moment::day_of_year,
        phone::E164,
        role::Permission,
        topic::Topic,
        zone::Zone,
    },
};

#[component]
pub fn AppointmentsPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = AppointmentTexts::spoken(cx.locale);
    let address = use_address();
    let asked = Signal::derive(move || Some(address.with(AppointmentsQuery::read).to_string()));
    let list = use_view::<AppointmentsView>(asked, &[Topic::Appointments], Vec::new());
    let book = cx.may(Permission::ManageAppointments).then(|| {
        view! { <ButtonLink href=BOOK label=t.book variant=Variant::Primary icon=Icon::Plus/> }
    });
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.title)/>
        <Page>
            <PageHead title=t.title>
                <ButtonLink href=SETTINGS label=t.settings icon=Icon::Clock/>
                {book}
            </PageHead>
            {list.shown(skeleton(t.loading), failed, move |list| {
                whole(list, &address.with_untracked(AppointmentsQuery::read), cx.at(list.now))
            })}
        </Page>
    }
    .into_any()
}

fn whole(list: &AppointmentsView, query: &AppointmentsQuery, cx: PageCx) -> AnyView {
    let t = AppointmentTexts::spoken(cx.locale);
    if !list.can_be_booked && list.appointments.is_empty() && !query.narrows() && query.after.is_none() {
        return view! {
            <EmptyState icon=Icon::Clock title=t.set_up text=t.set_up_text>
                <ButtonLink href=SETTINGS label=t.settings variant=Variant::Primary/>
            </EmptyState>
        }
        .into_any();
    }
    let pages = List { path: PATH, title: t.title, first: t.first, next: t.next };
    let layouts = Layout::ALL.map(|layout| SelectOption::new(layout.code(), (t.layout_name)(layout)));
    let layout = Bound::new(AppointmentsQuery::layout(), list.layout.code());
    let date = Bound::new(AppointmentsQuery::date(), DateText::of(list.from).written());
    let state = (list.layout == Layout::List).then(|| {
        let states = StateFilter::ALL.map(|state| SelectOption::new(state.code(), (t.state_filter)(state)));
        let bound = Bound::new(AppointmentsQuery::state(), query.state.code());
        view! { <Select label=t.state bound=bound options=states.to_vec()/> }
    });
    let fields = view! {
        <Select label=t.layout bound=layout options=layouts.to_vec()/>
        <TextField label=t.date bound=date kind="date"/>
        {state}
    }
    .into_any();
    view! {
        {pages.filters("appointments-filter", "filters many", fields)}
        <p class="hint">{(t.lead)(list.zone.name.as_str())}</p>
        {match list.layout {
            Layout::Day | Layout::Week => days(list, query, cx),
            Layout::List => rows(list, query, pages, cx),
        }}
    }
    .into_any()
}

/// A day, or each of a week, between the links to the days around.
fn days(list: &AppointmentsView, query: &AppointmentsQuery, cx: PageCx) -> AnyView {
    let t = AppointmentTexts::spoken(cx.locale);
    let other = |day: i64| {
        let query = AppointmentsQuery { date: DateText::of(day), ..query.clone() };
        listed_href(PATH, &query)
    };
    let step = list.to - list.from;
    let in_week = list.layout == Layout::Week;
    let (class, week) = match in_week {
        true => {
            let days = said_days(list.from, list.to - 1, cx.locale);
            ("agenda week", Some(view! { <h2 class="agenda-head">{days}</h2> }.into_any()))
        }
        false => ("agenda", None),
    };
    let head = |day: i64| match in_week {
        true => {
            let (weekday, date) = (Weekday::of(day).name(cx.locale), day_of_year(day, cx.locale));
            view! { <h3>{weekday}" "<span>{date}</span></h3> }.into_any()
        }
        false => view! { <h2>{said_day(day, cx.locale)}</h2> }.into_any(),
    };
    let days: Vec<AnyView> = (list.from..list.to).map(|day| of_day(list, day, head(day), cx)).collect();
    view! {
        <nav class="actions" aria-label=t.date>
            <ButtonLink href=other(list.from - step) label=t.earlier/>
            <ButtonLink href=other(list.today) label=t.today/>
            <ButtonLink href=other(list.to) label=t.later/>
        </nav>
        {week}
        <div class=class>{days}</div>
    }
    .into_any()
}

fn of_day(list: &AppointmentsView, day: i64, head: AnyView, cx: PageCx) -> AnyView {
    let t = AppointmentTexts::spoken(cx.locale);
    let on_day = |appointment: &&AppointmentView| written::day_of(appointment.starts_at, &list.zone) == day;
    let booked: Vec<AnyView> = list
        .appointments
        .iter()
        .filter(on_day)
        .map(|appointment| {
            let when = written::span(appointment, &list.zone);
            view! {
                <li>
                    <b><a href=appointment_href(&appointment.id)>{when}</a></b>
                    <p>{customer(appointment, cx)}</p>
                    <p class="hint">{appointment.service.clone()}</p>
                    {marks(list, appointment, cx)}
                </li>
            }
            .into_any()
        })
        .collect();
    let content = if booked.is_empty() {
        view! { <p class="hint">{t.nothing}</p> }.into_any()
    } else {
        view! { <ul>{booked}</ul> }.into_any()
    };
    view! {
        <section class="card pad">
            {head}
            {content}
        </section>
    }
    .into_any()
}

fn rows(list: &AppointmentsView, query: &AppointmentsQuery, pages: List<'_>, cx: PageCx) -> AnyView {
    let t = AppointmentTexts::spoken(cx.locale);
    let rows = if list.appointments.is_empty() {
        pages.no_match((t.none, t.none_text), t.clear)
    } else {
        let rows: Vec<AnyView> =
            list.appointments.iter().map(|appointment| listed(list, appointment, cx)).collect();
        view! { <ul class="card rows">{rows}</ul> }.into_any()
    };
    let first = query.after.is_some().then(|| query.from(None).to_string());
    let next = list.next.as_ref().map(|next| query.from(Some(next)).to_string());
    view! {
        {rows}
        {pages.pages(first, next)}
    }
    .into_any()
}

/// Says why somebody has to look at an appointment, if they have to.
fn marks(list: &AppointmentsView, appointment: &AppointmentView, cx: PageCx) -> Vec<AnyView> {
    let t = AppointmentTexts::spoken(cx.locale);
    let of_this = list.marks.iter().filter(|(id, _)| *id == appointment.id);
    let said = |label: &'static str| view! { <p><Pill tone=Tone::Warn label=label/></p> }.into_any();
    of_this.map(|(_, mark)| said((t.mark)(*mark))).collect()
}

fn listed(list: &AppointmentsView, appointment: &AppointmentView, cx: PageCx) -> AnyView {
    let said = Said {
        title: customer(appointment, cx),
        under: Some(appointment.service.clone()),
        when: when(appointment, &list.zone, cx),
        reached: appointment.phone.as_ref(),
        marks: marks(list, appointment, cx),
    };
    row(appointment, said, cx)
}

/// An appointment on the page of its contact, which says once who that is; another name or number that it
/// was booked under is told. The page does not say in which zone its times are: the row does.
pub fn row_of(contact: &ContactView, appointment: &AppointmentView, zone: &Zone, cx: PageCx) -> AnyView {
    let said = Said {
        title: appointment.service.clone(),
        under: Some(customer(appointment, cx)).filter(|name| *name != contact.called()),
        when: format!("{} {}", when(appointment, zone, cx), zone.said(appointment.starts_at)),
        reached: appointment.phone.as_ref().filter(|phone| contact.phone.as_ref() != Some(*phone)),
        marks: Vec::new(),
    };
    row(appointment, said, cx)
}

/// The contents of a row.
struct Said<'a> {
    title: String,
    under: Option<String>,
    when: String,
    reached: Option<&'a E164>,
    marks: Vec<AnyView>,
}

fn when(appointment: &AppointmentView, zone: &Zone, cx: PageCx) -> String {
    let day = said_day(written::day_of(appointment.starts_at, zone), cx.locale);
    format!("{day} {}", written::span(appointment, zone))
}

/// An appointment as a row of four columns.
fn row(appointment: &AppointmentView, said: Said<'_>, cx: PageCx) -> AnyView {
    let Said { title, under, when, reached, marks } = said;
    let under = under.map(|under| view! { <p>{under}</p> }.into_any());
    let reached = reached.map(E164::pretty);
    view! {
        <li>
            <div>
                <b><a href=appointment_href(&appointment.id)>{title}</a></b>
                {under}
                {marks}
            </div>
            <span>{when}</span>
            <span class="hint">{reached}</span>
            {pill(appointment.state, cx)}
        </li>
    }
    .into_any()
}

/// The customer's name, or words in its place where they were erased.
pub(super) fn customer(appointment: &AppointmentView, cx: PageCx) -> String {
    match appointment.customer.as_str() {
        "" => AppointmentTexts::spoken(cx.locale).erased.to_owned(),
        customer => customer.to_owned(),
    }
}

pub(super) fn pill(state: AppointmentState, cx: PageCx) -> AnyView {
    let label = (AppointmentTexts::spoken(cx.locale).state_name)(state);
    let tone = match state {
        AppointmentState::Booked => Tone::Ok,
        AppointmentState::Cancelled => Tone::Off,
    };
    view! { <Pill tone=tone label=label/> }.into_any()
}

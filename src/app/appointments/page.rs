//! `/dashboard/appointments/:id`: one appointment, how it is moved, and how it is cancelled.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    AppointmentTexts, BOOK, PATH,
    api::{CANCEL_FORM, CancelAppointment, MAIL_FORM, MailAppointment},
    list_page::{customer, pill},
    written,
};
use crate::{
    app::{
        contacts::contact_href,
        form_action::Form,
        form_state::{FormState, FormStates as _, form_states},
        i18n::{CommonTexts, Spoken},
        page_cx::{PageCx, no_page, skeleton},
        paths::{call_href, listed_href},
        read::use_view,
        ui::{
            button::{Button, ButtonLink, Variant},
            card::Card,
            data_list::{DataList, Fact},
            notice::{NextStep, Notice},
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::{Pill, Tone},
            time::Time,
        },
    },
    domain::{
        appointment::{
            self, AppointmentState, AppointmentView, CustomerMailState, CustomerMailView, InCalendar,
            SlotsQuery, said_day, said_day_within,
        },
        problem::{Mail, ProblemKind},
        provider::smtp,
        role::Permission,
        topic::Topic,
    },
};

form_states! {
    struct Actions {
        cancel: CANCEL_FORM => |cx| AppointmentTexts::spoken(cx.locale).cancelled,
        mail: MAIL_FORM => |cx| AppointmentTexts::spoken(cx.locale).mailed,
    }
}

#[component]
pub fn AppointmentPage(id: String) -> impl IntoView {
    let cx = PageCx::here();
    let t = AppointmentTexts::spoken(cx.locale);
    let actions = Actions::new(cx);
    let page = use_view::<appointment::AppointmentPage>(
        Signal::stored(Some(id)),
        &[Topic::Appointments],
        actions.answers(),
    );
    view! {
        <Page narrow=true>
            {page.shown(skeleton(t.loading), no_page, move |page| whole(page, actions, cx.at(page.now)))}
        </Page>
    }
    .into_any()
}

fn whole(page: &appointment::AppointmentPage, actions: Actions, cx: PageCx) -> AnyView {
    let t = AppointmentTexts::spoken(cx.locale);
    let appointment = &page.appointment;
    let crumb = NextStep { href: PATH.to_owned(), label: t.title.to_owned() };
    let day = said_day(written::day_of(appointment.starts_at, &page.zone), cx.locale);
    let when = format!("{day} {}", written::span(appointment, &page.zone));
    let zone = page.zone.said(appointment.starts_at);
    let AppointmentView { service, note, .. } = appointment.clone();
    let customer = customer(appointment, cx);
    let call = appointment.call.as_ref().map(|call| {
        let href = call_href(call);
        view! { <Fact term=t.call><a href=href>{t.to_call}</a></Fact> }
    });
    let contact = appointment.contact.as_ref().map(|contact| {
        let (href, name) = (contact_href(contact), customer.clone());
        view! { <Fact term=t.contact><a href=href>{name}</a></Fact> }
    });
    let phone = appointment.phone.as_ref().map(|phone| phone.pretty());
    let phone = phone.map(|phone| view! { <Fact term=t.phone>{phone}</Fact> });
    let email = appointment.email.as_ref().map(|email| email.as_str().to_owned());
    let email = email.map(|email| view! { <Fact term=t.email>{email}</Fact> });
    let note = (!note.is_empty()).then(|| view! { <Fact term=t.note>{note}</Fact> });
    let fact = |text: &'static str| view! { <Fact term=t.calendar>{text}</Fact> };
    let warning = |text: String| view! { <Notice tone=Tone::Warn text=text/> };
    let (calendar, differs) = match page.calendar {
        None => (None, None),
        Some(InCalendar::There) => (Some(fact(t.calendar_there)), None),
        Some(InCalendar::Waits) => (Some(fact(t.calendar_waits)), None),
        Some(InCalendar::Elsewhere(at)) => {
            let day = said_day_within(written::day_of(at, &page.zone), cx.locale);
            let text = (t.calendar_elsewhere)(&format!("{day} {}", written::clock(at, &page.zone)));
            (None, Some(warning(text)))
        }
        Some(InCalendar::Refused) => (None, Some(warning(t.calendar_refused.to_owned()))),
    };
    let clashes = page.clashes.then(|| view! { <Notice tone=Tone::Warn text=t.calendar_clashes/> });
    let may = cx.may(Permission::ManageAppointments) && appointment.state == AppointmentState::Booked;
    let changes = may.then(|| changes(appointment, actions.cancel, cx));
    let is_mailed = page.can_be_mailed || !page.mails.is_empty();
    let mails = is_mailed.then(|| mails(page, actions.mail, cx));
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(&customer)/>
        <PageHead title=customer crumb=crumb mark=pill(appointment.state, cx)/>
        <div class="stack">
            {actions.refusals()}
            {differs}
            {clashes}
            <Card>
                <DataList>
                    <Fact term=t.when>{when}" "{zone}</Fact>
                    <Fact term=t.service>{service}</Fact>
                    {contact}
                    {phone}
                    {email}
                    {note}
                    {call}
                    {calendar}
                </DataList>
            </Card>
            {mails}
            {changes}
        </div>
    }
    .into_any()
}

/// The mails to the customer, and the button that sends how the appointment stands.
fn mails(page: &appointment::AppointmentPage, again: FormState, cx: PageCx) -> AnyView {
    let t = AppointmentTexts::spoken(cx.locale);
    let rows: Vec<AnyView> = page.mails.iter().map(|mail| mail_row(mail, cx)).collect();
    let rows = if rows.is_empty() {
        view! { <p class="hint">{t.no_mail}</p> }.into_any()
    } else {
        view! { <ul class="rows">{rows}</ul> }.into_any()
    };
    let id = page.appointment.id.to_string();
    let may = page.can_be_mailed && cx.may(Permission::ManageAppointments);
    let button = may.then(|| {
        view! {
            <Form action=MailAppointment::PATH form_action=again.action()>
                <input type="hidden" name="appointment" value=id/>
                <Button label=t.mail_again pending=again.pending()/>
            </Form>
        }
    });
    view! {
        <Card title=t.mails>
            <div class="stack">{rows}{button}</div>
        </Card>
    }
    .into_any()
}

fn mail_row(mail: &CustomerMailView, cx: PageCx) -> AnyView {
    let t = AppointmentTexts::spoken(cx.locale);
    let CustomerMailView { mail, state, at, problem } = mail;
    let tone = match (state, problem) {
        (CustomerMailState::Sent, _) => Tone::Ok,
        (CustomerMailState::Waits, None) => Tone::Off,
        (CustomerMailState::Waits, Some(_)) | (CustomerMailState::Unsure, _) => Tone::Warn,
        (CustomerMailState::Failed, _) => Tone::Bad,
    };
    let when = match state {
        CustomerMailState::Waits => cx.due(*at).into_any(),
        _ => view! { <Time at=cx.moment(*at)/> }.into_any(),
    };
    let why = match (state, problem) {
        (CustomerMailState::Sent, _) => None,
        (CustomerMailState::Unsure, _) => Some(t.mail_unsure.to_owned()),
        (_, problem) => problem.as_ref().map(|problem| problem.sentence(cx.locale)),
    };
    let why = why.map(|why| view! { <p>{why}</p> });
    let lacks = problem.as_ref().is_some_and(|problem| problem.kind == ProblemKind::Mail(Mail::NoSender));
    let connect = cx
        .to_connect(smtp::PROVIDER)
        .filter(|_| lacks)
        .map(|NextStep { href, label }| view! { <a href=href>{label}</a> });
    view! {
        <li>
            <div><b>{(t.mail_name)(*mail)}</b>{why}</div>
            <span>{when}</span>
            <span>{connect}</span>
            <Pill tone=tone label=(t.mail_state)(*state)/>
        </li>
    }
    .into_any()
}

fn changes(appointment: &AppointmentView, cancel: FormState, cx: PageCx) -> AnyView {
    let t = AppointmentTexts::spoken(cx.locale);
    let moves = SlotsQuery { moves: Some(appointment.id.clone()), ..SlotsQuery::default() };
    let id = appointment.id.to_string();
    view! {
        <div class="actions"><ButtonLink href=listed_href(BOOK, &moves) label=t.move_link/></div>
        <Card title=t.cancel lead=t.cancel_lead>
            <Form action=CancelAppointment::PATH form_action=cancel.action()>
                <input type="hidden" name="appointment" value=id/>
                <Button label=t.cancel variant=Variant::Destroy pending=cancel.pending()/>
            </Form>
        </Card>
    }
    .into_any()
}

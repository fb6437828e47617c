//! `/dashboard/appointments/:id`: one appointment, how it is moved, and how it is cancelled.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    AppointmentTexts, BOOK, PATH,
    api::{CANCEL_FORM, CancelAppointment},
    list_page::{customer, pill},
    written,
};
use crate::{
    app::{
        contacts::contact_href,
        errors::ProblemNotice,
        form_action::Form,
        form_state::FormState,
        i18n::Spoken,
        page_cx::{PageCx, no_page, skeleton},
        paths::{call_href, listed_href},
        read::use_view,
        ui::{
            button::{Button, ButtonLink, Variant},
            card::Card,
            data_list::{DataList, Fact},
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
        },
    },
    domain::{
        appointment::{self, AppointmentState, AppointmentView, SlotsQuery, said_day},
        role::Permission,
        topic::Topic,
    },
};

#[component]
pub fn AppointmentPage(id: String) -> impl IntoView {
    let cx = PageCx::here();
    let t = AppointmentTexts::spoken(cx.locale);
    let cancel = FormState::alone(CANCEL_FORM, cx, Some(|cx| AppointmentTexts::spoken(cx.locale).cancelled));
    let again = vec![cancel.action().version()];
    let page =
        use_view::<appointment::AppointmentPage>(Signal::stored(Some(id)), &[Topic::Appointments], again);
    view! {
        <Page narrow=true>
            {page.shown(skeleton(t.loading), no_page, move |page| whole(page, cancel, cx.at(page.now)))}
        </Page>
    }
    .into_any()
}

fn whole(page: &appointment::AppointmentPage, cancel: FormState, cx: PageCx) -> AnyView {
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
    let may = cx.may(Permission::ManageAppointments) && appointment.state == AppointmentState::Booked;
    let changes = may.then(|| changes(appointment, cancel, cx));
    view! {
        <PageTitle text=(cx.t.common.title)(&customer)/>
        <PageHead title=customer crumb=crumb mark=pill(appointment.state, cx)/>
        <div class="stack">
            <ProblemNotice problem=cancel.problem()/>
            <Card>
                <DataList>
                    <Fact term=t.when>{when}" "{zone}</Fact>
                    <Fact term=t.service>{service}</Fact>
                    {contact}
                    {phone}
                    {email}
                    {note}
                    {call}
                </DataList>
            </Card>
            {changes}
        </div>
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

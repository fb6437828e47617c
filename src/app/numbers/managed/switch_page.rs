//! `/dashboard/integrations/twilio/switch?to=…`: from an own Twilio account to managed
//! numbers, or the other way round. The old numbers are left first, then this page leads
//! on.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    ManagedTexts,
    api::{SWITCH_FORM, SwitchNumbers},
    words,
};
use crate::{
    app::{
        address::use_query,
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        form_state::{FormState, input_name},
        i18n::{CommonTexts, Spoken},
        integrations::{DisconnectTexts, IntegrationsTexts},
        page_cx::{PageCx, no_page, skeleton},
        paths::{BUY_NUMBER, CHOOSE_NUMBER, TWILIO, operation_href, switch_href},
        read::use_view,
        ui::{
            button::{Button, ButtonLink, Variant},
            card::Card,
            choice::Checkbox,
            effects::effects,
            icon::Icon,
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::Tone,
        },
    },
    domain::{
        credential::Account,
        feature::Feature,
        managed::{SwitchForm, SwitchView},
        number::NumberSource,
        removal::AffectedNumber,
        role::Permission,
        topic::Topic,
    },
};

#[component]
pub fn SwitchNumbersPage() -> impl IntoView {
    let cx = PageCx::here();
    let send = FormAction::default();
    let state = FormState::new(SWITCH_FORM, send);
    let to = use_query("to");
    let to =
        Signal::derive(move || Some(to.get().unwrap_or_else(|| NumberSource::Managed.code().to_owned())));
    let view = use_view::<SwitchView>(to, &Topic::BUT_AUDIT, vec![send.version()]);
    view! {
        <Page narrow=true>
            {view.shown(skeleton(ManagedTexts::spoken(cx.locale).leave.loading), no_page, move |view| {
                whole(view, send, state, cx)
            })}
        </Page>
    }
    .into_any()
}

fn whole(view: &SwitchView, send: FormAction, state: FormState, cx: PageCx) -> AnyView {
    let t = &ManagedTexts::spoken(cx.locale).leave;
    let (title, lead, other) = match view.to {
        NumberSource::Managed => (t.to_managed_title, t.to_managed_lead, (NumberSource::Byo, t.to_own)),
        NumberSource::Byo => (t.to_own_title, t.to_own_lead, (NumberSource::Managed, t.to_managed)),
    };
    let label = (DisconnectTexts::spoken(cx.locale).back)(Account::TWILIO.provider.name());
    let crumb = NextStep { href: TWILIO.to_owned(), label };
    // No number is given up for managed ones that cannot be had.
    let closed = words::closed(view.state, cx).filter(|_| view.to == NumberSource::Managed);
    let content = match closed {
        Some(closed) => closed,
        // The own account is disconnected for managed numbers.
        None if view.leaves_something()
            && view.to == NumberSource::Managed
            && !cx.may(Permission::ManageKeys) =>
        {
            cx.look_only()
        }
        None if view.leaves_something() => first(view, send, state, cx),
        None => then(view, cx),
    };
    let (href, label) = (switch_href(other.0), other.1);
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(title)/>
        <PageHead title=title lead=lead crumb=crumb/>
        <div class="stack">
            {content}
            {(!cx.is_off(Feature::of(other.0)))
                .then(|| view! { <p class="footnote"><a href=href>{label}</a></p> })}
        </div>
    }
    .into_any()
}

/// The first step: the numbers that go, by name, and the agreement to that.
fn first(view: &SwitchView, send: FormAction, state: FormState, cx: PageCx) -> AnyView {
    let t = &ManagedTexts::spoken(cx.locale).leave;
    let (then, leave) = match view.to {
        NumberSource::Managed => (t.then_buy, t.leave_own),
        NumberSource::Byo => (t.then_connect, (t.leave_managed)(view.numbers.len())),
    };
    let agree = state.bind(SwitchForm::agree(), "");
    let (goes, to) = (goes(view, cx), view.to.code());
    view! {
        <Card tone=Tone::Bad title=t.first_leave>
            <Form action=SwitchNumbers::PATH form_action=send class="form">
                {goes}
                <input type="hidden" name=input_name(SwitchForm::to().name) value=to/>
                <Checkbox label=t.agree bound=agree/>
                <ProblemNotice problem=state.general()/>
                <div class="actions">
                    <Button label=leave variant=Variant::Destroy pending=state.pending()/>
                    <ButtonLink
                        href=TWILIO
                        label=CommonTexts::spoken(cx.locale).cancel
                        variant=Variant::Quiet
                    />
                </div>
            </Form>
        </Card>
        <p>{then}</p>
    }
    .into_any()
}

fn goes(view: &SwitchView, cx: PageCx) -> AnyView {
    let t = &ManagedTexts::spoken(cx.locale).leave;
    let count = view.numbers.len();
    let (title, goes, stays) = match (view.to, &view.account) {
        (NumberSource::Byo, _) => {
            ((t.managed_numbers)(count), (t.managed_leaves)(count).to_owned(), t.managed_stays)
        }
        (NumberSource::Managed, account) => {
            let title = if count == 0 { t.no_own_numbers.to_owned() } else { (t.own_numbers)(count) };
            (title, (t.own_leaves)(account.as_deref().unwrap_or_default()), t.own_stays)
        }
    };
    let row = |AffectedNumber { e164, agent }: &AffectedNumber| {
        let number = e164.pretty();
        let text = match agent {
            Some(agent) => (DisconnectTexts::spoken(cx.locale).loses)(&number, agent),
            None => (DisconnectTexts::spoken(cx.locale).nobody_loses)(&number),
        };
        (Icon::Phone, text)
    };
    let rows = view.numbers.iter().map(row).collect();
    view! {
        <section>
            <h3>{title}</h3>
            {effects(rows)}
        </section>
        <p>{goes}</p>
        <p>{stays}</p>
    }
    .into_any()
}

/// The last step, with nothing left to leave: a link to what comes in its place.
fn then(view: &SwitchView, cx: PageCx) -> AnyView {
    let t = &ManagedTexts::spoken(cx.locale).leave;
    let to = |href: &str, label: &str| Some(NextStep { href: href.to_owned(), label: label.to_owned() });
    let (text, next) = match (view.to, &view.account) {
        (NumberSource::Managed, _) => (t.now_buy, to(BUY_NUMBER, ManagedTexts::spoken(cx.locale).buy)),
        (NumberSource::Byo, None) => (t.now_connect, cx.to_connect(Account::TWILIO.provider)),
        (NumberSource::Byo, Some(_)) => {
            (t.now_choose, to(CHOOSE_NUMBER, IntegrationsTexts::spoken(cx.locale).choose_number))
        }
    };
    let last = view.operation.as_ref().map(|operation| {
        let label = DisconnectTexts::spoken(cx.locale).last_cleanup;
        view! { <ButtonLink href=operation_href(operation) label=label icon=Icon::List/> }.into_any()
    });
    view! {
        <Card title=t.nothing_to_leave lead=text>
            <div class="actions">
                {next
                    .map(|NextStep { href, label }| {
                        view! { <ButtonLink href=href label=label variant=Variant::Primary/> }
                    })}
                {last}
            </div>
        </Card>
    }
    .into_any()
}

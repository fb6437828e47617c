//! The card by which a person has the agent ring them, once their phone is confirmed.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    Actions, TrialTexts,
    api::{AskForPhone, ConfirmPhone, ForgetPhone, RingMe},
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::Form,
        i18n::Spoken,
        page_cx::PageCx,
        paths::NUMBERS,
        read::nothing,
        ui::{
            button::{Button, ButtonLink, Variant},
            card::Card,
            field::TextField,
        },
    },
    domain::{
        phone::E164,
        trial::{CODE_MINUTES, MAX_CALL_MINUTES, PhoneCodeForm, PhoneForm, PhoneState, TrialView},
    },
};

pub(super) fn card(trial: &TrialView, actions: Actions, cx: PageCx) -> AnyView {
    if !trial.can_answer {
        return nothing();
    }
    let t = TrialTexts::spoken(cx.locale);
    let phone = &trial.phone;
    let body = match (&phone.rings_from, &phone.number, phone.state) {
        (None, ..) => view! {
            <p>{t.no_number}</p>
            <div class="actions"><ButtonLink href=NUMBERS label=t.to_numbers/></div>
        }
        .into_any(),
        (Some(from), Some(number), PhoneState::Confirmed) => ring(trial, from, number, actions, cx),
        (Some(from), Some(number), PhoneState::Asked) => view! {
            {code(number, actions, cx)}
            {ask(trial, from, actions, cx)}
        }
        .into_any(),
        (Some(from), ..) => ask(trial, from, actions, cx),
    };
    view! {
        <Card title=t.call_me lead=(t.calls_left)(phone.left_today)>
            <div class="stack">
                <ProblemNotice problem=actions.forget.problem()/>
                <ProblemNotice problem=actions.ring.problem()/>
                {body}
            </div>
        </Card>
    }
    .into_any()
}

/// The form of a number, to which a code is to be read.
fn ask(trial: &TrialView, from: &E164, actions: Actions, cx: PageCx) -> AnyView {
    let t = TrialTexts::spoken(cx.locale);
    let state = actions.phone;
    let known = trial.phone.number.as_ref().map(E164::pretty).unwrap_or_default();
    let (agent, number) = (trial.agent.to_string(), state.bind(PhoneForm::number(), &known));
    let first = (t.confirm_first)(&from.unbroken());
    view! {
        <Form action=AskForPhone::PATH form_action=state.action() class="form">
            <p>{first}</p>
            <input type="hidden" name="agent" value=agent/>
            <TextField
                label=t.phone
                bound=number
                hint=t.phone_hint
                inputmode="tel"
                autocomplete="tel"
                required=true
            />
            <ProblemNotice problem=state.general()/>
            <div class="actions"><Button label=t.read_code pending=state.pending()/></div>
        </Form>
    }
    .into_any()
}

fn code(number: &E164, actions: Actions, cx: PageCx) -> AnyView {
    let t = TrialTexts::spoken(cx.locale);
    let state = actions.code;
    let code = state.bind(PhoneCodeForm::code(), "");
    let read = (t.code_read)(&number.unbroken(), CODE_MINUTES);
    view! {
        <Form action=ConfirmPhone::PATH form_action=state.action() class="form">
            <p>{read}</p>
            <TextField
                label=t.code
                bound=code
                inputmode="numeric"
                autocomplete="one-time-code"
                required=true
            />
            <ProblemNotice problem=state.general()/>
            <div class="actions">
                <Button label=t.confirm variant=Variant::Primary pending=state.pending()/>
            </div>
        </Form>
    }
    .into_any()
}

fn ring(trial: &TrialView, from: &E164, number: &E164, actions: Actions, cx: PageCx) -> AnyView {
    let t = TrialTexts::spoken(cx.locale);
    let agent = trial.agent.to_string();
    view! {
        <p>{(t.will_ring)(&number.unbroken(), &from.unbroken(), MAX_CALL_MINUTES)}</p>
        <div class="actions">
            <Form action=RingMe::PATH form_action=actions.ring.action()>
                <input type="hidden" name="agent" value=agent/>
                <Button label=t.ring variant=Variant::Primary pending=actions.ring.pending()/>
            </Form>
            <Form action=ForgetPhone::PATH form_action=actions.forget.action()>
                <Button label=t.another pending=actions.forget.pending()/>
            </Form>
        </div>
    }
    .into_any()
}

//! The form that injects a fault, and the faults that are injected.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    SandboxTexts,
    api::{CLEAR_FORM, ClearFaults, FAULT_FORM, InjectFault},
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::Form,
        form_state::{FormState, form_states},
        i18n::Spoken,
        page_cx::PageCx,
        ui::{
            button::{Button, Variant},
            card::Card,
            field::TextField,
            icon::Icon,
            select::{Select, SelectOption},
        },
    },
    domain::{
        fault_form::FaultForm,
        form::Input,
        role::Permission,
        sandbox::{FaultKind, SandboxProvider, Snapshot},
    },
};

form_states! {
    pub(super) struct FaultState {
        inject: FAULT_FORM => |cx| SandboxTexts::spoken(cx.locale).injected,
        clear: CLEAR_FORM => |cx| SandboxTexts::spoken(cx.locale).cleared,
    }
}

pub(super) fn active(snapshot: &Snapshot, fault: FaultState, cx: PageCx) -> AnyView {
    let t = SandboxTexts::spoken(cx.locale);
    let faults: Vec<AnyView> = snapshot
        .faults
        .iter()
        .map(|fault| {
            let provider = fault.provider.name(cx.locale);
            let kind = (t.kind)(fault.kind);
            let text = (t.fault)(provider, kind, fault.remaining, fault.skip);
            view! { <li>{text}</li> }.into_any()
        })
        .collect();
    let held = (snapshot.held > 0).then(|| view! { <p>{(t.held)(snapshot.held)}</p> }.into_any());
    let clear = cx.may(Permission::ManageIntegrations).then(|| {
        view! {
            <Form action=ClearFaults::PATH form_action=fault.clear.action()>
                <Button label=t.clear icon=Icon::X pending=fault.clear.pending()/>
            </Form>
        }
        .into_any()
    });
    let body = if faults.is_empty() && held.is_none() {
        view! { <p class="hint">{t.no_faults}</p> }.into_any()
    } else {
        view! {
            <ul class="stack">{faults}</ul>
            {held}
            {clear}
        }
        .into_any()
    };
    view! {
        <Card title=t.faults>
            <div class="stack">
                <ProblemNotice problem=fault.clear.problem()/>
                {body}
            </div>
        </Card>
    }
    .into_any()
}

pub(super) fn form(fault: FaultState, cx: PageCx) -> AnyView {
    if !cx.may(Permission::ManageIntegrations) {
        return cx.look_only();
    }
    let t = SandboxTexts::spoken(cx.locale);
    let state = fault.inject;
    let providers = SandboxProvider::ALL
        .map(|provider| SelectOption::new(provider.code(), provider.name(cx.locale)))
        .to_vec();
    let kinds: Vec<SelectOption> = FaultKind::ALL
        .into_iter()
        // A held call waits for a test that releases it.
        .filter(|kind| !matches!(kind, FaultKind::HoldBefore | FaultKind::HoldAfter))
        .map(|kind| SelectOption::new(kind.code(), (t.kind)(kind)))
        .collect();
    let (provider, kind) = (state.bind(FaultForm::provider(), ""), state.bind(FaultForm::kind(), ""));
    view! {
        <Card title=t.inject lead=t.inject_text>
            <Form action=InjectFault::PATH form_action=state.action() class="form">
                <div class="form-row">
                    <Select label=t.field_provider bound=provider options=providers/>
                    <Select label=t.field_kind bound=kind options=kinds/>
                </div>
                <div class="form-row">
                    {count(FaultForm::calls(), "1", t.field_calls, t.field_calls_hint, state)}
                    {count(FaultForm::skip(), "0", t.field_skip, t.field_skip_hint, state)}
                    {count(FaultForm::seconds(), "2", t.field_seconds, t.field_seconds_hint, state)}
                </div>
                <ProblemNotice problem=state.general()/>
                <div class="actions">
                    <Button
                        label=t.inject
                        variant=Variant::Primary
                        icon=Icon::Flask
                        pending=state.pending()
                    />
                </div>
            </Form>
        </Card>
    }
    .into_any()
}

fn count(
    input: Input,
    otherwise: &'static str,
    label: &'static str,
    hint: &'static str,
    state: FormState,
) -> AnyView {
    view! {
        <TextField
            label=label
            bound=state.bind(input, otherwise)
            hint=hint
            inputmode="numeric"
            autocomplete="off"
        />
    }
    .into_any()
}

//! The form for a call to one of the numbers.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    SandboxTexts,
    api::{CALL_FORM, CallNumber},
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::Form,
        form_state::FormState,
        i18n::Spoken,
        page_cx::PageCx,
        ui::{
            button::Button,
            card::Card,
            field::TextField,
            icon::Icon,
            select::{Select, SelectOption},
            text_area::TextArea,
        },
    },
    domain::{
        call::{Delivery, ENDED, SimulatedCallForm},
        role::Permission,
        sandbox::Snapshot,
    },
};

const SCRIPT: &str =
    "> Good morning, what can I do for you?\n< I would like to come on Monday.\n> Monday at ten is free.";
const CALLER: &str = "+14155550199";

pub(super) fn state(cx: PageCx) -> FormState {
    FormState::alone(CALL_FORM, cx, Some(|cx| SandboxTexts::spoken(cx.locale).call_made))
}

/// `None` if there is no number to call, or the role may not.
pub(super) fn form(snapshot: &Snapshot, state: FormState, cx: PageCx) -> Option<AnyView> {
    let numbers: Vec<SelectOption> = snapshot
        .answered()
        .iter()
        .map(|number| SelectOption::new(number.as_str(), number.pretty()))
        .collect();
    if numbers.is_empty() || !cx.may(Permission::ManageIntegrations) {
        return None;
    }
    let t = SandboxTexts::spoken(cx.locale);
    let ended = ENDED.map(|code| SelectOption::new(code, code)).to_vec();
    let deliveries =
        Delivery::ALL.map(|delivery| SelectOption::new(delivery.code(), (t.delivery)(delivery))).to_vec();
    Some(
        view! {
            <Card title=t.call_title lead=t.call_lead>
                <Form action=CallNumber::PATH form_action=state.action() class="form">
                    <div class="form-row">
                        <Select
                            label=t.number
                            bound=state.bind(SimulatedCallForm::called(), "")
                            options=numbers
                        />
                        <TextField
                            label=t.call_caller
                            bound=state.bind(SimulatedCallForm::caller(), CALLER)
                            hint=t.call_caller_hint
                            kind="tel"
                            autocomplete="off"
                        />
                        <TextField
                            label=t.call_seconds
                            bound=state.bind(SimulatedCallForm::talk(), "20")
                            inputmode="numeric"
                            autocomplete="off"
                        />
                    </div>
                    <TextArea
                        label=t.call_script
                        bound=state.bind(SimulatedCallForm::script(), SCRIPT)
                        hint=t.call_script_hint
                    />
                    <div class="form-row">
                        <Select
                            label=t.call_ended
                            bound=state.bind(SimulatedCallForm::ended(), ENDED[0])
                            options=ended
                        />
                        <Select
                            label=t.call_delivery
                            bound=state.bind(SimulatedCallForm::delivery(), Delivery::InOrder.code())
                            options=deliveries
                        />
                    </div>
                    <ProblemNotice problem=state.general()/>
                    <div class="actions">
                        <Button label=t.call_do icon=Icon::Phone pending=state.pending()/>
                    </div>
                </Form>
            </Card>
        }
        .into_any(),
    )
}

//! The form for changes that somebody might make at the providers beside AVA.

use leptos::{prelude::*, server_fn::ServerFn};

use super::api::{BESIDE_FORM, ChangeBeside};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        form_state::FormState,
        page_cx::{PageCx, confirm},
        ui::{
            button::Button,
            card::Card,
            icon::Icon,
            select::{Select, SelectOption},
        },
    },
    domain::{
        beside_form::{Beside, BesideForm},
        phone::E164,
        role::Permission,
    },
};

#[derive(Clone, Copy)]
pub(super) struct BesideState {
    change: FormAction,
    state: FormState,
}

impl BesideState {
    pub(super) fn new(cx: PageCx) -> Self {
        let t = &cx.t.sandbox;
        let change = FormAction::default();
        confirm(move || change.accepted().map(|_| t.beside_done.to_owned()));
        Self { change, state: FormState::new(BESIDE_FORM, change) }
    }

    pub(super) fn done(self) -> Signal<usize> {
        self.change.version()
    }
}

/// `None` if there is no number to change, or the role may not.
pub(super) fn form(there: &[E164], beside: BesideState, cx: PageCx) -> Option<AnyView> {
    let option = |number: &E164| SelectOption::new(number.as_str(), number.pretty());
    let numbers: Vec<SelectOption> = there.iter().map(option).collect();
    if numbers.is_empty() || !cx.may(Permission::ManageIntegrations) {
        return None;
    }
    let t = &cx.t.sandbox;
    let BesideState { change, state } = beside;
    let (what, number) = (state.bind(BesideForm::what(), ""), state.bind(BesideForm::number(), ""));
    let deeds = Beside::ALL.map(|what| SelectOption::new(what.code(), (t.beside_what)(what))).to_vec();
    Some(
        view! {
            <Card title=t.beside lead=t.beside_text>
                <Form action=ChangeBeside::PATH form_action=change class="form">
                    <div class="form-row">
                        <Select label=t.beside_field bound=what options=deeds/>
                        <Select label=t.number bound=number options=numbers/>
                    </div>
                    <ProblemNotice problem=state.general()/>
                    <div class="actions">
                        <Button label=t.beside_do icon=Icon::Flask pending=state.pending()/>
                    </div>
                </Form>
            </Card>
        }
        .into_any(),
    )
}

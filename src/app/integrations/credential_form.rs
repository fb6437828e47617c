//! The form by which a provider is connected, drawn from the fields of its row.

use leptos::prelude::*;

use super::{
    IntegrationsTexts,
    frame::{folded, masked},
    services::{self, FieldTexts, ServiceTexts},
    switch,
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        form_state::FormState,
        i18n::{CommonTexts, Spoken},
        page_cx::PageCx,
        read::nothing,
        ui::{
            button::{Button, Variant},
            card::FoldedCard,
            choice::{Checkbox, RadioCards, RadioChoice},
            field::{Bound, TextField},
            icon::Icon,
            secret_field::{SecretField, SecretFieldProps},
        },
    },
    domain::{
        credential::CredentialView,
        integrations::IntegrationsView,
        problem::Problem,
        provider::{FieldKind, FieldSpec, Provider},
        role::Permission,
    },
};

/// The state of the form, which lives as long as the page, so that a fresh view never loses
/// typed text.
#[derive(Clone, Copy)]
pub struct CredentialFormState {
    provider: Provider,
    pub save: FormAction,
    state: FormState,
}

impl CredentialFormState {
    pub(super) fn new(provider: Provider) -> Self {
        let save = FormAction::default();
        Self { provider, save, state: FormState::new(provider.code(), save) }
    }

    pub fn problem(self) -> Signal<Option<Problem>> {
        self.state.problem()
    }
}

pub(super) fn card(view: &IntegrationsView, form: CredentialFormState, cx: PageCx) -> AnyView {
    if !cx.may(Permission::ManageKeys) {
        return cx.look_only();
    }
    let CredentialFormState { provider, save, state } = form;
    let service = services::page_of(provider);
    let Some(typed) = service.form() else { return nothing() };
    let (card, texts) = (view.card(provider), service.texts(cx.locale));
    let fields = Fields { provider, stored: card.credential.as_ref(), state, texts, cx };
    let (fields, asks) = (service.arrange(&fields), service.asks(view, state, cx));
    let switch = switch::choice(view, provider, state, cx);
    let fields = view! {
        <Form action=typed.path form_action=save class="form" empties=true>
            {fields}
            {asks}
            <ProblemNotice problem=state.general()/>
            {switch}
            <div class="actions">
                <Button
                    label=IntegrationsTexts::spoken(cx.locale).provider.save
                    variant=Variant::Primary
                    icon=Icon::Shield
                    pending=state.pending()
                />
            </div>
        </Form>
    }
    .into_any();
    let open = state.problem().get_untracked().is_some() || service.is_asked_for();
    match service.folded(view, cx) {
        Some(summary) => view! { <FoldedCard summary=summary open=open>{fields}</FoldedCard> }.into_any(),
        None => folded(texts.replace, card, open, fields),
    }
}

/// The fields of a form, for the service that arranges them.
pub struct Fields<'a> {
    provider: Provider,
    stored: Option<&'a CredentialView>,
    state: FormState,
    texts: &'static ServiceTexts,
    cx: PageCx,
}

impl Fields<'_> {
    pub fn all(&self) -> AnyView {
        self.provider.spec().fields.iter().map(|field| self.draw(field)).collect::<Vec<_>>().into_any()
    }

    /// Draws the field with the text typed before the form was refused, else with the stored value.
    pub fn draw(&self, field: &FieldSpec) -> AnyView {
        self.drawn(field, true, None)
    }

    /// Draws the field with `filled` in place of the stored value.
    pub fn draw_filled(&self, field: &FieldSpec, filled: Option<String>) -> AnyView {
        self.drawn(field, true, filled)
    }

    /// Draws a secret without the mask: people know what is stored by the end of another secret.
    pub fn draw_unmasked(&self, field: &FieldSpec) -> AnyView {
        self.drawn(field, false, None)
    }

    pub fn cx(&self) -> PageCx {
        self.cx
    }

    fn drawn(&self, field: &FieldSpec, masks: bool, filled: Option<String>) -> AnyView {
        let Some(texts) = self.texts.field(field.name) else { return nothing() };
        let (state, input) = (self.state, field.input());
        let stored = || filled.clone().or_else(|| self.stored.and_then(|held| held.config.value(field.name)));
        match field.kind {
            FieldKind::Text(_) => view! {
                <TextField
                    label=texts.label
                    bound=state.bind(input, &stored().unwrap_or_default())
                    hint=texts.hint
                    autocomplete="off"
                    mono=true
                />
            }
            .into_any(),
            FieldKind::Secret(_) => self.secret(field, texts, masks.then(|| masked(self.stored))),
            FieldKind::Choice(codes) => {
                let first = codes.first().copied().unwrap_or_default().to_owned();
                let Bound { name, value, .. } = state.bind_silently(input, &stored().unwrap_or(first));
                let choices = texts
                    .choices
                    .iter()
                    .filter(|choice| services::page_of(self.provider).offers(choice.code))
                    .map(|choice| RadioChoice::new(choice.code, choice.label, choice.detail))
                    .collect();
                view! {
                    <RadioCards
                        legend=texts.label
                        name=name
                        choices=choices
                        selected=value
                    />
                }
                .into_any()
            }
            FieldKind::Tick(ticked) => {
                let ticked = stored().unwrap_or_else(|| ticked.to_string());
                view! {
                    <Checkbox
                        id=format!("{}-{}", self.provider.code(), field.name.replace('_', "-"))
                        label=texts.label
                        bound=state.bind_silently(input, &ticked)
                        hint=texts.hint
                    />
                }
                .into_any()
            }
        }
    }

    fn secret(&self, field: &FieldSpec, texts: &FieldTexts, mask: Option<String>) -> AnyView {
        let common = CommonTexts::spoken(self.cx.locale);
        let hint = match self.stored {
            Some(_) => {
                format!("{} {}", texts.hint, IntegrationsTexts::spoken(self.cx.locale).provider.keep_stored)
            }
            None => texts.hint.to_owned(),
        };
        SecretField(SecretFieldProps {
            label: texts.label.to_owned(),
            bound: self.state.bind(field.input(), ""),
            show_label: common.show.to_owned(),
            hide_label: common.hide.to_owned(),
            mask,
            id: None,
            hint: Some(hint),
            optional: None,
            autocomplete: "off",
            required: false,
        })
        .into_any()
    }
}

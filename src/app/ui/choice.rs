//! Ticks and choice cards. Which card is chosen shows by CSS alone, and so do
//! the parts of a form that belong to one card: `<div class="when-1">` belongs
//! to the first, `when-2` to the second. Such parts hold no `required` fields,
//! since a hidden one would stop the form from being sent.

use super::field::{Bound, Frame, id_or_name};
use leptos::prelude::*;

/// A box to tick. An unticked box is absent from the form.
#[component]
pub fn Checkbox(
    #[prop(into)] label: String,
    bound: Bound,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
) -> impl IntoView {
    let checked = bound.ticked();
    let Bound { name, error, .. } = bound;
    let frame = Frame { id: id_or_name(id, &name), label, optional: None, hint, error };
    let (described_by, invalid) = (frame.described_by(), frame.invalid());
    let (says, hint) = (frame.says(), frame.hint());
    let Frame { id, label, .. } = frame;
    view! {
        <div class="check">
            <input
                id=id.clone()
                type="checkbox"
                name=name
                value="true"
                checked=checked
                aria-invalid=move || invalid.try_get().flatten()
                aria-describedby=move || described_by.try_get().flatten()
            />
            <div>
                <label for=id>{label}</label>
                {says}
                {hint}
            </div>
        </div>
    }
    .into_any()
}

/// Boxes under one name, with what is wrong about all of them together.
#[component]
pub fn TickGroup(
    #[prop(into)] legend: String,
    /// Unique on the page.
    #[prop(into)]
    id: String,
    #[prop(optional, into)] hint: Option<String>,
    error: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    let frame = Frame { id, label: String::new(), optional: None, hint, error };
    let (described_by, says, hint) = (frame.described_by(), frame.says(), frame.hint());
    view! {
        <fieldset class="choice" aria-describedby=move || described_by.try_get().flatten()>
            <legend>{legend}</legend>
            {says}
            {hint}
            <div class="ticks">{children()}</div>
        </fieldset>
    }
    .into_any()
}

/// One card of [`RadioCards`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RadioChoice {
    pub value: String,
    pub title: String,
    pub detail: String,
}

impl RadioChoice {
    pub fn new(value: impl Into<String>, title: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { value: value.into(), title: title.into(), detail: detail.into() }
    }
}

/// Two or three ways to go on, each with a sentence. The first is chosen when
/// `selected` names none.
#[component]
pub fn RadioCards(
    #[prop(into)] legend: String,
    #[prop(into)] name: String,
    choices: Vec<RadioChoice>,
    #[prop(optional, into)] selected: String,
    #[prop(optional)] error: Option<Signal<Option<String>>>,
) -> impl IntoView {
    let id = id_or_name(None, &name);
    let frame = error.map(|error| Frame { id, label: String::new(), optional: None, hint: None, error });
    let (described_by, says) = (frame.as_ref().map(Frame::described_by), frame.as_ref().map(Frame::says));
    let chosen = choices.iter().position(|c| c.value == selected).unwrap_or(0);
    let cards: Vec<AnyView> = choices
        .into_iter()
        .enumerate()
        .map(|(at, choice)| {
            let name = name.clone();
            view! {
                <label class="choice-card">
                    <input type="radio" name=name value=choice.value checked=at == chosen/>
                    <span>
                        <b>{choice.title}</b>
                        <span class="hint">{choice.detail}</span>
                    </span>
                </label>
            }
            .into_any()
        })
        .collect();
    view! {
        <fieldset class="choice" aria-describedby=move || described_by?.try_get().flatten()>
            <legend>{legend}</legend>
            <div class="choice-cards">{cards}</div>
            {says}
        </fieldset>
    }
    .into_any()
}

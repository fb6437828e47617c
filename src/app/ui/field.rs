//! The frame that every field shares (label above, hint and error under it,
//! tied to the control for screen readers) and the one-line text field.

use super::icon::Icon;
use leptos::prelude::*;

/// An input as it is drawn.
pub struct Bound {
    pub name: String,
    /// The value until somebody types.
    pub value: String,
    /// The error to show beside the input, as a sentence.
    pub error: Signal<Option<String>>,
}

impl Bound {
    /// An input without an error.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into(), error: Signal::default() }
    }

    /// Whether the box is ticked.
    pub fn ticked(&self) -> bool {
        self.value == "true"
    }
}

/// The frame around a control.
pub(super) struct Frame {
    pub id: String,
    pub label: String,
    pub optional: Option<String>,
    pub hint: Option<String>,
    pub error: Signal<Option<String>>,
}

impl Frame {
    /// The ids of hint and error, for the control's `aria-describedby`.
    pub fn described_by(&self) -> Signal<Option<String>> {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.id));
        let error_id = format!("{}-error", self.id);
        let error = self.error;
        Signal::derive(move || match (error.try_get().flatten().is_some(), &hint) {
            (true, Some(hint)) => Some(format!("{error_id} {hint}")),
            (true, None) => Some(error_id.clone()),
            (false, hint) => hint.clone(),
        })
    }

    /// `aria-invalid` of the control.
    pub fn invalid(&self) -> Signal<Option<&'static str>> {
        let error = self.error;
        Signal::derive(move || error.try_get().flatten().is_some().then_some("true"))
    }

    /// The hint, without a sentence that the error repeats.
    pub fn hint(&self) -> Option<AnyView> {
        let hint = self.hint.clone()?;
        let (id, error) = (format!("{}-hint", self.id), self.error);
        let rest = Signal::derive(move || unsaid(&hint, error.try_get().flatten().as_deref()));
        let nothing = move || rest.try_get().is_none_or(|rest| rest.is_empty());
        let text = move || rest.try_get().unwrap_or_default();
        Some(view! { <p class="hint" id=id hidden=nothing>{text}</p> }.into_any())
    }

    /// The place where the error is announced.
    pub fn says(&self) -> AnyView {
        let error_id = format!("{}-error", self.id);
        let error = self.error;
        let says = move || {
            error.try_get().flatten().map(|text| {
                view! {
                    <p class="field-error" id=error_id.clone()>
                        {Icon::Error.view()}
                        <span>{text}</span>
                    </p>
                }
                .into_any()
            })
        };
        view! { <div aria-live="polite">{says}</div> }.into_any()
    }

    pub fn around(self, control: AnyView) -> AnyView {
        let (says, hint) = (self.says(), self.hint());
        let Self { id, label, optional, .. } = self;
        view! {
            <div class="field">
                <label class="field-label" for=id>
                    {label}
                    {optional.map(|word| view! { " " <small>{word}</small> }.into_any())}
                </label>
                {control}
                {says}
                {hint}
            </div>
        }
        .into_any()
    }
}

/// The hint without the sentence of `error`.
fn unsaid(hint: &str, error: Option<&str>) -> String {
    match error {
        Some(error) => hint.replace(error, "").trim().to_owned(),
        None => hint.to_owned(),
    }
}

/// The given id of a control, or one made from its name.
pub(super) fn id_or_name(id: Option<String>, name: &str) -> String {
    id.unwrap_or_else(|| format!("field-{}", name.replace(['[', ']'], "-")))
}

/// One line of text. Its value is only the starting one: what a person has typed
/// is never overwritten, neither by hydration nor by a refresh.
#[component]
pub fn TextField(
    #[prop(into)] label: String,
    bound: Bound,
    /// Needed where two fields of one page share a name.
    #[prop(optional, into)]
    id: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
    /// The word "optional", beside the label.
    #[prop(optional, into)]
    optional: Option<String>,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(optional, into)] placeholder: Option<String>,
    /// The id of a `datalist` to choose from.
    #[prop(optional)]
    list: Option<&'static str>,
    #[prop(optional)] required: bool,
    /// Set for identifiers: monospaced, and without spelling help.
    #[prop(optional)]
    mono: bool,
) -> impl IntoView {
    let Bound { name, value, error } = bound;
    let id = id_or_name(id, &name);
    let frame = Frame { id: id.clone(), label, optional, hint, error };
    let described_by = frame.described_by();
    let invalid = frame.invalid();
    let control = view! {
        <div class=if mono { "input mono" } else { "input" }>
            <input
                id=id
                name=name
                type=kind
                value=value
                autocomplete=autocomplete
                inputmode=inputmode
                placeholder=placeholder
                list=list
                required=required
                spellcheck=mono.then_some("false")
                autocapitalize=mono.then_some("off")
                aria-invalid=move || invalid.try_get().flatten()
                aria-describedby=move || described_by.try_get().flatten()
            />
        </div>
    }
    .into_any();
    frame.around(control)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::{
        app::{auth::AuthTexts, i18n::Spoken, sandbox::SandboxTexts},
        domain::{
            locale::Locale,
            problem::{Problem, ProblemKind, Rule},
        },
    };

    #[test]
    fn a_hint_leaves_out_what_the_error_says() {
        for locale in Locale::ALL {
            let hint = (AuthTexts::spoken(locale).password_hint)(10);
            let said = |rule: Rule| {
                let error = Problem::from(ProblemKind::Invalid(rule)).sentence(locale);
                unsaid(&hint, Some(&error))
            };
            assert_eq!(unsaid(&hint, None), hint);
            assert_eq!(said(Rule::GuessablePassword), hint);
            let rest = said(Rule::TooShort(10));
            assert!(!rest.is_empty() && hint.ends_with(&rest) && !rest.contains("10"), "{rest}");
            let calls = SandboxTexts::spoken(locale).field_calls_hint;
            let error = Problem::from(ProblemKind::Invalid(Rule::WholeNumber(1, 1000)));
            assert_eq!(unsaid(calls, Some(&error.sentence(locale))), "");
        }
    }
}

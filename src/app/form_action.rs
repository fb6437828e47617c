//! Sending forms. Each is a plain `<form>` that posts to a server function and
//! works by itself; once the page lives, [`Form`] sends the same fields and the
//! answer arrives in its [`FormAction`].

use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use web_sys::{
    FormData, HtmlElement, HtmlFormElement, UrlSearchParams,
    wasm_bindgen::{JsCast, JsValue},
};

use super::{
    live::{Live, use_live},
    page_context::use_viewer,
    wire,
};
use crate::domain::{
    address::{Address, encoded},
    answer::Answer,
    problem::{Problem, ProblemKind},
    team::ORG_INPUT,
};

/// A submission and its answer. Several forms can share one, of which one is under way at a time.
#[derive(Clone, Copy, Default)]
pub struct FormAction {
    /// The fields under way, encoded.
    sent: RwSignal<Option<String>>,
    /// The fields that the last answer is about, encoded.
    answered: RwSignal<String>,
    answer: RwSignal<Option<Result<Answer, Problem>>>,
    version: RwSignal<usize>,
}

impl FormAction {
    pub fn answer(self) -> Signal<Option<Result<Answer, Problem>>> {
        self.answer.into()
    }

    /// The last answer, if it accepted the form.
    pub fn accepted(self) -> Option<Answer> {
        self.answer.try_get()??.ok()
    }

    /// The value of the input `name` in the submission that the last answer is about.
    pub fn typed(self, name: &str) -> Option<String> {
        let fields = Address::new("", &self.answered.try_get()?);
        fields.value(&encoded(name))
    }

    /// The count of answers so far.
    pub fn version(self) -> Signal<usize> {
        self.version.into()
    }

    /// True while the browser waits for an answer; never on the server.
    pub fn pending(self) -> Signal<bool> {
        let Self { sent, .. } = self;
        Signal::derive(move || sent.try_with(Option::is_some).unwrap_or_default())
    }

    /// Like [`pending`](Self::pending), for the form that sends this field so: of several
    /// forms that share a submission, only the pressed one shows the spinner.
    pub fn pending_with(self, name: &'static str, value: String) -> Signal<bool> {
        let Self { sent, .. } = self;
        Signal::derive(move || {
            let pressed = |sent: &Option<String>| {
                let fields = sent.as_deref().map(|sent| Address::new("", sent));
                fields.and_then(|fields| fields.value(&encoded(name))).as_ref() == Some(&value)
            };
            sent.try_with(pressed).unwrap_or_default()
        })
    }

    /// Sends the form that `event` is about, unless a submission is under way.
    fn send(self, event: SubmitEvent, live: Live, empties: bool) {
        if event.default_prevented() {
            return;
        }
        event.prevent_default();
        let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
        let Some(form) = form.filter(|_| self.sent.with_untracked(Option::is_none)) else { return };
        let button = event.submitter();
        let Ok((path, fields)) = read(&form, &event) else {
            self.answer.set(Some(Err(ProblemKind::Malformed.into())));
            return;
        };
        self.sent.set(Some(fields.to_string().into()));
        spawn_local(async move {
            let answer = wire::post::<Answer>(&path, &fields).await;
            // The answer to a plain form is a page that asks, and then goes on with it.
            if answer.as_ref().is_err_and(|problem| problem.kind == ProblemKind::ProofNeeded)
                && send_plainly(&form, button).is_ok()
            {
                // Whoever comes back to this page can send it again.
                self.sent.set(None);
                return;
            }
            match &answer {
                Ok(_) if empties => form.reset(),
                Ok(_) => {}
                Err(problem) => live.notice(problem),
            }
            self.answered.set(fields.to_string().into());
            self.answer.set(Some(answer));
            self.version.update(|version| *version += 1);
            self.sent.set(None);
        });
    }
}

/// The address that a form goes to, and its fields with the pressed button's.
fn read(form: &HtmlFormElement, event: &SubmitEvent) -> Result<(String, UrlSearchParams), JsValue> {
    let fields = FormData::new_with_form(form)?;
    if let Some(button) = event.submitter()
        && let Some(name) = button.get_attribute("name")
    {
        fields.append_with_str(&name, &button.get_attribute("value").unwrap_or_default())?;
    }
    let fields = UrlSearchParams::new_with_str_sequence_sequence(&fields)?;
    Ok((form.get_attribute("action").unwrap_or_default(), fields))
}

/// Sends the form as it is sent without JavaScript, with the value of the pressed button. The page is left
/// by it.
fn send_plainly(form: &HtmlFormElement, button: Option<HtmlElement>) -> Result<(), JsValue> {
    let named = button.and_then(|button| Some((button.get_attribute("name")?, button)));
    let Some((name, button)) = named else { return form.submit() };
    let input = document().create_element("input")?;
    input.set_attribute("type", "hidden")?;
    input.set_attribute("name", &name)?;
    input.set_attribute("value", &button.get_attribute("value").unwrap_or_default())?;
    form.append_child(&input)?;
    let sent = form.submit();
    input.remove();
    sent
}

/// The input that says of which organisation the page is, in each form that changes something of it.
#[component]
pub fn OfThisOrg() -> impl IntoView {
    use_viewer().map(|viewer| {
        view! { <input type="hidden" name=ORG_INPUT value=String::from(viewer.org)/> }.into_any()
    })
}

/// A form whose answer does not turn the page.
#[component]
pub fn Form(
    /// The address of the server function.
    action: &'static str,
    form_action: FormAction,
    #[prop(optional)] class: Option<&'static str>,
    /// Whether the form empties itself once accepted, so that no secret stays typed in.
    #[prop(optional)]
    empties: bool,
    children: Children,
) -> impl IntoView {
    let live = use_live();
    let send = move |event| form_action.send(event, live, empties);
    view! {
        <form action=action method="post" class=class on:submit=send>
            {children()}
            <OfThisOrg/>
        </form>
    }
    .into_any()
}

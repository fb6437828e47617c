//! The state of one form, alike with and without JavaScript.
//!
//! A form that is being replaced may be notified once more after the signals that it was
//! drawn from are gone; it then says nothing.

use leptos::prelude::*;

use super::{
    errors::ProblemNotice,
    form_action::FormAction,
    i18n::use_locale,
    in_browser::in_browser,
    page_context::use_flash,
    page_cx::{PageCx, confirm},
    ui::field::Bound,
};
use crate::domain::{
    flash::Flash,
    form::Input,
    locale::Locale,
    problem::{Field, Problem},
};

/// The `name` of an input: a server function takes the typed fields as `form`.
pub fn input_name(field: &str) -> String {
    format!("form[{field}]")
}

/// A flash left by a post without JavaScript, or the answer to the submission.
#[derive(Clone, Copy)]
pub struct FormState {
    form: &'static str,
    action: FormAction,
    locale: Locale,
    flash: RwSignal<Option<Flash>>,
    problem: Signal<Option<Problem>>,
    pending: Signal<bool>,
    /// The fields whose errors this form shows beside them.
    shown: StoredValue<Vec<Field>>,
}

impl FormState {
    /// `form` is the name that the server function gives to the flash.
    pub fn new(form: &'static str, form_action: FormAction) -> Self {
        let flash = use_flash();
        let answer = form_action.answer();
        Self {
            form,
            action: form_action,
            locale: use_locale(),
            flash,
            problem: Signal::derive(move || match answer.try_get().flatten() {
                Some(Ok(_)) => None,
                Some(Err(problem)) => Some(problem),
                None => flash.with(|flash| {
                    let flash = of(form, flash)?;
                    flash.problem.clone().filter(|problem| !flash.is_above_the_page(problem))
                }),
            }),
            pending: form_action.pending(),
            shown: StoredValue::new(Vec::new()),
        }
    }

    /// The state of a form that has no other: see [`new`](Self::new). What it accepts is confirmed
    /// in the words of `done`.
    pub fn alone(form: &'static str, cx: PageCx, done: Option<fn(PageCx) -> &'static str>) -> Self {
        let action = FormAction::default();
        if let Some(done) = done {
            confirm(move || action.accepted().map(|_| done(cx).to_owned()));
        }
        Self::new(form, action)
    }

    /// The submission, by which the form is sent.
    pub fn action(self) -> FormAction {
        self.action
    }

    /// An input of this form, which holds `otherwise` where nothing was typed. Its
    /// error is to be shown beside it: [`general`](Self::general) leaves it out.
    pub fn bind(self, input: Input, otherwise: &str) -> Bound {
        let error = input.field.map(|field| self.error_on(field)).unwrap_or_default();
        Bound { error, ..self.bind_silently(input, otherwise) }
    }

    /// Like [`bind`](Self::bind), for an input whose error is shown beside another one, or
    /// below the form.
    pub fn bind_silently(self, input: Input, otherwise: &str) -> Bound {
        Bound::new(input_name(input.name), self.typed(input.name, otherwise))
    }

    /// Whether the problem points at one of `inputs`.
    pub fn refuses(self, inputs: &[Input]) -> bool {
        let Some(Problem { field, also, .. }) = self.problem.try_get().flatten() else { return false };
        let mut blamed = field.into_iter().chain(also.into_iter().map(|(field, _)| field));
        blamed.any(|field| inputs.iter().any(|input| input.field == Some(field)))
    }

    /// The text that was typed before the form was refused, else `otherwise`.
    pub fn typed(self, field: &str, otherwise: &str) -> String {
        self.flash
            .with_untracked(|flash| {
                of(self.form, flash)?
                    .values
                    .iter()
                    .find(|(name, _)| name == field)
                    .map(|(_, value)| value.clone())
            })
            .unwrap_or_else(|| otherwise.to_owned())
    }

    pub fn problem(self) -> Signal<Option<Problem>> {
        self.problem
    }

    /// The sentence to show beside `field`. Called once for each field while
    /// the form is built; [`general`](Self::general) leaves those out.
    pub fn error_on(self, field: Field) -> Signal<Option<String>> {
        self.shown.update_value(|shown| shown.push(field));
        let Self { problem, locale, .. } = self;
        Signal::derive(move || {
            let problem = problem.try_get().flatten()?;
            let said = problem.sentence_on(field, locale)?;
            let reply = problem.reply(locale).filter(|_| problem.field == Some(field));
            Some(reply.map_or_else(|| said.clone(), |reply| format!("{said} {reply}")))
        })
    }

    /// The problem that no field of this form shows.
    pub fn general(self) -> Signal<Option<Problem>> {
        let Self { problem, shown, .. } = self;
        Signal::derive(move || {
            problem.try_get().flatten().filter(|problem| {
                problem.field.is_none_or(|field| {
                    shown.try_with_value(|shown| !shown.contains(&field)).unwrap_or_default()
                })
            })
        })
    }

    /// True while the browser waits for the answer; never on the server.
    pub fn pending(self) -> Signal<bool> {
        self.pending
    }
}

/// The forms of a page that has several, by the names of their server functions. They live as long
/// as the page does, so that a fresh view loses no answer.
pub trait FormStates: Copy {
    fn all(self) -> Vec<FormState>;

    /// The answers after which the page is read anew.
    fn answers(self) -> Vec<Signal<usize>> {
        self.all().into_iter().map(|state| state.action.version()).collect()
    }

    /// The refusals of buttons, which have no field to show them beside.
    fn refusals(self) -> AnyView {
        refusals(&self.all())
    }
}

/// Draws the problems of forms of a button each, above what shows how the thing stands: the part
/// that has the form may be gone once somebody has sent it.
pub fn refusals(of: &[FormState]) -> AnyView {
    let notice = |state: &FormState| view! { <ProblemNotice problem=state.problem()/> }.into_any();
    let notices: Vec<AnyView> = of.iter().map(notice).collect();
    view! { <div class="stack refusals">{notices}</div> }.into_any()
}

/// Counts what was accepted of some forms, by which a page is read anew without taking what is typed into
/// one that was refused.
pub fn taken(of: &[FormState]) -> Signal<usize> {
    let taken = RwSignal::new(0);
    for state in of {
        let action = state.action;
        in_browser(move || {
            if action.accepted().is_some() {
                taken.update(|times| *times += 1);
            }
        });
    }
    taken.into()
}

/// Makes [`FormStates`], one line for each form: its name, and the words that confirm what it
/// accepted, if the page says so itself.
///
/// ```text
/// form_states! {
///     struct Actions {
///         prove: PROVE_FORM => |cx| IntegrationsTexts::spoken(cx.locale).prove_started,
///         assign: ASSIGN_FORM,
///     }
/// }
/// ```
macro_rules! form_states {
    (
        $(#[$about:meta])*
        $vis:vis struct $states:ident {
            $($name:ident: $form:expr $(=> $done:expr)?),+ $(,)?
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy)]
        $vis struct $states {
            $($name: $crate::app::form_state::FormState),+
        }

        impl $states {
            $vis fn new(cx: $crate::app::page_cx::PageCx) -> Self {
                Self {
                    $($name: $crate::app::form_state::FormState::alone(
                        $form,
                        cx,
                        $crate::app::form_state::form_states!(@done $($done)?),
                    )),+
                }
            }
        }

        impl $crate::app::form_state::FormStates for $states {
            fn all(self) -> Vec<$crate::app::form_state::FormState> {
                vec![$(self.$name),+]
            }
        }
    };
    (@done) => { None };
    (@done $done:expr) => { Some($done) };
}

pub(crate) use form_states;

fn of<'a>(form: &str, flash: &'a Option<Flash>) -> Option<&'a Flash> {
    flash.as_ref().filter(|flash| flash.form == form)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::{
        app::{
            auth::api::{LOG_IN, SIGN_UP},
            page_context::{PageContext, provide_page_context},
        },
        domain::{
            auth_forms::LoginForm,
            problem::{ProblemKind, Rule},
        },
    };

    fn refused(problem: Problem) -> Flash {
        Flash {
            form: LOG_IN.to_owned(),
            problem: Some(problem),
            values: vec![("email".to_owned(), "ana@clinic.example".to_owned())],
            ..Flash::default()
        }
    }

    fn on_a_page<T>(flash: Flash, check: impl FnOnce() -> T) -> T {
        Owner::new().with(|| {
            provide_context(PageContext { flash: Some(flash), ..PageContext::default() });
            provide_page_context();
            check()
        })
    }

    #[test]
    fn a_refused_form_comes_back_with_what_was_typed() {
        let flash = refused(Problem::invalid(Field::Password, Rule::Required));
        on_a_page(flash, || {
            let state = FormState::new(LOG_IN, FormAction::default());
            let beside = state.bind(LoginForm::password(), "").error;
            let email = state.bind(LoginForm::email(), "");
            assert_eq!((email.name.as_str(), email.value.as_str()), ("form[email]", "ana@clinic.example"));
            assert!(state.refuses(&[LoginForm::password()]) && !state.refuses(&[LoginForm::email()]));
            assert_eq!(state.typed("next", "/"), "/");
            assert_eq!(beside.get_untracked(), Some("Fill this in.".to_owned()));
            assert_eq!(state.general().get_untracked(), None);
        });
    }

    #[test]
    fn every_field_to_blame_is_refused() {
        let mut both = Problem::invalid(Field::Email, Rule::Email);
        both.also.push((Field::Password, Rule::Required));
        on_a_page(refused(both), || {
            let state = FormState::new(LOG_IN, FormAction::default());
            assert!(state.refuses(&[LoginForm::password()]) && state.refuses(&[LoginForm::email()]));
        });
    }

    #[test]
    fn a_problem_that_no_field_shows_is_general() {
        let problem = Problem::from(ProblemKind::WrongLogin);
        on_a_page(refused(problem.clone()), || {
            let state = FormState::new(LOG_IN, FormAction::default());
            assert_eq!(state.error_on(Field::Email).get_untracked(), None);
            assert_eq!(state.general().get_untracked(), Some(problem));
        });
    }

    #[test]
    fn the_answer_to_another_form_is_not_shown() {
        on_a_page(refused(ProblemKind::WrongLogin.into()), || {
            let state = FormState::new(SIGN_UP, FormAction::default());
            assert_eq!(state.problem().get_untracked(), None);
            assert_eq!(state.typed("email", ""), "");
        });
    }
}

//! Choosing a number: the connected account's own, or one that is typed.

use leptos::{prelude::*, server_fn::ServerFn};

use super::import_fields;
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::Form,
        form_state::{FormState, input_name},
        i18n::Spoken,
        integrations::IntegrationsTexts,
        list::List,
        numbers::{
            AnswererTexts, NumbersTexts,
            api::{IMPORT_FORM, ImportNumber},
        },
        page_cx::PageCx,
        paths::{CHOOSE_NUMBER, TWILIO},
        ui::{
            button::{Button, ButtonLink, Variant},
            card::Card,
            field::{Bound, TextField},
            icon::Icon,
            notice::{NextStep, Notice},
            pill::Tone,
        },
    },
    domain::{
        integrations::{AccountNumbers, AccountQuery, AgentChoice, ImportForm},
        number::OwnedNumber,
        text::capital,
    },
};

/// A list with fewer numbers than this needs no search.
const FEW: usize = 12;

pub(super) fn state(cx: PageCx) -> FormState {
    FormState::alone(IMPORT_FORM, cx, None)
}

/// A link to the list, before it was asked for.
pub(super) fn invitation(cx: PageCx) -> AnyView {
    let t = IntegrationsTexts::spoken(cx.locale);
    view! {
        <Card title=t.provider.bring_title lead=t.provider.bring_lead>
            <ButtonLink
                href=CHOOSE_NUMBER
                label=t.choose_number
                variant=Variant::Primary
                icon=Icon::Phone
            />
        </Card>
    }
    .into_any()
}

pub(super) fn form(listed: &AccountNumbers, agents: &[AgentChoice], state: FormState, cx: PageCx) -> AnyView {
    let t = IntegrationsTexts::spoken(cx.locale);
    let chosen = state.typed(ImportForm::picked().name, "");
    let numbers: Vec<AnyView> = listed.numbers.iter().map(|number| choice(number, &chosen, cx)).collect();
    let list = match (&listed.problem, numbers.is_empty()) {
        (Some(problem), _) => cx.problem(problem),
        (None, true) if listed.query == AccountQuery::default() => {
            view! { <Notice tone=Tone::Off text=t.provider.no_numbers/> }.into_any()
        }
        (None, true) => {
            let next = NextStep { href: CHOOSE_NUMBER.to_owned(), label: t.provider.all_numbers.to_owned() };
            view! { <Notice tone=Tone::Off text=t.provider.no_such_number next=next/> }.into_any()
        }
        (None, false) => view! {
            <fieldset class="choice">
                <legend>{t.provider.account_numbers}</legend>
                <div class="choice-cards">{numbers}</div>
            </fieldset>
        }
        .into_any(),
    };
    let typed = import_fields::number("import", t.provider.or_type, t.provider.choose_or_type, state, cx);
    let rest = import_fields::rest("import", agents, state, cx);
    let (search, more) = (search(listed, cx), more(listed, cx));
    view! {
        <Card title=t.provider.bring_title lead=t.provider.bring_lead>
            {search}
            <Form action=ImportNumber::PATH form_action=state.action() class="form">
                {list}
                {more}
                {typed}
                {rest}
                <ProblemNotice problem=state.general()/>
                <div class="actions">
                    <Button
                        label=t.provider.bring
                        variant=Variant::Primary
                        icon=Icon::ArrowRight
                        pending=state.pending()
                    />
                </div>
            </Form>
        </Card>
    }
    .into_any()
}

/// A search of the whole account, at Twilio; `None` if all of it is in sight.
fn search(listed: &AccountNumbers, cx: PageCx) -> Option<AnyView> {
    let whole = listed.next.is_none() && listed.query == AccountQuery::default();
    if whole && listed.numbers.len() < FEW {
        return None;
    }
    let search = Bound::new(AccountQuery::SEARCH, &listed.query.search);
    let fields = view! {
        <input type="hidden" name=AccountQuery::CHOOSE value="1"/>
        <TextField
            label=NumbersTexts::spoken(cx.locale).search
            bound=search
            placeholder=NumbersTexts::spoken(cx.locale).search_example
            kind="search"
            inputmode="tel"
            autocomplete="off"
        />
    };
    Some(list(cx).filters("account-numbers", "filters by-name", fields.into_any()))
}

fn list(cx: PageCx) -> List<'static> {
    let t = &IntegrationsTexts::spoken(cx.locale).provider;
    List { path: TWILIO, title: t.account_numbers, first: t.first_numbers, next: t.further_numbers }
}

/// Says that the list goes on, with the links there and back.
fn more(listed: &AccountNumbers, cx: PageCx) -> Option<AnyView> {
    let t = &IntegrationsTexts::spoken(cx.locale).provider;
    let first = (!listed.query.after.is_empty()).then(|| listed.query.from("").to_string());
    let next = listed.next.as_ref().map(|next| listed.query.from(next).to_string());
    let goes_on = next.as_ref().map(|_| {
        let says = (t.goes_on)(listed.numbers.len());
        view! { <p class="hint">{says}</p> }.into_any()
    });
    let pages = list(cx).pages(first, next);
    (goes_on.is_some() || pages.is_some())
        .then(|| view! { <div class="stack">{goes_on}{pages}</div> }.into_any())
}

/// A number without voice is shown, with the reason why it cannot be chosen.
fn choice(number: &OwnedNumber, chosen: &str, cx: PageCx) -> AnyView {
    let t = IntegrationsTexts::spoken(cx.locale);
    let value = number.e164.as_str().to_owned();
    let checked = value == chosen;
    let ability = if number.voice { t.provider.takes_calls } else { t.provider.no_voice };
    let known = number.known.then(|| format!(", {}", t.provider.known));
    let answers = (AnswererTexts::spoken(cx.locale).answers_now)(&number.answerer);
    let messages = (AnswererTexts::spoken(cx.locale).messages_now)(&number.messages).filter(|_| number.voice);
    let says: String =
        answers.into_iter().chain(messages).map(|says| format!(". {}", capital(&says))).collect();
    let says = (!says.is_empty()).then(|| format!("{says}."));
    let pretty = number.e164.pretty();
    let label = (!names_itself(&number.label, &value)).then(|| format!("{}. ", number.label));
    view! {
        <label class="choice-card">
            <input
                type="radio"
                name=input_name(ImportForm::picked().name)
                value=value
                checked=checked
                disabled=!number.voice
            />
            <span>
                <b class="num">{pretty}</b>
                <span class="hint">{label}{ability}{known}{says}</span>
            </span>
        </label>
    }
    .into_any()
}

/// Twilio names a number after itself, "(415) 555-0142", until somebody gives it
/// another name.
fn names_itself(label: &str, e164: &str) -> bool {
    let digits: String = label.chars().filter(char::is_ascii_digit).collect();
    label.trim().is_empty() || (digits.len() >= 7 && e164.ends_with(&digits))
}

#[cfg(test)]
mod tests {
    use super::names_itself;

    #[test]
    fn only_a_name_that_somebody_gave_is_shown() {
        assert!(names_itself("(415) 555-0142", "+14155550142"));
        assert!(names_itself("+33184880012", "+33184880012"));
        assert!(names_itself(" ", "+14155550142"));
        assert!(!names_itself("Front desk 42", "+14155550142"));
    }
}

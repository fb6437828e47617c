//! The results of a search, or what to change if there are none.

use leptos::prelude::*;

use super::{ManagedTexts, words};
use crate::{
    app::{
        errors::ProblemNotice,
        i18n::Spoken,
        page_cx::PageCx,
        paths::{BUY_NUMBER, confirm_purchase_href},
        ui::{button::ButtonLink, empty_state::EmptyState, icon::Icon},
    },
    domain::{
        managed::{AvailableNumber, FindQuery, FindView},
        problem::{Field, Problem},
    },
};

pub(super) fn list(view: &FindView, cx: PageCx) -> AnyView {
    let t = ManagedTexts::spoken(cx.locale);
    if let Some(problem) = &view.problem {
        return refused(problem);
    }
    if !view.query.asked {
        return view! { <EmptyState icon=Icon::Phone title=t.first text=t.first_text/> }.into_any();
    }
    if view.numbers.is_empty() {
        return nothing_found(&view.query, cx);
    }
    let rows: Vec<AnyView> = view.numbers.iter().map(|number| row(number, cx)).collect();
    view! {
        <section class="section">
            <div class="section-head"><h2>{(t.found)(rows.len())}</h2></div>
            <ul class="card rows">{rows}</ul>
        </section>
    }
    .into_any()
}

/// The notice of a refused search; a problem of a form's field stands beside that field.
fn refused(problem: &Problem) -> AnyView {
    let beside = matches!(problem.field, Some(Field::Country | Field::AreaCode | Field::Number));
    let problem = (!beside).then(|| problem.clone());
    view! { <ProblemNotice problem=Signal::stored(problem) of_reading=true/> }.into_any()
}

fn nothing_found(query: &FindQuery, cx: PageCx) -> AnyView {
    let t = ManagedTexts::spoken(cx.locale);
    let narrowed = !(query.area.is_empty() && query.digits.is_empty());
    let wider = narrowed.then(|| {
        let query = FindQuery { area: String::new(), digits: String::new(), ..query.clone() };
        view! { <ButtonLink href=format!("{BUY_NUMBER}?{query}") label=t.any_digits/> }.into_any()
    });
    let text = if narrowed { t.none_like_it } else { t.none_text };
    view! { <EmptyState icon=Icon::Search title=t.none text=text>{wider}</EmptyState> }.into_any()
}

/// A number that no agent could answer is shown, with the reason why it cannot
/// be chosen.
fn row(number: &AvailableNumber, cx: PageCx) -> AnyView {
    let t = ManagedTexts::spoken(cx.locale);
    let pretty = number.e164.pretty();
    let choose = number.voice.then(|| {
        let spoken = format!("{} {pretty}", t.choose);
        view! { <ButtonLink href=confirm_purchase_href(number) label=t.choose spoken=spoken/> }.into_any()
    });
    let ability = if number.voice { words::ability(number, cx) } else { t.no_calls.to_owned() };
    view! {
        <li>
            <div>
                <b class="phone">{pretty.clone()}</b>
                <p>{words::place(number, cx)}</p>
            </div>
            <span class="answers">{ability}</span>
            <span class="hint">{(t.asks)(number.address)}</span>
            <div>{choose}</div>
        </li>
    }
    .into_any()
}

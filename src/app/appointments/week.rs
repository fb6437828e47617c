//! The hours of a week and the closed days, to be typed and to be read.

use leptos::prelude::*;

use super::AppointmentTexts;
use crate::{
    app::{
        form_state::FormState,
        i18n::Spoken,
        page_cx::PageCx,
        ui::{data_list::Fact, field::TextField, text_area::TextArea},
    },
    domain::{
        appointment::{ClosedDays, Span, Weekday, write_closed, write_spans},
        form::Input,
    },
};

/// The inputs of a week, from Monday on, and of the closed days.
pub(super) struct WeekInputs {
    pub week: [Input; 7],
    pub closed: Input,
}

/// The fields in which hours and closed days are typed.
pub(super) fn fields(
    WeekInputs { week, closed: closed_input }: WeekInputs,
    (hours, closed): (&[Vec<Span>; 7], &[ClosedDays]),
    state: FormState,
    cx: PageCx,
) -> AnyView {
    let t = AppointmentTexts::spoken(cx.locale);
    let days: Vec<AnyView> = Weekday::ALL
        .into_iter()
        .map(|weekday| {
            let bound = state.bind(week[weekday.index()], &write_spans(&hours[weekday.index()]));
            view! { <TextField label=weekday.name(cx.locale) bound=bound/> }.into_any()
        })
        .collect();
    let closed = state.bind(closed_input, &write_closed(closed));
    view! {
        {days}
        <TextArea label=t.closed bound=closed hint=t.closed_hint optional=t.optional rows=3/>
    }
    .into_any()
}

/// The days of the week that have hours.
pub(super) fn facts(hours: &[Vec<Span>; 7], cx: PageCx) -> Vec<AnyView> {
    let open = |weekday: &Weekday| !hours[weekday.index()].is_empty();
    Weekday::ALL
        .into_iter()
        .filter(open)
        .map(|weekday| {
            let hours = write_spans(&hours[weekday.index()]);
            view! { <Fact term=weekday.name(cx.locale)>{hours}</Fact> }.into_any()
        })
        .collect()
}

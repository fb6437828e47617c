//! `/dashboard/numbers/buy`: the numbers that Twilio sells. The search stands in the URL.

use leptos::prelude::*;

use super::{ManagedTexts, results, words};
use crate::{
    app::{
        address::{QueryForm, use_address},
        i18n::{CommonTexts, Spoken},
        numbers::NumbersTexts,
        page_cx::{PageCx, failed, skeleton},
        paths::{BUY_NUMBER, NUMBERS},
        read::use_view,
        ui::{
            button::{Button, ButtonLink, Variant},
            field::{Bound, TextField},
            icon::Icon,
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
            select::{Select, SelectOption},
        },
    },
    domain::{
        managed::{FindQuery, FindView, ManagedState, NumberKind},
        problem::Field,
        role::Permission,
    },
};

#[component]
pub fn FindNumberPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = ManagedTexts::spoken(cx.locale);
    let crumb =
        NextStep { href: NUMBERS.to_owned(), label: NumbersTexts::spoken(cx.locale).title.to_owned() };
    let content = if cx.may(Permission::ManageIntegrations) { found(cx) } else { look_only(cx) };
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.buy)/>
        <Page>
            <PageHead title=t.buy lead=t.find_lead crumb=crumb/>
            {content}
        </Page>
    }
    .into_any()
}

fn look_only(cx: PageCx) -> AnyView {
    view! {
        <div class="stack">
            {cx.look_only()}
            <div class="actions"><ButtonLink href=NUMBERS label=ManagedTexts::spoken(cx.locale).your_numbers/></div>
        </div>
    }
    .into_any()
}

/// The numbers found. Each reading asks Twilio, so only another search causes one.
fn found(cx: PageCx) -> AnyView {
    let address = use_address();
    // The query of another page is no search, so the last one stays.
    let query = Memo::new(move |before: Option<&FindQuery>| {
        address.with(|address| match before {
            Some(before) if address.path != BUY_NUMBER => before.clone(),
            _ => FindQuery::read(address),
        })
    });
    let asked = Signal::derive(move || {
        Some(query.with(|query| if query.asked { query.to_string() } else { String::new() }))
    });
    let view = use_view::<FindView>(asked, &[], Vec::new());
    view.shown(skeleton(ManagedTexts::spoken(cx.locale).searching), failed, move |view| {
        whole(view, cx.at(view.now))
    })
}

fn whole(view: &FindView, cx: PageCx) -> AnyView {
    if let Some(closed) = words::closed(view.state, cx) {
        return closed;
    }
    view! {
        {form(view, cx)}
        {results::list(view, cx)}
    }
    .into_any()
}

fn form(view: &FindView, cx: PageCx) -> AnyView {
    let t = ManagedTexts::spoken(cx.locale);
    let query = &view.query;
    let kinds = NumberKind::ALL.map(|kind| SelectOption::new(kind.code(), (t.kind_of)(kind))).to_vec();
    let problem = view.problem.as_ref();
    let bound = |name: &str, value: &str, field| {
        let error = Signal::stored(problem.and_then(|problem| problem.sentence_on(field, cx.locale)));
        Bound { error, ..Bound::new(name, value) }
    };
    let country = bound(FindQuery::COUNTRY, &query.country, Field::Country);
    let kind = Bound::new(FindQuery::KIND, query.kind.code());
    let area = bound(FindQuery::AREA, &query.area, Field::AreaCode);
    let digits = bound(FindQuery::DIGITS, &query.digits, Field::Number);
    let in_use = match view.state {
        ManagedState::On { count, limit } => Some((t.in_use)(count, limit)),
        ManagedState::Off | ManagedState::NotAllowed => None,
    };
    view! {
        <QueryForm id="numbers-buy" path=BUY_NUMBER class="filters sale">
            <Select label=t.country bound=country options=words::countries(cx)/>
            <Select label=t.kind bound=kind options=kinds/>
            <TextField
                label=t.area
                bound=area
                hint=t.area_hint
                inputmode="numeric"
                autocomplete="off"
            />
            <TextField
                label=t.digits
                bound=digits
                hint=t.digits_hint
                autocomplete="off"
            />
            <Button label=t.search variant=Variant::Primary icon=Icon::Search/>
        </QueryForm>
        <p class="hint">{in_use}</p>
    }
    .into_any()
}

//! `/dashboard/numbers/buy/confirm?number=…`: one number, what it costs and asks
//! for, and the button that buys it.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    ManagedTexts, address_fields,
    api::{BUY_FORM, BuyNumber},
    words,
};
use crate::{
    app::{
        address::use_address,
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        form_state::{FormState, input_name},
        i18n::{CommonTexts, Spoken},
        integrations::{IntegrationsTexts, agent_choice},
        page_cx::{PageCx, no_page, skeleton},
        paths::{BUY_NUMBER, operation_href},
        read::use_view,
        ui::{
            button::{Button, ButtonLink, Variant},
            card::Card,
            data_list::{DataList, Fact},
            icon::Icon,
            notice::{NextStep, Notice},
            page::{Page, PageHead, PageHeadProps},
            page_title::PageTitle,
            pill::Tone,
        },
    },
    domain::{
        credential::Account,
        managed::{AvailableNumber, BuyForm, BuyView, FindQuery},
    },
};

/// The submission of the form, which lives as long as the page, so that a fresh view never
/// loses typed text.
#[derive(Clone, Copy)]
struct Purchase {
    buy: FormAction,
    state: FormState,
}

/// The view is read once, so that it does not change while somebody fills in an address.
#[component]
pub fn BuyNumberPage() -> impl IntoView {
    let cx = PageCx::here();
    let buy = FormAction::default();
    let purchase = Purchase { buy, state: FormState::new(BUY_FORM, buy) };
    let address = use_address();
    let chosen = Signal::derive(move || Some(address.with(|address| address.query.clone())));
    let view = use_view::<BuyView>(chosen, &[], Vec::new());
    view! {
        <Page narrow=true>
            {view.shown(skeleton(ManagedTexts::spoken(cx.locale).loading), no_page, move |view| {
                whole(view, purchase, cx.at(view.now))
            })}
        </Page>
    }
    .into_any()
}

fn whole(view: &BuyView, purchase: Purchase, cx: PageCx) -> AnyView {
    let t = ManagedTexts::spoken(cx.locale);
    let closed = words::closed(view.state, cx);
    let number = view.number.as_ref();
    let title = match number.filter(|_| closed.is_none()) {
        Some(number) => (t.buy_title)(&number.e164.unbroken()),
        None => t.not_for_sale.to_owned(),
    };
    let crumb = NextStep { href: search_href(number), label: t.back.to_owned() };
    let before = view.operation.as_ref().map(|operation| {
        let next = NextStep { href: operation_href(operation), label: t.see_purchase.to_owned() };
        view! { <Notice tone=Tone::Off text=t.asked_before next=next/> }.into_any()
    });
    let (lead, content) = match (closed, number) {
        (Some(closed), _) => (None, closed),
        (None, Some(number)) => (Some(t.buy_lead.to_owned()), asked(view, number, purchase, cx)),
        (None, None) => (None, not_for_sale(view, cx)),
    };
    let text = (CommonTexts::spoken(cx.locale).title)(&title);
    let head = PageHead(PageHeadProps { title, lead, crumb: Some(crumb), mark: None, children: None });
    view! {
        <PageTitle text=text/>
        {head}
        <div class="stack">
            {before}
            {content}
        </div>
    }
    .into_any()
}

/// The search that the number came from, as far as the number tells.
fn search_href(number: Option<&AvailableNumber>) -> String {
    let Some(number) = number else { return BUY_NUMBER.to_owned() };
    let query = FindQuery {
        country: number.country.clone(),
        kind: number.kind,
        area: String::new(),
        digits: String::new(),
        asked: true,
    };
    format!("{BUY_NUMBER}?{query}")
}

fn not_for_sale(view: &BuyView, cx: PageCx) -> AnyView {
    let t = ManagedTexts::spoken(cx.locale);
    // A number that this org has bought itself is not for sale either.
    let problem = view.problem.clone().filter(|_| view.operation.is_none());
    view! {
        <ProblemNotice problem=Signal::stored(problem) of_reading=true/>
        <div class="actions">
            <ButtonLink
                href=BUY_NUMBER
                label=t.search_again
                variant=Variant::Primary
                icon=Icon::Search
            />
        </div>
    }
    .into_any()
}

fn asked(view: &BuyView, number: &AvailableNumber, purchase: Purchase, cx: PageCx) -> AnyView {
    let t = ManagedTexts::spoken(cx.locale);
    let Purchase { buy, state } = purchase;
    let hidden = [
        (BuyForm::number(), number.e164.to_string()),
        (BuyForm::country(), number.country.clone()),
        (BuyForm::kind(), number.kind.code().to_owned()),
    ];
    let hidden: Vec<AnyView> = hidden
        .into_iter()
        .map(|(input, value)| {
            view! { <input type="hidden" name=input_name(input.name) value=value/> }.into_any()
        })
        .collect();
    let steps: Vec<AnyView> = t
        .steps
        .iter()
        .enumerate()
        .map(|(at, step)| view! { <li>{format!("{}. ", at + 1)} {*step}</li> }.into_any())
        .collect();
    let waits = (!view.vapi_connected).then(|| match cx.to_connect(Account::VAPI.provider) {
        Some(next) => view! { <Notice tone=Tone::Warn text=t.waits_for_vapi next=next/> }.into_any(),
        None => view! { <Notice tone=Tone::Warn text=t.waits_for_vapi/> }.into_any(),
    });
    let problem = Signal::stored(view.problem.clone());
    let (agent, address) =
        (agent_choice("buy", &view.agents, state, cx), address_fields::section(number.address, state, cx));
    let (facts, back) = (facts(view, number, cx), search_href(Some(number)));
    view! {
        <ProblemNotice problem=problem of_reading=true/>
        <Card title=t.what>{facts}</Card>
        <Card title=t.happens>
            <div class="stack">
                <ol class="stack">{steps}</ol>
                {waits}
            </div>
        </Card>
        <Card>
            <Form action=BuyNumber::PATH form_action=buy class="form">
                {hidden}
                {agent}
                {address}
                <ProblemNotice problem=state.general()/>
                <div class="actions">
                    <Button
                        label=t.buy_now
                        variant=Variant::Primary
                        icon=Icon::Phone
                        pending=state.pending()
                    />
                    <ButtonLink href=back label=CommonTexts::spoken(cx.locale).cancel variant=Variant::Quiet/>
                </div>
            </Form>
        </Card>
    }
    .into_any()
}

fn facts(view: &BuyView, number: &AvailableNumber, cx: PageCx) -> AnyView {
    let t = ManagedTexts::spoken(cx.locale);
    let price = match &view.price {
        Some(price) => (t.a_month)(&price.amount, &price.currency),
        None => t.price_unknown.to_owned(),
    };
    let pretty = number.e164.pretty();
    let (place, ability) = (words::place(number, cx), words::ability(number, cx));
    let (kind, demands) = ((t.kind_of)(number.kind), (t.asks)(number.address));
    view! {
        <DataList>
            <Fact term=IntegrationsTexts::spoken(cx.locale).provider.number><b class="num">{pretty}</b></Fact>
            <Fact term=t.place>{place}</Fact>
            <Fact term=t.kind>{kind}</Fact>
            <Fact term=t.ability>{ability}</Fact>
            <Fact term=t.price>{price}</Fact>
            <Fact term=t.demands>{demands}</Fact>
        </DataList>
    }
    .into_any()
}

//! `/dashboard/calls/retention`: for how long calls are kept, and what Vapi has deleted.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    CallsTexts,
    api::{RETENTION_FORM, SaveRetention},
    retention_texts::RetentionTexts,
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::Form,
        form_state::{FormState, taken},
        i18n::{CommonTexts, Spoken as _},
        page_cx::{PageCx, failed, skeleton},
        paths::{CALLS, operation_href},
        read::{silent, the_only, use_view},
        ui::{
            button::{Button, Variant},
            card::Card,
            field::TextField,
            notice::{NextStep, Notice},
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::Tone,
            table::table,
            time::Time,
        },
    },
    domain::{
        call::{DeletedCall, RetentionForm, RetentionView},
        flash,
        form::Input,
        provider::vapi,
        topic::Topic,
    },
};

#[component]
pub fn RetentionPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = RetentionTexts::spoken(cx.locale);
    let saved = |cx: PageCx| (CommonTexts::spoken(cx.locale).notice)(flash::Notice::RetentionSaved);
    let state = FormState::alone(RETENTION_FORM, cx, Some(saved));
    let taken = taken(&[state]);
    // No topic: a call that comes in is not to take what is typed.
    let drawn = use_view::<RetentionView>(the_only(), &[], vec![taken]);
    let there = use_view::<RetentionView>(the_only(), &[Topic::Calls, Topic::Operations], vec![taken]);
    let crumb = NextStep { href: CALLS.to_owned(), label: CallsTexts::spoken(cx.locale).title.to_owned() };
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.title)/>
        <Page narrow=true>
            <PageHead title=t.title lead=t.lead crumb=crumb/>
            <div class="stack">
                {drawn.shown(skeleton(t.loading), failed, move |page| form(page, state, cx))}
                {there.shown(skeleton(t.loading), silent, move |page| at_vapi(page, cx.at(page.now)))}
            </div>
        </Page>
    }
    .into_any()
}

fn form(page: &RetentionView, state: FormState, cx: PageCx) -> AnyView {
    let t = RetentionTexts::spoken(cx.locale);
    let kept = page.retention;
    let field = |input: Input, label: &'static str, hint: &'static str, days: Option<u32>| {
        let bound = state.bind(input, &days.map(|days| days.to_string()).unwrap_or_default());
        view! { <TextField label=label bound=bound hint=hint optional=t.kept inputmode="numeric"/> }
            .into_any()
    };
    let fields = [
        field(RetentionForm::recording(), t.recording, t.recording_hint, kept.recording),
        field(RetentionForm::transcript(), t.transcript, t.transcript_hint, kept.transcript),
        field(RetentionForm::call(), t.call, t.call_hint, kept.call),
    ];
    let fields: Vec<AnyView> = fields.into();
    view! {
        <Card title=t.days lead=t.days_lead>
            <Form action=SaveRetention::PATH form_action=state.action() class="form">
                <ProblemNotice problem=state.general()/>
                {fields}
                <div class="actions">
                    <Button label=t.save variant=Variant::Primary pending=state.pending()/>
                </div>
            </Form>
        </Card>
    }
    .into_any()
}

fn at_vapi(page: &RetentionView, cx: PageCx) -> AnyView {
    let t = RetentionTexts::spoken(cx.locale);
    let waits = match page.waiting_since {
        None => (page.elsewhere == 0).then(|| view! { <p>{t.none_waits}</p> }.into_any()).into_any(),
        Some(since) => {
            let text = (t.waiting)(page.waiting, &cx.exact(since).exact);
            if page.connected {
                view! { <Notice tone=Tone::Warn text=text/> }.into_any()
            } else {
                let text = format!("{text} {}", t.not_connected);
                match cx.to_connect(vapi::PROVIDER) {
                    Some(next) => view! { <Notice tone=Tone::Warn text=text next=next/> }.into_any(),
                    None => view! { <Notice tone=Tone::Warn text=text/> }.into_any(),
                }
            }
        }
    };
    let elsewhere = (page.elsewhere > 0)
        .then(|| view! { <Notice tone=Tone::Warn text=(t.elsewhere)(page.elsewhere)/> }.into_any());
    let operation = page
        .operation
        .as_ref()
        .map(|id| view! { <p><a href=operation_href(id)>{t.operation}</a></p> }.into_any());
    let rows: Vec<AnyView> = page.deleted.iter().map(|call| row(call, cx)).collect();
    let list = (!rows.is_empty()).then(|| table(&[t.id, t.at, t.what], rows));
    view! {
        <Card title=t.at_vapi lead=t.at_vapi_lead>
            <div class="stack">{waits} {elsewhere} {operation} {list}</div>
        </Card>
    }
    .into_any()
}

fn row(call: &DeletedCall, cx: PageCx) -> AnyView {
    let t = RetentionTexts::spoken(cx.locale);
    let at = cx.exact(call.at);
    view! {
        <tr>
            <th scope="row"><span class="masked">{call.id.clone()}</span></th>
            <td data-label=t.at><Time at=at/></td>
            <td data-label=t.what>{(t.found)(call.found)}</td>
        </tr>
    }
    .into_any()
}

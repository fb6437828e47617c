//! `/dashboard/agents/{id}/try`: a conversation in writing with an agent.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    Actions, TrialTexts,
    api::{BeginAnew, SayToAgent},
    call_me,
};
use crate::{
    app::{
        calls::dollars,
        errors::ProblemNotice,
        form_action::Form,
        form_state::taken,
        i18n::{CommonTexts, Spoken},
        page_cx::{PageCx, no_page, skeleton},
        paths::agent_href,
        read::{silent, use_view},
        ui::{
            button::{Button, Variant},
            card::Card,
            notice::{NextStep, Notice},
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::Tone,
            text_area::TextArea,
        },
    },
    domain::{
        call::Line,
        topic::Topic,
        trial::{TrialForm, TrialView},
    },
};

#[component]
pub fn TrialPage(id: String) -> impl IntoView {
    let cx = PageCx::here();
    let t = TrialTexts::spoken(cx.locale);
    let actions = Actions::new(cx);
    let id = Signal::stored(Some(id));
    let answers = vec![actions.say.action().version(), actions.anew.action().version()];
    let talk = use_view::<TrialView>(id, &[Topic::Agents], answers);
    // The form stays as it is while the agent answers, so that a turn which failed is still typed.
    let form = use_view::<TrialView>(id, &[], vec![actions.anew.action().version()]);
    let taken = taken(&[actions.phone, actions.code, actions.forget, actions.ring]);
    let phone = use_view::<TrialView>(id, &[Topic::Numbers], vec![taken]);
    view! {
        <Page narrow=true>
            {talk.shown(skeleton(t.loading), no_page, move |trial| head(trial, cx))}
            <div aria-live="polite">{talk.shown(skeleton(t.loading), silent, move |trial| said(trial, cx))}</div>
            <div class="section">
                {form.shown(skeleton(t.loading), silent, move |trial| turn(trial, actions, cx))}
            </div>
            {talk.shown(skeleton(t.loading), silent, move |trial| end(trial, actions, cx))}
            <div class="section">
                {phone.shown(skeleton(t.loading), silent, move |trial| call_me::card(trial, actions, cx))}
            </div>
        </Page>
    }
    .into_any()
}

fn head(trial: &TrialView, cx: PageCx) -> AnyView {
    let t = TrialTexts::spoken(cx.locale);
    let title = (t.title)(&trial.name);
    let crumb = NextStep { href: agent_href(&trial.agent), label: trial.name.clone() };
    let stands = (trial.can_answer && !trial.in_step)
        .then(|| view! { <Notice tone=Tone::Warn text=t.not_in_step/> }.into_any());
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(&title)/>
        <PageHead title=title lead=t.lead crumb=crumb/>
        {stands}
    }
    .into_any()
}

fn said(trial: &TrialView, cx: PageCx) -> AnyView {
    let t = TrialTexts::spoken(cx.locale);
    let asking = trial.asking.then(|| view! { <Notice tone=Tone::Off text=t.asking/> }.into_any());
    let spent = (trial.cost_micros > 0).then(|| {
        view! { <p class="hint">{(t.spent)(&dollars(trial.cost_micros, cx.locale))}</p> }.into_any()
    });
    let lines = if trial.lines.is_empty() {
        view! { <p class="hint">{t.empty}</p> }.into_any()
    } else {
        let lines: Vec<AnyView> = trial.lines.iter().map(|line| spoken(line, t)).collect();
        view! { <ol class="turns">{lines}</ol> }.into_any()
    };
    view! {
        <Card>
            <div class="stack">
                {lines}
                {asking}
                {spent}
            </div>
        </Card>
    }
    .into_any()
}

fn spoken(line: &Line, t: &'static TrialTexts) -> AnyView {
    view! {
        <li class=line.by.code()>
            <small>{(t.speaker)(line.by)}</small>
            <p>{line.text.clone()}</p>
        </li>
    }
    .into_any()
}

/// The person's turn.
fn turn(trial: &TrialView, actions: Actions, cx: PageCx) -> AnyView {
    let t = TrialTexts::spoken(cx.locale);
    if !trial.can_answer {
        let next = NextStep { href: agent_href(&trial.agent), label: t.to_agent.to_owned() };
        return view! { <Notice tone=Tone::Off title=t.not_there text=t.not_there_text next=next/> }
            .into_any();
    }
    let state = actions.say;
    let (agent, said) = (trial.agent.to_string(), state.bind(TrialForm::said(), ""));
    view! {
        <Card>
            <Form action=SayToAgent::PATH form_action=state.action() class="form" empties=true>
                <input type="hidden" name="agent" value=agent/>
                <TextArea label=t.said bound=said hint=t.before rows=3 required=true/>
                <ProblemNotice problem=state.general()/>
                <div class="actions">
                    <Button label=t.say variant=Variant::Primary pending=state.pending()/>
                </div>
            </Form>
        </Card>
    }
    .into_any()
}

/// Draws the turns that are left, and the button that begins another conversation.
fn end(trial: &TrialView, actions: Actions, cx: PageCx) -> AnyView {
    let t = TrialTexts::spoken(cx.locale);
    let left = match trial.left_today {
        0 => t.none_left.to_owned(),
        turns => (t.left)(turns),
    };
    let agent = trial.agent.to_string();
    let anew = (!trial.lines.is_empty()).then(|| {
        view! {
            <Form action=BeginAnew::PATH form_action=actions.anew.action()>
                <input type="hidden" name="agent" value=agent/>
                <Button label=t.anew pending=actions.anew.pending()/>
            </Form>
        }
        .into_any()
    });
    view! {
        <div class="section stack">
            <p class="hint">{left}" "{t.kept}</p>
            <ProblemNotice problem=actions.anew.problem()/>
            {anew}
        </div>
    }
    .into_any()
}

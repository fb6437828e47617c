//! The state of an agent against its assistant, and the actions on the agent as a whole.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    AgentsTexts,
    api::{DUPLICATE_FORM, DuplicateAgent, REMAKE_FORM, RemakeAgent},
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::Form,
        form_state::{form_states, refusals},
        i18n::Spoken,
        page_cx::PageCx,
        paths::{conflict_href, delete_agent_href},
        ui::{
            button::{Button, ButtonLink, Variant},
            card::Card,
            icon::Icon,
            notice::{NextStep, Notice, NoticeProps},
            pill::Tone,
        },
    },
    domain::agent::{AgentView, HookState, SyncState},
};

form_states! {
    pub(super) struct Actions {
        duplicate: DUPLICATE_FORM,
        remake: REMAKE_FORM,
    }
}

impl Actions {
    /// The refusal of the decision; that of the copy stands beside its button.
    pub(super) fn refused(self) -> AnyView {
        refusals(&[self.remake])
    }

    pub(super) fn duplicate(self, agent: &AgentView, cx: PageCx) -> AnyView {
        let id = agent.id.to_string();
        view! {
            <Form action=DuplicateAgent::PATH form_action=self.duplicate.action()>
                <input type="hidden" name="id" value=id/>
                <Button label=AgentsTexts::spoken(cx.locale).changes.duplicate pending=self.duplicate.pending()/>
                <ProblemNotice problem=self.duplicate.problem()/>
            </Form>
        }
        .into_any()
    }
}

/// Says why the agent is not in step, with the way out.
pub(super) fn why(agent: &AgentView, cx: PageCx) -> Option<AnyView> {
    let problem = agent.problem.as_ref().filter(|_| !decides(agent))?;
    let notice = NoticeProps {
        tone: Tone::Warn,
        text: problem.sentence(cx.locale),
        title: None,
        quote: None,
        next: cx.way_out(problem),
        reference: None,
        children: None,
    };
    Some(Notice(notice).into_any())
}

/// Whether a person has to decide; the decision has a text of its own.
fn decides(agent: &AgentView) -> bool {
    matches!(agent.sync, SyncState::Conflict | SyncState::Gone)
}

/// Says why callers hear nothing: the service of the voice has closed, or a call was lost for it.
pub(super) fn no_voice(agent: &AgentView, cx: PageCx) -> Option<String> {
    let (t, service) = (AgentsTexts::spoken(cx.locale), agent.spec.voice.provider.name());
    if agent.spec.voice_is_gone() {
        return Some((t.voice_gone_text)(service));
    }
    agent.voice_lost.then(|| (t.voice_lost_text)(service))
}

/// Warns that callers hear nothing.
pub(super) fn without_voice(agent: &AgentView, cx: PageCx) -> Option<AnyView> {
    let (title, text) = (AgentsTexts::spoken(cx.locale).voice_gone, no_voice(agent, cx)?);
    Some(view! { <Notice tone=Tone::Warn title=title text=text/> }.into_any())
}

/// Says that the calls of the assistant are not told to AVA, with the way out.
pub(super) fn not_heard(agent: &AgentView, cx: PageCx) -> Option<AnyView> {
    let t = &AgentsTexts::spoken(cx.locale).changes;
    let text = match agent.hook? {
        HookState::Set => return None,
        HookState::Elsewhere => t.hook_elsewhere,
        HookState::Changed => t.hook_changed,
    };
    Some(view! { <Notice tone=Tone::Warn title=t.not_heard text=text/> }.into_any())
}

/// The decision that the agent waits for.
pub(super) fn to_decide(agent: &AgentView, actions: Actions, cx: PageCx) -> Option<AnyView> {
    let t = &AgentsTexts::spoken(cx.locale).changes;
    match agent.sync {
        SyncState::Conflict => {
            let next = NextStep { href: conflict_href(&agent.id), label: t.compare.to_owned() };
            Some(
                view! { <Notice tone=Tone::Warn title=t.conflict text=t.conflict_text next=next/> }
                    .into_any(),
            )
        }
        SyncState::Gone => Some(gone(agent, actions, cx)),
        SyncState::Pending | SyncState::Synced | SyncState::Failed => None,
    }
}

fn gone(agent: &AgentView, actions: Actions, cx: PageCx) -> AnyView {
    let t = &AgentsTexts::spoken(cx.locale).changes;
    let id = agent.id.to_string();
    let delete = delete_agent_href(&agent.id);
    view! {
        <Card tone=Tone::Warn title=t.gone lead=t.gone_text>
            <Form action=RemakeAgent::PATH form_action=actions.remake.action() class="stack">
                <input type="hidden" name="id" value=id/>
                <div class="actions">
                    <Button
                        label=t.remake
                        variant=Variant::Primary
                        icon=Icon::Refresh
                        pending=actions.remake.pending()
                    />
                    <ButtonLink href=delete label=t.delete variant=Variant::Danger/>
                </div>
            </Form>
        </Card>
    }
    .into_any()
}

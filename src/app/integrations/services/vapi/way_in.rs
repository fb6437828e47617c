//! The card of the way in for events: the address, what came by it, its check, and its rotation.

use leptos::{
    prelude::*,
    server_fn::{ServerFn, codec::Postcard},
};

use super::way_in_texts::WayInTexts;
#[cfg(feature = "ssr")]
use crate::{
    app::paths::operation_href,
    domain::{
        flash::Notice,
        role::Permission::{ManageIntegrations, ManageKeys},
    },
    server::{
        agents::{event_address, operations::rotate_hook},
        forms::{Accepted, handle},
    },
};
use crate::{
    app::{
        form_action::Form,
        form_state::{FormStates as _, form_states},
        i18n::Spoken as _,
        integrations::{IntegrationsTexts, services::PageParts},
        page_cx::{PageCx, skeleton},
        paths,
        read::{nothing, silent, the_only, use_view},
        ui::{
            button::{Button, ButtonLink},
            card::Card,
            data_list::{DataList, Fact},
            icon::Icon,
            notice::Notice as Shown,
            pill::Tone,
            time::Time,
        },
    },
    domain::{
        answer::Answer,
        integrations::IntegrationsView,
        problem::Problem,
        provider::vapi::PROVIDER,
        role::Permission,
        topic::Topic,
        way_in::{WayIn, WayInView},
    },
};

/// The names under which refused forms come back without JavaScript.
const ROTATE_FORM: &str = "rotate_hook";
const CHECK_FORM: &str = "check_way_in";

/// Leads on to the operation that has events come to another address, with another secret.
#[server(prefix = "/rpc", endpoint = "integrations/rotate-hook", output = Postcard)]
pub async fn rotate_hook() -> Result<Answer, Problem> {
    handle(ROTATE_FORM, ManageKeys.of(PROVIDER).proved(), (), async |cx, ()| {
        let operation = rotate_hook::rotate(cx).await?;
        Ok(Accepted::on_to(operation_href(&operation), Notice::HookRotated))
    })
    .await
}

/// Sends an event to the organisation's own address.
#[server(prefix = "/rpc", endpoint = "integrations/check-way-in", output = Postcard)]
pub async fn check_way_in() -> Result<Answer, Problem> {
    handle(CHECK_FORM, ManageIntegrations.of(PROVIDER), (), async |cx, ()| {
        event_address::check(cx).await?;
        Ok(Accepted::here(Notice::WayInChecked))
    })
    .await
}

form_states! {
    struct Actions {
        rotate: ROTATE_FORM,
        check: CHECK_FORM => |cx| WayInTexts::spoken(cx.locale).check_done,
    }
}

/// The part of Vapi's page, for those who may look at it.
pub(super) fn parts(cx: PageCx) -> PageParts {
    if !cx.offers(Permission::ManageIntegrations, PROVIDER) {
        return PageParts::default();
    }
    let t = WayInTexts::spoken(cx.locale);
    let actions = Actions::new(cx);
    let topics = &[Topic::Calls, Topic::Agents, Topic::Operations];
    let way_in = use_view::<WayInView>(the_only(), topics, actions.answers());
    PageParts {
        section: Some(Box::new(move |view| {
            view.shown_with(way_in, skeleton(t.loading), move |view, way_in| match way_in {
                Some(Ok(way_in)) if is_connected(view) => card(way_in, actions, cx.at(way_in.now)),
                Some(Err(problem)) => silent(problem),
                _ => nothing(),
            })
        })),
        ..PageParts::default()
    }
}

fn is_connected(view: &IntegrationsView) -> bool {
    view.card(PROVIDER).credential.is_some()
}

fn card(way_in: &WayInView, actions: Actions, cx: PageCx) -> AnyView {
    let t = WayInTexts::spoken(cx.locale);
    let body = if way_in.reachable {
        stands(way_in, actions, cx)
    } else {
        view! { <p>{t.unreachable}</p> }.into_any()
    };
    view! {
        <Card title=t.title lead=t.lead>
            <div class="stack">
                {actions.refusals()}
                {body}
            </div>
        </Card>
    }
    .into_any()
}

fn stands(way_in: &WayInView, actions: Actions, cx: PageCx) -> AnyView {
    let t = WayInTexts::spoken(cx.locale);
    let Some(address) = way_in.address.clone() else {
        return view! { <p>{t.none_yet}</p> }.into_any();
    };
    let made = way_in.made_at.map(|at| (t.made)(&cx.relative(at)));
    let last = match way_in.heard.last_event_at {
        Some(at) => view! { <Time at=cx.moment(at)/> }.into_any(),
        None => t.no_event.into_any(),
    };
    let checked = match way_in.heard.check {
        Some((found, at)) => view! { {(t.found)(found)}" "<Time at=cx.moment(at)/> }.into_any(),
        None => t.not_checked.into_any(),
    };
    let failed = way_in.heard.check.is_some_and(|(found, _)| found != WayIn::Open);
    let failed = failed.then(|| view! { <Shown tone=Tone::Warn text=t.what_to_do/> }.into_any());
    let told = (t.told)(way_in.told, way_in.assistants);
    let rotation = rotation(way_in, actions, cx);
    view! {
        <DataList>
            <Fact term=t.address><span class="masked">{address}</span>" "{made}</Fact>
            <Fact term=t.secret>{t.secret_text}</Fact>
            <Fact term=t.assistants>{told}</Fact>
            <Fact term=t.last_event>{last}</Fact>
            <Fact term=t.checked>{checked}</Fact>
        </DataList>
        {failed}
        <Form action=CheckWayIn::PATH form_action=actions.check.action()>
            <Button label=t.check pending=actions.check.pending()/>
        </Form>
        <p class="hint">{t.check_text}</p>
        {rotation}
    }
    .into_any()
}

fn rotation(way_in: &WayInView, actions: Actions, cx: PageCx) -> AnyView {
    let t = WayInTexts::spoken(cx.locale);
    match &way_in.rotation {
        Some(operation) => {
            let href = paths::operation_href(operation);
            view! {
                <p>{t.rotating}</p>
                <div class="actions"><ButtonLink href=href label=IntegrationsTexts::spoken(cx.locale).see_steps/></div>
            }
            .into_any()
        }
        None if !cx.may(Permission::ManageKeys) => nothing(),
        None => view! {
            <Form action=RotateHook::PATH form_action=actions.rotate.action()>
                <Button label=t.rotate icon=Icon::Refresh pending=actions.rotate.pending()/>
            </Form>
            <p class="hint">{t.rotate_text}</p>
        }
        .into_any(),
    }
}

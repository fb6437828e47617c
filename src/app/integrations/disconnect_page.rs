//! `/dashboard/integrations/:provider/disconnect`: asks before a provider is disconnected,
//! and says by name what goes and what stays.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    DisconnectTexts,
    api::{DISCONNECT_FORM, DisconnectProvider},
    services,
};
use crate::{
    app::{
        errors::{NotFound, ProblemNotice},
        form_action::{Form, FormAction},
        form_state::FormState,
        i18n::{CommonTexts, Spoken},
        numbers::managed::ManagedTexts,
        page_cx::{PageCx, no_page, skeleton},
        paths::{operation_href, provider_href},
        read::use_view,
        ui::{
            button::{Button, ButtonLink, Variant},
            card::Card,
            data_list::{DataList, Fact},
            effects::effects,
            icon::Icon,
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
        },
    },
    domain::{
        provider::Provider,
        removal::{AffectedNumber, DisconnectView, Happening},
        topic::Topic,
    },
};

#[component]
pub fn DisconnectPage(code: String) -> impl IntoView {
    match Provider::from_code(&code) {
        Some(provider) => page(provider),
        None => view! { <Page narrow=true><NotFound/></Page> }.into_any(),
    }
}

fn page(provider: Provider) -> AnyView {
    let cx = PageCx::here();
    let send = FormAction::default();
    let state = FormState::new(DISCONNECT_FORM, send);
    let id = Signal::stored(Some(provider.code().to_owned()));
    let view = use_view::<DisconnectView>(id, &Topic::BUT_AUDIT, vec![send.version()]);
    view! {
        <Page narrow=true>
            {view.shown(skeleton(DisconnectTexts::spoken(cx.locale).loading), no_page, move |view| match &view.account {
                Some(account) => asked(view, account, send, state, cx),
                None => not_connected(view, cx),
            })}
        </Page>
    }
    .into_any()
}

fn crumb(provider: Provider, cx: PageCx) -> NextStep {
    NextStep {
        href: provider_href(provider),
        label: (DisconnectTexts::spoken(cx.locale).back)(provider.name()),
    }
}

fn not_connected(view: &DisconnectView, cx: PageCx) -> AnyView {
    let t = DisconnectTexts::spoken(cx.locale);
    let provider = view.provider;
    let title = (t.not_connected)(provider.name());
    let last = view.operation.as_ref().map(|id| {
        view! { <ButtonLink href=operation_href(id) label=t.last_cleanup icon=Icon::List/> }.into_any()
    });
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(&title)/>
        <PageHead
            title=title
            lead=t.not_connected_text
            crumb=crumb(provider, cx)
            mark=services::of(provider).mark()
        />
        <div class="actions">
            {last}
            <ButtonLink href=provider_href(provider) label=(t.back)(provider.name())/>
        </div>
    }
    .into_any()
}

fn asked(view: &DisconnectView, account: &str, send: FormAction, state: FormState, cx: PageCx) -> AnyView {
    let t = DisconnectTexts::spoken(cx.locale);
    let provider = view.provider;
    let title = (t.title)(provider.name());
    let (goes, happens) = (goes(view, cx), happens(view, cx));
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(&title)/>
        <PageHead
            title=title
            lead=(t.lead)(account)
            crumb=crumb(provider, cx)
            mark=services::of(provider).mark()
        />
        <div class="stack">
            <Card title=t.goes>{goes}</Card>
            <Card title=t.happens>{happens}</Card>
            <Form action=DisconnectProvider::PATH form_action=send class="form">
                <input type="hidden" name="provider" value=provider.code()/>
                <ProblemNotice problem=state.problem()/>
                <div class="actions">
                    <Button
                        label=(t.confirm)(provider.name())
                        variant=Variant::Destroy
                        pending=state.pending()
                    />
                    <ButtonLink
                        href=provider_href(provider)
                        label=CommonTexts::spoken(cx.locale).cancel
                        variant=Variant::Quiet
                    />
                </div>
            </Form>
        </div>
    }
    .into_any()
}

/// Whether any number or assistant depends on the provider.
fn leaves_traces(view: &DisconnectView) -> bool {
    let numbers = view.numbers.len() + view.stays.len() + view.stopped.len() + view.only_here.len();
    numbers + view.assistants.len() > 0
}

fn goes(view: &DisconnectView, cx: PageCx) -> AnyView {
    let t = DisconnectTexts::spoken(cx.locale);
    if !leaves_traces(view) {
        return view! { <p>{(t.nothing_goes)(view.provider.name())}</p> }.into_any();
    }
    let number = |AffectedNumber { e164, agent }: &AffectedNumber| {
        let number = e164.pretty();
        match agent {
            Some(agent) => (t.loses)(&number, agent),
            None => (t.nobody_loses)(&number),
        }
    };
    view! {
        <div class="stack">
            {list(t.numbers, Icon::Phone, view.numbers.iter().map(number).collect())}
            {list(ManagedTexts::spoken(cx.locale).leave.disconnect_stays, Icon::Phone, view.stays.iter().map(number).collect())}
            {list(t.assistants, Icon::Person, view.assistants.clone())}
            {list(t.only_here, Icon::Phone, view.only_here.iter().map(|number| number.pretty()).collect())}
            {list(t.stopped, Icon::Skip, view.stopped.iter().map(|number| number.pretty()).collect())}
        </div>
    }
    .into_any()
}

/// The names under a heading that counts them; `None` if there are none.
pub(super) fn list(title: fn(usize) -> String, icon: Icon, names: Vec<String>) -> Option<AnyView> {
    if names.is_empty() {
        return None;
    }
    let title = title(names.len());
    let names = names.into_iter().map(|name| (icon, name)).collect();
    Some(
        view! {
            <section>
                <h3>{title}</h3>
                {effects(names)}
            </section>
        }
        .into_any(),
    )
}

fn happens(view: &DisconnectView, cx: PageCx) -> AnyView {
    let t = DisconnectTexts::spoken(cx.locale);
    let fact = |term: String, text: String| view! { <Fact term=term>{text}</Fact> }.into_any();
    let said = |(provider, happens): &(Provider, Vec<Happening>)| {
        let happens: Vec<&str> = happens.iter().map(|happening| (t.happens_at)(*happening)).collect();
        fact((t.at)(provider.name()), happens.join(" "))
    };
    let at_providers: Vec<AnyView> = view.happens.iter().map(said).collect();
    let stays = services::of(view.provider).texts(cx.locale).stays;
    let held = view.provider.spec().held;
    let mut gone = (t.held_gone)(held).to_owned();
    if leaves_traces(view) || !view.happens.is_empty() {
        gone = format!("{gone} {}", t.copy_kept);
    }
    view! {
        <DataList>
            {at_providers}
            {fact(t.stays.to_owned(), stays.to_owned())}
            {fact((t.held)(held).to_owned(), gone)}
        </DataList>
    }
    .into_any()
}

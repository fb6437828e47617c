//! `/admin`: how the installation stands, for whoever looks after it.

use leptos::prelude::*;

use super::{
    OVERVIEW, TenantsTexts,
    api::RETRY_FORM,
    features,
    page::{listed, status, stuck},
    tenant_href,
};
use crate::{
    app::{
        address::use_address,
        form_state::{FormState, FormStates as _, form_states},
        i18n::{CommonTexts, Spoken},
        list::List,
        page_cx::{PageCx, failed, shortened, skeleton},
        read::use_view,
        ui::{
            card::Card,
            data_list::{DataList, Fact},
            page::{Page, PageHead},
            page_title::PageTitle,
            time::Time,
        },
    },
    domain::{
        feature::Feature,
        tenant::{
            KeyCount, NodeView, PlatformQuery, PlatformView, Setting, SettingSource, SettingValue,
            StuckOperation,
        },
    },
};

form_states! {
    struct Actions {
        retry: RETRY_FORM => |cx| TenantsTexts::spoken(cx.locale).retried,
    }
}

#[component]
pub fn OverviewPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = TenantsTexts::spoken(cx.locale);
    let actions = Actions::new(cx);
    let address = use_address();
    let asked = Signal::derive(move || Some(address.with(PlatformQuery::read).to_string()));
    let platform = use_view::<PlatformView>(asked, &[], actions.answers());
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.overview)/>
        <Page>
            <PageHead title=t.overview lead=t.overview_lead/>
            {platform.shown(skeleton(t.overview_loading), failed, move |platform| {
                let query = address.with_untracked(PlatformQuery::read);
                whole(platform, &query, actions, cx.at(platform.now))
            })}
        </Page>
    }
    .into_any()
}

fn whole(platform: &PlatformView, query: &PlatformQuery, actions: Actions, cx: PageCx) -> AnyView {
    let t = TenantsTexts::spoken(cx.locale);
    let list = List { path: OVERVIEW, title: t.stuck_of_all, first: t.first, next: t.next };
    let on_first = query.before.is_none();
    let none = if on_first { t.nothing_stuck } else { t.no_more_stuck };
    let stuck = listed(&platform.stuck, false, none, |stuck| stuck_row(stuck, actions.retry, cx), cx);
    let first = (!on_first).then(|| query.from(None).to_string());
    let next = platform.next_stuck.as_ref().map(|next| query.from(Some(next)).to_string());
    let pages = list.pages(first, next);
    let keys = listed(&platform.keys, false, t.no_keys_at_all, |keys| key_row(keys, cx), cx);
    let figures = figures(platform, cx);
    let nodes = listed(&platform.nodes.rows, platform.nodes.more, t.no_nodes, |node| node_row(node, cx), cx);
    let (flags, settings) = (flags(platform, cx), settings(platform, cx));
    view! {
        <div class="stack">
            {actions.refusals()}
            <Card title=t.stuck_of_all>
                {stuck}
                {pages}
            </Card>
            <Card title=t.keys_of_all>{keys}</Card>
            <Card title=t.figures>{figures}</Card>
            <Card title=t.nodes>{nodes}</Card>
            <Card title=t.features>{flags}</Card>
            <Card title=t.configuration lead=t.configuration_lead>{settings}</Card>
        </div>
    }
    .into_any()
}

fn stuck_row(of: &StuckOperation, state: FormState, cx: PageCx) -> AnyView {
    let (href, name) = (tenant_href(&of.tenant), of.tenant_name.clone());
    let tenant = view! { <p><a href=href>{name}</a></p> }.into_any();
    stuck(&of.tenant, &of.operation, Some(tenant), state, cx)
}

fn key_row(keys: &KeyCount, cx: PageCx) -> AnyView {
    let t = TenantsTexts::spoken(cx.locale);
    let managed = keys.managed.then(|| format!(" ({})", t.managed_account));
    let cause = keys.cause.map(|cause| cause.words(cx.locale));
    view! {
        <li>
            <b>{keys.provider.name()}{managed}</b>
            <span class="hint">{cause}</span>
            <span>{(t.keys_count)(keys.count)}</span>
            {status(keys.status, cx)}
        </li>
    }
    .into_any()
}

fn node_row(node: &NodeView, cx: PageCx) -> AnyView {
    let t = TenantsTexts::spoken(cx.locale);
    view! {
        <li>
            <b>{node.version.clone()}</b>
            <span class="hint">{t.build}" "{shortened(&node.build)}</span>
            <span class="hint">{t.since}" "<Time at=cx.moment(node.since)/></span>
            <span class="hint">{t.seen}" "<Time at=cx.moment(node.seen_at)/></span>
        </li>
    }
    .into_any()
}

fn figures(platform: &PlatformView, cx: PageCx) -> AnyView {
    let t = TenantsTexts::spoken(cx.locale);
    let facts: Vec<AnyView> = [
        (t.title, platform.tenants),
        (t.near_count, platform.near_limits),
        (t.people_total, platform.people),
        (t.numbers_total, platform.numbers),
        (t.managed_total, platform.managed),
    ]
    .into_iter()
    .map(|(term, count)| view! { <Fact term=term>{count.to_string()}</Fact> }.into_any())
    .collect();
    view! { <DataList>{facts}</DataList> }.into_any()
}

fn flags(platform: &PlatformView, cx: PageCx) -> AnyView {
    let t = TenantsTexts::spoken(cx.locale);
    let facts: Vec<AnyView> = Feature::all()
        .map(|feature| {
            let standing = if platform.off.has(feature) { t.off_for_all } else { t.on };
            view! { <Fact term=features::name(feature, cx)>{standing}</Fact> }.into_any()
        })
        .collect();
    view! { <DataList>{facts}</DataList> }.into_any()
}

fn settings(platform: &PlatformView, cx: PageCx) -> AnyView {
    let t = TenantsTexts::spoken(cx.locale);
    let facts: Vec<AnyView> = platform
        .settings
        .iter()
        .map(|Setting { variable, value, source }| {
            let value = match value {
                SettingValue::Text(text) => text.clone(),
                SettingValue::Given(true) => t.given.to_owned(),
                SettingValue::Given(false) => t.not_given.to_owned(),
            };
            let source = match source {
                SettingSource::Default => t.by_default,
                SettingSource::Environment => t.in_environment,
                SettingSource::File => t.in_file,
            };
            view! {
                <Fact term=variable.clone()>
                    {value}
                    " "
                    <span class="hint">{source}</span>
                </Fact>
            }
            .into_any()
        })
        .collect();
    let version = platform.version.clone();
    view! {
        <DataList>
            {facts}
            <Fact term=t.version>{version}</Fact>
        </DataList>
    }
    .into_any()
}

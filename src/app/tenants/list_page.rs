//! `/admin/tenants`: every tenant, to search, narrow and sort.

use leptos::prelude::*;

use super::{NEW, PATH, TenantsTexts, tenant_href};
use crate::{
    app::{
        address::use_address,
        i18n::{CommonTexts, Spoken},
        list::List,
        page_cx::{PageCx, failed, skeleton},
        read::use_view,
        ui::{
            button::ButtonLink,
            empty_state::EmptyState,
            field::{Bound, TextField},
            icon::Icon,
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::{Pill, Tone},
            select::{Select, SelectOption},
            time::Time,
        },
    },
    domain::{
        list::InQuery,
        tenant::{
            Activity, Limits, TenantHealth, TenantLine, TenantSort, TenantState, TenantsQuery, TenantsView,
        },
    },
};

#[component]
pub fn TenantsPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = TenantsTexts::spoken(cx.locale);
    let address = use_address();
    let asked = Signal::derive(move || Some(address.with(TenantsQuery::read).to_string()));
    let list = use_view::<TenantsView>(asked, &[], Vec::new());
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.title)/>
        <Page>
            <PageHead title=t.title lead=t.lead>
                <ButtonLink href=NEW label=t.new_tenant icon=Icon::Plus/>
            </PageHead>
            {list.shown(skeleton(t.loading), failed, move |list| {
                whole(list, &address.with_untracked(TenantsQuery::read), cx.at(list.now))
            })}
        </Page>
    }
    .into_any()
}

fn whole(view: &TenantsView, query: &TenantsQuery, cx: PageCx) -> AnyView {
    let t = TenantsTexts::spoken(cx.locale);
    let list = List { path: PATH, title: t.title, first: t.first, next: t.next };
    let on_first = query.after.is_none();
    let rows = match (view.tenants.is_empty(), on_first, query.narrows()) {
        (true, true, false) => {
            view! { <EmptyState icon=Icon::Team title=t.none text=t.none_text/> }.into_any()
        }
        (true, true, true) => list.no_match((t.no_match, t.no_match_text), t.clear),
        (true, false, _) => list.no_match((t.no_more, t.no_more_text), t.clear),
        (false, ..) => {
            let rows: Vec<AnyView> = view.tenants.iter().map(|tenant| row(tenant, cx)).collect();
            view! { <ul class="card rows">{rows}</ul> }.into_any()
        }
    };
    let first = (!on_first).then(|| query.from(None).to_string());
    let next = view.next.as_ref().map(|next| query.from(Some(next)).to_string());
    view! {
        {list.filters("tenants-filter", "filters many", fields(query, cx))}
        {rows}
        {list.pages(first, next)}
    }
    .into_any()
}

fn fields(query: &TenantsQuery, cx: PageCx) -> AnyView {
    let t = TenantsTexts::spoken(cx.locale);
    let health = TenantHealth::ALL.map(|health| SelectOption::new(health.code(), (t.of_health)(health)));
    let state = TenantState::ALL.map(|state| SelectOption::new(state.code(), (t.of_state)(state)));
    let limits = Limits::ALL.map(|limits| SelectOption::new(limits.code(), t.near_limits));
    let active = Activity::ALL.map(|activity| SelectOption::new(activity.code(), (t.of_activity)(activity)));
    let sort = TenantSort::ALL.map(|sort| SelectOption::new(sort.written().to_owned(), (t.of_sort)(sort)));
    view! {
        <TextField
            label=t.search
            bound=Bound::new(TenantsQuery::search(), &query.search)
            placeholder=t.search_example
            kind="search"
            autocomplete="off"
        />
        <Select
            label=t.state
            bound=Bound::new(TenantsQuery::state(), query.state.written())
            options=SelectOption::or_none(t.any_state, state.to_vec())
        />
        <Select
            label=t.health
            bound=Bound::new(TenantsQuery::health(), query.health.written())
            options=SelectOption::or_none(t.any_health, health.to_vec())
        />
        <Select
            label=t.limits
            bound=Bound::new(TenantsQuery::limits(), query.limits.written())
            options=SelectOption::or_none(t.any_limits, limits.to_vec())
        />
        <Select
            label=t.active
            bound=Bound::new(TenantsQuery::active(), query.active.written())
            options=SelectOption::or_none(t.any_activity, active.to_vec())
        />
        <Select
            label=t.sort
            bound=Bound::new(TenantsQuery::sort(), query.sort.written())
            options=sort.to_vec()
        />
    }
    .into_any()
}

fn row(tenant: &TenantLine, cx: PageCx) -> AnyView {
    let t = TenantsTexts::spoken(cx.locale);
    let owner = if tenant.owner.is_empty() { t.no_owner.to_owned() } else { tenant.owner.clone() };
    let seen = match tenant.active_at {
        Some(at) => view! { {t.seen}" "<Time at=cx.moment(at)/> }.into_any(),
        None => t.not_seen.into_any(),
    };
    let mut figures = vec![
        (t.people_count)(tenant.people),
        (t.agents_count)(tenant.agents),
        (t.numbers_count)(tenant.numbers),
    ];
    if tenant.stuck > 0 {
        figures.push((t.stuck_count)(tenant.stuck));
    }
    if tenant.near_limits {
        figures.push(t.near_limits.to_owned());
    }
    let tone = match tenant.state {
        TenantState::Active => None,
        TenantState::Suspended => Some(Tone::Warn),
        TenantState::Ending => Some(Tone::Bad),
        TenantState::Deleted => Some(Tone::Off),
    };
    let state = match tone {
        Some(tone) => view! { <Pill tone=tone label=(t.of_state)(tenant.state)/> }.into_any(),
        None => health(tenant.health, cx),
    };
    let name = if tenant.name.is_empty() { tenant.id.to_string() } else { tenant.name.clone() };
    view! {
        <li>
            <div>
                <b><a href=tenant_href(&tenant.id)>{name}</a></b>
                <p>{owner}</p>
            </div>
            <span class="hint">{figures.join(" · ")}</span>
            <span class="hint">{seen}</span>
            {state}
        </li>
    }
    .into_any()
}

fn health(health: TenantHealth, cx: PageCx) -> AnyView {
    let tone = match health {
        TenantHealth::Working => Tone::Ok,
        TenantHealth::Degraded => Tone::Warn,
        TenantHealth::Down => Tone::Bad,
        TenantHealth::Nothing => Tone::Off,
    };
    let label = (TenantsTexts::spoken(cx.locale).of_health)(health);
    view! { <Pill tone=tone label=label/> }.into_any()
}

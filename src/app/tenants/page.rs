//! `/admin/tenants/{id}`: one tenant as it is now. No secret is here, nor the end of one.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    PATH, TenantsTexts,
    api::{
        BUYING_FORM, DELETE_FORM, FEATURE_FORM, FORCE_FORM, KEEP_FORM, LIMIT_FORM, REINVITE_FORM,
        RESUME_FORM, RETRY_FORM, REVOKE_FORM, RetryForTenant, SUSPEND_FORM, VISIT_FORM,
    },
    audit_href, deletion, features, invitations, limits, suspension, visit,
};
use crate::{
    app::{
        form_action::Form,
        form_state::{FormState, FormStates as _, form_states, refusals},
        i18n::{CommonTexts, Spoken},
        numbers::{NumbersTexts, managed::ManagedTexts},
        operations::timeline,
        page_cx::{PageCx, no_page, skeleton},
        read::use_view,
        team::{TeamTexts, made_link},
        ui::{
            button::{Button, ButtonLink},
            card::Card,
            icon::Icon,
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::{Pill, Tone},
            time::Time,
        },
    },
    domain::{
        credential::CredentialStatus,
        deletion::Report,
        ids::OrgId,
        operation::OperationView,
        tenant::{Few, TenantKey, TenantNumber, TenantPerson, TenantView},
    },
};

form_states! {
    struct Actions {
        limit: LIMIT_FORM => |cx| TenantsTexts::spoken(cx.locale).limit_set,
        feature: FEATURE_FORM => |cx| TenantsTexts::spoken(cx.locale).feature_set,
        buying: BUYING_FORM => |cx| TenantsTexts::spoken(cx.locale).feature_set,
        suspend: SUSPEND_FORM => |cx| TenantsTexts::spoken(cx.locale).tenant_suspended,
        resume: RESUME_FORM => |cx| TenantsTexts::spoken(cx.locale).tenant_resumed,
        visit: VISIT_FORM,
        delete: DELETE_FORM => |cx| TenantsTexts::spoken(cx.locale).deletion_was_asked,
        keep: KEEP_FORM => |cx| TenantsTexts::spoken(cx.locale).deletion_taken_back,
        force: FORCE_FORM => |cx| TenantsTexts::spoken(cx.locale).deletion_forced,
        reinvite: REINVITE_FORM,
        revoke: REVOKE_FORM => |cx| TeamTexts::spoken(cx.locale).revoked,
        retry: RETRY_FORM => |cx| TenantsTexts::spoken(cx.locale).retried,
    }
}

#[component]
pub fn TenantPage(#[prop(into)] id: String) -> impl IntoView {
    let cx = PageCx::here();
    let t = TenantsTexts::spoken(cx.locale);
    let actions = Actions::new(cx);
    let tenant = use_view::<TenantView>(Signal::stored(Some(id)), &[], actions.answers());
    view! {
        <Page>
            {made_link(cx)}
            {tenant.shown(skeleton(t.tenant_loading), no_page, move |tenant| whole(tenant, actions, cx.at(tenant.now)))}
        </Page>
    }
    .into_any()
}

/// Draws the page of a tenant that is deleted: the report of its deletion.
fn tombstone(tenant: &TenantView, report: &Report, cx: PageCx) -> AnyView {
    let t = TenantsTexts::spoken(cx.locale);
    let ended = tenant.deletion.as_ref().and_then(|deletion| deletion.ended_at).unwrap_or(tenant.now);
    let crumb = NextStep { href: PATH.to_owned(), label: t.title.to_owned() };
    let lead = (t.deleted_lead)(tenant.id.as_str(), &cx.exact(ended).exact);
    let log = audit_href(&tenant.id);
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.deleted_tenant)/>
        <PageHead title=t.deleted_tenant lead=lead crumb=crumb>
            <ButtonLink href=log label=t.audit icon=Icon::Shield/>
        </PageHead>
        <div class="stack">
            {deletion::report(report, cx)}
            <p class="hint">{t.recorded}</p>
        </div>
    }
    .into_any()
}

fn whole(tenant: &TenantView, actions: Actions, cx: PageCx) -> AnyView {
    if let Some(report) = tenant.deletion.as_ref().and_then(|deletion| deletion.report.as_ref()) {
        return tombstone(tenant, report, cx);
    }
    let t = TenantsTexts::spoken(cx.locale);
    let lead = (t.tenant_lead)(tenant.id.as_str(), &cx.relative(tenant.created_at));
    let crumb = NextStep { href: PATH.to_owned(), label: t.title.to_owned() };
    let keys = listed(&tenant.keys, false, t.no_keys, |row| key(row, cx), cx);
    let people = few(&tenant.people, t.no_people, |row| person(row, cx), cx);
    let invited = (!tenant.invitations.rows.is_empty()).then(|| {
        let rows = few(
            &tenant.invitations,
            t.no_people,
            |one| invitations::row(&tenant.id, one, actions.reinvite, actions.revoke, cx),
            cx,
        );
        view! { <Card title=t.invited>{rows}</Card> }.into_any()
    });
    let usage = limits::used(&tenant.usage, cx);
    let limit = limits::form(&tenant.id, actions.limit, cx);
    let features = features::list(tenant, actions.feature, actions.buying, cx);
    let suspension = suspension::card(tenant, actions.suspend, actions.resume, cx);
    let visit = visit::card(&tenant.id, actions.visit, cx);
    let forms = deletion::Forms { delete: actions.delete, keep: actions.keep, force: actions.force };
    let deletion = deletion::card(tenant, forms, cx);
    let log = audit_href(&tenant.id);
    let numbers = few(&tenant.numbers, t.no_numbers, |row| number(row, cx), cx);
    let operations = few(
        &tenant.operations,
        t.no_operations,
        |operation| stuck(&tenant.id, operation, None, actions.retry, cx),
        cx,
    );
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(&tenant.name)/>
        <PageHead title=tenant.name.clone() lead=lead crumb=crumb>
            <ButtonLink href=log label=t.audit icon=Icon::Shield/>
        </PageHead>
        <div class="stack">
            {refusals(&[
                actions.feature,
                actions.buying,
                actions.resume,
                actions.retry,
                actions.reinvite,
                actions.revoke,
                actions.keep,
                actions.force,
            ])}
            {invited}
            <Card title=t.integrations>{keys}</Card>
            <Card title=t.operations>{operations}</Card>
            <Card title=t.usage>{usage}</Card>
            {limit}
            <Card title=t.features lead=t.features_lead>{features}</Card>
            <Card title=t.numbers>{numbers}</Card>
            <Card title=t.people>{people}</Card>
            {visit}
            {suspension}
            {deletion}
            <p class="hint">{t.recorded}</p>
        </div>
    }
    .into_any()
}

fn few<T>(few: &Few<T>, none: &'static str, row: impl Fn(&T) -> AnyView, cx: PageCx) -> AnyView {
    listed(&few.rows, few.more, none, row, cx)
}

pub(super) fn listed<T>(
    rows: &[T],
    more: bool,
    none: &'static str,
    row: impl Fn(&T) -> AnyView,
    cx: PageCx,
) -> AnyView {
    if rows.is_empty() {
        return view! { <p class="hint">{none}</p> }.into_any();
    }
    let rows: Vec<AnyView> = rows.iter().map(row).collect();
    let more = more.then(|| view! { <p class="hint">{TenantsTexts::spoken(cx.locale).more}</p> }.into_any());
    view! { <ul class="rows">{rows}</ul>{more} }.into_any()
}

/// An operation, with what is said below its title, and the button that tries it again where that can
/// be.
pub(super) fn stuck(
    tenant: &OrgId,
    operation: &OperationView,
    below: Option<AnyView>,
    state: FormState,
    cx: PageCx,
) -> AnyView {
    let t = TenantsTexts::spoken(cx.locale);
    let title = timeline::title(operation, cx);
    let why = operation
        .left()
        .next()
        .and_then(|step| Some(timeline::problem_text(step.problem.as_ref()?, step.state, cx)))
        .map(|why| view! { <p>{why}</p> }.into_any());
    let (tenant, id) = (tenant.to_string(), operation.id.to_string());
    let pending = state.action().pending_with("operation", id.clone());
    let retry = operation.can_retry.then(|| {
        let spoken = (t.retry_spoken)(&title);
        view! {
            <Form action=RetryForTenant::PATH form_action=state.action()>
                <input type="hidden" name="tenant" value=tenant/>
                <input type="hidden" name="operation" value=id/>
                <Button label=t.retry spoken=spoken icon=Icon::Refresh pending=pending/>
            </Form>
        }
        .into_any()
    });
    view! {
        <li>
            <div><b>{title}</b>{below}{why}</div>
            <span class="hint"><Time at=cx.moment(operation.created_at)/></span>
            {timeline::pill(operation.state, cx)}
            <div>{retry}</div>
        </li>
    }
    .into_any()
}

pub(super) fn status(status: CredentialStatus, cx: PageCx) -> AnyView {
    let tone = match status {
        CredentialStatus::Connected => Tone::Ok,
        CredentialStatus::Unverified => Tone::Busy,
        CredentialStatus::Degraded => Tone::Warn,
        CredentialStatus::Refused | CredentialStatus::Unreadable => Tone::Bad,
    };
    view! { <Pill tone=tone label=(TenantsTexts::spoken(cx.locale).of_status)(status)/> }.into_any()
}

fn key(key: &TenantKey, cx: PageCx) -> AnyView {
    let t = TenantsTexts::spoken(cx.locale);
    let managed = key.managed.then(|| format!(" ({})", t.managed_account));
    let cause = key.cause.map(|cause| view! { <p>{cause.words(cx.locale)}</p> }.into_any());
    let checked = key.checked_at.map(|at| view! { {t.checked}" "<Time at=cx.moment(at)/> }.into_any());
    view! {
        <li>
            <div><b>{key.provider.name()}{managed}</b>{cause}</div>
            <span class="hint">{t.since}" "<Time at=cx.moment(key.since)/></span>
            <span class="hint">{checked}</span>
            {status(key.status, cx)}
        </li>
    }
    .into_any()
}

fn person(person: &TenantPerson, cx: PageCx) -> AnyView {
    let t = TenantsTexts::spoken(cx.locale);
    let seen = match person.seen_at {
        Some(at) => view! { {t.seen}" "<Time at=cx.moment(at)/> }.into_any(),
        None => t.not_seen.into_any(),
    };
    view! {
        <li>
            <div><b>{person.name.clone()}</b><p>{person.email.clone()}</p></div>
            <span class="hint">{seen}</span>
            <span>{(CommonTexts::spoken(cx.locale).role)(person.role)}</span>
        </li>
    }
    .into_any()
}

fn number(number: &TenantNumber, cx: PageCx) -> AnyView {
    view! {
        <li>
            <b class="phone">{number.e164.pretty()}</b>
            <span class="hint">{(ManagedTexts::spoken(cx.locale).from)(number.source)}</span>
            <span>{(NumbersTexts::spoken(cx.locale).state)(number.state)}</span>
        </li>
    }
    .into_any()
}

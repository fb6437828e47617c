//! The part of a tenant's page that deletes it, says how that stands, and shows what it has done.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    TenantsTexts,
    api::{DeleteTenant, ForceDeletion, KeepTenant},
    page::listed,
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::Form,
        form_state::FormState,
        i18n::Spoken,
        operations::OperationsTexts,
        page_cx::PageCx,
        ui::{
            button::{Button, Variant},
            card::Card,
            field::TextField,
            notice::Notice,
            pill::{Pill, Tone},
            time::Time,
        },
    },
    domain::{
        deletion::{Deletion, DeletionForm, DeletionState, Left, Removed, Report, TenantDeletion},
        ids::OrgId,
        tenant::TenantView,
    },
};

/// The forms of the card.
#[derive(Clone, Copy)]
pub(super) struct Forms {
    pub delete: FormState,
    pub keep: FormState,
    pub force: FormState,
}

pub(super) fn card(tenant: &TenantView, forms: Forms, cx: PageCx) -> AnyView {
    let t = TenantsTexts::spoken(cx.locale);
    let inside = match &tenant.deletion {
        None => ask(tenant, forms.delete, cx),
        Some(TenantDeletion { deletion, forced, .. }) => standing(&tenant.id, *deletion, *forced, forms, cx),
    };
    view! { <Card tone=Tone::Bad title=t.deletion lead=t.deletion_lead>{inside}</Card> }.into_any()
}

fn ask(tenant: &TenantView, state: FormState, cx: PageCx) -> AnyView {
    let t = TenantsTexts::spoken(cx.locale);
    let (name, label) = (state.bind(DeletionForm::org_name(), ""), (t.type_the_name)(&tenant.name));
    let id = tenant.id.to_string();
    view! {
        <ProblemNotice problem=state.general()/>
        <Form action=DeleteTenant::PATH form_action=state.action() class="form">
            <input type="hidden" name="tenant" value=id/>
            <TextField label=label bound=name autocomplete="off" required=true/>
            <div class="actions">
                <Button label=t.delete_tenant variant=Variant::Destroy pending=state.pending()/>
            </div>
        </Form>
    }
    .into_any()
}

fn standing(tenant: &OrgId, deletion: Deletion, forced: bool, forms: Forms, cx: PageCx) -> AnyView {
    let t = TenantsTexts::spoken(cx.locale);
    let id = tenant.to_string();
    let (said, at, button) = match deletion.state {
        DeletionState::Asked => {
            let button = view! {
                <Form action=KeepTenant::PATH form_action=forms.keep.action()>
                    <input type="hidden" name="tenant" value=id/>
                    <Button label=t.keep_tenant variant=Variant::Primary pending=forms.keep.pending()/>
                </Form>
            };
            (t.deletion_asked, deletion.due_at, Some(button.into_any()))
        }
        DeletionState::Running if !forced => {
            let button = view! {
                <Form action=ForceDeletion::PATH form_action=forms.force.action()>
                    <input type="hidden" name="tenant" value=id/>
                    <Button label=t.force_deletion variant=Variant::Destroy pending=forms.force.pending()/>
                </Form>
            };
            (t.deletion_running, deletion.due_at, Some(button.into_any()))
        }
        DeletionState::Running | DeletionState::Done => (t.deletion_forced, deletion.due_at, None),
    };
    view! {
        <ul class="rows">
            <li>
                <b>{said}</b>
                <span class="hint"><Time at=cx.exact(at)/></span>
                <Pill tone=Tone::Bad label=t.ending/>
                <div>{button}</div>
            </li>
        </ul>
    }
    .into_any()
}

/// Draws what the deletion of a tenant has done, once nothing else of it is left.
pub(super) fn report(report: &Report, cx: PageCx) -> AnyView {
    let t = TenantsTexts::spoken(cx.locale);
    let left = match report.left.is_empty() {
        true => view! { <Notice tone=Tone::Ok text=t.nothing_left/> }.into_any(),
        false => {
            let rows = listed(&report.left, false, t.nothing_left, |row| left(row, cx), cx);
            view! { <Card tone=Tone::Warn title=t.left_behind lead=t.left_behind_lead>{rows}</Card> }
                .into_any()
        }
    };
    let removed = listed(&report.removed, false, t.nothing_removed, |row| removed(row, cx), cx);
    view! {
        {left}
        <Card title=t.removed lead=(t.removed_lead)(report.people)>{removed}</Card>
    }
    .into_any()
}

fn removed(Removed { provider, action, object, at }: &Removed, cx: PageCx) -> AnyView {
    let at = at.map(|at| view! { <Time at=cx.exact(at)/> }.into_any());
    view! {
        <li>
            <div><b>{provider.name()}</b><p>{(OperationsTexts::spoken(cx.locale).action)(*action)}</p></div>
            <span class="hint">{object.clone()}</span>
            <span class="hint">{at}</span>
        </li>
    }
    .into_any()
}

fn left(Left { provider, step, object }: &Left, cx: PageCx) -> AnyView {
    let t = TenantsTexts::spoken(cx.locale);
    let said = step.map_or(t.still_connected, |step| (OperationsTexts::spoken(cx.locale).step)(step));
    view! {
        <li>
            <div><b>{provider.name()}</b><p>{said}</p></div>
            <span class="hint">{object.clone()}</span>
        </li>
    }
    .into_any()
}

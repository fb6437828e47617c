//! The open invitations of a tenant: its first owner is one of them until they are here.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    TenantsTexts,
    api::{ReinviteForTenant, RevokeForTenant},
};
use crate::{
    app::{
        form_action::Form,
        form_state::{FormState, input_name},
        i18n::{CommonTexts, Spoken},
        page_cx::PageCx,
        team::{TeamTexts, again, standing},
        ui::{
            button::{Button, Variant},
            time::Time,
        },
    },
    domain::{
        ids::OrgId,
        invitation::{InvitationView, ReinviteForm},
        role::Role,
    },
};

pub(super) fn row(
    tenant: &OrgId,
    invitation: &InvitationView,
    reinvite: FormState,
    revoke: FormState,
    cx: PageCx,
) -> AnyView {
    let (t, team) = (TenantsTexts::spoken(cx.locale), TeamTexts::spoken(cx.locale));
    let InvitationView { id, email, role, by, expires_at, .. } = invitation;
    let said = match role {
        Role::Owner => t.owner_invited.to_owned(),
        role => (team.invited_by)(by, (CommonTexts::spoken(cx.locale).role)(*role)),
    };
    let (channel, label, spoken) = again(invitation, cx);
    let revoke_spoken = (team.revoke_spoken)(email);
    let [again_tenant, revoke_tenant] = [tenant.to_string(), tenant.to_string()];
    let [again_id, revoke_id] = [id.to_string(), id.to_string()];
    let pending = reinvite.action().pending_with("id", id.to_string());
    let revoking = revoke.action().pending_with("id", id.to_string());
    view! {
        <li>
            <div><b>{email.clone()}</b><p>{said}</p></div>
            <span class="hint">{team.until}" "<Time at=cx.moment(*expires_at)/></span>
            {standing(invitation, cx)}
            <div class="actions">
                <Form action=ReinviteForTenant::PATH form_action=reinvite.action()>
                    <input type="hidden" name="tenant" value=again_tenant/>
                    <input type="hidden" name="id" value=again_id/>
                    <input type="hidden" name=input_name(ReinviteForm::channel().name) value=channel.code()/>
                    <Button label=label spoken=spoken pending=pending/>
                </Form>
                <Form action=RevokeForTenant::PATH form_action=revoke.action()>
                    <input type="hidden" name="tenant" value=revoke_tenant/>
                    <input type="hidden" name="id" value=revoke_id/>
                    <Button label=team.revoke spoken=revoke_spoken variant=Variant::Danger pending=revoking/>
                </Form>
            </div>
        </li>
    }
    .into_any()
}

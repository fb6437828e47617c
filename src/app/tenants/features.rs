//! What a tenant may use: each feature with the button that turns it off or on.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    TenantsTexts,
    api::{AllowBuying, TurnFeature},
};
use crate::{
    app::{
        form_action::Form,
        form_state::FormState,
        i18n::Spoken,
        page_cx::PageCx,
        ui::{
            button::Button,
            pill::{Pill, Tone},
        },
    },
    domain::{feature::Feature, ids::OrgId, tenant::TenantView},
};

pub(super) fn name(feature: Feature, cx: PageCx) -> &'static str {
    match feature {
        Feature::Provider(provider) => provider.name(),
        Feature::ManagedNumbers => TenantsTexts::spoken(cx.locale).managed_numbers,
    }
}

pub(super) fn list(tenant: &TenantView, turn: FormState, buying: FormState, cx: PageCx) -> AnyView {
    let rows: Vec<AnyView> = Feature::all().map(|feature| row(tenant, feature, turn, cx)).collect();
    let buys = tenant.may_buy.map(|may_buy| buying_row(&tenant.id, may_buy, buying, cx));
    view! { <ul class="rows">{rows}{buys}</ul> }.into_any()
}

fn row(tenant: &TenantView, feature: Feature, state: FormState, cx: PageCx) -> AnyView {
    let (t, name) = (TenantsTexts::spoken(cx.locale), name(feature, cx));
    let is_off = tenant.off.has(feature);
    let (tone, label) = match (tenant.off_for_all.has(feature), is_off) {
        (true, _) => (Tone::Off, t.off_for_all),
        (false, true) => (Tone::Off, t.off),
        (false, false) => (Tone::Ok, t.on),
    };
    let (id, code, turned) = (tenant.id.to_string(), feature.code(), (!is_off).to_string());
    let button = if is_off { (t.turn_on)(name) } else { (t.turn_off)(name) };
    let pending = state.action().pending_with("feature", code.to_owned());
    view! {
        <li>
            <b>{name}</b>
            <span></span>
            <Pill tone=tone label=label/>
            <Form action=TurnFeature::PATH form_action=state.action()>
                <input type="hidden" name="tenant" value=id/>
                <input type="hidden" name="feature" value=code/>
                <input type="hidden" name="off" value=turned/>
                <Button label=button pending=pending/>
            </Form>
        </li>
    }
    .into_any()
}

fn buying_row(tenant: &OrgId, may_buy: bool, state: FormState, cx: PageCx) -> AnyView {
    let t = TenantsTexts::spoken(cx.locale);
    let (tone, label) = if may_buy { (Tone::Ok, t.allowed) } else { (Tone::Off, t.denied) };
    let button = if may_buy { t.deny_buying } else { t.allow_buying };
    let (tenant, turned) = (tenant.to_string(), (!may_buy).to_string());
    view! {
        <li>
            <b>{t.buying}</b>
            <span></span>
            <Pill tone=tone label=label/>
            <Form action=AllowBuying::PATH form_action=state.action()>
                <input type="hidden" name="tenant" value=tenant/>
                <input type="hidden" name="may_buy" value=turned/>
                <Button label=button pending=state.pending()/>
            </Form>
        </li>
    }
    .into_any()
}

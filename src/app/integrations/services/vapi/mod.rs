//! Vapi: its words, and its region.

mod sandbox_keys;
mod texts;
mod way_in;
mod way_in_texts;

use leptos::{
    prelude::*,
    server_fn::{ServerFn, codec::Postcard},
};
pub(super) use sandbox_keys::VapiSandboxKeys;
use texts::VapiTexts;

use super::{PageParts, Service, ServicePage, ServiceTexts, TypedForm};
use crate::{
    app::{
        form_action::FormAction,
        i18n::Spoken as _,
        integrations::page::Actions,
        page_cx::PageCx,
        ui::{
            data_list::Fact,
            mark::{Mark, Tint},
        },
    },
    domain::{
        answer::Answer,
        form::Fields as _,
        integrations::IntegrationsView,
        locale::Locale,
        number::{NumberState, NumberView},
        problem::Problem,
        provider::{
            PublicConfig,
            vapi::{REGION, VapiForm},
        },
    },
};

#[server(prefix = "/rpc", endpoint = "integrations/save-vapi", output = Postcard)]
pub async fn save_vapi(form: VapiForm) -> Result<Answer, Problem> {
    crate::app::integrations::api::save(form).await
}

pub(super) struct Vapi;

impl Service for Vapi {
    fn mark(&self) -> AnyView {
        view! { <Mark letter="V" tint=Tint::Teal/> }.into_any()
    }

    fn texts(&self, locale: Locale) -> &'static ServiceTexts {
        &VapiTexts::spoken(locale).service
    }

    fn form(&self) -> Option<TypedForm> {
        Some(TypedForm { path: SaveVapi::PATH, blank: || VapiForm::default().values_to_keep() })
    }

    fn account(&self, config: &PublicConfig, cx: PageCx) -> AnyView {
        let t = VapiTexts::spoken(cx.locale);
        let region = config.value(REGION.name).unwrap_or_default();
        view! { <Fact term=t.fact_region>{t.service.choice(REGION.name, &region)}</Fact> }.into_any()
    }
}

impl ServicePage for Vapi {
    fn page(&self, _: Actions, _: FormAction, cx: PageCx) -> PageParts {
        way_in::parts(cx)
    }

    fn affected(&self, view: &IntegrationsView, cx: PageCx) -> (Vec<String>, Vec<String>) {
        let t = VapiTexts::spoken(cx.locale);
        let moves = |number: &NumberView| {
            let pretty = number.e164.pretty();
            match &number.agent {
                Some((_, agent)) => (t.switch_brings)(&pretty, agent),
                None if number.state == NumberState::Unassigned => (t.switch_keeps)(&pretty),
                None => (t.switch_brings_any)(&pretty),
            }
        };
        (
            view.numbers.iter().map(moves).collect(),
            view.agents.iter().map(|agent| agent.name.clone()).collect(),
        )
    }
}

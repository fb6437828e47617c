//! OpenAI: its words, its region, and what Vapi has of its key.

mod sandbox_keys;
mod texts;

use leptos::{
    prelude::*,
    server_fn::{ServerFn, codec::Postcard},
};
pub(super) use sandbox_keys::OpenaiSandboxKeys;
use texts::OpenaiTexts;

use super::{Service, ServicePage, ServiceTexts, TypedForm};
use crate::{
    app::{
        i18n::Spoken as _,
        page_cx::PageCx,
        ui::{
            data_list::Fact,
            mark::{Mark, Tint},
            time::Time,
        },
    },
    domain::{
        answer::Answer,
        form::Fields as _,
        integrations::{Card, IntegrationsView},
        locale::Locale,
        openai_key_at_vapi::HandOverState,
        problem::Problem,
        provider::{
            OfProvider as _, PublicConfig,
            openai::{OpenaiConfig, OpenaiForm, OpenaiRegion},
        },
    },
};

#[server(prefix = "/rpc", endpoint = "integrations/save-openai", output = Postcard)]
pub async fn save_openai(form: OpenaiForm) -> Result<Answer, Problem> {
    crate::app::integrations::api::save(form).await
}

pub(super) struct Openai;

impl Service for Openai {
    fn mark(&self) -> AnyView {
        view! { <Mark letter="O" tint=Tint::Ink/> }.into_any()
    }

    fn texts(&self, locale: Locale) -> &'static ServiceTexts {
        &OpenaiTexts::spoken(locale).service
    }

    fn form(&self) -> Option<TypedForm> {
        Some(TypedForm { path: SaveOpenai::PATH, blank: || OpenaiForm::default().values_to_keep() })
    }

    fn account(&self, config: &PublicConfig, cx: PageCx) -> AnyView {
        let t = OpenaiTexts::spoken(cx.locale);
        let region = OpenaiConfig::of(config).map(|config| config.region).unwrap_or_default();
        view! { <Fact term=t.fact_region>{(t.region)(region)}</Fact> }.into_any()
    }

    /// Says what Vapi has of the key.
    fn facts(&self, _card: &Card, config: &PublicConfig, cx: PageCx) -> Option<AnyView> {
        let t = OpenaiTexts::spoken(cx.locale);
        let config = OpenaiConfig::of(config)?;
        let what = match &config.hand_over.state {
            HandOverState::Given { at } => {
                let at = cx.moment(*at);
                view! { {t.vapi_has} " " <Time at=at/> }.into_any()
            }
            _ if config.hand_over.is_wanted() && config.region != OpenaiRegion::Global => {
                t.vapi_has_no_regions.into_any()
            }
            HandOverState::Wanted => t.vapi_gets_soon.into_any(),
            HandOverState::NotOffered { .. } => t.vapi_offers_none.into_any(),
            HandOverState::Failed { .. } => t.vapi_did_not_take.into_any(),
            HandOverState::Lost { .. } => t.vapi_lost_it.into_any(),
            HandOverState::Unwanted => t.vapi_has_none.into_any(),
        };
        Some(view! { <Fact term=t.fact_at_vapi>{what}</Fact> }.into_any())
    }
}

impl ServicePage for Openai {
    /// Nothing hangs on the account, so that any key takes the place of another.
    fn affected(&self, _view: &IntegrationsView, _cx: PageCx) -> (Vec<String>, Vec<String>) {
        (Vec::new(), Vec::new())
    }
}

//! SMTP: its words, the presets of well-known services, and the test mail.

mod sandbox_keys;
mod test_mail;
mod texts;

use leptos::{
    prelude::*,
    server_fn::{ServerFn, codec::Postcard},
};
pub(super) use sandbox_keys::SmtpSandboxKeys;
use texts::SmtpTexts;

use super::{PageParts, Service, ServicePage, ServiceTexts, TypedForm};
use crate::{
    app::{
        address::use_query,
        form_action::FormAction,
        i18n::Spoken as _,
        integrations::{credential_form::Fields, page::Actions},
        page_context::use_internal_relays,
        page_cx::PageCx,
        paths::provider_href,
        ui::{
            data_list::Fact,
            mark::{Mark, Tint},
        },
    },
    domain::{
        answer::Answer,
        form::Fields as _,
        integrations::{Card, IntegrationsView},
        locale::Locale,
        problem::Problem,
        provider::{
            OfProvider as _, PublicConfig,
            smtp::{PROVIDER, Preset, SECURITY, SPEC, SmtpConfig, SmtpForm, SmtpSecurity},
        },
    },
};

#[server(prefix = "/rpc", endpoint = "integrations/save-smtp", output = Postcard)]
pub async fn save_smtp(form: SmtpForm) -> Result<Answer, Problem> {
    crate::app::integrations::api::save(form).await
}

pub(super) struct Smtp;

impl Service for Smtp {
    fn mark(&self) -> AnyView {
        view! { <Mark letter="M" tint=Tint::Blue/> }.into_any()
    }

    fn texts(&self, locale: Locale) -> &'static ServiceTexts {
        &SmtpTexts::spoken(locale).service
    }

    fn form(&self) -> Option<TypedForm> {
        Some(TypedForm { path: SaveSmtp::PATH, blank: || SmtpForm::default().values_to_keep() })
    }

    fn account(&self, config: &PublicConfig, cx: PageCx) -> AnyView {
        let t = SmtpTexts::spoken(cx.locale);
        let Some(SmtpConfig { host, port, security, user, .. }) = SmtpConfig::of(config) else {
            return ().into_any();
        };
        let server = format!("{host}:{port}, {}", t.service.choice(SECURITY.name, security.code()));
        let user = user.clone();
        view! {
            <Fact term=t.fact_server><span class="masked">{server}</span></Fact>
            <Fact term=t.fact_user><span class="masked">{user}</span></Fact>
        }
        .into_any()
    }

    fn secret(&self, _config: &PublicConfig, cx: PageCx) -> &'static str {
        SmtpTexts::spoken(cx.locale).fact_password
    }

    fn facts(&self, _card: &Card, config: &PublicConfig, cx: PageCx) -> Option<AnyView> {
        let t = SmtpTexts::spoken(cx.locale);
        let SmtpConfig { from_name, from_address, .. } = SmtpConfig::of(config)?;
        let from = match from_name.as_str() {
            "" => from_address.clone(),
            name => format!("{name}, {from_address}"),
        };
        Some(view! { <Fact term=t.fact_from>{from}</Fact> }.into_any())
    }
}

impl ServicePage for Smtp {
    /// The chosen service fills in what is known of it.
    fn arrange(&self, fields: &Fields<'_>) -> AnyView {
        let t = SmtpTexts::spoken(fields.cx().locale);
        let chosen = chosen();
        // The links bypass the router, so that the page is made anew with what they fill in.
        let presets: Vec<AnyView> = Preset::ALL
            .into_iter()
            .map(|preset| {
                let href = format!("{}?{}={}", provider_href(PROVIDER), Preset::QUERY, preset.code());
                let current = (chosen == Some(preset)).then_some("true");
                view! { <a class="button" href=href rel="external" aria-current=current>{preset.name()}</a> }
                    .into_any()
            })
            .collect();
        let drawn: Vec<AnyView> = SPEC
            .fields
            .iter()
            .map(|field| fields.draw_filled(field, chosen.and_then(|preset| preset.value(field.name))))
            .collect();
        view! {
            <div class="field">
                <p class="field-label">{t.presets}</p>
                <div class="actions">{presets}</div>
                <p class="hint">{t.presets_hint}</p>
            </div>
            {drawn}
        }
        .into_any()
    }

    fn is_asked_for(&self) -> bool {
        chosen().is_some()
    }

    /// Doing without TLS is offered only where it is allowed.
    fn offers(&self, code: &str) -> bool {
        code != SmtpSecurity::Plain.code() || use_internal_relays()
    }

    /// No number and no assistant hangs on a mailbox.
    fn affected(&self, _view: &IntegrationsView, _w: PageCx) -> (Vec<String>, Vec<String>) {
        (Vec::new(), Vec::new())
    }

    fn page(&self, _acts: Actions, _save: FormAction, cx: PageCx) -> PageParts {
        test_mail::parts(cx)
    }
}

/// The service that the page’s address names.
fn chosen() -> Option<Preset> {
    Preset::from_code(&use_query(Preset::QUERY).get_untracked()?)
}

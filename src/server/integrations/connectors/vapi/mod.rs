//! The connector of Vapi, whose assistants answer and to which the numbers are brought.

mod validate;

use async_trait::async_trait;
use futures::FutureExt;

use super::{
    CheckCx, Connector, Dependents, FollowUp, Holdings, Keeping, Leaving, numbers as leaving_numbers,
    twilio::vapi_key,
};
use crate::{
    domain::{
        integrations::{Card, IntegrationsView},
        leftover::LeftoverKind,
        number::{NumberSource, NumberState},
        problem::Problem,
        provider::{OfProvider as _, PublicConfig, vapi::VapiConfig},
        removal::DisconnectView,
    },
    server::{
        agents::{self, repo as agent_rows, sync},
        credentials::Credential,
        cx::{Cx, Unit},
        db::{OrgTx, ReadOnly, on},
        integrations::operations::hand_over,
        number_states::is_in_use,
        numbers::{
            findings, leftovers,
            managed::orders,
            repo as numbers,
            service::{self, Import},
        },
        providers::{
            rights::{self, Pace},
            vapi::VapiAuth,
        },
        vault::provider_secret::ProviderSecret,
    },
};

pub(super) struct Vapi;

const DEPENDENTS: &str = concat!(
    "SELECT (SELECT COUNT(*) FROM agents WHERE org_id = $1 AND vapi_assistant_id IS NOT NULL)
  + (SELECT COUNT(*) FROM phone_numbers WHERE org_id = $1 AND vapi_phone_id IS NOT NULL
     AND ",
    is_in_use!(),
    ")"
);

#[async_trait]
impl Connector for Vapi {
    async fn check(
        &self,
        cx: &CheckCx<'_>,
        config: &PublicConfig,
        secret: &ProviderSecret,
    ) -> Result<PublicConfig, Problem> {
        let auth = VapiAuth::of(config, secret)?;
        let (vapi, call) = (&cx.services.providers.vapi, cx.call);
        let (told, mut rights) =
            futures::join!(vapi.check_key(call, &auth), vapi.check_rights(call, &auth, Pace::AtOnce));
        if told.is_ok() && rights::was_not_asked(&rights) {
            rights = vapi.check_rights(call, &auth, Pace::InTurn).await;
        }
        // Where a key is refused for everything, the first answer says what is wrong.
        let told = rights::both(told, rights)?;
        let known = VapiConfig::of(config).and_then(|config| config.vapi_org.clone());
        Ok(VapiConfig { region: auth.region, vapi_org: told.vapi_org.or(known) }.into())
    }

    fn holdings(&self) -> Option<&'static dyn Holdings> {
        Some(&Vapi)
    }

    fn keeping(&self) -> Option<&'static dyn Keeping> {
        None
    }

    async fn saved(&self, tx: &mut Unit, _carries: bool) -> Result<(), Problem> {
        agents::service::mirror_all(tx).await?;
        hand_over::start(tx).await
    }
}

#[async_trait]
impl Holdings for Vapi {
    fn count(&self, of: &Dependents<'_>, card: &mut Card) {
        let count = |count| u32::try_from(count).unwrap_or(u32::MAX);
        (card.numbers, card.agents) = (count(of.numbers.len()), count(of.agents.len()));
    }

    async fn has_dependents(&self, tx: &mut OrgTx) -> Result<bool, sqlx::Error> {
        let (count,): (i64,) =
            on!(tx, |c, org| sqlx::query_as(DEPENDENTS).bind(org.as_str()).fetch_one(c).await)?;
        Ok(count > 0)
    }

    /// Assistants and numbers are dependents; an OpenAI key that was handed over is a trace.
    async fn leaves_traces(&self, tx: &mut OrgTx, _config: &PublicConfig) -> Result<bool, sqlx::Error> {
        Ok(hand_over::at_vapi(tx).await?.is_some())
    }

    async fn preview(
        &self,
        _cx: &Cx,
        mut tx: ReadOnly<OrgTx>,
        page: &IntegrationsView,
        view: &mut DisconnectView,
    ) -> Result<(), Problem> {
        let numbers = leaving_numbers::Numbers::read(&mut tx, page).await?;
        numbers.leave(view);
        // Managed numbers leave Vapi when it is disconnected.
        let stays: Vec<_> = numbers
            .of(NumberSource::Managed)
            .filter(|number| numbers.is(number, |known| known.twilio_sid.is_some()))
            .collect();
        let at_vapi = !view.numbers.is_empty() || stays.iter().any(|number| numbers.is_at_vapi(number));
        view.stays = stays.into_iter().map(leaving_numbers::losing).collect();
        view.assistants = agent_rows::named(&mut tx).await?.into_iter().map(|agent| agent.name).collect();
        let revokes_key = !vapi_key::in_vapi(&mut tx).await?.is_empty();
        let takes_key_back = hand_over::at_vapi(&mut tx).await?.is_some();
        leaving_numbers::happens(view, at_vapi, takes_key_back, revokes_key);
        Ok(())
    }

    async fn disconnect(
        &self,
        tx: &mut OrgTx,
        _credential: &Credential,
        leaving: &mut Leaving,
    ) -> Result<(), Problem> {
        // Managed numbers stay the org's. A purchase goes on, and waits for Vapi as it would have
        // without the disconnecting.
        let (own, mut managed) = leaving_numbers::in_use(tx).await?;
        managed.retain(|number| number.twilio_sid.is_some());
        leaving.cleanup.remove_numbers(own.iter().chain(&managed), true);
        for agent in agent_rows::named(tx).await? {
            leaving.cleanup.delete_assistant(&agent.id, &agent.name, agent.assistant_id.as_deref());
        }
        let handed_over = hand_over::at_vapi(tx).await?;
        if let Some((openai, hand_over)) = &handed_over {
            leaving.cleanup.take_key_back(openai, hand_over);
        }
        let keys = vapi_key::in_vapi(tx).await?;
        for (twilio, key) in &keys {
            leaving.cleanup.revoke_key(twilio, key);
        }
        leaving_numbers::stop(leaving, own.iter().chain(&managed));
        leaving.then(move |tx| {
            async move {
                for (twilio, key) in keys {
                    vapi_key::give_up(tx, &twilio, key).await?;
                }
                if let Some((openai, known)) = handed_over {
                    hand_over::forget(tx, &openai, known).await?;
                }
                let now = tx.now();
                for number in &own {
                    numbers::release(tx, &number.id, now).await?;
                }
                for number in &managed {
                    orders::park(tx, &number.id, now).await?;
                }
                findings::clear(tx).await?;
                leftovers::clear(tx, LeftoverKind::Assistant).await?;
                sync::forget_assistants(tx).await?;
                Ok(())
            }
            .boxed()
        });
        Ok(())
    }

    /// Brings the numbers, which are Twilio's, to the new organisation; numbers that nobody was to
    /// answer stay the org's without an agent.
    async fn moves(&self, tx: &mut Unit) -> Result<Option<FollowUp>, Problem> {
        let in_use = numbers::in_use(tx).await?;
        let (free, brought): (Vec<_>, Vec<_>) =
            in_use.into_iter().partition(|number| number.state == NumberState::Unassigned);
        Ok(Some(Box::new(move |tx| {
            async move {
                // Managed numbers were parked, and are in use still.
                for number in free.iter().filter(|number| number.source == NumberSource::Byo) {
                    let (id, now) = (tx.services().random.id(), tx.now());
                    numbers::keep_free(tx, &id, &number.id, now).await?;
                }
                for number in brought {
                    let import = Import {
                        agent: number.agent.or(number.wanted_agent),
                        number: number.e164,
                        sms_enabled: number.sms_enabled,
                    };
                    service::want_again(tx, &import).await?;
                }
                Ok(())
            }
            .boxed()
        })))
    }
}

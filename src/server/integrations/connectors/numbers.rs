//! The phone numbers, which are Twilio's and at Vapi: they leave with either provider.

use super::Leaving;
use crate::{
    domain::{
        integrations::IntegrationsView,
        number::{NumberSource, NumberState, NumberView},
        provider::{twilio, vapi},
        removal::{AffectedNumber, DisconnectView, Happening},
    },
    server::{
        db::OrgTx,
        numbers::{
            operations::under_way,
            repo::{self, Number},
        },
    },
};

/// The org's numbers, as a page shows them and as their rows hold them.
pub(super) struct Numbers<'a> {
    page: &'a IntegrationsView,
    known: Vec<Number>,
}

impl<'a> Numbers<'a> {
    pub async fn read(tx: &mut OrgTx, page: &'a IntegrationsView) -> Result<Self, sqlx::Error> {
        Ok(Self { page, known: repo::in_use(tx).await? })
    }

    pub fn of(&self, source: NumberSource) -> impl Iterator<Item = &'a NumberView> {
        self.page.numbers.iter().filter(move |number| number.source == source)
    }

    pub fn is(&self, number: &NumberView, there: fn(&Number) -> bool) -> bool {
        self.known.iter().any(|known| known.id == number.id && there(known))
    }

    pub fn is_at_vapi(&self, number: &NumberView) -> bool {
        self.is(number, |known| known.vapi_phone_id.is_some())
    }

    /// Adds the consequences for the numbers of the org's own account to the view.
    pub fn leave(&self, view: &mut DisconnectView) {
        for number in self.of(NumberSource::Byo) {
            if self.is_at_vapi(number) {
                view.numbers.push(losing(number));
            } else if matches!(number.state, NumberState::Requested | NumberState::Importing) {
                view.stopped.push(number.e164.clone());
            } else {
                view.only_here.push(number.e164.clone());
            }
        }
    }
}

pub(super) fn losing(number: &NumberView) -> AffectedNumber {
    AffectedNumber { e164: number.e164.clone(), agent: number.agent.as_ref().map(|(_, name)| name.clone()) }
}

/// Adds what is done at both providers, once the view says what goes.
pub(super) fn happens(view: &mut DisconnectView, at_vapi: bool, takes_key_back: bool, revokes_key: bool) {
    let gone = |happening, is: bool| is.then_some(happening);
    let happens = [
        (
            vapi::PROVIDER,
            vec![
                gone(Happening::NumbersDeleted, at_vapi),
                gone(Happening::AssistantsDeleted, !view.assistants.is_empty()),
                gone(Happening::KeyTakenBack, takes_key_back),
            ],
        ),
        (
            twilio::PROVIDER,
            vec![
                gone(Happening::WebhooksReturned, !view.numbers.is_empty()),
                gone(Happening::KeyRevoked, revokes_key),
            ],
        ),
    ];
    for (provider, happens) in happens {
        let happens: Vec<_> = happens.into_iter().flatten().collect();
        if !happens.is_empty() {
            view.happens.push((provider, happens));
        }
    }
}

/// The org's own numbers, and the managed ones.
pub(super) async fn in_use(tx: &mut OrgTx) -> Result<(Vec<Number>, Vec<Number>), sqlx::Error> {
    let numbers = repo::in_use(tx).await?;
    Ok(numbers.into_iter().partition(|number| number.source == NumberSource::Byo))
}

/// Stops the operations under way on these numbers.
pub(super) fn stop<'n>(leaving: &mut Leaving, numbers: impl IntoIterator<Item = &'n Number>) {
    for stop in numbers.into_iter().flat_map(under_way) {
        leaving.stop(stop.kind, stop.subject);
    }
}

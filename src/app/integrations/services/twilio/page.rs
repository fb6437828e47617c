//! The parts that only `/dashboard/integrations/twilio` has: where the numbers are from,
//! the numbers of the account to choose from, and the import that is under way.

use leptos::prelude::*;

use super::{number_list, number_picker, rotation, source, texts::TwilioTexts};
use crate::{
    app::{
        address::use_address,
        form_action::FormAction,
        form_state::FormState,
        i18n::Spoken as _,
        integrations::{IntegrationsTexts, page::Actions, services::PageParts},
        operations::timeline,
        page_cx::{PageCx, skeleton},
        read::{nothing, silent, use_view},
    },
    domain::{
        integrations::{AccountNumbers, AccountQuery, IntegrationsView},
        problem::Problem,
        provider::twilio::TwilioConfig,
        role::Permission,
    },
};

pub(super) fn parts(actions: Actions, save: FormAction, cx: PageCx) -> PageParts {
    let loading = IntegrationsTexts::spoken(cx.locale).loading;
    let picker = number_picker::state(cx);
    let rotation = rotation::state(cx);
    let address = use_address();
    let manages = cx.may(Permission::ManageIntegrations);
    // Each reading asks Twilio, so only another search or a save causes one.
    let query = Memo::new(move |_| address.with(AccountQuery::read).filter(|_| manages));
    let asked = Signal::derive(move || query.with(|query| query.as_ref().map(ToString::to_string)));
    let listed = use_view::<AccountNumbers>(asked, &[], vec![save.version()]);
    let asking =
        if query.with_untracked(Option::is_some) { TwilioTexts::spoken(cx.locale).asking } else { loading };
    PageParts {
        forms: vec![picker.action()],
        stored: Some(Box::new(move |view, cx| {
            view! {
                {source::card(view, cx)}
                {number_list::section(view, cx, actions)}
                {rotation::card(view, rotation, cx)}
            }
            .into_any()
        })),
        section: Some(Box::new(move |view| {
            view.shown_with(listed, skeleton(asking), move |view, listed| {
                pick(view, listed, picker, cx.at(view.now))
            })
        })),
        aside: Some(Box::new(move |view| {
            view.shown(skeleton(loading), silent, move |view| match &view.import {
                Some(import) => timeline::compact(import, cx.at(view.now)),
                None => nothing(),
            })
        })),
    }
}

/// The numbers to choose from, for a connected account and a role that may import.
fn pick(
    view: &IntegrationsView,
    listed: Option<Result<&AccountNumbers, Problem>>,
    picker: FormState,
    cx: PageCx,
) -> AnyView {
    if view.stored::<TwilioConfig>().is_none() || !cx.may(Permission::ManageIntegrations) {
        return nothing();
    }
    match listed {
        None => number_picker::invitation(cx),
        Some(Ok(listed)) => number_picker::form(listed, &view.agents, picker, cx),
        Some(Err(problem)) => cx.problem(&problem),
    }
}

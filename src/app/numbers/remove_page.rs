//! `/dashboard/numbers/:id/remove`: asks before a number is removed, and says
//! what that changes and for whom.

use leptos::{prelude::*, server_fn::ServerFn};

use super::api::{REMOVE_FORM, RemoveNumber};
use crate::{
    app::{
        errors::ProblemNotice,
        form_state::FormState,
        read::use_view,
        submission::{Form, Submission},
        telling::{Telling, no_page, number_href, skeleton},
        ui::{
            button::{Button, ButtonLink, Variant},
            card::Card,
            icon::Icon,
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::Tone,
        },
    },
    domain::release::RemoveNumberView,
};

/// Read once: it does not change while somebody makes up their mind.
#[component]
pub fn RemoveNumberPage(id: String) -> impl IntoView {
    let w = Telling::here();
    let remove = Submission::default();
    let state = FormState::new(REMOVE_FORM, remove);
    let view = use_view::<RemoveNumberView>(Signal::stored(Some(id)), &[], Vec::new());
    view! {
        <Page narrow=true>
            {view.shown(skeleton(w.t.numbers.loading_one), no_page, move |view| {
                whole(view, remove, state, w)
            })}
        </Page>
    }
    .into_any()
}

fn whole(view: &RemoveNumberView, remove: Submission, state: FormState, w: Telling) -> AnyView {
    let t = &w.t.numbers;
    let pretty = view.number.e164.pretty();
    let title = (t.remove_title)(&pretty);
    let back = number_href(&view.number.id);
    let crumb = NextStep { href: back.clone(), label: pretty.clone() };
    let id = view.number.id.to_string();
    let effects: Vec<AnyView> = effects(view, w)
        .into_iter()
        .map(|(icon, text)| view! { <li>{icon.view()}<span>{text}</span></li> }.into_any())
        .collect();
    view! {
        <PageTitle text=(w.t.common.title)(&title)/>
        <PageHead title=title crumb=crumb/>
        <Card tone=Tone::Bad title=t.remove_effects>
            <Form action=RemoveNumber::PATH submission=remove class="form">
                <ul class="effects">{effects}</ul>
                <input type="hidden" name="number" value=id/>
                <ProblemNotice problem=state.problem()/>
                <div class="actions">
                    <Button
                        label=(t.remove_now)(&pretty)
                        variant=Variant::Destroy
                        icon=Icon::Trash
                        pending=state.pending()
                    />
                    <ButtonLink href=back label=w.t.common.cancel/>
                </div>
            </Form>
        </Card>
    }
    .into_any()
}

/// Whom it concerns first, then place by place.
fn effects(view: &RemoveNumberView, w: Telling) -> [(Icon, String); 5] {
    let t = &w.t.numbers;
    let agent = match &view.number.agent {
        Some((_, name)) => (t.loses)(name),
        None => t.nobody_loses.to_owned(),
    };
    let at_vapi = if view.at_vapi { t.effect_vapi } else { t.effect_not_at_vapi };
    [
        (Icon::Person, agent),
        (Icon::X, t.effect_here.to_owned()),
        (Icon::Plug, at_vapi.to_owned()),
        (Icon::Phone, t.effect_twilio.to_owned()),
        (Icon::Clock, t.effect_history.to_owned()),
    ]
}

//! `/dashboard/numbers/:id/release`: asks before a managed number is given back
//! for good, and says who loses it.

use leptos::{prelude::*, server_fn::ServerFn};

use super::api::{RELEASE_FORM, ReleaseNumber};
use crate::{
    app::{
        errors::ProblemNotice,
        form_state::{FormState, input_name},
        read::use_view,
        submission::{Form, Submission},
        telling::{Telling, no_page, number_href, skeleton, unbroken},
        ui::{
            button::{Button, ButtonLink, Variant},
            card::Card,
            field::TextField,
            icon::Icon,
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::Tone,
        },
    },
    domain::{managed::ReleaseView, problem::Field},
};

/// Read once: it does not change while somebody makes up their mind.
#[component]
pub fn ReleaseNumberPage(id: String) -> impl IntoView {
    let w = Telling::here();
    let release = Submission::default();
    let state = FormState::new(RELEASE_FORM, release);
    let view = use_view::<ReleaseView>(Signal::stored(Some(id)), &[], Vec::new());
    view! {
        <Page narrow=true>
            {view.shown(skeleton(w.t.numbers.loading_one), no_page, move |view| {
                whole(view, release, state, w)
            })}
        </Page>
    }
    .into_any()
}

fn whole(view: &ReleaseView, release: Submission, state: FormState, w: Telling) -> AnyView {
    let t = &w.t.managed.leave;
    let pretty = view.number.e164.pretty();
    let title = (t.release_title)(&unbroken(&view.number.e164));
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
        <Card tone=Tone::Bad title=w.t.numbers.remove_effects>
            <Form action=ReleaseNumber::PATH submission=release class="form">
                <ul class="effects">{effects}</ul>
                <input type="hidden" name="number" value=id/>
                <TextField
                    label=t.last_four
                    name=input_name("last_four")
                    value=state.typed("last_four", "")
                    hint=t.last_four_hint
                    error=state.error_on(Field::LastFour)
                    inputmode="numeric"
                    autocomplete="off"
                    maxlength=4
                    required=true
                />
                <ProblemNotice problem=state.general()/>
                <div class="actions">
                    <Button
                        label=(t.release_now)(&pretty)
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
fn effects(view: &ReleaseView, w: Telling) -> Vec<(Icon, String)> {
    let (t, numbers) = (&w.t.managed.leave, &w.t.numbers);
    let mut effects: Vec<(Icon, String)> =
        view.agents.iter().map(|agent| (Icon::Person, (numbers.loses)(agent))).collect();
    if effects.is_empty() {
        effects.push((Icon::Person, numbers.nobody_loses.to_owned()));
    }
    let at_vapi = if view.at_vapi { numbers.effect_vapi } else { numbers.effect_not_at_vapi };
    let last = view.last.then_some((Icon::Shield, t.effect_last));
    let places = [(Icon::X, t.effect_here), (Icon::Plug, at_vapi), (Icon::Phone, t.effect_twilio)];
    let rest = places.into_iter().chain(last).chain([(Icon::Clock, t.effect_history)]);
    effects.extend(rest.map(|(icon, text)| (icon, text.to_owned())));
    effects
}

//! The devices on which the person is signed in, each with a way to sign it out.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    AccountTexts,
    api::{REVOKE_DEVICE, REVOKE_OTHERS, RevokeDevice, RevokeOtherDevices},
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        form_state::FormState,
        i18n::{Spoken, use_locale},
        page_cx::PageCx,
        ui::{
            button::{Button, Variant},
            pill::{Pill, Tone},
            time::Time,
        },
    },
    domain::account::Device,
};

#[component]
pub fn Devices(devices: Vec<Device>, cx: PageCx) -> impl IntoView {
    let texts = AccountTexts::spoken(use_locale());
    let revoke = FormAction::default();
    let state = FormState::new(REVOKE_DEVICE, revoke);
    let others = devices.iter().any(|device| !device.current).then(|| view! { <Others/> }.into_any());
    let rows: Vec<AnyView> = devices
        .into_iter()
        .map(|device| view! { <Row device=device cx=cx revoke=revoke/> }.into_any())
        .collect();
    view! {
        <section class="card panel">
            <header>
                <h2>{texts.devices}</h2>
                <p>{texts.devices_lead}</p>
            </header>
            <ProblemNotice problem=state.general()/>
            <ul class="rows">{rows}</ul>
            {others}
        </section>
    }
    .into_any()
}

#[component]
fn Others() -> impl IntoView {
    let revoke = FormAction::default();
    let state = FormState::new(REVOKE_OTHERS, revoke);
    view! {
        <footer>
            <ProblemNotice problem=state.general()/>
            <Form action=RevokeOtherDevices::PATH form_action=revoke>
                <Button
                    label=AccountTexts::spoken(use_locale()).revoke_others
                    variant=Variant::Danger
                    pending=state.pending()
                />
            </Form>
        </footer>
    }
    .into_any()
}

#[component]
fn Row(device: Device, cx: PageCx, revoke: FormAction) -> impl IntoView {
    let texts = AccountTexts::spoken(use_locale());
    let Device { id, name, address, place, signed_in_at, last_seen_at, current } = device;
    let from = (!address.is_empty()).then(|| match (texts.place)(place) {
        "" => format!(" {}", (texts.signed_in_from)(&address)),
        place => format!(" {}", (texts.signed_in_from)(&format!("{address} ({place})"))),
    });
    let (id, spoken) = (String::from(id), (texts.revoke_spoken)(&name));
    let end = if current {
        view! { <Pill tone=Tone::Ok label=texts.this_device/> }.into_any()
    } else {
        let pending = revoke.pending_with("device", id.clone());
        view! {
            <Form action=RevokeDevice::PATH form_action=revoke>
                <input type="hidden" name="device" value=id/>
                <Button
                    label=texts.revoke
                    spoken=spoken
                    variant=Variant::Danger
                    pending=pending
                />
            </Form>
        }
        .into_any()
    };
    view! {
        <li>
            <b>{name}</b>
            <p>{texts.signed_in}" "<Time at=cx.moment(signed_in_at)/>{from}</p>
            <p>{texts.last_seen}" "<Time at=cx.moment(last_seen_at)/></p>
            {end}
        </li>
    }
    .into_any()
}

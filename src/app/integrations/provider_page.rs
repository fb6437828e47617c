//! `/dashboard/integrations/:provider`: the page of one service.

use leptos::prelude::*;

use super::{twilio_page, vapi_page};
use crate::{
    app::{errors::NotFound, ui::page::Page},
    domain::provider::Provider,
};

#[component]
pub fn ProviderPage(code: String) -> impl IntoView {
    match Provider::from_code(&code) {
        Some(Provider::Vapi) => vapi_page::page(),
        Some(Provider::Twilio) => twilio_page::page(),
        None => view! { <Page><NotFound/></Page> }.into_any(),
    }
}

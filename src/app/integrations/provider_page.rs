//! `/dashboard/integrations/:provider`: the page of one service.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{twilio_page, vapi_page};
use crate::{
    app::{errors::NotFound, ui::page::Page},
    domain::provider::Provider,
};

#[component]
pub fn ProviderPage() -> impl IntoView {
    let params = use_params_map();
    let provider = Memo::new(move |_| {
        params.with(|params| Provider::from_code(&params.get("provider").unwrap_or_default()))
    });
    move || match provider.get() {
        Some(Provider::Vapi) => vapi_page::page(),
        Some(Provider::Twilio) => twilio_page::page(),
        None => view! { <Page><NotFound/></Page> }.into_any(),
    }
}

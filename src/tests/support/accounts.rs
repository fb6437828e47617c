//! An account at each provider that works: a line each.

use ava::{
    domain::{
        integrations::Checked,
        problem::Problem,
        provider::{Provider, smtp::SmtpForm},
    },
    server::{cx::Cx, integrations::service::save},
};

use super::{
    google,
    people::{by_api_key, openai_form, smtp_form, twilio_form, vapi_form},
    sandbox::{OPENAI_KEY, OTHER_MAIL_PASSWORD, OTHER_OPENAI_KEY, VAPI_KEY},
};

/// `Provider: how, account` or, where an account can have several secrets, `Provider: how, account, the same by
/// another secret`.
macro_rules! accounts {
    (@another $cx:ident, $how:path, $account:expr) => { $how($cx, $account).await };
    (@another $cx:ident, $how:path, $account:expr, $another:expr) => { $how($cx, $another).await };

    ($($provider:ident: $how:path, $account:expr $(, $another:expr)?;)+) => {
        /// Connects an account at the provider that works.
        pub async fn connect_to(cx: &Cx, provider: Provider) -> Result<Checked, Problem> {
            match provider {
                $(Provider::$provider => $how(cx, $account).await,)+
            }
        }

        /// Gives the account of [`connect_to`] another secret, where it can have several.
        pub async fn replace_secret(cx: &Cx, provider: Provider) -> Result<Checked, Problem> {
            match provider {
                $(Provider::$provider => accounts!(@another cx, $how, $account $(, $another)?),)+
            }
        }
    };
}

accounts! {
    Vapi: save, &vapi_form(VAPI_KEY);
    Twilio: save, &twilio_form(), &by_api_key();
    Openai: save, &openai_form(OPENAI_KEY), &openai_form(OTHER_OPENAI_KEY);
    Smtp: save, &smtp_form(), &SmtpForm { password: OTHER_MAIL_PASSWORD.into(), ..smtp_form() };
    GoogleCalendar: google::connect, google::ACCOUNT;
}

//! The forms of authentication.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{
    answer::Answer,
    auth_forms::{LoginForm, OidcForm, SignUpForm},
    factor::SecondStepForm,
    invitation::{AcceptForm, InvitedForm},
    link::{AskLinkForm, FoundForm, JoinForm, NewPasswordForm, UseLinkForm},
    passkey::PasskeyForm,
    problem::Problem,
};
#[cfg(feature = "ssr")]
use crate::{
    app::paths::{ACCOUNT, FORGOT, SIGN_UP as SIGN_UP_PAGE, TO_OIDC, link_href},
    domain::{
        auth_forms::{HOME, LOGIN, SIGN_IN_ELSEWHERE, landing},
        flash::{Flash, Notice},
        locale::Locale,
    },
    server::{
        auth::{
            email_change::{self, Confirmed},
            joining, oidc, passkeys, recovery, second_step,
            service::{self, Entered},
        },
        forms::{Accepted, handle_open},
        http::page_context::locale_of,
        invitations::accepting,
        sessions,
    },
};

/// The names under which a refused form comes back. The page of signing up has one form or
/// another, as the operator decides.
pub const LOG_IN: &str = "log_in";
pub const PASSKEY_LOG_IN: &str = "passkey_log_in";
pub const SECOND_STEP_FORM: &str = "second_step";
pub const SIGN_UP: &str = "sign_up";
pub const JOIN: &str = "join";
pub const FOUND: &str = "found";
pub const SET_UP: &str = "set_up";
pub const ASK_RESET: &str = "ask_reset";
pub const CONFIRM_EMAIL: &str = "confirm_email";
pub const RESET_PASSWORD: &str = "reset_password";
pub const ACCEPT_INVITATION: &str = "accept_invitation";
pub const JOIN_INVITED: &str = "join_invited";
pub const ASK_INVITATION: &str = "ask_invitation";
pub const SWITCH_PERSON: &str = "switch_person";

#[server(prefix = "/rpc", endpoint = "sign_up", output = Postcard)]
pub async fn sign_up(#[server(default)] form: SignUpForm) -> Result<Answer, Problem> {
    handle_open(SIGN_UP, form, async |visitor, form| {
        let browser = service::sign_up(visitor, form).await?;
        Ok(Accepted::on_to(HOME, None).with(browser))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "log_in", output = Postcard)]
pub async fn log_in(#[server(default)] form: LoginForm) -> Result<Answer, Problem> {
    handle_open(LOG_IN, form, async |visitor, form| {
        let Entered { leads_to, browser } = service::log_in(visitor, form).await?;
        Ok(Accepted::on_to(leads_to, None).with(browser))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "log_in/second_step", output = Postcard)]
pub async fn second_step(#[server(default)] form: SecondStepForm) -> Result<Answer, Problem> {
    handle_open(SECOND_STEP_FORM, form, async |visitor, form| {
        let Entered { leads_to, browser } = second_step::prove(visitor, form).await?;
        Ok(Accepted::on_to(leads_to, None).with(browser))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "log_in/passkey", output = Postcard)]
pub async fn passkey_log_in(#[server(default)] form: PasskeyForm) -> Result<Answer, Problem> {
    handle_open(PASSKEY_LOG_IN, form, async |visitor, form| {
        let Entered { leads_to, browser } = passkeys::enter(visitor, form).await?;
        Ok(Accepted::on_to(leads_to, None).with(browser))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "sign_in_elsewhere", output = Postcard)]
pub async fn sign_in_elsewhere(#[server(default)] form: OidcForm) -> Result<Answer, Problem> {
    handle_open(SIGN_IN_ELSEWHERE, form, async |visitor, form| {
        oidc::begin(&visitor, &form.next).await?;
        Ok(Accepted::on_to(TO_OIDC, None))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "log_out", output = Postcard)]
pub async fn log_out() -> Result<Answer, Problem> {
    handle_open(Flash::EVERY_PAGE, (), async |visitor, ()| {
        service::log_out(&visitor).await?;
        Ok(Accepted::on_to(LOGIN, Notice::SignedOut))
    })
    .await
}

/// The language in which a visitor is written to whose own is not known.
#[cfg(feature = "ssr")]
pub fn locale() -> Locale {
    use_context::<http::request::Parts>().map(|parts| locale_of(&parts.headers)).unwrap_or_default()
}

#[server(prefix = "/rpc", endpoint = "links/ask_sign_up", output = Postcard)]
pub async fn ask_sign_up(#[server(default)] form: AskLinkForm) -> Result<Answer, Problem> {
    handle_open(SIGN_UP, form, async |visitor, form| {
        joining::ask(&visitor, form, locale()).await?;
        Ok(Accepted::on_to(SIGN_UP_PAGE, Notice::LinkAsked))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "links/join", output = Postcard)]
pub async fn join(#[server(default)] form: JoinForm) -> Result<Answer, Problem> {
    handle_open(JOIN, form, async |visitor, form| {
        let browser = joining::join(visitor, form).await?;
        Ok(Accepted::on_to(HOME, None).with(browser))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "links/found", output = Postcard)]
pub async fn found(#[server(default)] form: FoundForm) -> Result<Answer, Problem> {
    handle_open(FOUND, form, async |visitor, form| {
        let browser = joining::found(visitor, form).await?;
        Ok(Accepted::on_to(HOME, Notice::OrgMade).with(browser))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "links/set_up", output = Postcard)]
pub async fn set_up(#[server(default)] form: NewPasswordForm) -> Result<Answer, Problem> {
    handle_open(SET_UP, form, async |visitor, form| {
        joining::set_up(&visitor, form).await?;
        Ok(Accepted::on_to(LOGIN, Notice::PasswordReset))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "links/ask_reset", output = Postcard)]
pub async fn ask_reset(#[server(default)] form: AskLinkForm) -> Result<Answer, Problem> {
    handle_open(ASK_RESET, form, async |visitor, form| {
        recovery::ask(&visitor, form, locale()).await?;
        Ok(Accepted::on_to(FORGOT, Notice::LinkAsked))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "links/reset_password", output = Postcard)]
pub async fn reset_password(#[server(default)] form: NewPasswordForm) -> Result<Answer, Problem> {
    handle_open(RESET_PASSWORD, form, async |visitor, form| {
        recovery::reset(&visitor, form).await?;
        Ok(Accepted::on_to(LOGIN, Notice::PasswordReset))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "links/confirm_email", output = Postcard)]
pub async fn confirm_email(#[server(default)] form: UseLinkForm) -> Result<Answer, Problem> {
    handle_open(CONFIRM_EMAIL, form, async |visitor, form| {
        let notice = match email_change::confirm(&visitor, form).await? {
            Confirmed::Here => Notice::EmailConfirmed,
            Confirmed::Both => Notice::EmailChanged,
        };
        let signed_in = sessions::viewer(&visitor.session).await?.is_some();
        Ok(Accepted::on_to(if signed_in { ACCOUNT } else { LOGIN }, notice))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "links/accept_invitation", output = Postcard)]
pub async fn accept_invitation(#[server(default)] form: AcceptForm) -> Result<Answer, Problem> {
    handle_open(ACCEPT_INVITATION, form, async |visitor, form| {
        let browser = accepting::accept(visitor, form).await?;
        Ok(Accepted::on_to(HOME, Notice::InvitationAccepted).with(browser))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "links/join_invited", output = Postcard)]
pub async fn join_invited(#[server(default)] form: InvitedForm) -> Result<Answer, Problem> {
    handle_open(JOIN_INVITED, form, async |visitor, form| {
        let browser = accepting::join_anew(visitor, form).await?;
        Ok(Accepted::on_to(HOME, Notice::InvitationAccepted).with(browser))
    })
    .await
}

/// Has the link that proves the address mailed to it.
#[server(prefix = "/rpc", endpoint = "links/ask_invitation", output = Postcard)]
pub async fn ask_invitation(#[server(default)] form: UseLinkForm) -> Result<Answer, Problem> {
    handle_open(ASK_INVITATION, form, async |visitor, form| {
        accepting::ask(&visitor, form, locale()).await?;
        Ok(Accepted::on_to(landing(&link_href(&form.link)), Notice::InvitationAsked))
    })
    .await
}

/// Signs out, and leads back to the link, which somebody else is to use.
#[server(prefix = "/rpc", endpoint = "links/switch_person", output = Postcard)]
pub async fn switch_person(#[server(default)] form: UseLinkForm) -> Result<Answer, Problem> {
    handle_open(SWITCH_PERSON, form, async |visitor, form| {
        service::log_out(&visitor).await?;
        Ok(Accepted::on_to(landing(&link_href(&form.link)), Notice::SignedOut))
    })
    .await
}

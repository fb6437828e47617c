//! A mail to the person who asks for it, to see that all of the way is open.

use leptos::{
    prelude::*,
    server_fn::{ServerFn, codec::Postcard},
};

use super::texts::SmtpTexts;
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        form_state::FormState,
        i18n::{CommonTexts, Spoken as _},
        integrations::services::PageParts,
        page_context::use_viewer,
        page_cx::PageCx,
        read::nothing,
        ui::{
            button::Button,
            card::Card,
            notice::{Notice, NoticeProps},
            pill::Tone,
        },
    },
    domain::{
        answer::Answer, flash::Notice::TestMailSent, integrations::IntegrationsView, problem::Problem,
        provider::smtp::SmtpConfig, role::Permission,
    },
};
#[cfg(feature = "ssr")]
use crate::{
    domain::{provider::smtp::PROVIDER, role::Permission::ManageIntegrations},
    server::{
        forms::{Accepted, handle},
        http::page_context::locale_of,
        integrations::test_mail,
    },
};

/// The name under which it comes back without JavaScript when it is refused.
const TEST_MAIL_FORM: &str = "test_mail";

#[server(prefix = "/rpc", endpoint = "integrations/test-mail", output = Postcard)]
pub async fn send_test_mail() -> Result<Answer, Problem> {
    handle(TEST_MAIL_FORM, ManageIntegrations.of(PROVIDER), (), async |cx, ()| {
        let headers = use_context::<http::request::Parts>().map(|parts| parts.headers);
        let locale = headers.as_ref().map(locale_of).unwrap_or_default();
        Ok(Accepted::mail_taken(test_mail::send(cx, locale).await?))
    })
    .await
}

pub(super) fn parts(_cx: PageCx) -> PageParts {
    let sent = FormAction::default();
    PageParts {
        forms: vec![sent],
        stored: Some(Box::new(move |view, cx| card(view, sent, cx))),
        ..PageParts::default()
    }
}

fn card(view: &IntegrationsView, sent: FormAction, cx: PageCx) -> AnyView {
    if view.stored::<SmtpConfig>().is_none() || !cx.may(Permission::ManageIntegrations) {
        return nothing();
    }
    let t = SmtpTexts::spoken(cx.locale);
    let to = use_viewer().map_or_else(String::new, |viewer| viewer.email);
    let state = FormState::new(TEST_MAIL_FORM, sent);
    let taken = move || {
        let notice = CommonTexts::spoken(cx.locale).notice;
        sent.accepted().map(|answer| {
            Notice(NoticeProps {
                tone: Tone::Ok,
                text: notice(TestMailSent).to_owned(),
                title: None,
                quote: if let Answer::MailTaken(reply) = answer { Some(reply.said(cx.locale)) } else { None },
                next: None,
                reference: None,
                children: None,
            })
            .into_any()
        })
    };
    view! {
        <Card title=t.test lead=(t.test_text)(&to)>
            <div class="stack">
                <div aria-live="polite">{move || taken()}</div>
                <ProblemNotice problem=state.problem()/>
                <Form action=SendTestMail::PATH form_action=sent>
                    <Button label=t.test_send pending=state.pending()/>
                </Form>
            </div>
        </Card>
    }
    .into_any()
}

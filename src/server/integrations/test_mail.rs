//! The test mail: through the organisation’s own mailbox, to the person who asks for it and
//! nobody else.

use crate::{
    domain::{
        locale::{Locale, pick, say},
        problem::{Problem, ServerReply},
        provider::smtp::PROVIDER,
        quota::Quota,
    },
    server::{
        audit::Action,
        cx::Cx,
        mail::{self, Letter, Recipient, Template, Via},
        quotas,
    },
};

struct TestMail;

impl Template for TestMail {
    fn letter(&self, locale: Locale) -> Letter {
        Letter::new(pick!(locale, "Test mail from AVA", "Message d’essai d’AVA")).says(say!(
            locale,
            "This mail came through the mailbox that is connected in AVA: it works.",
            "Cet e-mail est passé par la boîte connectée dans AVA\u{a0}: elle fonctionne."
        ))
    }
}

/// Sends it, and returns the server’s last answer. The attempt is recorded, whatever becomes
/// of it. `locale` is that of the page, for a person who has chosen none.
pub async fn send(cx: &Cx, locale: Locale) -> Result<ServerReply, Problem> {
    quotas::spend(cx, Quota::TestMails).await?;
    cx.write(Action::TestMailSent, PROVIDER.code()).await?.commit().await?;
    let to = Recipient::find(&cx.services, &cx.user, locale).await?;
    let taken = mail::send(&cx.services, &cx.call(), &cx.person(), Via::Org, &to, &TestMail).await?;
    Ok(taken.reply)
}

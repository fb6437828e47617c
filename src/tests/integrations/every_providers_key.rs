//! What holds of each provider's key, whichever it is: one list of providers, and no line for any
//! of them but how its account is connected.

use std::time::Duration;

use ava::{
    domain::{
        credential::CredentialStatus,
        integrations::Checked,
        problem::{Field, ProblemKind},
        provider::{Provider, openai::OpenaiForm, smtp::SmtpForm, twilio::TwilioForm, vapi::VapiForm},
        sandbox::{FaultKind, SandboxProvider},
    },
    server::{
        audit,
        credentials::decryptor::Purpose,
        cx::Cx,
        integrations::{
            disconnect::disconnect,
            service::{check, save},
        },
        vault::provider_secret::ProviderSecret,
    },
};

use crate::support::{
    accounts::{connect_to, replace_secret},
    app::{TestApp, Tests},
    both_engines, canary,
    faults::lasting,
    people::{by_api_key, card_of, openai_form, owner, smtp_form, twilio_form, vapi_form},
    sandbox::{MAIL_PASSWORD, OPENAI_KEY, TWILIO_TOKEN, VAPI_KEY},
};

async fn connected(cx: &Cx) {
    for provider in Provider::ALL {
        assert_eq!(connect_to(cx, provider).await, Ok(Checked::Accepted), "{provider:?}");
    }
}

/// Lets the minute pass in which so many keys may be checked.
fn later(app: &TestApp) {
    app.clock.advance(Duration::from_secs(60));
}

/// The secret as a node opens it; `None` where there is none.
async fn opened(services: &ava::server::cx::Services, cx: &Cx, provider: Provider) -> Option<ProviderSecret> {
    let mut tx = services.db.write(Tests, &cx.org).await.unwrap();
    let (decryptor, actor) = (&services.decryptor, cx.actor());
    let opened = decryptor.open(services, &mut tx, provider, &actor, Purpose::Verify).await.unwrap();
    tx.commit().await.unwrap();
    opened.map(|opened| opened.unwrap().secret)
}

/// Each key is stored once, sealed, and nowhere else.
async fn lesson_11_each_key_has_one_place(app: TestApp) {
    let cx = owner(&app).await;
    connected(&cx).await;
    let mut codes = Provider::ALL.map(Provider::code);
    codes.sort_unstable();
    assert_eq!(app.texts("SELECT provider FROM org_credentials ORDER BY 1", &[]).await, codes);
    assert_eq!(app.count("operation_escrow", &[]).await, 0);
    canary::assert_clean("the database", &app.dump().await);
    canary::assert_logs_clean();
}

/// A provider is no text that can be spelt in another way, and has one row, however often and at
/// once it is saved.
async fn lesson_12_each_provider_has_one_name_and_one_row(app: TestApp) {
    let cx = owner(&app).await;
    for provider in Provider::ALL {
        later(&app);
        let code = provider.code();
        assert_eq!(Provider::from_code(code), Some(provider));
        for other in [code.to_uppercase(), format!(" {code}"), provider.name().to_owned()] {
            assert_eq!(Provider::from_code(&other), None, "{other}");
        }
        connect_to(&cx, provider).await.unwrap();
        let again = futures::future::join_all((0..3).map(|_| connect_to(&cx, provider))).await;
        assert!(again.iter().any(Result::is_ok), "{provider:?}: {again:?}");
        assert_eq!(app.count("org_credentials WHERE provider = $1", &[code]).await, 1, "{provider:?}");
        assert_eq!(check(&cx, provider).await, Ok(Checked::Accepted), "{provider:?}: and it opens");
    }
}

/// Another node uses what was saved here at once, and nothing that was disconnected.
async fn lesson_13_each_key_counts_at_once_on_every_node(app: TestApp) {
    let cx = owner(&app).await;
    let other = app.another_node(21).await;
    for provider in Provider::ALL {
        later(&app);
        connect_to(&cx, provider).await.unwrap();
        let before = opened(&other, &cx, provider).await.unwrap();
        assert_eq!(replace_secret(&cx, provider).await, Ok(Checked::Accepted), "{provider:?}");
        let (here, there) = (opened(&app.services, &cx, provider).await, opened(&other, &cx, provider).await);
        assert!(there.zip(here).is_some_and(|(there, here)| there.same(&here)), "{provider:?}");
        // Vapi's key is the same one, since another would be of another organisation.
        let changed = provider != Provider::Vapi;
        assert_eq!(!opened(&other, &cx, provider).await.unwrap().same(&before), changed, "{provider:?}");
        disconnect(&cx, provider).await.unwrap();
        assert!(opened(&other, &cx, provider).await.is_none(), "{provider:?}");
        let there = Cx { services: other.clone(), ..cx.clone() };
        assert_eq!(check(&there, provider).await.unwrap_err().kind, ProblemKind::NotConnected(provider));
    }
}

/// What is sealed for one organisation opens for no other, and not as the key of another provider.
async fn lesson_14_each_ciphertext_opens_only_where_it_stands(app: TestApp) {
    let (cx, other) = (owner(&app).await, owner(&app).await);
    connected(&cx).await;
    connected(&other).await;
    let copied = "UPDATE org_credentials SET sealed_secret = (
         SELECT s.sealed_secret FROM org_credentials AS s WHERE s.org_id = $1 AND s.provider = $2)
       WHERE org_id = $3 AND provider = $4";
    for (nth, provider) in Provider::ALL.into_iter().enumerate() {
        later(&app);
        let next = Provider::ALL[(nth + 1) % Provider::ALL.len()];
        let from = [cx.org.as_str(), provider.code()];
        assert_eq!(app.execute(copied, &[from[0], from[1], other.org.as_str(), provider.code()]).await, 1);
        let stolen = check(&other, provider).await.unwrap_err();
        assert_eq!(stolen.kind, ProblemKind::Unreadable(provider), "{provider:?} of another organisation");
        let of_next = [other.org.as_str(), next.code(), other.org.as_str(), provider.code()];
        assert_eq!(app.execute(copied, &of_next).await, 1);
        let mistaken = check(&other, provider).await.unwrap_err();
        assert_eq!(mistaken.kind, ProblemKind::Unreadable(provider), "{provider:?} from {next:?}");
        assert_eq!(check(&cx, provider).await, Ok(Checked::Accepted), "{provider:?} where it stands");
    }
}

/// A check that fails is an error with a status of its own, and stays on the card.
async fn lesson_15_each_failed_check_says_so(app: TestApp) {
    let cx = owner(&app).await;
    for provider in Provider::ALL {
        later(&app);
        connect_to(&cx, provider).await.unwrap();
        for simulator in SandboxProvider::ALL.into_iter().filter(|one| one.provider() == provider) {
            app.sandbox.inject(&lasting(simulator, FaultKind::Unauthorized)).await;
        }
        let refused = check(&cx, provider).await.unwrap_err();
        assert!(refused.http_status() >= 400, "{provider:?}");
        let held = card_of(&cx, provider).await.credential.unwrap();
        assert_eq!(held.status, CredentialStatus::Refused, "{provider:?}");
        let kind = held.problem.map(|problem| problem.kind);
        assert_eq!(kind, Some(refused.kind), "{provider:?}: it says why");
        app.sandbox.clear().await;
    }
}

/// Each of these leaves its entry, with who did it and on what, in a chain that holds.
async fn lesson_16_each_key_leaves_a_trail(app: TestApp) {
    let cx = owner(&app).await;
    for provider in Provider::ALL {
        later(&app);
        connect_to(&cx, provider).await.unwrap();
        check(&cx, provider).await.unwrap();
        disconnect(&cx, provider).await.unwrap();
        let entries = "SELECT action FROM audit_log WHERE org_id = $1 AND subject LIKE $2 AND actor = $3";
        let about = format!("{}%", provider.code());
        let found = app.texts(entries, &[cx.org.as_str(), &about, &format!("user:{}", cx.user)]).await;
        for action in ["credential_saved", "credential_opened", "credential_checked", "disconnected"] {
            assert!(found.iter().any(|entry| entry == action), "{provider:?}: {action} in {found:?}");
        }
    }
    let mut tx = app.services.db.read(&cx.org).await.unwrap();
    let chain = audit::verify_chain(&app.services.audit_key, &mut tx).await.unwrap();
    assert_eq!(chain.broken, None);
}

/// Whatever is pasted around what is typed, each provider takes it. At Google nothing is typed.
async fn lesson_17_blanks_around_each_field_do_not_matter(app: TestApp) {
    let cx = owner(&app).await;
    let pasted = |text: &str| format!("\u{a0} {text}\r\n\t");
    let vapi = VapiForm { key: pasted(VAPI_KEY).into(), ..vapi_form(VAPI_KEY) };
    assert_eq!(save(&cx, &vapi).await, Ok(Checked::Accepted));
    let token = twilio_form();
    let token = TwilioForm {
        account_sid: pasted(&token.account_sid),
        auth_token: pasted(TWILIO_TOKEN).into(),
        ..token
    };
    assert_eq!(save(&cx, &token).await, Ok(Checked::Accepted));
    let key = by_api_key();
    let key = TwilioForm {
        api_key_sid: pasted(&key.api_key_sid),
        api_key_secret: pasted(&key.api_key_secret).into(),
        ..key
    };
    assert_eq!(save(&cx, &key).await, Ok(Checked::Accepted));
    let openai = OpenaiForm { key: pasted(OPENAI_KEY).into(), ..openai_form(OPENAI_KEY) };
    assert_eq!(save(&cx, &openai).await, Ok(Checked::Accepted));
    let mail = smtp_form();
    let mail = SmtpForm {
        host: pasted(&mail.host),
        port: pasted(&mail.port),
        user: pasted(&mail.user),
        password: pasted(MAIL_PASSWORD).into(),
        from_name: pasted(&mail.from_name),
        from_address: pasted(&mail.from_address),
        ..mail
    };
    assert_eq!(save(&cx, &mail).await, Ok(Checked::Accepted));
    assert!(Provider::GoogleCalendar.spec().fields.is_empty());
    let nothing = save(&cx, &VapiForm { key: " \u{200b} ".into(), ..vapi_form("") }).await;
    assert!(nothing.is_ok_and(|checked| checked == Checked::Accepted), "nothing typed is the stored key");
    let other = owner(&app).await;
    let nothing = save(&other, &VapiForm { key: " \u{200b} ".into(), ..vapi_form("") }).await.unwrap_err();
    assert_eq!(nothing.field, Some(Field::Key));
}

both_engines! {
    lesson_11_each_key_has_one_place,
    lesson_12_each_provider_has_one_name_and_one_row,
    lesson_13_each_key_counts_at_once_on_every_node,
    lesson_14_each_ciphertext_opens_only_where_it_stands,
    lesson_15_each_failed_check_says_so,
    lesson_16_each_key_leaves_a_trail,
    lesson_17_blanks_around_each_field_do_not_matter,
}

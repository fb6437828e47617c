//! Connecting, checking and replacing the keys of providers.

use ava::{
    domain::{
        credential::CredentialStatus,
        integrations::{AccountQuery, Checked, Link, Readiness},
        locale::Locale,
        operation::{OperationState, WaitingFor},
        problem::{Field, Problem, ProblemKind, Right, Rule},
        provider::{
            Provider, PublicConfig,
            twilio::{TwilioConfig, TwilioForm},
            vapi::{VapiConfig, VapiForm, VapiRegion},
        },
        sandbox::{BIG_TWILIO_SID, BIG_TWILIO_TOKEN, FaultKind, SandboxProvider},
    },
    server::{
        credentials::decryptor::Purpose,
        integrations::{
            connectors::twilio::numbers::account_numbers,
            service::{check, save},
        },
    },
};

use crate::support::{
    app::{TestApp, Tests},
    both_engines,
    faults::lasting,
    people::{
        self, card_of, import, make_agent, other_twilio_form, overview, owner, prepared, ready, twilio_form,
        vapi_form,
    },
    sandbox::{NUMBER, OTHER_VAPI_KEY, SECOND_NUMBER, VAPI_KEY},
};

fn sandbox_key(code: &str) -> VapiForm {
    vapi_form(&format!("00000000-0000-4000-8000-000000000{code}"))
}

fn status(card: &ava::domain::integrations::Card) -> Option<CredentialStatus> {
    card.credential.as_ref().map(|credential| credential.status)
}

async fn lesson_01_a_refused_key_stores_nothing(app: TestApp) {
    let cx = owner(&app).await;
    let refused = save(&cx, &sandbox_key("401")).await.unwrap_err();
    assert_eq!((refused.kind, refused.field), (ProblemKind::KeyRefused(Provider::Vapi), Some(Field::Key)));
    let refused = save(&cx, &sandbox_key("403")).await.unwrap_err();
    assert_eq!((refused.kind, refused.field), (ProblemKind::LacksRight(Provider::Vapi), Some(Field::Key)));
    let public = save(&cx, &vapi_form("pk_live_0123456789abcdef")).await.unwrap_err();
    assert_eq!((public.kind, public.field), (ProblemKind::PublicKey, Some(Field::Key)));
    let wrong = TwilioForm { auth_token: "0123456789abcdef0123456789abcdef".into(), ..twilio_form() };
    let refused = save(&cx, &TwilioForm { number: NUMBER.into(), ..wrong }).await.unwrap_err();
    assert_eq!(
        (refused.kind, refused.field),
        (ProblemKind::KeyRefused(Provider::Twilio), Some(Field::AuthToken))
    );
    for table in ["org_credentials", "phone_numbers", "operations"] {
        assert_eq!(app.count(table, &[]).await, 0, "{table}");
    }
    let page = overview(&cx).await;
    assert_eq!((status(page.card(Provider::Vapi)), status(page.card(Provider::Twilio))), (None, None));
    assert_eq!(page.readiness, Readiness::Missing(Link::ConnectVapi));
}

/// A form for the account with an API key of the same digits.
fn keyed(account: &str) -> TwilioForm {
    let digits = account.trim_start_matches("AC");
    TwilioForm {
        account_sid: account.to_owned(),
        auth: "api_key".into(),
        auth_token: digits.into(),
        api_key_sid: format!("SK{digits}"),
        api_key_secret: digits.into(),
        ..TwilioForm::default()
    }
}

async fn lesson_85_an_auth_token_is_checked_beside_an_api_key(app: TestApp) {
    let cx = owner(&app).await;
    let good = keyed("AC8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c");
    let wrong = TwilioForm { auth_token: "deadbeefdeadbeefdeadbeefdeadbeef".into(), ..good.clone() };
    let refused = save(&cx, &wrong).await.unwrap_err();
    assert_eq!(
        (refused.kind, refused.field),
        (ProblemKind::KeyRefused(Provider::Twilio), Some(Field::AuthToken))
    );
    assert_eq!(app.count("org_credentials", &[]).await, 0);
    let wrong = TwilioForm { api_key_secret: "deadbeefdeadbeefdeadbeefdeadbeef".into(), ..good.clone() };
    let refused = save(&cx, &wrong).await.unwrap_err();
    assert_eq!(
        (refused.kind, refused.field),
        (ProblemKind::KeyRefused(Provider::Twilio), Some(Field::ApiKeySecret))
    );
    let since = app.sandbox.last_seq().await;
    assert_eq!(save(&cx, &good).await.unwrap(), Checked::Accepted);
    assert_eq!(app.sandbox.calls_after(since).await.len(), 4, "one round");
    let card = card_of(&cx, Provider::Twilio).await.credential.unwrap();
    assert!(
        matches!(card.config, PublicConfig::Twilio(TwilioConfig { friendly_name: Some(_), .. })),
        "read by the token"
    );
    // A stored token that is replaced at Twilio is refused at the next check.
    app.sandbox.rotate_token(&good.account_sid, "canaryrotatedtoken8c8c8c8c8c8c8c").await;
    let refused = check(&cx, Provider::Twilio).await.unwrap_err();
    assert_eq!(
        (refused.kind, refused.field),
        (ProblemKind::KeyRefused(Provider::Twilio), Some(Field::AuthToken))
    );
    assert_eq!(status(&card_of(&cx, Provider::Twilio).await), Some(CredentialStatus::Refused));
}

async fn lesson_85_a_key_that_may_read_and_not_change_is_refused_by_the_right(app: TestApp) {
    let cx = owner(&app).await;
    for (code, right) in
        [("a01", Right::ChangeAssistants), ("a02", Right::ChangeVapiNumbers), ("a03", Right::ListVapiNumbers)]
    {
        let refused = save(&cx, &sandbox_key(code)).await.unwrap_err();
        assert_eq!(
            (refused.kind, refused.field),
            (ProblemKind::MissingRight(right), Some(Field::Key)),
            "{code}"
        );
    }
    for (end, right) in [
        ("fa1", Right::ChangeTwilioNumbers),
        ("fa2", Right::ChangeTwilioNumbers),
        ("fa3", Right::ReadTwilioNumbers),
        ("fa4", Right::ListTwilioNumbers),
    ] {
        let account = format!("AC00000000000000000000000000000{end}");
        let refused = save(&cx, &keyed(&account)).await.unwrap_err();
        assert_eq!(
            (refused.kind, refused.field),
            (ProblemKind::MissingRight(right), Some(Field::ApiKeySecret)),
            "{end}"
        );
        let by_token = TwilioForm { auth: "auth_token".into(), ..keyed(&account) };
        assert_eq!(save(&cx, &by_token).await.unwrap(), Checked::Accepted, "{end}");
        app.execute("DELETE FROM org_credentials", &[]).await;
    }
    assert_eq!(app.count("org_credentials", &[]).await, 0);
    // A check changes nothing at the providers.
    let calls = app.sandbox.calls().await;
    assert!(
        calls
            .iter()
            .filter(|call| call.method != "GET")
            .all(|call| call.status.is_none_or(|status| status >= 400))
    );
}

async fn a_check_of_rights_leaves_no_trace(app: TestApp) {
    let cx = owner(&app).await;
    people::connect_vapi(&cx).await;
    save(&cx, &TwilioForm { auth_token: twilio_form().auth_token, ..people::by_api_key() }).await.unwrap();
    let snapshot = app.sandbox.snapshot().await;
    assert!(snapshot.assistants.is_empty() && snapshot.vapi_numbers.is_empty());
    assert!(snapshot.twilio_numbers.iter().all(|number| !number.voice_url.contains("vapi")));
}

async fn all_that_a_form_breaks_is_said_at_once(app: TestApp) {
    let cx = owner(&app).await;
    let broken = |problem: Problem| {
        let also = problem.also.into_iter().map(|(field, _)| field);
        problem.field.into_iter().chain(also).collect::<Vec<_>>()
    };
    let region = VapiForm { region: "moon".into(), ..vapi_form("") };
    assert_eq!(broken(save(&cx, &region).await.unwrap_err()), [Field::Region, Field::Key]);
    let by_key = TwilioForm {
        auth: "api_key".into(),
        number: "12".into(),
        agent: "nobody".into(),
        ..TwilioForm::default()
    };
    let fields = [
        Field::Account,
        Field::ApiKeySid,
        Field::ApiKeySecret,
        Field::AuthToken,
        Field::Number,
        Field::Agent,
    ];
    assert_eq!(broken(save(&cx, &by_key).await.unwrap_err()), fields);
    assert!(app.sandbox.calls().await.is_empty(), "nobody is asked about it");
}

async fn lesson_02_an_unreachable_provider_ends_soon_and_is_asked_again(app: TestApp) {
    let cx = owner(&app).await;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unavailable)).await;
    assert_eq!(save(&cx, &vapi_form(VAPI_KEY)).await.unwrap(), Checked::Later);
    let card = card_of(&cx, Provider::Vapi).await;
    assert_eq!(status(&card), Some(CredentialStatus::Unverified), "not shown as connected");
    assert_eq!(card.credential.unwrap().verified_at, None);
    let first = overview(&cx).await.readiness;
    assert_eq!(first, Readiness::Unreached { provider: Provider::Vapi }, "nothing to connect");
    app.clock.advance(std::time::Duration::from_secs(6));
    assert_eq!(app.check_keys().await, 1);
    assert_eq!(status(&card_of(&cx, Provider::Vapi).await), Some(CredentialStatus::Unverified));
    app.sandbox.clear().await;
    app.verify_keys().await;
    let card = card_of(&cx, Provider::Vapi).await;
    assert_eq!(status(&card), Some(CredentialStatus::Connected));
    assert_eq!(card.credential.unwrap().verified_at, Some(app.now()));
    assert_eq!(app.count("operations", &[]).await, 0, "nobody has to look after it");
}

async fn a_key_that_works_is_not_lost_for_one_that_cannot_be_checked(app: TestApp) {
    let cx = owner(&app).await;
    people::connect_vapi(&cx).await;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::ServerError)).await;
    let problem = save(&cx, &vapi_form(OTHER_VAPI_KEY)).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::ProviderFailed(Provider::Vapi));
    assert_eq!(status(&card_of(&cx, Provider::Vapi).await), Some(CredentialStatus::Connected));
}

async fn lesson_07_an_empty_secret_keeps_the_stored_one(app: TestApp) {
    let cx = owner(&app).await;
    people::connect_twilio(&cx).await;
    let before = card_of(&cx, Provider::Twilio).await.credential.unwrap();
    let form = TwilioForm { auth_token: "".into(), number: NUMBER.into(), ..twilio_form() };
    assert_eq!(save(&cx, &form).await.unwrap(), Checked::Accepted);
    let after = card_of(&cx, Provider::Twilio).await.credential.unwrap();
    assert_eq!(after.last4, before.last4);
    assert_eq!(app.text("SELECT CAST(version AS TEXT) FROM org_credentials", &[]).await, "2", "stored anew");
    assert_eq!(app.count("phone_numbers WHERE e164 = $1", &[NUMBER]).await, 1);
    let nothing_stored = save(&cx, &vapi_form("")).await.unwrap_err();
    assert_eq!(nothing_stored, Problem::invalid(Field::Key, Rule::Required));
}

async fn lesson_12_there_is_one_row_for_a_provider(app: TestApp) {
    let cx = owner(&app).await;
    people::connect_vapi(&cx).await;
    let form = vapi_form("");
    let saves = (0..4).map(|_| save(&cx, &form));
    for saved in futures::future::join_all(saves).await {
        saved.unwrap();
    }
    assert_eq!(app.texts("SELECT provider FROM org_credentials", &[]).await, ["vapi"]);
}

async fn two_first_saves_at_once_leave_a_key_that_opens(app: TestApp) {
    let cx = owner(&app).await;
    let form = vapi_form(VAPI_KEY);
    let saves = futures::future::join_all((0..4).map(|_| save(&cx, &form))).await;
    assert!(saves.into_iter().all(|saved| saved.is_ok()));
    assert_eq!(check(&cx, Provider::Vapi).await.unwrap(), Checked::Accepted);
}

async fn lesson_13_a_save_counts_at_once_on_every_node(app: TestApp) {
    let cx = owner(&app).await;
    let other = app.another_node(21).await;
    people::connect_vapi(&cx).await;
    let open = async || {
        let mut tx = other.db.write(Tests, &cx.org).await.unwrap();
        let opened = other
            .decryptor
            .open(&other, &mut tx, Provider::Vapi, &cx.actor(), Purpose::Verify)
            .await
            .unwrap();
        opened.unwrap().unwrap().secret.last4()
    };
    assert_eq!(open().await, "0001");
    save(&cx, &vapi_form("7b1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0002")).await.unwrap();
    assert_eq!(open().await, "0002");
}

async fn lesson_15_a_check_that_fails_says_so_and_stays_on_the_card(app: TestApp) {
    let cx = owner(&app).await;
    people::connect_vapi(&cx).await;
    assert_eq!(check(&cx, Provider::Vapi).await.unwrap(), Checked::Accepted);
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unauthorized)).await;
    let refused = check(&cx, Provider::Vapi).await.unwrap_err();
    assert_eq!((refused.kind, refused.http_status()), (ProblemKind::KeyRefused(Provider::Vapi), 422));
    let page = overview(&cx).await;
    assert_eq!(status(page.card(Provider::Vapi)), Some(CredentialStatus::Refused));
    assert_eq!(page.readiness, Readiness::Broken { provider: Provider::Vapi });
    app.sandbox.clear().await;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Reset)).await;
    assert!(check(&cx, Provider::Vapi).await.unwrap_err().passes_by_itself());
    assert_eq!(
        status(&card_of(&cx, Provider::Vapi).await),
        Some(CredentialStatus::Refused),
        "an outage proves nothing"
    );
    assert_eq!(
        check(&cx, Provider::Twilio).await.unwrap_err().kind,
        ProblemKind::NotConnected(Provider::Twilio)
    );
}

async fn lesson_17_spaces_around_a_key_do_not_matter(app: TestApp) {
    let cx = owner(&app).await;
    save(&cx, &vapi_form(&format!(" \t{VAPI_KEY}\r\n"))).await.unwrap();
    let mut form = twilio_form();
    form.account_sid = format!("  {}\n", form.account_sid);
    form.auth_token = format!("\u{a0}{} ", &*form.auth_token).into();
    save(&cx, &form).await.unwrap();
    let page = overview(&cx).await;
    assert_eq!(page.done, [Link::ConnectVapi, Link::ConnectTwilio]);
}

async fn lesson_57_each_cause_is_told_from_the_others(app: TestApp) {
    let cx = owner(&app).await;
    people::connect_vapi(&cx).await;
    let ask = async |kind| {
        app.clock.advance(std::time::Duration::from_secs(120));
        app.sandbox.clear().await;
        app.sandbox.inject(&lasting(SandboxProvider::Vapi, kind)).await;
        let problem = check(&cx, Provider::Vapi).await.unwrap_err();
        for locale in Locale::ALL {
            assert!(!problem.sentence(locale).is_empty());
        }
        (problem.code(), problem.http_status())
    };
    assert_eq!(ask(FaultKind::Unauthorized).await, ("key_refused", 422));
    assert_eq!(ask(FaultKind::Forbidden).await, ("lacks_right", 422));
    assert_eq!(ask(FaultKind::RateLimited).await, ("rate_limited", 429));
    assert_eq!(ask(FaultKind::Garbage).await, ("provider_failed", 502));
    for _ in 0..3 {
        assert_eq!(ask(FaultKind::ServerError).await, ("provider_failed", 502));
    }
    // Three calls in a row that failed have opened the breaker by now.
    let problem = check(&cx, Provider::Vapi).await.unwrap_err();
    assert_eq!((problem.code(), problem.http_status()), ("provider_unavailable", 503));
    assert!((1..=30).contains(&problem.retry_after_secs.unwrap()), "{problem:?}");
}

async fn lesson_58_one_orgs_bad_key_and_limits_stop_nobody_else(app: TestApp) {
    let (one, other) = (owner(&app).await, owner(&app).await);
    for _ in 0..5 {
        assert_eq!(save(&one, &sandbox_key("401")).await.unwrap_err().code(), "key_refused");
        save(&one, &sandbox_key("429")).await.unwrap();
        app.execute("DELETE FROM org_credentials", &[]).await;
    }
    assert_eq!(save(&other, &vapi_form(VAPI_KEY)).await.unwrap(), Checked::Accepted);
}

async fn another_account_is_refused_while_something_hangs_on_the_old_one(app: TestApp) {
    let (cx, _, _) = ready(&app).await;
    let problem = save(&cx, &other_twilio_form()).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::OtherAccount(Provider::Twilio));
    check(&cx, Provider::Vapi).await.unwrap();
    app.sandbox.assistant_by_hand(OTHER_VAPI_KEY, "Theirs").await;
    let problem = save(&cx, &vapi_form(OTHER_VAPI_KEY)).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::OtherAccount(Provider::Vapi));
    let region = VapiForm { region: "eu".into(), ..vapi_form(VAPI_KEY) };
    let problem = save(&cx, &region).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::OtherAccount(Provider::Vapi));
    let card = card_of(&cx, Provider::Vapi).await.credential.unwrap();
    assert!(matches!(card.config, PublicConfig::Vapi(VapiConfig { region: VapiRegion::Us, .. })));
    assert!(matches!(overview(&cx).await.readiness, Readiness::Ready { .. }));
}

async fn the_same_key_is_of_the_same_account_whatever_was_deleted_there(app: TestApp) {
    let (cx, agent, _) = ready(&app).await;
    check(&cx, Provider::Vapi).await.unwrap();
    app.sandbox.delete_assistant(&people::agent(&cx, &agent).await.vapi_assistant_id.unwrap()).await;
    assert!(app.sandbox.assistants().await.is_empty());
    let other = vapi_form(OTHER_VAPI_KEY);
    assert_eq!(save(&cx, &other).await.unwrap_err().kind, ProblemKind::OtherAccount(Provider::Vapi));
    for key in [VAPI_KEY, ""] {
        assert_eq!(save(&cx, &vapi_form(key)).await.unwrap(), Checked::Accepted, "{key:?}");
    }
    assert_eq!(check(&cx, Provider::Vapi).await.unwrap(), Checked::Accepted);
}

async fn a_key_that_was_never_verified_is_not_taken_for_the_one_before(app: TestApp) {
    let (cx, _, _) = ready(&app).await;
    check(&cx, Provider::Vapi).await.unwrap();
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unauthorized)).await;
    check(&cx, Provider::Vapi).await.unwrap_err();
    app.sandbox.clear().await;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unavailable)).await;
    let other = vapi_form(OTHER_VAPI_KEY);
    assert_eq!(save(&cx, &other).await.unwrap(), Checked::Later);
    app.sandbox.clear().await;
    app.clock.advance(std::time::Duration::from_secs(120));
    assert_eq!(save(&cx, &other).await.unwrap_err().kind, ProblemKind::OtherAccount(Provider::Vapi));
    app.verify_keys().await;
    assert_eq!(status(&card_of(&cx, Provider::Vapi).await), Some(CredentialStatus::Refused));
    assert_eq!(save(&cx, &vapi_form(VAPI_KEY)).await.unwrap(), Checked::Accepted);
}

async fn lesson_09_an_org_without_keys_calls_nobody(app: TestApp) {
    let cx = owner(&app).await;
    make_agent(&cx).await;
    let operation = import(&cx, NUMBER).await;
    app.settle().await;
    let view = app.operation(&cx, &operation).await;
    assert_eq!(
        (view.state, view.waiting_for),
        (OperationState::Waiting, Some(WaitingFor::Provider(Provider::Twilio)))
    );
    assert!(app.sandbox.calls().await.is_empty());
}

async fn lesson_41_numbers_beyond_the_first_fifty_can_be_chosen(app: TestApp) {
    let cx = owner(&app).await;
    let form = TwilioForm {
        account_sid: BIG_TWILIO_SID.into(),
        auth_token: BIG_TWILIO_TOKEN.into(),
        ..TwilioForm::default()
    };
    save(&cx, &form).await.unwrap();
    let listed = account_numbers(&cx, AccountQuery::default()).await.unwrap();
    assert_eq!((listed.numbers.len(), listed.problem), (60, None));
}

async fn lesson_61_the_page_asks_no_provider_and_equal_reads_are_one_call(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let before = app.sandbox.last_seq().await;
    for _ in 0..3 {
        overview(&cx).await;
    }
    assert!(app.sandbox.calls_after(before).await.is_empty());
    let reads =
        futures::future::join_all((0..5).map(|_| account_numbers(&cx, AccountQuery::default()))).await;
    assert!(reads.into_iter().all(|read| read.unwrap().numbers.len() == 4));
    let calls = app.sandbox.calls_after(before).await;
    let at_twilio = calls.iter().filter(|call| call.provider == SandboxProvider::Twilio);
    assert_eq!(at_twilio.count(), 1, "{calls:?}");
    assert!(calls.len() <= 6, "and who answers, at Vapi, as it is now: {calls:?}");
}

async fn lesson_36_an_org_has_as_many_numbers_as_it_likes(app: TestApp) {
    let (cx, _, first) = ready(&app).await;
    let second = import(&cx, SECOND_NUMBER).await;
    app.settle().await;
    for operation in [first, second] {
        assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    }
    assert_eq!(overview(&cx).await.numbers.len(), 2);
}

async fn lesson_56_the_page_says_what_is_missing_in_order(app: TestApp) {
    let cx = owner(&app).await;
    let first = async || overview(&cx).await.readiness;
    assert_eq!(first().await, Readiness::Missing(Link::ConnectVapi));
    people::connect_vapi(&cx).await;
    assert_eq!(first().await, Readiness::Missing(Link::MakeAgent));
    make_agent(&cx).await;
    app.settle().await;
    assert_eq!(first().await, Readiness::Missing(Link::ConnectTwilio));
    people::connect_twilio(&cx).await;
    assert_eq!(first().await, Readiness::Missing(Link::NumberReady));
    import(&cx, NUMBER).await;
    assert!(matches!(first().await, Readiness::Working { .. }));
    app.settle().await;
    assert!(matches!(first().await, Readiness::Ready { agent, .. } if agent == "Reception"));
    assert_eq!(overview(&cx).await.done, Link::ALL);
}

async fn lesson_40_a_trial_account_is_named_and_what_cannot_work_says_why(app: TestApp) {
    let cx = owner(&app).await;
    let special = async |end: &str| {
        let digits = format!("00000000000000000000000000000{end}");
        let form = TwilioForm {
            account_sid: format!("AC{digits}"),
            auth_token: digits.into(),
            ..TwilioForm::default()
        };
        save(&cx, &form).await.map_err(|problem| problem.kind)
    };
    assert_eq!(special("ff2").await, Err(ProblemKind::AccountSuspended));
    assert_eq!(special("ff3").await, Err(ProblemKind::TestCredentials));
    assert_eq!(special("ff1").await, Ok(Checked::Accepted));
    let card = card_of(&cx, Provider::Twilio).await.credential.unwrap();
    assert!(
        matches!(card.config, PublicConfig::Twilio(TwilioConfig { trial: true, .. })),
        "{:?}",
        card.config
    );
}

both_engines!(
    lesson_85_an_auth_token_is_checked_beside_an_api_key,
    lesson_85_a_key_that_may_read_and_not_change_is_refused_by_the_right,
    a_check_of_rights_leaves_no_trace,
    lesson_01_a_refused_key_stores_nothing,
    all_that_a_form_breaks_is_said_at_once,
    lesson_02_an_unreachable_provider_ends_soon_and_is_asked_again,
    a_key_that_works_is_not_lost_for_one_that_cannot_be_checked,
    lesson_07_an_empty_secret_keeps_the_stored_one,
    lesson_12_there_is_one_row_for_a_provider,
    two_first_saves_at_once_leave_a_key_that_opens,
    lesson_13_a_save_counts_at_once_on_every_node,
    lesson_15_a_check_that_fails_says_so_and_stays_on_the_card,
    lesson_17_spaces_around_a_key_do_not_matter,
    lesson_57_each_cause_is_told_from_the_others,
    lesson_58_one_orgs_bad_key_and_limits_stop_nobody_else,
    another_account_is_refused_while_something_hangs_on_the_old_one,
    the_same_key_is_of_the_same_account_whatever_was_deleted_there,
    a_key_that_was_never_verified_is_not_taken_for_the_one_before,
    lesson_09_an_org_without_keys_calls_nobody,
    lesson_41_numbers_beyond_the_first_fifty_can_be_chosen,
    lesson_61_the_page_asks_no_provider_and_equal_reads_are_one_call,
    lesson_36_an_org_has_as_many_numbers_as_it_likes,
    lesson_56_the_page_says_what_is_missing_in_order,
    lesson_40_a_trial_account_is_named_and_what_cannot_work_says_why,
);

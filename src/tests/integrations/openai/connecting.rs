//! A key is called connected once OpenAI would have a model answer it, and each refusal says why.

use super::*;

fn sandbox_key(word: &str) -> OpenaiForm {
    openai_form(&format!("sk-proj-sandbox-{word}"))
}

async fn lesson_01_a_refused_key_stores_nothing_and_says_why(app: TestApp) {
    let cx = owner(&app).await;
    for (word, kind, field) in [
        ("401", ProblemKind::KeyRefused(Provider::Openai), Some(Field::Key)),
        ("403", ProblemKind::MissingRight(Right::AskModels), Some(Field::Key)),
        ("readonly", ProblemKind::MissingRight(Right::AskModels), Some(Field::Key)),
        ("nomodels", ProblemKind::MissingRight(Right::OfferedModels), Some(Field::Key)),
        ("address", ProblemKind::MissingRight(Right::FromHere), Some(Field::Key)),
        ("country", ProblemKind::MissingRight(Right::FromThisCountry), Some(Field::Key)),
        ("au", ProblemKind::MissingRight(Right::KnownRegion), Some(Field::Key)),
        ("nocredit", ProblemKind::QuotaExhausted(Provider::Openai), None),
    ] {
        let refused = save(&cx, &sandbox_key(word)).await.unwrap_err();
        assert_eq!((refused.kind, refused.field), (kind, field), "{word}");
    }
    assert_eq!(app.count("org_credentials", &[]).await, 0);
}

async fn lesson_01_a_key_that_could_not_be_checked_is_not_connected(app: TestApp) {
    let cx = owner(&app).await;
    for word in ["429", "500", "503", "502", "200"] {
        assert_eq!(save(&cx, &sandbox_key(word)).await, Ok(Checked::Later), "{word}");
        let card = card_of(&cx, Provider::Openai).await.credential.unwrap();
        assert_eq!((card.status, card.verified_at), (CredentialStatus::Unverified, None), "{word}");
        app.execute("DELETE FROM org_credentials", &[]).await;
    }
}

async fn another_vendors_key_is_named_and_openai_is_not_asked(app: TestApp) {
    let cx = owner(&app).await;
    for key in ["sk-ant-api03-0a1b2c3d", VAPI_KEY, "AC0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d", "sk-admin-0a1b2c"] {
        let refused = save(&cx, &openai_form(key)).await.unwrap_err();
        let named = matches!(refused.kind, ProblemKind::Invalid(Rule::KeyOf(_) | Rule::OpenaiAdminKey));
        assert!(named && refused.field == Some(Field::Key), "{key}: {refused:?}");
    }
    assert!(app.sandbox.calls().await.is_empty());
}

async fn a_region_is_found_stored_and_asked_at_once_from_then_on(app: TestApp) {
    let cx = owner(&app).await;
    for (word, region, at) in [
        ("us", OpenaiRegion::Us, SandboxProvider::OpenaiUs),
        ("eu", OpenaiRegion::Eu, SandboxProvider::OpenaiEu),
    ] {
        assert_eq!(save(&cx, &sandbox_key(word)).await, Ok(Checked::Accepted), "{word}");
        assert_eq!(config(&cx).await.region, region, "{word}");
        let since = app.sandbox.last_seq().await;
        assert_eq!(check(&cx, Provider::Openai).await, Ok(Checked::Accepted), "{word}");
        let calls = app.sandbox.calls_after(since).await;
        assert!(calls.iter().all(|call| call.provider == at) && calls.len() == 2, "{word}: {calls:?}");
    }
    // Another key may be of no region.
    assert_eq!(save(&cx, &openai_form(OPENAI_KEY)).await, Ok(Checked::Accepted));
    assert_eq!(config(&cx).await.region, OpenaiRegion::Global);
}

async fn lesson_07_an_empty_key_keeps_the_stored_one_and_its_region(app: TestApp) {
    let cx = owner(&app).await;
    save(&cx, &sandbox_key("eu")).await.unwrap();
    let since = app.sandbox.last_seq().await;
    assert_eq!(save(&cx, &openai_form("")).await, Ok(Checked::Accepted));
    assert_eq!(config(&cx).await.region, OpenaiRegion::Eu);
    assert_eq!(app.sandbox.calls_after(since).await.len(), 2, "no other region is asked");
}

async fn a_restricted_key_that_may_have_models_answer_is_connected(app: TestApp) {
    let cx = owner(&app).await;
    assert_eq!(save(&cx, &sandbox_key("restricted")).await, Ok(Checked::Accepted));
}

async fn a_key_that_is_deleted_says_so_on_its_card(app: TestApp) {
    let cx = owner(&app).await;
    save(&cx, &openai_form(OPENAI_KEY)).await.unwrap();
    let refused = NewFault {
        path_contains: Some("completions".into()),
        ..lasting(SandboxProvider::Openai, FaultKind::Unauthorized)
    };
    app.sandbox.inject(&refused).await;
    let problem = check(&cx, Provider::Openai).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::KeyRefused(Provider::Openai));
    let card = card_of(&cx, Provider::Openai).await.credential.unwrap();
    assert_eq!(card.status, CredentialStatus::Refused);
    app.sandbox.clear().await;
    assert_eq!(check(&cx, Provider::Openai).await, Ok(Checked::Accepted));
}

async fn a_check_computes_nothing(app: TestApp) {
    let cx = owner(&app).await;
    save(&cx, &openai_form(OPENAI_KEY)).await.unwrap();
    let calls = app.sandbox.calls().await;
    let asked: Vec<_> = calls.iter().map(|call| (call.method.as_str(), call.status)).collect();
    assert_eq!(asked, [("GET", Some(200)), ("POST", Some(400))]);
}

both_engines!(
    lesson_01_a_refused_key_stores_nothing_and_says_why,
    lesson_01_a_key_that_could_not_be_checked_is_not_connected,
    another_vendors_key_is_named_and_openai_is_not_asked,
    a_region_is_found_stored_and_asked_at_once_from_then_on,
    lesson_07_an_empty_key_keeps_the_stored_one_and_its_region,
    a_restricted_key_that_may_have_models_answer_is_connected,
    a_key_that_is_deleted_says_so_on_its_card,
    a_check_computes_nothing,
);

//! Connecting a Google account, with what people do on Google's page and what goes wrong there.

use ava::{
    domain::{
        credential::CredentialStatus,
        health::Severity,
        integrations::Checked,
        operation::{Action, OperationKind, OperationState},
        problem::{Consent, Field, Problem, ProblemKind, Right, Rule},
        provider::google_calendar::{CalendarForm, PRIMARY, PROVIDER},
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::integrations::{connectors::google_calendar::choose, service::check},
};

use crate::support::{
    app::TestApp,
    both_engines,
    google::{ACCOUNT, AtGoogle, TOKENS, connect, connect_as, stored},
    people::{card_of, latest, owner},
};

async fn status(cx: &ava::server::cx::Cx) -> Option<CredentialStatus> {
    card_of(cx, PROVIDER).await.credential.map(|held| held.status)
}

async fn lesson_01_a_person_agrees_and_the_account_is_connected(app: TestApp) {
    let cx = owner(&app).await;
    assert_eq!(connect(&cx, ACCOUNT).await, Ok(Checked::Accepted));
    let config = stored(&cx).await;
    assert_eq!((config.email.as_deref(), config.missing().count()), (Some(ACCOUNT), 0));
    let calendars: Vec<&str> = config.calendars.iter().map(|calendar| calendar.name.as_str()).collect();
    assert_eq!(calendars, [ACCOUNT, "Team"], "somebody else's is not offered");
    assert_eq!(status(&cx).await, Some(CredentialStatus::Connected));
    let dump = app.dump().await;
    for token in TOKENS {
        assert!(!dump.contains(token), "{token}: a token is stored unsealed");
    }
    assert_eq!(app.count("consents_asked", &[]).await, 0, "a state is used once");
    assert_eq!(check(&cx, PROVIDER).await, Ok(Checked::Accepted));
}

async fn lesson_57_each_box_that_is_left_unticked_is_named_and_connecting_again_helps(app: TestApp) {
    let cx = owner(&app).await;
    let (write, list) = ("calendar.events.owned", "calendar.calendarlist.readonly");
    use Right::{ListCalendars, WriteEvents};
    let left: [(&[&str], &[Right]); 3] = [
        (&[write], &[WriteEvents]),
        (&[list], &[ListCalendars]),
        (&[list, write], &[WriteEvents, ListCalendars]),
    ];
    for (unticked, rights) in left {
        let missing = Problem::missing(rights.to_vec()).unwrap();
        let said = |problem: &Problem| (problem.kind, problem.detail.clone());
        let refused = connect_as(&cx, AtGoogle { unticked, ..AtGoogle::agrees(ACCOUNT) }).await.unwrap_err();
        assert_eq!(said(&refused), said(&missing));
        let held = card_of(&cx, PROVIDER).await.credential.unwrap();
        assert_eq!(held.status, CredentialStatus::Refused, "it can be disconnected, or connected again");
        assert_eq!(held.problem.as_ref().map(said), Some(said(&missing)), "on the card as well");
        assert_eq!(held.checks.strip.count(Severity::Down), 1, "and on the strip of its days");
        assert_eq!(said(&check(&cx, PROVIDER).await.unwrap_err()), said(&missing));
    }
    assert_eq!(connect(&cx, ACCOUNT).await, Ok(Checked::Accepted));
    // A lesser consent does not take the place of one that works.
    let lesser = AtGoogle { unticked: &[write], ..AtGoogle::agrees(ACCOUNT) };
    let refused = connect_as(&cx, lesser).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::MissingRight(WriteEvents));
    assert_eq!(check(&cx, PROVIDER).await, Ok(Checked::Accepted));
}

async fn lesson_52_what_goes_wrong_at_google_is_said_and_leaves_nothing_behind(app: TestApp) {
    let cx = owner(&app).await;
    for (account, expected) in [
        ("code@clinic.example", ProblemKind::Consent(Consent::CodeRefused)),
        ("address@clinic.example", ProblemKind::Consent(Consent::OtherAddress)),
        ("fleeting@clinic.example", ProblemKind::Consent(Consent::Fleeting)),
        ("admin@clinic.example", ProblemKind::Consent(Consent::ByAdmin)),
        ("apioff@clinic.example", ProblemKind::Consent(Consent::ApiOff)),
        ("401@clinic.example", ProblemKind::KeyRefused(PROVIDER)),
    ] {
        assert_eq!(connect(&cx, account).await.unwrap_err().kind, expected, "{account}");
    }
    let denied = connect_as(&cx, AtGoogle { agrees: false, ..AtGoogle::agrees(ACCOUNT) }).await;
    assert_eq!(denied.unwrap_err().kind, ProblemKind::Consent(Consent::Denied));
    for table in ["org_credentials", "google_grants", "consents_asked", "operations"] {
        assert_eq!(app.count(table, &[]).await, 0, "{table}");
    }
    assert!(app.sandbox.consents().await.is_empty(), "taken back at Google");
}

async fn a_google_that_is_away_is_asked_again(app: TestApp) {
    let cx = owner(&app).await;
    for kind in [FaultKind::Unavailable, FaultKind::Reset, FaultKind::Garbage, FaultKind::RateLimited] {
        app.sandbox
            .inject(&NewFault {
                path_contains: Some("/userinfo".to_owned()),
                remaining: 10,
                ..NewFault::next_call(SandboxProvider::Google, kind)
            })
            .await;
        let account = format!("{}@clinic.example", kind.code().replace('_', "-"));
        assert_eq!(connect(&cx, &account).await, Ok(Checked::Later), "{kind:?}");
        assert_eq!(status(&cx).await, Some(CredentialStatus::Unverified), "{kind:?}");
        app.sandbox.clear().await;
        app.verify_keys().await;
        assert_eq!(status(&cx).await, Some(CredentialStatus::Connected), "{kind:?}");
        assert_eq!(stored(&cx).await.email, Some(account.clone()));
        let again = ava::server::integrations::disconnect::disconnect(&cx, PROVIDER).await.unwrap();
        app.settle().await;
        assert_eq!(app.state(&cx, &again).await, OperationState::Done);
    }
}

async fn the_calendar_that_is_chosen_stays_through_checks_and_consents(app: TestApp) {
    let cx = owner(&app).await;
    let choice = |calendar: &str| CalendarForm { calendar: calendar.to_owned() };
    let refused = choose(&cx, &choice(PRIMARY)).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::NotConnected(PROVIDER));
    connect(&cx, ACCOUNT).await.unwrap();
    let team = "team-ana@group.calendar.google.com";
    let refused = choose(&cx, &choice("somebody@else.example")).await.unwrap_err();
    assert_eq!(
        (refused.field, refused.kind),
        (Some(Field::Calendar), ProblemKind::Invalid(Rule::UnknownChoice))
    );
    assert_eq!(stored(&cx).await.chosen().map(|calendar| calendar.name.clone()), Some(ACCOUNT.to_owned()));
    choose(&cx, &choice(team)).await.unwrap();
    check(&cx, PROVIDER).await.unwrap();
    connect(&cx, ACCOUNT).await.unwrap();
    assert_eq!(stored(&cx).await.chosen().map(|calendar| calendar.name.clone()), Some("Team".to_owned()));
    choose(&cx, &choice(PRIMARY)).await.unwrap();
    assert_eq!(stored(&cx).await.calendar, None);
}

async fn another_account_takes_the_place_of_the_first_whose_consent_is_taken_back(app: TestApp) {
    let cx = owner(&app).await;
    connect(&cx, ACCOUNT).await.unwrap();
    assert_eq!(connect(&cx, "bea@clinic.example").await, Ok(Checked::Accepted));
    assert_eq!(stored(&cx).await.email.as_deref(), Some("bea@clinic.example"));
    app.settle().await;
    let view = latest(&cx, OperationKind::Disconnect).await;
    let receipts: Vec<Action> =
        view.steps.iter().filter_map(|step| step.receipt.as_ref()).map(|receipt| receipt.action).collect();
    assert_eq!(receipts, [Action::NothingUnderWay, Action::RevokedConsent, Action::ShreddedKeys]);
    let left: Vec<String> = app.sandbox.consents().await.into_iter().map(|row| row.account).collect();
    assert_eq!(left, ["bea@clinic.example"]);
    assert_eq!(check(&cx, PROVIDER).await, Ok(Checked::Accepted));
}

both_engines! {
    lesson_01_a_person_agrees_and_the_account_is_connected,
    lesson_57_each_box_that_is_left_unticked_is_named_and_connecting_again_helps,
    lesson_52_what_goes_wrong_at_google_is_said_and_leaves_nothing_behind,
    a_google_that_is_away_is_asked_again,
    the_calendar_that_is_chosen_stays_through_checks_and_consents,
    another_account_takes_the_place_of_the_first_whose_consent_is_taken_back,
}

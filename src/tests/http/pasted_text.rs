//! Pasted text with invisible characters: it is read as it looks, or refused with the
//! character that is in the way. And numbers as people write them.

use ava::{
    domain::{
        agent::AgentForm,
        integrations::ImportForm,
        locale::Locale,
        number::NumbersQuery,
        problem::{Field, ProblemKind, Rule},
        provider::twilio::TwilioForm,
        text::Odd,
    },
    server::{
        agents, auth::service::create_account, integrations::service as integrations,
        numbers::service as numbers,
    },
};

use crate::support::{
    app::{Database, TestApp},
    both_engines,
    people::{
        account_fields, agent, agent_form, anybody, connect_vapi, import, overview, owner, prepared,
        sign_up_form, twilio_form, vapi_form,
    },
    sandbox::{NUMBER, SECOND_NUMBER, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
};

async fn lesson_84_names_and_addresses_are_kept_as_they_look(app: TestApp) {
    let mut form = sign_up_form();
    let email = form.email.clone();
    form.org_name = "\u{feff}Cabinet\u{a0}E\u{301}mile\u{200b}\r\n".to_owned();
    form.name = "\u{202e}Ana\u{202c} Morel\u{2028}".to_owned();
    form.email = format!("\u{200b}<{}>\u{a0}", email.to_uppercase());
    create_account(&app.services, &form, anybody()).await.unwrap();
    assert_eq!(app.text("SELECT name FROM orgs", &[]).await, "Cabinet Émile");
    assert_eq!(app.text("SELECT name FROM users", &[]).await, "Ana Morel");
    assert_eq!(app.text("SELECT email FROM users", &[]).await, email);
    let mut again = sign_up_form();
    again.email = format!("mailto:{email}\u{200d}");
    let taken = create_account(&app.services, &again, anybody()).await.err().unwrap();
    assert_eq!(taken.kind, ProblemKind::EmailTaken, "it is the same address");
}

/// The password is taken as it was typed, blanks and all.
#[tokio::test]
async fn lesson_84_who_signs_in_may_paste_the_address_and_must_not_change_the_password() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let mut form = sign_up_form();
    form.password = format!("{} ", &*form.password).into();
    server.visitor().sign_up(&form).await;
    let signs_in = async |email: &str, password: &str| {
        let fields = [("form[email]", email), ("form[password]", password)];
        server.visitor().rpc("log_in", &fields).await.status
    };
    let pasted = format!("\u{202a}{}\u{202c}\n", form.email);
    assert_eq!(signs_in(&pasted, &form.password).await, 200);
    assert_ne!(signs_in(&form.email, form.password.trim()).await, 200);
}

async fn lesson_84_keys_are_taken_with_what_was_pasted_around_them(app: TestApp) {
    let cx = owner(&app).await;
    let vapi = vapi_form(&format!("\u{feff}“{VAPI_KEY}”\r\n"));
    integrations::save(&cx, &vapi).await.unwrap();
    let twilio = TwilioForm {
        account_sid: format!("\u{200b}{TWILIO_SID}\u{2028}"),
        auth_token: format!("‘{TWILIO_TOKEN}\u{200b}’").into(),
        ..twilio_form()
    };
    integrations::save(&cx, &twilio).await.unwrap();
    // Invisible characters count as nothing typed: the stored secret stays.
    let kept = TwilioForm { auth_token: "\u{200b}\n".into(), ..twilio_form() };
    integrations::save(&cx, &kept).await.unwrap();
}

async fn lesson_84_a_key_that_looks_right_is_refused_with_the_character_that_is_not(app: TestApp) {
    let cx = owner(&app).await;
    let cyrillic = twilio_form().account_sid.replacen('A', "А", 1);
    let form = TwilioForm { account_sid: cyrillic, ..twilio_form() };
    let problem = integrations::save(&cx, &form).await.unwrap_err();
    assert_eq!(problem.field, Some(Field::Account));
    assert_eq!(problem.kind, ProblemKind::Invalid(Rule::KeyCharacter(Odd { char: 'А', at: 1 })));
    assert_eq!(
        problem.sentence(Locale::En),
        "Character 1 is the Cyrillic letter “А” (U+0410), which no key has. Copy it again, whole."
    );
    assert_eq!(
        problem.sentence(Locale::Fr),
        "Le caractère n°\u{a0}1 est la lettre cyrillique «\u{a0}А\u{a0}» (U+0410), qu’aucune clé ne contient. Copiez-la à nouveau, en entier."
    );
}

async fn lesson_84_instructions_keep_their_lines(app: TestApp) {
    let cx = owner(&app).await;
    connect_vapi(&cx).await;
    let form = AgentForm {
        instructions: "Answer.\u{b}Be brief.\rSay\u{200b} hello.\u{85}\u{202e}End.\u{2028}\u{c}".to_owned(),
        greeting: "\u{feff}Bonjour\u{a0}!\r\n".to_owned(),
        name: "\u{2066}Recep\u{ad}tion\u{2069}".to_owned(),
        ..agent_form("")
    };
    let id = agents::service::create(&cx, &form).await.unwrap();
    app.settle().await;
    let spec = agent(&cx, &id).await.spec;
    assert_eq!(spec.instructions, "Answer.\nBe brief.\nSay hello.\nEnd.");
    assert_eq!((spec.greeting.as_str(), spec.name.as_str()), ("Bonjour\u{a0}!", "Reception"));
    assert_eq!(app.sandbox.assistants().await[0].name.as_deref(), Some("Reception"));
}

async fn lesson_84_a_pasted_number_is_brought(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    import(&cx, "tel:\u{202a}+1\u{2011}(415)\u{2011}310\u{2011}0001\u{202c}").await;
    import(&cx, "＋１ ４１５ ３１０ ０００２\u{fe0d}").await;
    app.settle().await;
    let numbers = overview(&cx).await.numbers;
    let mut brought: Vec<&str> = numbers.iter().map(|number| number.e164.as_str()).collect();
    brought.sort_unstable();
    assert_eq!(brought, [NUMBER, SECOND_NUMBER]);
    let form = ImportForm { number: "+1 415 31O 0001".to_owned(), ..ImportForm::default() };
    let problem = numbers::import(&cx, &form).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Invalid(Rule::PhoneCharacter(Odd { char: 'O', at: 10 })));
}

async fn numbers_are_found_the_way_they_are_dialled(app: TestApp) {
    let cx = owner(&app).await;
    for number in ["+33184880012", "+14155550142", "+35315550123", "+3612345678"] {
        import(&cx, number).await;
    }
    let found = async |search: &str| {
        let query = NumbersQuery { search: search.to_owned(), ..NumbersQuery::default() };
        let page = numbers::list(&cx, &query).await.unwrap();
        page.numbers.into_iter().map(|found| found.number.e164.to_string()).collect::<Vec<_>>()
    };
    for typed in ["01 84 88", "0184880012", "+33 1 84", "0033184", "+33 (0)1 84", "0033 1 84 88"] {
        assert_eq!(found(typed).await, ["+33184880012"], "{typed}");
    }
    assert_eq!(found("(415) 555").await, ["+14155550142"]);
    assert_eq!(found("01 555 01 23").await, ["+35315550123"]);
    assert_eq!(found("06 1 234").await, ["+3612345678"]);
    assert_eq!(found("").await.len(), 4);
    assert!(found("+33 2").await.is_empty());
}

#[tokio::test]
async fn a_number_is_written_on_every_page_as_in_its_country() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    let agent = browser.make_agent("Reception", "Answer.", "Hello").await;
    for (number, shown) in [
        ("+35315550123", "+353 1 555 0123"),
        ("+493012345678", "+49 30 12345678"),
        (NUMBER, "+1 415 310 0001"),
    ] {
        browser.import(number).await;
        let page = browser.page("/dashboard/numbers").await.body;
        assert!(page.contains(&format!(">{shown}<")), "{shown}: {page}");
        let page = browser.page("/dashboard/operations").await.body;
        assert!(page.replace('\u{a0}', " ").contains(shown), "{shown}: {page}");
    }
    let page = browser.page(&format!("/dashboard/agents/{agent}/delete")).await.body;
    assert!(!page.contains("+35 3"), "{page}");
}

#[tokio::test]
async fn lesson_84_a_form_without_javascript_says_which_character_is_wrong() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.visitor();
    let mut form = sign_up_form();
    form.email = "ana morel@clinic.example".to_owned();
    let answer = browser.form("/signup", "sign_up", &account_fields(&form)).await;
    assert_eq!(answer.status, 302);
    let page = browser.page("/signup").await.body;
    assert!(page.contains("Character 4 is a space (U+0020), which no e-mail address has there"), "{page}");
}

/// A browser cuts text that is pasted into a field with `maxlength`, blanks in front and
/// all, and says nothing.
#[tokio::test]
async fn lesson_84_no_field_cuts_what_is_pasted_into_it() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    for path in
        ["/signup", "/dashboard/agents/new", "/dashboard/integrations/twilio", "/dashboard/numbers/buy"]
    {
        let page = browser.page(path).await.body;
        assert!(!page.contains("maxlength"), "{path}");
    }
}

both_engines! {
    lesson_84_names_and_addresses_are_kept_as_they_look,
    lesson_84_keys_are_taken_with_what_was_pasted_around_them,
    lesson_84_a_key_that_looks_right_is_refused_with_the_character_that_is_not,
    lesson_84_instructions_keep_their_lines,
    lesson_84_a_pasted_number_is_brought,
    numbers_are_found_the_way_they_are_dialled,
}

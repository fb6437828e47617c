//! A clean-up leaves nothing of ours at a provider, and no secret here.

use super::{
    app::TestApp,
    canary,
    sandbox::{OWN_SMS_URL, OWN_VOICE_URL, Sandbox},
};

/// The numbers are out of Vapi, and have the webhooks that were theirs.
pub async fn assert_own_again(sandbox: &Sandbox, numbers: &[&str], case: &str) {
    for number in numbers {
        assert!(sandbox.at_vapi(number).await.is_empty(), "{case}: {number} is at Vapi");
        let at_twilio = sandbox.at_twilio(number).await;
        let urls = (at_twilio.voice_url.as_str(), at_twilio.sms_url.as_str());
        assert_eq!(urls, (OWN_VOICE_URL, OWN_SMS_URL), "{case}");
        assert_eq!(at_twilio.status_callback, "", "{case}");
    }
}

/// The numbers are their owner's again, and nothing of their removal is left here.
pub async fn assert_cleaned_up(app: &TestApp, numbers: &[&str], case: &str) {
    assert_own_again(&app.sandbox, numbers, case).await;
    assert_eq!(app.count("phone_numbers WHERE state = 'releasing'", &[]).await, 0, "{case}");
    assert_forgotten(app, case).await;
}

/// The keys at Twilio that AVA made are those that a connected account has for
/// Vapi.
pub async fn assert_no_stray_keys(app: &TestApp, case: &str) {
    let held = app.texts("SELECT public_config FROM org_credentials WHERE provider = 'twilio'", &[]).await;
    let keys = app.sandbox.keys().await;
    for key in &keys {
        let made = format!(r#""made":{{"sid":"{}""#, key.sid);
        assert!(held.iter().any(|config| config.contains(&made)), "{case}: {key:?} of {held:?}");
    }
    let made = held.iter().filter(|config| config.contains(r#""made":{"#)).count();
    assert_eq!(keys.len(), made, "{case}: {keys:?} of {held:?}");
}

/// No clean-up holds a key any more, none shows, and none is left at Twilio.
pub async fn assert_forgotten(app: &TestApp, case: &str) {
    assert_no_stray_keys(app, case).await;
    assert_eq!(app.count("operation_escrow", &[]).await, 0, "{case}: keys in escrow");
    canary::assert_clean(case, &app.dump().await);
    canary::assert_logs_clean();
}

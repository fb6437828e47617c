//! An authenticator app of a person, as a test holds it in its hand.

use ava::{
    domain::factor::{FactorsView, TotpState},
    server::auth::factors::totp,
};
use serde_json::Value;

use super::{app::TestApp, browser::Browser, people::PASSWORD};

pub struct App {
    secret: Vec<u8>,
    pub recovery_codes: Vec<String>,
}

impl App {
    /// The code that it shows now.
    pub fn code(&self, app: &TestApp) -> String {
        self.code_at(app.now() / 1000)
    }

    pub fn code_at(&self, seconds: i64) -> String {
        totp::code(&self.secret, totp::step_at(seconds))
    }

    /// The secret as its person typed it.
    pub fn typed(&self) -> String {
        data_encoding::BASE32_NOPAD.encode(&self.secret)
    }
}

pub async fn factors(browser: &Browser) -> FactorsView {
    browser.ask("read/Factors", &[]).await
}

/// Begins to set an app up; it has the secret, and has confirmed nothing.
pub async fn begin(browser: &Browser) -> App {
    let begun = browser.rpc("account/begin_totp", &[]).await;
    assert_eq!(begun.status, 200, "{}", begun.body);
    let TotpState::Begun(secret) = factors(browser).await.totp else { panic!("not begun") };
    let secret = data_encoding::BASE32_NOPAD.decode(secret.text.replace(' ', "").as_bytes()).unwrap();
    App { secret, recovery_codes: Vec::new() }
}

/// Sets an app up. Its present code is used up by that, so half a minute goes by.
pub async fn set_up(app: &TestApp, browser: &Browser) -> App {
    let begun = begin(browser).await;
    let code = begun.code(app);
    let confirmed = browser.rpc("account/confirm_totp", &[("form[code]", &code)]).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    let fresh = factors(browser).await.fresh_codes;
    let recovery_codes = fresh.iter().map(|code| (**code).to_owned()).collect();
    app.clock.advance(std::time::Duration::from_secs(30));
    App { recovery_codes, ..begun }
}

/// Signs in as far as the second step.
pub async fn half_way(browser: &Browser, email: &str) {
    let fields = [("form[email]", email), ("form[password]", PASSWORD)];
    let answer = browser.rpc("log_in", &fields).await;
    assert_eq!((answer.status, answer.header("location")), (200, "/login/second-step"));
}

pub async fn is_signed_in(browser: &Browser) -> bool {
    let answer = browser.rpc("read/Account", &[]).await;
    if answer.status == 200 {
        return answer.json::<Value>()["viewer"].is_object();
    }
    false
}

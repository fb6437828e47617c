//! Calls that read a sentence, twice. What they say is in the request alone: Twilio needs no address of
//! AVA's for it, and nobody hears it but whoever answers.

use reqwest::Method;
use serde::Deserialize;

use super::{
    client::{TwilioAuth, TwilioClient},
    refusal,
};
use crate::{
    domain::{
        escape::escape_html,
        locale::{Locale, pick},
        phone::E164,
        problem::Problem,
    },
    server::providers::call::{CallCx, Safety},
};

const LIST: &str = "/2010-04-01/Accounts/{AccountSid}/Calls.json";
/// Seconds for which it rings.
const RINGS: &str = "30";

#[derive(Deserialize)]
struct Made {
    #[serde(rename = "sid")]
    _sid: String,
}

/// A call to be made.
#[derive(Clone, Copy)]
pub struct ToSay<'a> {
    pub from: &'a E164,
    pub to: &'a E164,
    pub words: &'a str,
    pub locale: Locale,
}

impl TwilioClient {
    /// Rings a number and reads the words to it. Never repeated by itself: it would ring twice.
    pub async fn say(&self, cx: &CallCx, auth: &TwilioAuth, call: &ToSay<'_>) -> Result<(), Problem> {
        let ask = self.ask(cx, auth);
        let words = twiml(call.words, call.locale);
        let form = [
            ("From", call.from.as_str()),
            ("To", call.to.as_str()),
            ("Twiml", words.as_str()),
            ("Timeout", RINGS),
        ];
        let request = ask.request(Method::POST, ask.url(LIST, &[])?).form(&form);
        let reply = ask.reply(LIST, request, Safety::Once).await?;
        if !reply.status.is_success() {
            return Err(ask.problem(refusal::call(ask.at(), &reply, auth)));
        }
        reply.json::<Made>().map(drop).ok_or_else(|| ask.garbled())
    }
}

fn twiml(words: &str, locale: Locale) -> String {
    let language = pick!(locale, "en-US", "fr-FR");
    let say = format!("<Pause length=\"1\"/><Say language=\"{language}\">{}</Say>", escape_html(words));
    format!("<Response>{say}{say}</Response>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_words_whatever_is_in_them() {
        let read = twiml("<Dial>+1900</Dial> & 1, 2", Locale::Fr);
        assert!(read.starts_with("<Response><Pause length=\"1\"/><Say language=\"fr-FR\">"), "{read}");
        assert!(!read.contains("<Dial>") && read.contains("&amp; 1, 2</Say>"), "{read}");
        assert_eq!(read.matches("<Say ").count(), 2);
    }
}

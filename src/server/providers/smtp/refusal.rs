//! What a mail server’s refusals mean: by command, code, enhanced code (RFC 3463) and, where
//! those say too little, by words. The first row that fits counts.

use base64::{Engine, engine::general_purpose::STANDARD};
use lettre::transport::smtp::response::{Response, Severity};

use super::SignIn;
use crate::{
    domain::{
        problem::{Detail, Field, Mail, Problem, ProblemKind, Right, ServerReply},
        provider::smtp::PROVIDER,
    },
    server::providers::refusals::count_unknown,
};

/// The command that was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Greeting,
    StartTls,
    SignIn,
    Sender,
    Recipient,
    Content,
}

use Stage::{Content, Greeting, Recipient, Sender, StartTls};

#[derive(Clone, Copy)]
enum Means {
    Mail(Mail),
    Refused,
    NotAs,
    TooMany,
    Failed,
}

struct Row {
    /// The commands to whose refusal it belongs; none for all.
    at: &'static [Stage],
    /// How the code begins.
    code: &'static str,
    /// The enhanced code; empty for any.
    enhanced: &'static str,
    /// A part of the text, in small letters.
    says: &'static str,
    means: Means,
}

const fn row(
    at: &'static [Stage],
    code: &'static str,
    enhanced: &'static str,
    says: &'static str,
    means: Means,
) -> Row {
    Row { at, code, enhanced, says, means }
}

/// Sources: Google Workspace Admin Help, “SMTP error reference”; Microsoft Learn, “Email
/// non-delivery reports in Exchange Online” and “Authenticated client SMTP submission”; RFC
/// 4954, section 6; RFC 3463.
#[rustfmt::skip]
static ROWS: &[Row] = &[
    row(&[StartTls], "", "", "", Means::Mail(Mail::NoStartTls)),
    row(&[Stage::SignIn], "534", "5.7.9", "", Means::Mail(Mail::AppPassword)),
    row(&[Stage::SignIn], "534", "5.7.14", "", Means::Mail(Mail::AppPassword)),
    row(&[Stage::SignIn], "5", "", "application-specific password", Means::Mail(Mail::AppPassword)),
    row(&[], "5", "", "not yet activated", Means::Mail(Mail::NotActivated)),
    row(&[], "5", "", "unauthorized ip", Means::Mail(Mail::FromHere)),
    row(&[Stage::SignIn], "535", "5.7.139", "credentials were incorrect", Means::Refused),
    row(&[Stage::SignIn], "5", "", "smtpclientauthentication is disabled", Means::Mail(Mail::SignInOff)),
    row(&[Stage::SignIn], "535", "5.7.139", "is disabled", Means::Mail(Mail::SignInOff)),
    row(&[Stage::SignIn], "535", "5.7.139", "", Means::Mail(Mail::SignInBlocked)),
    row(&[Stage::SignIn], "504", "", "", Means::Mail(Mail::NoSignIn)),
    row(&[Stage::SignIn], "530", "", "", Means::Mail(Mail::NoSignIn)),
    row(&[Stage::SignIn], "538", "", "", Means::Mail(Mail::NoSignIn)),
    row(&[Stage::SignIn], "502", "", "", Means::Mail(Mail::NoSignIn)),
    row(&[Stage::SignIn], "503", "", "", Means::Mail(Mail::NoSignIn)),
    row(&[], "421", "4.3.2", "", Means::Failed),
    row(&[Stage::SignIn], "4", "", "too many", Means::TooMany),
    row(&[Stage::SignIn], "421", "", "", Means::TooMany),
    row(&[Stage::SignIn], "432", "", "", Means::Refused),
    row(&[Stage::SignIn], "4", "", "", Means::Failed),
    row(&[Stage::SignIn], "5", "", "", Means::Refused),
    row(&[], "4", "", "too many", Means::TooMany),
    row(&[], "421", "", "", Means::TooMany),
    row(&[], "", "5.4.5", "", Means::Mail(Mail::Limit)),
    row(&[], "", "4.4.5", "", Means::Mail(Mail::Limit)),
    row(&[Recipient, Content], "4", "4.2.2", "", Means::Mail(Mail::RecipientFull)),
    row(&[Recipient, Content], "5", "5.2.2", "", Means::Mail(Mail::RecipientFull)),
    row(&[Recipient], "5", "", "over quota", Means::Mail(Mail::RecipientFull)),
    row(&[], "5", "", "sending limit", Means::Mail(Mail::Limit)),
    row(&[], "5", "", "quota", Means::Mail(Mail::Limit)),
    row(&[], "452", "", "", Means::Mail(Mail::Limit)),
    row(&[Greeting], "5", "", "", Means::Failed),
    row(&[], "4", "", "", Means::Mail(Mail::Later)),
    row(&[], "530", "", "", Means::Mail(Mail::NoSignIn)),
    row(&[], "535", "", "", Means::Refused),
    row(&[], "5", "5.7.60", "", Means::NotAs),
    row(&[], "5", "", "send as", Means::NotAs),
    row(&[Sender], "553", "", "", Means::NotAs),
    row(&[Sender], "5", "5.7.1", "", Means::NotAs),
    row(&[Sender], "5", "", "not owned", Means::NotAs),
    row(&[Sender], "5", "", "sender address rejected", Means::NotAs),
    row(&[Sender], "5", "", "", Means::Mail(Mail::Sender)),
    row(&[Recipient], "5", "", "sender", Means::NotAs),
    row(&[Recipient], "5", "", "", Means::Mail(Mail::Recipient)),
    row(&[Content], "5", "", "", Means::Mail(Mail::Message)),
];

/// The problem of a reply that refuses, with what the server said, unless that repeats a secret of
/// `sign_in`. A reply without a row is none that a server sends there.
pub(super) fn problem(stage: Stage, reply: &Response, sign_in: Option<&SignIn>) -> Problem {
    meaning(stage, reply, &said(reply).to_lowercase()).with(Detail::Reply(shown(reply, sign_in)))
}

/// What is shown of a reply: no text that repeats a secret of `sign_in`.
pub(super) fn shown(reply: &Response, sign_in: Option<&SignIn>) -> ServerReply {
    let said = said(reply);
    let text = if sign_in.is_some_and(|sign_in| repeats(&said, sign_in)) { "" } else { said.as_str() };
    ServerReply::new(reply.code().into(), text)
}

/// The text of all lines. Each of them repeats the enhanced code, which is said once.
fn said(reply: &Response) -> String {
    let enhanced = enhanced(reply);
    let bare = |(nth, line): (usize, &str)| {
        let rest = enhanced.as_deref().filter(|_| nth > 0).and_then(|code| line.strip_prefix(code));
        rest.unwrap_or(line).trim().to_owned()
    };
    reply.message().enumerate().map(bare).collect::<Vec<_>>().join(" ")
}

/// Whether a server repeats the password, as it is or as it was sent, with whatever blanks and
/// capitals.
fn repeats(said: &str, SignIn { user, password }: &SignIn) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<String>().to_lowercase();
    let password = password.expose();
    let sent = [password.as_bytes().to_vec(), format!("\0{user}\0{password}").into_bytes()];
    let secrets = sent.iter().map(|bytes| STANDARD.encode(bytes)).chain([password.to_owned()]);
    let said = plain(said);
    secrets.map(|secret| plain(&secret)).any(|secret| !secret.is_empty() && said.contains(&secret))
}

/// `text` is the reply’s, in small letters.
fn meaning(stage: Stage, reply: &Response, text: &str) -> Problem {
    let code = reply.code().to_string();
    let enhanced = enhanced(reply).unwrap_or_default();
    let fits = |row: &&Row| {
        (row.at.is_empty() || row.at.contains(&stage))
            && code.starts_with(row.code)
            && (row.enhanced.is_empty() || enhanced == row.enhanced)
            && text.contains(row.says)
    };
    let Some(row) = ROWS.iter().find(fits) else {
        count_unknown(PROVIDER, &code);
        return ProblemKind::Rejected(PROVIDER).into();
    };
    match row.means {
        Means::Mail(mail) => mail.into(),
        Means::Refused => Problem::new(ProblemKind::KeyRefused(PROVIDER)).on(Field::Password),
        Means::NotAs => Problem::new(ProblemKind::MissingRight(Right::SendAs)).on(Field::FromAddress),
        Means::TooMany => ProblemKind::RateLimited(PROVIDER).into(),
        Means::Failed => ProblemKind::ProviderFailed(PROVIDER).into(),
    }
}

/// The enhanced code at the beginning of the reply’s text.
pub(super) fn enhanced(reply: &Response) -> Option<String> {
    let word = reply.first_word()?;
    let parts: Vec<&str> = word.split('.').collect();
    let is_part =
        |part: &&str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let class = match reply.code().severity {
        Severity::PositiveCompletion => "2",
        Severity::TransientNegativeCompletion => "4",
        Severity::PermanentNegativeCompletion => "5",
        Severity::PositiveIntermediate => return None,
    };
    (parts.len() == 3 && parts.iter().all(is_part) && parts[0] == class).then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::locale::Locale,
        server::{providers::refusals::tests::assert_said, vault::secret::Secret},
    };

    fn kind(stage: Stage, reply: &str) -> (ProblemKind, Option<Field>) {
        let problem = problem(stage, &format!("{reply}\r\n").parse().unwrap(), None);
        (problem.kind, problem.field)
    }

    #[test]
    fn each_refusal_has_its_meaning() {
        let refused = (ProblemKind::KeyRefused(PROVIDER), Some(Field::Password));
        let not_as = (ProblemKind::MissingRight(Right::SendAs), Some(Field::FromAddress));
        let too_many = (ProblemKind::RateLimited(PROVIDER), None);
        let failed = (ProblemKind::ProviderFailed(PROVIDER), None);
        let mail = |mail: Mail| (ProblemKind::Mail(mail), Problem::from(mail).field);
        for (stage, reply, expected) in [
            (Stage::SignIn, "535 5.7.8 Username and Password not accepted. BadCredentials", refused),
            (Stage::SignIn, "535 5.7.3 Authentication unsuccessful", refused),
            (Stage::SignIn, "535 authentication failed", refused),
            (Stage::SignIn, "550 5.7.1 not today", refused),
            (Stage::SignIn, "432 4.7.12 A password transition is needed", refused),
            (
                Stage::SignIn,
                "534 5.7.9 Application-specific password required. InvalidSecondFactor",
                mail(Mail::AppPassword),
            ),
            (Stage::SignIn, "534 5.7.14 Please log in via your web browser", mail(Mail::AppPassword)),
            (
                Stage::SignIn,
                "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
                mail(Mail::SignInOff),
            ),
            (
                Stage::SignIn,
                "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.",
                mail(Mail::SignInOff),
            ),
            (
                Stage::SignIn,
                "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.",
                refused,
            ),
            (
                Stage::SignIn,
                "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully.",
                mail(Mail::SignInBlocked),
            ),
            (Stage::SignIn, "525 5.7.1 Unauthorized IP address", mail(Mail::FromHere)),
            (Sender, "502 5.7.0 Your SMTP account is not yet activated", mail(Mail::NotActivated)),
            (Content, "502 5.7.0 Your SMTP account is not yet activated", mail(Mail::NotActivated)),
            (Sender, "550 5.1.8 Access denied, bad outbound sender", mail(Mail::Sender)),
            (Sender, "550 5.7.60 Client does not have permissions to send as this sender", not_as),
            (
                Recipient,
                "452 4.2.2 The email account that you tried to reach is over quota",
                mail(Mail::RecipientFull),
            ),
            (Recipient, "552 5.2.2 Mailbox full", mail(Mail::RecipientFull)),
            (Stage::SignIn, "504 5.5.4 Unrecognized authentication type", mail(Mail::NoSignIn)),
            (Stage::SignIn, "530 5.7.0 Must issue a STARTTLS command first", mail(Mail::NoSignIn)),
            (Stage::SignIn, "538 5.7.11 Encryption required", mail(Mail::NoSignIn)),
            (Stage::SignIn, "454 4.7.0 Too many login attempts, please try again later.", too_many),
            (Stage::SignIn, "421 4.7.0 Try again later, closing connection.", too_many),
            (Stage::SignIn, "454 4.7.0 Temporary authentication failure", failed),
            (StartTls, "454 4.7.0 TLS not available due to temporary reason", mail(Mail::NoStartTls)),
            (Greeting, "421 4.3.2 Service not available", failed),
            (Greeting, "421 4.7.0 Too many concurrent connections", too_many),
            (Greeting, "554 5.7.1 No", failed),
            (Sender, "550 5.7.1 Sender address rejected: not owned by user", not_as),
            (Sender, "553 5.7.1 not logged in as that user", not_as),
            (Sender, "450 4.7.1 Greylisted", mail(Mail::Later)),
            (Sender, "530 5.7.0 Authentication Required.", mail(Mail::NoSignIn)),
            (Sender, "535 5.7.8 Username and Password not accepted", refused),
            (Sender, "550 5.4.5 Daily user sending limit exceeded.", mail(Mail::Limit)),
            (Sender, "452 4.3.1 Insufficient system storage", mail(Mail::Limit)),
            (
                Recipient,
                "550 5.1.1 The email account that you tried to reach does not exist.",
                mail(Mail::Recipient),
            ),
            (Recipient, "554 5.7.1 Relay access denied", mail(Mail::Recipient)),
            (Recipient, "450 4.2.0 Greylisted, see you in 300 s", mail(Mail::Later)),
            (Recipient, "553 5.7.1 Sender address rejected", not_as),
            (
                Content,
                "554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException; 5.7.60 cannot send as this sender",
                not_as,
            ),
            (Content, "550 5.7.60 SMTP; Client does not have permissions to send as this sender", not_as),
            (Content, "550 5.7.1 Message rejected as spam", mail(Mail::Message)),
            (Content, "552 5.2.2 Over quota", mail(Mail::RecipientFull)),
            (Content, "451 4.3.0 Try again", mail(Mail::Later)),
            (Content, "250 2.0.0 what", (ProblemKind::Rejected(PROVIDER), None)),
        ] {
            assert_eq!(kind(stage, reply), expected, "{stage:?}: {reply}");
        }
    }

    #[test]
    fn every_row_is_said_in_both_languages_and_never_in_the_servers_words() {
        for row in ROWS {
            let reply = format!("{:0<3} {} {} canary\r\n", row.code, row.enhanced, row.says);
            let Ok(reply) = reply.replace("000", "550").parse() else { panic!("{reply}") };
            for stage in [Greeting, StartTls, Stage::SignIn, Sender, Recipient, Content] {
                assert_said(&problem(stage, &reply, None), "canary");
            }
        }
    }

    #[test]
    fn the_servers_words_are_shown_unless_they_repeat_a_secret() {
        let ana = SignIn { user: "ana".to_owned(), password: Secret::new("My secret") };
        let shown = |reply: &str| {
            problem(Stage::SignIn, &format!("{reply}\r\n").parse().unwrap(), Some(&ana)).reply(Locale::En)
        };
        let gmail = "535-5.7.8 Username and Password not accepted. For more, go to\r\n535 5.7.8  https://mail.example";
        let said = "The server’s answer: 535 5.7.8 Username and Password not accepted. For more, go to https://mail.example";
        assert_eq!(shown(gmail).as_deref(), Some(said));
        let bare = Some("The server’s answer: 535".to_owned());
        let plain = STANDARD.encode("\0ana\0My secret");
        let login = STANDARD.encode("My secret");
        for repeated in ["My secret", "MYSECRET", "my\r\n535 secret", &plain, &login.to_lowercase()] {
            let reply = format!("535-No {repeated}, ana\r\n535 Sorry");
            let reply = if repeated.contains('\n') { format!("535-{repeated}") } else { reply };
            assert_eq!(shown(&reply), bare, "{repeated}");
        }
    }

    #[test]
    fn an_enhanced_code_agrees_with_the_code() {
        let of = |reply: &str| enhanced(&format!("{reply}\r\n").parse().unwrap());
        assert_eq!(of("250 2.0.0 Ok: queued").as_deref(), Some("2.0.0"));
        for none in ["250 5.0.0 Ok", "250 Ok", "250 2.0 Ok", "250 2.0.1234 Ok", "334 2.0.0"] {
            assert_eq!(of(none), None, "{none}");
        }
    }
}

//! Every problem’s sentence, in both languages.

use crate::domain::{
    answerer::AnswererKind,
    locale::Locale,
    problem::{Field, Kind, Managed, Problem, Right, Rule},
    provider::{Provider, twilio, vapi},
    quota::Quota,
    text::Odd,
    twilio_region::TwilioRegion,
};

const ODD: Odd = Odd { char: 'x', at: 9 };

const RULES: [Rule; 27] = [
    Rule::Required,
    Rule::TooLong(40),
    Rule::TooShort(10),
    Rule::Email,
    Rule::GuessablePassword,
    Rule::Phone,
    Rule::ImpossiblePhone,
    Rule::AccountSid,
    Rule::ApiKeySidInstead,
    Rule::ApiKeySid,
    Rule::KeyCharacter(ODD),
    Rule::SidCharacter(ODD),
    Rule::EmailCharacter(ODD),
    Rule::PhoneCharacter(ODD),
    Rule::ModelCharacter(ODD),
    Rule::UnknownChoice,
    Rule::TextCharacter(ODD),
    Rule::VoiceGone,
    Rule::PartOfNumber,
    Rule::AreaCode,
    Rule::NoAreaCodes,
    Rule::BundleSid,
    Rule::LastFour,
    Rule::Agree,
    Rule::ModelName,
    Rule::Temperature,
    Rule::Minutes(60),
];

const OF_PROVIDERS: [fn(Provider) -> Kind; 11] = [
    Kind::KeyRefused,
    Kind::LacksRight,
    Kind::QuotaExhausted,
    Kind::RateLimited,
    Kind::ProviderFailed,
    Kind::Unavailable,
    Kind::Rejected,
    Kind::GoneAt,
    Kind::NotConnected,
    Kind::Unreadable,
    Kind::OtherAccount,
];

const OTHERS: [Kind; 41] = [
    Kind::Malformed,
    Kind::WrongMethod,
    Kind::CrossSite,
    Kind::TooLarge,
    Kind::Outdated,
    Kind::Unreachable,
    Kind::SignedOut,
    Kind::WrongLogin,
    Kind::PlainHttp,
    Kind::EmailTaken,
    Kind::Forbidden,
    Kind::NotFound,
    Kind::FeatureOff,
    Kind::TooManyAttempts,
    Kind::Stale,
    Kind::PublicKey,
    Kind::TestCredentials,
    Kind::AccountSuspended,
    Kind::VapiKeyGone,
    Kind::NumberNotInAccount,
    Kind::NumberCannotCall,
    Kind::NumberRoutedElsewhere,
    Kind::NumberInOtherVapiOrg,
    Kind::NumberOfOtherAccount,
    Kind::NumberTaken,
    Kind::NumberNotFree,
    Kind::AgentMissing,
    Kind::MessagesElsewhere,
    Kind::LinkedElsewhere,
    Kind::NumberBlocked,
    Kind::AnswererStays(AnswererKind::Squad),
    Kind::AnswererStays(AnswererKind::Workflow),
    Kind::AnswererStays(AnswererKind::Hook),
    Kind::InOtherRegion(TwilioRegion::Ie1),
    Kind::InOtherRegion(TwilioRegion::Other),
    Kind::NotProved,
    Kind::NumberReleasing,
    Kind::AssistantReleasing,
    Kind::ChangedAtVapi,
    Kind::Busy,
    Kind::Internal,
];

/// Each with a time to wait and without.
fn every_problem() -> Vec<Problem> {
    let of_provider = |provider| OF_PROVIDERS.into_iter().map(move |kind| kind(provider));
    Provider::ALL
        .into_iter()
        .flat_map(of_provider)
        .chain(RULES.map(Kind::Invalid))
        .chain(OTHERS)
        .chain(Managed::ALL.map(Kind::Managed))
        .chain(Quota::ALL.map(|quota| Kind::OverQuota(quota, quota.row().default)))
        .chain(Right::ALL.map(Kind::MissingRight))
        .flat_map(|kind| [Problem::new(kind), Problem::new(kind).retry_after(27)])
        .collect()
}

#[test]
fn every_sentence_ends_and_the_languages_differ() {
    for problem in every_problem() {
        let (en, fr) = (problem.sentence(Locale::En), problem.sentence(Locale::Fr));
        assert!(en.ends_with('.') && fr.ends_with('.'), "{en} / {fr}");
        assert_ne!(en, fr);
    }
}

#[test]
fn french_signs_stay_on_the_line_of_their_word() {
    for problem in every_problem() {
        let fr = problem.sentence(Locale::Fr);
        let chars: Vec<char> = fr.chars().collect();
        for (before, sign) in chars.iter().zip(chars.iter().skip(1)) {
            assert!(!";:?!".contains(*sign) || *before == '\u{a0}', "{fr}");
        }
    }
}

#[test]
fn a_cause_asks_nobody_to_do_what_happens_by_itself() {
    let again = ["try again", "retry", "réessayez"];
    let repeated = |problem: &Problem| problem.passes_by_itself() || problem.kind == Kind::NotProved;
    for problem in every_problem().iter().filter(|problem| repeated(problem)) {
        for locale in Locale::ALL {
            let (cause, sentence) = (problem.cause(locale), problem.sentence(locale));
            assert!(sentence.starts_with(&cause) && cause.ends_with('.'), "{cause}");
            assert!(!again.iter().any(|words| cause.to_lowercase().contains(words)), "{cause}");
        }
    }
    let open = Problem::new(Kind::Unavailable(vapi::PROVIDER)).retry_after(27);
    assert_eq!(open.cause(Locale::Fr), "Vapi est momentanément indisponible.");
    assert_eq!(Problem::new(Kind::Invalid(Rule::Required)).cause(Locale::En), "Fill this in.");
}

#[test]
fn who_cannot_know_whether_it_was_saved_is_not_told_to_save_again() {
    for kind in [Kind::Outdated, Kind::Unreachable] {
        let problem = Problem::new(kind);
        assert!(!problem.sentence(Locale::En).contains("save again"));
        assert!(!problem.sentence(Locale::Fr).contains("enregistrez"));
    }
}

#[test]
fn each_field_is_told_of_its_own_rule() {
    let problem = Problem {
        also: vec![(Field::Email, Rule::Required)],
        ..Problem::invalid(Field::Name, Rule::TooLong(80))
    };
    assert_eq!(problem.sentence_on(Field::Name, Locale::En).as_deref(), Some("At most 80 characters."));
    assert_eq!(problem.sentence_on(Field::Email, Locale::En).as_deref(), Some("Fill this in."));
    assert_eq!(problem.sentence_on(Field::Password, Locale::En), None);
}

#[test]
fn lesson_52_a_wait_is_said_in_seconds_or_minutes() {
    let open = Problem::new(Kind::Unavailable(vapi::PROVIDER)).retry_after(27);
    assert_eq!(open.sentence(Locale::En), "Vapi is temporarily unavailable. Please try again in 27 s.");
    let untold = Problem::new(Kind::RateLimited(twilio::PROVIDER));
    assert_eq!(untold.sentence(Locale::En), "Too many requests to Twilio. Try again in a minute.");
    assert_eq!(untold.sentence(Locale::Fr), "Trop de demandes à Twilio. Réessayez dans une minute.");
    let limited = Problem::new(Kind::TooManyAttempts).retry_after(130);
    assert_eq!(limited.sentence(Locale::Fr), "Trop de tentatives. Réessayez dans 3 minutes.");
    let day = Problem::new(Kind::OverQuota(Quota::Purchases, 10)).retry_after(50_000);
    assert_eq!(
        day.sentence(Locale::En),
        "Your organisation has ordered as many numbers today as it may: 10. Try again in 14 hours."
    );
    assert!(day.sentence(Locale::Fr).ends_with("Réessayez dans 14 heures."));
}

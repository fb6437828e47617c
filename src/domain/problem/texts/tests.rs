//! Every problem’s sentence, in both languages.

use crate::domain::{
    answerer::AnswererKind,
    api_token::Scope,
    feature::Feature,
    key_vendor::KeyVendor,
    locale::Locale,
    problem::{Consent, Field, Mail, Managed, Oidc, Passkey, Problem, ProblemKind, Program, Right, Rule},
    provider::{Provider, twilio, vapi},
    quota::Quota,
    text::Odd,
    twilio_region::TwilioRegion,
};

const ODD: Odd = Odd { char: 'x', at: 9 };

const RULES: [Rule; 59] = [
    Rule::NoScope,
    Rule::Networks,
    Rule::NoMember,
    Rule::RoleBelow,
    Rule::TooManyTurns(30),
    Rule::NotRung,
    Rule::RefusedByCarrier,
    Rule::MinutesInSteps(5, 480),
    Rule::OpeningHours,
    Rule::ClosedDays,
    Rule::NotOffered,
    Rule::TooManyTags,
    Rule::SameTime,
    Rule::OtherContactsNumber,
    Rule::UnknownContact,
    Rule::OtherOrgName,
    Rule::EmptyList,
    Rule::TooManyRows(5000),
    Rule::NoContactColumn,
    Rule::CallingCode,
    Rule::Required,
    Rule::TooLong(40),
    Rule::TooShort(10),
    Rule::Email,
    Rule::GuessablePassword,
    Rule::UnchangedEmail,
    Rule::Phone,
    Rule::ImpossiblePhone,
    Rule::AccountSid,
    Rule::ApiKeySidInstead,
    Rule::ApiKeySid,
    Rule::KeyCharacter(ODD),
    Rule::KeyOf(KeyVendor::Anthropic),
    Rule::OpenaiKey,
    Rule::OpenaiAdminKey,
    Rule::SidCharacter(ODD),
    Rule::EmailCharacter(ODD),
    Rule::PhoneCharacter(ODD),
    Rule::ModelCharacter(ODD),
    Rule::UnknownChoice,
    Rule::TextCharacter(ODD),
    Rule::HostName,
    Rule::HostCharacter(ODD),
    Rule::WebhookUrl,
    Rule::InternalUrl,
    Rule::OtherWebhooksUrl,
    Rule::NoEvent,
    Rule::Moment,
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
    Rule::WholeNumber(1, 1000),
];

const OF_PROVIDERS: [fn(Provider) -> ProblemKind; 13] = [
    ProblemKind::KeyRefused,
    ProblemKind::LacksRight,
    ProblemKind::QuotaExhausted,
    ProblemKind::RateLimited,
    ProblemKind::ProviderFailed,
    ProblemKind::NotReached,
    ProblemKind::NotSecure,
    ProblemKind::Unavailable,
    ProblemKind::Rejected,
    ProblemKind::GoneAt,
    ProblemKind::NotConnected,
    ProblemKind::Unreadable,
    ProblemKind::OtherAccount,
];

const OTHERS: [ProblemKind; 70] = [
    ProblemKind::TokenMissing,
    ProblemKind::TokenUnknown,
    ProblemKind::TokenExpired,
    ProblemKind::TokenNetwork,
    ProblemKind::ScopeMissing(Scope::AgentsRead),
    ProblemKind::Malformed,
    ProblemKind::WrongMethod,
    ProblemKind::CrossSite,
    ProblemKind::TooLarge,
    ProblemKind::Outdated,
    ProblemKind::Unreachable,
    ProblemKind::SignedOut,
    ProblemKind::WrongLogin,
    ProblemKind::WrongPassword,
    ProblemKind::WrongCode,
    ProblemKind::ProofNeeded,
    ProblemKind::WrongProof,
    ProblemKind::FormOver,
    ProblemKind::SecondStepOver,
    ProblemKind::FirstCodeOver,
    ProblemKind::SignUpClosed,
    ProblemKind::LinkOver,
    ProblemKind::DemoAccount,
    ProblemKind::PlainHttp,
    ProblemKind::EmailTaken,
    ProblemKind::Forbidden,
    ProblemKind::NotForSupport,
    ProblemKind::OtherOrg,
    ProblemKind::LastOwner,
    ProblemKind::OrgResting,
    ProblemKind::DeletionBegun,
    ProblemKind::Oneself,
    ProblemKind::OwnersOnly,
    ProblemKind::MemberAlready,
    ProblemKind::OtherPerson,
    ProblemKind::NotFound,
    ProblemKind::FeatureOff,
    ProblemKind::TooManyAttempts,
    ProblemKind::Stale,
    ProblemKind::PublicKey,
    ProblemKind::TestCredentials,
    ProblemKind::AccountSuspended,
    ProblemKind::VapiKeyGone,
    ProblemKind::NumberNotInAccount,
    ProblemKind::NumberCannotCall,
    ProblemKind::NumberOnTrunkOrApp,
    ProblemKind::NumberInOtherVapiOrg,
    ProblemKind::NumberOfOtherAccount,
    ProblemKind::NumberTaken,
    ProblemKind::NumberNotFree,
    ProblemKind::AgentMissing,
    ProblemKind::FactorNeeded,
    ProblemKind::FactorFirst,
    ProblemKind::MessagesElsewhere,
    ProblemKind::LinkedElsewhere,
    ProblemKind::NumberBlocked,
    ProblemKind::AnswererStays(AnswererKind::Squad),
    ProblemKind::AnswererStays(AnswererKind::Workflow),
    ProblemKind::AnswererStays(AnswererKind::Hook),
    ProblemKind::InOtherRegion(TwilioRegion::Ie1),
    ProblemKind::InOtherRegion(TwilioRegion::Other),
    ProblemKind::NotProved,
    ProblemKind::NumberReleasing,
    ProblemKind::AssistantReleasing,
    ProblemKind::AssistantPinned,
    ProblemKind::SecondToken,
    ProblemKind::TokenUnderWay,
    ProblemKind::ChangedAtVapi,
    ProblemKind::Busy,
    ProblemKind::Internal,
];

/// Every problem, each with a time to wait and without.
fn every_problem() -> Vec<Problem> {
    let of_provider = |provider| OF_PROVIDERS.into_iter().map(move |kind| kind(provider));
    Provider::ALL
        .into_iter()
        .flat_map(of_provider)
        .chain(RULES.map(ProblemKind::Invalid))
        .chain(OTHERS)
        .chain(Mail::ALL.map(ProblemKind::Mail))
        .chain(Managed::ALL.map(ProblemKind::Managed))
        .chain(Consent::ALL.map(ProblemKind::Consent))
        .chain(Oidc::ALL.map(ProblemKind::Oidc))
        .chain(Passkey::ALL.map(ProblemKind::Passkey))
        .chain(Program::ALL.map(ProblemKind::Program))
        .chain(Quota::ALL.map(|quota| ProblemKind::OverQuota(quota, quota.row().default)))
        .chain(Right::ALL.map(ProblemKind::MissingRight))
        .chain(Feature::all().map(ProblemKind::TurnedOff))
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
        for (at, sign) in chars.iter().enumerate().filter(|(_, sign)| ";:?!".contains(**sign)) {
            // An hour, or the name of a scope, has it inside.
            let is_inside = chars.get(at + 1).is_some_and(|after| after.is_alphanumeric());
            assert!(is_inside || (at > 0 && chars[at - 1] == '\u{a0}'), "{sign} in {fr}");
        }
    }
}

#[test]
fn a_cause_asks_nobody_to_do_what_happens_by_itself() {
    let again = ["try again", "retry", "réessayez"];
    let repeated = |problem: &Problem| problem.passes_by_itself() || problem.kind == ProblemKind::NotProved;
    for problem in every_problem().iter().filter(|problem| repeated(problem)) {
        for locale in Locale::ALL {
            let (cause, sentence) = (problem.cause(locale), problem.sentence(locale));
            assert!(sentence.starts_with(&cause) && cause.ends_with('.'), "{cause}");
            assert!(!again.iter().any(|words| cause.to_lowercase().contains(words)), "{cause}");
        }
    }
    let open = Problem::new(ProblemKind::Unavailable(vapi::PROVIDER)).retry_after(27);
    assert_eq!(open.cause(Locale::Fr), "Vapi est momentanément indisponible.");
    assert_eq!(Problem::new(ProblemKind::Invalid(Rule::Required)).cause(Locale::En), "Fill this in.");
}

#[test]
fn who_cannot_know_whether_it_was_saved_is_not_told_to_save_again() {
    for kind in [ProblemKind::Outdated, ProblemKind::Unreachable] {
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
    let open = Problem::new(ProblemKind::Unavailable(vapi::PROVIDER)).retry_after(27);
    assert_eq!(open.sentence(Locale::En), "Vapi is temporarily unavailable. Please try again in 27 s.");
    let untold = Problem::new(ProblemKind::RateLimited(twilio::PROVIDER));
    assert_eq!(untold.sentence(Locale::En), "Too many requests to Twilio. Try again in a minute.");
    assert_eq!(untold.sentence(Locale::Fr), "Trop de demandes à Twilio. Réessayez dans une minute.");
    let limited = Problem::new(ProblemKind::TooManyAttempts).retry_after(130);
    assert_eq!(limited.sentence(Locale::Fr), "Trop de tentatives. Réessayez dans 3 minutes.");
    let day = Problem::new(ProblemKind::OverQuota(Quota::Purchases, 10)).retry_after(50_000);
    assert_eq!(
        day.sentence(Locale::En),
        "Your organisation has ordered as many numbers today as it may: 10. Try again in 14 hours."
    );
    assert!(day.sentence(Locale::Fr).ends_with("Réessayez dans 14 heures."));
}

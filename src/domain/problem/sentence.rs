//! What a problem says to a person, in English and in French: what happened,
//! whose it is, and the next step.

use super::{Field, Kind, Problem, Rule, answers, region};
use crate::domain::{locale::Locale, text::Odd};

impl Problem {
    /// One or two sentences. Never contains anything that a provider wrote, and of
    /// what somebody typed at most the one character that cannot stand there.
    pub fn sentence(&self, locale: Locale) -> String {
        let wait = self.retry_after_secs.map(|seconds| wait(seconds, locale));
        match locale.spoken() {
            Locale::En => english(self.kind, wait.as_deref()),
            Locale::Fr => french(self.kind, wait.as_deref()),
        }
    }

    /// What happened, without what to do about it: the first sentence.
    pub fn cause(&self, locale: Locale) -> String {
        let mut sentence = self.sentence(locale);
        if let Some(end) = sentence.find(". ") {
            sentence.truncate(end + 1);
        }
        sentence
    }

    /// What `field` is told, when it is one of those that this is about.
    pub fn sentence_on(&self, field: Field, locale: Locale) -> Option<String> {
        if self.field == Some(field) {
            return Some(self.sentence(locale));
        }
        let (_, rule) = self.also.iter().find(|(of, _)| *of == field)?;
        Some(Self::new(Kind::Invalid(*rule)).sentence(locale))
    }
}

fn wait(seconds: u32, locale: Locale) -> String {
    match (seconds, locale) {
        (0..120, _) => format!("{} s", seconds.max(1)),
        (120..7200, _) => format!("{} minutes", seconds.div_ceil(60)),
        (_, Locale::En) => format!("{} hours", seconds.div_ceil(3600)),
        (_, Locale::Fr) => format!("{} heures", seconds.div_ceil(3600)),
    }
}

fn english(kind: Kind, wait: Option<&str>) -> String {
    let again =
        wait.map_or_else(|| "Try again in a moment.".to_owned(), |wait| format!("Try again in {wait}."));
    match kind {
        Kind::Invalid(rule) => english_rule(rule),
        Kind::Malformed => "The request could not be read. Reload the page and try again.".into(),
        Kind::WrongMethod => "This address does not take requests of this kind. Go back, and use the links and buttons of AVA.".into(),
        Kind::WrongHost => "AVA does not answer to the name in this address. Use the address that you were given; whoever runs AVA can allow this one.".into(),
        Kind::CrossSite => "Another site sent this request, so nothing was done. Open AVA and do it from there.".into(),
        Kind::TooLarge => "That is more than AVA accepts at once. Shorten it and save again.".into(),
        Kind::TooSlow => "The request did not arrive in time. Check your connection and try again.".into(),
        Kind::Outdated => "AVA was updated since you opened this page. Copy what you typed, reload the page, and look at what is saved before you go on.".into(),
        Kind::Unreachable => "AVA could not be reached. What you typed is still here; whether it was saved is not known. Look, then try again.".into(),
        Kind::SignedOut => "You are signed out. Sign in, and you will be back on this page.".into(),
        Kind::PlainHttp => "This request came over plain http, where your browser would not keep you signed in. Sign in at AVA’s https address.".into(),
        Kind::WrongLogin => "E-mail or password is wrong. Check both and try again.".into(),
        Kind::EmailTaken => "There is already an account with this e-mail. Sign in instead.".into(),
        Kind::Forbidden => "Your role does not allow this. Ask an admin or the owner of your organisation.".into(),
        Kind::NotFound => "This does not exist, or it is not yours.".into(),
        Kind::FeatureOff => "This feature is turned off on this installation.".into(),
        Kind::TooManyAttempts => format!("Too many attempts. {again}"),
        Kind::Stale => "Somebody changed this since you opened the page. Look at the current state, then save again.".into(),
        Kind::KeyRefused(provider) => (provider.spec().refused)(Locale::En).into(),
        Kind::PublicKey => "Vapi does not accept this key. If it is the public key, copy the private key instead, and save again.".into(),
        Kind::MissingRight(right) => right.english(),
        Kind::LacksRight(provider) => (provider.spec().lacks_right)(Locale::En).into(),
        Kind::TestCredentials => "These are Twilio’s test credentials, which cannot reach a real number. Use the live Auth Token.".into(),
        Kind::AccountSuspended => "Twilio has suspended or closed this account. Reactivate it in the Twilio console, then check again.".into(),
        Kind::VapiKeyGone => "The API key that AVA made for Vapi is not in your Twilio account any more. Choose Replace and save: AVA makes another one and gives it to Vapi.".into(),
        Kind::QuotaExhausted(provider) => format!("Your {0} account has no credit left. Top it up at {0}, then try again.", provider.name()),
        Kind::RateLimited(provider) => {
            format!("Too many requests to {}. Try again in {}.", provider.name(), wait.unwrap_or("a minute"))
        }
        Kind::ProviderFailed(provider) => format!("Connection to {} failed. Please try again later.", provider.name()),
        Kind::Unavailable(provider) => match wait {
            Some(wait) => format!("{} is temporarily unavailable. Please try again in {wait}.", provider.name()),
            None => format!("{} is temporarily unavailable. Please try again later.", provider.name()),
        },
        Kind::Rejected(provider) => format!("{} did not accept this. Check the values and try again.", provider.name()),
        Kind::GoneAt(provider) => format!("This no longer exists at {}.", provider.name()),
        Kind::NotConnected(provider) => format!("{0} is not connected. Connect {0} first.", provider.name()),
        Kind::Unreadable(provider) => format!("The stored {} key cannot be opened. Enter the key again.", provider.name()),
        Kind::OtherAccount(provider) => format!("These credentials belong to another {} account than the one connected. Numbers and agents hang on that one. Check the account, or agree below to switch.", provider.name()),
        Kind::NumberNotInAccount => "This Twilio account does not own that number. Pick one from the list.".into(),
        Kind::NumberCannotCall => "This number cannot take calls. Pick one with voice.".into(),
        Kind::NumberRoutedElsewhere => "A SIP trunk or a TwiML application answers this number at Twilio. Remove that there first, then retry.".into(),
        Kind::NumberInOtherVapiOrg => "Another Vapi organisation uses this number. Remove it there, then retry.".into(),
        Kind::NumberOfOtherAccount => "Your Vapi organisation has this number already, but not from this Twilio account. Remove it at Vapi, then retry.".into(),
        Kind::NumberTaken => "Another organisation on this installation uses this number. Release it there first.".into(),
        Kind::NumberReleasing => "This number is still being taken back at Vapi and Twilio. It is brought again as soon as that is done.".into(),
        Kind::NumberNotFree => "This number is not free yet: it is still being taken back at Vapi and Twilio. Try again later, or pick another number.".into(),
        Kind::AgentMissing => "No agent that could answer is set up at Vapi yet. Make one first.".into(),
        Kind::AssistantReleasing => "The agent’s former assistant is still being deleted at Vapi. A new one is made as soon as that is done.".into(),
        Kind::ChangedAtVapi => "Somebody changed this assistant at Vapi since AVA last set it up. Compare both sides and decide.".into(),
        Kind::MessagesElsewhere => "Somebody or something else answers this number’s text messages. Decide whether Vapi takes them over.".into(),
        Kind::LinkedElsewhere => "Somebody or something else answers this number. Decide whether your agent takes it over.".into(),
        Kind::NumberBlocked => "Vapi has blocked this number, and does not answer its calls. Ask Vapi why; once it is unblocked, retry.".into(),
        Kind::AnswererStays(kind) => answers::english(kind),
        Kind::InOtherRegion(region) => region::english(region),
        Kind::NotProved => "Everything is set, but reading it back does not agree yet. Retry in a moment.".into(),
        Kind::Managed(managed) => managed.english(&again),
        Kind::OverQuota(quota, most) => quota.english(most, &again),
        Kind::Busy => format!("Too much is being saved at once, so this was not done. {again}"),
        Kind::Internal => "Something failed on our side. Nothing was lost; try again in a moment.".into(),
    }
}

fn english_rule(rule: Rule) -> String {
    match rule {
        Rule::Required => "Fill this in.".into(),
        Rule::TooLong(most) => format!("At most {most} characters."),
        Rule::TooShort(least) => format!("At least {least} characters."),
        Rule::Email => "This does not look like an e-mail address: name@company.com.".into(),
        Rule::EmailCharacter(odd) => {
            format!("{}, which no e-mail address has there: name@company.com.", english_odd(odd))
        }
        Rule::GuessablePassword => "Too easy to guess. Use several words, or mix in digits and signs.".into(),
        Rule::Phone => "Write the number with its country code: +1 415 555 0142.".into(),
        Rule::PhoneCharacter(odd) => {
            format!("{}, which no phone number has: +1 415 555 0142.", english_odd(odd))
        }
        Rule::ImpossiblePhone => "No such number can exist in that country. Check the digits.".into(),
        Rule::AccountSid => "An Account SID is AC and 32 characters, 0 to 9 and a to f.".into(),
        Rule::ApiKeySidInstead => "This is an API key (SK…). The Account SID starts with AC.".into(),
        Rule::ApiKeySid => "An API key SID is SK and 32 characters, 0 to 9 and a to f.".into(),
        Rule::SidCharacter(odd) => format!(
            "{}, which no SID has: after its first two letters come 0 to 9 and a to f.",
            english_odd(odd)
        ),
        Rule::KeyCharacter(odd) => {
            format!("{}, which no key has. Copy it again, whole.", english_odd(odd))
        }
        Rule::ModelName => {
            "A model’s name has letters, digits, dots and hyphens only, such as gpt-4.1.".into()
        }
        Rule::ModelCharacter(odd) => format!(
            "{}. A model’s name has letters, digits, dots and hyphens only, such as gpt-4.1.",
            english_odd(odd)
        ),
        Rule::Temperature => "A number from 0 to 2, with at most one decimal, such as 0.7.".into(),
        Rule::Minutes(most) => format!("Whole minutes, from 1 to {most}."),
        Rule::VoiceGone => "The service of this voice has closed. Choose another voice.".into(),
        Rule::PartOfNumber => {
            "Two to sixteen characters: at least two digits in a row, and * before or after them only.".into()
        }
        Rule::AreaCode => "An area code has three digits.".into(),
        Rule::NoAreaCodes => {
            "Only the United States and Canada have area codes at Twilio. Look for digits instead.".into()
        }
        Rule::BundleSid => "A bundle’s SID is BU and 32 characters, 0 to 9 and a to f.".into(),
        Rule::LastFour => "These are not the last four digits of this number.".into(),
        Rule::Agree => "Tick this to go on.".into(),
        Rule::UnknownChoice => "Choose one from the list.".into(),
        Rule::TextCharacter(odd) => {
            format!("{}, which cannot be stored. Delete it and save again.", english_odd(odd))
        }
    }
}

fn english_odd(odd: Odd) -> String {
    format!("Character {} is {}", odd.at, odd.named(Locale::En))
}

fn french(kind: Kind, wait: Option<&str>) -> String {
    let again = wait
        .map_or_else(|| "Réessayez dans un instant.".to_owned(), |wait| format!("Réessayez dans {wait}."));
    match kind {
        Kind::Invalid(rule) => french_rule(rule),
        Kind::Malformed => "La demande n’a pas pu être lue. Rechargez la page et réessayez.".into(),
        Kind::WrongMethod => "Cette adresse n’accepte pas ce genre de demande. Revenez en arrière et utilisez les liens et les boutons d’AVA.".into(),
        Kind::WrongHost => "AVA ne répond pas au nom de cette adresse. Utilisez l’adresse qui vous a été donnée\u{a0}; la personne qui gère AVA peut autoriser celle-ci.".into(),
        Kind::CrossSite => "Un autre site a envoyé cette demande\u{a0}: rien n’a été fait. Ouvrez AVA et recommencez depuis là.".into(),
        Kind::TooLarge => "C’est plus que ce qu’AVA accepte en une fois. Raccourcissez et enregistrez à nouveau.".into(),
        Kind::TooSlow => "La demande n’est pas arrivée à temps. Vérifiez votre connexion et réessayez.".into(),
        Kind::Outdated => "AVA a été mis à jour depuis l’ouverture de cette page. Copiez ce que vous avez saisi, rechargez la page et regardez ce qui est enregistré avant de continuer.".into(),
        Kind::Unreachable => "AVA n’a pas pu être joint. Ce que vous avez saisi est encore là\u{a0}; rien ne dit si c’est enregistré. Regardez, puis réessayez.".into(),
        Kind::SignedOut => "Vous êtes déconnecté. Connectez-vous, et vous reviendrez sur cette page.".into(),
        Kind::PlainHttp => "Cette demande est arrivée en http, sans chiffrement\u{a0}: votre navigateur ne garderait pas votre connexion. Connectez-vous à l’adresse https d’AVA.".into(),
        Kind::WrongLogin => "L’e-mail ou le mot de passe est faux. Vérifiez les deux et réessayez.".into(),
        Kind::EmailTaken => "Un compte existe déjà avec cet e-mail. Connectez-vous plutôt.".into(),
        Kind::Forbidden => "Votre rôle ne le permet pas. Demandez à un administrateur ou au propriétaire de votre organisation.".into(),
        Kind::NotFound => "Cet élément n’existe pas, ou il n’est pas à vous.".into(),
        Kind::FeatureOff => "Cette fonction est désactivée sur cette installation.".into(),
        Kind::TooManyAttempts => format!("Trop de tentatives. {again}"),
        Kind::Stale => "Quelqu’un a modifié ceci depuis l’ouverture de la page. Regardez l’état actuel, puis enregistrez à nouveau.".into(),
        Kind::KeyRefused(provider) => (provider.spec().refused)(Locale::Fr).into(),
        Kind::PublicKey => "Vapi n’accepte pas cette clé. Si c’est la clé publique, copiez la clé privée et enregistrez à nouveau.".into(),
        Kind::MissingRight(right) => right.french(),
        Kind::LacksRight(provider) => (provider.spec().lacks_right)(Locale::Fr).into(),
        Kind::TestCredentials => "Ce sont les identifiants de test de Twilio, qui n’atteignent aucun vrai numéro. Utilisez l’Auth Token réel.".into(),
        Kind::AccountSuspended => "Twilio a suspendu ou fermé ce compte. Réactivez-le dans la console Twilio, puis vérifiez à nouveau.".into(),
        Kind::VapiKeyGone => "La clé API qu’AVA a créée pour Vapi n’est plus dans votre compte Twilio. Choisissez Remplacer et enregistrez : AVA en crée une autre et la donne à Vapi.".into(),
        Kind::QuotaExhausted(provider) => format!("Votre compte {0} n’a plus de crédit. Rechargez-le chez {0}, puis réessayez.", provider.name()),
        Kind::RateLimited(provider) => {
            format!("Trop de demandes à {}. Réessayez dans {}.", provider.name(), wait.unwrap_or("une minute"))
        }
        Kind::ProviderFailed(provider) => format!("La connexion à {} a échoué. Réessayez plus tard.", provider.name()),
        Kind::Unavailable(provider) => match wait {
            Some(wait) => format!("{} est momentanément indisponible. Réessayez dans {wait}.", provider.name()),
            None => format!("{} est momentanément indisponible. Réessayez plus tard.", provider.name()),
        },
        Kind::Rejected(provider) => format!("{} n’a pas accepté cette demande. Vérifiez les valeurs et réessayez.", provider.name()),
        Kind::GoneAt(provider) => format!("Cet élément n’existe plus chez {}.", provider.name()),
        Kind::NotConnected(provider) => format!("{0} n’est pas connecté. Connectez d’abord {0}.", provider.name()),
        Kind::Unreadable(provider) => format!("La clé {} enregistrée ne peut pas être ouverte. Saisissez-la à nouveau.", provider.name()),
        Kind::OtherAccount(provider) => format!("Ces identifiants appartiennent à un autre compte {} que celui qui est connecté. Des numéros et des agents en dépendent. Vérifiez le compte, ou acceptez ci-dessous d’en changer.", provider.name()),
        Kind::NumberNotInAccount => "Ce compte Twilio ne possède pas ce numéro. Choisissez-en un dans la liste.".into(),
        Kind::NumberCannotCall => "Ce numéro ne peut pas recevoir d’appels. Choisissez-en un avec la voix.".into(),
        Kind::NumberRoutedElsewhere => "Un trunk SIP ou une application TwiML répond à ce numéro chez Twilio. Retirez-le là-bas, puis réessayez.".into(),
        Kind::NumberInOtherVapiOrg => "Une autre organisation Vapi utilise ce numéro. Retirez-le là-bas, puis réessayez.".into(),
        Kind::NumberOfOtherAccount => "Votre organisation Vapi a déjà ce numéro, mais il ne vient pas de ce compte Twilio. Retirez-le chez Vapi, puis réessayez.".into(),
        Kind::NumberTaken => "Une autre organisation de cette installation utilise ce numéro. Libérez-le d’abord là-bas.".into(),
        Kind::NumberReleasing => "Ce numéro est encore en cours de retrait chez Vapi et Twilio. Il sera raccordé dès que ce sera fait.".into(),
        Kind::NumberNotFree => "Ce numéro n’est pas encore libre\u{a0}: il est encore en cours de retrait chez Vapi et Twilio. Réessayez plus tard, ou choisissez un autre numéro.".into(),
        Kind::AgentMissing => "Aucun agent qui pourrait répondre n’est encore installé chez Vapi. Créez-en un d’abord.".into(),
        Kind::AssistantReleasing => "L’ancien assistant de cet agent est encore en cours de suppression chez Vapi. Un nouveau sera créé dès que ce sera fait.".into(),
        Kind::ChangedAtVapi => "Quelqu’un a modifié cet assistant chez Vapi depuis qu’AVA l’a réglé. Comparez les deux versions et décidez.".into(),
        Kind::MessagesElsewhere => "Quelqu’un ou quelque chose d’autre répond aux SMS de ce numéro. Décidez si Vapi les reprend.".into(),
        Kind::LinkedElsewhere => "Quelqu’un ou quelque chose d’autre répond à ce numéro. Décidez si votre agent le reprend.".into(),
        Kind::NumberBlocked => "Vapi a bloqué ce numéro et ne répond pas à ses appels. Demandez à Vapi pourquoi\u{a0}; une fois le numéro débloqué, réessayez.".into(),
        Kind::AnswererStays(kind) => answers::french(kind),
        Kind::InOtherRegion(region) => region::french(region),
        Kind::NotProved => "Tout est réglé, mais la relecture ne concorde pas encore. Réessayez dans un instant.".into(),
        Kind::Managed(managed) => managed.french(&again),
        Kind::OverQuota(quota, most) => quota.french(most, &again),
        Kind::Busy => format!("Trop d’enregistrements ont lieu en même temps\u{a0}: celui-ci n’a pas été fait. {again}"),
        Kind::Internal => "Une erreur s’est produite de notre côté. Rien n’est perdu\u{a0}; réessayez dans un instant.".into(),
    }
}

fn french_rule(rule: Rule) -> String {
    match rule {
        Rule::Required => "Remplissez ce champ.".into(),
        Rule::TooLong(most) => format!("{most} caractères au plus."),
        Rule::TooShort(least) => format!("{least} caractères au moins."),
        Rule::Email => "Cela ne ressemble pas à une adresse e-mail\u{a0}: nom@entreprise.fr.".into(),
        Rule::EmailCharacter(odd) => format!(
            "{}, qu’aucune adresse e-mail ne contient à cet endroit\u{a0}: nom@entreprise.fr.",
            french_odd(odd)
        ),
        Rule::GuessablePassword => {
            "Trop facile à deviner. Utilisez plusieurs mots, ou ajoutez des chiffres et des signes.".into()
        }
        Rule::Phone => "Écrivez le numéro avec son indicatif\u{a0}: +33 1 84 88 00 12.".into(),
        Rule::PhoneCharacter(odd) => format!(
            "{}, qu’aucun numéro de téléphone ne contient\u{a0}: +33 1 84 88 00 12.",
            french_odd(odd)
        ),
        Rule::ImpossiblePhone => {
            "Aucun numéro de ce genre n’existe dans ce pays. Vérifiez les chiffres.".into()
        }
        Rule::AccountSid => "Un Account SID, c’est AC et 32 caractères, de 0 à 9 et de a à f.".into(),
        Rule::ApiKeySidInstead => "C’est une clé API (SK…). L’Account SID commence par AC.".into(),
        Rule::ApiKeySid => "Le SID d’une clé API, c’est SK et 32 caractères, de 0 à 9 et de a à f.".into(),
        Rule::SidCharacter(odd) => format!(
            "{}, qu’aucun SID ne contient\u{a0}: après ses deux premières lettres, il n’a que 0 à 9 et a à f.",
            french_odd(odd)
        ),
        Rule::KeyCharacter(odd) => {
            format!("{}, qu’aucune clé ne contient. Copiez-la à nouveau, en entier.", french_odd(odd))
        }
        Rule::ModelName => {
            "Le nom d’un modèle n’a que des lettres, des chiffres, des points et des tirets, comme gpt-4.1."
                .into()
        }
        Rule::ModelCharacter(odd) => format!(
            "{}. Le nom d’un modèle n’a que des lettres, des chiffres, des points et des tirets, comme gpt-4.1.",
            french_odd(odd)
        ),
        Rule::Temperature => "Un nombre de 0 à 2, avec une décimale au plus, comme 0,7.".into(),
        Rule::Minutes(most) => format!("Des minutes entières, de 1 à {most}."),
        Rule::VoiceGone => "Le service de cette voix a fermé. Choisissez une autre voix.".into(),
        Rule::PartOfNumber => {
            "De deux à seize caractères\u{a0}: au moins deux chiffres à la suite, et * seulement avant ou après eux.".into()
        }
        Rule::AreaCode => "Un indicatif régional a trois chiffres.".into(),
        Rule::NoAreaCodes => "Chez Twilio, seuls les États-Unis et le Canada ont des indicatifs régionaux. Cherchez plutôt des chiffres.".into(),
        Rule::BundleSid => "Le SID d’un dossier, c’est BU et 32 caractères, de 0 à 9 et de a à f.".into(),
        Rule::LastFour => "Ce ne sont pas les quatre derniers chiffres de ce numéro.".into(),
        Rule::Agree => "Cochez cette case pour continuer.".into(),
        Rule::UnknownChoice => "Choisissez un élément de la liste.".into(),
        Rule::TextCharacter(odd) => format!(
            "{}, qui ne peut pas être enregistré. Supprimez ce caractère et enregistrez à nouveau.",
            french_odd(odd)
        ),
    }
}

fn french_odd(odd: Odd) -> String {
    format!("Le caractère n°\u{a0}{} est {}", odd.at, odd.named(Locale::Fr))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        answerer::AnswererKind,
        problem::{Managed, Right},
        provider::{Provider, twilio, vapi},
        quota::Quota,
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
}

//! The sentences of problems for people, in English and in French: what happened, whose it
//! is, and the next step.

mod rules;
#[cfg(test)]
mod tests;

use super::{Detail, Field, Problem, ProblemKind, answerer, region};
use crate::domain::{
    locale::{Locale, pick, say},
    provider::{Held, Provider},
};

impl Problem {
    /// One or two sentences. Never contains anything that a provider wrote, and of
    /// what somebody typed at most the one character that cannot stand there.
    pub fn sentence(&self, locale: Locale) -> String {
        let wait = self.retry_after_secs.map(|seconds| wait(seconds, locale));
        sentence(self.kind, self.detail.as_deref(), wait.as_deref(), locale)
    }

    /// What the mail server itself answered, for below the sentence.
    pub fn reply(&self, locale: Locale) -> Option<String> {
        let Some(Detail::Reply(reply)) = self.detail.as_deref() else { return None };
        Some(reply.said(locale))
    }

    /// The same of a stored key, for somebody who has not just typed it.
    pub fn of_stored_key(&self, locale: Locale) -> String {
        match self.kind {
            ProblemKind::KeyRefused(provider) => {
                let (held, name) = (provider.spec().held, provider.name());
                say!(locale, match held {
                    Held::Key =>
                        "{name} no longer accepts the stored key. Replace it.",
                        "{name} n’accepte plus la clé enregistrée. Remplacez-la.";
                    Held::Credentials =>
                        "{name} no longer accepts the stored credentials. Replace them.",
                        "{name} n’accepte plus les identifiants enregistrés. Remplacez-les.";
                    Held::Access =>
                        "{name} no longer accepts AVA’s access. Connect it again.",
                        "{name} n’accepte plus l’accès d’AVA. Connectez-le à nouveau.";
                })
            }
            _ => self.sentence(locale),
        }
    }

    /// The first sentence: what happened, without what to do about it.
    pub fn cause(&self, locale: Locale) -> String {
        let mut sentence = self.sentence(locale);
        if let Some(end) = sentence.find(". ") {
            sentence.truncate(end + 1);
        }
        sentence
    }

    /// The sentence for `field`, if it is one of those that this is about.
    pub fn sentence_on(&self, field: Field, locale: Locale) -> Option<String> {
        if self.field == Some(field) {
            return Some(self.sentence(locale));
        }
        let (_, rule) = self.also.iter().find(|(of, _)| *of == field)?;
        Some(Self::new(ProblemKind::Invalid(*rule)).sentence(locale))
    }
}

fn unreadable(provider: Provider, locale: Locale) -> String {
    let (held, name) = (provider.spec().held, provider.name());
    say!(locale, match held {
        Held::Key =>
            "The stored {name} key cannot be opened. Enter the key again.",
            "La clé {name} enregistrée ne peut pas être ouverte. Saisissez-la à nouveau.";
        Held::Credentials =>
            "The stored {name} credentials cannot be opened. Enter them again.",
            "Les identifiants {name} enregistrés ne peuvent pas être ouverts. Saisissez-les à nouveau.";
        Held::Access =>
            "The stored access to {name} cannot be opened. Connect it again.",
            "L’accès enregistré à {name} ne peut pas être ouvert. Connectez-le à nouveau.";
    })
}

fn wait(seconds: u32, locale: Locale) -> String {
    match seconds {
        0..120 => format!("{} s", seconds.max(1)),
        120..7200 => format!("{} minutes", seconds.div_ceil(60)),
        _ => say!(locale, "{} hours", "{} heures", seconds.div_ceil(3600)),
    }
}

fn sentence(kind: ProblemKind, detail: Option<&Detail>, wait: Option<&str>, locale: Locale) -> String {
    let again = match wait {
        Some(wait) => say!(locale, "Try again in {wait}.", "Réessayez dans {wait}."),
        None => say!(locale, "Try again in a moment.", "Réessayez dans un instant."),
    };
    let minute = pick!(locale, "a minute", "une minute");
    say!(locale, match kind {
        ProblemKind::Invalid(rule) => (rules::sentence(rule, locale));
        ProblemKind::Malformed =>
            "The request could not be read. Reload the page and try again.",
            "La demande n’a pas pu être lue. Rechargez la page et réessayez.";
        ProblemKind::WrongMethod =>
            "This address does not take requests of this kind. Go back, and use the links and buttons of \
             AVA.",
            "Cette adresse n’accepte pas ce genre de demande. Revenez en arrière et utilisez les liens et \
             les boutons d’AVA.";
        ProblemKind::WrongHost =>
            "AVA does not answer to the name in this address. Use the address that you were given; whoever \
             runs AVA can allow this one.",
            "AVA ne répond pas au nom de cette adresse. Utilisez l’adresse qui vous a été donnée\u{a0}; la \
             personne qui gère AVA peut autoriser celle-ci.";
        ProblemKind::CrossSite =>
            "Another site sent this request, so nothing was done. Open AVA and do it from there.",
            "Un autre site a envoyé cette demande\u{a0}: rien n’a été fait. Ouvrez AVA et recommencez depuis \
             là.";
        ProblemKind::TooLarge =>
            "That is more than AVA accepts at once. Shorten it and save again.",
            "C’est plus que ce qu’AVA accepte en une fois. Raccourcissez et enregistrez à nouveau.";
        ProblemKind::TooSlow =>
            "The request did not arrive in time. Check your connection and try again.",
            "La demande n’est pas arrivée à temps. Vérifiez votre connexion et réessayez.";
        ProblemKind::Outdated =>
            "AVA was updated since you opened this page. Copy what you typed, reload the page, and look at \
             what is saved before you go on.",
            "AVA a été mis à jour depuis l’ouverture de cette page. Copiez ce que vous avez saisi, rechargez \
             la page et regardez ce qui est enregistré avant de continuer.";
        ProblemKind::Unreachable =>
            "AVA could not be reached. What you typed is still here; whether it was saved is not known. \
             Look, then try again.",
            "AVA n’a pas pu être joint. Ce que vous avez saisi est encore là\u{a0}; rien ne dit si c’est \
             enregistré. Regardez, puis réessayez.";
        ProblemKind::SignedOut =>
            "You are signed out. Sign in, and you will be back on this page.",
            "Vous êtes déconnecté. Connectez-vous, et vous reviendrez sur cette page.";
        ProblemKind::PlainHttp =>
            "This request came over plain http, where your browser would not keep you signed in. Sign in at \
             AVA’s https address.",
            "Cette demande est arrivée en http, sans chiffrement\u{a0}: votre navigateur ne garderait pas \
             votre connexion. Connectez-vous à l’adresse https d’AVA.";
        ProblemKind::WrongLogin =>
            "E-mail or password is wrong. Check both and try again.",
            "L’e-mail ou le mot de passe est faux. Vérifiez les deux et réessayez.";
        ProblemKind::WrongPassword =>
            "This is not your present password. Type the one that you sign in with.",
            "Ce n’est pas votre mot de passe actuel. Saisissez celui avec lequel vous vous connectez.";
        ProblemKind::WrongCode =>
            "This code is not right, or was used before. Type the one that is shown now; if it is refused \
             too, check that the clock of the device is right.",
            "Ce code n’est pas le bon, ou il a déjà servi. Saisissez celui qui est affiché maintenant\u{a0}; \
             s’il est refusé aussi, vérifiez l’heure de l’appareil.";
        ProblemKind::ProofNeeded =>
            "Prove first that it is you: nothing was done yet. Send it again, and AVA asks for your password.",
            "Prouvez d’abord que c’est vous\u{a0}: rien n’est encore fait. Envoyez à nouveau, et AVA demandera \
             votre mot de passe.";
        ProblemKind::FormOver =>
            "What you sent has waited too long for its proof, and nothing was done. Go back, and send it again.",
            "Ce que vous avez envoyé a attendu sa preuve trop longtemps\u{a0}: rien n’est fait. Revenez en \
             arrière et envoyez à nouveau.";
        ProblemKind::WrongProof =>
            "That is neither your password nor a code that fits now. Type it again.",
            "Ce n’est ni votre mot de passe ni un code valable maintenant. Saisissez à nouveau.";
        ProblemKind::SecondStepOver =>
            "This sign-in has taken too long, or was begun elsewhere. Sign in with your password again.",
            "Cette connexion a pris trop de temps, ou a commencé ailleurs. Saisissez à nouveau votre mot de \
             passe.";
        ProblemKind::FirstCodeOver =>
            "Setting up has taken too long, or was begun on another device. Begin again.",
            "La configuration a pris trop de temps, ou a commencé sur un autre appareil. Recommencez.";
        ProblemKind::EmailTaken =>
            "There is already an account with this e-mail. Sign in instead.",
            "Un compte existe déjà avec cet e-mail. Connectez-vous plutôt.";
        ProblemKind::SignUpClosed =>
            "Nobody signs up here in this way. Ask whoever runs AVA for an account.",
            "Personne ne s’inscrit ici de cette façon. Demandez un compte à la personne qui gère AVA.";
        ProblemKind::DemoAccount =>
            "The demo account keeps its e-mail and its password, which everybody has. Sign up for an account of \
             your own.",
            "Le compte de démonstration garde son e-mail et son mot de passe, que tout le monde a. Créez un \
             compte à vous.";
        ProblemKind::LinkOver =>
            "This link is over: it was used, it is too old, or the account has changed since. Ask for another \
             one.",
            "Ce lien n’est plus valable\u{a0}: il a servi, il est trop ancien, ou le compte a changé depuis. \
             Demandez-en un autre.";
        ProblemKind::Forbidden =>
            "Your role does not allow this. Ask an admin or the owner of your organisation.",
            "Votre rôle ne le permet pas. Demandez à un administrateur ou au propriétaire de votre \
             organisation.";
        ProblemKind::NotForSupport =>
            "Whoever acts for an organisation cannot do this. End the visit, or have one of its people do it.",
            "Qui agit pour une organisation ne peut pas faire cela. Terminez la visite, ou demandez-le à l’un de \
             ses membres.";
        ProblemKind::Suspended =>
            "Your organisation is suspended, so nothing was done. Reload the page to see why.",
            "Votre organisation est suspendue\u{a0}: rien n’a été fait. Rechargez la page pour voir pourquoi.";
        ProblemKind::FactorNeeded =>
            "Your organisation asks everybody for a second factor, so nothing was done. Set one up on your \
             account page, in another tab, then send this again: what you typed stays.",
            "Votre organisation demande à tous un second facteur\u{a0}: rien n’a été fait. Configurez-en un sur \
             la page de votre compte, dans un autre onglet, puis renvoyez ceci\u{a0}: ce que vous avez saisi \
             reste.";
        ProblemKind::FactorFirst =>
            "You have no second factor yourself. Set one up on your account page first, so that you are not \
             locked out.",
            "Vous n’avez pas vous-même de second facteur. Configurez-en un d’abord sur la page de votre compte, \
             pour ne pas vous retrouver à la porte.";
        ProblemKind::OtherOrg =>
            "This page is of another organisation than the one you are in by now, so nothing was done. Copy \
             what you typed, reload the page, and look at whose it is.",
            "Cette page est d’une autre organisation que celle où vous êtes maintenant\u{a0}: rien n’a été \
             fait. Copiez ce que vous avez saisi, rechargez la page et regardez de qui elle est.";
        ProblemKind::Oneself =>
            "You cannot remove yourself. Leave on your own page.",
            "Vous ne pouvez pas vous retirer vous-même. Quittez l’organisation depuis votre propre page.";
        ProblemKind::DeletionBegun =>
            "The deletion has begun, and nothing of it can be taken back any more. What becomes of it stands on the \
             page of the tenant.",
            "La suppression a commencé\u{a0}: elle ne peut plus être annulée. La page du client dit ce qu’il en \
             advient.";
        ProblemKind::OrgResting =>
            "The organisation is suspended, or is to be deleted, so nobody joins it now. Ask whoever invited you, or \
             open the link again once it goes on.",
            "L’organisation est suspendue, ou va être supprimée\u{a0}: personne ne la rejoint pour l’instant. \
             Demandez à la personne qui vous invite, ou rouvrez le lien quand elle aura repris.";
        ProblemKind::TokenMissing =>
            "The request has no token. Send one in the header Authorization, after “Bearer ”; people make them on \
             their account page.",
            "La requête n’a pas de jeton. Envoyez-en un dans l’en-tête Authorization, après «\u{a0}Bearer\u{a0}»\u{a0}; \
             chacun en crée sur la page de son compte.";
        ProblemKind::TokenUnknown =>
            "This token is not known here, or was revoked. Make another one, and give it to the program.",
            "Ce jeton n’est pas connu ici, ou il a été révoqué. Créez-en un autre, et donnez-le au programme.";
        ProblemKind::TokenExpired =>
            "The time of this token is over. Make another one, and give it to the program.",
            "La durée de ce jeton est écoulée. Créez-en un autre, et donnez-le au programme.";
        ProblemKind::TokenNetwork =>
            "This token is not taken from the address that this came from. Make one that is, or send it from one of \
             its networks.",
            "Ce jeton n’est pas accepté depuis l’adresse de cette requête. Créez-en un qui l’est, ou envoyez-le \
             depuis un de ses réseaux.";
        ProblemKind::ScopeMissing(scope) =>
            "This takes a token with the scope {}. Make one that has it.",
            "Il faut pour cela un jeton avec la portée {}. Créez-en un qui l’a.",
            scope.code();
        ProblemKind::LastOwner =>
            "An organisation needs an owner. Make somebody else an owner first.",
            "Une organisation a besoin d’un propriétaire. Nommez d’abord quelqu’un d’autre propriétaire.";
        ProblemKind::OwnersOnly =>
            "Only an owner can make somebody an owner, or take it from them. Ask one.",
            "Seul un propriétaire peut nommer un propriétaire ou lui retirer ce rôle. Demandez-le-lui.";
        ProblemKind::MemberAlready =>
            "Whoever has this address is in the organisation already. Look for them in the team.",
            "La personne qui a cette adresse est déjà dans l’organisation. Cherchez-la dans l’équipe.";
        ProblemKind::OtherPerson =>
            "Somebody else is signed in by now than when this page was opened, so nothing was done. Look at who \
             it is, and choose again.",
            "Ce n’est plus la même personne qui est connectée qu’à l’ouverture de la page\u{a0}: rien n’a été \
             fait. Regardez de qui il s’agit, puis choisissez à nouveau.";
        ProblemKind::NotFound =>
            "This does not exist, or it is not yours.",
            "Cet élément n’existe pas, ou il n’est pas à vous.";
        ProblemKind::FeatureOff =>
            "This feature is turned off on this installation.",
            "Cette fonction est désactivée sur cette installation.";
        ProblemKind::TurnedOff(feature) => (feature.sentence(locale));
        ProblemKind::TooManyAttempts => "Too many attempts. {again}", "Trop de tentatives. {again}";
        ProblemKind::Stale =>
            "Somebody changed this since you opened the page. Look at the current state, then save again.",
            "Quelqu’un a modifié ceci depuis l’ouverture de la page. Regardez l’état actuel, puis \
             enregistrez à nouveau.";
        ProblemKind::KeyRefused(provider) => ((provider.spec().refused)(locale).into());
        ProblemKind::PublicKey =>
            "Vapi does not accept this key. If it is the public key, copy the private key instead, and save \
             again.",
            "Vapi n’accepte pas cette clé. Si c’est la clé publique, copiez la clé privée et enregistrez à \
             nouveau.";
        ProblemKind::MissingRight(right) => (right.sentence(detail, locale));
        ProblemKind::LacksRight(provider) => ((provider.spec().lacks_right)(locale).into());
        ProblemKind::TestCredentials =>
            "These are Twilio’s test credentials, which cannot reach a real number. Use the live Auth Token.",
            "Ce sont les identifiants de test de Twilio, qui n’atteignent aucun vrai numéro. Utilisez l’Auth \
             Token réel.";
        ProblemKind::AccountSuspended =>
            "Twilio has suspended or closed this account. Reactivate it in the Twilio console, then check \
             again.",
            "Twilio a suspendu ou fermé ce compte. Réactivez-le dans la console Twilio, puis vérifiez à \
             nouveau.";
        ProblemKind::VapiKeyGone =>
            "The API key that AVA made for Vapi is not in your Twilio account any more. Choose Replace and \
             save: AVA makes another one and gives it to Vapi.",
            "La clé API qu’AVA a créée pour Vapi n’est plus dans votre compte Twilio. Choisissez Remplacer \
             et enregistrez : AVA en crée une autre et la donne à Vapi.";
        ProblemKind::SecondToken =>
            "Twilio makes no second Auth Token for this account. Where there is one already, delete it in the \
             Twilio console, under API keys & tokens, then try again.",
            "Twilio ne crée pas de second Auth Token pour ce compte. S’il y en a déjà un, supprimez-le dans la \
             console Twilio, sous API keys & tokens, puis réessayez.";
        ProblemKind::TokenUnderWay =>
            "The Auth Token of this Twilio account is being replaced, or carried to Vapi. Wait until the \
             operation is over, then try again.",
            "L’Auth Token de ce compte Twilio est en cours de remplacement ou de transmission à Vapi. Attendez \
             la fin de l’opération, puis réessayez.";
        ProblemKind::QuotaExhausted(provider) =>
            "Your {0} account has no credit left. Top it up at {0}, then try again.",
            "Votre compte {0} n’a plus de crédit. Rechargez-le chez {0}, puis réessayez.",
            provider.name();
        ProblemKind::RateLimited(provider) =>
            "Too many requests to {}. Try again in {}.",
            "Trop de demandes à {}. Réessayez dans {}.",
            provider.name(), wait.unwrap_or(minute);
        ProblemKind::ProviderFailed(provider) =>
            "Connection to {} failed. Please try again later.",
            "La connexion à {} a échoué. Réessayez plus tard.",
            provider.name();
        ProblemKind::NotReached(provider) =>
            "AVA could not reach {} over the network. Please try again later; if it goes on, whoever runs AVA \
             can check its connection and DNS.",
            "AVA n’a pas pu joindre {} par le réseau. Réessayez plus tard\u{a0}; si cela dure, la personne qui \
             gère AVA peut vérifier sa connexion et son DNS.",
            provider.name();
        ProblemKind::NotSecure(provider) =>
            "AVA could not make a secure connection to {0}: the certificate there is not {0}’s, is out of date, \
             or is of an issuer that AVA does not know. Please try again later; if it goes on, whoever runs \
             AVA can check its clock, its proxy and the certificates that its machine trusts.",
            "AVA n’a pas pu établir de connexion sûre avec {0}\u{a0}: le certificat présenté n’est pas celui de \
             {0}, est périmé, ou vient d’un émetteur qu’AVA ne connaît pas. Réessayez plus tard\u{a0}; si cela \
             dure, la personne qui gère AVA peut vérifier l’horloge, le proxy et les certificats que sa \
             machine accepte.",
            provider.name();
        ProblemKind::Unavailable(provider) => (unavailable(provider, wait, locale));
        ProblemKind::Rejected(provider) =>
            "{} could not do this. Check the values and try again; if it stays so, tell whoever runs this \
             installation.",
            "{} n’a pas pu le faire. Vérifiez les valeurs et réessayez\u{a0}; si cela dure, dites-le à la \
             personne qui exploite cette installation.",
            provider.name();
        ProblemKind::GoneAt(provider) =>
            "This no longer exists at {}.",
            "Cet élément n’existe plus chez {}.",
            provider.name();
        ProblemKind::NotConnected(provider) =>
            "{0} is not connected. Connect {0} first.",
            "{0} n’est pas connecté. Connectez d’abord {0}.",
            provider.name();
        ProblemKind::Unreadable(provider) => (unreadable(provider, locale));
        ProblemKind::OtherAccount(provider) =>
            "These credentials belong to another {} account than the one connected. Numbers and agents hang \
             on that one. Check the account, or agree below to switch.",
            "Ces identifiants appartiennent à un autre compte {} que celui qui est connecté. Des numéros et \
             des agents en dépendent. Vérifiez le compte, ou acceptez ci-dessous d’en changer.",
            provider.name();
        ProblemKind::NumberNotInAccount =>
            "This Twilio account does not own that number. Pick one from the list.",
            "Ce compte Twilio ne possède pas ce numéro. Choisissez-en un dans la liste.";
        ProblemKind::NumberCannotCall =>
            "This number cannot take calls. Pick one with voice.",
            "Ce numéro ne peut pas recevoir d’appels. Choisissez-en un avec la voix.";
        ProblemKind::NumberOnTrunkOrApp =>
            "A SIP trunk or a TwiML application answers this number at Twilio. Remove that there first, then \
             retry.",
            "Un trunk SIP ou une application TwiML répond à ce numéro chez Twilio. Retirez-le là-bas, puis \
             réessayez.";
        ProblemKind::NumberInOtherVapiOrg =>
            "Another Vapi organisation uses this number. Remove it there, then retry.",
            "Une autre organisation Vapi utilise ce numéro. Retirez-le là-bas, puis réessayez.";
        ProblemKind::NumberOfOtherAccount =>
            "Your Vapi organisation has this number already, but not from this Twilio account. Remove it at \
             Vapi, then retry.",
            "Votre organisation Vapi a déjà ce numéro, mais il ne vient pas de ce compte Twilio. Retirez-le \
             chez Vapi, puis réessayez.";
        ProblemKind::NumberTaken =>
            "Another organisation on this installation uses this number. Release it there first.",
            "Une autre organisation de cette installation utilise ce numéro. Libérez-le d’abord là-bas.";
        ProblemKind::NumberReleasing =>
            "This number is still being taken back at Vapi and Twilio. It is brought again as soon as that \
             is done.",
            "Ce numéro est encore en cours de retrait chez Vapi et Twilio. Il sera raccordé dès que ce sera \
             fait.";
        ProblemKind::NumberNotFree =>
            "This number is not free yet: it is still being taken back at Vapi and Twilio. Try again later, \
             or pick another number.",
            "Ce numéro n’est pas encore libre\u{a0}: il est encore en cours de retrait chez Vapi et Twilio. \
             Réessayez plus tard, ou choisissez un autre numéro.";
        ProblemKind::AgentMissing =>
            "No agent that could answer is set up at Vapi yet. Make one first.",
            "Aucun agent qui pourrait répondre n’est encore installé chez Vapi. Créez-en un d’abord.";
        ProblemKind::AssistantReleasing =>
            "The agent’s former assistant is still being deleted at Vapi. A new one is made as soon as that \
             is done.",
            "L’ancien assistant de cet agent est encore en cours de suppression chez Vapi. Un nouveau sera \
             créé dès que ce sera fait.";
        ProblemKind::AssistantPinned =>
            "Somebody pinned this assistant at Vapi, so that it cannot be deleted. Unpin it in Vapi’s \
             dashboard, then retry.",
            "Quelqu’un a épinglé cet assistant chez Vapi, ce qui empêche de le supprimer. Désépinglez-le dans \
             le tableau de bord de Vapi, puis réessayez.";
        ProblemKind::ChangedAtVapi =>
            "Somebody changed this assistant at Vapi since AVA last set it up. Compare both sides and \
             decide.",
            "Quelqu’un a modifié cet assistant chez Vapi depuis qu’AVA l’a réglé. Comparez les deux versions \
             et décidez.";
        ProblemKind::MessagesElsewhere =>
            "Somebody or something else answers this number’s text messages. Decide whether Vapi takes them \
             over.",
            "Quelqu’un ou quelque chose d’autre répond aux SMS de ce numéro. Décidez si Vapi les reprend.";
        ProblemKind::LinkedElsewhere =>
            "Somebody or something else answers this number. Decide whether your agent takes it over.",
            "Quelqu’un ou quelque chose d’autre répond à ce numéro. Décidez si votre agent le reprend.";
        ProblemKind::NumberBlocked =>
            "Vapi has blocked this number, and does not answer its calls. Ask Vapi why; once it is \
             unblocked, retry.",
            "Vapi a bloqué ce numéro et ne répond pas à ses appels. Demandez à Vapi pourquoi\u{a0}; une fois \
             le numéro débloqué, réessayez.";
        ProblemKind::AnswererStays(kind) => (answerer::sentence(kind, locale));
        ProblemKind::InOtherRegion(region) => (region::sentence(region, locale));
        ProblemKind::NotProved =>
            "Everything is set, but reading it back does not agree yet. Retry in a moment.",
            "Tout est réglé, mais la relecture ne concorde pas encore. Réessayez dans un instant.";
        ProblemKind::Managed(managed) => (managed.sentence(&again, locale));
        ProblemKind::Mail(mail) => (mail.sentence(detail, &again, locale));
        ProblemKind::Consent(consent) => (consent.sentence(locale));
        ProblemKind::Oidc(oidc) => (oidc.sentence(locale));
        ProblemKind::Passkey(passkey) => (passkey.sentence(locale));
        ProblemKind::Program(program) => (program.sentence(&again, locale));
        ProblemKind::OverQuota(quota, most) => (quota.sentence(most, &again, locale));
        ProblemKind::Busy =>
            "Too much is being saved at once, so this was not done. {again}",
            "Trop d’enregistrements ont lieu en même temps\u{a0}: celui-ci n’a pas été fait. {again}";
        ProblemKind::Internal =>
            "Something failed on our side. Nothing was lost; try again in a moment.",
            "Une erreur s’est produite de notre côté. Rien n’est perdu\u{a0}; réessayez dans un instant.";
    })
}

fn unavailable(provider: Provider, wait: Option<&str>, locale: Locale) -> String {
    say!(locale, match wait {
        Some(wait) =>
            "{} is temporarily unavailable. Please try again in {wait}.",
            "{} est momentanément indisponible. Réessayez dans {wait}.",
            provider.name();
        None =>
            "{} is temporarily unavailable. Please try again later.",
            "{} est momentanément indisponible. Réessayez plus tard.",
            provider.name();
    })
}

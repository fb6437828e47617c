//! The sentences of notifications, in English and in French: what happened, and the next step. The
//! page and the mails say the same.

use super::{About, NotificationKind, NotificationView};
use crate::domain::{
    locale::{Locale, pick, say},
    moment::{day, hour},
    operation,
    zone::Zone,
};

impl NotificationView {
    fn provider_name(&self) -> &'static str {
        self.about.provider().map_or("AVA", |provider| provider.name())
    }

    /// The name of whom or what it is about, where that is still here.
    fn name(&self, locale: Locale) -> String {
        let gone = match self.about {
            About::Calls { .. } => pick!(locale, "a hidden number", "un numéro masqué"),
            About::Numbers { .. } => pick!(locale, "a number", "un numéro"),
            _ => pick!(locale, "somebody", "quelqu’un"),
        };
        self.named.clone().unwrap_or_else(|| gone.to_owned())
    }

    /// What happened, in a few words: the subject of its mail.
    pub fn title(&self, locale: Locale) -> String {
        let (name, kind, times) = (self.provider_name(), self.kind, self.times);
        match &self.about {
            About::Operation { kind, .. } => {
                return operation_title(kind.about(), self.named.as_deref(), locale);
            }
            About::Lead { score, .. } => {
                let contact = self.name(locale);
                return say!(
                    locale,
                    "{contact} is a hot lead ({score} of 100)",
                    "{contact} est un prospect chaud ({score} sur 100)"
                );
            }
            About::Invitation { org_name, .. } => {
                return say!(
                    locale,
                    "You are invited to {org_name}",
                    "Vous êtes invité à rejoindre {org_name}"
                );
            }
            About::Appointment { service, .. } => {
                return appointment_title(kind, &self.name(locale), service, locale);
            }
            About::Webhook { host, .. } => return webhook_title(kind, host, locale),
            About::Service { .. }
            | About::Supply { .. }
            | About::Numbers { .. }
            | About::Calls { .. }
            | About::Member { .. } => {}
        }
        let (who, answers) = (self.name(locale), self.answers());
        say!(locale, match kind {
            NotificationKind::NumbersSilent if answers && times > 1 =>
                "Nothing comes here of calls to {times} numbers",
                "Rien n’arrive ici des appels à {times} numéros";
            NotificationKind::NumbersSilent if answers =>
                "{who} answers, and nothing of it comes here",
                "{who} répond, mais rien n’arrive ici";
            NotificationKind::NumbersSilent if times > 1 =>
                "{times} numbers cannot answer",
                "{times} numéros ne peuvent pas répondre";
            NotificationKind::NumbersSilent => "{who} cannot answer", "{who} ne peut pas répondre";
            NotificationKind::NumbersAnswer =>
                "Your numbers answer again",
                "Vos numéros répondent à nouveau";
            NotificationKind::CardDegraded =>
                "{name} does not answer as it should",
                "{name} ne répond pas comme il le devrait";
            NotificationKind::CardBroken => "{name} needs you", "{name} a besoin de vous";
            NotificationKind::CardRecovered => "{name} works again", "{name} fonctionne à nouveau";
            NotificationKind::SupplyBroken =>
                "The account of your supplied numbers at {name} does not work",
                "Le compte de vos numéros fournis chez {name} ne fonctionne plus";
            NotificationKind::SupplyRecovered =>
                "The account of your supplied numbers at {name} works again",
                "Le compte de vos numéros fournis chez {name} fonctionne à nouveau";
            NotificationKind::ExpiresSoon =>
                "The connection to {name} ends soon",
                "La connexion à {name} prend bientôt fin";
            NotificationKind::KeyOld =>
                "The key of {name} gets old",
                "La clé de {name} devient ancienne";
            NotificationKind::CallMissed if times > 1 => "{times} missed calls", "{times} appels manqués";
            NotificationKind::CallMissed => "Missed call from {who}", "Appel manqué de {who}";
            NotificationKind::CallFailed if times > 1 => "{times} failed calls", "{times} appels échoués";
            NotificationKind::CallFailed => "The call with {who} failed", "L’appel avec {who} a échoué";
            NotificationKind::InvitationAccepted =>
                "{who} has joined your organisation",
                "{who} a rejoint votre organisation";
            NotificationKind::WebhookFailing => "A webhook fails", "Un webhook échoue";
            NotificationKind::WebhookPaused => "A webhook is paused", "Un webhook est en pause";
            NotificationKind::OperationStuck => "An operation needs you", "Une opération a besoin de vous";
            NotificationKind::HotLead => "A hot lead", "Un prospect chaud";
            NotificationKind::AppointmentMade => "An appointment was made", "Un rendez-vous a été pris";
            NotificationKind::AppointmentMoved => "An appointment was moved", "Un rendez-vous a été déplacé";
            NotificationKind::AppointmentCancelled =>
                "An appointment was cancelled",
                "Un rendez-vous a été annulé";
            NotificationKind::Invited => "You are invited", "Vous êtes invité";
        })
    }

    /// Why, and what to do about it.
    pub fn text(&self, locale: Locale, zone: &Zone) -> String {
        let name = self.provider_name();
        let end = self.due_at.map(|at| format!("{} ({})", day(at, locale, zone), zone.said(at)));
        let end = end.unwrap_or_default();
        match self.kind {
            NotificationKind::NumbersSilent if self.answers() => say!(
                locale,
                "Calls show late, and your agent cannot book. See which link is broken, and mend it.",
                "Les appels se voient en retard, et votre agent ne peut rien réserver. Voyez quel maillon est \
                 rompu et réparez-le."
            ),
            NotificationKind::NumbersSilent => say!(
                locale,
                "Callers do not get through to your assistant there. See which link is broken, and mend it.",
                "Les appels n’y aboutissent pas à votre assistant. Voyez quel maillon est rompu et réparez-le."
            ),
            NotificationKind::NumbersAnswer => say!(
                locale,
                "Nothing stands between callers and your assistant any more. You have nothing to do.",
                "Plus rien ne sépare les appels de votre assistant. Vous n’avez rien à faire."
            ),
            NotificationKind::CardDegraded | NotificationKind::CardBroken => match &self.problem {
                Some(problem) => problem.of_stored_key(locale),
                None => say!(
                    locale,
                    "Open its page to see what is wrong.",
                    "Ouvrez sa page pour voir ce qui ne va pas."
                ),
            },
            NotificationKind::CardRecovered => say!(
                locale,
                "AVA asked {name} again, and everything is in order. You have nothing to do.",
                "AVA a interrogé à nouveau {name}, et tout est en ordre. Vous n’avez rien à faire."
            ),
            NotificationKind::SupplyBroken => say!(
                locale,
                "Callers may not get through. Only whoever runs this installation can set it right: tell them. \
                 AVA keeps checking, and says so when it works again.",
                "Les appels peuvent ne plus aboutir. Seule la personne qui exploite cette installation peut y \
                 remédier\u{a0}: prévenez-la. AVA continue de vérifier et le dira quand tout fonctionnera à \
                 nouveau."
            ),
            NotificationKind::SupplyRecovered => say!(
                locale,
                "AVA asked {name} again, and the account is open. You have nothing to do.",
                "AVA a interrogé à nouveau {name}, et le compte est ouvert. Vous n’avez rien à faire."
            ),
            NotificationKind::ExpiresSoon => say!(
                locale,
                "It ends on {end}. Connect {name} again before then, so that nothing stops.",
                "Elle prend fin le {end}. Connectez à nouveau {name} d’ici là, pour que rien ne s’arrête."
            ),
            NotificationKind::KeyOld => say!(
                locale,
                "On {end} it is as old as a key should become here. Make a new one at {name}, and replace \
                 it in AVA.",
                "Le {end}, elle aura l’âge qu’une clé ne devrait pas dépasser ici. Créez-en une nouvelle \
                 chez {name} et remplacez-la dans AVA."
            ),
            NotificationKind::WebhookFailing => say!(
                locale,
                "Your program has taken nothing for an hour. Nothing is lost: AVA keeps what happens and tries \
                 again. The log shows what it answers.",
                "Votre programme n’a rien accepté depuis une heure. Rien n’est perdu\u{a0}: AVA garde ce qui se \
                 passe et réessaie. Le journal montre ce qu’il répond."
            ),
            NotificationKind::WebhookPaused => say!(
                locale,
                "AVA sends nothing more to your program, and keeps what happens. Set it right, then resume: \
                 everything comes in its order.",
                "AVA n’envoie plus rien à votre programme et garde ce qui se passe. Remettez-le en ordre, puis \
                 reprenez\u{a0}: tout arrivera dans l’ordre."
            ),
            NotificationKind::OperationStuck => match &self.problem {
                Some(problem) => problem.sentence(locale),
                None => say!(
                    locale,
                    "It goes on once you have decided.",
                    "Elle reprendra dès que vous aurez décidé."
                ),
            },
            NotificationKind::CallMissed => say!(
                locale,
                "Nobody spoke with the caller. Call back, if you wish.",
                "Personne n’a parlé avec l’appelant. Rappelez, si vous le souhaitez."
            ),
            NotificationKind::CallFailed => say!(
                locale,
                "The caller heard nothing, or was cut off. The page of the call says why.",
                "L’appelant n’a rien entendu ou a été coupé. La page de l’appel dit pourquoi."
            ),
            NotificationKind::HotLead => say!(
                locale,
                "The page of the contact says what speaks for it. Call soon.",
                "La fiche du contact dit pourquoi. Appelez sans tarder."
            ),
            NotificationKind::AppointmentMade
            | NotificationKind::AppointmentMoved
            | NotificationKind::AppointmentCancelled => self.appointment_text(locale, zone),
            NotificationKind::Invited => {
                let by = match &self.about {
                    About::Invitation { by, .. } => by.clone(),
                    _ => self.name(locale),
                };
                say!(
                    locale,
                    "{by} asks you to join. Accept by the link in the mail to your address, or by the one that \
                     {by} gives you.",
                    "{by} vous propose d’en faire partie. Acceptez par le lien de l’e-mail envoyé à votre \
                     adresse, ou par celui que {by} vous donne."
                )
            }
            NotificationKind::InvitationAccepted => say!(
                locale,
                "The invitation that you sent was accepted. You have nothing to do.",
                "L’invitation que vous aviez envoyée a été acceptée. Vous n’avez rien à faire."
            ),
        }
    }

    /// Whether it is of numbers that answer all the same.
    const fn answers(&self) -> bool {
        matches!(self.about, About::Numbers { answers: true, .. })
    }

    fn appointment_text(&self, locale: Locale, zone: &Zone) -> String {
        let About::Appointment { starts_at, .. } = &self.about else { return String::new() };
        let (date, time) = (day(*starts_at, locale, zone), hour(*starts_at, zone));
        let kind = self.kind;
        say!(locale, match kind {
            NotificationKind::AppointmentMoved => "It is now on {date} at {time}.", "Il a maintenant lieu le {date} à {time}.";
            NotificationKind::AppointmentCancelled =>
                "It was on {date} at {time}. The time is free again.",
                "Il devait avoir lieu le {date} à {time}. Ce créneau est à nouveau libre.";
            _ => "On {date} at {time}.", "Le {date} à {time}.";
        })
    }

    /// The words of the link to the page where it can be seen, and mended.
    pub fn next_step(&self, locale: Locale) -> String {
        let (name, kind, times) = (self.provider_name(), self.kind, self.times);
        say!(locale, match kind {
            NotificationKind::NumbersSilent | NotificationKind::NumbersAnswer =>
                "See the way of the calls",
                "Voir le chemin des appels";
            NotificationKind::CardDegraded | NotificationKind::CardRecovered =>
                "Look at {name}",
                "Voir {name}";
            NotificationKind::CardBroken => "Set {name} right", "Remettre {name} en ordre";
            NotificationKind::SupplyBroken | NotificationKind::SupplyRecovered =>
                "See your numbers",
                "Voir vos numéros";
            NotificationKind::ExpiresSoon => "Connect {name} again", "Reconnecter {name}";
            NotificationKind::KeyOld => "Replace the key", "Remplacer la clé";
            NotificationKind::OperationStuck => "See the operation", "Voir l’opération";
            NotificationKind::CallMissed | NotificationKind::CallFailed if times > 1 =>
                "See the calls",
                "Voir les appels";
            NotificationKind::CallMissed | NotificationKind::CallFailed => "See the call", "Voir l’appel";
            NotificationKind::WebhookFailing | NotificationKind::WebhookPaused =>
                "See the webhook",
                "Voir le webhook";
            NotificationKind::HotLead => "See the contact", "Voir le contact";
            NotificationKind::AppointmentMade
            | NotificationKind::AppointmentMoved
            | NotificationKind::AppointmentCancelled => "See the appointment", "Voir le rendez-vous";
            NotificationKind::Invited => "See your organisations", "Voir vos organisations";
            NotificationKind::InvitationAccepted => "See the team", "Voir l’équipe";
        })
    }
}

fn operation_title(about: operation::About, named: Option<&str>, locale: Locale) -> String {
    if let Some(named) = named {
        return say!(
            locale,
            "An operation on {named} needs you",
            "Une opération sur {named} a besoin de vous"
        );
    }
    say!(locale, match about {
        operation::About::Number | operation::About::Numbers =>
            "An operation on a number needs you",
            "Une opération sur un numéro a besoin de vous";
        operation::About::Calls =>
            "Calls could not be deleted at Vapi",
            "Des appels n’ont pas pu être supprimés chez Vapi";
        operation::About::Agent =>
            "An operation on an agent needs you",
            "Une opération sur un agent a besoin de vous";
        _ => "An operation on an account needs you", "Une opération sur un compte a besoin de vous";
    })
}

fn webhook_title(kind: NotificationKind, host: &str, locale: Locale) -> String {
    say!(locale, match kind {
        NotificationKind::WebhookPaused =>
            "The webhook to {host} is paused",
            "Le webhook vers {host} est en pause";
        _ => "The webhook to {host} fails", "Le webhook vers {host} échoue";
    })
}

fn appointment_title(kind: NotificationKind, who: &str, service: &str, locale: Locale) -> String {
    say!(locale, match kind {
        NotificationKind::AppointmentMoved =>
            "Appointment moved: {service}, {who}",
            "Rendez-vous déplacé\u{a0}: {service}, {who}";
        NotificationKind::AppointmentCancelled =>
            "Appointment cancelled: {service}, {who}",
            "Rendez-vous annulé\u{a0}: {service}, {who}";
        _ => "New appointment: {service}, {who}", "Nouveau rendez-vous\u{a0}: {service}, {who}";
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        credential::Account, operation::OperationKind, phone::E164, problem::ProblemKind, provider::Provider,
    };

    const ID: &str = "0190a5e2-7c1b-7def-8123-0123456789ab";

    /// Examples of what notifications of a kind may be about.
    fn abouts(kind: NotificationKind) -> Vec<About> {
        let starts_at = 1_795_246_560_000;
        match kind {
            NotificationKind::NumbersSilent | NotificationKind::NumbersAnswer => {
                let number = E164::parse("+14155550142").unwrap();
                let of =
                    |answers| About::Numbers { first: ID.parse().unwrap(), number: number.clone(), answers };
                [false, true].map(of).to_vec()
            }
            NotificationKind::SupplyBroken | NotificationKind::SupplyRecovered => {
                vec![Account::MANAGED.into()]
            }
            NotificationKind::CardDegraded
            | NotificationKind::CardBroken
            | NotificationKind::CardRecovered
            | NotificationKind::ExpiresSoon
            | NotificationKind::KeyOld => {
                Provider::ALL.map(|provider| Account::own(provider).into()).to_vec()
            }
            NotificationKind::OperationStuck => {
                let of = [OperationKind::SyncAgent, OperationKind::BuyNumber, OperationKind::RotateToken];
                of.map(|kind| About::Operation { id: ID.parse().unwrap(), kind }).to_vec()
            }
            NotificationKind::CallMissed | NotificationKind::CallFailed => {
                vec![About::Calls { last: ID.parse().unwrap() }]
            }
            NotificationKind::HotLead => vec![About::Lead { contact: ID.parse().unwrap(), score: 82 }],
            NotificationKind::AppointmentMade
            | NotificationKind::AppointmentMoved
            | NotificationKind::AppointmentCancelled => {
                vec![About::Appointment {
                    id: ID.parse().unwrap(),
                    service: "Check-up".to_owned(),
                    starts_at,
                }]
            }
            NotificationKind::Invited => vec![About::Invitation {
                id: ID.parse().unwrap(),
                org_name: "Clinic".to_owned(),
                by: "Ana".to_owned(),
            }],
            NotificationKind::InvitationAccepted => vec![About::Member { user: ID.parse().unwrap() }],
            NotificationKind::WebhookFailing | NotificationKind::WebhookPaused => {
                vec![About::Webhook { id: ID.parse().unwrap(), host: "hooks.example".to_owned() }]
            }
        }
    }

    #[test]
    fn every_kind_has_words_of_its_own_in_both_languages() {
        for locale in Locale::ALL {
            let mut titles = Vec::new();
            for kind in NotificationKind::ALL {
                for about in abouts(kind) {
                    for named in [None, Some("Ana Morel".to_owned())] {
                        let view = NotificationView {
                            id: ID.parse().unwrap(),
                            kind,
                            about: about.clone(),
                            named,
                            times: 1,
                            problem: Some(ProblemKind::KeyRefused(Provider::Vapi).into()),
                            at: 0,
                            ended_at: None,
                            due_at: Some(86_400_000),
                            read: false,
                        };
                        for text in
                            [view.title(locale), view.text(locale, &Zone::default()), view.next_step(locale)]
                        {
                            assert!(!text.is_empty() && !text.contains('{'), "{kind:?}: {text}");
                        }
                        titles.push((kind, view.title(locale)));
                    }
                }
            }
            for (kind, title) in &titles {
                assert!(titles.iter().all(|(of, other)| of == kind || other != title), "{title}");
            }
        }
    }

    #[test]
    fn an_appointment_says_its_day_and_hour_in_the_readers_zone() {
        let view = |kind| NotificationView {
            id: ID.parse().unwrap(),
            kind,
            about: abouts(kind).remove(0),
            named: Some("Ana Morel".to_owned()),
            times: 1,
            problem: None,
            at: 0,
            ended_at: None,
            due_at: None,
            read: false,
        };
        let made = view(NotificationKind::AppointmentMade);
        assert_eq!(made.title(Locale::En), "New appointment: Check-up, Ana Morel");
        let text = made.text(Locale::Fr, &Zone::default());
        assert!(text.starts_with("Le ") && text.ends_with(" UTC."), "{text}");
    }
}

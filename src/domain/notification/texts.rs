//! The sentences of notifications, in English and in French: what happened, and the next step. The
//! page and the mail say the same.

use super::{NotificationKind, NotificationView};
use crate::domain::{
    locale::{Locale, say},
    moment::day,
    zone::Zone,
};

impl NotificationView {
    /// What happened, in a few words: the subject of its mail.
    pub fn title(&self, locale: Locale) -> String {
        let (name, kind) = (self.provider.name(), self.kind);
        say!(locale, match kind {
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
        })
    }

    /// Why, and what to do about it.
    pub fn text(&self, locale: Locale, zone: &Zone) -> String {
        let name = self.provider.name();
        let end = self.due_at.map(|at| format!("{} ({})", day(at, locale, zone), zone.said(at)));
        let end = end.unwrap_or_default();
        match self.kind {
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
        }
    }

    /// The words of the link to the page of its service.
    pub fn next_step(&self, locale: Locale) -> String {
        let (name, kind) = (self.provider.name(), self.kind);
        say!(locale, match kind {
            NotificationKind::CardDegraded | NotificationKind::CardRecovered =>
                "Look at {name}",
                "Voir {name}";
            NotificationKind::CardBroken => "Set {name} right", "Remettre {name} en ordre";
            NotificationKind::SupplyBroken | NotificationKind::SupplyRecovered =>
                "See your numbers",
                "Voir vos numéros";
            NotificationKind::ExpiresSoon => "Connect {name} again", "Reconnecter {name}";
            NotificationKind::KeyOld => "Replace the key", "Remplacer la clé";
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{problem::ProblemKind, provider::Provider};

    #[test]
    fn every_kind_has_words_of_its_own_in_both_languages() {
        for locale in Locale::ALL {
            let mut titles = Vec::new();
            for kind in NotificationKind::ALL {
                for provider in Provider::ALL {
                    let view = NotificationView {
                        id: "0190a5e2-7c1b-7def-8123-0123456789ab".parse().unwrap(),
                        kind,
                        provider,
                        problem: Some(ProblemKind::KeyRefused(provider).into()),
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
                    titles.push(view.title(locale));
                }
            }
            titles.sort();
            let all = titles.len();
            titles.dedup();
            assert_eq!(titles.len(), all);
        }
    }
}

//! Words of the way in for events.

use crate::{app::i18n::table::texts, domain::way_in::WayIn};

texts! {
    pub(super) struct WayInTexts {
        title = "How calls come here", "Comment les appels arrivent ici";
        lead =
            "Vapi sends what happens in a call to an address of your organisation’s own, with a secret.",
            "Vapi envoie ce qui se passe pendant un appel à une adresse propre à votre organisation, avec un secret.";
        loading = "Loading how calls come here", "Chargement de l’arrivée des appels";
        address = "Address", "Adresse";
        made(when: &str) = "made {when}", "créée {when}";
        secret = "Secret", "Secret";
        secret_text =
            "Each event brings it in X-Vapi-Secret. It is shown nowhere, and each address has its own.",
            "Chaque événement l’apporte dans X-Vapi-Secret. Il n’est affiché nulle part, et chaque adresse a le sien.";
        none_yet =
            "There is none yet: it is made together with your first agent at Vapi.",
            "Il n’y en a pas encore\u{a0}: elle est créée avec votre premier agent chez Vapi.";
        assistants = "Assistants that have it", "Assistants qui l’ont";
        told(told: u32, of: u32) = "{told} of {of}", "{told} sur {of}";
        last_event = "Last event of Vapi’s", "Dernier événement de Vapi";
        no_event = "none yet", "aucun pour l’instant";
        checked = "Last check", "Dernière vérification";
        not_checked = "never", "jamais";
        found(found: WayIn) -> &'static str => match found {
            WayIn::Open => "The event came back here", "L’événement est revenu ici";
            WayIn::NotReached =>
                "Nobody answers at the address, as seen from this machine",
                "Personne ne répond à l’adresse, vue de cette machine";
            WayIn::NotSecure =>
                "What answers at the address has no certificate that AVA trusts; Vapi would not, either",
                "Ce qui répond à l’adresse n’a pas de certificat de confiance\u{a0}; Vapi ne l’accepterait pas non plus";
            WayIn::Elsewhere =>
                "Something else than AVA answers at the address",
                "Autre chose qu’AVA répond à l’adresse";
        };
        what_to_do =
            "Whoever runs this installation looks at its public address (AVA_PUBLIC_URL), its name and its proxy. \
             Meanwhile calls are read in Vapi’s list.",
            "La personne qui exploite cette installation regarde son adresse publique (AVA_PUBLIC_URL), son nom et \
             son proxy. En attendant, les appels sont lus dans la liste de Vapi.";
        check = "Check the way in", "Vérifier l’arrivée";
        check_text =
            "AVA sends itself an event by this address, from its own machine: that proves the name, the certificate \
             and the proxy. Whether Vapi gets through from outside, an event of Vapi’s own proves.",
            "AVA s’envoie un événement par cette adresse, depuis sa propre machine\u{a0}: cela prouve le nom, le \
             certificat et le proxy. Que Vapi passe aussi de l’extérieur, c’est un événement de Vapi qui le prouve.";
        check_done = "The way in is checked.", "L’arrivée est vérifiée.";
        unreachable =
            "This installation cannot be reached by Vapi: it has no public https address. Calls are read in \
             Vapi’s list every ten minutes.",
            "Vapi ne peut pas joindre cette installation\u{a0}: elle n’a pas d’adresse https publique. Les appels \
             sont lus dans la liste de Vapi toutes les dix minutes.";
        rotate = "Make another address", "Créer une autre adresse";
        rotate_text =
            "If somebody else may know the address or the secret. The former one answers until every assistant has \
             the new one.",
            "Si quelqu’un d’autre peut connaître l’adresse ou le secret. L’ancienne répond jusqu’à ce que chaque \
             assistant ait la nouvelle.";
        rotating = "Another address is being made.", "Une autre adresse est en cours de création.";
    }
}

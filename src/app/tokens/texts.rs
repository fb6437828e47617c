//! The words of tokens for programs.

use crate::{
    app::i18n::table::texts,
    domain::api_token::{Lifetime, Scope},
};

texts! {
    pub struct TokenTexts {
        title = "Tokens for programs", "Jetons pour programmes";
        lead =
            "A program that has one of your tokens does in your name what the token lets it do, and never more \
             than you may yourself. Another password ends none of them: revoke those that somebody else may have.",
            "Un programme qui a un de vos jetons fait en votre nom ce que le jeton permet, et jamais plus que ce \
             que vous pouvez faire vous-même. Un autre mot de passe n’en termine aucun\u{a0}: révoquez ceux que \
             quelqu’un d’autre pourrait avoir.";
        loading = "Loading the tokens", "Chargement des jetons";
        see = "Manage tokens", "Gérer les jetons";
        panel_lead =
            "Programs use AVA by them, within what each lets them do.",
            "Les programmes utilisent AVA avec eux, dans la limite de ce que chacun permet.";
        service_title = "Tokens of the organisation", "Jetons de l’organisation";
        service_lead =
            "They belong to the organisation. Somebody answers for each; when that person leaves, it is revoked, \
             unless it was passed on before.",
            "Ils appartiennent à l’organisation. Une personne répond de chacun\u{a0}; si elle part, il est \
             révoqué, sauf s’il a été transmis avant.";
        docs = "What the API does", "Ce que fait l’API";
        none = "No token yet", "Aucun jeton pour l’instant";
        none_text =
            "Make one for each program, so that you can revoke it alone.",
            "Créez-en un par programme, pour pouvoir le révoquer seul.";
        there = "Made before", "Déjà créés";
        no_more = "No older token", "Aucun jeton plus ancien";
        no_more_text = "The list ends with those before.", "La liste se termine avec les précédents.";
        newest = "Newest", "Plus récents";
        older = "Older", "Plus anciens";

        fresh(name: &str) = "Your token “{name}”", "Votre jeton «\u{a0}{name}\u{a0}»";
        fresh_lead =
            "Copy it now, into the settings of the program. In ten minutes, or once you have put it by, nobody is \
             shown it any more, and AVA does not have it.",
            "Copiez-le maintenant, dans les réglages du programme. Dans dix minutes, ou une fois mis de côté, il \
             n’est plus montré à personne, et AVA ne l’a plus.";
        put_by = "I have put it by", "Je l’ai mis de côté";

        begins = "Begins with", "Commence par";
        org = "Organisation", "Organisation";
        person = "Answers for it", "En répond";
        role = "Role", "Rôle";
        scopes = "May", "Permet de";
        networks = "Taken from", "Accepté depuis";
        everywhere = "everywhere", "partout";
        made = "Made", "Créé";
        ends = "Ends", "Se termine";
        ended = "Ended", "Terminé";
        last_used = "Last used", "Dernière utilisation";
        not_used = "Not yet", "Pas encore";
        used_from(address: &str) = "from {address}", "depuis {address}";
        revoke = "Revoke", "Révoquer";
        revoke_spoken(name: &str) = "Revoke {name}", "Révoquer {name}";
        pass_on_to = "E-mail of whoever answers for it next", "E-mail de la personne qui en répondra";
        pass_on_hint =
            "Somebody of this organisation. The token then acts in their name.",
            "Une personne de cette organisation. Le jeton agit alors en son nom.";
        pass_on = "Pass on", "Transmettre";
        pass_on_spoken(name: &str) = "Pass on {name}", "Transmettre {name}";

        make = "Make a token", "Créer un jeton";
        make_lead =
            "Give it no more than its program needs. AVA asks first for a proof that it is you.",
            "Ne lui donnez pas plus que ce dont son programme a besoin. AVA demande d’abord de prouver que c’est \
             vous.";
        name = "Name", "Nom";
        name_hint = "Such as the name of the program.", "Par exemple le nom du programme.";
        role_hint =
            "It may never more than this role, nor more than whoever answers for it.",
            "Il ne peut jamais plus que ce rôle, ni plus que la personne qui en répond.";
        scopes_label = "What it may do", "Ce qu’il peut faire";
        scope(scope: Scope) -> &'static str => match scope {
            Scope::IntegrationsRead => "See integrations", "Voir les intégrations";
            Scope::IntegrationsWrite => "Connect, check and disconnect integrations", "Connecter, vérifier et déconnecter les intégrations";
            Scope::AgentsRead => "See agents", "Voir les agents";
            Scope::AgentsWrite => "Make, change, try and delete agents", "Créer, modifier, essayer et supprimer les agents";
            Scope::NumbersRead => "See numbers", "Voir les numéros";
            Scope::NumbersWrite => "Bring, buy and remove numbers", "Raccorder, acheter et retirer les numéros";
            Scope::OperationsRead => "See operations", "Voir les opérations";
            Scope::OperationsWrite => "Help operations on", "Faire avancer les opérations";
            Scope::CallsRead => "See calls", "Voir les appels";
            Scope::CallsWrite => "Choose for how long calls are kept; apply their events again", "Choisir la durée de conservation des appels\u{a0}; appliquer à nouveau leurs événements";
            Scope::ContactsRead => "See and export contacts", "Voir et exporter les contacts";
            Scope::ContactsWrite => "Add, change, merge and erase contacts", "Ajouter, modifier, fusionner et effacer les contacts";
            Scope::AppointmentsRead => "See appointments, services and hours", "Voir les rendez-vous, les prestations et les horaires";
            Scope::AppointmentsWrite => "Book, move and cancel appointments; set services and hours", "Prendre, déplacer et annuler des rendez-vous\u{a0}; régler prestations et horaires";
            Scope::NotificationsRead => "See notifications", "Voir les notifications";
            Scope::NotificationsWrite => "Mark notifications as read", "Marquer les notifications comme lues";
            Scope::AuditRead => "See the audit log", "Voir le journal d’audit";
            Scope::MembersRead => "See the organisation, its people and their roles", "Voir l’organisation, ses personnes et leurs rôles";
            Scope::MembersWrite => "Invite people, change roles, remove people; rename the organisation", "Inviter, changer les rôles, retirer des personnes\u{a0}; renommer l’organisation";
            Scope::WebhooksRead => "See webhooks", "Voir les webhooks";
            Scope::WebhooksWrite => "Make, change and delete webhooks", "Créer, modifier et supprimer les webhooks";
            Scope::TenantsRead => "See all tenants, their logs and the platform’s", "Voir tous les clients, leurs journaux et celui de la plateforme";
            Scope::TenantsWrite => "Make, change, suspend and delete tenants", "Créer, modifier, suspendre et supprimer les clients";
        };
        lasts = "Ends after", "Se termine après";
        lasts_hint = "Nobody can make it last longer later.", "Personne ne peut le prolonger ensuite.";
        lifetime(lifetime: Lifetime) -> &'static str => match lifetime {
            Lifetime::Week => "7 days", "7\u{a0}jours";
            Lifetime::Month => "30 days", "30\u{a0}jours";
            Lifetime::Quarter => "90 days", "90\u{a0}jours";
            Lifetime::HalfYear => "180 days", "180\u{a0}jours";
            Lifetime::Year => "365 days", "365\u{a0}jours";
        };
        networks_label = "Taken only from", "Accepté seulement depuis";
        networks_hint =
            "Addresses or networks, a line each, such as 203.0.113.7 or 203.0.113.0/24. Empty for everywhere.",
            "Des adresses ou des réseaux, un par ligne, comme 203.0.113.7 ou 203.0.113.0/24. Vide pour partout.";
        optional = "optional", "facultatif";

        token_made = "The token is made. Copy it now.", "Le jeton est créé. Copiez-le maintenant.";
        token_revoked =
            "The token is revoked. No program uses AVA by it any more.",
            "Le jeton est révoqué. Plus aucun programme n’utilise AVA avec lui.";
        token_passed_on =
            "The token is passed on. It acts in the name of that person now.",
            "Le jeton est transmis. Il agit désormais au nom de cette personne.";
    }
}

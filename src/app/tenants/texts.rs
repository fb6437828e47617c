//! Words of the platform's pages.

use crate::{
    app::i18n::table::texts,
    domain::{
        credential::CredentialStatus,
        tenant::{Activity, TenantHealth, TenantSort},
    },
};

texts! {
    pub struct TenantsTexts {
        platform = "Platform", "Plateforme";
        platform_detail = "All tenants", "Tous les clients";
        title = "Tenants", "Clients";
        suspension = "Suspension", "Suspension";
        suspension_lead =
            "Nobody works in a suspended tenant, and nothing of it is done by itself. Nothing is lost: it goes on \
             where it was.",
            "Personne ne travaille chez un client suspendu, et rien ne s’y fait tout seul. Rien n’est perdu\u{a0}: \
             tout reprend là où c’en était.";
        suspension_reason = "Reason", "Motif";
        suspension_hint =
            "Its people read this on every page, as you write it.",
            "Ses membres le lisent sur chaque page, tel que vous l’écrivez.";
        suspend = "Suspend the tenant", "Suspendre le client";
        change_reason = "Change the reason", "Changer le motif";
        resume = "Resume", "Reprendre";
        tenant_suspended = "The tenant is suspended.", "Le client est suspendu.";
        tenant_resumed = "The tenant goes on.", "Le client reprend.";
        lead =
            "Every organisation of this installation. The figures are a few minutes old at most; the page of \
             one tenant is live.",
            "Toutes les organisations de cette installation. Les chiffres datent de quelques minutes au plus\u{a0}; \
             la page d’un client est à jour.";
        loading = "Loading the tenants", "Chargement des clients";
        search = "Search", "Rechercher";
        search_example = "Name, owner’s e-mail or id", "Nom, e-mail d’un propriétaire ou identifiant";
        state = "State", "État";
        any_state = "Any", "Tous";
        active_state = "Active", "Actif";
        suspended = "Suspended", "Suspendu";
        health = "Integrations", "Intégrations";
        any_health = "Any", "Toutes";
        limits = "Limits", "Limites";
        any_limits = "Any", "Toutes";
        near_limits = "Near a limit", "Proche d’une limite";
        active = "Last activity", "Dernière activité";
        any_activity = "Any time", "N’importe quand";
        sort = "Order", "Ordre";
        none = "No tenants yet", "Aucun client";
        none_text =
            "Organisations appear here within a minute after they were made.",
            "Les organisations apparaissent ici dans la minute qui suit leur création.";
        no_match = "No tenant fits", "Aucun client ne correspond";
        no_match_text =
            "A search finds the beginning of a word. Ask for less at once, or look at all tenants.",
            "La recherche trouve le début d’un mot. Élargissez-la, ou affichez tous les clients.";
        no_more = "No other tenants", "Aucun autre client";
        no_more_text = "The list ends before this page.", "La liste s’arrête avant cette page.";
        clear = "Show all tenants", "Afficher tous les clients";
        next = "Next", "Suivants";
        first = "From the beginning", "Depuis le début";
        no_owner = "No owner", "Sans propriétaire";
        seen = "Seen", "Vu";
        not_seen = "Not seen yet", "Pas encore vu";
        people_count(count: i64) -> String =
            if count == 1 { "1 person".into() } else { format!("{count} people") },
            if count < 2 { format!("{count} personne") } else { format!("{count} personnes") };
        agents_count(count: i64) -> String =
            if count == 1 { "1 agent".into() } else { format!("{count} agents") },
            if count < 2 { format!("{count} agent") } else { format!("{count} agents") };
        numbers_count(count: i64) -> String =
            if count == 1 { "1 number".into() } else { format!("{count} numbers") },
            if count < 2 { format!("{count} numéro") } else { format!("{count} numéros") };
        stuck_count(count: i64) -> String =
            if count == 1 { "1 operation needs attention".into() } else { format!("{count} operations need attention") },
            if count < 2 {
                format!("{count} opération demande une intervention")
            } else {
                format!("{count} opérations demandent une intervention")
            };
        of_health(health: TenantHealth) -> &'static str => match health {
            TenantHealth::Working => "Working", "Fonctionne";
            TenantHealth::Degraded => "Not answering", "Ne répond pas";
            TenantHealth::Down => "Needs attention", "À vérifier";
            TenantHealth::Nothing => "Not connected", "Non connecté";
        };
        of_activity(activity: Activity) -> &'static str => match activity {
            Activity::Day => "In the last day", "Depuis hier";
            Activity::Month => "In the last 30 days", "Ces 30 derniers jours";
            Activity::Quiet => "Not for 30 days", "Pas depuis 30 jours";
        };
        of_sort(sort: TenantSort) -> &'static str => match sort {
            TenantSort::Name => "By name", "Par nom";
            TenantSort::Newest => "Newest first", "Les plus récents";
            TenantSort::Active => "Last active first", "Derniers actifs";
        };

        tenant_loading = "Loading the tenant", "Chargement du client";
        tenant_lead(id: &str, made: &str) = "Made {made} · {id}", "Créé {made} · {id}";
        recorded =
            "That you look at this tenant stands in the platform’s log.",
            "Votre consultation de ce client est inscrite au journal de la plateforme.";
        audit = "Audit log", "Journal d’audit";
        people = "People", "Personnes";
        no_people = "Nobody is in this organisation.", "Personne dans cette organisation.";
        integrations = "Integrations", "Intégrations";
        no_keys = "Nothing is connected.", "Rien n’est connecté.";
        managed_account = "managed numbers", "numéros gérés";
        since = "since", "depuis";
        checked = "checked", "vérifié";
        numbers = "Numbers", "Numéros";
        no_numbers = "No numbers.", "Aucun numéro.";
        operations = "Operations under way", "Opérations en cours";
        no_operations = "Nothing is under way.", "Rien n’est en cours.";
        usage = "Limits and usage", "Limites et utilisation";
        limit = "Limit", "Limite";
        used = "Used", "Utilisé";
        at_most = "At most", "Maximum";
        whose = "Decided", "Décidée";
        own = "for this tenant", "pour ce client";
        of_all = "for all", "pour tous";
        not_kept = "counted as it comes", "compté au fil de l’eau";
        more = "There are more; only the first 25 are shown.", "Il y en a d’autres\u{a0}; seuls les 25 premiers sont affichés.";
        of_status(status: CredentialStatus) -> &'static str => match status {
            CredentialStatus::Connected => "Connected", "Connecté";
            CredentialStatus::Degraded => "Not answering", "Ne répond pas";
            CredentialStatus::Unverified => "Not checked yet", "Pas encore vérifié";
            CredentialStatus::Refused => "Refused", "Refusé";
            CredentialStatus::Unreadable => "Cannot be opened", "Illisible";
        };
        overview = "Overview", "Vue d’ensemble";
        overview_lead =
            "How the installation stands: where its keys fail, and what waits for a person.",
            "L’état de l’installation\u{a0}: où ses clés échouent, et ce qui attend quelqu’un.";
        overview_loading = "Loading the overview", "Chargement de la vue d’ensemble";
        figures = "Figures", "Chiffres";
        near_count = "Near a limit", "Proches d’une limite";
        people_total = "Memberships", "Adhésions";
        numbers_total = "Numbers in use", "Numéros utilisés";
        managed_total = "of these on your bill", "dont sur votre facture";
        keys_of_all = "Keys by provider, state and cause", "Clés par fournisseur, état et cause";
        no_keys_at_all = "No tenant has connected anything yet.", "Aucun client n’a encore rien connecté.";
        keys_count(count: i64) -> String =
            if count == 1 { "1 key".into() } else { format!("{count} keys") },
            if count < 2 { format!("{count} clé") } else { format!("{count} clés") };
        stuck_of_all = "Operations that need attention", "Opérations qui demandent une intervention";
        nothing_stuck = "No operation waits for a person.", "Aucune opération n’attend quelqu’un.";
        retry = "Try again", "Réessayer";
        retry_spoken(what: &str) = "Try again: {what}", "Réessayer\u{a0}: {what}";
        retried = "Trying again.", "Nouvel essai en cours.";
        configuration = "Configuration", "Configuration";
        configuration_lead =
            "What is set, by the variable that sets it. A secret is only said to be there.",
            "Ce qui est réglé, par variable. D’un secret, seule la présence est dite.";
        given = "set", "défini";
        not_given = "not set", "non défini";
        version = "Version of this node", "Version de ce nœud";
        set_limit = "Set a limit", "Fixer une limite";
        set_limit_lead =
            "It holds at once. Whoever has more keeps it, and gets no more.",
            "Elle vaut aussitôt. Qui a davantage le garde, sans pouvoir en ajouter.";
        most_hint = "Empty for what holds for all tenants.", "Vide pour la valeur commune à tous les clients.";
        save_limit = "Set limit", "Fixer la limite";
        limit_set = "The limit is set, and holds from now on.", "La limite est fixée, dès maintenant.";
        features = "Features", "Fonctions";
        features_lead =
            "What is turned off begins nothing new. What is there stays, and can be taken away.",
            "Une fonction désactivée ne démarre rien de nouveau. L’existant reste, et peut être retiré.";
        managed_numbers = "Managed numbers", "Numéros gérés";
        buying = "Buying on your bill", "Achat sur votre facture";
        on = "On", "Activé";
        off = "Off", "Désactivé";
        off_for_all = "Off for all", "Désactivé pour tous";
        turn_on(what: &str) = "Turn on {what}", "Activer {what}";
        turn_off(what: &str) = "Turn off {what}", "Désactiver {what}";
        allowed = "Allowed", "Permis";
        denied = "Not allowed", "Non permis";
        allow_buying = "Allow buying", "Permettre l’achat";
        deny_buying = "Stop allowing", "Ne plus permettre";
        feature_set = "The decision holds from now on.", "La décision vaut dès maintenant.";
        audit_title(name: &str) = "Audit log of {name}", "Journal d’audit de {name}";
        audit_lead =
            "That you read it stands in it, and in the platform’s log.",
            "Votre lecture y est inscrite, ainsi qu’au journal de la plateforme.";
    }
}

//! Words of the platform's pages.

use crate::{
    app::i18n::table::texts,
    domain::{
        credential::CredentialStatus,
        tenant::{Activity, TenantHealth, TenantSort, TenantState},
    },
};

texts! {
    pub struct TenantsTexts {
        platform = "Platform", "Plateforme";
        platform_detail = "All tenants", "Tous les clients";
        title = "Tenants", "Clients";
        new_tenant = "New tenant", "Nouveau client";
        new_tenant_lead =
            "It begins empty. Whoever you invite becomes its owner once they accept.",
            "Il commence vide. La personne invitée en devient propriétaire en acceptant.";
        tenant_name = "Name of the organisation", "Nom de l’organisation";
        first_owner = "E-mail of the first owner", "E-mail du premier propriétaire";
        first_owner_hint =
            "Somebody new, or somebody who has an account here already.",
            "Une personne nouvelle, ou qui a déjà un compte ici.";
        make_tenant = "Make the tenant", "Créer le client";
        invited = "Invitations", "Invitations";
        owner_invited = "Owner invited, not here yet", "Propriétaire invité, pas encore arrivé";
        deletion = "Deletion", "Suppression";
        deletion_lead =
            "The tenant rests at once. For 14 days you or an owner can take that back. Then AVA takes back what it \
             made at the providers, and deletes all data and keys for good.",
            "Le client est aussitôt au repos. Pendant 14\u{a0}jours, vous ou un propriétaire pouvez annuler. Ensuite, AVA \
             retire ce qu’il a créé chez les fournisseurs et supprime définitivement toutes les données et les clés.";
        type_the_name(name: &str) = "Type its name: {name}", "Tapez son nom\u{a0}: {name}";
        delete_tenant = "Delete the tenant", "Supprimer le client";
        keep_tenant = "Take the deletion back", "Annuler la suppression";
        force_deletion = "Delete without waiting", "Supprimer sans attendre";
        ending = "To be deleted", "À supprimer";
        deletion_was_asked = "The tenant rests, and will be deleted.", "Le client est au repos et sera supprimé.";
        deletion_taken_back = "The deletion is taken back.", "La suppression est annulée.";
        deletion_asked = "It can be taken back until then", "Annulation possible jusque-là";
        deletion_running =
            "Under way since then. It ends once no operation is under way; what waits stands above. Without \
             waiting, what is left stays at the providers, and is listed.",
            "En cours depuis. Elle se termine quand plus aucune opération n’est en cours\u{a0}; ce qui attend figure \
             plus haut. Sans attendre, ce qui reste demeure chez les fournisseurs, et la liste en est faite.";
        deletion_forced =
            "It ends without waiting for what is left.",
            "Elle se termine sans attendre ce qui reste.";
        deleted_tenant = "Deleted tenant", "Client supprimé";
        deleted_lead(id: &str, when: &str) = "Deleted {when} · {id}", "Supprimé {when} · {id}";
        removed = "What was done at the providers", "Ce qui a été fait chez les fournisseurs";
        removed_lead(people: u32) =
            "People who were in it, and keep their accounts: {people}.",
            "Personnes qui en étaient membres, et gardent leur compte\u{a0}: {people}.";
        nothing_removed = "Nothing was connected.", "Rien n’était connecté.";
        nothing_left = "Nothing is left at a provider.", "Rien ne reste chez un fournisseur.";
        left_behind = "What stays at the providers", "Ce qui reste chez les fournisseurs";
        left_behind_lead =
            "AVA has no key for it any more: whoever has the account removes it there.",
            "AVA n’en a plus la clé\u{a0}: qui a le compte le retire là-bas.";
        still_connected = "The account was still connected", "Le compte était encore connecté";
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
        visit = "Act for the tenant", "Agir pour le client";
        visit_lead =
            "You see its pages as its people do, for 30 minutes. You change nothing there, unless an owner has \
             allowed more.",
            "Vous voyez ses pages comme ses membres, pendant 30\u{a0}minutes. Vous n’y changez rien, sauf si un \
             propriétaire l’a permis.";
        visit_reason = "Reason", "Motif";
        visit_hint =
            "It stands in both logs, and its people read it on their team’s page.",
            "Il figure dans les deux journaux, et ses membres le lisent sur la page de leur équipe.";
        visit_now = "Act for the tenant", "Agir pour le client";
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
        of_state(state: TenantState) -> &'static str => match state {
            TenantState::Active => "Active", "Actif";
            TenantState::Suspended => "Suspended", "Suspendu";
            TenantState::Ending => "To be deleted", "À supprimer";
            TenantState::Deleted => "Deleted", "Supprimé";
        };
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
            Activity::Quiet => "Not for 30 days", "Pas depuis 30\u{a0}jours";
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
        log = "Platform’s log", "Journal de la plateforme";
        log_lead =
            "What platform admins did and looked at, in every tenant, and who was kept out. That you read it stands \
             in it.",
            "Ce que les administrateurs de la plateforme ont fait et consulté, chez tous les clients, et qui en a été \
             tenu à l’écart. Votre lecture y est inscrite.";
        log_loading = "Loading the platform’s log", "Chargement du journal de la plateforme";
        log_example = "Tenant, id or reference", "Client, identifiant ou référence";
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
        no_more_stuck = "No others wait for a person.", "Aucune autre n’attend quelqu’un.";
        retry = "Try again", "Réessayer";
        retry_spoken(what: &str) = "Try again: {what}", "Réessayer\u{a0}: {what}";
        retried = "Trying again.", "Nouvel essai en cours.";
        configuration = "Configuration", "Configuration";
        configuration_lead =
            "What is set, by the variable that sets it, and where. A secret is only said to be there.",
            "Ce qui est réglé, par variable, et où. D’un secret, seule la présence est dite.";
        given = "set", "défini";
        not_given = "not set", "non défini";
        by_default = "by default", "par défaut";
        in_environment = "in the environment", "dans l’environnement";
        in_file = "in .env", "dans .env";
        nodes = "Processes that serve this installation", "Processus qui servent cette installation";
        no_nodes = "None has been seen for ten minutes.", "Aucun n’a été vu depuis dix minutes.";
        build = "build", "compilation";
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

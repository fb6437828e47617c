//! Words of the team and of the organisations of a person.

use crate::{
    app::i18n::table::texts,
    domain::{
        invitation::Channel,
        role::{Permission, Role},
        support::SupportAccess,
    },
};

texts! {
    pub struct TeamTexts {
        title = "Team", "Équipe";
        lead =
            "Who works in this organisation, and what each of them may do.",
            "Qui travaille dans cette organisation, et ce que chacun peut y faire.";
        loading = "Loading the team", "Chargement de l’équipe";
        roles = "What each role may do", "Ce que chaque rôle permet";
        roles_lead =
            "A role is given for one organisation. Each may do what those before it may.",
            "Un rôle vaut pour une organisation. Chacun permet tout ce que permettent les précédents.";
        permission_column = "What it is about", "De quoi il s’agit";
        allowed = "Yes", "Oui";
        refused = "No", "Non";
        permission(permission: Permission) -> &'static str => match permission {
            Permission::Own =>
                "Look after one’s own account, and go on in another organisation",
                "Gérer son propre compte, et passer dans une autre organisation";
            Permission::Read =>
                "See everything that the organisation has here, but for secrets",
                "Voir tout ce que l’organisation a ici, sauf les secrets";
            Permission::ManageAgents =>
                "Make, change and delete agents",
                "Créer, modifier et supprimer des agents";
            Permission::ManageAppointments =>
                "Book, move and cancel appointments; set services and opening hours; keep contacts",
                "Prendre, déplacer et annuler des rendez-vous\u{a0}; régler prestations et horaires\u{a0}; tenir les \
                 contacts";
            Permission::ExportContacts =>
                "Take what is known of a contact out, as a file, or erase it",
                "Exporter dans un fichier ce qui est connu d’un contact, ou l’effacer";
            Permission::ManageIntegrations =>
                "Check services; bring, buy and release numbers; help operations on",
                "Vérifier les services\u{a0}; amener, acheter et libérer des numéros\u{a0}; débloquer des opérations";
            Permission::ManageKeys =>
                "Connect, replace and disconnect services; see and renew secret addresses; look after webhooks; decide how \
                 long calls are kept",
                "Connecter, remplacer et déconnecter des services\u{a0}; voir et renouveler les adresses secrètes\u{a0}; \
                 gérer les webhooks\u{a0}; \
                 décider combien de temps les appels sont gardés";
            Permission::ReadAudit =>
                "See who did what, and export it",
                "Voir qui a fait quoi, et l’exporter";
            Permission::ManageTeam =>
                "Invite people, change roles, and remove people, but for owners; ask everybody for a second factor",
                "Inviter des personnes, changer les rôles et retirer des personnes, sauf les propriétaires\u{a0}; \
                 demander à chacun un second facteur";
            Permission::ManageOrg =>
                "Make owners and take it from them; rename the organisation; decide what support may do",
                "Nommer des propriétaires ou leur retirer ce rôle\u{a0}; renommer l’organisation\u{a0}; décider de ce \
                 que peut l’assistance";
        };
        role_choice(role: &str, hint: &str) = "{role}: {hint}", "{role}\u{a0}: {hint}";
        role_hint(role: Role) -> &'static str => match role {
            Role::Viewer => "looks, and changes nothing", "regarde sans rien modifier";
            Role::Member =>
                "works on agents, appointments and contacts",
                "travaille sur les agents, les rendez-vous et les contacts";
            Role::Admin => "runs services, numbers and the team", "gère services, numéros et équipe";
            Role::Owner => "may do everything", "peut tout faire";
        };
        you = "You", "Vous";
        joined = "Here since", "Ici depuis";
        seen = "Last seen", "Dernière activité";
        not_seen = "Not signed in", "Non connecté";
        role = "Role", "Rôle";
        all_roles = "All roles", "Tous les rôles";
        none = "Nobody has this role", "Personne n’a ce rôle";
        none_text = "Look at everybody, or choose another role.", "Affichez tout le monde, ou choisissez un autre rôle.";
        no_more = "Nobody else", "Personne d’autre";
        no_more_text = "The team ends before this page.", "L’équipe s’arrête avant cette page.";
        clear = "Show everybody", "Afficher tout le monde";
        next = "Next", "Suivants";
        first = "From the beginning", "Depuis le début";
        manage = "Open", "Ouvrir";
        manage_spoken(name: &str) = "Open {name}", "Ouvrir {name}";
        email = "E-mail", "E-mail";
        change_role = "Change the role", "Changer le rôle";
        change_role_lead =
            "It counts with the next thing that they do, also in pages that are open.",
            "Le nouveau rôle vaut dès leur prochaine action, même dans les pages ouvertes.";
        save_role = "Save role", "Enregistrer le rôle";
        role_changed = "The role is changed.", "Le rôle est modifié.";
        last_owner =
            "Nobody else is an owner of this organisation. Before this role changes or this person goes, make \
             somebody else an owner.",
            "Personne d’autre n’est propriétaire de cette organisation. Avant de changer ce rôle ou que cette \
             personne parte, nommez quelqu’un d’autre propriétaire.";
        remove = "Remove from the organisation", "Retirer de l’organisation";
        remove_lead(name: &str) =
            "{name} is signed out here at once. What they made stays, under their name. They keep their \
             account, and their other organisations.",
            "{name} est déconnecté d’ici aussitôt. Ce que cette personne a créé reste, sous son nom. Elle \
             garde son compte et ses autres organisations.";
        remove_now(name: &str) = "Remove {name}", "Retirer {name}";
        tokens_end(count: u32) => match count {
            1 =>
                "One token of the organisation ends with that. Pass it on before, if its program is to go on.",
                "Un jeton de l’organisation prend fin avec ce départ. Transmettez-le avant, si son programme doit \
                 continuer.";
            count =>
                "{count} tokens of the organisation end with that. Pass them on before, if their programs are to \
                 go on.",
                "{count}\u{a0}jetons de l’organisation prennent fin avec ce départ. Transmettez-les avant, si \
                 leurs programmes doivent continuer.";
        };
        leave = "Leave this organisation", "Quitter cette organisation";
        leave_lead =
            "You see and do nothing here any more, on none of your devices. What you made stays, under your name.",
            "Vous ne verrez et ne ferez plus rien ici, sur aucun de vos appareils. Ce que vous avez créé \
             reste, sous votre nom.";
        only_org =
            "You are in no other organisation. After this, signing in leads to making another one.",
            "Vous n’êtes dans aucune autre organisation. Ensuite, vous connecter vous mènera à en créer une autre.";
        leave_now = "Leave", "Quitter";
        support = "Support", "Assistance";
        support_lead =
            "Whoever runs this installation can act for your organisation for 30 minutes, and says why. Each visit \
             stands here for 90 days, and in your audit log with all that is done.",
            "La personne qui exploite cette installation peut agir pour votre organisation pendant 30\u{a0}minutes, en \
             disant pourquoi. Chaque visite figure ici pendant 90\u{a0}jours, et dans votre journal d’audit avec tout ce \
             qui est fait.";
        support_label = "Support may", "L’assistance peut";
        support_hint =
            "Never: people and roles, keys and secret addresses, exports, the audit log.",
            "Jamais\u{a0}: personnes et rôles, clés et adresses secrètes, exports, journal d’audit.";
        support_access(access: SupportAccess) -> &'static str => match access {
            SupportAccess::Reads => "only look", "seulement regarder";
            SupportAccess::Changes =>
                "work like an admin, but for people, keys and exports",
                "travailler comme un administrateur, hors personnes, clés et exports";
        };
        support_now(access: &str) = "Support may {access}.", "L’assistance peut {access}.";
        support_of(access: &str) = "Support: {access}", "Assistance\u{a0}: {access}";
        save_support = "Save", "Enregistrer";
        support_decided =
            "The decision holds from now on, also for a visit that goes on.",
            "La décision vaut dès maintenant, même pour une visite en cours.";
        no_visits = "Nobody has acted for you in the last 90 days.", "Personne n’a agi pour vous ces 90 derniers jours.";
        more_visits =
            "There were more; the audit log has them.",
            "Il y en a eu d’autres\u{a0}; le journal d’audit les contient.";
        visit_ends(when: &str) = "until {when} at the latest", "jusqu’à {when} au plus tard";
        visit_ended(when: &str) = "until {when}", "jusqu’à {when}";
        visit_goes_on = "Here now", "En cours";
        factor = "Second factor", "Second facteur";
        factor_lead =
            "Whether everybody needs one, beside the password, to work in this organisation: a passkey or an \
             authenticator app. Signing in at another site does not stand in for it, since the password alone \
             would still open the account.",
            "S’il en faut un à chacun, en plus du mot de passe, pour travailler dans cette organisation\u{a0}: une \
             clé d’accès ou une application d’authentification. La connexion par un autre site n’en tient pas \
             lieu, car le mot de passe seul ouvrirait toujours le compte.";
        factor_demanded = "Everybody needs one.", "Il en faut un à chacun.";
        factor_not_demanded = "Nobody needs one.", "Personne n’en a besoin.";
        all_have_factor = "Everybody has one.", "Tout le monde en a un.";
        without_factor(count: u32) => match count {
            1 => "One person has none:", "Une personne n’en a pas\u{a0}:";
            count => "{count} people have none:", "{count} personnes n’en ont pas\u{a0}:";
        };
        more_without(count: u32) => match count {
            1 => "and one more", "et une autre";
            count => "and {count} more", "et {count} autres";
        };
        demand_lead =
            "Once you ask for it, the next thing that they do here leads them to set one up, and they go on after that.",
            "Une fois demandé, leur prochaine action ici les mènera à en configurer un, puis elles pourront continuer.";
        demand = "Ask everybody for a second factor", "Demander à chacun un second facteur";
        demand_no_more = "Ask for it no more", "Ne plus le demander";
        org = "Organisation", "Organisation";
        org_lead = "Its name stands on every page of its people.", "Son nom figure sur toutes les pages de ses membres.";
        org_name = "Name", "Nom";
        rename = "Rename", "Renommer";
        delete_org = "Delete the organisation", "Supprimer l’organisation";
        delete_org_lead =
            "From now on nobody works in it. For 14 days an owner can take that back. Then AVA takes back what it \
             made at the providers, releases managed numbers, and deletes all data and keys of the organisation \
             for good. Accounts of people stay.",
            "Dès maintenant, personne n’y travaille plus. Pendant 14\u{a0}jours, un propriétaire peut annuler. Ensuite, \
             AVA retire ce qu’il a créé chez les fournisseurs, libère les numéros gérés et supprime définitivement \
             toutes les données et les clés de l’organisation. Les comptes des personnes restent.";
        type_the_name(name: &str) = "Type its name: {name}", "Tapez son nom\u{a0}: {name}";
        unread(count: u32) -> String => match count {
            1 => "1 unread notification".into(), "1 notification non lue".into();
            _ => format!("{count} unread notifications"), format!("{count} notifications non lues");
        };
        orgs = "Your organisations", "Vos organisations";
        orgs_lead =
            "You work in one at a time, on this device. Pages of the one that you leave change nothing any more.",
            "Sur cet appareil, vous travaillez dans une à la fois. Les pages de celle que vous quittez ne \
             modifient plus rien.";
        orgs_loading = "Loading your organisations", "Chargement de vos organisations";
        switch_spoken(name: &str) =
            "{name}: change the organisation",
            "{name}\u{a0}: changer d’organisation";
        here = "You are here", "Vous êtes ici";
        enter = "Go there", "Y aller";
        enter_spoken(name: &str) = "Go to {name}", "Aller à {name}";
        new_org = "Another organisation", "Une autre organisation";
        new_org_lead =
            "It begins empty, with you as its owner: agents, numbers and services are not shared.",
            "Elle commence vide, et vous en êtes propriétaire\u{a0}: agents, numéros et services ne sont pas \
             partagés.";
        invitations = "Invitations", "Invitations";
        invitations_lead =
            "Who is invited to this organisation, and has not accepted yet.",
            "Qui est invité dans cette organisation, et n’a pas encore accepté.";
        invitations_loading = "Loading the invitations", "Chargement des invitations";
        no_invitations = "No open invitations", "Aucune invitation en attente";
        no_invitations_text =
            "Whoever is invited stands here until they accept.",
            "Les personnes invitées figurent ici jusqu’à ce qu’elles acceptent.";
        newest = "Newest", "Plus récentes";
        older = "Older", "Plus anciennes";
        invite = "Invite somebody", "Inviter quelqu’un";
        invite_lead =
            "They choose their own password. An invitation is good once, and for 7 days; another one for the same \
             address replaces it. It counts as long as whoever made it may invite.",
            "La personne choisit elle-même son mot de passe. Une invitation vaut une fois, pendant 7\u{a0}jours\u{a0}; \
             une autre pour la même adresse la remplace. Elle compte tant que son auteur a le droit d’inviter.";
        invite_now = "Invite", "Inviter";
        channel_label = "How the link goes", "Envoi du lien";
        channel(channel: Channel) -> &'static str => match channel {
            Channel::Mail => "By mail to the address", "Par e-mail à l’adresse";
            Channel::Link => "I pass it on myself", "Je le transmets moi-même";
        };
        language = "Language of the mail", "Langue de l’e-mail";
        channel_hint =
            "Only a mail shows whose the address is: whoever gets a link from you, and has no account yet, has \
             a mail sent first.",
            "Seul un e-mail prouve à qui est l’adresse\u{a0}: qui reçoit un lien de vous, sans avoir encore de \
             compte, se fait d’abord envoyer un e-mail.";
        invitation_no_mailbox =
            "This installation sends no mail. What would go by mail, whoever runs AVA has: ask them for the link.",
            "Cette installation n’envoie pas d’e-mail. La personne qui gère AVA a les liens qui partiraient par \
             e-mail\u{a0}: demandez-les-lui.";
        invitation_closed =
            "Accounts are made by the operator here: only who has one can accept.",
            "Ici, c’est l’exploitant qui crée les comptes\u{a0}: seul qui en a un peut accepter.";
        link = "The link to pass on", "Le lien à transmettre";
        link_lead =
            "It is not shown again. Give it to nobody but whom you invite: whoever has it, and an account, can \
             accept.",
            "Il ne sera plus affiché. Ne le donnez qu’à la personne que vous invitez\u{a0}: qui l’a, et a un \
             compte, peut accepter.";
        invited_by(by: &str, role: &str) = "{role}, invited by {by}", "{role}, invitation de {by}";
        until = "Until", "Jusqu’au";
        ended = "Ended", "Terminée";
        is_over = "Over", "Terminée";
        is_void = "Void", "Sans effet";
        was_shown = "Link passed on", "Lien transmis";
        on_its_way = "Mail on its way", "E-mail en route";
        was_sent = "Mail sent", "E-mail envoyé";
        may_have_come = "Mail uncertain", "E-mail incertain";
        did_not_go = "Mail failed", "E-mail non parti";
        at_operator = "At the operator’s", "Chez l’exploitant";
        send_again = "Send again", "Renvoyer";
        send_again_spoken(email: &str) = "Send again to {email}", "Renvoyer à {email}";
        another_link = "Another link", "Un autre lien";
        another_link_spoken(email: &str) = "Another link for {email}", "Un autre lien pour {email}";
        revoke = "Revoke", "Annuler";
        revoke_spoken(email: &str) =
            "Revoke the invitation of {email}",
            "Annuler l’invitation de {email}";
        revoked = "The invitation is revoked.", "L’invitation est annulée.";
        make = "Make organisation", "Créer l’organisation";
    }
}

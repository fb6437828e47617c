//! What the log says, in both languages: a row for each action, each kind of object, each purpose.

use super::{Action, ObjectKind, Outcome, Part, Purpose};
use crate::domain::locale::{Locale, pick};

/// A sentence for each variant, the English first and the French after it.
macro_rules! words {
    ($(#[$doc:meta])* $type:ty: { $($variant:ident: $en:literal, $fr:literal;)+ }) => {
        impl $type {
            $(#[$doc])*
            pub const fn words(self, locale: Locale) -> &'static str {
                match self {
                    $(Self::$variant => pick!(locale, $en, $fr),)+
                }
            }
        }
    };
}

words! {
    /// What was done, without who did it and to what.
    Action: {
        SignedUp: "Organisation opened", "Organisation ouverte";
        SignedIn: "Signed in", "Connexion";
        SignInRefused: "Sign-in refused", "Connexion refusée";
        SignedOut: "Signed out", "Déconnexion";
        DeviceRevoked: "Device signed out", "Appareil déconnecté";
        OtherDevicesRevoked: "Other sessions ended", "Autres sessions terminées";
        PasswordChanged: "Password changed", "Mot de passe changé";
        NameChanged: "Name changed", "Nom changé";
        PasswordRefused: "Password refused", "Mot de passe refusé";
        PasswordReset: "Password chosen by a link", "Mot de passe choisi par un lien";
        IdentityLinked: "Other sign-in connected", "Autre connexion reliée";
        IdentityUnlinked: "Other sign-in disconnected", "Autre connexion déliée";
        EmailChangeAsked: "Another e-mail asked for", "Autre e-mail demandé";
        EmailConfirmed: "Another e-mail confirmed at one address", "Autre e-mail confirmé à une adresse";
        EmailChanged: "E-mail changed", "E-mail changé";
        SecondStepProved: "Second factor proved", "Second facteur prouvé";
        ProvedAgain: "Identity proved again", "Identité prouvée à nouveau";
        ProofAskedAnew: "Asked to prove identity again", "Nouvelle preuve d’identité demandée";
        SecondStepRefused: "Second factor refused", "Second facteur refusé";
        SecondFactorBegun: "Second factor being set up", "Second facteur en cours de configuration";
        SecondFactorAdded: "Second factor set up", "Second facteur configuré";
        SecondFactorRemoved: "Second factor removed", "Second facteur retiré";
        PasskeyAdded: "Passkey added", "Clé d’accès ajoutée";
        PasskeyRenamed: "Passkey renamed", "Clé d’accès renommée";
        PasskeyRemoved: "Passkey removed", "Clé d’accès retirée";
        PasskeyUsed: "Signed in by a passkey", "Connexion par une clé d’accès";
        PasskeyCopied: "Passkey refused: there may be a copy of it", "Clé d’accès refusée\u{a0}: il en existe peut-être une copie";
        RecoveryCodesMade: "Recovery codes made", "Codes de secours créés";
        PlatformAdminMade: "Platform admin made", "Administrateur de la plateforme nommé";
        Denied: "Not allowed by the role", "Non permis par le rôle";
        CredentialSaved: "Key saved", "Clé enregistrée";
        CredentialChecked: "Key checked", "Clé vérifiée";
        CredentialOpened: "Secret opened", "Secret ouvert";
        CredentialResealed: "Secret sealed anew", "Secret scellé à nouveau";
        TestMailSent: "Test mail sent", "E-mail de test envoyé";
        AgentCreated: "Agent created", "Agent créé";
        AgentChanged: "Agent changed", "Agent modifié";
        AgentTried: "Agent tried in writing", "Agent essayé par écrit";
        TrialEnded: "Conversation with an agent ended", "Conversation avec un agent terminée";
        AgentCalled: "Rung by an agent", "Appel d’essai d’un agent";
        PhoneAsked: "Code read to a phone", "Code lu à un téléphone";
        PhoneConfirmed: "Phone confirmed", "Téléphone confirmé";
        PhoneRefused: "Wrong code for a phone", "Code erroné pour un téléphone";
        PhoneForgotten: "Phone forgotten", "Téléphone oublié";
        ImportAsked: "Number brought to an agent", "Numéro raccordé à un agent";
        OperationAsked: "Operation asked for", "Opération demandée";
        OperationRetried: "Operation tried again", "Opération relancée";
        TakeoverGranted: "Takeover agreed to", "Reprise acceptée";
        TakeoverDeclined: "Takeover declined", "Reprise refusée";
        Disconnected: "Service disconnected", "Service déconnecté";
        AccountReplaced: "Account replaced by another", "Compte remplacé par un autre";
        NumberRemoved: "Number removed", "Numéro retiré";
        NumberBought: "Number ordered", "Numéro commandé";
        NumberReleased: "Number released", "Numéro libéré";
        AddressDeleted: "Address deleted", "Adresse supprimée";
        BuyingAllowed: "Buying numbers allowed", "Achat de numéros permis";
        BuyingDenied: "Buying numbers no longer allowed", "Achat de numéros plus permis";
        QuotaDecided: "Limit set", "Limite fixée";
        FeaturesDecided: "Features turned on or off", "Fonctions activées ou désactivées";
        ManagedReleased: "All managed numbers released", "Tous les numéros gérés libérés";
        NumberUnassigned: "Agent taken off a number", "Agent détaché d’un numéro";
        AgentDeleted: "Agent deleted", "Agent supprimé";
        AgentRemade: "Assistant made again", "Assistant recréé";
        ConflictDecided: "Conflict with Vapi decided", "Conflit avec Vapi tranché";
        ClosedByHand: "Clean-up closed by hand", "Nettoyage terminé à la main";
        KeyMade: "Key made at the provider", "Clé créée chez le fournisseur";
        KeyRevoked: "Key revoked at the provider", "Clé révoquée chez le fournisseur";
        KeyHandedOver: "Key handed over to Vapi", "Clé remise à Vapi";
        KeyTakenBack: "Key taken back from Vapi", "Clé reprise à Vapi";
        TokenRenewed: "Auth Token renewed", "Auth Token renouvelé";
        TokenMade: "Auth Token made", "Auth Token créé";
        TokenDeleted: "Auth Token deleted", "Auth Token supprimé";
        AccountSuspended: "Account suspended at the provider", "Compte suspendu chez le fournisseur";
        AccountClosed: "Account closed at the provider", "Compte fermé chez le fournisseur";
        AccountReopened: "Account opened again at the provider", "Compte rouvert chez le fournisseur";
        ComparisonAsked: "Comparison of numbers asked for", "Comparaison des numéros demandée";
        DriftRepaired: "Difference repaired", "Écart corrigé";
        DriftAdopted: "Difference accepted as it is", "Écart accepté tel quel";
        DriftForgotten: "Difference taken off the list", "Écart retiré de la liste";
        MonitoringMade: "Monitoring address made", "Adresse de surveillance créée";
        MonitoringEnded: "Monitoring address ended", "Adresse de surveillance supprimée";
        ApiTokenMade: "Token for programs made", "Jeton pour programmes créé";
        ApiTokenRevoked: "Token for programs revoked", "Jeton pour programmes révoqué";
        ApiTokenPassedOn: "Token for programs passed on", "Jeton pour programmes transmis";
        ApiTokenRefused: "Token refused: sent from elsewhere", "Jeton refusé\u{a0}: envoyé d’ailleurs";
        HookRotated: "Address for events of calls made anew", "Adresse des événements d’appels renouvelée";
        WayInChecked: "Way in for events checked", "Arrivée des événements vérifiée";
        WebhookMade: "Webhook made", "Webhook créé";
        WebhookChanged: "Webhook changed", "Webhook modifié";
        WebhookDeleted: "Webhook deleted", "Webhook supprimé";
        WebhookSecretMade: "Another secret of a webhook made", "Autre secret d’un webhook créé";
        WebhookTested: "Webhook tested", "Webhook testé";
        WebhookPaused: "Webhook paused", "Webhook mis en pause";
        WebhookResumed: "Webhook resumed", "Webhook repris";
        WebhookReplayed: "Webhook replayed", "Webhook rejoué";
        CallEventReplayed: "Event of a call applied again", "Événement d’un appel appliqué de nouveau";
        RetentionSaved: "How long calls are kept was set", "Durée de conservation des appels réglée";
        CallsExported: "List of calls exported", "Liste des appels exportée";
        ConsentAsked: "Consent asked for", "Autorisation demandée";
        ConsentAnswered: "Consent answered", "Réponse à la demande d’autorisation";
        ConsentRevoked: "Consent revoked", "Autorisation révoquée";
        CalendarChosen: "Calendar chosen", "Agenda choisi";
        OrgEntered: "Came here from another organisation", "Arrivée depuis une autre organisation";
        OrgMade: "Organisation made", "Organisation créée";
        OrgRenamed: "Organisation renamed", "Organisation renommée";
        FactorDemanded: "Second factor asked of everybody", "Second facteur demandé à tous";
        FactorNotDemanded: "Second factor asked of nobody any more", "Second facteur demandé à personne désormais";
        OrgSuspended: "Organisation suspended", "Organisation suspendue";
        OrgResumed: "Suspension ended", "Suspension levée";
        DeletionAsked: "Deletion asked for", "Suppression demandée";
        DeletionTakenBack: "Deletion taken back", "Suppression annulée";
        DeletionBegun: "Deletion begun", "Suppression commencée";
        DeletionForced: "Deletion forced", "Suppression forcée";
        OrgDeleted: "Organisation deleted", "Organisation supprimée";
        MemberRoleChanged: "Role changed", "Rôle modifié";
        MemberRemoved: "Person removed", "Personne retirée";
        MemberLeft: "Left the organisation", "Départ de l’organisation";
        BookingSettingsSaved: "Opening hours saved", "Horaires d’ouverture enregistrés";
        AgentBookingSaved: "Agent’s hours or services saved", "Horaires ou prestations d’un agent enregistrés";
        ServiceSaved: "Service saved", "Prestation enregistrée";
        ServiceDeleted: "Service deleted", "Prestation supprimée";
        AppointmentBooked: "Appointment booked", "Rendez-vous pris";
        AppointmentMoved: "Appointment moved", "Rendez-vous déplacé";
        AppointmentCancelled: "Appointment cancelled", "Rendez-vous annulé";
        AppointmentMailAsked: "Mail to a customer sent again", "E-mail à un client renvoyé";
        TenantOpened: "Tenant looked at", "Client consulté";
        TenantMade: "Tenant made", "Client créé";
        TenantDeleted: "Tenant deleted", "Client supprimé";
        TenantChanged: "Decision about a tenant", "Décision au sujet d’un client";
        TenantEntered: "Began to act for a tenant", "A commencé à agir pour un client";
        ActedForTenant: "Acted for a tenant", "A agi pour un client";
        TenantLeft: "Ended the visit to a tenant", "A terminé la visite chez un client";
        TenantVisitOver: "The visit to a tenant ended by itself", "La visite chez un client s’est terminée d’elle-même";
        PlatformDenied: "Kept out of the platform", "Accès à la plateforme refusé";
        SupportBegan: "Support began to act here", "L’assistance a commencé à agir ici";
        SupportEnded: "Support ended its visit", "L’assistance a terminé sa visite";
        SupportOver: "The visit of support ended by itself", "La visite de l’assistance s’est terminée d’elle-même";
        SupportAccessDecided: "Decided what support may do", "Droits de l’assistance décidés";
        Invited: "Invited", "Invitation";
        InvitationSent: "Invitation sent again", "Invitation renvoyée";
        InvitationRevoked: "Invitation revoked", "Invitation annulée";
        InvitationAccepted: "Invitation accepted", "Invitation acceptée";
        ContactAdded: "Contact added", "Contact ajouté";
        ContactChanged: "Contact changed", "Contact modifié";
        ContactsMerged: "Contacts merged", "Contacts fusionnés";
        ContactsSeparated: "Merge of contacts taken back", "Fusion de contacts annulée";
        ContactsImported: "Contacts imported", "Contacts importés";
        ContactsImportEnded: "Import of contacts ended", "Import de contacts terminé";
        ContactExported: "Contact exported", "Contact exporté";
        ContactErased: "Contact erased", "Contact effacé";
        LogRead: "Audit log read", "Journal d’audit consulté";
        LogExported: "Audit log exported", "Journal d’audit exporté";
    }
}

words! {
    ObjectKind: {
        People: "People", "Personnes";
        Integrations: "Integrations", "Intégrations";
        Agents: "Agents", "Agents";
        Numbers: "Numbers", "Numéros";
        Operations: "Operations", "Opérations";
        Calls: "Calls", "Appels";
        Appointments: "Appointments", "Rendez-vous";
        Contacts: "Contacts", "Contacts";
        Organisation: "Organisation", "Organisation";
        Log: "The audit log", "Le journal d’audit";
    }
}

words! {
    Outcome: {
        Done: "Done", "Fait";
        Refused: "Refused", "Refusé";
    }
}

words! {
    /// What a secret was opened for.
    Purpose: {
        Verify: "to check it", "pour la vérifier";
        CheckHealth: "for the checks of the day", "pour les vérifications du jour";
        Replace: "to compare it with what was typed", "pour la comparer à ce qui a été saisi";
        ListNumbers: "to list numbers", "pour lister les numéros";
        ImportNumber: "to bring a number to Vapi", "pour raccorder un numéro à Vapi";
        BuyNumber: "to buy a number", "pour acheter un numéro";
        SyncAgent: "to set up an agent", "pour installer un agent";
        Cleanup: "to take something back", "pour défaire quelque chose";
        CarrySecret: "to carry it to Vapi", "pour la transmettre à Vapi";
        MakeKey: "to make a key", "pour créer une clé";
        RevokeKey: "to revoke a key", "pour révoquer une clé";
        CompareNumbers: "to compare numbers", "pour comparer les numéros";
        HandOver: "to hand it over to Vapi", "pour la remettre à Vapi";
        RotateToken: "to renew the token", "pour renouveler le jeton";
        SendMail: "to send a mail", "pour envoyer un e-mail";
        EraseCalls: "to delete calls", "pour supprimer des appels";
        PlayRecording: "to play a recording", "pour écouter un enregistrement";
        TryAgent: "to try an agent", "pour essayer un agent";
        RingPhone: "to ring a phone", "pour appeler un téléphone";
        SyncCalendar: "to keep the calendar in step", "pour garder l’agenda à jour";
        ReadCalls: "to read the list of calls", "pour lire la liste des appels";
    }
}

words! {
    Part: {
        Key: "Fingerprint of the key", "Empreinte de la clé";
        Account: "Account", "Compte";
        Agent: "Agent", "Agent";
        Calendar: "Calendar", "Agenda";
        Most: "Limit", "Limite";
        Role: "Role", "Rôle";
        Name: "Name", "Nom";
        Reason: "Reason", "Motif";
        Access: "Support may", "L’assistance peut";
        Scopes: "Scopes", "Portées";
        Networks: "Networks", "Réseaux";
        Person: "Answers for it", "En répond";
        Added: "Added", "Ajoutés";
        Met: "Known before", "Déjà connus";
    }
}

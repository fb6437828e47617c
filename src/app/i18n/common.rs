//! Words that stand on every page.

use crate::{
    app::i18n::table::texts,
    domain::{flash::Notice, role::Role},
};

texts! {
    pub struct CommonTexts {
        /// The document's title, from the page's heading.
        title(page: &str) = "{page} · AVA", "{page} · AVA";
        /// A label with the text that belongs to it.
        labelled(label: &str, text: &str) = "{label}: {text}", "{label}\u{a0}: {text}";
        skip = "Skip to content", "Aller au contenu";
        main_navigation = "Main", "Navigation principale";
        more = "More", "Plus";
        integrations = "Integrations", "Intégrations";
        agents = "Agents", "Agents";
        numbers = "Numbers", "Numéros";
        operations = "Operations", "Opérations";
        account = "Account", "Compte";
        sandbox = "Sandbox", "Bac à sable";
        sign_out = "Sign out", "Se déconnecter";
        language = "Language", "Langue";
        dismiss = "Dismiss", "Masquer";
        cancel = "Cancel", "Annuler";
        find = "Find", "Chercher";
        loading = "Loading", "Chargement";
        optional = "optional", "facultatif";
        show = "Show", "Afficher";
        hide = "Hide", "Masquer";
        copy = "Copy", "Copier";
        copied = "Copied", "Copié";
        copy_refused =
            "The browser did not allow it. Select the text, and copy it yourself.",
            "Le navigateur ne l’a pas permis. Sélectionnez le texte et copiez-le vous-même.";
        ribbon_label = "Sandbox mode", "Mode bac à sable";
        /// `all` names every provider.
        ribbon(all: &str) =
            "Sandbox: {all} are simulated here.",
            "Bac à sable\u{a0}: {all} sont simulés ici.";
        /// The second sentence, left out where there is no room.
        ribbon_more = "Nothing reaches a real phone.", "Rien n’atteint un vrai téléphone.";
        ribbon_next = "Open the sandbox", "Ouvrir le bac à sable";
        /// Stands in place of a form that the viewer's role may not send.
        look_only =
            "Your role can look at this, not change it. Ask an admin or the owner.",
            "Votre rôle permet de regarder ceci, pas de le modifier. Demandez à un administrateur ou au \
             propriétaire.";
        /// Below the pages of a person whose browser runs no script, which would tell its zone.
        in_utc =
            "Times are in UTC: your browser has not told its time zone.",
            "Les heures sont en UTC\u{a0}: votre navigateur n’a pas indiqué son fuseau horaire.";
        choose_zone = "Choose your time zone", "Choisir votre fuseau horaire";
        outdated =
            "AVA was updated since you opened this page.",
            "AVA a été mis à jour depuis l’ouverture de cette page.";
        /// Above a page that a mail has led to.
        elsewhere =
            "This link is about another organisation of yours than the one that this page shows.",
            "Ce lien concerne une autre de vos organisations que celle que montre cette page.";
        go_there = "Go there", "Y aller";
        other_org =
            "In another tab you have gone on in another organisation. This page shows the former one, and \
             changes nothing any more.",
            "Dans un autre onglet, vous êtes passé à une autre organisation. Cette page montre la précédente \
             et ne modifie plus rien.";
        reload = "Reload", "Recharger";
        /// Follows the cause: the page could not be read again.
        missed =
            "This page may show what was before. What you typed stays.",
            "Cette page montre peut-être un état dépassé. Ce que vous avez saisi reste.";
        try_again = "Try again", "Réessayer";
        role(role: Role) -> &'static str => match role {
            Role::Viewer => "Viewer", "Lecture seule";
            Role::Member => "Member", "Membre";
            Role::Admin => "Admin", "Admin";
            Role::Owner => "Owner", "Propriétaire";
        };
        notice(notice: Notice) -> &'static str => match notice {
            Notice::SignedOut => "You are signed out.", "Votre session est terminée.";
            Notice::ZoneChosen => "All times are in your zone now.", "Toutes les heures sont désormais dans votre fuseau.";
            Notice::NameChanged => "Your name is changed.", "Votre nom est changé.";
            Notice::DeviceRevoked => "That device is signed out.", "Cet appareil est déconnecté.";
            Notice::DevicesRevoked =>
                "All your other devices are signed out.",
                "Tous vos autres appareils sont déconnectés.";
            Notice::PasswordChanged =>
                "Your password is changed. All your other devices are signed out.",
                "Votre mot de passe est modifié. Tous vos autres appareils sont déconnectés.";
            Notice::IdentityLinked =>
                "Connected. From now on you can sign in there as well.",
                "Relié. Vous pouvez désormais aussi vous connecter par là.";
            Notice::IdentityUnlinked =>
                "Disconnected. From now on you sign in with your password.",
                "Délié. Vous vous connectez désormais avec votre mot de passe.";
            Notice::LinkAsked =>
                "If this address can have a link, it is on its way.",
                "Si un lien est possible pour cette adresse, il est en route.";
            Notice::PasswordReset =>
                "Your new password is set. Sign in with it.",
                "Votre nouveau mot de passe est enregistré. Connectez-vous avec.";
            Notice::EmailAsked =>
                "Each of both addresses gets a link. Your account has the new one once both are used.",
                "Chacune des deux adresses reçoit un lien. Votre compte a la nouvelle une fois les deux utilisés.";
            Notice::EmailConfirmed =>
                "Confirmed. The account has the new address once the link at the other one is used.",
                "Confirmé. Le compte a la nouvelle adresse une fois le lien de l’autre utilisé.";
            Notice::EmailChanged =>
                "The account has the new address. Sign in with it from now on.",
                "Le compte a la nouvelle adresse. Connectez-vous désormais avec elle.";
            Notice::SecondFactorAdded =>
                "Signing in asks for a code from now on. Put the recovery codes by.",
                "La connexion demandera désormais un code. Mettez les codes de secours de côté.";
            Notice::SecondFactorRemoved =>
                "The app is removed. Its codes are worth nothing any more.",
                "L’application est retirée. Ses codes ne valent plus rien.";
            Notice::RecoveryCodesMade =>
                "There are new recovery codes. Those from before are worth nothing.",
                "Il y a de nouveaux codes de secours. Les précédents ne valent plus rien.";
            Notice::PasskeyAdded =>
                "The passkey is added. It signs you in from now on.",
                "La clé d’accès est ajoutée. Elle vous connecte désormais.";
            Notice::PasskeyRenamed => "The passkey has its new name.", "La clé d’accès a son nouveau nom.";
            Notice::PasskeyRemoved =>
                "The passkey is removed. It signs nobody in any more.",
                "La clé d’accès est retirée. Elle ne connecte plus personne.";
            Notice::ApiTokenMade => "The token is made. Copy it now.", "Le jeton est créé. Copiez-le maintenant.";
            Notice::ApiTokenRevoked =>
                "The token is revoked. No program uses AVA by it any more.",
                "Le jeton est révoqué. Plus aucun programme n’utilise AVA avec lui.";
            Notice::ApiTokenPassedOn =>
                "The token is passed on. It acts in the name of that person now.",
                "Le jeton est transmis. Il agit désormais au nom de cette personne.";
            Notice::FactorDemanded =>
                "From now on, everybody needs a second factor to work in this organisation.",
                "Désormais, il faut à chacun un second facteur pour travailler dans cette organisation.";
            Notice::FactorNotDemanded =>
                "From now on, the password alone will do in this organisation.",
                "Désormais, le mot de passe suffit dans cette organisation.";
            Notice::Connected => "Checked and connected.", "Vérifié et connecté.";
            Notice::Checked => "Checked.", "Vérifié.";
            Notice::CheckedLater =>
                "Stored, but the provider could not be reached. AVA checks again by itself.",
                "Enregistré, mais le fournisseur n’a pas pu être joint. AVA vérifiera à nouveau de lui-même.";
            Notice::ProofStarted =>
                "AVA asks Twilio and Vapi again. Reload this page to see what they say.",
                "AVA interroge à nouveau Twilio et Vapi. Rechargez cette page pour voir leur réponse.";
            Notice::ImportStarted =>
                "The import has started. Its steps are on this page.",
                "Le raccordement a commencé. Ses étapes sont sur cette page.";
            Notice::NumberAssigned =>
                "AVA binds the agent at Vapi and proves it. Reload this page to see how it goes.",
                "AVA relie l’agent chez Vapi et le vérifie. Rechargez cette page pour suivre l’avancement.";
            Notice::NumberUnassigned =>
                "The agent is taken off. AVA does the same at Vapi. Reload this page to see how it goes.",
                "L’agent est détaché. AVA fait de même chez Vapi. Rechargez cette page pour suivre \
                 l’avancement.";
            Notice::NumberRemoved =>
                "The number is removed here. AVA now takes it back at Vapi and Twilio.",
                "Le numéro est retiré ici. AVA défait maintenant le reste chez Vapi et Twilio.";
            Notice::PurchaseStarted =>
                "AVA buys the number. Its steps are on this page.",
                "AVA achète le numéro. Ses étapes sont sur cette page.";
            Notice::NumberReleased =>
                "The number is gone here. AVA now releases it at Twilio.",
                "Le numéro a disparu ici. AVA le libère maintenant chez Twilio.";
            Notice::NumbersSwitched =>
                "Left. AVA takes back the rest by itself; go on with the next step.",
                "C’est fait. AVA défait le reste de lui-même\u{a0}; passez à l’étape suivante.";
            Notice::CalendarChosen =>
                "This calendar is meant for appointments now.",
                "Cet agenda est maintenant prévu pour les rendez-vous.";
            Notice::AgentCreated =>
                "The agent is saved. AVA now sets it up at Vapi.",
                "L’agent est enregistré. AVA l’installe chez Vapi.";
            Notice::AgentSaved => "The agent is saved.", "L’agent est enregistré.";
            Notice::AgentCopied =>
                "This is the copy. Change what differs; AVA sets it up at Vapi.",
                "Voici la copie. Modifiez ce qui diffère\u{a0}; AVA la met en place chez Vapi.";
            Notice::AgentDeleted =>
                "The agent is deleted. AVA now clears it away at Vapi.",
                "L’agent est supprimé. AVA le retire maintenant de chez Vapi.";
            Notice::AgentRemade =>
                "AVA makes the assistant again at Vapi.",
                "AVA recrée l’assistant chez Vapi.";
            Notice::OperationRetried => "Trying again.", "Nouvel essai en cours.";
            Notice::Decided => "Your decision is saved.", "Votre décision est enregistrée.";
            Notice::SandboxChanged => "The sandbox is set.", "Le bac à sable est réglé.";
            Notice::TestMailSent =>
                "The mail server took the test mail (250): it is on its way. Look into your inbox, and \
                 among unwanted mails.",
                "Le serveur de messagerie a accepté le message d’essai (250)\u{a0}: il est en route. Regardez \
                 dans votre boîte, et parmi les indésirables.";
            Notice::Disconnected =>
                "Disconnected. This page shows what AVA takes back at the providers.",
                "Déconnecté. Cette page montre ce qu’AVA défait chez les fournisseurs.";
            Notice::ClosedByHand =>
                "Counted as done by hand. AVA has forgotten the key.",
                "Compté comme fait à la main. AVA a oublié la clé.";
            Notice::RotationStarted =>
                "AVA has Twilio make another Auth Token. Its steps are on this page.",
                "AVA fait créer un autre Auth Token par Twilio. Ses étapes sont sur cette page.";
            Notice::ComparisonStarted =>
                "AVA compares the numbers with Vapi and Twilio. Reload this page to see what differs.",
                "AVA compare les numéros avec Vapi et Twilio. Rechargez cette page pour voir ce qui diffère.";
            Notice::RepairStarted =>
                "AVA sets the number right. Reload this page to see how it goes.",
                "AVA remet le numéro en ordre. Rechargez cette page pour suivre l’avancement.";
            Notice::DifferenceAdopted => "AVA takes it as it is there.", "AVA le prend tel qu’il est là-bas.";
            Notice::DifferenceForgotten => "AVA speaks of it no more.", "AVA n’en parle plus.";
            Notice::NotificationSettingsSaved =>
                "It is as you chose from now on.",
                "Vos choix s’appliquent dès maintenant.";
            Notice::NotificationsRead => "Everything is read.", "Tout est lu.";
            Notice::MonitoringMade => "The address is made.", "L’adresse est créée.";
            Notice::RoleChanged =>
                "The role is changed, and counts from now on.",
                "Le rôle est modifié, dès maintenant.";
            Notice::MemberRemoved =>
                "They are removed, and can do nothing here any more.",
                "C’est fait\u{a0}: cette personne n’a plus accès à rien ici.";
            Notice::OrgEntered =>
                "You are in this organisation now.",
                "Vous êtes maintenant dans cette organisation.";
            Notice::OrgLeft =>
                "You have left. This is another organisation of yours.",
                "Vous êtes parti. Voici une autre de vos organisations.";
            Notice::OrgRenamed => "The organisation has its new name.", "L’organisation porte son nouveau nom.";
            Notice::OrgMade =>
                "The organisation is made, and you are its owner.",
                "L’organisation est créée, et vous en êtes propriétaire.";
            Notice::RetentionSaved =>
                "Saved. What is older goes within minutes.",
                "Enregistré. Ce qui est plus ancien disparaît en quelques minutes.";
            Notice::HookRotated =>
                "AVA makes another address and gives it to every assistant. Its steps are on this page.",
                "AVA crée une autre adresse et la donne à chaque assistant. Ses étapes sont sur cette page.";
            Notice::WayInChecked => "The way in is checked.", "L’arrivée est vérifiée.";
            Notice::EventReplayed => "The event is applied again.", "L’événement est appliqué de nouveau.";
            Notice::TrialEnded =>
                "The conversation is over. The next turn begins another.",
                "La conversation est terminée. Le prochain message en commence une autre.";
            Notice::PhoneRings =>
                "Your phone rings. Type the code that is read.",
                "Votre téléphone sonne. Saisissez le code qui est lu.";
            Notice::PhoneConfirmed => "Your phone is confirmed.", "Votre téléphone est confirmé.";
            Notice::PhoneForgotten => "AVA has forgotten your number.", "AVA a oublié votre numéro.";
            Notice::AgentCalls =>
                "The agent rings you. This page shows the call as it goes on.",
                "L’agent vous appelle. Cette page montre l’appel au fur et à mesure.";
            Notice::BookingSettingsSaved => "The opening hours are saved.", "Les horaires sont enregistrés.";
            Notice::AgentBookingSaved => "Saved for this agent.", "Enregistré pour cet agent.";
            Notice::ServiceSaved => "The service is saved.", "La prestation est enregistrée.";
            Notice::ServiceDeleted => "The service is deleted.", "La prestation est supprimée.";
            Notice::AppointmentBooked => "The appointment is booked.", "Le rendez-vous est pris.";
            Notice::AppointmentMoved => "The appointment is moved.", "Le rendez-vous est déplacé.";
            Notice::AppointmentCancelled => "The appointment is cancelled.", "Le rendez-vous est annulé.";
            Notice::AppointmentMailed =>
                "The mail to the customer is on its way.",
                "L’e-mail au client est en route.";
            Notice::LimitSet => "The limit is set, and holds from now on.", "La limite est fixée, dès maintenant.";
            Notice::VisitBegun =>
                "You act for this organisation now.",
                "Vous agissez maintenant pour cette organisation.";
            Notice::VisitEnded =>
                "The visit is over. You are in your own organisation again.",
                "La visite est terminée. Vous êtes de nouveau dans votre organisation.";
            Notice::SupportDecided =>
                "The decision holds from now on, also for a visit that goes on.",
                "La décision vaut dès maintenant, même pour une visite en cours.";
            Notice::TenantMade =>
                "The tenant is made, and its first owner is invited.",
                "Le client est créé, et son premier propriétaire est invité.";
            Notice::DeletionAsked =>
                "The organisation rests, and will be deleted. Until then it can be taken back.",
                "L’organisation est au repos, et sera supprimée. D’ici là, cela peut être annulé.";
            Notice::DeletionTakenBack =>
                "The deletion is taken back. Everything goes on where it was.",
                "La suppression est annulée. Tout reprend là où c’en était.";
            Notice::DeletionForced =>
                "The deletion ends without waiting for what is left.",
                "La suppression se termine sans attendre ce qui reste.";
            Notice::TenantSuspended => "The tenant is suspended.", "Le client est suspendu.";
            Notice::TenantResumed => "The tenant goes on.", "Le client reprend.";
            Notice::FeatureSet => "The decision holds from now on.", "La décision vaut dès maintenant.";
            Notice::InvitationMailed =>
                "The invitation goes by mail. Links that this address was given before are over.",
                "L’invitation part par e-mail. Les liens donnés auparavant à cette adresse ne valent plus rien.";
            Notice::InvitationMade =>
                "The invitation is made. Its link is below, this once.",
                "L’invitation est créée. Son lien figure ci-dessous, cette fois seulement.";
            Notice::InvitationRevoked =>
                "The invitation is revoked, and its links are over.",
                "L’invitation est annulée, et ses liens ne valent plus rien.";
            Notice::InvitationAsked =>
                "The link is on its way to the address that is invited.",
                "Le lien est en route vers l’adresse invitée.";
            Notice::InvitationAccepted =>
                "Welcome: you are in this organisation now.",
                "Bienvenue\u{a0}: vous êtes maintenant dans cette organisation.";
            Notice::ContactSaved => "The contact is saved.", "Le contact est enregistré.";
            Notice::ContactsMerged => "Both are one contact now.", "Les deux ne font plus qu’un contact.";
            Notice::ContactsSeparated => "Both stand for themselves again.", "Les deux sont de nouveau séparés.";
            Notice::ListRead =>
                "The list is read. Nothing is imported yet.",
                "La liste est lue. Rien n’est encore importé.";
            Notice::ListImported => "The import has begun.", "L’import a commencé.";
            Notice::ListDiscarded => "The list is forgotten.", "La liste est oubliée.";
            Notice::ContactErased => "The contact is erased.", "Le contact est effacé.";
            Notice::WebhookMade =>
                "The webhook is made. Its secret stands here, this once.",
                "Le webhook est créé. Son secret figure ici, cette seule fois.";
            Notice::WebhookSaved => "The webhook is saved.", "Le webhook est enregistré.";
            Notice::WebhookDeleted => "The webhook is deleted.", "Le webhook est supprimé.";
            Notice::WebhookSecretMade =>
                "There is another secret, which stands here this once. The former one signs as well for 24 hours.",
                "Il y a un autre secret, qui figure ici cette seule fois. L’ancien signe encore pendant \
                 24\u{a0}heures.";
            Notice::WebhookTested =>
                "A test is on its way. Reload this page to see what was answered.",
                "Un essai est en route. Rechargez cette page pour voir la réponse.";
            Notice::WebhookPaused =>
                "It is paused. What happens meanwhile waits.",
                "En pause. Ce qui se passe entre-temps attend.";
            Notice::WebhookResumed =>
                "It goes on. What waited comes in its order.",
                "C’est reparti. Ce qui attendait arrive dans l’ordre.";
            Notice::DeliveryReplayed =>
                "It is in line to be sent again.",
                "Il est dans la file pour être renvoyé.";
            Notice::SpanReplayed =>
                "What happened in this time is in line to be sent again.",
                "Ce qui s’est passé dans cette période est dans la file pour être renvoyé.";
            Notice::SpanReplayedInPart =>
                "The oldest 1,000 of this time are in line. The form begins where the rest does: send it again.",
                "Les 1\u{a0}000 plus anciens de cette période sont dans la file. Le formulaire commence où commence \
                 la suite\u{a0}: envoyez-le de nouveau.";
            Notice::NothingReplayed =>
                "Nothing was to be sent again in this time.",
                "Il n’y avait rien à renvoyer dans cette période.";
            Notice::MonitoringEnded => "The address no longer answers.", "L’adresse ne répond plus.";
        };
    }
}

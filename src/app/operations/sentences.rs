//! Sentences of each kind of operation, of each step and of each receipt: one for every row
//! of `src/domain/operation/table.rs`.

use crate::{
    app::i18n::table::texts,
    domain::operation::{Action, OperationKind, StepKind},
};

texts! {
    pub struct KindTexts {
        /// Says what a kind of operation does to the subject called `name`.
        kind(kind: OperationKind, name: &str) => match kind {
            OperationKind::ImportNumber => "Bring {name} to Vapi", "Raccorder le {name} à Vapi";
            OperationKind::SyncAgent => "Set up {name} at Vapi", "Installer {name} chez Vapi";
            OperationKind::Disconnect => "Disconnect {name}", "Déconnecter {name}";
            OperationKind::RemoveNumber => "Remove {name}", "Retirer le {name}";
            OperationKind::UnassignNumber => "Take the agent off {name}", "Détacher l’agent du {name}";
            OperationKind::DeleteAgent => "Delete {name}", "Supprimer {name}";
            OperationKind::CarrySecret =>
                "Carry the new {name} key to Vapi",
                "Transmettre la nouvelle clé {name} à Vapi";
            OperationKind::HandOverKey =>
                "Bring the {name} key at Vapi up to date",
                "Mettre à jour la clé {name} chez Vapi";
            OperationKind::BuyNumber =>
                "Buy {name} and bring it to Vapi",
                "Acheter le {name} et le raccorder à Vapi";
            OperationKind::ReleaseNumber => "Release {name}", "Libérer le {name}";
            OperationKind::ForgetAddress =>
                "Take back what was made to buy {name}",
                "Défaire ce qui a été fait pour acheter le {name}";
            OperationKind::DeleteLeftover =>
                "Delete what is not used of {name}",
                "Supprimer ce qui ne sert pas pour {name}";
            OperationKind::ReleaseManaged => "Release all managed numbers", "Libérer tous les numéros gérés";
            OperationKind::SecureAccount =>
                "Renew the key of your account inside this installation’s Twilio account",
                "Renouveler la clé de votre compte dans le compte Twilio de cette installation";
            OperationKind::RotateToken =>
                "Give {name} another Auth Token",
                "Donner un autre Auth Token à {name}";
            OperationKind::UndoRotation =>
                "Keep the former Auth Token of {name}",
                "Garder l’ancien Auth Token de {name}";
            OperationKind::RotateHook =>
                "Give the events of calls another address",
                "Donner une autre adresse aux événements d’appels";
            OperationKind::CompareNumbers =>
                "Compare the numbers with Vapi and Twilio",
                "Comparer les numéros avec Vapi et Twilio";
            OperationKind::EraseCalls =>
                "Delete at Vapi the calls that are erased here",
                "Supprimer chez Vapi les appels effacés ici";
            OperationKind::SyncCalendar =>
                "Bring appointments and the Google calendar in step",
                "Accorder les rendez-vous et l’agenda Google";
        };
        step(step: StepKind) -> &'static str => match step {
            StepKind::FindAtTwilio => "Find it in the Twilio account", "Le trouver dans le compte Twilio";
            StepKind::RememberWebhooks => "Remember its current webhooks", "Noter ses webhooks actuels";
            StepKind::MakeKey =>
                "Have Twilio make a key for Vapi",
                "Faire créer par Twilio une clé pour Vapi";
            StepKind::PlaceAtVapi => "Place it at Vapi", "Le placer chez Vapi";
            StepKind::BindAgent => "Bind the agent", "Y relier l’agent";
            StepKind::Prove => "Prove that it can answer", "Vérifier qu’il peut répondre";
            StepKind::PlaceAssistant => "Set up the assistant at Vapi", "Installer l’assistant chez Vapi";
            StepKind::OpenAccount =>
                "Open your account inside this installation’s Twilio account",
                "Ouvrir votre compte dans le compte Twilio de cette installation";
            StepKind::MakeAddress => "Tell Twilio the address", "Indiquer l’adresse à Twilio";
            StepKind::BuyNumber => "Buy exactly this number", "Acheter exactement ce numéro";
            StepKind::ReleaseAtTwilio => "Release the number at Twilio", "Libérer le numéro chez Twilio";
            StepKind::DeleteAddress => "Delete the address at Twilio", "Supprimer l’adresse chez Twilio";
            StepKind::LetEnd => "Let what is under way come to its end", "Laisser finir ce qui est en cours";
            StepKind::RemoveAtVapi => "Take the number out of Vapi", "Retirer le numéro de Vapi";
            StepKind::RestoreAtTwilio =>
                "Give the number its webhooks back at Twilio",
                "Rendre au numéro ses webhooks chez Twilio";
            StepKind::UnbindAtVapi => "Unbind the number at Vapi", "Détacher le numéro chez Vapi";
            StepKind::DeleteAssistant => "Delete the assistant at Vapi", "Supprimer l’assistant chez Vapi";
            StepKind::CarryToVapi =>
                "Give Vapi the new key for the number",
                "Donner à Vapi la nouvelle clé pour le numéro";
            StepKind::RevokeKey => "Revoke Vapi’s key at Twilio", "Révoquer chez Twilio la clé de Vapi";
            StepKind::PlaceKey =>
                "Give Vapi the key that is stored here, or none",
                "Donner à Vapi la clé enregistrée ici, ou aucune";
            StepKind::TakeKeyBack => "Delete the OpenAI key at Vapi", "Supprimer la clé OpenAI chez Vapi";
            StepKind::RenewToken =>
                "Renew the account’s Auth Token at Twilio",
                "Renouveler l’Auth Token du compte chez Twilio";
            StepKind::MakeToken =>
                "Have Twilio make a second Auth Token",
                "Faire créer par Twilio un second Auth Token";
            StepKind::CheckToken =>
                "Check that it opens the account",
                "Vérifier qu’il ouvre le compte";
            StepKind::ProveToken =>
                "Prove that Vapi has it for every number",
                "Vérifier que Vapi l’a pour chaque numéro";
            StepKind::PromoteToken =>
                "Put it in the place of the former one",
                "Le mettre à la place de l’ancien";
            StepKind::CheckAgain => "Check what is stored now", "Vérifier ce qui est enregistré";
            StepKind::MakeHook =>
                "Make another address, with another secret",
                "Créer une autre adresse, avec un autre secret";
            StepKind::TellAssistant =>
                "Give the assistant the new address",
                "Donner la nouvelle adresse à l’assistant";
            StepKind::EndHook => "End the former address", "Fermer l’ancienne adresse";
            StepKind::ReturnToken =>
                "Give Vapi the former token back for the number",
                "Rendre à Vapi l’ancien jeton pour le numéro";
            StepKind::DeleteToken =>
                "Delete the second Auth Token at Twilio",
                "Supprimer le second Auth Token chez Twilio";
            StepKind::CloseAccount =>
                "Suspend the account that is empty now",
                "Suspendre le compte, qui est vide";
            StepKind::DeleteLeftover =>
                "Delete what AVA made and does not use",
                "Supprimer ce qu’AVA a créé et qui ne sert pas";
            StepKind::CompareAll =>
                "Read the numbers at Vapi and Twilio, and compare",
                "Lire les numéros chez Vapi et Twilio, et comparer";
            StepKind::DeleteCalls =>
                "Delete the calls at Vapi, with their recordings",
                "Supprimer les appels chez Vapi, avec leurs enregistrements";
            StepKind::RevokeConsent => "Take the consent back at Google", "Retirer l’accord chez Google";
            StepKind::ReadCalendar => "Read what changed in the calendar", "Lire ce qui a changé dans l’agenda";
            StepKind::WriteEvents =>
                "Write what changed here into the calendar",
                "Écrire dans l’agenda ce qui a changé ici";
            StepKind::ShredKeys => "Shred the keys kept for this", "Détruire les clés gardées pour cela";
        };
        /// Says what a step does to the number or the agent called `name`.
        step_on(step: StepKind, name: &str) -> Option<String> => match step {
            StepKind::RemoveAtVapi =>
                Some(format!("Take {name} out of Vapi")),
                Some(format!("Retirer {name} de Vapi"));
            StepKind::RestoreAtTwilio =>
                Some(format!("Give {name} its webhooks back at Twilio")),
                Some(format!("Rendre à {name} ses webhooks chez Twilio"));
            StepKind::ReleaseAtTwilio =>
                Some(format!("Release {name} at Twilio")),
                Some(format!("Libérer {name} chez Twilio"));
            StepKind::DeleteAddress =>
                Some(format!("Delete the address given for {name} at Twilio")),
                Some(format!("Supprimer chez Twilio l’adresse donnée pour {name}"));
            StepKind::UnbindAtVapi =>
                Some(format!("Unbind {name} at Vapi")),
                Some(format!("Détacher {name} chez Vapi"));
            StepKind::DeleteAssistant =>
                Some(format!("Delete the assistant of {name} at Vapi")),
                Some(format!("Supprimer l’assistant de {name} chez Vapi"));
            StepKind::CarryToVapi =>
                Some(format!("Give Vapi the new key for {name}")),
                Some(format!("Donner à Vapi la nouvelle clé pour {name}"));
            StepKind::ReturnToken =>
                Some(format!("Give Vapi the former token back for {name}")),
                Some(format!("Rendre à Vapi l’ancien jeton pour {name}"));
            StepKind::TellAssistant =>
                Some(format!("Give the assistant of {name} the new address")),
                Some(format!("Donner la nouvelle adresse à l’assistant de {name}"));
            // These steps are about neither, or are the only one of their operation.
            StepKind::FindAtTwilio
            | StepKind::RememberWebhooks
            | StepKind::MakeKey
            | StepKind::PlaceAtVapi
            | StepKind::BindAgent
            | StepKind::Prove
            | StepKind::PlaceAssistant
            | StepKind::OpenAccount
            | StepKind::MakeAddress
            | StepKind::BuyNumber
            | StepKind::LetEnd
            | StepKind::RevokeKey
            | StepKind::PlaceKey
            | StepKind::TakeKeyBack
            | StepKind::RenewToken
            | StepKind::MakeToken
            | StepKind::CheckToken
            | StepKind::ProveToken
            | StepKind::PromoteToken
            | StepKind::CheckAgain
            | StepKind::MakeHook
            | StepKind::EndHook
            | StepKind::DeleteToken
            | StepKind::CloseAccount
            | StepKind::DeleteLeftover
            | StepKind::CompareAll
            | StepKind::DeleteCalls
            | StepKind::RevokeConsent
            | StepKind::ReadCalendar
            | StepKind::WriteEvents
            | StepKind::ShredKeys => None, None;
        };
        /// Says on a receipt what the step did.
        action(action: Action) -> &'static str => match action {
            Action::FoundNumber => "Found; it can take calls", "Trouvé\u{a0}; il peut recevoir des appels";
            Action::RememberedWebhooks =>
                "Voice and message webhooks remembered",
                "Webhooks de voix et de messages notés";
            Action::WebhooksAlreadyVapi =>
                "They pointed to Vapi already; what was there before is not known",
                "Ils pointaient déjà vers Vapi\u{a0}; ce qu’il y avait avant n’est pas connu";
            Action::MadeKey =>
                "Made; Vapi gets it instead of the Auth Token",
                "Créée\u{a0}; Vapi la reçoit à la place de l’Auth Token";
            Action::KeyThere => "Vapi has a key of its own already", "Vapi a déjà sa propre clé";
            Action::KeyUnwanted =>
                "Not asked for; Vapi gets what you entered",
                "Non demandée\u{a0}; Vapi reçoit ce que vous avez saisi";
            Action::KeyNotGranted =>
                "Twilio refused; Vapi gets what you entered",
                "Twilio a refusé\u{a0}; Vapi reçoit ce que vous avez saisi";
            Action::RevokedKey => "Revoked at Twilio", "Révoquée chez Twilio";
            Action::CreatedNumber => "Made at Vapi", "Créé chez Vapi";
            Action::AdoptedNumber =>
                "Was at Vapi already; AVA uses that one",
                "Déjà chez Vapi\u{a0}; AVA utilise celui-là";
            Action::FoundLinked =>
                "Was at Vapi and bound to this agent already",
                "Déjà chez Vapi et relié à cet agent";
            Action::BoundAgent => "Bound to the agent", "Relié à l’agent";
            Action::BoundAtCreation => "Bound when it was made", "Relié dès la création";
            Action::Proved =>
                "Vapi has it active and bound, Twilio points to Vapi",
                "Actif et relié chez Vapi, dirigé vers Vapi chez Twilio";
            Action::ProvedInUs1 =>
                "Vapi has it active and bound; Twilio handles its calls in the United States (US1), and \
                 points to Vapi there",
                "Actif et relié chez Vapi\u{a0}; Twilio traite ses appels aux États-Unis (US1), où il est \
                 dirigé vers Vapi";
            Action::ProvedRegionUntold =>
                "Vapi has it active and bound; Twilio points to Vapi in the United States (US1). Which \
                 region handles its calls, this key may not read",
                "Actif et relié chez Vapi, dirigé vers Vapi aux États-Unis (US1) chez Twilio. Cette clé ne \
                 peut pas lire quelle région traite ses appels";
            Action::CreatedAssistant => "Made at Vapi", "Créé chez Vapi";
            Action::AdoptedAssistant =>
                "Was at Vapi already; AVA uses that one",
                "Déjà chez Vapi\u{a0}; AVA utilise celui-là";
            Action::UpdatedAssistant => "Brought up to date at Vapi", "Mis à jour chez Vapi";
            Action::NothingUnderWay => "Nothing is under way any more", "Plus rien n’est en cours";
            Action::RemovedNumber => "Deleted at Vapi", "Supprimé chez Vapi";
            Action::AlreadyGone => "It was gone already", "Il n’y était déjà plus";
            Action::RestoredWebhooks =>
                "Its webhooks are what they were before AVA",
                "Ses webhooks sont ceux d’avant AVA";
            Action::ClearedWebhooks =>
                "They pointed to Vapi before AVA came; now they are empty",
                "Ils pointaient vers Vapi avant AVA\u{a0}; ils sont maintenant vides";
            Action::LeftInUse =>
                "It may be used by now; left as it is",
                "Il se peut qu’il serve désormais\u{a0}; il reste tel quel";
            Action::GivenBack =>
                "It was given back already; its webhooks are left as they are",
                "Il avait déjà été rendu\u{a0}; ses webhooks restent tels quels";
            Action::LeftWebhooks =>
                "Somebody changed them since; left as they are",
                "Quelqu’un les a changés depuis\u{a0}; ils restent tels quels";
            Action::RestoredSome =>
                "What still pointed to Vapi is restored; what somebody changed is left",
                "Ce qui pointait encore vers Vapi est rétabli\u{a0}; ce que quelqu’un a changé reste tel \
                 quel";
            Action::UnboundNumber =>
                "Nobody answers it at Vapi any more",
                "Plus personne n’y répond chez Vapi";
            Action::LeftAtVapi =>
                "Somebody else made it at Vapi; left as it is",
                "Quelqu’un d’autre l’a créé chez Vapi\u{a0}; laissé tel quel";
            Action::LeftBound =>
                "Somebody or something else answers it by now; left as it is",
                "Quelqu’un ou quelque chose d’autre y répond désormais\u{a0}; laissé tel quel";
            Action::DeletedAssistant => "Deleted at Vapi", "Supprimé chez Vapi";
            Action::OpenedAccount => "Opened at Twilio", "Ouvert chez Twilio";
            Action::FoundAccount =>
                "Was opened for an earlier number; AVA uses that one",
                "Ouvert pour un numéro précédent\u{a0}; AVA utilise celui-là";
            Action::ReopenedAccount =>
                "Was suspended after an earlier number; active again, with a new token",
                "Était suspendu depuis un numéro précédent\u{a0}; de nouveau actif, avec un nouveau jeton";
            Action::SuspendedAccount =>
                "Suspended: nobody can do anything in it",
                "Suspendu\u{a0}: plus personne ne peut rien y faire";
            Action::ClosedAccount => "Closed at Twilio", "Fermé chez Twilio";
            Action::AccountInUse =>
                "Another number is in it, or ordered; it stays",
                "Un autre numéro s’y trouve ou est commandé\u{a0}; il reste";
            Action::RenewedToken =>
                "Renewed; the former one opens nothing",
                "Renouvelé\u{a0}; l’ancien n’ouvre plus rien";
            Action::MadeToken =>
                "Made; both open the account for now",
                "Créé\u{a0}; pour l’instant, les deux ouvrent le compte";
            Action::TokenAccepted => "Twilio accepts it", "Twilio l’accepte";
            Action::ProvedToken =>
                "Vapi has it wherever it had the former one",
                "Vapi l’a partout où il avait l’ancien";
            Action::PromotedToken =>
                "Done; the former one opens nothing, and AVA signs in with the new one",
                "Fait\u{a0}; l’ancien n’ouvre plus rien, et AVA se connecte avec le nouveau";
            Action::ReturnedToken => "Vapi has the former token again", "Vapi a de nouveau l’ancien jeton";
            Action::DeletedToken =>
                "Deleted; the former one opens the account alone",
                "Supprimé\u{a0}; l’ancien ouvre seul le compte";
            Action::MadeHook =>
                "Made; the former one still answers",
                "Créée\u{a0}; l’ancienne répond encore";
            Action::ToldAssistant => "It sends its events there now", "Il y envoie désormais ses événements";
            Action::LeftServer =>
                "It sends its events to somebody else’s server; left as it is",
                "Il envoie ses événements au serveur de quelqu’un d’autre\u{a0}; laissé tel quel";
            Action::EndedHook =>
                "It no longer answers; every assistant has the new one",
                "Elle ne répond plus\u{a0}; chaque assistant a la nouvelle";
            Action::MadeAddress => "Twilio has it now", "Twilio l’a maintenant";
            Action::FoundAddress => "Twilio had it already", "Twilio l’avait déjà";
            Action::NoAddress => "Twilio asks for none", "Twilio n’en demande pas";
            Action::BoughtNumber => "Bought", "Acheté";
            Action::FoundBought =>
                "Bought by an earlier attempt; not bought twice",
                "Acheté lors d’un essai précédent\u{a0}; pas acheté deux fois";
            Action::ReleasedNumber =>
                "Released at Twilio; it is not billed any more",
                "Libéré chez Twilio\u{a0}; il n’est plus facturé";
            Action::DeletedAddress => "Deleted at Twilio", "Supprimée chez Twilio";
            Action::CarriedSecret => "Vapi has the new key", "Vapi a la nouvelle clé";
            Action::CarriedBesideToken =>
                "Vapi has the key, and still holds the Auth Token that it was given before",
                "Vapi a la clé, et détient encore l’Auth Token reçu auparavant";
            Action::PlacedAnew =>
                "Vapi has the key, in place of the Auth Token that it was given before",
                "Vapi a la clé, à la place de l’Auth Token reçu auparavant";
            Action::KeyGiven =>
                "Vapi has it, and bills no model from now on",
                "Vapi l’a, et ne facture plus aucun modèle";
            Action::KeyNotKept =>
                "Vapi keeps no keys for this organisation, and goes on billing the models",
                "Vapi ne garde pas de clés pour cette organisation et continue de facturer les modèles";
            Action::KeyStaysHere =>
                "It is not to go to Vapi, or works in its own region alone",
                "Elle ne doit pas aller chez Vapi, ou ne marche que dans sa région";
            Action::KeyTakenBack =>
                "Deleted at Vapi, which bills the models again",
                "Supprimée chez Vapi, qui facture à nouveau les modèles";
            Action::NotCarried =>
                "Vapi did not take it; AVA gives it later",
                "Vapi ne l’a pas prise\u{a0}; AVA la donne plus tard";
            Action::FoundNoDifference => "Everything is there as it is here", "Tout y est comme ici";
            Action::FoundDifferences =>
                "Something differs; the lists of numbers and agents say what",
                "Quelque chose diffère\u{a0}; les listes des numéros et des agents disent quoi";
            Action::DeletedCalls =>
                "The account connected has none of them any more, nor their recordings",
                "Le compte connecté n’en a plus aucun, ni leurs enregistrements";
            Action::RevokedConsent =>
                "Taken back; Google lets AVA in no more",
                "Retiré\u{a0}; Google ne laisse plus entrer AVA";
            Action::ConsentStillUsed =>
                "Somebody here has connected the same Google account, and Google knows one consent for both; \
                 left as it is",
                "Quelqu’un ici a connecté le même compte Google, et Google ne connaît qu’un accord pour les \
                 deux\u{a0}; il reste tel quel";
            Action::ReadCalendar => "Read, and taken over here", "Lu, et repris ici";
            Action::WroteEvents => "Written", "Écrit";
            Action::NothingToWrite => "Nothing had changed here", "Rien n’avait changé ici";
            Action::ShreddedKeys => "Nothing of the keys is left here", "Il ne reste rien des clés ici";
            Action::DoneByHand => "Done by hand", "Fait à la main";
        };
    }
}

//! Words of operations: their list, and the timeline of one.

mod clean_up;

pub use clean_up::CleanUpTexts;

use crate::domain::operation::{
    Action, ImportOutcome, OperationKind, OperationState, StepKind, StepState, WaitingFor,
};

pub struct OperationsTexts {
    pub title: &'static str,
    pub lead: &'static str,
    pub loading: &'static str,
    pub empty: &'static str,
    pub empty_text: &'static str,
    pub to_integrations: &'static str,
    pub older: &'static str,
    pub newest: &'static str,

    /// What a kind does, by the name of what it does it to.
    pub kind: fn(OperationKind, &str) -> String,
    pub state: fn(OperationState) -> &'static str,
    pub step: fn(StepKind) -> &'static str,
    pub step_state: fn(StepState) -> &'static str,
    pub action: fn(Action) -> &'static str,
    pub outcome: fn(ImportOutcome) -> &'static str,
    pub done_text: &'static str,
    pub stopped_text: &'static str,
    pub taken_back_text: &'static str,

    pub steps: &'static str,
    pub attempts: fn(u32) -> String,
    pub next_attempt: fn(&str) -> String,
    pub started: &'static str,
    pub finished: &'static str,
    pub agent: &'static str,
    pub reference: &'static str,
    pub keeps_going: &'static str,
    pub refresh: &'static str,
    pub retry: &'static str,
    pub full_timeline: &'static str,

    pub waits: fn(WaitingFor) -> String,
    /// With the title of the clean-up that it waits for.
    pub behind: fn(&str) -> String,
    /// The same, of one that asks for help.
    pub behind_stuck: fn(&str) -> String,
    pub see_behind: &'static str,
    /// With when AVA stops trying.
    pub not_free_until: fn(&str) -> String,
    pub takeover: &'static str,
    pub your_agent: &'static str,
    pub take_over: &'static str,
    pub leave: &'static str,
    /// The same about its messages.
    pub messages: &'static str,
    pub take_messages: &'static str,
    pub leave_messages: &'static str,
    pub decide: &'static str,
    pub decided: &'static str,

    /// Of what is taken back at the providers.
    pub clean_up: CleanUpTexts,
}

pub const EN: OperationsTexts = OperationsTexts {
    title: "Operations",
    lead: "What AVA does for you at Vapi and Twilio, step by step, with the receipt of each.",
    loading: "Loading operations",
    empty: "Nothing has run yet",
    empty_text: "When you make an agent or bring a number to Vapi, each step is kept here: what was done, on what, and when.",
    to_integrations: "Go to integrations",
    older: "Older",
    newest: "Newest",

    kind: |kind, name| match kind {
        OperationKind::ImportNumber => format!("Bring {name} to Vapi"),
        OperationKind::SyncAgent => format!("Set up {name} at Vapi"),
        OperationKind::VerifyCredential => format!("Check the {name} key"),
        OperationKind::Disconnect => format!("Disconnect {name}"),
        OperationKind::RemoveNumber => format!("Remove {name}"),
        OperationKind::UnassignNumber => format!("Take the agent off {name}"),
        OperationKind::DeleteAgent => format!("Delete {name}"),
        OperationKind::CarrySecret => format!("Carry the new {name} key to Vapi"),
        OperationKind::BuyNumber => format!("Buy {name} and bring it to Vapi"),
        OperationKind::ReleaseNumber => format!("Release {name}"),
        OperationKind::ForgetAddress => format!("Take back what was made to buy {name}"),
        OperationKind::DeleteLeftover => format!("Delete what is not used of {name}"),
        OperationKind::ReleaseManaged => "Release all managed numbers".to_owned(),
        OperationKind::SecureAccount => {
            "Renew the key of your account inside this installation’s Twilio account".to_owned()
        }
        OperationKind::CompareNumbers => "Compare the numbers with Vapi and Twilio".to_owned(),
    },
    state: |state| match state {
        OperationState::Running => "Working",
        OperationState::Retrying => "Trying again",
        OperationState::Waiting => "Waiting",
        OperationState::Done => "Done",
        OperationState::Failed => "Failed",
        OperationState::Stopped => "Stopped",
        OperationState::Attention => "Needs attention",
    },
    step: |step| match step {
        StepKind::FindAtTwilio => "Find it in the Twilio account",
        StepKind::RememberWebhooks => "Remember its current webhooks",
        StepKind::MakeKey => "Have Twilio make a key for Vapi",
        StepKind::PlaceAtVapi => "Place it at Vapi",
        StepKind::BindAgent => "Bind the agent",
        StepKind::Prove => "Prove that it can answer",
        StepKind::PlaceAssistant => "Set up the assistant at Vapi",
        StepKind::AskProvider => "Ask the provider",
        StepKind::OpenAccount => "Open your account inside this installation’s Twilio account",
        StepKind::MakeAddress => "Tell Twilio the address",
        StepKind::BuyNumber => "Buy exactly this number",
        StepKind::ReleaseAtTwilio => "Release the number at Twilio",
        StepKind::DeleteAddress => "Delete the address at Twilio",
        StepKind::LetEnd => "Let what is under way come to its end",
        StepKind::RemoveAtVapi => "Take the number out of Vapi",
        StepKind::RestoreAtTwilio => "Give the number its webhooks back at Twilio",
        StepKind::UnbindAtVapi => "Unbind the number at Vapi",
        StepKind::DeleteAssistant => "Delete the assistant at Vapi",
        StepKind::CarryToVapi => "Give Vapi the new key for the number",
        StepKind::RevokeKey => "Revoke Vapi’s key at Twilio",
        StepKind::RenewToken => "Renew the account’s Auth Token at Twilio",
        StepKind::CloseAccount => "Suspend the account that is empty now",
        StepKind::DeleteLeftover => "Delete what AVA made and does not use",
        StepKind::CompareAll => "Read the numbers at Vapi and Twilio, and compare",
        StepKind::ShredKeys => "Shred the keys kept for this",
    },
    step_state: |state| match state {
        StepState::Todo => "to do",
        StepState::Running => "running",
        StepState::Retrying => "will be tried again",
        StepState::Waiting => "waiting",
        StepState::Done => "done",
        StepState::Skipped => "not needed",
        StepState::Failed => "failed",
    },
    action: |action| match action {
        Action::FoundNumber => "Found; it can take calls",
        Action::RememberedWebhooks => "Voice and message webhooks remembered",
        Action::WebhooksAlreadyVapi => "They pointed to Vapi already; what was there before is not known",
        Action::MadeKey => "Made; Vapi gets it instead of the Auth Token",
        Action::KeyThere => "Vapi has a key of its own already",
        Action::KeyUnwanted => "Not asked for; Vapi gets what you entered",
        Action::KeyNotGranted => "Twilio refused; Vapi gets what you entered",
        Action::RevokedKey => "Revoked at Twilio",
        Action::CreatedNumber => "Made at Vapi",
        Action::AdoptedNumber => "Was at Vapi already; AVA uses that one",
        Action::FoundLinked => "Was at Vapi and bound to this agent already",
        Action::BoundAgent => "Bound to the agent",
        Action::BoundAtCreation => "Bound when it was made",
        Action::Proved => "Vapi has it active and bound, Twilio points to Vapi",
        Action::ProvedInUs1 => {
            "Vapi has it active and bound; Twilio handles its calls in the United States (US1), and points to Vapi there"
        }
        Action::ProvedRegionUntold => {
            "Vapi has it active and bound; Twilio points to Vapi in the United States (US1). Which region handles its calls, this key may not read"
        }
        Action::CreatedAssistant => "Made at Vapi",
        Action::AdoptedAssistant => "Was at Vapi already; AVA uses that one",
        Action::UpdatedAssistant => "Brought up to date at Vapi",
        Action::KeyAccepted => "The key was accepted",
        Action::NothingUnderWay => "Nothing is under way any more",
        Action::RemovedNumber => "Deleted at Vapi",
        Action::AlreadyGone => "It was gone already",
        Action::RestoredWebhooks => "Its webhooks are what they were before AVA",
        Action::ClearedWebhooks => "They pointed to Vapi before AVA came; now they are empty",
        Action::LeftInUse => "It may be used by now; left as it is",
        Action::GivenBack => "It was given back already; its webhooks are left as they are",
        Action::LeftWebhooks => "Somebody changed them since; left as they are",
        Action::RestoredSome => "What still pointed to Vapi is restored; what somebody changed is left",
        Action::UnboundNumber => "Nobody answers it at Vapi any more",
        Action::LeftAtVapi => "Somebody else made it at Vapi; left as it is",
        Action::LeftBound => "Somebody or something else answers it by now; left as it is",
        Action::DeletedAssistant => "Deleted at Vapi",
        Action::OpenedAccount => "Opened at Twilio",
        Action::FoundAccount => "Was opened for an earlier number; AVA uses that one",
        Action::ReopenedAccount => "Was suspended after an earlier number; active again, with a new token",
        Action::SuspendedAccount => "Suspended: nobody can do anything in it",
        Action::ClosedAccount => "Closed at Twilio",
        Action::AccountInUse => "Another number is in it, or ordered; it stays",
        Action::RenewedToken => "Renewed; the former one opens nothing",
        Action::MadeAddress => "Twilio has it now",
        Action::FoundAddress => "Twilio had it already",
        Action::NoAddress => "Twilio asks for none",
        Action::BoughtNumber => "Bought",
        Action::FoundBought => "Bought by an earlier attempt; not bought twice",
        Action::ReleasedNumber => "Released at Twilio; it is not billed any more",
        Action::DeletedAddress => "Deleted at Twilio",
        Action::CarriedSecret => "Vapi has the new key",
        Action::CarriedBesideToken => {
            "Vapi has the key, and still holds the Auth Token that it was given before"
        }
        Action::PlacedAnew => "Vapi has the key, in place of the Auth Token that it was given before",
        Action::NotCarried => "Vapi did not take it; AVA gives it later",
        Action::FoundNoDifference => "Everything is there as it is here",
        Action::FoundDifferences => "Something differs; the lists of numbers and agents say what",
        Action::ShreddedKeys => "Nothing of the keys is left here",
        Action::DoneByHand => "Done by hand",
    },
    outcome: |outcome| match outcome {
        ImportOutcome::Imported => "The number is at Vapi, bound, and proved.",
        ImportOutcome::Adopted => {
            "The number was at Vapi already. It is bound to your agent now, and proved."
        }
        ImportOutcome::AlreadyLinked => {
            "The number was at Vapi and bound to this agent already. It is proved."
        }
        ImportOutcome::TakenOver => "Your agent took the number over. It is proved.",
    },
    done_text: "Everything went through.",
    stopped_text: "Stopped, as you asked. Nothing changed at Vapi or Twilio.",
    taken_back_text: "Stopped, because what it was for was removed or disconnected. What it had made is taken back.",

    steps: "Steps",
    attempts: |count| format!("{count} attempts"),
    next_attempt: |when| format!("next attempt {when}"),
    started: "Started",
    finished: "Finished",
    agent: "Agent",
    reference: "Reference",
    keeps_going: "You can close this page. The work goes on, and this list stays up to date in every tab.",
    refresh: "Refresh",
    retry: "Try again",
    full_timeline: "Open the timeline",

    waits: |thing| match thing {
        WaitingFor::Provider(provider) => {
            format!("Waiting for {}. Connect it, and this goes on by itself.", provider.name())
        }
        WaitingFor::Agent => {
            "Waiting for an agent that is set up at Vapi. Make one, and this goes on by itself.".into()
        }
        WaitingFor::Takeover => {
            "Waiting for your decision: somebody or something else answers this number.".into()
        }
        WaitingFor::Messages => {
            "Waiting for your decision: somebody or something else answers its text messages.".into()
        }
        WaitingFor::Conflict => "Waiting for your decision: somebody changed this assistant at Vapi.".into(),
        WaitingFor::Gone => "Waiting for your decision: somebody deleted this assistant at Vapi.".into(),
        WaitingFor::Operation => {
            "Waiting for another operation on the same thing to end. Then this goes on by itself.".into()
        }
    },
    behind: |title| format!("Waiting for another operation to end: {title}. Then this goes on by itself."),
    behind_stuck: |title| {
        format!("Waiting for another operation, which does not get on without your help: {title}.")
    },
    see_behind: "See that operation",
    not_free_until: |when| {
        format!(
            "AVA tries by itself, and gives up {when}. After that, try again here, or pick another number."
        )
    },
    takeover: "Somebody or something else answers this number",
    your_agent: "your agent",
    take_over: "Take it over",
    leave: "Leave it as it is",
    messages: "Somebody or something else answers its text messages",
    take_messages: "Let Vapi answer them",
    leave_messages: "Leave them there",
    decide: "Decide",
    decided: "Your decision is saved.",

    clean_up: clean_up::EN,
};

pub const FR: OperationsTexts = OperationsTexts {
    title: "Opérations",
    lead: "Ce qu’AVA fait pour vous chez Vapi et Twilio, étape par étape, avec une trace de chacune.",
    loading: "Chargement des opérations",
    empty: "Rien n’a encore été lancé",
    empty_text: "Quand vous créez un agent ou raccordez un numéro à Vapi, chaque étape est conservée ici\u{a0}: ce qui a été fait, sur quoi, et quand.",
    to_integrations: "Aller aux intégrations",
    older: "Plus anciennes",
    newest: "Plus récentes",

    kind: |kind, name| match kind {
        OperationKind::ImportNumber => format!("Raccorder le {name} à Vapi"),
        OperationKind::SyncAgent => format!("Installer {name} chez Vapi"),
        OperationKind::VerifyCredential => format!("Vérifier la clé {name}"),
        OperationKind::Disconnect => format!("Déconnecter {name}"),
        OperationKind::RemoveNumber => format!("Retirer le {name}"),
        OperationKind::UnassignNumber => format!("Détacher l’agent du {name}"),
        OperationKind::DeleteAgent => format!("Supprimer {name}"),
        OperationKind::CarrySecret => format!("Transmettre la nouvelle clé {name} à Vapi"),
        OperationKind::BuyNumber => format!("Acheter le {name} et le raccorder à Vapi"),
        OperationKind::ReleaseNumber => format!("Libérer le {name}"),
        OperationKind::ForgetAddress => format!("Défaire ce qui a été fait pour acheter le {name}"),
        OperationKind::DeleteLeftover => format!("Supprimer ce qui ne sert pas pour {name}"),
        OperationKind::ReleaseManaged => "Libérer tous les numéros gérés".to_owned(),
        OperationKind::SecureAccount => {
            "Renouveler la clé de votre compte dans le compte Twilio de cette installation".to_owned()
        }
        OperationKind::CompareNumbers => "Comparer les numéros avec Vapi et Twilio".to_owned(),
    },
    state: |state| match state {
        OperationState::Running => "En cours",
        OperationState::Retrying => "Nouvel essai",
        OperationState::Waiting => "En attente",
        OperationState::Done => "Terminée",
        OperationState::Failed => "Échec",
        OperationState::Stopped => "Arrêtée",
        OperationState::Attention => "Attention requise",
    },
    step: |step| match step {
        StepKind::FindAtTwilio => "Le trouver dans le compte Twilio",
        StepKind::RememberWebhooks => "Noter ses webhooks actuels",
        StepKind::MakeKey => "Faire créer par Twilio une clé pour Vapi",
        StepKind::PlaceAtVapi => "Le placer chez Vapi",
        StepKind::BindAgent => "Y relier l’agent",
        StepKind::Prove => "Vérifier qu’il peut répondre",
        StepKind::PlaceAssistant => "Installer l’assistant chez Vapi",
        StepKind::AskProvider => "Interroger le fournisseur",
        StepKind::OpenAccount => "Ouvrir votre compte dans le compte Twilio de cette installation",
        StepKind::MakeAddress => "Indiquer l’adresse à Twilio",
        StepKind::BuyNumber => "Acheter exactement ce numéro",
        StepKind::ReleaseAtTwilio => "Libérer le numéro chez Twilio",
        StepKind::DeleteAddress => "Supprimer l’adresse chez Twilio",
        StepKind::LetEnd => "Laisser finir ce qui est en cours",
        StepKind::RemoveAtVapi => "Retirer le numéro de Vapi",
        StepKind::RestoreAtTwilio => "Rendre au numéro ses webhooks chez Twilio",
        StepKind::UnbindAtVapi => "Détacher le numéro chez Vapi",
        StepKind::DeleteAssistant => "Supprimer l’assistant chez Vapi",
        StepKind::CarryToVapi => "Donner à Vapi la nouvelle clé pour le numéro",
        StepKind::RevokeKey => "Révoquer chez Twilio la clé de Vapi",
        StepKind::RenewToken => "Renouveler l’Auth Token du compte chez Twilio",
        StepKind::CloseAccount => "Suspendre le compte, qui est vide",
        StepKind::DeleteLeftover => "Supprimer ce qu’AVA a créé et qui ne sert pas",
        StepKind::CompareAll => "Lire les numéros chez Vapi et Twilio, et comparer",
        StepKind::ShredKeys => "Détruire les clés gardées pour cela",
    },
    step_state: |state| match state {
        StepState::Todo => "à faire",
        StepState::Running => "en cours",
        StepState::Retrying => "sera réessayée",
        StepState::Waiting => "en attente",
        StepState::Done => "faite",
        StepState::Skipped => "inutile",
        StepState::Failed => "en échec",
    },
    action: |action| match action {
        Action::FoundNumber => "Trouvé\u{a0}; il peut recevoir des appels",
        Action::RememberedWebhooks => "Webhooks de voix et de messages notés",
        Action::WebhooksAlreadyVapi => {
            "Ils pointaient déjà vers Vapi\u{a0}; ce qu’il y avait avant n’est pas connu"
        }
        Action::MadeKey => "Créée\u{a0}; Vapi la reçoit à la place de l’Auth Token",
        Action::KeyThere => "Vapi a déjà sa propre clé",
        Action::KeyUnwanted => "Non demandée\u{a0}; Vapi reçoit ce que vous avez saisi",
        Action::KeyNotGranted => "Twilio a refusé\u{a0}; Vapi reçoit ce que vous avez saisi",
        Action::RevokedKey => "Révoquée chez Twilio",
        Action::CreatedNumber => "Créé chez Vapi",
        Action::AdoptedNumber => "Déjà chez Vapi\u{a0}; AVA utilise celui-là",
        Action::FoundLinked => "Déjà chez Vapi et relié à cet agent",
        Action::BoundAgent => "Relié à l’agent",
        Action::BoundAtCreation => "Relié dès la création",
        Action::Proved => "Actif et relié chez Vapi, dirigé vers Vapi chez Twilio",
        Action::ProvedInUs1 => {
            "Actif et relié chez Vapi\u{a0}; Twilio traite ses appels aux États-Unis (US1), où il est dirigé vers Vapi"
        }
        Action::ProvedRegionUntold => {
            "Actif et relié chez Vapi, dirigé vers Vapi aux États-Unis (US1) chez Twilio. Cette clé ne peut pas lire quelle région traite ses appels"
        }
        Action::CreatedAssistant => "Créé chez Vapi",
        Action::AdoptedAssistant => "Déjà chez Vapi\u{a0}; AVA utilise celui-là",
        Action::UpdatedAssistant => "Mis à jour chez Vapi",
        Action::KeyAccepted => "La clé a été acceptée",
        Action::NothingUnderWay => "Plus rien n’est en cours",
        Action::RemovedNumber => "Supprimé chez Vapi",
        Action::AlreadyGone => "Il n’y était déjà plus",
        Action::RestoredWebhooks => "Ses webhooks sont ceux d’avant AVA",
        Action::ClearedWebhooks => "Ils pointaient vers Vapi avant AVA\u{a0}; ils sont maintenant vides",
        Action::LeftInUse => "Il se peut qu’il serve désormais\u{a0}; il reste tel quel",
        Action::GivenBack => "Il avait déjà été rendu\u{a0}; ses webhooks restent tels quels",
        Action::LeftWebhooks => "Quelqu’un les a changés depuis\u{a0}; ils restent tels quels",
        Action::RestoredSome => {
            "Ce qui pointait encore vers Vapi est rétabli\u{a0}; ce que quelqu’un a changé reste tel quel"
        }
        Action::UnboundNumber => "Plus personne n’y répond chez Vapi",
        Action::LeftAtVapi => "Quelqu’un d’autre l’a créé chez Vapi\u{a0}; laissé tel quel",
        Action::LeftBound => "Quelqu’un ou quelque chose d’autre y répond désormais\u{a0}; laissé tel quel",
        Action::DeletedAssistant => "Supprimé chez Vapi",
        Action::OpenedAccount => "Ouvert chez Twilio",
        Action::FoundAccount => "Ouvert pour un numéro précédent\u{a0}; AVA utilise celui-là",
        Action::ReopenedAccount => {
            "Était suspendu depuis un numéro précédent\u{a0}; de nouveau actif, avec un nouveau jeton"
        }
        Action::SuspendedAccount => "Suspendu\u{a0}: plus personne ne peut rien y faire",
        Action::ClosedAccount => "Fermé chez Twilio",
        Action::AccountInUse => "Un autre numéro s’y trouve ou est commandé\u{a0}; il reste",
        Action::RenewedToken => "Renouvelé\u{a0}; l’ancien n’ouvre plus rien",
        Action::MadeAddress => "Twilio l’a maintenant",
        Action::FoundAddress => "Twilio l’avait déjà",
        Action::NoAddress => "Twilio n’en demande pas",
        Action::BoughtNumber => "Acheté",
        Action::FoundBought => "Acheté lors d’un essai précédent\u{a0}; pas acheté deux fois",
        Action::ReleasedNumber => "Libéré chez Twilio\u{a0}; il n’est plus facturé",
        Action::DeletedAddress => "Supprimée chez Twilio",
        Action::CarriedSecret => "Vapi a la nouvelle clé",
        Action::CarriedBesideToken => "Vapi a la clé, et détient encore l’Auth Token reçu auparavant",
        Action::PlacedAnew => "Vapi a la clé, à la place de l’Auth Token reçu auparavant",
        Action::NotCarried => "Vapi ne l’a pas prise\u{a0}; AVA la donne plus tard",
        Action::FoundNoDifference => "Tout y est comme ici",
        Action::FoundDifferences => {
            "Quelque chose diffère\u{a0}; les listes des numéros et des agents disent quoi"
        }
        Action::ShreddedKeys => "Il ne reste rien des clés ici",
        Action::DoneByHand => "Fait à la main",
    },
    outcome: |outcome| match outcome {
        ImportOutcome::Imported => "Le numéro est chez Vapi, relié et vérifié.",
        ImportOutcome::Adopted => {
            "Le numéro était déjà chez Vapi. Il est maintenant relié à votre agent, et vérifié."
        }
        ImportOutcome::AlreadyLinked => {
            "Le numéro était déjà chez Vapi et relié à cet agent. Il est vérifié."
        }
        ImportOutcome::TakenOver => "Votre agent a repris le numéro. Il est vérifié.",
    },
    done_text: "Tout s’est bien passé.",
    stopped_text: "Arrêtée, à votre demande. Rien n’a changé chez Vapi ni chez Twilio.",
    taken_back_text: "Arrêtée, car ce à quoi elle servait a été retiré ou déconnecté. Ce qui avait été fait est défait.",

    steps: "Étapes",
    attempts: |count| format!("{count} essais"),
    next_attempt: |when| format!("prochain essai {when}"),
    started: "Début",
    finished: "Fin",
    agent: "Agent",
    reference: "Référence",
    keeps_going: "Vous pouvez fermer cette page. Le travail continue, et cette liste reste à jour dans chaque onglet.",
    refresh: "Actualiser",
    retry: "Réessayer",
    full_timeline: "Ouvrir le déroulé",

    waits: |thing| {
        match thing {
        WaitingFor::Provider(provider) => {
            format!("En attente de {}. Connectez-le, et la suite se fait d’elle-même.", provider.name())
        }
        WaitingFor::Agent => {
            "En attente d’un agent installé chez Vapi. Créez-en un, et la suite se fait d’elle-même.".into()
        }
        WaitingFor::Takeover => {
            "En attente de votre décision\u{a0}: quelqu’un ou quelque chose d’autre répond à ce numéro.".into()
        }
        WaitingFor::Messages => {
            "En attente de votre décision\u{a0}: quelqu’un ou quelque chose d’autre répond à ses SMS.".into()
        }
        WaitingFor::Conflict => {
            "En attente de votre décision\u{a0}: quelqu’un a modifié cet assistant chez Vapi.".into()
        }
        WaitingFor::Gone => {
            "En attente de votre décision\u{a0}: quelqu’un a supprimé cet assistant chez Vapi.".into()
        }
        WaitingFor::Operation => {
            "En attente de la fin d’une autre opération sur la même chose. La suite se fait ensuite d’elle-même.".into()
        }
    }
    },
    behind: |title| {
        format!(
            "En attente de la fin d’une autre opération\u{a0}: {title}. La suite se fait ensuite d’elle-même."
        )
    },
    behind_stuck: |title| {
        format!("En attente d’une autre opération, qui n’avance pas sans votre aide\u{a0}: {title}.")
    },
    see_behind: "Voir cette opération",
    not_free_until: |when| {
        format!(
            "AVA réessaie de lui-même, et abandonne {when}. Ensuite, réessayez ici, ou choisissez un autre numéro."
        )
    },
    takeover: "Quelqu’un ou quelque chose d’autre répond à ce numéro",
    your_agent: "votre agent",
    take_over: "Reprendre le numéro",
    leave: "Laisser tel quel",
    messages: "Quelqu’un ou quelque chose d’autre répond à ses SMS",
    take_messages: "Laisser Vapi y répondre",
    leave_messages: "Ne rien y changer",
    decide: "Décider",
    decided: "Votre décision est enregistrée.",

    clean_up: clean_up::FR,
};

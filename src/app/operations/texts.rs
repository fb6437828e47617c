//! Words of operations: their list, and the timeline of one.

use super::{
    cleanup_texts::{self, CleanupTexts},
    sentences,
};
use crate::{
    app::i18n::table::texts,
    domain::operation::{
        Action, ImportOutcome, OperationKind, OperationState, StepKind, StepState, WaitingFor,
    },
};

texts! {
    pub struct OperationsTexts {
        title = "Operations", "Opérations";
        /// `all` names every provider.
        lead(all: &str) =
            "What AVA does for you at {all}, step by step, with the receipt of each.",
            "Ce qu’AVA fait pour vous chez {all}, étape par étape, avec une trace de chacune.";
        loading = "Loading operations", "Chargement des opérations";
        empty = "Nothing has run yet", "Rien n’a encore été lancé";
        empty_text =
            "When you make an agent or bring a number to Vapi, each step is kept here: what was done, on \
             what, and when.",
            "Quand vous créez un agent ou raccordez un numéro à Vapi, chaque étape est conservée ici\u{a0}: \
             ce qui a été fait, sur quoi, et quand.";
        to_integrations = "Go to integrations", "Aller aux intégrations";
        older = "Older", "Plus anciennes";
        newest = "Newest", "Plus récentes";

        /// The number of objects that a receipt is about.
        counted(count: u32) = "Number: {count}.", "Nombre\u{a0}: {count}.";
        kind: fn(OperationKind, &str) -> String = sentences::EN.kind, sentences::FR.kind;
        state(state: OperationState) -> &'static str => match state {
            OperationState::Queued => "Queued", "En file d’attente";
            OperationState::Running => "Working", "En cours";
            OperationState::Retrying => "Trying again", "Nouvel essai";
            OperationState::Waiting => "Waiting", "En attente";
            OperationState::Done => "Done", "Terminée";
            OperationState::Failed => "Failed", "Échec";
            OperationState::Stopped => "Stopped", "Arrêtée";
            OperationState::NeedsAttention => "Needs attention", "Attention requise";
        };
        step: fn(StepKind) -> &'static str = sentences::EN.step, sentences::FR.step;
        /// The sentence of a step with the name of its subject; `None` for a step without one.
        step_on: fn(StepKind, &str) -> Option<String> = sentences::EN.step_on, sentences::FR.step_on;
        step_state(state: StepState) -> &'static str => match state {
            StepState::Todo => "to do", "à faire";
            StepState::Running => "running", "en cours";
            StepState::Retrying => "will be tried again", "sera réessayée";
            StepState::Waiting => "waiting", "en attente";
            StepState::Done => "done", "faite";
            StepState::Skipped => "not needed", "inutile";
            StepState::Failed => "failed", "en échec";
        };
        action: fn(Action) -> &'static str = sentences::EN.action, sentences::FR.action;
        outcome(outcome: ImportOutcome) -> &'static str => match outcome {
            ImportOutcome::Imported =>
                "The number is at Vapi, bound, and proved.",
                "Le numéro est chez Vapi, relié et vérifié.";
            ImportOutcome::Adopted =>
                "The number was at Vapi already. It is bound to your agent now, and proved.",
                "Le numéro était déjà chez Vapi. Il est maintenant relié à votre agent, et vérifié.";
            ImportOutcome::AlreadyLinked =>
                "The number was at Vapi and bound to this agent already. It is proved.",
                "Le numéro était déjà chez Vapi et relié à cet agent. Il est vérifié.";
            ImportOutcome::TakenOver =>
                "Your agent took the number over. It is proved.",
                "Votre agent a repris le numéro. Il est vérifié.";
        };
        done_text = "Everything went through.", "Tout s’est bien passé.";
        stopped_text =
            "Stopped, as you asked. Nothing changed at Vapi or Twilio.",
            "Arrêtée, à votre demande. Rien n’a changé chez Vapi ni chez Twilio.";
        cancelled_text =
            "Stopped, because what it was for was removed or disconnected. What it had made is taken back.",
            "Arrêtée, car ce à quoi elle servait a été retiré ou déconnecté. Ce qui avait été fait est \
             défait.";

        steps = "Steps", "Étapes";
        attempts(count: u32) = "{count} attempts", "{count} essais";
        next_attempt(when: &str) = "next attempt {when}", "prochain essai {when}";
        started = "Started", "Début";
        finished = "Finished", "Fin";
        agent = "Agent", "Agent";
        reference = "Reference", "Référence";
        keeps_going =
            "You can close this page. The work goes on, and this list stays up to date in every tab.",
            "Vous pouvez fermer cette page. Le travail continue, et cette liste reste à jour dans chaque \
             onglet.";
        refresh = "Refresh", "Actualiser";
        retry = "Try again", "Réessayer";
        full_timeline = "Open the timeline", "Ouvrir le déroulé";

        waits(thing: WaitingFor) => match thing {
            WaitingFor::Provider(provider) =>
                "Waiting for {}. Connect it, and this goes on by itself.",
                "En attente de {}. Connectez-le, et la suite se fait d’elle-même.",
                provider.name();
            WaitingFor::Agent =>
                "Waiting for an agent that is set up at Vapi. Make one, and this goes on by itself.",
                "En attente d’un agent installé chez Vapi. Créez-en un, et la suite se fait d’elle-même.";
            WaitingFor::Takeover =>
                "Waiting for your decision: somebody or something else answers this number.",
                "En attente de votre décision\u{a0}: quelqu’un ou quelque chose d’autre répond à ce numéro.";
            WaitingFor::Messages =>
                "Waiting for your decision: somebody or something else answers its text messages.",
                "En attente de votre décision\u{a0}: quelqu’un ou quelque chose d’autre répond à ses SMS.";
            WaitingFor::Conflict =>
                "Waiting for your decision: somebody changed this assistant at Vapi.",
                "En attente de votre décision\u{a0}: quelqu’un a modifié cet assistant chez Vapi.";
            WaitingFor::Gone =>
                "Waiting for your decision: somebody deleted this assistant at Vapi.",
                "En attente de votre décision\u{a0}: quelqu’un a supprimé cet assistant chez Vapi.";
            WaitingFor::Operation =>
                "Waiting for another operation on the same thing to end. Then this goes on by itself.",
                "En attente de la fin d’une autre opération sur la même chose. La suite se fait ensuite \
                 d’elle-même.";
        };
        /// `title` is that of the clean-up that the operation waits for.
        blocked_by(title: &str) =
            "Waiting for another operation to end: {title}. Then this goes on by itself.",
            "En attente de la fin d’une autre opération\u{a0}: {title}. La suite se fait ensuite \
             d’elle-même.";
        /// `title` is that of an operation that asks for help.
        behind_stuck(title: &str) =
            "Waiting for another operation, which does not get on without your help: {title}.",
            "En attente d’une autre opération, qui n’avance pas sans votre aide\u{a0}: {title}.";
        see_behind = "See that operation", "Voir cette opération";
        /// `when` is the time at which AVA stops trying.
        not_free_until(when: &str) =
            "AVA tries by itself, and gives up {when}. After that, try again here, or pick another number.",
            "AVA réessaie de lui-même, et abandonne {when}. Ensuite, réessayez ici, ou choisissez un autre \
             numéro.";
        takeover =
            "Somebody or something else answers this number",
            "Quelqu’un ou quelque chose d’autre répond à ce numéro";
        your_agent = "your agent", "votre agent";
        take_over = "Take it over", "Reprendre le numéro";
        leave = "Leave it as it is", "Laisser tel quel";
        /// The decision about the number's messages.
        messages =
            "Somebody or something else answers its text messages",
            "Quelqu’un ou quelque chose d’autre répond à ses SMS";
        take_messages = "Let Vapi answer them", "Laisser Vapi y répondre";
        leave_messages = "Leave them there", "Ne rien y changer";
        decide = "Decide", "Décider";
        decided = "Your decision is saved.", "Votre décision est enregistrée.";

        /// Words for clean-ups at the providers.
        cleanup: CleanupTexts = cleanup_texts::EN, cleanup_texts::FR;
    }
}

//! Words that stand on every page.

use crate::domain::{flash::Notice, role::Role};

pub struct CommonTexts {
    /// The document's title, from the page's heading.
    pub title: fn(&str) -> String,
    pub skip: &'static str,
    pub main_navigation: &'static str,
    pub more: &'static str,
    pub integrations: &'static str,
    pub agents: &'static str,
    pub numbers: &'static str,
    pub operations: &'static str,
    pub account: &'static str,
    pub sandbox: &'static str,
    pub sign_out: &'static str,
    pub language: &'static str,
    pub dismiss: &'static str,
    pub cancel: &'static str,
    pub loading: &'static str,
    pub optional: &'static str,
    pub show: &'static str,
    pub hide: &'static str,
    pub ribbon_label: &'static str,
    pub ribbon: &'static str,
    /// Left out where there is no room.
    pub ribbon_more: &'static str,
    pub ribbon_next: &'static str,
    /// In place of a form that the viewer's role may not send.
    pub look_only: &'static str,
    pub outdated: &'static str,
    pub reload: &'static str,
    /// After the cause: what is shown could not be read again.
    pub missed: &'static str,
    pub try_again: &'static str,
    pub role: fn(Role) -> &'static str,
    pub notice: fn(Notice) -> &'static str,
}

pub const EN: CommonTexts = CommonTexts {
    title: |page| format!("{page} · AVA"),
    skip: "Skip to content",
    main_navigation: "Main",
    more: "More",
    integrations: "Integrations",
    agents: "Agents",
    numbers: "Numbers",
    operations: "Operations",
    account: "Account",
    sandbox: "Sandbox",
    sign_out: "Sign out",
    language: "Language",
    dismiss: "Dismiss",
    cancel: "Cancel",
    loading: "Loading",
    optional: "optional",
    show: "Show",
    hide: "Hide",
    ribbon_label: "Sandbox mode",
    ribbon: "Sandbox: Vapi and Twilio are simulated here.",
    ribbon_more: "Nothing reaches a real phone.",
    ribbon_next: "Open the sandbox",
    look_only: "Your role can look at this, not change it. Ask an admin or the owner.",
    outdated: "AVA was updated since you opened this page.",
    reload: "Reload",
    missed: "This page may show what was before. What you typed stays.",
    try_again: "Try again",
    role: |role| match role {
        Role::Viewer => "Viewer",
        Role::Member => "Member",
        Role::Admin => "Admin",
        Role::Owner => "Owner",
    },
    notice: |notice| match notice {
        Notice::SignedOut => "You are signed out.",
        Notice::DeviceRevoked => "That device is signed out.",
        Notice::Connected => "Checked and connected.",
        Notice::Checked => "Checked.",
        Notice::CheckedLater => {
            "Stored, but the provider could not be reached. AVA checks the key again by itself."
        }
        Notice::ProofStarted => "AVA asks Twilio and Vapi again. Reload this page to see what they say.",
        Notice::ImportStarted => "The import has started. Its steps are on this page.",
        Notice::NumberAssigned => {
            "AVA binds the agent at Vapi and proves it. Reload this page to see how it goes."
        }
        Notice::NumberUnassigned => {
            "The agent is taken off. AVA does the same at Vapi. Reload this page to see how it goes."
        }
        Notice::NumberRemoved => "The number is removed here. AVA now takes it back at Vapi and Twilio.",
        Notice::PurchaseStarted => "AVA buys the number. Its steps are on this page.",
        Notice::NumberReleased => "The number is gone here. AVA now releases it at Twilio.",
        Notice::NumbersSwitched => "Left. AVA takes back the rest by itself; go on with the next step.",
        Notice::AgentCreated => "The agent is saved. AVA now sets it up at Vapi.",
        Notice::AgentSaved => "The agent is saved.",
        Notice::AgentCopied => "This is the copy. Change what differs; AVA sets it up at Vapi.",
        Notice::AgentDeleted => "The agent is deleted. AVA now clears it away at Vapi.",
        Notice::AgentRemade => "AVA makes the assistant again at Vapi.",
        Notice::OperationRetried => "Trying again.",
        Notice::Decided => "Your decision is saved.",
        Notice::SandboxChanged => "The sandbox is set.",
        Notice::Disconnected => "Disconnected. This page shows what AVA takes back at the providers.",
        Notice::ClosedByHand => "Counted as done by hand. AVA has forgotten the key.",
        Notice::ComparisonStarted => {
            "AVA compares the numbers with Vapi and Twilio. Reload this page to see what differs."
        }
        Notice::RepairStarted => "AVA sets the number right. Reload this page to see how it goes.",
        Notice::DifferenceAdopted => "AVA takes it as it is there.",
        Notice::DifferenceForgotten => "AVA speaks of it no more.",
    },
};

pub const FR: CommonTexts = CommonTexts {
    title: |page| format!("{page} · AVA"),
    skip: "Aller au contenu",
    main_navigation: "Navigation principale",
    more: "Plus",
    integrations: "Intégrations",
    agents: "Agents",
    numbers: "Numéros",
    operations: "Opérations",
    account: "Compte",
    sandbox: "Bac à sable",
    sign_out: "Se déconnecter",
    language: "Langue",
    dismiss: "Masquer",
    cancel: "Annuler",
    loading: "Chargement",
    optional: "facultatif",
    show: "Afficher",
    hide: "Masquer",
    ribbon_label: "Mode bac à sable",
    ribbon: "Bac à sable\u{a0}: Vapi et Twilio sont simulés ici.",
    ribbon_more: "Rien n’atteint un vrai téléphone.",
    ribbon_next: "Ouvrir le bac à sable",
    look_only: "Votre rôle permet de regarder ceci, pas de le modifier. Demandez à un administrateur ou au propriétaire.",
    outdated: "AVA a été mis à jour depuis l’ouverture de cette page.",
    reload: "Recharger",
    missed: "Cette page montre peut-être un état dépassé. Ce que vous avez saisi reste.",
    try_again: "Réessayer",
    role: |role| match role {
        Role::Viewer => "Lecture seule",
        Role::Member => "Membre",
        Role::Admin => "Admin",
        Role::Owner => "Propriétaire",
    },
    notice: |notice| match notice {
        Notice::SignedOut => "Votre session est terminée.",
        Notice::DeviceRevoked => "Cet appareil est déconnecté.",
        Notice::Connected => "Vérifié et connecté.",
        Notice::Checked => "Vérifié.",
        Notice::CheckedLater => {
            "Enregistré, mais le fournisseur n’a pas pu être joint. AVA vérifiera la clé de lui-même."
        }
        Notice::ProofStarted => {
            "AVA interroge à nouveau Twilio et Vapi. Rechargez cette page pour voir leur réponse."
        }
        Notice::ImportStarted => "Le raccordement a commencé. Ses étapes sont sur cette page.",
        Notice::NumberAssigned => {
            "AVA relie l’agent chez Vapi et le vérifie. Rechargez cette page pour suivre l’avancement."
        }
        Notice::NumberUnassigned => {
            "L’agent est détaché. AVA fait de même chez Vapi. Rechargez cette page pour suivre l’avancement."
        }
        Notice::NumberRemoved => {
            "Le numéro est retiré ici. AVA défait maintenant le reste chez Vapi et Twilio."
        }
        Notice::PurchaseStarted => "AVA achète le numéro. Ses étapes sont sur cette page.",
        Notice::NumberReleased => "Le numéro a disparu ici. AVA le libère maintenant chez Twilio.",
        Notice::NumbersSwitched => {
            "C’est fait. AVA défait le reste de lui-même\u{a0}; passez à l’étape suivante."
        }
        Notice::AgentCreated => "L’agent est enregistré. AVA l’installe chez Vapi.",
        Notice::AgentSaved => "L’agent est enregistré.",
        Notice::AgentCopied => {
            "Voici la copie. Modifiez ce qui diffère\u{a0}; AVA la met en place chez Vapi."
        }
        Notice::AgentDeleted => "L’agent est supprimé. AVA le retire maintenant de chez Vapi.",
        Notice::AgentRemade => "AVA recrée l’assistant chez Vapi.",
        Notice::OperationRetried => "Nouvel essai en cours.",
        Notice::Decided => "Votre décision est enregistrée.",
        Notice::SandboxChanged => "Le bac à sable est réglé.",
        Notice::Disconnected => "Déconnecté. Cette page montre ce qu’AVA défait chez les fournisseurs.",
        Notice::ClosedByHand => "Compté comme fait à la main. AVA a oublié la clé.",
        Notice::ComparisonStarted => {
            "AVA compare les numéros avec Vapi et Twilio. Rechargez cette page pour voir ce qui diffère."
        }
        Notice::RepairStarted => {
            "AVA remet le numéro en ordre. Rechargez cette page pour suivre l’avancement."
        }
        Notice::DifferenceAdopted => "AVA le prend tel qu’il est là-bas.",
        Notice::DifferenceForgotten => "AVA n’en parle plus.",
    },
};

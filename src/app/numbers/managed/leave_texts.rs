//! Words of releasing managed numbers, and of switching between them and an own
//! account.

use crate::app::i18n::table::texts;

texts! {
    pub struct LeaveTexts {
        release = "Release", "Libérer";
        release_text =
            "The number is given back to Twilio for good, and costs nothing any more. Somebody else may get \
             it.",
            "Le numéro est rendu à Twilio pour de bon, et ne coûte plus rien. Quelqu’un d’autre pourra \
             l’obtenir.";
        being_released = "Being released", "En cours de libération";
        released = "Released", "Libéré";
        releasing_text =
            "It is gone here. AVA takes it out of Vapi and releases it at Twilio. Until that is done, it is \
             billed.",
            "Il a disparu ici. AVA le retire de Vapi et le libère chez Twilio. D’ici là, il est facturé.";
        released_text =
            "It was released. Its clean-up says what was done at Vapi and Twilio.",
            "Il a été libéré. Son nettoyage dit ce qui a été fait chez Vapi et Twilio.";
        unplaced_text =
            "It is bought and yours, but not at Vapi: nobody answers it. Assign an agent to bring it there.",
            "Il est acheté et à vous, mais pas chez Vapi\u{a0}: personne n’y répond. Attribuez-lui un agent \
             pour l’y raccorder.";

        release_title(number: &str) = "Release {number}?", "Libérer le {number}\u{a0}?";
        effect_here =
            "In AVA it disappears at once, from every list and in every tab. What is under way on it is \
             stopped.",
            "Dans AVA, il disparaît aussitôt, de toutes les listes et dans tous les onglets. Ce qui est en \
             cours à son sujet est arrêté.";
        effect_twilio =
            "At Twilio the number is released, and not billed any more. This cannot be undone: somebody else \
             may get it.",
            "Chez Twilio, le numéro est libéré et n’est plus facturé. C’est sans retour\u{a0}: quelqu’un \
             d’autre pourra l’obtenir.";
        effect_last =
            "It is your last managed number. AVA forgets the key of the Twilio account that was opened for \
             you; the account stays, empty and suspended.",
            "C’est votre dernier numéro géré. AVA oublie la clé du compte Twilio ouvert pour vous\u{a0}; le \
             compte reste, vide et suspendu.";
        effect_history =
            "It is kept in the list of removed numbers, with what was done. While nobody else has it, you \
             can buy it again.",
            "Il reste dans la liste des numéros retirés, avec ce qui a été fait. Tant que personne d’autre \
             ne l’a, vous pouvez le racheter.";
        last_four = "Its last four digits", "Ses quatre derniers chiffres";
        last_four_hint =
            "Type them, so that no other number is released by mistake.",
            "Saisissez-les, pour qu’aucun autre numéro ne soit libéré par erreur.";
        release_now(number: &str) = "Release {number}", "Libérer le {number}";

        mode = "Where your numbers come from", "D’où viennent vos numéros";
        mode_own =
            "Your numbers come from your own Twilio account.",
            "Vos numéros viennent de votre propre compte Twilio.";
        mode_managed =
            "This installation supplies your numbers, and pays for them. You need no Twilio account of your \
             own.",
            "Cette installation fournit vos numéros, et les paie. Vous n’avez pas besoin de votre propre \
             compte Twilio.";
        mode_both =
            "Some of your numbers come from your own Twilio account, some from this installation.",
            "Certains de vos numéros viennent de votre propre compte Twilio, d’autres de cette installation.";
        mode_none =
            "You have no number yet. Connect your own Twilio account, or buy a number that this installation \
             supplies.",
            "Vous n’avez pas encore de numéro. Connectez votre propre compte Twilio, ou achetez un numéro \
             fourni par cette installation.";
        not_needed = "Not needed", "Pas nécessaire";
        own_beside = "Connect your own account beside it", "Connecter aussi votre propre compte";
        /// Names the account in the lines of the clean-ups.
        account = "The account of your managed numbers", "Le compte de vos numéros gérés";

        to_managed = "Switch to managed numbers", "Passer aux numéros gérés";
        to_own = "Switch to your own account", "Passer à votre propre compte";
        loading = "Looking at what a switch changes", "Recherche de ce que change le passage";
        to_managed_title = "Switch to managed numbers?", "Passer aux numéros gérés\u{a0}?";
        to_managed_lead =
            "This installation then supplies your numbers. You leave your own Twilio account first, then you \
             buy a number.",
            "Cette installation fournira alors vos numéros. Vous quittez d’abord votre propre compte Twilio, \
             puis vous achetez un numéro.";
        to_own_title = "Switch to your own Twilio account?", "Passer à votre propre compte Twilio\u{a0}?";
        to_own_lead =
            "You release the numbers that this installation supplies first, then you connect your own \
             account.",
            "Vous libérez d’abord les numéros que fournit cette installation, puis vous connectez votre \
             propre compte.";
        first_leave = "First: what goes", "D’abord\u{a0}: ce qui disparaît";
        then_buy =
            "Then you buy a number. Your agents answer it as soon as AVA has proved it.",
            "Ensuite, vous achetez un numéro. Vos agents y répondent dès qu’AVA l’a vérifié.";
        then_connect =
            "Then you connect your own account and choose one of its numbers.",
            "Ensuite, vous connectez votre propre compte et choisissez un de ses numéros.";
        own_numbers(count: usize) => match count {
            1 => "1 number is taken out of Vapi", "1 numéro est retiré de Vapi";
            _ => "{count} numbers are taken out of Vapi", "{count} numéros sont retirés de Vapi";
        };
        no_own_numbers =
            "No number of your account is in use.",
            "Aucun numéro de votre compte n’est en service.";
        managed_numbers(count: usize) => match count {
            1 => "1 number is released for good", "1 numéro est libéré pour de bon";
            _ => "{count} numbers are released for good", "{count} numéros sont libérés pour de bon";
        };
        own_leaves(account: &str) =
            "The account {account} leaves AVA at once. Nobody answers its numbers until you have bought \
             another one.",
            "Le compte {account} quitte AVA immédiatement. Personne ne répond à ses numéros tant que vous \
             n’en avez pas acheté un autre.";
        own_stays =
            "Its numbers stay in your Twilio account, and get back the webhooks that they had before AVA. \
             Your agents and the history stay.",
            "Ses numéros restent dans votre compte Twilio et retrouvent les webhooks qu’ils avaient avant \
             AVA. Vos agents et l’historique restent.";
        managed_leaves(count: usize) -> &'static str => match count {
            1 =>
                "It is released at Twilio, and not billed any more. This cannot be undone: somebody else may \
                 get it.",
                "Il est libéré chez Twilio et n’est plus facturé. C’est sans retour\u{a0}: quelqu’un d’autre \
                 pourra l’obtenir.";
            _ =>
                "They are released at Twilio, and not billed any more. This cannot be undone: somebody else \
                 may get them.",
                "Ils sont libérés chez Twilio et ne sont plus facturés. C’est sans retour\u{a0}: quelqu’un \
                 d’autre pourra les obtenir.";
        };
        managed_stays = "Your agents and the history stay.", "Vos agents et l’historique restent.";
        agree = "I have read what goes, and who loses what", "J’ai lu ce qui disparaît, et qui perd quoi";
        leave_own = "Disconnect Twilio and go on", "Déconnecter Twilio et continuer";
        leave_managed(count: usize) -> &'static str => match count {
            1 => "Release it and go on", "Le libérer et continuer";
            _ => "Release all of them and go on", "Les libérer tous et continuer";
        };
        nothing_to_leave = "Nothing is left to leave", "Il ne reste rien à quitter";
        now_buy =
            "Your own Twilio account is not connected. Buy a number, and this installation supplies it.",
            "Votre propre compte Twilio n’est pas connecté. Achetez un numéro, et cette installation vous le \
             fournit.";
        now_connect =
            "You have no managed number. Connect your own Twilio account, and choose one of its numbers.",
            "Vous n’avez aucun numéro géré. Connectez votre propre compte Twilio, et choisissez un de ses \
             numéros.";
        now_choose =
            "You have no managed number, and your own Twilio account is connected. Choose one of its \
             numbers.",
            "Vous n’avez aucun numéro géré, et votre propre compte Twilio est connecté. Choisissez un de ses \
             numéros.";
        disconnect_stays(count: usize) => match count {
            1 => "1 managed number leaves Vapi and stays yours", "1 numéro géré quitte Vapi et reste à vous";
            _ =>
                "{count} managed numbers leave Vapi and stay yours",
                "{count} numéros gérés quittent Vapi et restent à vous";
        };
        next_twilio_text =
            "Twilio owns the phone number that people call. Or buy a number that this installation supplies: \
             then you need no account of your own.",
            "Le numéro que l’on appelle est chez Twilio. Ou achetez un numéro fourni par cette \
             installation\u{a0}: vous n’avez alors pas besoin de votre propre compte.";
    }
}

//! Words of the page of an invitation.

use crate::app::i18n::table::texts;

texts! {
    pub struct InvitedTexts {
        title(org: &str) = "Join {org}", "Rejoindre {org}";
        text(by: &str, org: &str, role: &str, email: &str) =
            "{by} invites {email} to the organisation {org}, in the role: {role}.",
            "{by} invite {email} dans l’organisation {org}, avec le rôle\u{a0}: {role}.";
        signed_in(name: &str, email: &str) =
            "You are signed in as {name} ({email}).",
            "Vous êtes connecté en tant que {name} ({email}).";
        other_address(invited: &str, name: &str, email: &str) =
            "The invitation is for {invited}, and you are signed in as {name} ({email}). Choose which account \
             is to be in the organisation.",
            "L’invitation est pour {invited}, et vous êtes connecté en tant que {name} ({email}). Choisissez \
             quel compte doit rejoindre l’organisation.";
        accept = "Accept the invitation", "Accepter l’invitation";
        accept_as(email: &str) = "Accept as {email}", "Accepter en tant que {email}";
        other = "Use another account", "Utiliser un autre compte";
        inside(name: &str, org: &str) =
            "{name} is in {org} already. The invitation stays open.",
            "{name} est déjà dans {org}. L’invitation reste ouverte.";
        go = "Go there", "Y aller";
        has_account(email: &str) =
            "{email} has an account here. Sign in with it, or with another of yours; then you can accept.",
            "{email} a un compte ici. Connectez-vous avec celui-ci, ou avec un autre qui est à vous\u{a0}; vous \
             pourrez ensuite accepter.";
        new_account(email: &str) =
            "You will sign in with {email}.",
            "Vous vous connecterez avec {email}.";
        create = "Create account and accept", "Créer le compte et accepter";
        no_account(email: &str) =
            "{email} has no account, and here the operator makes them. Ask whoever runs AVA for one, or sign in \
             with one that you have.",
            "{email} n’a pas de compte, et ici c’est l’exploitant qui les crée. Demandez-en un à la personne \
             qui gère AVA, ou connectez-vous avec un compte que vous avez.";
        unproved =
            "If you have an account, sign in with it; then you can accept.",
            "Si vous avez un compte, connectez-vous\u{a0}; vous pourrez ensuite accepter.";
        unproved_new(email: &str) =
            "If you have none, have a link sent to {email}: by it you create one. It shows that the address is \
             yours, which this link does not.",
            "Si vous n’en avez pas, faites envoyer un lien à {email}\u{a0}: il permet d’en créer un. Il prouve que \
             l’adresse est à vous, ce que ce lien ne fait pas.";
        sign_in = "Sign in", "Se connecter";
        have_other = "You have an account already?", "Vous avez déjà un compte\u{a0}?";
        or_found =
            "Or make an organisation of your own:",
            "Ou créez votre propre organisation\u{a0}:";
    }
}

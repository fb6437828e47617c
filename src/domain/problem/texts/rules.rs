//! The sentences of rules, for the person who broke one.

use crate::domain::{
    locale::{Locale, say},
    problem::Rule,
    text::Odd,
};

pub(super) fn sentence(rule: Rule, locale: Locale) -> String {
    say!(locale, match rule {
        Rule::Required => "Fill this in.", "Remplissez ce champ.";
        Rule::TooLong(most) => "At most {most} characters.", "{most}\u{a0}caractères au plus.";
        Rule::TooShort(least) => "At least {least} characters.", "{least}\u{a0}caractères au moins.";
        Rule::Email =>
            "This does not look like an e-mail address: name@company.com.",
            "Cela ne ressemble pas à une adresse e-mail\u{a0}: nom@entreprise.fr.";
        Rule::EmailCharacter(odd) =>
            "{}, which no e-mail address has there: name@company.com.",
            "{}, qu’aucune adresse e-mail ne contient à cet endroit\u{a0}: nom@entreprise.fr.",
            place_of(odd, locale);
        Rule::UnchangedEmail =>
            "Your account has this address already. Type the new one.",
            "Votre compte a déjà cette adresse. Saisissez la nouvelle.";
        Rule::GuessablePassword =>
            "Too easy to guess, since it is common, a pattern, or made of your own name. Put a few words in a \
             row that have nothing to do with each other.",
            "Trop facile à deviner\u{a0}: c’est courant, c’est une suite, ou cela vient de votre nom. Mettez à \
             la suite quelques mots qui n’ont rien à voir entre eux.";
        Rule::Phone =>
            "Write the number with its country code: +1 415 555 0142.",
            "Écrivez le numéro avec son indicatif\u{a0}: +33 1 84 88 00 12.";
        Rule::PhoneCharacter(odd) =>
            "{}, which no phone number has: +1 415 555 0142.",
            "{}, qu’aucun numéro de téléphone ne contient\u{a0}: +33 1 84 88 00 12.",
            place_of(odd, locale);
        Rule::ImpossiblePhone =>
            "No such number can exist in that country. Check the digits.",
            "Aucun numéro de ce genre n’existe dans ce pays. Vérifiez les chiffres.";
        Rule::AccountSid =>
            "An Account SID is AC and 32 characters, 0 to 9 and a to f.",
            "Un Account SID, c’est AC et 32 caractères, de 0 à 9 et de a à f.";
        Rule::ApiKeySidInstead =>
            "This is an API key (SK…). The Account SID starts with AC.",
            "C’est une clé API (SK…). L’Account SID commence par AC.";
        Rule::ApiKeySid =>
            "An API key SID is SK and 32 characters, 0 to 9 and a to f.",
            "Le SID d’une clé API, c’est SK et 32 caractères, de 0 à 9 et de a à f.";
        Rule::SidCharacter(odd) =>
            "{}, which no SID has: after its first two letters come 0 to 9 and a to f.",
            "{}, qu’aucun SID ne contient\u{a0}: après ses deux premières lettres, il n’a que 0 à 9 et a à \
             f.",
            place_of(odd, locale);
        Rule::KeyCharacter(odd) =>
            "{}, which no key has. Copy it again, whole.",
            "{}, qu’aucune clé ne contient. Copiez-la à nouveau, en entier.",
            place_of(odd, locale);
        Rule::KeyOf(vendor) =>
            "This is a key of {}. Look for the one that is asked for here.",
            "Cette clé est celle d’un autre service, {}. Cherchez celle qui est demandée ici.",
            vendor.name();
        Rule::OpenaiKey =>
            "An OpenAI key starts with sk-. Copy it again, whole.",
            "Une clé OpenAI commence par sk-. Copiez-la à nouveau, en entier.";
        Rule::OpenaiAdminKey =>
            "This is an admin key, which cannot use models. Make a key in a project: it starts with sk-proj-.",
            "C’est une clé d’administration, qui ne peut pas utiliser les modèles. Créez une clé dans un \
             projet\u{a0}: elle commence par sk-proj-.";
        Rule::ModelName =>
            "A model’s name has letters, digits, dots and hyphens only, such as gpt-4.1.",
            "Le nom d’un modèle n’a que des lettres, des chiffres, des points et des tirets, comme gpt-4.1.";
        Rule::ModelCharacter(odd) =>
            "{}. A model’s name has letters, digits, dots and hyphens only, such as gpt-4.1.",
            "{}. Le nom d’un modèle n’a que des lettres, des chiffres, des points et des tirets, comme \
             gpt-4.1.",
            place_of(odd, locale);
        Rule::Temperature =>
            "A number from 0 to 2, with at most one decimal, such as 0.7.",
            "Un nombre de 0 à 2, avec une décimale au plus, comme 0,7.";
        Rule::Minutes(most) => "Whole minutes, from 1 to {most}.", "Des minutes entières, de 1 à {most}.";
        Rule::WholeNumber(least, most) =>
            "A whole number, from {least} to {most}.",
            "Un nombre entier, de {least} à {most}.";
        Rule::MinutesInSteps(least, most) =>
            "Whole minutes in steps of 5, from {least} to {most}.",
            "Des minutes entières par pas de 5, de {least} à {most}.";
        Rule::OpeningHours =>
            "Hours in their order, with a dash between: 9:00–12:30, 14:00–18:00. Minutes are multiples of 5.",
            "Des horaires dans l’ordre, avec un tiret\u{a0}: 9h–12h30, 14h–18h. Les minutes sont des \
             multiples de 5.";
        Rule::ClosedDays =>
            "A day or two days on each line: 2026-12-25, or 2026-12-24 – 2027-01-02. At most 100 lines.",
            "Un jour ou deux par ligne\u{a0}: 2026-12-25, ou 2026-12-24 – 2027-01-02. 100 lignes au plus.";
        Rule::NotOffered =>
            "This time cannot be booked, or somebody else just has. Choose another.",
            "Cet horaire ne peut pas être réservé, ou quelqu’un vient de le prendre. Choisissez-en un autre.";
        Rule::TooManyTags => "At most 10 tags.", "10\u{a0}étiquettes au plus.";
        Rule::TooManyTurns(most) =>
            "This conversation has its {most} turns. Begin another one.",
            "Cette conversation a ses {most}\u{a0}échanges. Commencez-en une autre.";
        Rule::NotRung =>
            "AVA rings fixed lines and mobiles only: no premium, toll-free or service number.",
            "AVA n’appelle que des lignes fixes et des mobiles\u{a0}: aucun numéro surtaxé, gratuit ou de service.";
        Rule::RefusedByCarrier =>
            "Twilio does not ring this number from your account. Look at the account’s geographic permissions; a \
             trial account rings only numbers that are verified there.",
            "Twilio n’appelle pas ce numéro depuis votre compte. Vérifiez les permissions géographiques du \
             compte\u{a0}; un compte d’essai n’appelle que les numéros vérifiés chez Twilio.";
        Rule::SameTime =>
            "Both times are the same. Choose another one, or none for both.",
            "Les deux heures sont les mêmes. Choisissez-en une autre, ou aucune pour les deux.";
        Rule::OtherContactsNumber =>
            "Another contact has this number. Search for it, or merge both.",
            "Un autre contact a ce numéro. Cherchez-le, ou fusionnez les deux.";
        Rule::OtherOrgName =>
            "This is not the name of the organisation. Type it as it stands here.",
            "Ce n’est pas le nom de l’organisation. Tapez-le tel qu’il figure ici.";
        Rule::UnknownContact =>
            "No other contact has this number or e-mail.",
            "Aucun autre contact n’a ce numéro ni cet e-mail.";
        Rule::EmptyList =>
            "There is no row in it. Choose a CSV file, or paste the rows of a table.",
            "Il n’y a aucune ligne. Choisissez un fichier CSV, ou collez les lignes d’un tableau.";
        Rule::TooManyRows(most) =>
            "At most {most} rows at once: bring the list in parts.",
            "{most}\u{a0}lignes au plus à la fois\u{a0}: apportez la liste en plusieurs parties.";
        Rule::NoContactColumn =>
            "Say which column has the names or the phone numbers.",
            "Indiquez quelle colonne contient les noms ou les numéros de téléphone.";
        Rule::CallingCode =>
            "The code of a country, such as +33 or +41.",
            "L’indicatif d’un pays, comme +33 ou +41.";
        Rule::HostName =>
            "Only the server’s name, such as smtp.example.com. The port has a field of its own.",
            "Seulement le nom du serveur, comme smtp.exemple.fr. Le port a son propre champ.";
        Rule::HostCharacter(odd) =>
            "{}, which no server’s name has: smtp.example.com.",
            "{}, que le nom d’aucun serveur ne contient\u{a0}: smtp.exemple.fr.",
            place_of(odd, locale);
        Rule::WebhookUrl =>
            "The whole address of your program, such as https://example.com/ava, without a name or password in it.",
            "L’adresse entière de votre programme, qui commence par https, sans nom ni mot de passe.";
        Rule::InternalUrl =>
            "AVA sends to addresses of the public internet only.",
            "AVA n’envoie qu’à des adresses de l’internet public.";
        Rule::OtherWebhooksUrl =>
            "Another webhook has this address. Change what that one is sent.",
            "Un autre webhook a cette adresse. Modifiez ce qui lui est envoyé.";
        Rule::NoEvent =>
            "Choose at least one event.",
            "Choisissez au moins un événement.";
        Rule::Moment =>
            "A day and a time, such as 2026-11-30T14:00, the earlier one first.",
            "Un jour et une heure, comme 2026-11-30T14:00, le plus ancien d’abord.";
        Rule::VoiceGone =>
            "The service of this voice has closed. Choose another voice.",
            "Le service de cette voix a fermé. Choisissez une autre voix.";
        Rule::PartOfNumber =>
            "Two to sixteen characters: at least two digits in a row, and * before or after them only.",
            "De deux à seize caractères\u{a0}: au moins deux chiffres à la suite, et * seulement avant ou \
             après eux.";
        Rule::AreaCode => "An area code has three digits.", "Un indicatif régional a trois chiffres.";
        Rule::NoAreaCodes =>
            "Only the United States and Canada have area codes at Twilio. Look for digits instead.",
            "Chez Twilio, seuls les États-Unis et le Canada ont des indicatifs régionaux. Cherchez plutôt \
             des chiffres.";
        Rule::BundleSid =>
            "A bundle’s SID is BU and 32 characters, 0 to 9 and a to f.",
            "Le SID d’un dossier, c’est BU et 32 caractères, de 0 à 9 et de a à f.";
        Rule::LastFour =>
            "These are not the last four digits of this number.",
            "Ce ne sont pas les quatre derniers chiffres de ce numéro.";
        Rule::Agree => "Tick this to go on.", "Cochez cette case pour continuer.";
        Rule::UnknownChoice => "Choose one from the list.", "Choisissez un élément de la liste.";
        Rule::NoScope =>
            "Tick at least one of the things that the token may do.",
            "Cochez au moins une des choses que le jeton peut faire.";
        Rule::Networks =>
            "An address or a network on each line: 203.0.113.7, or 203.0.113.0/24. At most 20 lines.",
            "Une adresse ou un réseau par ligne\u{a0}: 203.0.113.7, ou 203.0.113.0/24. 20\u{a0}lignes au plus.";
        Rule::NoMember =>
            "Nobody of your organisation has this address. Invite them first.",
            "Personne de votre organisation n’a cette adresse. Invitez d’abord cette personne.";
        Rule::RoleBelow =>
            "The role of this person is below that of the token. Choose somebody else, or make another token.",
            "Le rôle de cette personne est inférieur à celui du jeton. Choisissez quelqu’un d’autre, ou créez un \
             autre jeton.";
        Rule::TextCharacter(odd) =>
            "{}, which cannot be stored. Delete it and save again.",
            "{}, qui ne peut pas être enregistré. Supprimez ce caractère et enregistrez à nouveau.",
            place_of(odd, locale);
    })
}

fn place_of(odd: Odd, locale: Locale) -> String {
    say!(locale, "Character {} is {}", "Le caractère n°\u{a0}{} est {}", odd.at, odd.named(locale))
}

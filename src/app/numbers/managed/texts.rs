//! Words of managed numbers: finding one, and buying it.

use super::leave_texts::{self, LeaveTexts};
use crate::{
    app::i18n::table::texts,
    domain::{
        managed::{AddressRequirement, COUNTRIES, NumberKind},
        number::NumberSource,
    },
};

texts! {
    pub struct ManagedTexts {
        source = "Comes from", "Provenance";
        from(source: NumberSource) -> &'static str => match source {
            NumberSource::Byo => "Your own Twilio account", "Votre propre compte Twilio";
            NumberSource::Managed => "Supplied by this installation", "Fourni par cette installation";
        };
        buy = "Buy a number", "Acheter un numéro";
        searching = "Asking Twilio for numbers", "Twilio cherche des numéros";
        loading = "Asking Twilio for the number", "Twilio cherche le numéro";

        find_lead =
            "Search what Twilio sells, and choose one number. It is bought with the Twilio account of this \
             installation: you need none of your own.",
            "Cherchez parmi ce que vend Twilio, et choisissez un numéro. Il est acheté avec le compte Twilio \
             de cette installation\u{a0}: vous n’en avez pas besoin vous-même.";
        in_use(count: u32, limit: u32) =
            "{count} of {limit} managed numbers, with those that are still being released.",
            "{count} sur {limit} numéros gérés, y compris ceux qui sont en cours de libération.";
        country = "Country", "Pays";
        /// The names in the order of [`COUNTRIES`].
        countries: [&'static str; COUNTRIES.len()] => [
            "United States", "États-Unis";
            "Canada", "Canada";
            "United Kingdom", "Royaume-Uni";
            "Ireland", "Irlande";
            "France", "France";
            "Belgium", "Belgique";
            "Switzerland", "Suisse";
            "Luxembourg", "Luxembourg";
            "Germany", "Allemagne";
            "Austria", "Autriche";
            "Netherlands", "Pays-Bas";
            "Spain", "Espagne";
            "Portugal", "Portugal";
            "Italy", "Italie";
            "Denmark", "Danemark";
            "Sweden", "Suède";
            "Norway", "Norvège";
            "Finland", "Finlande";
            "Poland", "Pologne";
            "Czechia", "Tchéquie";
            "Australia", "Australie";
            "New Zealand", "Nouvelle-Zélande";
            "Israel", "Israël";
            "Brazil", "Brésil";
        ];
        kind = "Kind", "Type";
        kind_of(kind: NumberKind) -> &'static str => match kind {
            NumberKind::Local => "Local", "Local";
            NumberKind::Mobile => "Mobile", "Mobile";
            NumberKind::TollFree => "Toll-free", "Gratuit pour l’appelant";
        };
        area = "Area code", "Indicatif régional";
        area_hint =
            "Three digits; United States and Canada only.",
            "Trois chiffres\u{a0}; États-Unis et Canada seulement.";
        digits = "Digits", "Chiffres";
        digits_hint =
            "At least two, in a row, anywhere in the number. * before or after them stands for any digit.",
            "Au moins deux, à la suite, n’importe où dans le numéro. * avant ou après remplace un chiffre.";
        search = "Search", "Chercher";
        off =
            "This installation supplies no numbers yet",
            "Cette installation ne fournit pas encore de numéros";
        off_text =
            "Whoever runs it can turn that on: with AVA_TWILIO_ACCOUNT_SID and AVA_TWILIO_AUTH_TOKEN set, \
             AVA buys numbers with that Twilio account. Until then, bring a number of your own account.",
            "La personne qui l’exploite peut l’activer\u{a0}: avec AVA_TWILIO_ACCOUNT_SID et \
             AVA_TWILIO_AUTH_TOKEN, AVA achète des numéros avec ce compte Twilio. D’ici là, raccordez un \
             numéro de votre propre compte.";
        not_allowed =
            "Your organisation may not buy numbers yet",
            "Votre organisation ne peut pas encore acheter de numéros";
        not_allowed_text =
            "Numbers bought here are billed to whoever runs this installation, who allows it for each \
             organisation: ask them, with the name of yours. Until then, bring a number of your own Twilio \
             account.",
            "Les numéros achetés ici sont facturés à la personne qui exploite cette installation, qui \
             l’autorise pour chaque organisation\u{a0}: demandez-le-lui, avec le nom de la vôtre. D’ici là, \
             raccordez un numéro de votre propre compte Twilio.";
        full =
            "You have as many managed numbers as you may",
            "Vous avez autant de numéros gérés que possible";
        full_text(limit: u32) =
            "The limit of your organisation is {limit}. One that is being released counts until Twilio has \
             released it. Release one to buy another, or ask whoever runs this installation for more.",
            "La limite de votre organisation est de {limit}. Un numéro en cours de libération compte jusqu’à \
             ce que Twilio l’ait libéré. Libérez-en un pour en acheter un autre, ou demandez-en plus à la \
             personne qui exploite cette installation.";
        your_numbers = "See your numbers", "Voir vos numéros";
        first = "Which number should people call?", "Quel numéro doit-on appeler\u{a0}?";
        first_text =
            "Choose a country and press Search. Nothing is bought before you have seen the number and \
             confirmed it.",
            "Choisissez un pays et appuyez sur Chercher. Rien n’est acheté avant que vous ayez vu le numéro \
             et confirmé.";
        found(count: usize) => match count {
            1 => "1 number for sale", "1 numéro à vendre";
            _ => "{count} numbers for sale", "{count} numéros à vendre";
        };
        calls = "Calls", "Appels";
        messages = "Text messages", "SMS";
        no_calls =
            "Takes no calls, so no agent could answer",
            "Ne reçoit pas d’appels\u{a0}: aucun agent ne pourrait y répondre";
        asks(asked: AddressRequirement) -> &'static str => match asked {
            AddressRequirement::None => "No address asked", "Aucune adresse demandée";
            AddressRequirement::Any => "Asks for an address", "Demande une adresse";
            AddressRequirement::Local =>
                "Asks for an address in its country",
                "Demande une adresse dans son pays";
            AddressRequirement::Foreign => "Asks for an address abroad", "Demande une adresse à l’étranger";
        };
        choose = "Choose", "Choisir";
        none = "Nothing for sale", "Rien à vendre";
        none_text =
            "Twilio has no number of this kind there right now. Try another kind or another country.",
            "Twilio n’a pas de numéro de ce type là-bas en ce moment. Essayez un autre type ou un autre \
             pays.";
        none_like_it =
            "Twilio has no number like this right now. Try fewer digits, another area code, or another kind.",
            "Twilio n’a pas de numéro de ce genre en ce moment. Essayez moins de chiffres, un autre \
             indicatif ou un autre type.";
        any_digits = "Search with any digits", "Chercher sans préciser de chiffres";

        buy_title(number: &str) = "Buy {number}?", "Acheter le {number}\u{a0}?";
        buy_lead =
            "This number and no other. You can release it whenever you like.",
            "Ce numéro et aucun autre. Vous pourrez le libérer quand vous voudrez.";
        back = "Back to the search", "Retour à la recherche";
        not_for_sale = "This number cannot be bought now", "Ce numéro ne peut pas être acheté maintenant";
        search_again = "Search again", "Chercher à nouveau";
        asked_before =
            "Your organisation has asked for this number before. Its steps say what came of it.",
            "Votre organisation a déjà demandé ce numéro. Ses étapes disent ce qu’il en est.";
        see_purchase = "See the purchase", "Voir l’achat";
        what = "What you buy", "Ce que vous achetez";
        place = "Place", "Lieu";
        ability = "Can do", "Sait faire";
        price = "Price", "Prix";
        a_month(amount: &str, currency: &str) -> String =
            format!("{amount} {currency} a month"),
            format!("{}\u{a0}{currency} par mois", amount.replace('.', ","));
        price_unknown = "Not known here", "Inconnu ici";
        demands = "What the country asks for", "Ce que demande le pays";
        address(asked: AddressRequirement) -> &'static str => match asked {
            AddressRequirement::None => "", "";
            AddressRequirement::Any =>
                "Twilio sells this number only to somebody with an address. Give a real one: Twilio checks \
                 it.",
                "Twilio ne vend ce numéro qu’à qui donne une adresse. Indiquez-en une vraie\u{a0}: Twilio la \
                 vérifie.";
            AddressRequirement::Local =>
                "Twilio sells this number only to somebody with an address in its country. Give a real one: \
                 Twilio checks it.",
                "Twilio ne vend ce numéro qu’à qui a une adresse dans son pays. Indiquez-en une vraie\u{a0}: \
                 Twilio la vérifie.";
            AddressRequirement::Foreign =>
                "Twilio sells this number only to somebody with an address in another country. Give a real \
                 one: Twilio checks it.",
                "Twilio ne vend ce numéro qu’à qui a une adresse dans un autre pays. Indiquez-en une \
                 vraie\u{a0}: Twilio la vérifie.";
        };
        more =
            "Address and proof, if the country asks for them",
            "Adresse et justificatifs, si le pays les demande";
        more_text =
            "Nothing of this is asked for this number, as far as Twilio says. Leave it empty unless you know \
             better.",
            "D’après Twilio, rien de cela n’est demandé pour ce numéro. Laissez vide, sauf si vous savez que \
             c’est nécessaire.";
        customer_name = "Name of the person or company", "Nom de la personne ou de l’entreprise";
        street = "Street and house number", "Numéro et rue";
        city = "Town", "Ville";
        region = "State, province or county", "État, province ou département";
        postal_code = "Postal code", "Code postal";
        address_country = "Country of the address", "Pays de l’adresse";
        same_country = "The same as the number", "Le même que le numéro";
        bundle = "Regulatory bundle", "Dossier réglementaire";
        bundle_hint =
            "Some countries want proof of who you are. Its SID starts with BU; whoever runs this \
             installation can make one.",
            "Certains pays demandent une preuve de votre identité. Son SID commence par BU\u{a0}; la \
             personne qui exploite cette installation peut en créer un.";
        happens = "What happens", "Ce qui se passe";
        steps: [&'static str; 4] => [
            "AVA opens an account for your organisation inside the Twilio account of this installation. That \
             is done once.",
            "AVA ouvre un compte pour votre organisation dans le compte Twilio de cette installation. Cela \
             se fait une seule fois.";
            "AVA looks whether the number is still for sale, and buys exactly this one. From then on, it \
             costs its price each month until you release it.",
            "AVA vérifie que le numéro est toujours à vendre, et achète exactement celui-là. Il coûte alors \
             son prix chaque mois, jusqu’à ce que vous le libériez.";
            "The number is brought to Vapi, and your agent is bound to it.",
            "Le numéro est raccordé à Vapi, et votre agent y est relié.";
            "AVA proves that it can answer. Each step and its receipt stay on a page.",
            "AVA vérifie qu’il peut répondre. Chaque étape et sa trace restent sur une page.";
        ];
        waits_for_vapi =
            "Vapi is not connected. AVA buys the number, then waits for Vapi, and goes on by itself once you \
             have connected it.",
            "Vapi n’est pas connecté. AVA achète le numéro, puis attend Vapi, et continue de lui-même dès \
             que vous l’avez connecté.";
        buy_now = "Buy this number", "Acheter ce numéro";

        /// Words for releasing and for switching.
        leave: LeaveTexts = leave_texts::EN, leave_texts::FR;
    }
}

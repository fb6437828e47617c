//! Words of managed numbers: finding one, and buying it.

mod leave;

pub use leave::LeaveTexts;

use crate::domain::{
    managed::{AddressRequirement, COUNTRIES, NumberKind},
    number::NumberSource,
};

pub struct ManagedTexts {
    pub source: &'static str,
    pub from: fn(NumberSource) -> &'static str,
    pub buy: &'static str,
    pub searching: &'static str,
    pub loading: &'static str,

    pub find_lead: &'static str,
    pub in_use: fn(u32, u32) -> String,
    pub country: &'static str,
    /// In the order of [`COUNTRIES`].
    pub countries: [&'static str; COUNTRIES.len()],
    pub kind: &'static str,
    pub kind_of: fn(NumberKind) -> &'static str,
    pub area: &'static str,
    pub area_hint: &'static str,
    pub digits: &'static str,
    pub digits_hint: &'static str,
    pub search: &'static str,
    pub off: &'static str,
    pub off_text: &'static str,
    pub not_allowed: &'static str,
    pub not_allowed_text: &'static str,
    pub full: &'static str,
    pub full_text: fn(u32) -> String,
    pub your_numbers: &'static str,
    pub first: &'static str,
    pub first_text: &'static str,
    pub found: fn(usize) -> String,
    pub calls: &'static str,
    pub messages: &'static str,
    pub no_calls: &'static str,
    pub asks: fn(AddressRequirement) -> &'static str,
    pub choose: &'static str,
    pub none: &'static str,
    pub none_text: &'static str,
    pub none_like_it: &'static str,
    pub any_digits: &'static str,

    pub buy_title: fn(&str) -> String,
    pub buy_lead: &'static str,
    pub back: &'static str,
    pub not_for_sale: &'static str,
    pub search_again: &'static str,
    pub asked_before: &'static str,
    pub see_purchase: &'static str,
    pub what: &'static str,
    pub place: &'static str,
    pub ability: &'static str,
    pub price: &'static str,
    pub a_month: fn(&str, &str) -> String,
    pub price_unknown: &'static str,
    pub demands: &'static str,
    pub address: fn(AddressRequirement) -> &'static str,
    pub more: &'static str,
    pub more_text: &'static str,
    pub customer_name: &'static str,
    pub street: &'static str,
    pub city: &'static str,
    pub region: &'static str,
    pub postal_code: &'static str,
    pub address_country: &'static str,
    pub same_country: &'static str,
    pub bundle: &'static str,
    pub bundle_hint: &'static str,
    pub happens: &'static str,
    pub steps: [&'static str; 4],
    pub waits_for_vapi: &'static str,
    pub buy_now: &'static str,

    /// Of releasing, and of switching.
    pub leave: LeaveTexts,
}

pub const EN: ManagedTexts = ManagedTexts {
    source: "Comes from",
    from: |source| match source {
        NumberSource::Byo => "Your own Twilio account",
        NumberSource::Managed => "Supplied by this installation",
    },
    buy: "Buy a number",
    searching: "Asking Twilio for numbers",
    loading: "Asking Twilio for the number",

    find_lead: "Search what Twilio sells, and choose one number. It is bought with the Twilio account of this installation: you need none of your own.",
    in_use: |count, limit| {
        format!("{count} of {limit} managed numbers, with those that are still being released.")
    },
    country: "Country",
    countries: [
        "United States",
        "Canada",
        "United Kingdom",
        "Ireland",
        "France",
        "Belgium",
        "Switzerland",
        "Luxembourg",
        "Germany",
        "Austria",
        "Netherlands",
        "Spain",
        "Portugal",
        "Italy",
        "Denmark",
        "Sweden",
        "Norway",
        "Finland",
        "Poland",
        "Czechia",
        "Australia",
        "New Zealand",
        "Israel",
        "Brazil",
    ],
    kind: "Kind",
    kind_of: |kind| match kind {
        NumberKind::Local => "Local",
        NumberKind::Mobile => "Mobile",
        NumberKind::TollFree => "Toll-free",
    },
    area: "Area code",
    area_hint: "Three digits; United States and Canada only.",
    digits: "Digits",
    digits_hint: "At least two, in a row, anywhere in the number. * before or after them stands for any digit.",
    search: "Search",
    off: "This installation supplies no numbers yet",
    off_text: "Whoever runs it can turn that on: with AVA_TWILIO_ACCOUNT_SID and AVA_TWILIO_AUTH_TOKEN set, AVA buys numbers with that Twilio account. Until then, bring a number of your own account.",
    not_allowed: "Your organisation may not buy numbers yet",
    not_allowed_text: "Numbers bought here are billed to whoever runs this installation, who allows it for each organisation: ask them, with the name of yours. Until then, bring a number of your own Twilio account.",
    full: "You have as many managed numbers as you may",
    full_text: |limit| {
        format!(
            "The limit of your organisation is {limit}. One that is being released counts until Twilio has released it. Release one to buy another, or ask whoever runs this installation for more."
        )
    },
    your_numbers: "See your numbers",
    first: "Which number should people call?",
    first_text: "Choose a country and press Search. Nothing is bought before you have seen the number and confirmed it.",
    found: |count| match count {
        1 => "1 number for sale".to_owned(),
        _ => format!("{count} numbers for sale"),
    },
    calls: "Calls",
    messages: "Text messages",
    no_calls: "Takes no calls, so no agent could answer",
    asks: |asked| match asked {
        AddressRequirement::None => "No address asked",
        AddressRequirement::Any => "Asks for an address",
        AddressRequirement::Local => "Asks for an address in its country",
        AddressRequirement::Foreign => "Asks for an address abroad",
    },
    choose: "Choose",
    none: "Nothing for sale",
    none_text: "Twilio has no number of this kind there right now. Try another kind or another country.",
    none_like_it: "Twilio has no number like this right now. Try fewer digits, another area code, or another kind.",
    any_digits: "Search with any digits",

    buy_title: |number| format!("Buy {number}?"),
    buy_lead: "This number and no other. You can release it whenever you like.",
    back: "Back to the search",
    not_for_sale: "This number cannot be bought now",
    search_again: "Search again",
    asked_before: "Your organisation has asked for this number before. Its steps say what came of it.",
    see_purchase: "See the purchase",
    what: "What you buy",
    place: "Place",
    ability: "Can do",
    price: "Price",
    a_month: |amount, currency| format!("{amount} {currency} a month"),
    price_unknown: "Not known here",
    demands: "What the country asks for",
    address: |asked| match asked {
        AddressRequirement::None => "",
        AddressRequirement::Any => {
            "Twilio sells this number only to somebody with an address. Give a real one: Twilio checks it."
        }
        AddressRequirement::Local => {
            "Twilio sells this number only to somebody with an address in its country. Give a real one: Twilio checks it."
        }
        AddressRequirement::Foreign => {
            "Twilio sells this number only to somebody with an address in another country. Give a real one: Twilio checks it."
        }
    },
    more: "Address and proof, if the country asks for them",
    more_text: "Nothing of this is asked for this number, as far as Twilio says. Leave it empty unless you know better.",
    customer_name: "Name of the person or company",
    street: "Street and house number",
    city: "Town",
    region: "State, province or county",
    postal_code: "Postal code",
    address_country: "Country of the address",
    same_country: "The same as the number",
    bundle: "Regulatory bundle",
    bundle_hint: "Some countries want proof of who you are. Its SID starts with BU; whoever runs this installation can make one.",
    happens: "What happens",
    steps: [
        "AVA opens an account for your organisation inside the Twilio account of this installation. That is done once.",
        "AVA looks whether the number is still for sale, and buys exactly this one. From then on, it costs its price each month until you release it.",
        "The number is brought to Vapi, and your agent is bound to it.",
        "AVA proves that it can answer. Each step and its receipt stay on a page.",
    ],
    waits_for_vapi: "Vapi is not connected. AVA buys the number, then waits for Vapi, and goes on by itself once you have connected it.",
    buy_now: "Buy this number",

    leave: leave::EN,
};

pub const FR: ManagedTexts = ManagedTexts {
    source: "Provenance",
    from: |source| match source {
        NumberSource::Byo => "Votre propre compte Twilio",
        NumberSource::Managed => "Fourni par cette installation",
    },
    buy: "Acheter un numéro",
    searching: "Twilio cherche des numéros",
    loading: "Twilio cherche le numéro",

    find_lead: "Cherchez parmi ce que vend Twilio, et choisissez un numéro. Il est acheté avec le compte Twilio de cette installation\u{a0}: vous n’en avez pas besoin vous-même.",
    in_use: |count, limit| {
        format!("{count} sur {limit} numéros gérés, y compris ceux qui sont en cours de libération.")
    },
    country: "Pays",
    countries: [
        "États-Unis",
        "Canada",
        "Royaume-Uni",
        "Irlande",
        "France",
        "Belgique",
        "Suisse",
        "Luxembourg",
        "Allemagne",
        "Autriche",
        "Pays-Bas",
        "Espagne",
        "Portugal",
        "Italie",
        "Danemark",
        "Suède",
        "Norvège",
        "Finlande",
        "Pologne",
        "Tchéquie",
        "Australie",
        "Nouvelle-Zélande",
        "Israël",
        "Brésil",
    ],
    kind: "Type",
    kind_of: |kind| match kind {
        NumberKind::Local => "Local",
        NumberKind::Mobile => "Mobile",
        NumberKind::TollFree => "Gratuit pour l’appelant",
    },
    area: "Indicatif régional",
    area_hint: "Trois chiffres\u{a0}; États-Unis et Canada seulement.",
    digits: "Chiffres",
    digits_hint: "Au moins deux, à la suite, n’importe où dans le numéro. * avant ou après remplace un chiffre.",
    search: "Chercher",
    off: "Cette installation ne fournit pas encore de numéros",
    off_text: "La personne qui l’exploite peut l’activer\u{a0}: avec AVA_TWILIO_ACCOUNT_SID et AVA_TWILIO_AUTH_TOKEN, AVA achète des numéros avec ce compte Twilio. D’ici là, raccordez un numéro de votre propre compte.",
    not_allowed: "Votre organisation ne peut pas encore acheter de numéros",
    not_allowed_text: "Les numéros achetés ici sont facturés à la personne qui exploite cette installation, qui l’autorise pour chaque organisation\u{a0}: demandez-le-lui, avec le nom de la vôtre. D’ici là, raccordez un numéro de votre propre compte Twilio.",
    full: "Vous avez autant de numéros gérés que possible",
    full_text: |limit| {
        format!(
            "La limite de votre organisation est de {limit}. Un numéro en cours de libération compte jusqu’à ce que Twilio l’ait libéré. Libérez-en un pour en acheter un autre, ou demandez-en plus à la personne qui exploite cette installation."
        )
    },
    your_numbers: "Voir vos numéros",
    first: "Quel numéro doit-on appeler\u{a0}?",
    first_text: "Choisissez un pays et appuyez sur Chercher. Rien n’est acheté avant que vous ayez vu le numéro et confirmé.",
    found: |count| match count {
        1 => "1 numéro à vendre".to_owned(),
        _ => format!("{count} numéros à vendre"),
    },
    calls: "Appels",
    messages: "SMS",
    no_calls: "Ne reçoit pas d’appels\u{a0}: aucun agent ne pourrait y répondre",
    asks: |asked| match asked {
        AddressRequirement::None => "Aucune adresse demandée",
        AddressRequirement::Any => "Demande une adresse",
        AddressRequirement::Local => "Demande une adresse dans son pays",
        AddressRequirement::Foreign => "Demande une adresse à l’étranger",
    },
    choose: "Choisir",
    none: "Rien à vendre",
    none_text: "Twilio n’a pas de numéro de ce type là-bas en ce moment. Essayez un autre type ou un autre pays.",
    none_like_it: "Twilio n’a pas de numéro de ce genre en ce moment. Essayez moins de chiffres, un autre indicatif ou un autre type.",
    any_digits: "Chercher sans préciser de chiffres",

    buy_title: |number| format!("Acheter le {number}\u{a0}?"),
    buy_lead: "Ce numéro et aucun autre. Vous pourrez le libérer quand vous voudrez.",
    back: "Retour à la recherche",
    not_for_sale: "Ce numéro ne peut pas être acheté maintenant",
    search_again: "Chercher à nouveau",
    asked_before: "Votre organisation a déjà demandé ce numéro. Ses étapes disent ce qu’il en est.",
    see_purchase: "Voir l’achat",
    what: "Ce que vous achetez",
    place: "Lieu",
    ability: "Sait faire",
    price: "Prix",
    a_month: |amount, currency| format!("{}\u{a0}{currency} par mois", amount.replace('.', ",")),
    price_unknown: "Inconnu ici",
    demands: "Ce que demande le pays",
    address: |asked| match asked {
        AddressRequirement::None => "",
        AddressRequirement::Any => {
            "Twilio ne vend ce numéro qu’à qui donne une adresse. Indiquez-en une vraie\u{a0}: Twilio la vérifie."
        }
        AddressRequirement::Local => {
            "Twilio ne vend ce numéro qu’à qui a une adresse dans son pays. Indiquez-en une vraie\u{a0}: Twilio la vérifie."
        }
        AddressRequirement::Foreign => {
            "Twilio ne vend ce numéro qu’à qui a une adresse dans un autre pays. Indiquez-en une vraie\u{a0}: Twilio la vérifie."
        }
    },
    more: "Adresse et justificatifs, si le pays les demande",
    more_text: "D’après Twilio, rien de cela n’est demandé pour ce numéro. Laissez vide, sauf si vous savez que c’est nécessaire.",
    customer_name: "Nom de la personne ou de l’entreprise",
    street: "Numéro et rue",
    city: "Ville",
    region: "État, province ou département",
    postal_code: "Code postal",
    address_country: "Pays de l’adresse",
    same_country: "Le même que le numéro",
    bundle: "Dossier réglementaire",
    bundle_hint: "Certains pays demandent une preuve de votre identité. Son SID commence par BU\u{a0}; la personne qui exploite cette installation peut en créer un.",
    happens: "Ce qui se passe",
    steps: [
        "AVA ouvre un compte pour votre organisation dans le compte Twilio de cette installation. Cela se fait une seule fois.",
        "AVA vérifie que le numéro est toujours à vendre, et achète exactement celui-là. Il coûte alors son prix chaque mois, jusqu’à ce que vous le libériez.",
        "Le numéro est raccordé à Vapi, et votre agent y est relié.",
        "AVA vérifie qu’il peut répondre. Chaque étape et sa trace restent sur une page.",
    ],
    waits_for_vapi: "Vapi n’est pas connecté. AVA achète le numéro, puis attend Vapi, et continue de lui-même dès que vous l’avez connecté.",
    buy_now: "Acheter ce numéro",

    leave: leave::FR,
};

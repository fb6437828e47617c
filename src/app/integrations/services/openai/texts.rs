//! Words for OpenAI.

use crate::{
    app::{
        i18n::table::texts,
        integrations::services::{FieldTexts, ServiceTexts},
    },
    domain::provider::openai::OpenaiRegion,
};

texts! {
    pub(super) struct OpenaiTexts {
        service: ServiceTexts => {
            ServiceTexts {
                purpose: text!("Has the models that your agents think with.", "Fournit les modèles avec lesquels vos agents réfléchissent."),
                why: text!(
                    "Not needed: Vapi has models of its own. With your key, OpenAI bills you for them, and \
                     Vapi does not.",
                    "Facultatif\u{a0}: Vapi a ses propres modèles. Avec votre clé, OpenAI vous les facture, \
                     et Vapi ne les facture pas.",
                ),
                lead: text!(
                    "AVA asks OpenAI whether a model would answer this key, at no cost, before it stores it.",
                    "Avant d’enregistrer cette clé, AVA demande à OpenAI, sans frais, si un modèle lui \
                     répondrait.",
                ),
                what_for: text!(
                    "Your agents think with OpenAI’s models during a call. Vapi asks those on your account \
                     once it has your key. It is sealed as soon as OpenAI has accepted it, and nobody can \
                     read it back.",
                    "Pendant un appel, vos agents réfléchissent avec les modèles d’OpenAI. Vapi les \
                     interroge sur votre compte dès qu’il a votre clé. Elle est scellée dès qu’OpenAI l’a \
                     acceptée, et personne ne peut la relire.",
                ),
                steps: &[
                    text!(
                        "Sign in at platform.openai.com, and choose the project that should pay.",
                        "Connectez-vous sur platform.openai.com et choisissez le projet qui doit payer.",
                    ),
                    text!(
                        "Open API keys, and make a key. Restricted keys need Request on chat completions.",
                        "Ouvrez API keys et créez une clé. Une clé restreinte doit avoir Request sur les \
                         chat completions.",
                    ),
                    text!(
                        "Copy it at once: OpenAI shows it once. The account needs credit, under Billing.",
                        "Copiez-la aussitôt\u{a0}: OpenAI ne la montre qu’une fois. Le compte doit avoir du \
                         crédit, sous Billing.",
                    ),
                ],
                fields: &[
                    FieldTexts::new(
                        "key",
                        text!("API key", "Clé API"),
                        text!(
                            "platform.openai.com, API keys. Starts with sk-.",
                            "platform.openai.com, API keys. Commence par sk-.",
                        ),
                    ),
                    FieldTexts::new(
                        "hand_over",
                        text!("Hand the key to Vapi", "Transmettre la clé à Vapi"),
                        text!(
                            "Vapi then asks OpenAI with your key and bills no model. AVA gives it to your \
                             Vapi organisation, replaces it there when you replace it here, and deletes it \
                             there when you disconnect either. A key that you gave Vapi yourself is left \
                             alone.",
                            "Vapi interroge alors OpenAI avec votre clé et ne facture aucun modèle. AVA la \
                             donne à votre organisation Vapi, l’y remplace quand vous la remplacez ici, et \
                             l’y supprime quand vous déconnectez l’un ou l’autre. Une clé que vous avez \
                             vous-même donnée à Vapi reste telle quelle.",
                        ),
                    ),
                ],
                replace: text!("Replace key", "Remplacer la clé"),
                switch: text!(
                    "Any key takes the place of another: nothing hangs on the account.",
                    "Une clé en remplace une autre\u{a0}: rien ne dépend du compte.",
                ),
                stays: text!(
                    "Your agents, the history and all receipts. Vapi goes on with models of its own.",
                    "Vos agents, l’historique et toutes les traces. Vapi continue avec ses propres modèles.",
                ),
            }
        };

        fact_region = "Region", "Région";
        region(region: OpenaiRegion) -> &'static str => match region {
            OpenaiRegion::Global => "none", "aucune";
            OpenaiRegion::Us => "United States", "États-Unis";
            OpenaiRegion::Eu => "Europe", "Europe";
        };
        fact_at_vapi = "At Vapi", "Chez Vapi";
        vapi_has = "has this key, given", "a cette clé, donnée";
        vapi_gets_soon =
            "is to get this key, as soon as Vapi is connected and answers",
            "doit recevoir cette clé, dès que Vapi est connecté et répond";
        vapi_did_not_take =
            "not handed over: Vapi did not take it. Save again to try once more.",
            "non transmise\u{a0}: Vapi ne l’a pas acceptée. Enregistrez à nouveau pour réessayer.";
        vapi_has_none =
            "not handed over: Vapi bills the models itself",
            "non transmise\u{a0}: Vapi facture lui-même les modèles";
        vapi_offers_none =
            "Vapi does not keep keys for this organisation, and goes on billing the models itself. Save \
             again to ask once more, or enter the key in the Vapi dashboard under Provider Keys.",
            "Vapi ne garde pas de clés pour cette organisation et continue de facturer lui-même les \
             modèles. Enregistrez à nouveau pour redemander, ou saisissez la clé dans le tableau de bord \
             Vapi, sous Provider Keys.";
        vapi_lost_it =
            "deleted there by somebody: Vapi bills the models itself again. Save again to give it once more.",
            "supprimée là-bas par quelqu’un\u{a0}: Vapi facture à nouveau lui-même les modèles. Enregistrez à \
             nouveau pour la redonner.";
        vapi_has_no_regions =
            "not handed over: the key works in its own region alone, which Vapi cannot be told",
            "non transmise\u{a0}: la clé ne marche que dans sa région, qu’on ne peut pas indiquer à Vapi";
    }
}

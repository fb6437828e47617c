//! Words of contacts.

use crate::app::i18n::table::texts;

texts! {
    pub struct ContactTexts {
        title = "Contacts", "Contacts";
        lead =
            "The people who have booked an appointment, and whoever you add.",
            "Les personnes qui ont pris un rendez-vous, et celles que vous ajoutez.";
        loading = "Loading the contacts", "Chargement des contacts";
        add = "Add a contact", "Ajouter un contact";
        empty = "No contacts yet", "Pas encore de contacts";
        empty_text =
            "Whoever has an appointment with a number or an address becomes a contact. You can add others.",
            "Toute personne qui a un rendez-vous avec un numéro ou une adresse devient un contact. Vous \
             pouvez en ajouter d’autres.";
        search = "Name, number, e-mail or tag", "Nom, numéro, e-mail ou étiquette";
        no_match = "No contact matches", "Aucun contact ne correspond";
        no_match_text = "Search for less, or look at all of them.", "Cherchez moins, ou affichez-les tous.";
        clear = "Show all contacts", "Afficher tous les contacts";
        next = "Earlier ones", "Plus anciens";
        first = "From the beginning", "Depuis le début";
        name = "Name", "Nom";
        phone = "Phone number", "Numéro de téléphone";
        email = "E-mail", "E-mail";
        tags = "Tags", "Étiquettes";
        tags_hint = "With commas between them.", "Séparées par des virgules.";
        note = "Notes", "Notes";
        optional = "optional", "facultatif";
        save = "Save", "Enregistrer";
        saved = "The contact is saved.", "Le contact est enregistré.";
        details = "Who it is", "Qui c’est";
        since = "Contact since", "Contact depuis";
        timeline = "Appointments", "Rendez-vous";
        no_timeline = "There is none yet.", "Il n’y en a pas encore.";
        merged_into =
            "This contact was merged into another one, where its appointments stand.",
            "Ce contact a été fusionné avec un autre, où figurent ses rendez-vous.";
        to_merged = "Go there", "Y aller";
        separate = "Take the merge back", "Annuler la fusion";
        separated = "Both stand for themselves again.", "Les deux sont de nouveau séparés.";
        merge = "Merge", "Fusionner";
        merge_lead =
            "Where two contacts are one person, what is known of both stands here. It can be taken back.",
            "Quand deux contacts sont une seule personne, tout figure ici. Cela peut être annulé.";
        merge_other = "The other one’s number or e-mail", "Numéro ou e-mail de l’autre";
        merge_this(name: &str) = "Merge {name} into this one", "Fusionner {name} avec celui-ci";
        merged = "Merged. Both are one contact now.", "Fusionnés. Les deux ne font plus qu’un.";
        merged_here = "Merged into this one", "Fusionnés avec celui-ci";
        export = "Export as a file", "Exporter dans un fichier";
        erase = "Erase this contact", "Effacer ce contact";
        erase_lead =
            "Name, number, e-mail and notes go for good, from appointments as well. Those to come are cancelled. \
             Calls are not erased.",
            "Nom, numéro, e-mail et notes sont effacés pour de bon, y compris dans les rendez-vous. Ceux à \
             venir sont annulés. Les appels ne sont pas effacés.";
    }
}

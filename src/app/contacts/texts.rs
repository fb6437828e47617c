//! Words of contacts.

use crate::{
    app::i18n::table::texts,
    domain::{
        contact::{AlikeBy, ContactsShown, RowsFilter},
        problem::Field,
    },
};

texts! {
    pub struct ContactTexts {
        title = "Contacts", "Contacts";
        lead =
            "The people who have called or booked an appointment, and whoever you add.",
            "Les personnes qui ont appelé ou pris un rendez-vous, et celles que vous ajoutez.";
        loading = "Loading the contacts", "Chargement des contacts";
        add = "Add a contact", "Ajouter un contact";
        empty = "No contacts yet", "Pas encore de contacts";
        empty_text =
            "Whoever calls with a number, or has an appointment, becomes a contact. You can add others.",
            "Toute personne qui appelle avec un numéro ou qui a un rendez-vous devient un contact. Vous \
             pouvez en ajouter d’autres.";
        search = "Name, number, e-mail or tag", "Nom, numéro, e-mail ou étiquette";
        no_match = "No contact matches", "Aucun contact ne correspond";
        no_match_text = "Search for less, or look at all of them.", "Essayez moins de mots, ou affichez-les tous.";
        clear = "Show all contacts", "Afficher tous les contacts";
        next = "Earlier ones", "Plus anciens";
        first = "From the beginning", "Depuis le début";
        shown = "Show", "Afficher";
        shown_name(shown: ContactsShown) -> &'static str => match shown {
            ContactsShown::Newest => "The newest first", "Les plus récents d’abord";
            ContactsShown::Score => "The highest score first", "Les meilleurs scores d’abord";
            ContactsShown::Hot => "Hot leads only", "Prospects chauds seulement";
        };
        hot = "Hot lead", "Prospect chaud";
        score = "Score", "Score";
        of_a_hundred(score: u32) = "{score} of 100", "{score} sur 100";
        score_lead =
            "What speaks for it that this person becomes a customer. From 60 on it is a hot lead.",
            "Ce qui laisse penser que cette personne deviendra cliente. À partir de 60, c’est un prospect chaud.";
        no_reason = "Nothing speaks for it so far.", "Rien ne l’indique pour l’instant.";
        reason(sentence: &str, points: u32) = "{sentence}: {points} points", "{sentence}\u{a0}: {points} points";
        unnamed = "No name yet", "Pas encore de nom";
        name = "Name", "Nom";
        name_hint =
            "It may stay empty where there is a phone number.",
            "Il peut rester vide s’il y a un numéro de téléphone.";
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
        timeline = "Calls and appointments", "Appels et rendez-vous";
        no_timeline = "There are none yet.", "Il n’y en a pas encore.";
        earlier = "Earlier", "Plus tôt";
        latest = "The latest", "Les plus récents";
        merged_into =
            "This contact was merged into another one, where its calls and appointments stand.",
            "Ce contact a été fusionné avec un autre, où figurent ses appels et ses rendez-vous.";
        to_merged = "Go there", "Y aller";
        separate = "Take the merge back", "Annuler la fusion";
        separated = "Both stand for themselves again.", "Les deux sont de nouveau séparés.";
        merge = "Merge", "Fusionner";
        merge_lead =
            "Where two contacts are one person, what is known of both stands here. It can be taken back.",
            "Quand deux contacts sont une seule personne, tout figure ici. Cela peut être annulé.";
        merge_other = "The other one’s number or e-mail", "Numéro ou e-mail de l’autre";
        merge_this(name: &str) = "Merge {name} into this one", "Fusionner {name} avec celui-ci";
        alike_by(by: AlikeBy) -> &'static str => match by {
            AlikeBy::Number => "the same number but for the country", "même numéro à l’indicatif près";
            AlikeBy::Email => "the same e-mail", "même e-mail";
            AlikeBy::Name => "the same name", "même nom";
        };
        merged = "Merged. Both are one contact now.", "Fusionnés. Les deux ne font plus qu’un.";
        merged_here = "Merged into this one", "Fusionnés avec celui-ci";
        export = "Export as a file", "Exporter dans un fichier";
        erase = "Erase this contact", "Effacer ce contact";
        erase_lead =
            "Name, number, e-mail and notes go for good, from appointments as well; those to come are cancelled. \
             So do all calls with the numbers of this contact: what was said, what Vapi sent, and, as soon as Vapi \
             answers, all that it has of them, recordings included.",
            "Nom, numéro, e-mail et notes sont effacés pour de bon, y compris dans les rendez-vous\u{a0}; ceux à \
             venir sont annulés. De même tous les appels avec les numéros de ce contact\u{a0}: ce qui s’est dit, ce \
             que Vapi a envoyé et, dès que Vapi répond, tout ce qu’il en a, enregistrements compris.";
        import = "Import contacts", "Importer des contacts";
        import_lead =
            "Bring a table from another program. You see what becomes of each row before anything is imported.",
            "Apportez un tableau d’un autre programme. Vous voyez ce que devient chaque ligne avant tout import.";
        loading_list = "Loading the list", "Chargement de la liste";
        file = "CSV file", "Fichier CSV";
        file_hint(rows: u32) =
            "At most {rows} rows and 1 MB. Spreadsheets save as CSV.",
            "{rows} lignes et 1\u{a0}Mo au plus. Les tableurs enregistrent en CSV.";
        pasted = "Or paste the rows", "Ou collez les lignes";
        pasted_hint =
            "A row for each person, as you copy them in a spreadsheet, with the names of the columns first.",
            "Une ligne par personne, telles que copiées dans un tableur, avec les noms des colonnes d’abord.";
        look = "Look at the list", "Voir la liste";
        list_read = "The list is read. Nothing is imported yet.", "La liste est lue. Rien n’est encore importé.";
        import_begun = "The import has begun.", "L’import a commencé.";
        nothing_yet =
            "Nothing is imported yet. The list is kept for a day.",
            "Rien n’est encore importé. La liste est gardée un jour.";
        running(done: u32, total: u32) =
            "{done} of {total} rows are imported. You can leave this page.",
            "{done} lignes sur {total} sont importées. Vous pouvez quitter cette page.";
        stopped(done: u32, total: u32) =
            "It stopped after {done} of {total} rows. What was imported stays.",
            "L’import s’est arrêté après {done} lignes sur {total}. Ce qui a été importé reste.";
        imported(added: u32, met: u32) =
            "Imported. New contacts: {added}. Rows of contacts that you had: {met}.",
            "Import terminé. Nouveaux contacts\u{a0}: {added}. Lignes de contacts déjà connus\u{a0}: {met}.";
        rows_new = "New contacts", "Nouveaux contacts";
        rows_known = "Contacts that you have", "Contacts déjà connus";
        rows_refused = "Rows that are refused", "Lignes refusées";
        start(rows: u32) => match rows {
            1 => "Import one row", "Importer une ligne";
            _ => "Import {rows} rows", "Importer {rows} lignes";
        };
        go_on = "Go on", "Continuer";
        discard = "Forget this list", "Oublier cette liste";
        to_contacts = "To the contacts", "Vers les contacts";
        another = "Import another list", "Importer une autre liste";
        columns = "What the columns are", "Ce que sont les colonnes";
        column(nth: usize) = "Column {nth}", "Colonne {nth}";
        no_column = "None", "Aucune";
        header = "The first row has the names of the columns", "La première ligne contient les noms des colonnes";
        first_name = "First name", "Prénom";
        last_name = "Last name", "Nom de famille";
        country = "Country code of numbers without one", "Indicatif des numéros qui n’en ont pas";
        country_hint = "Such as +33 or +41.", "Comme +33 ou +41.";
        read_again = "Read the list so", "Lire la liste ainsi";
        rows = "Rows", "Lignes";
        rows_shown(shown: RowsFilter) -> &'static str => match shown {
            RowsFilter::All => "All rows", "Toutes les lignes";
            RowsFilter::New => "New contacts", "Nouveaux contacts";
            RowsFilter::Known => "Contacts that you have", "Contacts déjà connus";
            RowsFilter::Refused => "Rows that are refused", "Lignes refusées";
        };
        all_rows = "Show all rows", "Afficher toutes les lignes";
        more_rows = "Further rows", "Lignes suivantes";
        no_such_rows = "There is no such row.", "Il n’y a aucune ligne de ce genre.";
        row(nr: u32) = "Row {nr}", "Ligne {nr}";
        row_new = "New", "Nouveau";
        row_known = "Known", "Connu";
        row_refused = "Refused", "Refusée";
        same_as(nr: u32) = "Same as row {nr}", "Comme la ligne {nr}";
        field_of(field: Field) -> &'static str => match field {
            Field::Number => "Phone number", "Numéro de téléphone";
            Field::Email => "E-mail", "E-mail";
            Field::Tags => "Tags", "Étiquettes";
            Field::Note => "Notes", "Notes";
            _ => "Name", "Nom";
        };
    }
}

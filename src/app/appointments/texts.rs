//! Words of appointments.

use crate::{
    app::i18n::table::texts,
    domain::appointment::{AppointmentState, Layout, StateFilter},
};

texts! {
    pub struct AppointmentTexts {
        title = "Appointments", "Rendez-vous";
        lead(zone: &str) = "Times are those of {zone}.", "Les heures sont celles de {zone}.";
        loading = "Loading the appointments", "Chargement des rendez-vous";
        book = "Book an appointment", "Prendre un rendez-vous";
        settings = "Services and opening hours", "Prestations et horaires";
        layout = "Show", "Afficher";
        layout_name(layout: Layout) -> &'static str => match layout {
            Layout::Day => "A day", "Un jour";
            Layout::Week => "A week", "Une semaine";
            Layout::List => "A list", "Une liste";
        };
        date = "Day", "Jour";
        state = "State", "État";
        state_filter(state: StateFilter) -> &'static str => match state {
            StateFilter::Booked => "Booked", "Pris";
            StateFilter::Cancelled => "Cancelled", "Annulés";
            StateFilter::All => "All", "Tous";
        };
        state_name(state: AppointmentState) -> &'static str => match state {
            AppointmentState::Booked => "Booked", "Pris";
            AppointmentState::Cancelled => "Cancelled", "Annulé";
        };
        earlier = "Earlier", "Avant";
        later = "Later", "Après";
        today = "Today", "Aujourd’hui";
        nothing = "Nothing is booked.", "Aucun rendez-vous.";
        none = "No appointments", "Aucun rendez-vous";
        none_text = "None is booked from this day on. Choose another day, or another state.", "Rien n’est prévu à partir de ce jour. Choisissez un autre jour, ou un autre état.";
        clear = "Show today", "Afficher aujourd’hui";
        next = "Later ones", "Suivants";
        first = "From the beginning", "Depuis le début";
        set_up = "Nothing can be booked yet", "Rien ne peut encore être réservé";
        set_up_text =
            "Add a service, and the hours of the week in which it can be booked.",
            "Ajoutez une prestation, et les heures de la semaine où elle peut être réservée.";
        service = "Service", "Prestation";
        choose_service = "Choose a service", "Choisissez une prestation";
        choose_service_text =
            "How long it takes decides which times are free.",
            "Sa durée détermine les horaires libres.";
        find_times = "Show times", "Afficher les horaires";
        time = "Time", "Heure";
        none_free(day: &str) =
            "Nothing is free on {day}.",
            "Rien n’est libre le {day}.";
        none_free_ahead =
            "The days after it have nothing free either, or are not open for bookings yet.",
            "Les jours suivants n’ont rien de libre non plus, ou ne sont pas encore ouverts à la réservation.";
        next_free(day: &str) = "Go to {day}", "Aller au {day}";
        customer = "Name", "Nom";
        phone = "Phone number", "Numéro de téléphone";
        email = "E-mail", "E-mail";
        note = "Note", "Note";
        contact = "Contact", "Contact";
        call = "Booked in a call", "Pris pendant un appel";
        to_call = "See the call", "Voir l’appel";
        erased = "Erased", "Effacé";
        optional = "optional", "facultatif";
        book_now = "Book", "Réserver";
        move_title = "Another time", "Un autre horaire";
        move_lead(customer: &str, when: &str) =
            "The appointment of {customer} is now {when}.",
            "Le rendez-vous de {customer} est actuellement prévu le {when}.";
        move_link = "Move", "Déplacer";
        move_now = "Move here", "Déplacer ici";
        when = "When", "Quand";
        cancel = "Cancel the appointment", "Annuler le rendez-vous";
        cancel_lead =
            "Its time is free for others at once. The appointment stays in the list as cancelled.",
            "Son horaire est aussitôt libre pour d’autres. Le rendez-vous reste dans la liste, comme annulé.";
        cancelled = "The appointment is cancelled.", "Le rendez-vous est annulé.";
        settings_lead =
            "What can be booked, and when. What is booked already stays as it is.",
            "Ce qui peut être réservé, et quand. Ce qui est déjà pris reste tel quel.";
        services = "Services", "Prestations";
        services_lead =
            "Each has its length, and the time after it in which nothing else begins.",
            "Chacune a sa durée, et le temps après elle où rien d’autre ne commence.";
        no_services = "There is no service yet.", "Il n’y a pas encore de prestation.";
        add_service = "Add a service", "Ajouter une prestation";
        save_service = "Save service", "Enregistrer la prestation";
        service_name = "Name", "Nom";
        length = "Length in minutes", "Durée en minutes";
        buffer = "Minutes free after it", "Minutes libres après";
        price = "Price", "Prix";
        price_hint = "As it is told to people, such as 60 €.", "Comme on le dit aux gens, par exemple 60\u{a0}€.";
        minutes(minutes: u32) = "{minutes} min", "{minutes}\u{a0}min";
        delete_service = "Delete the service", "Supprimer la prestation";
        delete_service_lead =
            "It can no longer be booked. Its appointments stay.",
            "Elle ne peut plus être réservée. Ses rendez-vous restent.";
        hours = "Opening hours", "Horaires d’ouverture";
        hours_lead =
            "For each weekday, such as 9:00–12:30, 14:00–18:00. An empty day is closed.",
            "Pour chaque jour, par exemple 9h–12h30, 14h–18h. Un jour vide est fermé.";
        zone = "Time zone", "Fuseau horaire";
        closed = "Closed days", "Jours de fermeture";
        closed_hint =
            "One a line, such as 2026-12-25, or 2026-12-24 – 2027-01-02.",
            "Un par ligne, par exemple 2026-12-25, ou 2026-12-24 – 2027-01-02.";
        lead_hours = "Lead time in hours", "Délai en heures";
        lead_hours_hint =
            "At least so long lies between a booking and its appointment.",
            "Au moins ce délai sépare la réservation du rendez-vous.";
        days_ahead = "Days ahead", "Jours à l’avance";
        days_ahead_hint =
            "Appointments can be booked on so many days, from today on.",
            "On peut réserver sur ce nombre de jours, à partir d’aujourd’hui.";
        save = "Save", "Enregistrer";
        saved = "The opening hours are saved.", "Les horaires sont enregistrés.";
        closed_all_week = "No day of the week has hours.", "Aucun jour de la semaine n’a d’horaires.";
    }
}

//! Words of appointments.

use crate::{
    app::i18n::table::texts,
    domain::appointment::{
        AppointmentMark, AppointmentState, CustomerMail, CustomerMailState, Layout, StateFilter,
    },
};

texts! {
    pub struct AppointmentTexts {
        title = "Appointments", "Rendez-vous";
        lead(zone: &str) = "Times are those of {zone}.", "Heures du fuseau {zone}.";
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
        calendar = "Google Calendar", "Google Agenda";
        calendar_there = "In the calendar", "Dans l’agenda";
        calendar_waits = "To be written there", "À écrire dans l’agenda";
        calendar_elsewhere(when: &str) =
            "In the calendar it is now {when}, which is not free here. Move it here, or there: the other \
             follows.",
            "Dans l’agenda il est maintenant {when}, ce qui n’est pas libre ici. Déplacez-le ici, ou \
             là-bas\u{a0}: l’autre suit.";
        calendar_refused =
            "Google refused to take this into the calendar as it is. AVA asks again once the appointment \
             changes.",
            "Google a refusé d’inscrire ceci dans l’agenda en l’état. AVA redemandera dès que le \
             rendez-vous changera.";
        mark(mark: AppointmentMark) -> &'static str => match mark {
            AppointmentMark::Clashes => "Something else at Google", "Autre chose chez Google";
            AppointmentMark::Elsewhere => "Another time at Google", "Un autre horaire chez Google";
            AppointmentMark::Refused => "Not at Google", "Absent de Google";
            AppointmentMark::Unmailed => "Mail to look at", "E-mail à vérifier";
        };
        calendar_clashes =
            "Something else is in the Google calendar at this time.",
            "Autre chose est dans l’agenda Google à cet horaire.";
        mails = "Mails to the customer", "E-mails au client";
        mail_name(mail: CustomerMail) -> &'static str => match mail {
            CustomerMail::Change => "Confirmation", "Confirmation";
            CustomerMail::Reminder => "Reminder", "Rappel";
        };
        mail_state(state: CustomerMailState) -> &'static str => match state {
            CustomerMailState::Waits => "To be sent", "À envoyer";
            CustomerMailState::Sent => "Sent", "Envoyé";
            CustomerMailState::Unsure => "Perhaps sent", "Peut-être envoyé";
            CustomerMailState::Failed => "Not sent", "Non envoyé";
        };
        mail_unsure =
            "The mail server was given the mail and did not say that it took it. Ask the customer before you send it again.",
            "Le serveur a reçu l’e-mail sans dire qu’il l’acceptait. Demandez au client avant de le renvoyer.";
        no_mail = "Nothing was sent yet.", "Rien n’a encore été envoyé.";
        mail_again = "Send it now", "Envoyer maintenant";
        mailed = "The mail to the customer is on its way.", "L’e-mail au client est en route.";
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
        customer_mails = "Mails to customers", "E-mails aux clients";
        customer_mails_hint =
            "Whoever has an e-mail address is told when their appointment is booked, moved or cancelled, with a file for their calendar, through your own mailbox. Until one is connected, these mails wait.",
            "Les clients qui ont une adresse e-mail sont prévenus quand leur rendez-vous est pris, déplacé ou annulé, avec un fichier pour leur agenda, par votre propre boîte. Tant qu’aucune n’est connectée, ces e-mails attendent.";
        no_mails = "None", "Aucun";
        reminder_hours = "Reminder, hours before", "Rappel, en heures avant";
        reminder_hint = "0 for no reminder.", "0 pour aucun rappel.";
        agents = "Agents", "Agents";
        agents_lead =
            "An agent may have hours of its own, and offer some of the services alone.",
            "Un agent peut avoir ses propres horaires, et ne proposer qu’une partie des prestations.";
        of_agent(name: &str) = "Bookings through {name}", "Rendez-vous pris par {name}";
        of_agent_lead =
            "What this agent offers to whoever calls. What is booked already stays as it is.",
            "Ce que cet agent propose à qui appelle. Ce qui est déjà pris reste tel quel.";
        to_agent = "See the agent", "Voir l’agent";
        agent_booking = "Hours and services", "Horaires et prestations";
        organisations_hours = "Hours of the organisation", "Horaires de l’organisation";
        organisations_hours_hint = "They follow what is changed there.", "Ils suivent ce qui y est modifié.";
        which_hours = "Which hours count", "Horaires qui comptent";
        which_services = "What it offers", "Ce qu’il propose";
        own_hours = "Hours of its own", "Ses propres horaires";
        own_hours_hint =
            "Its own week and closed days alone count, in the same time zone.",
            "Seuls comptent sa semaine et ses jours de fermeture, dans le même fuseau horaire.";
        own_lead = "Lead time of its own", "Son propre délai";
        own_lead_hint(hours: u32) =
            "Empty for that of the organisation, which is {hours}.",
            "Vide pour celui de l’organisation, qui est de {hours}.";
        all_services = "All services", "Toutes les prestations";
        all_services_hint = "Also those that are added later.", "Aussi celles qui seront ajoutées.";
        chosen_services = "Some services", "Certaines prestations";
        chosen_services_hint =
            "Only those that are ticked; if none is, this agent books nothing.",
            "Seulement celles qui sont cochées\u{a0}; si aucune ne l’est, cet agent ne prend pas de rendez-vous.";
        agent_saved = "Saved for this agent.", "Enregistré pour cet agent.";
        whose_hours = "Hours", "Horaires";
        save = "Save", "Enregistrer";
        saved = "The opening hours are saved.", "Les horaires sont enregistrés.";
        closed_all_week = "No day of the week has hours.", "Aucun jour de la semaine n’a d’horaires.";
    }
}

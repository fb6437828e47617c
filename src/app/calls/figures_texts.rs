//! Words of the figures of calls.

use crate::{
    app::i18n::table::texts,
    domain::call::{Outcomes, Span},
};

texts! {
    pub struct FiguresTexts {
        title = "Figures of calls", "Chiffres des appels";
        lead(zone: &str) =
            "How many calls there were, those that an agent made among them, and how they ended. Days begin at \
             midnight in {zone}.",
            "Combien d’appels il y a eu, y compris ceux qu’un agent a passés, et comment ils se sont terminés. Les \
             jours commencent à minuit, dans le fuseau {zone}.";
        loading = "Counting calls", "Décompte des appels";
        spans = "Days", "Jours";
        span(span: Span) -> &'static str => match span {
            Span::Week => "7 days", "7\u{a0}jours";
            Span::Month => "30 days", "30\u{a0}jours";
            Span::Quarter => "90 days", "90\u{a0}jours";
        };
        all = "Together", "En tout";
        calls = "Calls", "Appels";
        answered = "Answered", "Décrochés";
        missed = "Missed", "Manqués";
        failed = "Failed", "Échoués";
        median = "Median length", "Durée médiane";
        cost = "Cost at Vapi", "Coût chez Vapi";
        share(answered: u32, percent: u32) = "{answered} ({percent} %)", "{answered} ({percent}\u{a0}%)";
        cost_is =
            "Vapi tells each call’s cost, in US dollars, once it is over. What your telephone company charges for \
             the line is not in it.",
            "Vapi communique le coût de chaque appel, en dollars américains, une fois qu’il est terminé. Ce que \
             votre opérateur facture pour la ligne n’y est pas.";
        without_cost(count: u32) -> String =
            if count == 1 { "The cost of one call is not known, and not in it.".into() }
            else { format!("The cost of {count} calls is not known, and not in it.") },
            if count == 1 { "Le coût d’un appel est inconnu, et n’y est pas compté.".into() }
            else { format!("Le coût de {count} appels est inconnu, et n’y est pas compté.") };
        unknown = "Not known", "Inconnu";
        a_day = "Calls a day", "Appels par jour";
        /// A day in words, beside its bar.
        of_day(day: &str, outcomes: Outcomes) =
            "{day}: calls {}, answered {}, missed {}, failed {}",
            "{day}\u{a0}: appels {}, décrochés {}, manqués {}, échoués {}",
            outcomes.calls, outcomes.answered, outcomes.missed, outcomes.failed;
        most(calls: u32) => match calls {
            1 => "Up to one call a day", "Jusqu’à un appel par jour";
            _ => "Up to {calls} calls a day", "Jusqu’à {calls} appels par jour";
        };
        as_table = "As a table", "En tableau";
        day = "Day", "Jour";
        by_agent = "By agent", "Par agent";
        agent = "Agent", "Agent";
        no_agent = "Without an agent of yours", "Sans agent à vous";
        by_number = "By number", "Par numéro";
        number = "Your number", "Votre numéro";
        no_number = "Without a number of yours", "Sans numéro à vous";
        others = "All others", "Tous les autres";
        none = "No calls in these days.", "Aucun appel pendant ces jours.";
    }
}

//! Finds what a caller asked for in the words that they said.

use crate::domain::call::{Line, Speaker};

/// Whether the other side of a call asked for a price, or for an appointment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Intent {
    pub price: bool,
    pub appointment: bool,
}

/// Words and groups of words, in the languages that callers speak most.
const PRICE: &[&str] = &[
    "price",
    "prices",
    "pricing",
    "cost",
    "costs",
    "how much",
    "quote",
    "fee",
    "fees",
    "prix",
    "tarif",
    "tarifs",
    "combien",
    "devis",
    "coût",
    "coûte",
    "coûtent",
    "precio",
    "precios",
    "cuánto",
    "cuesta",
    "presupuesto",
    "preis",
    "preise",
    "kosten",
    "kostet",
    "wie viel",
    "angebot",
    "preço",
    "preços",
    "quanto",
    "orçamento",
    "prezzo",
    "prezzi",
    "preventivo",
];
const APPOINTMENT: &[&str] = &[
    "appointment",
    "appointments",
    "book",
    "booking",
    "schedule",
    "rendez vous",
    "rdv",
    "réserver",
    "réservation",
    "cita",
    "citas",
    "reservar",
    "agendar",
    "termin",
    "termine",
    "buchen",
    "consulta",
    "marcar",
    "appuntamento",
    "prenotare",
];

impl Intent {
    /// Reads the summary, and what the caller said: the agent offers appointments to everybody.
    pub fn of(summary: Option<&str>, transcript: &[Line]) -> Self {
        let theirs = transcript.iter().filter(|line| line.by == Speaker::Caller);
        let said = theirs.map(|line| line.text.as_str()).chain(summary);
        said.map(heard).fold(Self::default(), |known, heard| Self {
            price: known.price || heard.price,
            appointment: known.appointment || heard.appointment,
        })
    }
}

fn heard(text: &str) -> Intent {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let said = format!(" {} ", words.join(" "));
    let any = |known: &[&str]| known.iter().any(|words| said.contains(&format!(" {words} ")));
    Intent { price: any(PRICE), appointment: any(APPOINTMENT) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(by: Speaker, text: &str) -> Line {
        Line { by, text: text.to_owned(), at: None }
    }

    #[test]
    fn what_the_caller_says_counts_and_what_the_agent_offers_does_not() {
        let nothing = Intent::default();
        let both = Intent { price: true, appointment: true };
        assert_eq!(Intent::of(None, &[line(Speaker::Agent, "Shall I book an appointment?")]), nothing);
        let asked = [
            line(Speaker::Caller, "HOW MUCH is it?"),
            line(Speaker::Caller, "Je voudrais un rendez-vous, s’il vous plaît."),
        ];
        assert_eq!(Intent::of(None, &asked), both);
        assert_eq!(
            Intent::of(Some("The caller asked for the price."), &[]),
            Intent { price: true, ..nothing }
        );
    }

    #[test]
    fn words_count_as_a_whole() {
        for text in ["costume", "bookish", "I had much", "determine", ""] {
            assert_eq!(Intent::of(Some(text), &[]), Intent::default(), "{text}");
        }
    }
}

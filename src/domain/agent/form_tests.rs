//! Tests of an agent's form: what it takes, and what it is filled with again.

use super::{AgentForm, AgentSpec, Facet, Temperature};
use crate::domain::{
    form::Fields,
    problem::{Field, Rule},
};

fn form() -> AgentForm {
    AgentForm {
        name: " Reception ".into(),
        greeting: "Hello".into(),
        speaks_first: "agent".into(),
        instructions: "Answer calls.\r\nBe brief.".into(),
        language: "en".into(),
        voice: "vapi:Clara".into(),
        ..AgentForm::default()
    }
}

#[test]
fn a_filled_form_parses_and_comes_back() {
    let spec = form().parse().unwrap();
    assert_eq!(spec.name, "Reception");
    assert_eq!(spec.instructions, "Answer calls.\nBe brief.");
    assert_eq!(AgentForm::from(&spec).parse().unwrap(), spec);
}

#[test]
fn a_form_is_kept_under_the_names_that_it_is_read_by() {
    let form = AgentForm::from(&form().parse().unwrap());
    let kept = form.values_to_keep();
    let value = |name: &str| kept.iter().find(|(kept, _)| *kept == name).unwrap().1.clone();
    assert_eq!(AgentForm::read(value), form);
}

#[test]
fn a_voice_id_can_be_typed() {
    let typed = AgentForm {
        voice: "custom".into(),
        voice_provider: "11labs".into(),
        voice_id: "21m00Tcm4TlvDq8ikWAM".into(),
        ..form()
    };
    let spec = typed.parse().unwrap();
    assert_eq!(spec.voice.id, "21m00Tcm4TlvDq8ikWAM");
    assert_eq!(AgentForm::from(&spec).voice, "custom");
    assert_eq!(AgentForm::from(&spec).voice_code(), "11labs:21m00Tcm4TlvDq8ikWAM");
}

#[test]
fn a_voice_whose_service_has_closed_is_no_choice() {
    for gone in [
        AgentForm { voice: "playht:jennifer".into(), ..form() },
        AgentForm { voice: "custom".into(), voice_provider: "playht".into(), voice_id: "x".into(), ..form() },
        form().with_voice("playht", "jennifer"),
    ] {
        let problem = gone.parse().unwrap_err();
        assert_eq!((problem.field, problem.kind), (Some(Field::Voice), Rule::VoiceGone.into()), "{gone:?}");
    }
}

#[test]
fn a_model_that_takes_no_temperature_gets_its_own() {
    let typed = AgentForm { model: "gpt-5.4".into(), temperature: "0.7".into(), ..form() };
    let spec = typed.parse().unwrap();
    assert_eq!((spec.temperature, spec.chosen_temperature()), (Temperature::ONLY, None));
    assert_eq!(AgentForm { temperature: "warm".into(), ..typed.clone() }.parse(), Ok(spec.clone()));
    // The agent was stored before AVA knew which models take a temperature.
    let stored = AgentSpec { temperature: Temperature::default(), ..spec };
    assert_eq!(AgentForm::from(&stored).temperature, "1");
    let other = AgentForm { model: "gpt-4o".into(), ..typed }.parse().unwrap();
    assert_eq!(other.chosen_temperature(), Some(Temperature::default()));
}

#[test]
fn a_voice_that_was_searched_for_counts_before_the_list() {
    let found = AgentForm { voice_search: "sarah".into(), ..form() };
    assert_eq!(found.parse().unwrap().voice.code(), "11labs:sarah");
    assert_eq!(found.voice_code(), "11labs:sarah");
    let none = AgentForm { voice_search: "emma".into(), ..form() };
    assert_eq!(none.parse().unwrap_err().field, Some(Field::VoiceSearch));
    assert_eq!(form().with_voice("vapi", "Nico").voice_search, "");
}

#[test]
fn each_broken_rule_names_its_field() {
    let fails = |form: AgentForm| form.parse().map_err(|p| p.field).unwrap_err();
    assert_eq!(fails(AgentForm { name: "x".repeat(41), ..form() }), Some(Field::Name));
    assert_eq!(fails(AgentForm { greeting: " ".into(), ..form() }), Some(Field::Greeting));
    assert_eq!(fails(AgentForm { language: "tlh".into(), ..form() }), Some(Field::Language));
    assert_eq!(fails(AgentForm { voice: "vapi:".into(), ..form() }), Some(Field::Voice));
    assert_eq!(fails(AgentForm { instructions: String::new(), ..form() }), Some(Field::Instructions));
    assert_eq!(fails(AgentForm { model: "anthropic/opus".into(), ..form() }), Some(Field::Model));
    assert_eq!(fails(AgentForm { temperature: "2.1".into(), ..form() }), Some(Field::Temperature));
    assert_eq!(fails(AgentForm { max_duration: "0".into(), ..form() }), Some(Field::MaxDuration));
    for first in ["caller", "generated"] {
        let form = AgentForm { greeting: String::new(), speaks_first: first.into(), ..form() };
        assert!(form.parse().is_ok());
    }
}

/// `form` with `text` in the input of this part.
pub(crate) fn with(form: AgentForm, facet: Facet, text: &str) -> AgentForm {
    let kept = form.values_to_keep();
    let old = |name: &str| kept.iter().find(|(kept, _)| *kept == name).unwrap().1.clone();
    AgentForm::read(|name| if name == facet.code() { text.to_owned() } else { old(name) })
}

/// The length of the longest text that the input of this part takes; 0 if it takes only
/// certain texts.
pub(crate) fn longest(form: &AgentForm, facet: Facet) -> usize {
    let takes = |length: usize| with(form.clone(), facet, &"x".repeat(length)).parse().is_ok();
    (0..16)
        .rev()
        .map(|bit| 1 << bit)
        .fold(0, |most, more| if takes(most + more) { most + more } else { most })
}

#[test]
fn a_text_that_is_too_long_is_refused_on_its_field() {
    let mut lengths = Vec::new();
    for facet in Facet::ALL {
        let longest = longest(&form(), facet);
        if longest > 0 {
            let problem = with(form(), facet, &"x".repeat(longest + 1)).parse().unwrap_err();
            assert_eq!((problem.field, problem.also.len()), (Some(facet.field()), 0), "{facet:?}");
            lengths.push((facet, longest));
        }
    }
    for known in [(Facet::Name, 40), (Facet::Greeting, 1000), (Facet::Instructions, 20_000)] {
        assert!(lengths.contains(&known), "{lengths:?}");
    }
}

#[test]
fn all_broken_rules_are_told_at_once() {
    let problem = AgentForm { speaks_first: "agent".into(), ..AgentForm::default() }.parse().unwrap_err();
    assert_eq!(problem.field, Some(Field::Name));
    let others = problem.also.iter().map(|(field, _)| *field).collect::<Vec<_>>();
    assert_eq!(others, [Field::Greeting, Field::Instructions, Field::Language, Field::Voice]);
}

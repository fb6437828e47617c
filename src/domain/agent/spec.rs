//! An agent as it is stored: checked.

use super::{AgentSpec, MAX_NAME, Temperature};
use crate::domain::models;

impl AgentSpec {
    /// The temperature to ask of the model; `None` if the model takes no choice.
    pub fn chosen_temperature(&self) -> Option<Temperature> {
        models::takes_temperature(&self.model).then_some(self.temperature)
    }

    /// Whether the service of the agent's voice has closed.
    pub fn voice_is_gone(&self) -> bool {
        self.voice.provider.is_gone()
    }

    /// Whether the agent's voice is the one, by its code, that its last call ended for.
    pub fn voice_is_lost(&self, lost: Option<&str>) -> bool {
        lost.is_some_and(|lost| lost == self.voice.code())
    }

    /// `Reception 2`, or the next name that no agent has, within Vapi's limit.
    pub fn name_of_copy(&self, taken: &[String]) -> String {
        let numbered = self.name.rsplit_once(' ').filter(|(_, end)| end.parse::<u32>().is_ok());
        let stem = numbered.map_or(self.name.as_str(), |(stem, _)| stem);
        let copy = |count: usize| {
            let end = format!(" {count}");
            let room = MAX_NAME as usize - end.len();
            let start: String = stem.chars().take(room).collect();
            format!("{}{end}", start.trim_end())
        };
        // There is one more candidate than there are taken names, so at least one is free.
        (2..taken.len() + 3).map(copy).find(|name| !taken.contains(name)).unwrap_or_else(|| copy(2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORED: &str = r#"{"name":"Reception","greeting":"Hello","speaks_first":"agent",
        "instructions":"Be brief.","language":"en","voice":{"provider":"vapi","id":"Clara"}}"#;

    #[test]
    fn what_was_stored_before_reads_with_the_defaults() {
        let spec: AgentSpec = serde_json::from_str(STORED).unwrap();
        assert_eq!((spec.model.as_str(), spec.temperature.value()), ("gpt-4.1-mini", 0.7));
        assert_eq!(spec.max_duration.seconds(), 600);
    }

    #[test]
    fn a_copy_has_a_name_of_its_own_that_vapi_takes() {
        let mut spec: AgentSpec = serde_json::from_str(STORED).unwrap();
        assert_eq!(spec.name_of_copy(&["Reception".into()]), "Reception 2");
        assert_eq!(spec.name_of_copy(&["Reception".into(), "Reception 2".into()]), "Reception 3");
        spec.name = "Reception 2".into();
        assert_eq!(spec.name_of_copy(&["Reception".into(), "Reception 2".into()]), "Reception 3");
        spec.name = "x".repeat(40);
        assert_eq!(spec.name_of_copy(&[]).len(), 40);
    }
}

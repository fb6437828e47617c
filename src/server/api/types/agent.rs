//! Agents.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{ProblemCode, Time};
use crate::domain::{
    agent::{
        AgentForm, AgentSpec, AgentView, ConflictForm, ConflictView, Difference, Facet, HookState, Language,
        SpeaksFirst, SyncState,
    },
    ids::{AgentId, OperationId},
    phone::E164,
    voices::VoiceProvider,
};

#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AgentsParams {
    /// Part of a name, in whatever case.
    pub search: String,
    /// The last page's `next`.
    #[param(inline)]
    pub after: Option<AgentId>,
}

/// A voice, by the service that has it and its id there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgentVoice {
    pub provider: VoiceProvider,
    pub id: String,
}

/// What an agent is made with, and replaced by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgentBody {
    /// At most 40 characters.
    pub name: String,
    /// The first words of a call, where the agent begins with them; at most 1000 characters.
    #[serde(default)]
    pub greeting: String,
    #[serde(default)]
    pub speaks_first: SpeaksFirst,
    /// What the model is told; at most 20,000 characters.
    pub instructions: String,
    pub language: Language,
    pub voice: AgentVoice,
    /// The name of the model; without one, AVA's preset.
    #[serde(default)]
    pub model: Option<String>,
    /// From 0 to 2, with one decimal; 0.7 without. It does not count for a model that takes none.
    #[serde(default)]
    pub temperature: Option<f64>,
    /// The most minutes that a call lasts, from 1 to 720; 10 without.
    #[serde(default)]
    pub max_duration: Option<u32>,
}

impl From<&AgentBody> for AgentForm {
    fn from(body: &AgentBody) -> Self {
        let AgentBody {
            name,
            greeting,
            speaks_first,
            instructions,
            language,
            voice,
            model,
            temperature,
            max_duration,
        } = body;
        let form = Self {
            name: name.clone(),
            greeting: greeting.clone(),
            speaks_first: speaks_first.code().to_owned(),
            instructions: instructions.clone(),
            language: language.code().to_owned(),
            model: model.clone().unwrap_or_default(),
            temperature: temperature.map(|temperature| temperature.to_string()).unwrap_or_default(),
            max_duration: max_duration.map(|minutes| minutes.to_string()).unwrap_or_default(),
            // The voice fills these in.
            voice_search: String::new(),
            voice: String::new(),
            voice_provider: String::new(),
            voice_id: String::new(),
        };
        form.with_voice(voice.provider.code(), &voice.id)
    }
}

impl From<AgentSpec> for AgentBody {
    fn from(spec: AgentSpec) -> Self {
        let form = AgentForm::from(&spec);
        let AgentSpec {
            name,
            greeting,
            speaks_first,
            instructions,
            language,
            voice,
            model,
            temperature: _,
            max_duration: _,
        } = spec;
        Self {
            name,
            greeting,
            speaks_first,
            instructions,
            language,
            voice: AgentVoice { provider: voice.provider, id: voice.id },
            model: Some(model),
            // As the page of the agent shows it: that of a model which takes none is its only one.
            temperature: form.temperature.parse().ok(),
            max_duration: form.max_duration.parse().ok(),
        }
    }
}

/// An agent, and how its assistant at Vapi stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Agent {
    pub id: AgentId,
    pub name: String,
    pub greeting: String,
    pub speaks_first: SpeaksFirst,
    pub instructions: String,
    pub language: Language,
    pub voice: AgentVoice,
    pub model: String,
    pub temperature: f64,
    /// Minutes.
    pub max_duration: u32,
    pub sync: SyncState,
    /// Where the assistant sends what happens in its calls; `null` where it was not seen yet.
    pub events: Option<HookState>,
    pub vapi_assistant_id: Option<String>,
    /// The numbers that it answers.
    pub numbers: Vec<E164>,
    /// The newest operation that keeps it in step.
    pub operation: Option<OperationId>,
    /// The problem that keeps it from being in step.
    pub problem: Option<ProblemCode>,
    pub updated_at: Time,
    /// The name of the person who saved it last.
    pub changed_by: String,
    /// The version that its `ETag` names.
    pub version: i64,
}

impl From<AgentView> for Agent {
    fn from(view: AgentView) -> Self {
        let AgentView {
            id,
            spec,
            // The readiness of its numbers says so.
            voice_lost: _,
            sync,
            vapi_assistant_id,
            hook,
            updated_at,
            changed_by,
            version,
            operation,
            problem,
            numbers,
        } = view;
        let (preset, minutes) = (spec.temperature.value(), spec.max_duration.seconds() / 60);
        let body = AgentBody::from(spec);
        Self {
            id,
            name: body.name,
            greeting: body.greeting,
            speaks_first: body.speaks_first,
            instructions: body.instructions,
            language: body.language,
            voice: body.voice,
            model: body.model.unwrap_or_default(),
            temperature: body.temperature.unwrap_or(preset),
            max_duration: minutes,
            sync,
            events: hook,
            vapi_assistant_id,
            numbers: numbers.iter().filter_map(|number| E164::parse(number).ok()).collect(),
            operation,
            problem: problem.as_ref().map(ProblemCode::from),
            updated_at: updated_at.into(),
            changed_by,
            version,
        }
    }
}

/// A part of an agent that is otherwise at Vapi.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AgentDifference {
    pub part: Facet,
    /// What AVA has.
    pub ours: String,
    /// What somebody made of it at Vapi.
    pub theirs: String,
    /// Whether AVA can keep theirs.
    pub takeable: bool,
}

/// What somebody changed of an agent's assistant at Vapi.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AgentConflict {
    /// Empty where there is nothing to decide.
    pub differences: Vec<AgentDifference>,
    /// The version of the agent, which its `ETag` names.
    pub version: i64,
}

impl From<ConflictView> for AgentConflict {
    fn from(view: ConflictView) -> Self {
        let ConflictView { now: _, agent, theirs, differences } = view;
        let ours = AgentForm::from(&agent.spec);
        let difference = |Difference { facet, takeable }| AgentDifference {
            part: facet,
            ours: facet.of(&ours),
            theirs: facet.of(&theirs),
            takeable,
        };
        Self { differences: differences.into_iter().map(difference).collect(), version: agent.version }
    }
}

/// Decides which side counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideConflictBody {
    /// The parts that AVA takes as they are at Vapi. Of the others, what AVA has is written there again.
    pub take: Vec<Facet>,
}

impl From<DecideConflictBody> for ConflictForm {
    fn from(DecideConflictBody { take }: DecideConflictBody) -> Self {
        let theirs = |part: Facet| (part.code().to_owned(), Self::THEIRS.to_owned());
        Self { keep: String::new(), sides: take.into_iter().map(theirs).collect() }
    }
}

/// An agent as it is made again elsewhere.
impl From<Agent> for AgentBody {
    fn from(agent: Agent) -> Self {
        let Agent {
            name,
            greeting,
            speaks_first,
            instructions,
            language,
            voice,
            model,
            temperature,
            max_duration,
            ..
        } = agent;
        Self {
            name,
            greeting,
            speaks_first,
            instructions,
            language,
            voice,
            model: Some(model),
            temperature: Some(temperature),
            max_duration: Some(max_duration),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_the_form_that_a_page_sends() {
        let body: AgentBody = serde_json::from_str(
            r#"{"name": "Desk", "greeting": "Hello", "instructions": "Be brief.", "language": "en",
                "voice": {"provider": "vapi", "id": "Clara"}, "temperature": 0.5, "max_duration": 12}"#,
        )
        .unwrap();
        let spec = AgentForm::from(&body).parse().unwrap();
        assert_eq!((spec.temperature.value(), spec.max_duration.seconds()), (0.5, 720));
        let again = AgentBody::from(spec.clone());
        assert_eq!(AgentForm::from(&again).parse().unwrap(), spec);
        assert!(serde_json::from_str::<AgentBody>(r#"{"name": "Desk", "voices": []}"#).is_err());
    }
}

//! A change of an assistant: the properties that AVA sets, over those that somebody has
//! set beside them. Vapi replaces nested objects whole, so properties that are to stay
//! are sent back; and it refuses some that it shows, so only those of its OpenAPI
//! document are.

use serde_json::Value;

use super::{
    assistant::{Assistant, Object, is_system},
    tools::{self, is_ours},
};

const MODEL: &[&str] = &[
    "tools",
    "toolIds",
    "toolRefs",
    "knowledgeBase",
    "fallbackModels",
    "toolStrictCompatibilityMode",
    "maxTokens",
    "emotionRecognitionEnabled",
    "numFastTurns",
];

/// Properties that only some models take, kept while the model is the same.
const OF_THE_MODEL: &[&str] = &["promptCacheRetention", "promptCacheKey", "reasoningEffort"];

/// Properties of all services: the service itself has decided which of them fit together.
const VOICE: &[&str] = &[
    "cachingEnabled",
    "chunkPlan",
    "fallbackPlan",
    "speed",
    "pronunciationDictionary",
    "stability",
    "similarityBoost",
    "style",
    "useSpeakerBoost",
    "optimizeStreamingLatency",
    "enableSsmlParsing",
    "autoMode",
    "pronunciationDictionaryLocators",
    "instructions",
    "temperature",
    "emotion",
    "voiceGuidance",
    "styleGuidance",
    "textGuidance",
    "mipOptOut",
    "experimentalControls",
    "generationConfig",
    "pronunciationDictId",
];

/// Properties kept while the voice is the same, and those for which the language is as well.
const OF_THE_VOICE: &[&str] = &["model", "version"];
const OF_THE_LANGUAGE: &[&str] = &["language"];

const TRANSCRIBER: &[&str] = &[
    "smartFormat",
    "mipOptOut",
    "numerals",
    "profanityFilter",
    "redaction",
    "confidenceThreshold",
    "eotThreshold",
    "eotTimeoutMs",
    "languages",
    "keywords",
    "keyterm",
    "endpointing",
    "fallbackPlan",
];

/// JSON Schemas, in which `null` may mean something.
const OF_A_TOOL: &[&str] = &["parameters", "schema"];

/// Lays `body` over the properties that are `there`.
pub(super) fn over(body: Value, there: &Assistant) -> Value {
    let mut change = body;
    let [model, voice, transcriber, metadata] =
        ["model", "voice", "transcriber", "metadata"].map(|name| there.property(name));
    let listens_here = change.get("server").is_some();
    let nested =
        [("model", model, MODEL), ("voice", voice, VOICE), ("transcriber", transcriber, TRANSCRIBER)];
    for (name, there, stays) in nested {
        let (Some(ours), Some(there)) = (change[name].as_object_mut(), there.as_object()) else { continue };
        // A property for another provider says nothing to this one.
        if ours.get("provider") == there.get("provider") {
            let own = ours.get("tools").cloned();
            keep(ours, there, stays);
            if name == "model" {
                if listens_here {
                    keep_tools(ours, own, there);
                }
                keep_messages(ours, there);
            }
        }
    }
    keep_if_same(&mut change["model"], model, &["provider", "model"], OF_THE_MODEL);
    keep_if_same(&mut change["voice"], voice, &["provider", "voiceId"], OF_THE_VOICE);
    // A later version finds the language out by itself, unless it was told one.
    let version = &change["voice"]["version"];
    let later = !version.is_null() && *version != "1" && *version != 1;
    if let Some(ours) = change["voice"].as_object_mut().filter(|_| later) {
        ours.remove("language");
    }
    if transcriber["language"] == change["transcriber"]["language"] {
        keep_if_same(&mut change["voice"], voice, &["provider", "voiceId"], OF_THE_LANGUAGE);
    }
    // AVA chooses Deepgram's model at the start only.
    let listens = &transcriber["model"];
    if listens.is_string() && transcriber["provider"] == change["transcriber"]["provider"] {
        change["transcriber"]["model"] = listens.clone();
    }
    if let (Some(ours), Some(there)) = (change["metadata"].as_object_mut(), metadata.as_object()) {
        for (name, value) in there.iter().filter(|(_, value)| !value.is_null()) {
            ours.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
    change
}

/// Keeps the properties `stays` only where those of `by` are the same on both sides.
fn keep_if_same(ours: &mut Value, there: &Value, by: &[&str], stays: &[&str]) {
    if by.iter().all(|name| ours[*name] == there[*name])
        && let (Some(ours), Some(there)) = (ours.as_object_mut(), there.as_object())
    {
        keep(ours, there, stays);
    }
}

fn keep(ours: &mut Object, there: &Object, stays: &[&str]) {
    for name in stays {
        if let Some(value) = there.get(*name).filter(|value| !value.is_null())
            && !ours.contains_key(*name)
        {
            ours.insert((*name).to_owned(), without_nulls(value));
        }
    }
}

/// Tools of somebody else stay beside AVA's, of which there may be none any more, and in place of those
/// that they are called like: no model takes two functions of one name. Called after what stays was kept.
fn keep_tools(ours: &mut Object, own: Option<Value>, there: &Object) {
    let theirs = there.get("tools").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut all: Vec<Value> = theirs.iter().filter(|tool| !is_ours(tool)).map(without_nulls).collect();
    let own = own.as_ref().and_then(Value::as_array).cloned().unwrap_or_default();
    let is_new = |tool: &Value| !all.iter().any(|there| tools::name(there) == tools::name(tool));
    let own: Vec<Value> = own.into_iter().filter(is_new).collect();
    all.extend(own);
    if there.contains_key("tools") || !all.is_empty() {
        ours.insert("tools".to_owned(), all.into());
    }
}

/// The value as Vapi takes it: a property that it shows as `null` may be absent, but not
/// `null`. A tool's schemas stay as they are.
fn without_nulls(there: &Value) -> Value {
    let kept = |name: &str, value: &Value| match OF_A_TOOL.contains(&name) {
        true => value.clone(),
        false => without_nulls(value),
    };
    match there {
        Value::Object(there) => {
            let said = there.iter().filter(|(_, value)| !value.is_null());
            Value::Object(said.map(|(name, value)| (name.clone(), kept(name, value))).collect())
        }
        Value::Array(there) => Value::Array(there.iter().map(without_nulls).collect()),
        other => other.clone(),
    }
}

/// The instructions are the first message of the system; others stay.
fn keep_messages(ours: &mut Object, there: &Object) {
    let Some(Value::Array(there)) = there.get("messages") else { return };
    let Some(Value::Array(messages)) = ours.get_mut("messages") else { return };
    let (before, after) = match there.iter().position(is_system) {
        Some(at) => (&there[..at], &there[at + 1..]),
        None => (&there[..0], there.as_slice()),
    };
    messages.splice(0..0, before.iter().cloned());
    messages.extend(after.iter().cloned());
}

//! What Vapi's validator accepts, and its words for what it does not.
//! Properties of nested objects are the union over the providers of a kind.
//! A list of names is one text, with a space between two.

use serde_json::Value;

use super::vapi_store::Object;

pub(super) struct Checker {
    messages: Vec<String>,
}

impl Checker {
    pub(super) const fn new() -> Self {
        Self { messages: Vec::new() }
    }

    pub(super) fn finish(self) -> Vec<String> {
        self.messages
    }

    pub(super) fn say(&mut self, message: String) {
        self.messages.push(message);
    }

    /// `at` is empty, or the path of the object with a dot behind it.
    pub(super) fn known(&mut self, object: &Object, at: &str, known: &str) {
        for name in object.keys().filter(|name| !has(known, name)) {
            self.say(format!("{at}property {name} should not exist"));
        }
    }

    pub(super) fn text(&mut self, object: &Object, at: &str, name: &str, max: usize) {
        match object.get(name) {
            None | Some(Value::Null) => {}
            Some(Value::String(text)) if text.chars().count() > max => {
                self.say(format!("{at}{name} must be shorter than or equal to {max} characters"));
            }
            Some(Value::String(_)) => {}
            Some(_) => self.say(format!("{at}{name} must be a string")),
        }
    }

    pub(super) fn required_text(&mut self, object: &Object, at: &str, name: &str) {
        if !matches!(object.get(name), Some(Value::String(text)) if !text.is_empty()) {
            self.say(format!("{at}{name} must be a string"));
        }
    }

    pub(super) fn number(&mut self, object: &Object, at: &str, name: &str, min: f64, max: f64) {
        match object.get(name) {
            None | Some(Value::Null) => {}
            Some(value) => match value.as_f64() {
                Some(value) if value < min => self.say(format!("{at}{name} must not be less than {min}")),
                Some(value) if value > max => self.say(format!("{at}{name} must not be greater than {max}")),
                Some(_) => {}
                None => {
                    self.say(format!("{at}{name} must be a number conforming to the specified constraints"))
                }
            },
        }
    }

    pub(super) fn boolean(&mut self, object: &Object, name: &str) {
        if !matches!(object.get(name), None | Some(Value::Null | Value::Bool(_))) {
            self.say(format!("{name} must be a boolean value"));
        }
    }

    pub(super) fn one_of(&mut self, object: &Object, at: &str, name: &str, values: &str) {
        let value = object.get(name);
        if matches!(value, None | Some(Value::Null)) {
            return;
        }
        if !value.and_then(Value::as_str).is_some_and(|text| has(values, text)) {
            self.say(format!(
                "{at}{name} must be one of the following values: {}",
                values.replace(' ', ", ")
            ));
        }
    }

    pub(super) fn each_one_of(&mut self, object: &Object, name: &str, values: &str) {
        match object.get(name) {
            None | Some(Value::Null) => {}
            Some(Value::Array(items)) => {
                if !items.iter().all(|item| item.as_str().is_some_and(|text| has(values, text))) {
                    self.say(format!(
                        "each value in {name} must be one of the following values: {}",
                        values.replace(' ', ", ")
                    ));
                }
            }
            Some(_) => self.say(format!("{name} must be an array")),
        }
    }

    /// The nested object, if there is one to look into.
    pub(super) fn object<'a>(&mut self, object: &'a Object, name: &str) -> Option<&'a Object> {
        match object.get(name) {
            None | Some(Value::Null) => None,
            Some(Value::Object(nested)) => Some(nested),
            Some(_) => {
                self.say(format!("{name} must be an object"));
                None
            }
        }
    }

    pub(super) fn server(&mut self, object: &Object) {
        let Some(server) = self.object(object, "server") else {
            return;
        };
        self.known(server, "server.", SERVER);
        self.number(server, "server.", "timeoutSeconds", 1.0, 300.0);
        let url = server.get("url");
        if !matches!(url, None | Some(Value::Null))
            && url.and_then(Value::as_str).is_none_or(|url| url::Url::parse(url).is_err())
        {
            self.say("server.url must be a URL address".to_owned());
        }
    }
}

fn has(names: &str, name: &str) -> bool {
    names.split(' ').any(|known| known == name)
}

pub(super) const ASSISTANT: &str = "\
    transcriber model voice firstMessage firstMessageInterruptionsEnabled firstMessageMode \
    voicemailDetection clientMessages serverMessages maxDurationSeconds backgroundSound \
    modelOutputInMessagesEnabled transportConfigurations observabilityPlan credentials hooks \
    name voicemailMessage endCallMessage endCallPhrases compliancePlan metadata \
    backgroundSpeechDenoisingPlan analysisPlan artifactPlan startSpeakingPlan \
    stopSpeakingPlan monitorPlan credentialIds server keypadInputPlan";

pub(super) const MODEL: &str = "\
    messages tools toolIds toolRefs knowledgeBase model provider thinking temperature \
    maxTokens emotionRecognitionEnabled numFastTurns metadataSendMode headers url \
    wordLevelConfidenceEnabled timeoutSeconds realtimeConfig fallbackModels \
    toolStrictCompatibilityMode promptCacheRetention promptCacheKey reasoningEffort version \
    workflowId workflow";

pub(super) const MODEL_PROVIDERS: &str = "\
    anthropic anthropic-bedrock anyscale cerebras custom-llm deep-seek deepinfra google groq \
    inflection-ai minimax openai openrouter perplexity-ai together-ai vapi xai";

pub(super) const VOICE: &str = "\
    cachingEnabled provider voiceId chunkPlan speed fallbackPlan model language \
    experimentalControls generationConfig pronunciationDictId server mipOptOut stability \
    similarityBoost style useSpeakerBoost optimizeStreamingLatency enableSsmlParsing \
    autoMode pronunciationDictionaryLocators isCustomHumeVoice description instructions \
    temperature emotion voiceGuidance styleGuidance textGuidance enableSsml libraryIds \
    pauseBetweenBrackets phonemizeBetweenBrackets reduceLatency inlineSpeedAlpha personaId \
    callbackUrl conversationName conversationalContext customGreeting properties version \
    pronunciationDictionary languageCode speakingRate subtitleType pitch volume region \
    languageBoost textNormalizationEnabled styleDegree role";

pub(super) const VOICE_PROVIDERS: &str = "\
    11labs azure cartesia custom-voice deepgram hume inworld lmnt microsoft minimax \
    neuphonic openai playht rime-ai sesame smallest-ai tavus vapi wellsaid xai";

pub(super) const TRANSCRIBER: &str = "\
    provider language confidenceThreshold formatTurns endOfTurnConfidenceThreshold \
    minEndOfTurnSilenceWhenConfident wordFinalizationMaxWaitTime maxTurnSilence \
    vadAssistedEndpointingEnabled mode prompt agentContext languageCodes speechModel \
    realtimeUrl wordBoost keytermsPrompt endUtteranceSilenceThreshold \
    disablePartialTranscripts fallbackPlan segmentationStrategy segmentationSilenceTimeoutMs \
    segmentationMaximumTimeMs server model smartFormat mipOptOut numerals profanityFilter \
    redaction eotThreshold eotTimeoutMs languages keywords keyterm endpointing \
    silenceThresholdSeconds minSpeechDurationMs minSilenceDurationMs languageBehaviour \
    transcriptionHint prosody audioEnhancer speechThreshold customVocabularyEnabled \
    customVocabularyConfig region receivePartialTranscripts operatingPoint enableDiarization \
    maxDelay customVocabulary numeralStyle endOfTurnSensitivity removeDisfluencies \
    minimumSpeechDuration languageHintsStrict maxEndpointDelayMs contextGeneral version \
    turnTaking";

pub(super) const TRANSCRIBER_PROVIDERS: &str = "\
    11labs assembly-ai azure cartesia custom-transcriber deepgram gladia google openai \
    soniox speechmatics talkscriber vapi xai";

const SERVER: &str = "\
    timeoutSeconds credentialId staticIpAddressesEnabled encryptedPaths url headers \
    backoffPlan";

pub(super) const PHONE_NUMBER: &str = "\
    fallbackDestination hooks provider smsEnabled number twilioAccountSid twilioAuthToken \
    twilioApiKey twilioApiSecret name assistantId workflowId squadId server";

pub(super) const FIRST_MESSAGE_MODES: &str = "\
    assistant-speaks-first assistant-speaks-first-with-model-generated-message \
    assistant-waits-for-user";

pub(super) const SERVER_MESSAGES: &str = "\
    assistant.started assistant.speechStarted conversation-update end-of-call-report \
    function-call hang language-changed language-change-detected model-output \
    phone-call-control speech-update status-update transcript \
    transcript[transcriptType=\"final\"] tool-calls transfer-destination-request \
    handoff-destination-request transfer-update user-interrupted voice-input chat.created \
    chat.deleted session.created session.updated session.deleted call.deleted \
    call.delete.failed call.artifact.upload";

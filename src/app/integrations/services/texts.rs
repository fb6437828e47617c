//! The words that every provider has.

pub struct ServiceTexts {
    /// Says on the card what the service does for a call.
    pub purpose: &'static str,
    /// Says why the service should be connected.
    pub why: &'static str,
    /// Stands above the provider's page.
    pub lead: &'static str,
    pub what_for: &'static str,
    /// The steps to find what the form asks for.
    pub steps: &'static [&'static str],
    /// The words of the fields, in the order of the provider's row.
    pub fields: &'static [FieldTexts],
    /// The label that opens the form of what is stored.
    pub replace: &'static str,
    /// Says what a switch to another account changes.
    pub switch: &'static str,
    /// Says what stays once the service is disconnected.
    pub stays: &'static str,
}

pub struct FieldTexts {
    pub name: &'static str,
    pub label: &'static str,
    /// Says where to find the value; a choice has none.
    pub hint: &'static str,
    /// The words for the codes of a choice.
    pub choices: &'static [ChoiceTexts],
}

pub struct ChoiceTexts {
    pub code: &'static str,
    pub label: &'static str,
    pub detail: &'static str,
}

/// The credentials that a provider's simulator knows.
pub struct SandboxKeys {
    /// What connects at once, by the names of the fields that it is typed into. Empty for a
    /// provider at which a person signs in.
    pub works: &'static [(&'static str, &'static str)],
    pub keys: &'static [SandboxKey],
}

/// A credential that a simulator treats specially. The simulator has its own rule; these
/// words are for people.
pub struct SandboxKey {
    pub key: &'static str,
    pub effect: &'static str,
}

impl SandboxKey {
    pub const fn new(key: &'static str, effect: &'static str) -> Self {
        Self { key, effect }
    }
}

impl FieldTexts {
    pub const fn new(name: &'static str, label: &'static str, hint: &'static str) -> Self {
        Self { name, label, hint, choices: &[] }
    }
}

impl ServiceTexts {
    pub fn field(&self, name: &str) -> Option<&'static FieldTexts> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The label of a choice's code.
    pub fn choice(&self, name: &str, code: &str) -> &'static str {
        let choices = self.field(name).map_or(&[] as &[_], |field| field.choices);
        choices.iter().find(|choice| choice.code == code).map_or("", |choice| choice.label)
    }
}

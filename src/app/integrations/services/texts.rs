//! The words that every provider has.

pub struct ServiceTexts {
    /// What it does for a call, on its card.
    pub purpose: &'static str,
    /// Why it is to be connected.
    pub why: &'static str,
    /// Above its page.
    pub lead: &'static str,
    pub what_for: &'static str,
    /// Where to find what is typed.
    pub steps: &'static [&'static str],
    /// Of its fields, in the order of its row.
    pub fields: &'static [FieldTexts],
    /// Opens the form of what is stored.
    pub replace: &'static str,
    /// What a switch to another account changes.
    pub switch: &'static str,
    /// What stays once it is disconnected.
    pub stays: &'static str,
}

pub struct FieldTexts {
    /// Of the field.
    pub name: &'static str,
    pub label: &'static str,
    /// Where to find it; of a choice none.
    pub hint: &'static str,
    /// Of the codes of a choice.
    pub choices: &'static [ChoiceTexts],
}

pub struct ChoiceTexts {
    pub code: &'static str,
    pub label: &'static str,
    pub detail: &'static str,
}

/// A credential that a simulator knows; it has the rule by itself, and this is for people.
pub struct MagicKey {
    pub key: &'static str,
    pub effect: &'static str,
}

impl MagicKey {
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

    /// What a code of a choice is called.
    pub fn choice(&self, name: &str, code: &str) -> &'static str {
        let choices = self.field(name).map_or(&[] as &[_], |field| field.choices);
        choices.iter().find(|choice| choice.code == code).map_or("", |choice| choice.label)
    }
}

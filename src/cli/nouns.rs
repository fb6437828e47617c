//! What the API has lists of: where each is, what of it a table shows, and by what people name one.

use super::output::Column;

pub struct Noun {
    /// The singular, in messages.
    pub one: &'static str,
    /// Its address below `/api`.
    pub path: &'static [&'static str],
    /// The field by which it can be named in place of its id; empty where only the id names it.
    pub name: &'static str,
    /// The fields of the body that makes or changes one.
    pub fields: &'static [&'static str],
    pub columns: &'static [Column],
}

pub const INTEGRATIONS: Noun = Noun {
    one: "integration",
    path: &["integrations"],
    name: "",
    fields: &[],
    columns: &[
        ("PROVIDER", "provider"),
        ("CONNECTED", "connected"),
        ("STATUS", "credential.status"),
        ("ACCOUNT", "credential.account"),
        ("PROBLEM", "credential.problem.code"),
    ],
};

pub const AGENTS: Noun = Noun {
    one: "agent",
    path: &["agents"],
    name: "name",
    fields: &[
        "name",
        "greeting",
        "speaks_first",
        "instructions",
        "language",
        "voice",
        "model",
        "temperature",
        "max_duration",
    ],
    columns: &[
        ("ID", "id"),
        ("NAME", "name"),
        ("LANGUAGE", "language"),
        ("MODEL", "model"),
        ("SYNC", "sync"),
    ],
};

pub const SERVICES: Noun = Noun {
    one: "service",
    path: &["services"],
    name: "name",
    fields: &["name", "length", "buffer", "price"],
    columns: &[
        ("ID", "id"),
        ("NAME", "name"),
        ("MINUTES", "length"),
        ("BUFFER", "buffer"),
        ("PRICE", "price"),
    ],
};

pub const HOURS: Noun = Noun {
    one: "hours",
    path: &["hours"],
    name: "",
    fields: &[
        "time_zone",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "closed_days",
        "lead_time",
        "days_ahead",
        "mails",
        "reminder",
    ],
    columns: &[],
};

/// What an agent has of its own, by the id of the agent.
pub const OFFERS: Noun = Noun {
    one: "offer",
    path: &["offers"],
    name: "agent",
    fields: &["agent", "hours", "lead_time", "services"],
    columns: &[],
};

pub const NUMBERS: Noun = Noun {
    one: "number",
    path: &["numbers"],
    name: "number",
    fields: &[],
    columns: &[
        ("ID", "id"),
        ("NUMBER", "number"),
        ("SOURCE", "source"),
        ("STATE", "state"),
        ("ANSWERS", "answers"),
        ("AGENT", "agent_name"),
        ("OPERATION", "operation"),
    ],
};

pub const OPERATIONS: Noun = Noun {
    one: "operation",
    path: &["operations"],
    name: "",
    fields: &[],
    columns: &[
        ("ID", "id"),
        ("KIND", "kind"),
        ("ABOUT", "subject.kind"),
        ("STATE", "state"),
        ("WAITS FOR", "waiting_for"),
        ("PROBLEM", "problem.code"),
        ("CREATED", "created_at"),
    ],
};

pub const CALLS: Noun = Noun {
    one: "call",
    path: &["calls"],
    name: "",
    fields: &[],
    columns: &[
        ("ID", "id"),
        ("BEGUN", "begun_at"),
        ("DIRECTION", "direction"),
        ("CALLER", "caller"),
        ("NUMBER", "number.number"),
        ("AGENT", "agent.name"),
        ("STATE", "state"),
        ("OUTCOME", "outcome"),
    ],
};

pub const CONTACTS: Noun = Noun {
    one: "contact",
    path: &["contacts"],
    name: "",
    fields: &["name", "number", "email", "tags", "note"],
    columns: &[("ID", "id"), ("NAME", "name"), ("NUMBER", "number"), ("EMAIL", "email"), ("TAGS", "tags")],
};

pub const APPOINTMENTS: Noun = Noun {
    one: "appointment",
    path: &["appointments"],
    name: "",
    fields: &[],
    columns: &[
        ("ID", "id"),
        ("START", "start"),
        ("SERVICE", "service_name"),
        ("NAME", "name"),
        ("NUMBER", "number"),
        ("STATE", "state"),
    ],
};

pub const NOTIFICATIONS: Noun = Noun {
    one: "notification",
    path: &["notifications"],
    name: "",
    fields: &[],
    columns: &[("ID", "id"), ("AT", "at"), ("KIND", "kind"), ("ABOUT", "name"), ("READ", "read")],
};

pub const AUDIT: Noun = Noun {
    one: "entry",
    path: &["audit"],
    name: "",
    fields: &[],
    columns: &[
        ("AT", "at"),
        ("BY", "by.name"),
        ("TOKEN", "token"),
        ("ACTION", "action"),
        ("OBJECT", "object.name"),
        ("OUTCOME", "outcome"),
    ],
};

pub const MEMBERS: Noun = Noun {
    one: "member",
    path: &["members"],
    name: "email",
    fields: &[],
    columns: &[("ID", "id"), ("NAME", "name"), ("EMAIL", "email"), ("ROLE", "role")],
};

pub const INVITATIONS: Noun = Noun {
    one: "invitation",
    path: &["invitations"],
    name: "email",
    fields: &[],
    columns: &[("ID", "id"), ("EMAIL", "email"), ("ROLE", "role"), ("EXPIRES", "expires_at")],
};

pub const WEBHOOKS: Noun = Noun {
    one: "webhook",
    path: &["webhooks"],
    name: "url",
    fields: &["url", "description", "events"],
    columns: &[
        ("ID", "id"),
        ("URL", "url"),
        ("STATE", "state"),
        ("EVENTS", "events"),
        ("WAITING", "waiting"),
    ],
};

pub const TENANTS: Noun = Noun {
    one: "tenant",
    path: &["admin", "tenants"],
    name: "",
    fields: &[],
    columns: &[
        ("ID", "id"),
        ("NAME", "name"),
        ("OWNER", "owner"),
        ("STATE", "state"),
        ("PEOPLE", "people"),
        ("NUMBERS", "numbers"),
    ],
};

/// The columns of what is sent to a webhook.
pub const DELIVERIES: &[Column] = &[
    ("ID", "id"),
    ("EVENT", "type"),
    ("ABOUT", "object"),
    ("STATE", "state"),
    ("ATTEMPTS", "attempts"),
    ("HAPPENED", "happened_at"),
    ("STATUS", "last_attempt.status"),
];

/// The columns of numbers that can be bought.
pub const FOR_SALE: &[Column] = &[
    ("NUMBER", "number"),
    ("KIND", "kind"),
    ("PLACE", "locality"),
    ("REGION", "region"),
    ("VOICE", "voice"),
    ("SMS", "sms"),
    ("ADDRESS", "address"),
];

/// The columns of the numbers in the connected Twilio account.
pub const OF_ACCOUNT: &[Column] =
    &[("NUMBER", "number"), ("LABEL", "label"), ("IN AVA", "known"), ("ANSWERED BY", "answered_by.kind")];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde::{Serialize, de::DeserializeOwned};
    use serde_json::{Value, json};

    use super::*;
    use crate::server::api::types::{AgentBody, ContactBody, HoursBody, ServiceBody, webhook::WriteWebhook};

    /// The fields of a body of the API, of which these are given.
    fn fields<T: Serialize + DeserializeOwned>(given: Value) -> BTreeSet<String> {
        let body: T = serde_json::from_value(given).unwrap();
        serde_json::to_value(&body).unwrap().as_object().unwrap().keys().cloned().collect()
    }

    #[test]
    fn a_noun_has_the_fields_of_its_body() {
        let agent = json!({"name": "", "instructions": "", "language": "en",
            "voice": {"provider": "vapi", "id": "Clara"}});
        for (noun, fields) in [
            (&AGENTS, fields::<AgentBody>(agent)),
            (&SERVICES, fields::<ServiceBody>(json!({"name": "", "length": 5}))),
            (&HOURS, fields::<HoursBody>(json!({"time_zone": "UTC"}))),
            (&CONTACTS, fields::<ContactBody>(json!({}))),
            (&WEBHOOKS, fields::<WriteWebhook>(json!({"url": "", "events": []}))),
        ] {
            let known: BTreeSet<String> = noun.fields.iter().map(|field| (*field).to_owned()).collect();
            assert_eq!(fields, known, "{}", noun.one);
        }
    }
}

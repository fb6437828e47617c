//! Every server function, with the ids of a victim in it.

use ava::app::unread;

use crate::support::sandbox::{NUMBER, OTHER_TWILIO_SID, OTHER_TWILIO_TOKEN, OTHER_VAPI_KEY};

/// What the victim has, by its names.
#[derive(Default)]
pub(super) struct Victim {
    pub(super) agent: String,
    pub(super) number: String,
    /// One that the installation supplies, and how it is dialled.
    pub(super) managed: String,
    pub(super) managed_e164: String,
    pub(super) operation: String,
    pub(super) device: String,
    pub(super) finding: String,
}

impl Victim {
    /// Texts that nobody else may be shown.
    pub(super) fn own(&self) -> [&str; 9] {
        [
            &self.number,
            &self.managed,
            &self.managed_e164,
            &self.operation,
            &self.device,
            &self.finding,
            "Reception Vict",
            NUMBER,
            "Victim instructions",
        ]
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Door {
    /// Needs no sign-in.
    Open,
    /// Whoever is signed in.
    Read,
    Agents,
    Integrations,
}

/// How a stranger's call with the victim's ids ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stranger {
    /// 404
    NothingThere,
    /// 422 on the field that names it.
    NotAChoice,
    /// Takes no id of a tenant: only of the stranger's own things.
    OwnThings,
}

pub(super) type Fields = Vec<(&'static str, String)>;

pub(super) struct Case {
    pub(super) endpoint: &'static str,
    pub(super) door: Door,
    pub(super) stranger: Stranger,
    pub(super) fields: fn(&Victim) -> Fields,
}

fn agent_fields() -> Fields {
    vec![
        ("form[name]", "Taken".into()),
        ("form[greeting]", "Hello".into()),
        ("form[speaks_first]", "agent".into()),
        ("form[instructions]", "Mine now".into()),
        ("form[language]", "en".into()),
        ("form[voice]", "vapi:Elliot".into()),
    ]
}

const fn case(endpoint: &'static str, door: Door, stranger: Stranger, fields: fn(&Victim) -> Fields) -> Case {
    Case { endpoint, door, stranger, fields }
}

pub(super) fn cases() -> Vec<Case> {
    use Door::{Agents, Integrations, Open, Read};
    use Stranger::{NotAChoice, NothingThere, OwnThings};
    let nothing: fn(&Victim) -> Fields = |_| Vec::new();
    vec![
        case("sign_up", Open, OwnThings, nothing),
        case("log_in", Open, OwnThings, nothing),
        case("set_locale", Open, OwnThings, |_| vec![("locale", "fr".into())]),
        case("read/Account", Read, OwnThings, nothing),
        case("revoke_device", Read, NothingThere, |v| vec![("device", v.device.clone())]),
        case("read/Agents", Read, OwnThings, nothing),
        case("read/Agent", Read, NothingThere, |v| vec![("id", v.agent.clone())]),
        case("agents/create", Agents, OwnThings, |_| agent_fields()),
        case("agents/update", Agents, NothingThere, |v| {
            let mut fields = agent_fields();
            fields.extend([("id", v.agent.clone()), ("version", "1".into())]);
            fields
        }),
        case("read/DeleteAgent", Agents, NothingThere, |v| vec![("id", v.agent.clone())]),
        case("read/Conflict", Agents, NothingThere, |v| vec![("id", v.agent.clone())]),
        case("agents/duplicate", Agents, NothingThere, |v| vec![("id", v.agent.clone())]),
        case("agents/remake", Agents, NothingThere, |v| vec![("id", v.agent.clone())]),
        case("agents/decide", Agents, NothingThere, |v| {
            vec![("id", v.agent.clone()), ("version", "1".into()), ("form[keep]", "ours".into())]
        }),
        case("agents/delete", Agents, NothingThere, |v| vec![("id", v.agent.clone())]),
        case("read/Integrations", Read, OwnThings, nothing),
        case("read/AccountNumbers", Integrations, OwnThings, nothing),
        case("integrations/save-vapi", Integrations, OwnThings, |_| {
            vec![("form[key]", OTHER_VAPI_KEY.into())]
        }),
        case("integrations/save-twilio", Integrations, NotAChoice, |v| {
            vec![
                ("form[account_sid]", OTHER_TWILIO_SID.into()),
                ("form[auth_token]", OTHER_TWILIO_TOKEN.into()),
                ("form[number]", "+14153200001".into()),
                ("form[agent]", v.agent.clone()),
            ]
        }),
        case("integrations/check", Integrations, OwnThings, |_| vec![("provider", "vapi".into())]),
        case("numbers/import", Integrations, NotAChoice, |v| {
            vec![("form[number]", "+14153200001".into()), ("form[agent]", v.agent.clone())]
        }),
        case("numbers/prove", Integrations, NothingThere, |v| vec![("number", v.number.clone())]),
        case("numbers/assign", Integrations, NothingThere, |v| {
            vec![("number", v.number.clone()), ("form[agent]", v.agent.clone())]
        }),
        case("numbers/unassign", Integrations, NothingThere, |v| vec![("number", v.number.clone())]),
        case("numbers/remove", Integrations, NothingThere, |v| vec![("number", v.number.clone())]),
        case("read/FindNumbers", Integrations, OwnThings, |_| vec![("id", "country=US&kind=local".into())]),
        case("read/BuyNumber", Integrations, OwnThings, |v| {
            vec![("id", format!("number={}&country=US&kind=local", &v.managed_e164[1..]))]
        }),
        case("numbers/buy", Integrations, NotAChoice, |v| {
            vec![
                ("form[number]", "+14155550142".into()),
                ("form[country]", "US".into()),
                ("form[kind]", "local".into()),
                ("form[agent]", v.agent.clone()),
            ]
        }),
        case("read/ReleaseNumber", Integrations, NothingThere, |v| vec![("id", v.managed.clone())]),
        case("numbers/release", Integrations, NothingThere, |v| {
            let last_four = v.managed_e164[v.managed_e164.len() - 4..].to_owned();
            vec![("number", v.managed.clone()), ("form[last_four]", last_four)]
        }),
        case("read/SwitchNumbers", Integrations, OwnThings, |_| vec![("id", "byo".into())]),
        case("numbers/switch", Integrations, OwnThings, |_| {
            vec![("form[to]", "byo".into()), ("form[agree]", "true".into())]
        }),
        case("numbers/compare", Integrations, OwnThings, nothing),
        case("numbers/repair", Integrations, NothingThere, |v| vec![("finding", v.finding.clone())]),
        case("numbers/adopt", Integrations, NothingThere, |v| vec![("finding", v.finding.clone())]),
        case("numbers/forget", Integrations, NothingThere, |v| vec![("finding", v.finding.clone())]),
        case("read/Numbers", Read, OwnThings, |v| vec![("id", format!("agent={}&search=415310", v.agent))]),
        case("read/Number", Read, NothingThere, |v| vec![("id", v.number.clone())]),
        case("read/RemoveNumber", Integrations, NothingThere, |v| vec![("id", v.number.clone())]),
        case("read/Operation", Read, NothingThere, |v| vec![("id", v.operation.clone())]),
        case("read/Operations", Read, OwnThings, |v| vec![("id", format!("before={}", v.operation))]),
        case("operations/retry", Integrations, NothingThere, |v| vec![("id", v.operation.clone())]),
        case("operations/decide", Integrations, NothingThere, |v| {
            vec![("id", v.operation.clone()), ("take_over", "true".into())]
        }),
        case("operations/close", Integrations, NothingThere, |v| vec![("id", v.operation.clone())]),
        case("read/Disconnect", Integrations, OwnThings, |_| vec![("id", "twilio".into())]),
        case("read/Sandbox", Read, OwnThings, nothing),
        case("sandbox/inject", Integrations, OwnThings, |_| {
            vec![("form[provider]", "vapi_eu".into()), ("form[kind]", "latency".into())]
        }),
        case("sandbox/clear", Integrations, OwnThings, nothing),
        case("sandbox/beside", Integrations, NothingThere, |_| {
            vec![("form[what]", "delete_at_vapi".into()), ("form[number]", NUMBER.into())]
        }),
        case("integrations/disconnect", Integrations, OwnThings, |_| vec![("provider", "vapi".into())]),
        case("log_out", Open, OwnThings, nothing),
    ]
}

/// The path of each row, the victim's own address of it, and what a stranger gets there.
pub type PageCase = (&'static str, fn(&Victim) -> String, u16);

pub const PAGES: [PageCase; 23] = [
    ("/", |_| "/".into(), 302),
    ("/login", |_| "/login".into(), 302),
    ("/signup", |_| "/signup".into(), 302),
    ("/dashboard", |_| "/dashboard".into(), 302),
    ("/dashboard/integrations", |_| "/dashboard/integrations".into(), 200),
    ("/dashboard/integrations/{id}", |_| "/dashboard/integrations/twilio?choose=1".into(), 200),
    ("/dashboard/integrations/{id}/disconnect", |_| "/dashboard/integrations/twilio/disconnect".into(), 200),
    ("/dashboard/integrations/twilio/switch", |_| "/dashboard/integrations/twilio/switch?to=byo".into(), 200),
    ("/dashboard/agents", |_| "/dashboard/agents".into(), 200),
    ("/dashboard/agents/new", |_| "/dashboard/agents/new".into(), 200),
    ("/dashboard/agents/{id}", |victim| format!("/dashboard/agents/{}", victim.agent), 404),
    ("/dashboard/agents/{id}/delete", |victim| format!("/dashboard/agents/{}/delete", victim.agent), 404),
    ("/dashboard/agents/{id}/conflict", |victim| format!("/dashboard/agents/{}/conflict", victim.agent), 404),
    ("/dashboard/numbers", |victim| format!("/dashboard/numbers?show=ready&agent={}", victim.agent), 200),
    ("/dashboard/numbers/{id}", |victim| format!("/dashboard/numbers/{}", victim.number), 404),
    ("/dashboard/numbers/{id}/remove", |victim| format!("/dashboard/numbers/{}/remove", victim.number), 404),
    (
        "/dashboard/numbers/{id}/release",
        |victim| format!("/dashboard/numbers/{}/release", victim.managed),
        404,
    ),
    ("/dashboard/numbers/buy", |_| "/dashboard/numbers/buy?country=US&kind=local".into(), 200),
    (
        "/dashboard/numbers/buy/confirm",
        |victim| {
            let number = &victim.managed_e164[1..];
            format!("/dashboard/numbers/buy/confirm?number={number}&country=US&kind=local")
        },
        200,
    ),
    ("/dashboard/operations", |victim| format!("/dashboard/operations?before={}", victim.operation), 200),
    ("/dashboard/operations/{id}", |victim| format!("/dashboard/operations/{}", victim.operation), 404),
    ("/dashboard/account", |_| "/dashboard/account".into(), 200),
    ("/sandbox", |_| "/sandbox".into(), 200),
];

/// A form that its server function cannot read comes back with what was typed, whatever
/// it is.
#[test]
fn every_form_that_is_typed_is_legible() {
    let typed = |case: &Case| {
        let fields = (case.fields)(&Victim { managed_e164: NUMBER.into(), ..Victim::default() });
        fields.iter().any(|(name, _)| name.starts_with("form["))
    };
    for Case { endpoint, .. } in cases().into_iter().filter(typed) {
        assert!(unread::legible(&format!("/rpc/{endpoint}"), |_| None).is_some(), "{endpoint}");
    }
}

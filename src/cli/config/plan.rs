//! The plan: the differences between a file and the server, as steps.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde_json::{Map, Value, json};

use super::{
    file::{Agent, Entry, File, Mistakes, Number, Offer, Service, entry, fields},
    kind::Kind,
    own::Own,
    there::{There, Thing, twice},
};
use crate::cli::{failure::Failure, output::steers};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepAction {
    Make,
    Change,
    Remove,
}

/// One thing that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub action: StepAction,
    pub kind: Kind,
    pub key: String,
    /// Empty for what is not there yet, and for the hours; for an offer, that of its agent.
    pub id: String,
    /// All fields that a file may have, as they are on the server.
    pub before: Map<String, Value>,
    /// The same, as they will be.
    pub after: Map<String, Value>,
}

/// The steps that make the server as the file says, in their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    pub steps: Vec<Step>,
}

impl StepAction {
    const fn code(self) -> &'static str {
        match self {
            StepAction::Make => "make",
            StepAction::Change => "change",
            StepAction::Remove => "remove",
        }
    }

    const fn sign(self) -> char {
        match self {
            StepAction::Make => '+',
            StepAction::Change => '~',
            StepAction::Remove => '-',
        }
    }
}

impl Plan {
    /// Compares a file with the server. What only the server has is to be removed where `prune` says so and the
    /// file has a table of its kind; numbers and hours never are.
    ///
    /// # Errors
    /// Fails with all that the server would refuse, as far as that can be said here.
    pub fn of(file: &File, there: &There, prune: bool) -> Result<Self, Failure> {
        let hours = file.hours.clone().map(|hours| BTreeMap::from([(String::new(), hours)]));
        let mut drawn = Drawn { prune, ..Drawn::default() };
        // What others refer to is made before them.
        drawn.compare(file.services.as_ref(), &there.services);
        drawn.compare(hours.as_ref(), &there.hours);
        drawn.compare(file.agents.as_ref(), &there.agents);
        drawn.compare(file.offers.as_ref(), &there.offers);
        drawn.compare(file.numbers.as_ref(), &there.numbers);
        drawn.compare(file.webhooks.as_ref(), &there.webhooks);
        drawn.leave_offers_to_their_agents();
        drawn.look_for_what_is_named(file, there);
        let Drawn { mut steps, removals, mistakes, .. } = drawn;
        if !mistakes.is_empty() {
            return Err(Failure::Unusable(mistakes.join("\n")));
        }
        // What refers to something else goes before it.
        steps.extend(removals.into_iter().rev());
        Ok(Self { steps })
    }

    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    pub fn json(&self) -> Value {
        let steps = self.steps.iter().map(|step| {
            let changes = step.changes().map(|(field, before, after)| {
                (field.to_owned(), json!({"before": before, "after": after}))
            });
            let changes: Map<String, Value> = changes.collect();
            json!({
                "action": step.action.code(), "kind": step.kind.noun().one, "key": step.key, "changes": changes
            })
        });
        Value::Array(steps.collect())
    }
}

#[derive(Default)]
struct Drawn {
    prune: bool,
    steps: Vec<Step>,
    removals: Vec<Step>,
    mistakes: Vec<String>,
}

impl Drawn {
    fn compare<E: Entry>(&mut self, wanted: Option<&BTreeMap<String, E>>, there: &[Thing<E>]) {
        let Some(wanted) = wanted else { return };
        let mut keys = BTreeSet::new();
        for (typed, entry) in wanted {
            let Some(key) = E::key(typed) else {
                self.mistakes.push(format!("{} {typed:?}: the key has to be {}.", E::KIND, E::KIND.key()));
                continue;
            };
            if !keys.insert(key.clone()) {
                self.mistakes.push(format!("{} {key:?} is in the file twice.", E::KIND));
                continue;
            }
            match self.step(&key, entry, there) {
                Ok(step) => self.steps.extend(step),
                Err(mistakes) => {
                    let where_to = |said: String| format!("{} {key:?}: {said}", E::KIND);
                    self.mistakes.extend(mistakes.into_iter().map(where_to));
                }
            }
        }
        if self.prune && !matches!(E::KIND, Kind::Hours | Kind::Number) {
            let gone = there.iter().filter(|thing| !keys.contains(&thing.key));
            self.removals.extend(gone.map(|thing| Step {
                action: StepAction::Remove,
                kind: E::KIND,
                key: thing.key.clone(),
                id: thing.id.clone(),
                before: fields(&thing.entry),
                after: Map::new(),
            }));
        }
    }

    /// `None` where nothing differs.
    fn step<E: Entry>(&self, key: &str, wanted: &E, there: &[Thing<E>]) -> Result<Option<Step>, Vec<String>> {
        let found: Vec<&Thing<E>> = there.iter().filter(|thing| thing.key == key).collect();
        let refused = |Mistakes(mistakes)| mistakes;
        match found[..] {
            [] if E::KIND == Kind::Number => {
                Err(vec!["AVA does not have this number. Import or buy it first.".to_owned()])
            }
            [] => {
                let after = wanted.clone().kept(key, None).map_err(refused)?;
                Ok((!after.is_nothing()).then(|| Step {
                    action: StepAction::Make,
                    kind: E::KIND,
                    key: key.to_owned(),
                    id: String::new(),
                    before: Map::new(),
                    after: fields(&after),
                }))
            }
            [thing] => {
                let before = fields(&thing.entry);
                let mut after = before.clone();
                after.extend(fields(wanted));
                if after == before {
                    return Ok(None);
                }
                let after: E = entry(after).map_err(|error| vec![error.to_string()])?;
                let after = fields(&after.kept(key, Some(&thing.entry)).map_err(refused)?);
                Ok((after != before).then(|| Step {
                    action: StepAction::Change,
                    kind: E::KIND,
                    key: key.to_owned(),
                    id: thing.id.clone(),
                    before,
                    after,
                }))
            }
            _ => Err(vec![twice(E::KIND, key).to_string()]),
        }
    }

    /// What an agent offers goes with it.
    fn leave_offers_to_their_agents(&mut self) {
        let agents = self.removals.iter().filter(|step| step.kind == Kind::Agent);
        let gone: BTreeSet<String> = agents.map(|step| step.id.clone()).collect();
        self.removals.retain(|step| step.kind != Kind::Offer || !gone.contains(&step.id));
    }

    /// Numbers and offers name agents, and offers services, of which there has to be one once all is done.
    fn look_for_what_is_named(&mut self, file: &File, there: &There) {
        let mut mistakes = Vec::new();
        for (typed, number) in file.numbers.iter().flatten() {
            let named = number.agent.as_deref().and_then(Agent::key);
            let (Some(key), Some(name)) = (Number::key(typed), named) else { continue };
            mistakes.extend(self.missing(Kind::Number, &key, &there.agents, &name));
        }
        for (typed, offer) in file.offers.iter().flatten() {
            let Some(key) = Offer::key(typed) else { continue };
            mistakes.extend(self.missing(Kind::Offer, &key, &there.agents, &key));
            let Some(Own::Own(services)) = &offer.services else { continue };
            for name in services.iter().filter_map(|typed| Service::key(typed)) {
                mistakes.extend(self.missing(Kind::Offer, &key, &there.services, &name));
            }
        }
        self.mistakes.extend(mistakes);
    }

    /// What is wrong where something of the file names another thing; two of one name are so only where a step
    /// would have to choose.
    fn missing<E: Entry>(&self, of: Kind, key: &str, there: &[Thing<E>], name: &str) -> Option<String> {
        let is = |step: &&Step, action| (step.kind, step.action) == (E::KIND, action) && step.key == name;
        let is_removed = self.removals.iter().any(|step| is(&step, StepAction::Remove));
        let kept = there.iter().filter(|thing| thing.key == name && !is_removed).count();
        let known = kept + self.steps.iter().filter(|step| is(step, StepAction::Make)).count();
        match known {
            0 => Some(format!("{of} {key:?}: there is no {} {name:?}.", E::KIND)),
            1 => None,
            _ if !self.steps.iter().any(|step| step.kind == of && step.key == key) => None,
            _ => Some(format!("{of} {key:?}: {}", twice(E::KIND, name))),
        }
    }
}

impl Step {
    /// The fields that differ, before and after; `null` where there is none.
    pub fn changes(&self) -> impl Iterator<Item = (&str, &Value, &Value)> {
        let names: BTreeSet<&String> = self.before.keys().chain(self.after.keys()).collect();
        let changed = names.into_iter().filter(move |name| self.before.get(*name) != self.after.get(*name));
        changed.map(move |name| {
            let before = self.before.get(name).unwrap_or(&Value::Null);
            (name.as_str(), before, self.after.get(name).unwrap_or(&Value::Null))
        })
    }
}

impl fmt::Display for Step {
    /// `+ agent "Reception"`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.action.sign(), self.kind)?;
        if self.key.is_empty() { Ok(()) } else { write!(f, " {:?}", self.key) }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            writeln!(f, "{step}")?;
            // What is removed is named, and what it was is not told line by line.
            if step.action != StepAction::Remove {
                for (field, before, after) in step.changes() {
                    write_change(f, step.action, field, before, after)?;
                }
            }
        }
        let count = |action| self.steps.iter().filter(|step| step.action == action).count();
        let (made, changed, removed) =
            (count(StepAction::Make), count(StepAction::Change), count(StepAction::Remove));
        if self.is_empty() {
            return f.write_str("Nothing differs.\n");
        }
        writeln!(f, "{made} to make, {changed} to change, {removed} to remove.")
    }
}

fn write_change(
    f: &mut fmt::Formatter<'_>,
    action: StepAction,
    field: &str,
    before: &Value,
    after: &Value,
) -> fmt::Result {
    let old = before.as_str().unwrap_or_default().lines().collect::<Vec<_>>();
    let new = after.as_str().unwrap_or_default().lines().collect::<Vec<_>>();
    if old.len().max(new.len()) < 2 {
        return match action {
            StepAction::Make => writeln!(f, "    {field}: {}", shown(after)),
            _ => writeln!(f, "    {field}: {} → {}", shown(before), shown(after)),
        };
    }
    writeln!(f, "    {field}:")?;
    let first = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let (old, new) = (&old[first..], &new[first..]);
    let last = old.iter().rev().zip(new.iter().rev()).take_while(|(one, other)| one == other).count();
    let mut lines = |sign: char, lines: &[&str]| {
        lines.iter().try_for_each(|line| {
            let line: String = line.chars().filter(|c| !steers(*c)).collect();
            writeln!(f, "      {sign} {line}")
        })
    };
    lines('-', &old[..old.len() - last])?;
    lines('+', &new[..new.len() - last])
}

/// JSON, in which nothing steers a terminal.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("{text:?}"),
        Value::Array(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| format!("{name}: {}", shown(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::config::{
        file::Webhook,
        there::{Names, thing},
    };

    fn agent(name: &str, instructions: &str) -> Value {
        json!({
            "id": format!("id of {name}"), "name": name, "greeting": "Hello", "speaks_first": "agent",
            "instructions": instructions, "language": "en", "voice": {"provider": "vapi", "id": "Clara"},
            "model": "gpt-4.1-mini", "temperature": 0.7, "max_duration": 10, "sync": "synced", "version": 3
        })
    }

    fn there() -> There {
        let hours = json!({
            "time_zone": "Europe/Paris", "monday": "9:00–17:00", "tuesday": "", "wednesday": "", "thursday": "",
            "friday": "", "saturday": "", "sunday": "", "closed_days": ["2026-12-25"], "lead_time": 2,
            "days_ahead": 60, "mails": null, "reminder": 24
        });
        let cut = json!({"id": "s1", "name": "Cut", "length": 30, "buffer": 0, "price": "30 €"});
        let number = json!({"id": "n1", "number": "+14155550142", "agent": "a1", "agent_name": "Reception"});
        let webhook = json!({"id": "w1", "url": "https://crm.example/in", "description": "",
            "events": ["contact.made", "call.ended"], "state": "active"});
        There {
            hours: vec![thing(&hours).unwrap()],
            services: vec![thing(&cut).unwrap()],
            agents: vec![thing(&agent("Reception", "Be brief.\nBe kind.\nSay goodbye.")).unwrap()],
            offers: Vec::new(),
            numbers: vec![thing(&number).unwrap()],
            webhooks: vec![thing(&webhook).unwrap()],
        }
    }

    fn plan(text: &str, prune: bool) -> String {
        match Plan::of(&File::parse(text).unwrap(), &there(), prune) {
            Ok(plan) => plan.to_string(),
            Err(failure) => failure.to_string(),
        }
    }

    #[test]
    fn an_export_differs_in_nothing_and_is_the_same_text_each_time() {
        let written = there().file().unwrap().written().unwrap();
        assert_eq!(written, there().file().unwrap().written().unwrap());
        assert_eq!(plan(&written, true), "Nothing differs.\n", "{written}");
        let read = File::parse(&written).unwrap();
        assert_eq!(read, there().file().unwrap());
        assert!(written.contains("[numbers.\"+14155550142\"]\nagent = \"Reception\"\n"), "{written}");
        assert!(!written.contains("version") && !written.contains("id of"), "{written}");
    }

    #[test]
    fn the_file_of_the_document_is_one() {
        let (_, block) = include_str!("../../../docs/CLI.md").split_once("```toml file\n").unwrap();
        let (text, _) = block.split_once("```").unwrap();
        let plan = Plan::of(&File::parse(text).unwrap(), &there(), false).unwrap();
        assert_eq!(plan.steps.len(), 5, "{plan}");
    }

    #[test]
    fn what_means_the_same_is_the_same() {
        let same = r#"
            [hours]
            time_zone = "europe/paris"
            monday = "9-17"
            closed_days = ["2026-12-25"]
            [agents."  Reception "]
            instructions = """
            Be brief.
            Be kind.
            Say goodbye.
            """
            temperature = 0.70
            [webhooks."https://CRM.example:443/in"]
            events = ["call.ended", "contact.made", "call.ended"]
            [numbers."+1 (415) 555-0142"]
            agent = "Reception"
            [services.Cut]
            length = 30
        "#
        .replace("            ", "");
        assert_eq!(plan(&same, true), "Nothing differs.\n");
    }

    #[test]
    fn a_plan_is_read_by_people() {
        let text = "
            [hours]
            monday = ''
            [services.Colour]
            length = 45
            [agents.Reception]
            language = 'fr'
            instructions = \"Be brief.\\nBe very kind.\\nSay goodbye.\"
            [agents.Sales]
            greeting = 'Hi'
            instructions = 'Sell.'
            language = 'en'
            voice = { provider = 'vapi', id = 'Clara' }
            [numbers.'+14155550142']
            agent = 'Sales'
            [webhooks]
        ";
        let expected = "\
+ service \"Colour\"
    buffer: 0
    length: 45
    price: \"\"
~ hours
    monday: \"9:00–17:00\" → \"\"
~ agent \"Reception\"
    instructions:
      - Be kind.
      + Be very kind.
    language: \"en\" → \"fr\"
+ agent \"Sales\"
    greeting: \"Hi\"
    instructions: \"Sell.\"
    language: \"en\"
    max_duration: 10
    model: \"gpt-4.1-mini\"
    speaks_first: \"agent\"
    temperature: 0.7
    voice: {id: \"Clara\", provider: \"vapi\"}
~ number \"+14155550142\"
    agent: \"Reception\" → \"Sales\"
- webhook \"https://crm.example/in\"
- service \"Cut\"
2 to make, 3 to change, 2 to remove.
";
        assert_eq!(plan(text, true), expected);
        let left_alone = plan(text, false);
        assert!(left_alone.ends_with("2 to make, 3 to change, 0 to remove.\n"), "{left_alone}");
    }

    #[test]
    fn a_table_that_is_missing_is_left_alone_when_the_rest_is_pruned() {
        assert_eq!(plan("", true), "Nothing differs.\n");
        assert_eq!(plan("[services]", true), "- service \"Cut\"\n0 to make, 0 to change, 1 to remove.\n");
        assert_eq!(plan("[services]\n[numbers]", false), "Nothing differs.\n");
    }

    #[test]
    fn every_mistake_is_told_before_anything_is_done() {
        let said = plan(
            "
            [agents.Sales]
            language = 'xx'
            [numbers.'+14155550142']
            agent = 'Nobody'
            [numbers.'+14155550143']
            agent = 'Reception'
            [numbers.reception]
            [webhooks.'crm example']
            [services.Colour]
            length = 7
            ",
            false,
        );
        for mistake in [
            "agent \"Sales\": language: ",
            "agent \"Sales\": instructions: ",
            "number \"+14155550142\": there is no agent \"Nobody\".",
            "number \"+14155550143\": AVA does not have this number.",
            "number \"reception\": the key has to be a number with `+`",
            "webhook \"crm example\": the key has to be a URL.",
            "service \"Colour\": length: ",
        ] {
            assert!(said.contains(mistake), "{mistake} in {said}");
        }
        // A number cannot go on with an agent that goes.
        let said = plan("[agents]\n[numbers.'+14155550142']\nagent = 'Reception'", true);
        assert_eq!(said, "number \"+14155550142\": there is no agent \"Reception\".");
    }

    /// The offer of the API for the agent of [`there`].
    fn offer(there: &There) -> Thing<Offer> {
        let week = json!({"monday": "18:00–22:00", "tuesday": "", "wednesday": "", "thursday": "", "friday": "",
            "saturday": "", "sunday": "", "closed_days": ["2026-12-25"]});
        let said = json!({"agent": there.agents[0].id, "hours": week, "lead_time": null, "services": ["s1"],
            "version": 7});
        Names::of(&there.agents, &there.services).offer(&said).unwrap()
    }

    #[test]
    fn an_offer_is_compared_by_names() {
        let mut there = there();
        let planned = |there: &There, text: &str, prune: bool| match Plan::of(
            &File::parse(text).unwrap(),
            there,
            prune,
        ) {
            Ok(plan) => plan.to_string(),
            Err(failure) => failure.to_string(),
        };
        let text = "[offers.' Reception ']\nlead_time = 0\nservices = ['Cut', 'Cut']";
        let made = "\
+ offer \"Reception\"
    hours: \"\"
    lead_time: 0
    services: [\"Cut\"]
1 to make, 0 to change, 0 to remove.
";
        assert_eq!(planned(&there, text, true), made);
        // What says that all is the organisation's says nothing of an agent that has nothing of its own.
        let nothing = "[offers.Reception]\nhours = ''\nlead_time = ''\nservices = ''";
        assert_eq!(planned(&there, nothing, false), "Nothing differs.\n");
        there.offers.push(offer(&there));
        let written = there.clone().file().unwrap().written().unwrap();
        assert_eq!(planned(&there, &written, true), "Nothing differs.\n", "{written}");
        assert!(!written.contains("id of") && !written.contains("s1"), "{written}");
        let same = "[offers.Reception]\nservices = ['Cut']\n[offers.Reception.hours]\nmonday = '18-22'\n\
                    closed_days = ['2026-12-25']";
        assert_eq!(planned(&there, same, true), "Nothing differs.\n");
        // What the file lacks is left alone; the hours are one field.
        let changed = planned(&there, "[offers.Reception]\nhours = { monday = '18-22' }", false);
        assert!(
            changed.starts_with("~ offer \"Reception\"\n    hours: {closed_days: [\"2026-12-25\"],"),
            "{changed}"
        );
        assert!(!changed.contains("services"), "{changed}");
        let back = planned(&there, nothing, false);
        assert!(back.contains("    services: [\"Cut\"] → \"\"\n"), "{back}");
        assert_eq!(
            planned(&there, "[offers]", true),
            "- offer \"Reception\"\n0 to make, 0 to change, 1 to remove.\n"
        );
        // It goes with its agent.
        let both = planned(&there, "[offers]\n[agents]", true);
        assert_eq!(both, "- agent \"Reception\"\n0 to make, 0 to change, 1 to remove.\n");
    }

    #[test]
    fn an_offer_of_nobody_or_of_nothing_is_told() {
        for (text, mistake) in [
            ("[offers.Sales]", "offer \"Sales\": there is no agent \"Sales\"."),
            ("[offers.Reception]\n[agents]", "offer \"Reception\": there is no agent \"Reception\"."),
            (
                "[offers.Reception]\nservices = ['Massage']",
                "offer \"Reception\": there is no service \"Massage\".",
            ),
            (
                "[offers.Reception]\nservices = ['Cut']\n[services]",
                "offer \"Reception\": there is no service \"Cut\".",
            ),
            ("[offers.Reception.hours]\nmonday = 'late'", "offer \"Reception\": monday: "),
            ("[offers.Reception]\nlead_time = 721", "offer \"Reception\": lead_time: "),
        ] {
            let said = plan(text, true);
            assert!(said.contains(mistake), "{mistake} in {said}");
        }
        for (wrong, told) in [
            ("[offers.Reception]\nhours = 'never'", "never"),
            ("[offers.Reception.hours]\nmondy = '9-17'", "mondy"),
            ("[offers.Reception]\nlead_time = -1", "-1"),
        ] {
            let said = File::parse(wrong).unwrap_err().to_string();
            assert!(said.contains(told), "{said}");
        }
        let mut there = there();
        there.agents.push(thing::<Agent>(&agent("Reception", "Be long.")).unwrap());
        let file = File::parse("[offers.Reception]\nlead_time = 0").unwrap();
        assert_eq!(Plan::of(&file, &there, false).unwrap_err().code(), 1, "nobody can tell whose it is");
    }

    #[test]
    fn two_of_one_name_are_told_apart_by_nobody() {
        let mut there = there();
        there.agents.push(thing::<Agent>(&agent("Reception", "Be long.")).unwrap());
        assert!(there.clone().file().is_err());
        let file = File::parse("[agents.Reception]\nlanguage = 'fr'").unwrap();
        assert_eq!(Plan::of(&file, &there, false).unwrap_err().code(), 1);
        // A file that does not name them is planned all the same.
        assert!(Plan::of(&File::parse("[services]").unwrap(), &there, false).unwrap().is_empty());
    }

    #[test]
    fn a_plan_is_told_to_programs() {
        let file = File::parse("[services.Cut]\nlength = 45").unwrap();
        let plan = Plan::of(&file, &there(), false).unwrap();
        let expected = json!([{
            "action": "change", "kind": "service", "key": "Cut", "changes": {"length": {"before": 30, "after": 45}}
        }]);
        assert_eq!(plan.json(), expected);
    }

    #[test]
    fn a_field_that_is_misspelt_is_refused_with_its_line() {
        let failure = File::parse("[services.Cut]\nlenght = 45").unwrap_err();
        assert!(failure.to_string().contains("line 2"), "{failure}");
        let kinds: [fn(&Value) -> bool; 3] = [
            |item| thing::<Service>(item).is_err(),
            |item| thing::<Webhook>(item).is_err(),
            |item| thing::<Number>(item).is_err(),
        ];
        let odd = json!({"id": "1", "name": "x", "length": "long", "events": 3, "agent_name": 3});
        assert!(kinds.iter().all(|is_refused| is_refused(&odd)), "an answer of another API is no state");
    }
}

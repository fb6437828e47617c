//! The commands of config as code.

use std::io::{self, IsTerminal as _};

use serde_json::{Value, json};

use super::Run;
use crate::cli::{
    commands::{ApplyArgs, MAX_WAIT, PlanArgs},
    config::{Applying, File, Plan, There},
    failure::Failure,
    input,
    output::{self, Output},
    watch,
};

impl Run<'_> {
    pub(super) async fn export(&mut self) -> Result<(), Failure> {
        let file = There::read(self.client, None).await?.file()?;
        match self.output {
            Output::Table => self.say(&file.written()?),
            Output::Json => {
                let value = serde_json::to_value(&file);
                let value = value.map_err(|error| Failure::Strange(error.to_string()))?;
                self.say(&output::json(&value))
            }
        }
    }

    pub(super) async fn plan(&mut self, args: PlanArgs) -> Result<(), Failure> {
        let file = File::parse(&input::text(&args.file)?)?;
        let plan = Plan::of(&file, &There::read(self.client, Some(&file)).await?, args.prune)?;
        match self.output {
            Output::Table => self.say(&plan.to_string())?,
            Output::Json => self.say(&output::json(&plan.json()))?,
        }
        if args.check && !plan.is_empty() { Err(Failure::Differs) } else { Ok(()) }
    }

    pub(super) async fn apply(&mut self, args: ApplyArgs) -> Result<(), Failure> {
        let file = File::parse(&input::text(&args.file)?)?;
        let there = There::read(self.client, Some(&file)).await?;
        let plan = Plan::of(&file, &there, args.prune)?;
        self.tell(&plan.to_string())?;
        if !plan.is_empty() && !args.yes {
            if !self.agreed()? {
                return Err(Failure::Unusable("Nothing was done.".to_owned()));
            }
            // The server may have changed while the person decided.
            if Plan::of(&file, &There::read(self.client, Some(&file)).await?, args.prune)? != plan {
                let said = "Nothing was done: what differs is another by now. Plan again.";
                return Err(Failure::Unusable(said.to_owned()));
            }
        }
        let mut applying = Applying::new(self.client, &there);
        let (mut done, mut failed) = (Plan::default(), None);
        for step in plan.steps {
            if let Err(failure) = applying.step(&step).await {
                self.tell(&format!("failed: {step}\n"))?;
                failed = Some(failure);
                break;
            }
            self.tell(&format!("done: {step}\n"))?;
            done.steps.push(step);
        }
        let begun = applying.operations;
        if failed.is_some() || begun.is_empty() || !args.wait {
            if !begun.is_empty() {
                let ids = begun.join(" ");
                self.tell(&format!("These go on by themselves: ava operations watch {ids}\n"))?;
            }
            self.applied(&done, json!(begun))?;
            return failed.map_or(Ok(()), Err);
        }
        match self.ends(&begun, MAX_WAIT).await {
            Ok(ended) => {
                self.applied(&done, Value::Array(ended.clone()))?;
                ended.iter().try_for_each(watch::result)
            }
            Err(failure) => {
                self.applied(&done, json!(begun))?;
                Err(failure)
            }
        }
    }

    /// Says what people follow; programs are told all at the end.
    fn tell(&mut self, text: &str) -> Result<(), Failure> {
        if self.output == Output::Table { self.say(text) } else { Ok(()) }
    }

    /// Tells a program what was done, also where the rest was not.
    fn applied(&mut self, done: &Plan, operations: Value) -> Result<(), Failure> {
        if self.output == Output::Table {
            return Ok(());
        }
        self.say(&output::json(&json!({"steps": done.json(), "operations": operations})))
    }

    /// Asks whoever sits at the terminal.
    fn agreed(&mut self) -> Result<bool, Failure> {
        if self.output == Output::Json || !io::stdin().is_terminal() {
            return Err(Failure::Unusable("Nobody can be asked here: --yes does it without.".to_owned()));
        }
        self.say("Apply this? Only `yes` does: ")?;
        let mut answer = String::new();
        let read = io::stdin().read_line(&mut answer);
        read.map_err(|error| Failure::Unusable(format!("The answer cannot be read: {error}.")))?;
        Ok(answer.trim() == "yes")
    }
}

//! The commands of config as code.

use std::io::{self, IsTerminal as _};

use serde_json::{Value, json};

use super::Run;
use crate::cli::{
    commands::{ApplyArgs, PATIENCE, PlanArgs},
    config::{Applying, File, Plan, There},
    failure::Failure,
    input,
    output::{self, Output},
    watch,
};

impl Run<'_> {
    pub(super) async fn export(&mut self) -> Result<(), Failure> {
        let file = There::read(self.client).await?.file()?;
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
        let plan = Plan::of(&file, &There::read(self.client).await?, args.prune)?;
        match self.output {
            Output::Table => self.say(&plan.to_string())?,
            Output::Json => self.say(&output::json(&plan.json()))?,
        }
        if args.check && !plan.is_empty() { Err(Failure::Differs) } else { Ok(()) }
    }

    pub(super) async fn apply(&mut self, args: ApplyArgs) -> Result<(), Failure> {
        let file = File::parse(&input::text(&args.file)?)?;
        let there = There::read(self.client).await?;
        let plan = Plan::of(&file, &there, args.prune)?;
        self.tell(&plan.to_string())?;
        if !plan.is_empty() && !args.yes && !self.agreed()? {
            return Err(Failure::Unusable("Nothing was done.".to_owned()));
        }
        let mut applying = Applying::new(self.client, &there);
        for step in &plan.steps {
            applying.step(step).await?;
            self.tell(&format!("done: {step}\n"))?;
        }
        let begun = applying.operations;
        if begun.is_empty() || !args.wait {
            if !begun.is_empty() {
                let ids = begun.join(" ");
                self.tell(&format!("These go on by themselves: ava operations watch {ids}\n"))?;
            }
            return self.applied(&plan, json!(begun));
        }
        let ended = self.ends(&begun, PATIENCE).await?;
        self.applied(&plan, Value::Array(ended.clone()))?;
        ended.iter().try_for_each(watch::result)
    }

    /// Says what people follow; programs are told all at the end.
    fn tell(&mut self, text: &str) -> Result<(), Failure> {
        if self.output == Output::Table { self.say(text) } else { Ok(()) }
    }

    fn applied(&mut self, plan: &Plan, operations: Value) -> Result<(), Failure> {
        if self.output == Output::Table {
            return Ok(());
        }
        self.say(&output::json(&json!({"steps": plan.json(), "operations": operations})))
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

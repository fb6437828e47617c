//! The commands of notifications, of the people of an organisation, and of the organisations of an installation.

use serde_json::json;

use super::{Change, Run, one};
use crate::cli::{
    commands::{Invitations, Members, Notifications, Tenants},
    failure::Failure,
    input, nouns,
};

impl Run<'_> {
    pub(super) async fn notifications(&mut self, command: Notifications) -> Result<(), Failure> {
        let noun = &nouns::NOTIFICATIONS;
        match command {
            Notifications::List(list) => self.list(noun, list).await,
            Notifications::Read { id: Some(id), write, .. } => {
                self.change(Change::post(one(noun, &id, &["read"])), &write).await
            }
            Notifications::Read { id: None, write, .. } => {
                let newest = self.client.list(noun.path, &[], 1).await?.items;
                // Notifications that come meanwhile stay unread.
                let Some(newest) = newest.first().map(|item| item["id"].clone()) else { return Ok(()) };
                let change = Change::post(["notifications", "read"]).with(json!({"newest": newest}));
                self.change(change, &write).await
            }
        }
    }

    pub(super) async fn members(&mut self, command: Members) -> Result<(), Failure> {
        let noun = &nouns::MEMBERS;
        match command {
            Members::Reading(reading) => self.reading(noun, reading).await,
            Members::Role { which, role, write } => {
                let id = self.id(noun, &which).await?;
                self.change(Change::put(one(noun, &id, &[])).with(json!({"role": role})), &write).await
            }
            Members::Remove { which, write } => {
                let id = self.id(noun, &which).await?;
                self.change(Change::delete(one(noun, &id, &[])), &write).await
            }
        }
    }

    pub(super) async fn invitations(&mut self, command: Invitations) -> Result<(), Failure> {
        let noun = &nouns::INVITATIONS;
        match command {
            Invitations::List(list) => self.list(noun, list).await,
            Invitations::Create { file, write } => {
                self.change(Change::post(["invitations"]).with(input::body(&file)?), &write).await
            }
            Invitations::Delete { which, write } => {
                let id = self.id(noun, &which).await?;
                self.change(Change::delete(one(noun, &id, &[])), &write).await
            }
        }
    }

    pub(super) async fn tenants(&mut self, command: Tenants) -> Result<(), Failure> {
        let noun = &nouns::TENANTS;
        match command {
            Tenants::Reading(reading) => self.reading(noun, reading).await,
            Tenants::Suspend { id, reason, write } => {
                let change = Change::post(one(noun, &id, &["suspend"])).with(json!({"reason": reason}));
                self.change(change, &write).await
            }
            Tenants::Resume { id, write } => {
                self.change(Change::post(one(noun, &id, &["resume"])), &write).await
            }
            Tenants::Create { file, write } => {
                let change = Change::post(noun.path.iter().copied()).with(input::body(&file)?);
                self.change(change, &write).await
            }
            Tenants::Delete { id, name, write } => {
                let change = Change::post(one(noun, &id, &["deletion"])).with(json!({"org_name": name}));
                self.change(change, &write).await
            }
            Tenants::Keep { id, write } => {
                self.change(Change::delete(one(noun, &id, &["deletion"])), &write).await
            }
        }
    }
}

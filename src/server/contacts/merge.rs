//! Merging contacts that are one person, and taking that back.

use super::repo;
use crate::{
    domain::{
        contact::{ContactId, ContactView, MergeForm},
        email::Email,
        problem::{Field, Problem, ProblemKind, Rule},
        topic::Topic,
    },
    server::{audit::Action, cx::Cx, db::OrgTx, numbers::service::parse_number},
};

/// Merges another contact into one: what is told of both stands on one page. It is named by its id, its
/// number or its address; one that was merged into a third stands for that.
///
/// # Errors
/// Fails with `NotFound`, or with `UnknownContact` for what names no other contact.
pub async fn merge(cx: &Cx, id: &ContactId, form: &MergeForm) -> Result<(), Problem> {
    let mut tx = cx.write(Action::ContactsMerged, id.as_str()).await?;
    let into = repo::find(&mut tx, id).await?.ok_or(ProblemKind::NotFound)?;
    if into.merged_into.is_some() {
        return Err(ProblemKind::Stale.into());
    }
    let unknown = || Problem::invalid(Field::Contact, Rule::UnknownContact);
    let named = named(&mut tx, &form.other).await?.ok_or_else(unknown)?;
    let other = match named.merged_into {
        Some(into) if into == *id => return Ok(()),
        Some(into) => repo::find(&mut tx, &into).await?.ok_or(ProblemKind::NotFound)?,
        None => named,
    };
    if other.id == *id {
        return Err(unknown());
    }
    repo::merge(&mut tx, &other.id, id).await?;
    tx.publish(&[Topic::Contacts]);
    Ok(tx.commit().await?)
}

async fn named(tx: &mut OrgTx, typed: &str) -> Result<Option<ContactView>, sqlx::Error> {
    let typed = typed.trim();
    if let Ok(id) = typed.parse() {
        return repo::find(tx, &id).await;
    }
    if let Ok(email) = Email::parse(typed) {
        return repo::by_email(tx, &email).await;
    }
    match parse_number(typed) {
        Ok(phone) => repo::by_phone(tx, &phone).await,
        Err(_) => Ok(None),
    }
}

/// Takes a merge back: the contact stands for itself again.
pub async fn separate(cx: &Cx, id: &ContactId) -> Result<(), Problem> {
    let mut tx = cx.write(Action::ContactsSeparated, id.as_str()).await?;
    let there = repo::find(&mut tx, id).await?.ok_or(ProblemKind::NotFound)?;
    let Some(from) = there.merged_into else { return Ok(()) };
    repo::separate(&mut tx, id, &from).await?;
    tx.publish(&[Topic::Contacts]);
    Ok(tx.commit().await?)
}

//! Reading a Vapi list to its end.
//!
//! Lists are bare arrays, newest first, without a cursor: the next page has the entries
//! that were created before the last one.

use std::ops::ControlFlow;

use reqwest::Method;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::client::Ask;
use crate::{
    domain::problem::Problem,
    server::providers::{
        call::{Call, Deadline, Safety},
        failure::Failure,
        lenient,
        transport::Fault,
    },
};

/// Vapi's own default.
const PAGE: usize = 100;

/// The first entry that `wanted` takes, over all pages.
pub(super) async fn find<T: DeserializeOwned>(
    ask: &Ask<'_>,
    template: &'static str,
    wanted: impl Fn(&T) -> bool,
) -> Result<Option<T>, Problem> {
    find_rather(ask, template, wanted, |_| true).await
}

/// The first entry over all pages that both `wanted` and `rather` take, else the first
/// that `wanted` takes.
pub(super) async fn find_rather<T: DeserializeOwned>(
    ask: &Ask<'_>,
    template: &'static str,
    wanted: impl Fn(&T) -> bool,
    rather: impl Fn(&T) -> bool,
) -> Result<Option<T>, Problem> {
    let mut found = None;
    read(ask, template, |page| {
        for entry in page.into_iter().filter(|entry| wanted(entry)) {
            if rather(&entry) {
                found = Some(entry);
                return ControlFlow::Break(());
            }
            found = found.take().or(Some(entry));
        }
        ControlFlow::Continue(())
    })
    .await?;
    Ok(found)
}

/// The entries of all pages.
pub(super) async fn all<T: DeserializeOwned>(
    ask: &Ask<'_>,
    template: &'static str,
) -> Result<Vec<T>, Problem> {
    let mut all = Vec::new();
    read(ask, template, |page| {
        all.extend(page);
        ControlFlow::Continue(())
    })
    .await?;
    Ok(all)
}

/// The entries of all pages of which a condition of Vapi's holds: the name of a parameter, and its
/// value.
pub(super) async fn all_where<T: DeserializeOwned>(
    ask: &Ask<'_>,
    template: &'static str,
    condition: (&'static str, String),
) -> Result<Vec<T>, Problem> {
    let mut all = Vec::new();
    let take = |page| {
        all.extend(page);
        ControlFlow::Continue(())
    };
    pages(ask, template, take, Some(ask.deadline_of_pages()), Some(condition)).await?;
    Ok(all)
}

/// The entries of all pages, for a page that somebody waits for: within one deadline, or
/// not at all.
pub(super) async fn all_soon<T: DeserializeOwned>(
    ask: &Ask<'_>,
    template: &'static str,
) -> Result<Vec<T>, Problem> {
    let mut all = Vec::new();
    let take = |page| {
        all.extend(page);
        ControlFlow::Continue(())
    };
    pages(ask, template, take, None, None).await?;
    Ok(all)
}

/// Hands page after page to `take`, for as long as it goes on, each with a
/// deadline of its own.
async fn read<T: DeserializeOwned>(
    ask: &Ask<'_>,
    template: &'static str,
    take: impl FnMut(Vec<T>) -> ControlFlow<()>,
) -> Result<(), Problem> {
    pages(ask, template, take, Some(ask.deadline_of_pages()), None).await
}

/// `all` is the deadline for another page; `None` stands for the deadline of `ask`.
async fn pages<T: DeserializeOwned>(
    ask: &Ask<'_>,
    template: &'static str,
    mut take: impl FnMut(Vec<T>) -> ControlFlow<()>,
    all: Option<Deadline>,
    condition: Option<(&'static str, String)>,
) -> Result<(), Problem> {
    let mut limit = PAGE;
    let mut before: Option<String> = None;
    loop {
        let ask = match all {
            Some(all) => ask.page(all)?,
            None => *ask,
        };
        let mut request = ask.request(Method::GET, template, &[])?.query(&[("limit", limit)]);
        if let Some(condition) = &condition {
            request = request.query(&[condition]);
        }
        if let Some(before) = &before {
            request = request.query(&[("createdAtLt", before)]);
        }
        let call = Call { template, request, safety: Safety::Repeatable };
        let reply = match ask.send(call).await {
            Ok(reply) => reply,
            // Long instructions make large pages: ask for fewer at a time.
            Err(Failure::Fault(Fault::Oversized)) if limit > 1 => {
                limit /= 2;
                continue;
            }
            Err(failure) => return Err(ask.failed(failure)),
        };
        let page: Vec<Value> = ask.read(&reply)?;
        let full = page.len() >= limit;
        // An odd entry need not have a date: the last that has one leads on.
        let last = page.iter().rev().find_map(|entry| entry["createdAt"].as_str()).map(str::to_owned);
        if take(lenient::readable(page)).is_break() || !full {
            return Ok(());
        }
        // "Not there" must not be said of a list that was not read to its end.
        if last.is_none() || last == before {
            return Err(ask.garbled());
        }
        before = last;
    }
}

//! Live pages: what changed on the server becomes a new version of a topic,
//! and every resource that has the topic in its source is read again.
//!
//! A script of its own keeps the connection; it speaks to this module in
//! window events. On the server everything here stands still.

use leptos::{ev::Custom, prelude::*};
use web_sys::{CustomEvent, Event};

use super::in_browser::in_browser;
use crate::domain::{
    problem::{Problem, ProblemKind},
    topic::Topic,
    view::Page,
};

/// Fired by the script; its detail is a topic's code, [`ALL`] or [`OUTDATED`].
const CHANGED: &str = "ava:live";
/// Fired when a signed-in page stands, so that the script connects.
const START: &str = "ava:live-start";
/// The detail after missed events: everything may have changed.
const ALL: &str = "*";
/// The detail when another build of AVA answers.
const OUTDATED: &str = "outdated";

/// Why a page is not read again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Overtaken {
    /// The server runs another build than the one that made this page.
    ByBuild,
    /// In another tab, the person has gone on in another organisation.
    ByOrg,
}

#[derive(Clone, Copy)]
pub struct Live {
    versions: [RwSignal<u64>; Topic::ALL.len()],
    /// Counts how often a person asked for everything once more.
    again: RwSignal<u64>,
    overtaken: RwSignal<Option<Overtaken>>,
    /// The pages that are shown as they were, since they could not be read again.
    missed: RwSignal<Vec<(Page, Problem)>>,
}

/// Called once, by the application's root.
pub(super) fn provide_live() {
    let live = Live {
        versions: Topic::ALL.map(|_| RwSignal::new(0)),
        again: RwSignal::new(0),
        overtaken: RwSignal::new(None),
        missed: RwSignal::new(Vec::new()),
    };
    provide_context(live);
    in_browser(move || {
        let listener = window_event_listener(Custom::<CustomEvent>::new(CHANGED), move |event| {
            if let Some(detail) = event.detail().as_string() {
                live.hear(&detail);
            }
        });
        on_cleanup(move || listener.remove());
    });
}

pub fn use_live() -> Live {
    expect_context::<Live>()
}

impl Live {
    /// Belongs in the source of each resource that shows something of `topic`.
    pub fn version(self, topic: Topic) -> Signal<u64> {
        self.of(topic).into()
    }

    /// Belongs in the source of every resource.
    pub(super) fn asked_again(self) -> Signal<u64> {
        self.again.into()
    }

    /// Has everything that is shown read once more.
    pub fn ask_again(self) {
        self.again.update(|times| *times += 1);
    }

    /// Why this page stays as it is, until it is loaded anew.
    pub fn overtaken(self) -> Signal<Option<Overtaken>> {
        self.overtaken.into()
    }

    /// Notes an answer by which this page is overtaken: from now on nothing is read again.
    pub(super) fn notice(self, problem: &Problem) {
        match problem.kind {
            ProblemKind::Outdated => self.overtaken.set(Some(Overtaken::ByBuild)),
            ProblemKind::OtherOrg => self.overtaken.set(Some(Overtaken::ByOrg)),
            _ => {}
        }
    }

    /// The reason why the page may show what has changed since.
    pub fn missed(self) -> Signal<Option<Problem>> {
        let Self { missed, .. } = self;
        Signal::derive(move || missed.with(|missed| missed.last().map(|(_, problem)| problem.clone())))
    }

    /// Notes why `page` could not be read again; `None` once it was.
    pub(super) fn miss(self, page: Page, why: Option<Problem>) {
        let known = |missed: &Vec<(Page, Problem)>| {
            missed.iter().find(|(of, _)| *of == page).map(|(_, problem)| problem.clone())
        };
        if self.missed.try_with_untracked(known).is_some_and(|known| known != why) {
            self.missed.update(|missed| {
                missed.retain(|(of, _)| *of != page);
                missed.extend(why.map(|why| (page, why)));
            });
        }
    }

    /// Asks the script to connect, once the page stands in the browser.
    pub(super) fn start(self) {
        in_browser(|| {
            if let Ok(event) = Event::new(START) {
                // Fails only for an event that is being dispatched already.
                let _ = window().dispatch_event(&event);
            }
        });
    }

    fn hear(self, detail: &str) {
        match detail {
            // No request of this page would be answered.
            _ if self.overtaken.get_untracked().is_some() => {}
            ALL => Topic::ALL.into_iter().for_each(|topic| self.bump(topic)),
            OUTDATED => self.overtaken.set(Some(Overtaken::ByBuild)),
            code => {
                if let Some(topic) = Topic::from_code(code) {
                    self.bump(topic);
                }
            }
        }
    }

    fn bump(self, topic: Topic) {
        self.of(topic).update(|version| *version += 1);
    }

    /// `Topic::ALL` lists the topics in the order of their declaration.
    fn of(self, topic: Topic) -> RwSignal<u64> {
        self.versions[topic as usize]
    }
}

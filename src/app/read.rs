//! Reading pages: one server function, and the frame in which a page draws
//! what it has read.
//!
//! While the server renders, the function is called in place; the answer
//! travels in the page, and the browser asks again when something has changed.

mod kept;

use std::{marker::PhantomData, sync::Arc};

use leptos::{children::ViewFnOnce, prelude::*, server_fn::codec::Postcard};

use self::kept::{Before, answered, gone, keep_former, show_notice};
#[cfg(feature = "ssr")]
use super::{address::use_address, routes};
use super::{in_browser::in_browser, live::use_live, page_context::use_viewer, wire::InPage};
#[cfg(not(feature = "ssr"))]
use crate::domain::team::ORG_INPUT;
use crate::domain::{
    ids::OrgId,
    problem::{Problem, ProblemKind},
    topic::Topic,
    view::{Page, Part, View},
};

#[server(prefix = "/rpc", endpoint = "read", output = Postcard)]
pub async fn read(page: Page, #[server(default)] id: String) -> Result<View, Problem> {
    crate::server::reads::read(page, id).await
}

/// Reading is a call on the server and a request in the browser, which says of which organisation
/// the page is.
#[cfg(feature = "ssr")]
async fn fetch(page: Page, id: String, _: Option<OrgId>) -> Result<View, Problem> {
    read(page, id).await
}

#[cfg(not(feature = "ssr"))]
async fn fetch(page: Page, id: String, org: Option<OrgId>) -> Result<View, Problem> {
    use leptos::server_fn::ServerFn;
    use send_wrapper::SendWrapper;
    use web_sys::UrlSearchParams;

    // The browser has one thread, so JavaScript's values never leave theirs.
    SendWrapper::new(async move {
        let fields = UrlSearchParams::new().map_err(|_| ProblemKind::Internal)?;
        fields.append("page", page.code());
        fields.append("id", &id);
        if let Some(org) = &org {
            fields.append(ORG_INPUT, org.as_str());
        }
        super::wire::post(Read::PATH, &fields).await
    })
    .await
}

/// The id that was asked for, with the answer; `None` while nothing is asked for.
type Reading = Option<(String, Result<Arc<View>, Problem>)>;

/// The request, and the values whose change repeats it.
#[derive(Clone, PartialEq, Eq)]
struct Source {
    page: Page,
    id: Option<String>,
    heard: Vec<u64>,
    after: Vec<usize>,
    again: u64,
}

/// The part of a page that shows one view.
pub struct Viewed<T> {
    reading: Resource<Reading, InPage>,
    part: PhantomData<fn() -> T>,
}

impl<T> Clone for Viewed<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Viewed<T> {}

/// The `id` of a page that exists once.
pub fn the_only() -> Signal<Option<String>> {
    Signal::stored(Some(String::new()))
}

/// Reads `T`, and reads it again when `id`, one of `topics` or one of `after`
/// changes. Without an `id` nothing is asked for and nothing shown. The row of the
/// page has to name the part: a debug build of the server panics where it does not.
pub fn use_view<T: Part>(
    id: Signal<Option<String>>,
    topics: &'static [Topic],
    after: Vec<Signal<usize>>,
) -> Viewed<T> {
    #[cfg(feature = "ssr")]
    debug_assert!(
        use_address().with_untracked(|here| routes::reads(here, T::PAGE)),
        "the page's row does not name {:?}",
        T::PAGE
    );
    Viewed { reading: reading(T::PAGE, id, topics, after), part: PhantomData }
}

fn reading(
    page: Page,
    id: Signal<Option<String>>,
    topics: &'static [Topic],
    after: Vec<Signal<usize>>,
) -> Resource<Reading, InPage> {
    let live = use_live();
    // A view without topics must not change under typed text: asking for everything once
    // more repeats its request only if the last one failed.
    let settled = StoredValue::new(Some(0));
    let source = move || {
        let again = live.asked_again().get();
        Source {
            page,
            id: id.get(),
            heard: topics.iter().map(|topic| live.version(*topic).get()).collect(),
            after: after.iter().map(Get::get).collect(),
            again: settled.get_value().filter(|_| topics.is_empty()).unwrap_or(again),
        }
    };
    let org = use_viewer().map(|viewer| viewer.org);
    let ask = move |Source { page, id, again, .. }: Source| {
        let org = org.clone();
        async move {
            let id = id?;
            let view = fetch(page, id.clone(), org).await;
            settled.try_set_value(view.is_ok().then_some(again));
            Some((id, view.map(Arc::new)))
        }
    };
    // A view that is not shown any more does not count as missed.
    on_cleanup(move || live.miss(page, None));
    Resource::new_with_options(source, ask, false)
}

impl<T: Part> Viewed<T> {
    /// Draws the view, or with `refused` the problem in its place. A fresh view replaces
    /// the former one once it has arrived; `loading` stands until the first.
    pub fn shown(
        self,
        loading: AnyView,
        refused: fn(Problem) -> AnyView,
        draw: impl Fn(&T) -> AnyView + Send + Sync + 'static,
    ) -> AnyView {
        let draw = move |reading: &Reading, _: &Reading| match part(reading) {
            Some(Ok(view)) => draw(view),
            Some(Err(problem)) => refused(problem),
            None => nothing(),
        };
        frame(T::PAGE, self.reading, None, loading, Arc::new(draw))
    }

    /// Calls `hear` with each view that was read, once the page lives in a browser.
    pub fn on_read(self, hear: impl Fn(&T) + 'static) {
        in_browser(move || {
            if let Some(Some(Ok(view))) = self.reading.get().as_ref().map(part) {
                hear(view);
            }
        });
    }

    /// Like [`shown`](Self::shown), together with the view of `other`.
    pub fn shown_with<U: Part>(
        self,
        other: Viewed<U>,
        loading: AnyView,
        draw: impl Fn(&T, Option<Result<&U, Problem>>) -> AnyView + Send + Sync + 'static,
    ) -> AnyView {
        let draw = move |reading: &Reading, other: &Reading| match part(reading) {
            Some(Ok(view)) => draw(view, part(other)),
            _ => nothing(),
        };
        frame(T::PAGE, self.reading, Some(other.reading), loading, Arc::new(draw))
    }
}

/// Draws nothing, for a problem that is told elsewhere on the page.
pub fn silent(_: Problem) -> AnyView {
    nothing()
}

pub fn nothing() -> AnyView {
    ().into_any()
}

fn part<T: Part>(reading: &Reading) -> Option<Result<&T, Problem>> {
    Some(match &reading.as_ref()?.1 {
        Ok(view) => T::of(view).ok_or_else(|| ProblemKind::Outdated.into()),
        Err(problem) => Err(problem.clone()),
    })
}

type Draw = Arc<dyn Fn(&Reading, &Reading) -> AnyView + Send + Sync>;

/// Has one type whatever is drawn: the machinery of asynchronous views is large.
fn frame(
    page: Page,
    reading: Resource<Reading, InPage>,
    other: Option<Resource<Reading, InPage>>,
    loading: AnyView,
    draw: Draw,
) -> AnyView {
    let live = use_live();
    let [before, before_other] = [(); 2].map(|()| Before::new(None));
    let drawn = move || {
        let draw = Arc::clone(&draw);
        Suspend::new(async move {
            let other = match other {
                Some(other) => keep_former(before_other, other.await, answered).0,
                None => None,
            };
            let (reading, why) = keep_former(before, reading.await, gone);
            show_notice(live, page, why);
            draw(&reading, &other)
        })
    };
    view! { <Transition fallback=ViewFnOnce::from(move || loading)>{drawn}</Transition> }.into_any()
}

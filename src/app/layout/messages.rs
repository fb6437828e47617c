//! Messages above a page: what was just done, that AVA was updated or the person is in another
//! organisation, and that the page could not be read again.

use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    app::{
        address::{use_address, use_query},
        errors::ProblemNotice,
        i18n::{CommonTexts, Spoken, use_locale},
        live::{Overtaken, use_live},
        page_context::{use_flash, use_viewer},
        paths::OF_ORG,
        team::api::EnterOrg,
        ui::{
            button::Button,
            notice::{Notice, NoticeProps},
            pill::Tone,
        },
    },
    domain::flash,
};

/// A notice of what the server committed before it sent the browser here. Stays until
/// another page is opened.
#[component]
pub fn FlashNotice() -> impl IntoView {
    let (flash, locale) = (use_flash(), use_locale());
    move || {
        let (said, later, reply, problem) = flash.with(|flash| match flash {
            Some(flash) => (
                flash.said.clone(),
                flash.notice == Some(flash::Notice::CheckedLater),
                flash.reply.clone(),
                flash.problem.clone().filter(|problem| flash.is_above_the_page(problem)),
            ),
            None => (None, false, None, None),
        });
        let problem = problem.map(|problem| view! { <ProblemNotice problem=problem/> });
        let notice = said.map(|said| {
            Notice(NoticeProps {
                tone: if later { Tone::Busy } else { Tone::Ok },
                text: said,
                title: None,
                quote: reply.map(|reply| reply.said(locale)),
                next: None,
                reference: None,
                children: None,
            })
        });
        (notice, problem).into_any()
    }
}

/// Says that the link of a mail is about another organisation of the person, and leads there.
#[component]
pub fn ElsewhereNotice() -> impl IntoView {
    let (of, address, texts) = (use_query(OF_ORG), use_address(), CommonTexts::spoken(use_locale()));
    let org = use_viewer().map(|viewer| String::from(viewer.org));
    move || {
        let of = of.get().filter(|of| org.as_ref().is_some_and(|org| org != of))?;
        let back = address.with(|address| address.path.clone());
        let notice = view! {
            <Notice tone=Tone::Warn text=texts.elsewhere>
                <form method="post" action=EnterOrg::PATH>
                    <input type="hidden" name="to" value=of/>
                    <input type="hidden" name="back" value=back/>
                    <Button label=texts.go_there/>
                </form>
            </Notice>
        };
        Some(notice.into_any())
    }
}

/// Asks for a reload instead of doing it: somebody may be typing.
#[component]
pub fn OvertakenNotice() -> impl IntoView {
    let overtaken = use_live().overtaken();
    let texts = CommonTexts::spoken(use_locale());
    let address = use_address();
    move || {
        overtaken.get().map(|overtaken| {
            let here = address.with(ToString::to_string);
            let (tone, text) = match overtaken {
                Overtaken::ByBuild => (Tone::Busy, texts.outdated),
                Overtaken::ByOrg => (Tone::Warn, texts.other_org),
            };
            view! {
                <Notice tone=tone text=text/>
                // The link bypasses the router, so that the whole page is loaded anew.
                <a class="button" href=here rel="external">{texts.reload}</a>
            }
            .into_any()
        })
    }
}

/// A notice beside a page that could not be read again, until it has been.
#[component]
pub fn MissedNotice() -> impl IntoView {
    let live = use_live();
    let missed = live.missed();
    let (texts, locale) = (CommonTexts::spoken(use_locale()), use_locale());
    let again = Callback::new(move |()| live.ask_again());
    move || {
        missed.get().map(|problem| {
            let text = format!("{} {}", problem.cause(locale), texts.missed);
            view! {
                <Notice tone=Tone::Warn text=text>
                    <Button label=texts.try_again on_press=again/>
                </Notice>
            }
            .into_any()
        })
    }
}

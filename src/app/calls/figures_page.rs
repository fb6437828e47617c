//! `/dashboard/calls/figures`: how many calls there were, how they ended, and what they cost.

use std::fmt::Write as _;

use leptos::prelude::*;

use super::{CallsTexts, dollars, figures_texts::FiguresTexts};
use crate::{
    app::{
        address::use_address,
        i18n::{CommonTexts, Spoken as _},
        page_cx::{PageCx, failed, skeleton},
        paths::{CALLS, figures_href},
        read::use_view,
        ui::{
            card::Card,
            data_list::{DataList, Fact},
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
            table::table,
        },
    },
    domain::{
        call::{DayFigures, Figures, FiguresView, Grouped, Outcomes, OutcomesOf, Span},
        locale::Locale,
        moment::day_of_utc,
        phone::E164,
    },
};

#[component]
pub fn FiguresPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = FiguresTexts::spoken(cx.locale);
    let address = use_address();
    let span = Signal::derive(move || address.with(Span::read));
    let asked = Signal::derive(move || Some(format!("{}={}", Span::NAME, span.get().code())));
    // No topic: with each event of a call all of them would be counted again.
    let figures = use_view::<FiguresView>(asked, &[], Vec::new());
    let crumb = NextStep { href: CALLS.to_owned(), label: CallsTexts::spoken(cx.locale).title.to_owned() };
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.title)/>
        <Page>
            <PageHead title=t.title lead=(t.lead)(&cx.zone_name()) crumb=crumb/>
            <nav class="actions" aria-label=t.spans>{move || spans(span.get(), cx)}</nav>
            {figures.shown(skeleton(t.loading), failed, move |view| whole(view, cx.at(view.now)))}
        </Page>
    }
    .into_any()
}

fn spans(shown: Span, cx: PageCx) -> Vec<AnyView> {
    let t = FiguresTexts::spoken(cx.locale);
    let link = |span: Span| {
        let current = (span == shown).then_some("page");
        view! { <a class="button" href=figures_href(span) aria-current=current>{(t.span)(span)}</a> }
            .into_any()
    };
    Span::ALL.map(link).into()
}

fn whole(view: &FiguresView, cx: PageCx) -> AnyView {
    let t = FiguresTexts::spoken(cx.locale);
    if view.all.outcomes.calls == 0 {
        return view! { <p class="section hint">{t.none}</p> }.into_any();
    }
    let agents = grouped(&view.agents, String::clone, (t.agent, t.no_agent), cx);
    let numbers = grouped(&view.numbers, E164::pretty, (t.number, t.no_number), cx);
    let (all, days) = (all(&view.all, cx), days(&view.days, cx));
    view! {
        <div class="stack">
            <Card title=t.all>{all}</Card>
            <Card title=t.a_day>{days}</Card>
            <Card title=t.by_agent>{agents}</Card>
            <Card title=t.by_number>{numbers}</Card>
        </div>
    }
    .into_any()
}

fn all(figures: &Figures, cx: PageCx) -> AnyView {
    let t = FiguresTexts::spoken(cx.locale);
    let Outcomes { calls, answered, missed, failed } = figures.outcomes;
    let [answered, missed, failed] =
        [answered, missed, failed].map(|count| (t.share)(count, percent(count, calls)));
    let (median, cost) = (median(figures, cx), cost(figures, cx));
    let without = (figures.without_cost > 0).then(|| (t.without_cost)(figures.without_cost));
    view! {
        <DataList>
            <Fact term=t.calls>{calls}</Fact>
            <Fact term=t.answered>{answered}</Fact>
            <Fact term=t.missed>{missed}</Fact>
            <Fact term=t.failed>{failed}</Fact>
            <Fact term=t.median>{median}</Fact>
            <Fact term=t.cost>{cost}</Fact>
        </DataList>
        <p class="hint">{t.cost_is}" "{without}</p>
    }
    .into_any()
}

/// The share is rounded down, so that 100 is said of all alone.
fn percent(of: u32, all: u32) -> u32 {
    u32::try_from(u64::from(of) * 100 / u64::from(all.max(1))).unwrap_or(100)
}

fn median(figures: &Figures, cx: PageCx) -> String {
    let length = CallsTexts::spoken(cx.locale).length;
    let none = || "–".to_owned();
    figures.median_secs.map_or_else(none, |seconds| length(seconds / 60, seconds % 60))
}

/// The sum of the costs that Vapi told; says that it is unknown where Vapi told none.
fn cost(figures: &Figures, cx: PageCx) -> String {
    if figures.outcomes.calls == figures.without_cost {
        return FiguresTexts::spoken(cx.locale).unknown.to_owned();
    }
    (CallsTexts::spoken(cx.locale).dollars)(&dollars(figures.cost_micros, cx.locale))
}

/// The drawing, and the same as a table.
fn days(days: &[DayFigures], cx: PageCx) -> AnyView {
    let t = FiguresTexts::spoken(cx.locale);
    let rows: Vec<AnyView> = days.iter().rev().map(|day| day_row(day, cx)).collect();
    let most = days.iter().map(|day| day.figures.outcomes.calls).max().unwrap_or_default();
    view! {
        <div class="stack">
            <figure>
                <svg
                    class="bars"
                    viewBox=format!("0 0 {} {HEIGHT}", WIDTH * days.len())
                    preserveAspectRatio="none"
                    aria-hidden="true"
                    inner_html=drawn(days, cx.locale)
                ></svg>
                <figcaption>{(t.most)(most)}</figcaption>
            </figure>
            <details>
                <summary>{t.as_table}</summary>
                {table(&[t.day, t.calls, t.answered, t.missed, t.failed, t.median, t.cost], rows)}
            </details>
        </div>
    }
    .into_any()
}

fn cells(outcomes: Outcomes, cx: PageCx) -> Vec<AnyView> {
    let t = FiguresTexts::spoken(cx.locale);
    let Outcomes { calls, answered, missed, failed } = outcomes;
    [(t.calls, calls), (t.answered, answered), (t.missed, missed), (t.failed, failed)]
        .map(|(label, count)| view! { <td data-label=label>{count}</td> }.into_any())
        .into()
}

fn day_row(day: &DayFigures, cx: PageCx) -> AnyView {
    let t = FiguresTexts::spoken(cx.locale);
    let (name, figures) = (day_of_utc(day.day, cx.locale), &day.figures);
    let (median, cost) = match figures.outcomes.calls {
        0 => ("–".to_owned(), "–".to_owned()),
        _ => (median(figures, cx), cost(figures, cx)),
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            {cells(figures.outcomes, cx)}
            <td data-label=t.median>{median}</td>
            <td data-label=t.cost>{cost}</td>
        </tr>
    }
    .into_any()
}

fn grouped<T>(
    of: &Grouped<T>,
    name: impl Fn(&T) -> String,
    (head, none): (&'static str, &'static str),
    cx: PageCx,
) -> AnyView {
    let t = FiguresTexts::spoken(cx.locale);
    let row = |name: String, outcomes: Outcomes| {
        view! { <tr><th scope="row">{name}</th>{cells(outcomes, cx)}</tr> }.into_any()
    };
    let listed = of.listed.iter().map(|OutcomesOf { of, outcomes }| {
        row(of.as_ref().map_or_else(|| none.to_owned(), &name), *outcomes)
    });
    let others = of.others.map(|outcomes| row(t.others.to_owned(), outcomes));
    let rows: Vec<AnyView> = listed.chain(others).collect();
    table(&[head, t.calls, t.answered, t.missed, t.failed], rows)
}

/// Units of a day, a fifth of them blank, and of the most calls of a day.
const WIDTH: usize = 10;
const HEIGHT: u32 = 100;

/// A bar for each day, its outcomes one upon the other. No text in it is a person's.
fn drawn(days: &[DayFigures], locale: Locale) -> String {
    let t = FiguresTexts::spoken(locale);
    let most = days.iter().map(|day| day.figures.outcomes.calls).max().unwrap_or_default().max(1);
    let mut drawn = String::new();
    for (at, DayFigures { day, figures }) in days.iter().enumerate() {
        let Outcomes { calls, answered, missed, failed } = figures.outcomes;
        let going = calls.saturating_sub(answered + missed + failed);
        // Writing to a text does not fail.
        let _ =
            write!(drawn, "<g><title>{}</title>", (t.of_day)(&day_of_utc(*day, locale), figures.outcomes));
        let mut below = 0;
        for (class, count) in
            [("answered", answered), ("missed", missed), ("failed", failed), ("going", going)]
        {
            let [from, to] = [below, below + count].map(|calls| scaled(calls, most));
            below += count;
            if to > from {
                let (left, width, top) = (WIDTH * at, WIDTH * 4 / 5, HEIGHT - to);
                let _ = write!(
                    drawn,
                    "<path class=\"{class}\" d=\"M{left} {top}h{width}v{}h-{width}z\"/>",
                    to - from
                );
            }
        }
        drawn.push_str("</g>");
    }
    drawn
}

fn scaled(calls: u32, most: u32) -> u32 {
    u32::try_from(u64::from(calls) * u64::from(HEIGHT) / u64::from(most)).unwrap_or(HEIGHT)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_a_bar_of_its_outcomes() {
        let day = |day, calls, answered, missed| DayFigures {
            day,
            figures: Figures {
                outcomes: Outcomes { calls, answered, missed, failed: 0 },
                ..Figures::default()
            },
        };
        let days = [day(20_778, 0, 0, 0), day(20_779, 4, 2, 1)];
        for locale in Locale::ALL {
            let drawn = drawn(&days, locale);
            assert_eq!(drawn.matches("<g><title>").count(), 2, "{drawn}");
            for bar in [
                "<path class=\"answered\" d=\"M10 50h8v50h-8z\"/>",
                "<path class=\"missed\" d=\"M10 25h8v25h-8z\"/>",
                "<path class=\"going\" d=\"M10 0h8v25h-8z\"/>",
            ] {
                assert!(drawn.contains(bar), "{drawn}");
            }
        }
    }

    #[test]
    fn a_share_is_not_said_to_be_more_than_it_is() {
        assert_eq!(
            [percent(199, 200), percent(200, 200), percent(0, 0), percent(u32::MAX, u32::MAX)],
            [99, 100, 0, 100]
        );
    }
}

//! The history of a card, as its page shows it.

use crate::{
    domain::{
        health::{ChangeView, DAYS, DayView, HealthQuery, HealthView, Severity, Strip, day_of},
        problem::Problem,
    },
    server::{
        cx::Cx,
        health::history::{self, Change, Day},
    },
};

/// Reads the days of a card on which something was wrong, and the changes of one day or of all.
pub async fn page(cx: &Cx, query: HealthQuery) -> Result<HealthView, Problem> {
    let HealthQuery { provider, day } = query;
    let now = cx.services.clock.now_ms();
    let today = day_of(now);
    let (from, until) = match day {
        Some(day) => (day, day),
        None => (today - i64::try_from(DAYS).unwrap_or_default(), today),
    };
    let mut tx = cx.read().await?;
    let days = history::days(&mut tx, provider, now).await?;
    let changes = history::changes(&mut tx, provider, from, until).await?;
    Ok(HealthView {
        now,
        provider,
        strip: Strip::new(now, days.iter().map(|day| (day.day, day.causes.clone()))),
        days: days.into_iter().map(DayView::from).filter(|day| day.worst > Severity::Up).collect(),
        day,
        changes: changes.into_iter().map(ChangeView::from).collect(),
    })
}

impl From<Day> for DayView {
    fn from(day: Day) -> Self {
        let worst = day.worst();
        let Day { day, degraded_ms, down_ms, causes, first_at, .. } = day;
        Self { day, worst, degraded_ms, down_ms, causes, first_at }
    }
}

impl From<Change> for ChangeView {
    fn from(change: Change) -> Self {
        let Change { at, from, to, cause, problem } = change;
        Self { at, from, to, cause, problem }
    }
}

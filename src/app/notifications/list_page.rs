//! `/dashboard/notifications`: what the person was told of, newest first.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    NotificationsTexts, SettingsTexts,
    api::{READ_ALL_FORM, READ_FORM, ReadAllNotifications, ReadNotification},
};
use crate::{
    app::{
        address::use_address,
        form_action::Form,
        form_state::{FormStates as _, form_states},
        i18n::{CommonTexts, Spoken},
        list::List,
        page_cx::{PageCx, failed, skeleton},
        paths::{INTEGRATIONS, NOTIFICATION_SETTINGS, NOTIFICATIONS, notification_href, provider_href},
        read::use_view,
        ui::{
            button::{Button, ButtonLink, Variant},
            empty_state::EmptyState,
            field::Bound,
            icon::Icon,
            notice::Notice,
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::{Pill, Tone},
            select::{Select, SelectOption},
            time::Time,
        },
    },
    domain::{
        list::InQuery,
        notification::{
            Category, ExpiryView, NotificationFilter, NotificationView, NotificationsQuery,
            NotificationsView, Weight,
        },
        topic::Topic,
    },
};

form_states! {
    struct Actions {
        read: READ_FORM,
        read_all: READ_ALL_FORM => |cx| NotificationsTexts::spoken(cx.locale).all_read,
    }
}

#[component]
pub fn NotificationsPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = NotificationsTexts::spoken(cx.locale);
    let address = use_address();
    let asked = Signal::derive(move || Some(address.with(NotificationsQuery::read).to_string()));
    let actions = Actions::new(cx);
    let list = use_view::<NotificationsView>(asked, &[Topic::Notifications], actions.answers());
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.title)/>
        <Page>
            <PageHead title=t.title lead=t.lead>
                <ButtonLink href=NOTIFICATION_SETTINGS label=t.choose/>
            </PageHead>
            {actions.refusals()}
            {list.shown(skeleton(t.loading), failed, move |list| {
                whole(list, &address.with_untracked(NotificationsQuery::read), actions, cx.at(list.now))
            })}
        </Page>
    }
    .into_any()
}

fn whole(list: &NotificationsView, query: &NotificationsQuery, actions: Actions, cx: PageCx) -> AnyView {
    let t = NotificationsTexts::spoken(cx.locale);
    let pages = List { path: NOTIFICATIONS, title: t.title, first: t.newest, next: t.older };
    let on_first = query.before.is_none();
    let late = (list.late_mails > 0)
        .then(|| view! { <Notice tone=Tone::Warn text=(t.late_mails)(list.late_mails)/> }.into_any());
    let calendar = calendar(&list.expiries, cx);
    if list.notifications.is_empty() && on_first && !query.narrows() {
        return view! {
            <EmptyState icon=Icon::Bell title=t.empty text=t.empty_text>
                <ButtonLink href=INTEGRATIONS label=t.to_integrations variant=Variant::Primary/>
            </EmptyState>
            {calendar}
        }
        .into_any();
    }
    let show = NotificationFilter::ALL
        .map(|filter| {
            let label = match filter {
                NotificationFilter::All => t.all,
                NotificationFilter::Unread => t.only_unread,
            };
            SelectOption::new(filter.written().to_owned(), label)
        })
        .to_vec();
    let shown = Bound::new(NotificationsQuery::show(), query.show.written());
    let of = |category: Category| {
        SelectOption::new(category.code(), (SettingsTexts::spoken(cx.locale).category)(category))
    };
    let of = SelectOption::or_none(t.everything, Category::ALL.map(of).to_vec());
    let category = Bound::new(NotificationsQuery::about(), query.about.written());
    let fields = view! {
        <Select label=t.show bound=shown options=show/>
        <Select label=t.category bound=category options=of/>
    }
    .into_any();
    let mark_all = list.notifications.first().filter(|_| on_first && list.unread > 0).map(|newest| {
        let newest = newest.id.to_string();
        view! {
            <Form action=ReadAllNotifications::PATH form_action=actions.read_all.action()>
                <input type="hidden" name="newest" value=newest/>
                <Button label=t.mark_all icon=Icon::Check pending=actions.read_all.pending()/>
            </Form>
        }
        .into_any()
    });
    let rows = match (list.notifications.is_empty(), on_first) {
        (true, true) if query.about.is_some() => pages.no_match((t.none_of, t.none_of_text), t.clear),
        (true, true) => pages.no_match((t.no_unread, t.no_unread_text), t.clear),
        (true, false) => pages.no_match((t.no_older, t.no_older_text), t.clear),
        (false, _) => {
            let rows: Vec<AnyView> =
                list.notifications.iter().map(|notification| row(notification, actions, cx)).collect();
            view! { <ul class="card rows notifications">{rows}</ul> }.into_any()
        }
    };
    let first = (!on_first).then(|| query.from(None).to_string());
    let next = list.next.as_ref().map(|next| query.from(Some(next)).to_string());
    view! {
        {late}
        <div class="section-head">
            {pages.filters("notifications-filter", "filters", fields)}
            {mark_all}
        </div>
        {rows}
        {pages.pages(first, next)}
        {calendar}
    }
    .into_any()
}

/// Draws the table of the times at which something runs out, the next first.
fn calendar(expiries: &[ExpiryView], cx: PageCx) -> Option<AnyView> {
    if expiries.is_empty() {
        return None;
    }
    let t = NotificationsTexts::spoken(cx.locale);
    let row = |expiry: &ExpiryView| {
        let when = cx.day(expiry.at);
        let ahead = cx.relative(expiry.at);
        view! {
            <tr>
                <td data-label=t.service>
                    <a href=provider_href(expiry.provider)>{expiry.provider.name()}</a>
                </td>
                <td data-label=t.what>{(t.expiry)(expiry.of)}</td>
                <td data-label=t.when><span><Time at=when/>" · "{ahead}</span></td>
            </tr>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = expiries.iter().map(row).collect();
    Some(
        view! {
            <section class="section">
                <div class="section-head">
                    <div>
                        <h2>{t.expiries}</h2>
                        <p>{t.expiries_lead}</p>
                    </div>
                </div>
                <div class="card table-wrap">
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">{t.service}</th>
                                <th scope="col">{t.what}</th>
                                <th scope="col">{t.when}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
        .into_any(),
    )
}

fn row(notification: &NotificationView, actions: Actions, cx: PageCx) -> AnyView {
    let t = NotificationsTexts::spoken(cx.locale);
    let title = notification.title(cx.locale);
    let lasts = match notification.ended_at {
        _ if !notification.kind.begins_incident() => None,
        Some(at) => Some(format!(" · {}", (t.over)(&cx.relative(at)))),
        None => Some(format!(" · {}", t.lasts)),
    };
    let tone = match (notification.kind.weight(), notification.ended_at) {
        (Weight::Good, _) => Tone::Ok,
        (Weight::Warning | Weight::Bad, Some(_)) => Tone::Off,
        (Weight::Warning, None) => Tone::Warn,
        (Weight::Bad, None) => Tone::Bad,
    };
    let id = notification.id.to_string();
    let spoken = (t.mark_read_spoken)(&title);
    let read = (!notification.read).then(|| {
        let pending = actions.read.action().pending_with("id", id.clone());
        view! {
            <Form action=ReadNotification::PATH form_action=actions.read.action()>
                <input type="hidden" name="id" value=id/>
                <Button
                    label=t.mark_read
                    spoken=spoken
                    variant=Variant::Quiet
                    pending=pending
                />
            </Form>
        }
        .into_any()
    });
    let state = if notification.read { t.is_read } else { t.is_new };
    view! {
        <li class=(!notification.read).then_some("unread")>
            <div>
                <b><a href=notification_href(notification)>{title}</a></b>
                <p>{cx.with_zone(|zone| notification.text(cx.locale, zone))}</p>
            </div>
            <span class="hint"><Time at=cx.moment(notification.at)/>{lasts}</span>
            <Pill tone=tone label=state/>
            <div>{read}</div>
        </li>
    }
    .into_any()
}

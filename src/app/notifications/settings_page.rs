//! `/dashboard/account/notifications`: what the person is told of, how, and when.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    api::{SETTINGS_FORM, SaveNotificationSettings},
    settings_texts::SettingsTexts,
};
use crate::{
    app::{
        account::AccountTexts,
        errors::ProblemNotice,
        form_action::Form,
        form_state::{FormState, input_name},
        i18n::{CommonTexts, Spoken},
        page_cx::{PageCx, failed, skeleton},
        paths::ACCOUNT,
        read::{the_only, use_view},
        ui::{
            button::{Button, Variant},
            card::Card,
            choice::Checkbox,
            notice::{NextStep, Notice},
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::Tone,
            select::{Select, SelectOption},
        },
    },
    domain::notification::{
        Category, ClockTime, NotificationChannel, NotificationSettingsForm, NotificationSettingsView,
    },
};

#[component]
pub fn NotificationSettingsPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = SettingsTexts::spoken(cx.locale);
    let state = FormState::alone(SETTINGS_FORM, cx, Some(|cx| SettingsTexts::spoken(cx.locale).saved));
    let again = vec![state.action().version()];
    let view = use_view::<NotificationSettingsView>(the_only(), &[], again);
    let crumb =
        NextStep { href: ACCOUNT.to_owned(), label: AccountTexts::spoken(cx.locale).title.to_owned() };
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.title)/>
        <Page>
            <PageHead title=t.title lead=t.lead crumb=crumb/>
            {view.shown(skeleton(CommonTexts::spoken(cx.locale).loading), failed, move |view| form(view, state, cx))}
        </Page>
    }
    .into_any()
}

fn form(view: &NotificationSettingsView, state: FormState, cx: PageCx) -> AnyView {
    let t = SettingsTexts::spoken(cx.locale);
    let heads: Vec<AnyView> = NotificationChannel::ALL
        .map(|channel| {
            view! { <th scope="col">{(t.channel)(channel)}<p class="hint">{(t.channel_hint)(channel)}</p></th> }
                .into_any()
        })
        .into();
    let rows: Vec<AnyView> =
        view.channels.iter().map(|(category, channel)| row(*category, *channel, state, cx)).collect();
    let no_mailbox =
        (!view.can_mail).then(|| view! { <Notice tone=Tone::Warn text=t.no_mailbox/> }.into_any());
    let (from, until) = match view.quiet {
        Some(quiet) => (quiet.from.written(), quiet.until.written()),
        None => (String::new(), String::new()),
    };
    let from = state.bind(NotificationSettingsForm::quiet_from(), &from);
    let until = state.bind(NotificationSettingsForm::quiet_until(), &until);
    let digest_at = state.bind(NotificationSettingsForm::digest_at(), &view.digest_at.written());
    let passes = state.bind(NotificationSettingsForm::urgent_passes(), &view.urgent_passes.to_string());
    let zone = (t.zone)(view.zone.as_str());
    let digest_zone = zone.clone();
    view! {
        <Form action=SaveNotificationSettings::PATH form_action=state.action() class="form">
            <ProblemNotice problem=state.general()/>
            {no_mailbox}
            <div class="card table-wrap">
                <table class="table roles">
                    <thead>
                        <tr><th scope="col">{t.category_column}</th>{heads}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <Card title=t.quiet lead=t.quiet_lead>
                <div class="stack">
                    <Select label=t.quiet_from bound=from options=times(Some(t.none)) hint=zone/>
                    <Select label=t.quiet_until bound=until options=times(Some(t.none))/>
                    <Checkbox label=t.urgent_passes bound=passes hint=t.urgent_passes_hint/>
                </div>
            </Card>
            <Card title=t.digest lead=t.digest_lead>
                <Select label=t.digest_at bound=digest_at options=times(None) hint=digest_zone/>
            </Card>
            <div class="actions">
                <Button label=t.save variant=Variant::Primary pending=state.pending()/>
            </div>
        </Form>
    }
    .into_any()
}

/// The times to choose from, after the word for none where there may be none.
fn times(none: Option<&'static str>) -> Vec<SelectOption> {
    let none = none.map(|none| SelectOption::new("", none));
    let time = |time: ClockTime| SelectOption::new(time.written(), time.written());
    none.into_iter().chain(ClockTime::choices().map(time)).collect()
}

fn row(category: Category, channel: NotificationChannel, state: FormState, cx: PageCx) -> AnyView {
    let t = SettingsTexts::spoken(cx.locale);
    let input = category.input();
    let chosen = state.typed(input.name, channel.code());
    let cells: Vec<AnyView> = NotificationChannel::ALL
        .map(|channel| {
            let (name, label) = ((t.category)(category), (t.channel)(channel));
            let spoken = format!("{name}: {label}");
            view! {
                <td data-label=label>
                    <label class="tick">
                        <input
                            type="radio"
                            name=input_name(input.name)
                            value=channel.code()
                            checked=chosen == channel.code()
                            aria-label=spoken
                        />
                    </label>
                </td>
            }
            .into_any()
        })
        .into();
    view! {
        <tr>
            <th scope="row">{(t.category)(category)}<p class="hint">{(t.category_hint)(category)}</p></th>
            {cells}
        </tr>
    }
    .into_any()
}

//! `/dashboard/account/second-factor`: passkeys, an authenticator app, and the codes for when these are
//! lost.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    AccountTexts,
    api::{
        ADD_PASSKEY, BEGIN_TOTP, BeginTotp, CODES_KEPT, CONFIRM_TOTP, CodesKept, ConfirmTotp, MAKE_CODES,
        MakeCodes, REMOVE_PASSKEY, REMOVE_TOTP, RENAME_PASSKEY, RemoveTotp,
    },
    factor_texts::FactorTexts,
    methods, passkeys,
};
use crate::{
    app::{
        copy::{copies, copyable},
        errors::ProblemNotice,
        form_action::Form,
        form_state::{FormStates, form_states, refusals},
        i18n::{CommonTexts, Spoken},
        page_cx::{PageCx, failed, skeleton},
        paths::{ACCOUNT, FACTORS},
        read::{the_only, use_view},
        ui::{
            button::{Button, ButtonLink, Variant},
            card::Card,
            data_list::{DataList, Fact},
            field::TextField,
            notice::{NextStep, Notice},
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::Tone,
            time::Time,
        },
    },
    domain::{
        account::SignInMethods,
        factor::{FactorsView, FirstCodeForm, TotpSecret, TotpState},
    },
};

form_states! {
    struct Actions {
        begin: BEGIN_TOTP,
        confirm: CONFIRM_TOTP => |cx| FactorTexts::spoken(cx.locale).set_up_done,
        remove: REMOVE_TOTP => |cx| FactorTexts::spoken(cx.locale).removed,
        codes: MAKE_CODES => |cx| FactorTexts::spoken(cx.locale).codes_made,
        kept: CODES_KEPT,
        add: ADD_PASSKEY => |cx| FactorTexts::spoken(cx.locale).passkey_added,
        rename: RENAME_PASSKEY => |cx| FactorTexts::spoken(cx.locale).passkey_renamed,
        gone: REMOVE_PASSKEY => |cx| FactorTexts::spoken(cx.locale).passkey_removed,
    }
}

/// The row of the second factor, on the account page.
pub(super) fn row(methods: &SignInMethods, cx: PageCx) -> AnyView {
    let t = FactorTexts::spoken(cx.locale);
    let standing = if methods.has_second_factor { t.is_on } else { t.is_off };
    let manage = view! { <ButtonLink href=FACTORS label=t.manage/> }.into_any();
    methods::row(t.second_factor, standing.into_any(), manage)
}

#[component]
pub fn FactorsPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = FactorTexts::spoken(cx.locale);
    let actions = Actions::new(cx);
    let view = use_view::<FactorsView>(the_only(), &[], actions.answers());
    let crumb =
        NextStep { href: ACCOUNT.to_owned(), label: AccountTexts::spoken(cx.locale).title.to_owned() };
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.title)/>
        <Page narrow=true>
            <PageHead title=t.title lead=t.lead crumb=crumb/>
            {view.shown(skeleton(CommonTexts::spoken(cx.locale).loading), failed, move |view| {
                whole(view, actions, cx.at(view.now))
            })}
        </Page>
    }
    .into_any()
}

fn whole(view: &FactorsView, actions: Actions, cx: PageCx) -> AnyView {
    let is_on = matches!(view.totp, TotpState::On { .. });
    let Actions { begin, confirm, remove, codes, kept, add, rename, gone } = actions;
    let passkeys = passkeys::card(view, passkeys::Forms { add, rename, remove: gone }, cx);
    // The answers to forms that are not there any more.
    let (app, over) = match &view.totp {
        TotpState::Off => (off(actions, cx), vec![confirm, remove, codes, kept]),
        TotpState::Begun(secret) => (begun(secret, actions, cx), vec![begin, remove, codes, kept]),
        TotpState::On { since, last_used_at } => {
            (on(*since, *last_used_at, actions, cx), vec![begin, confirm])
        }
    };
    let codes = (is_on || !view.passkeys.is_empty() || view.codes_left > 0)
        .then(|| recovery_codes(view, actions, cx));
    // Codes to be put by come first.
    let shown = [Some(passkeys), Some(app)];
    let parts: Vec<_> = if view.fresh_codes.is_empty() {
        shown.into_iter().chain([codes]).collect()
    } else {
        [codes].into_iter().chain(shown).collect()
    };
    view! { <div class="stack">{refusals(&over)}{parts.into_iter().flatten().collect::<Vec<AnyView>>()}</div> }.into_any()
}

fn off(actions: Actions, cx: PageCx) -> AnyView {
    let t = FactorTexts::spoken(cx.locale);
    view! {
        <Card title=t.app lead=t.app_lead>
            <Form action=BeginTotp::PATH form_action=actions.begin.action() class="form">
                <ProblemNotice problem=actions.begin.general()/>
                <div class="actions">
                    <Button label=t.set_up variant=Variant::Primary pending=actions.begin.pending()/>
                </div>
            </Form>
        </Card>
    }
    .into_any()
}

fn begun(secret: &TotpSecret, actions: Actions, cx: PageCx) -> AnyView {
    let t = FactorTexts::spoken(cx.locale);
    let TotpSecret { text, address, qr } = secret.clone();
    let code = actions.confirm.bind(FirstCodeForm::code(), "");
    view! {
        <Card title=t.app lead=t.scan>
            <div class="stack">
                <svg
                    class="qr"
                    role="img"
                    aria-label=t.qr
                    viewBox=format!("0 0 {0} {0}", qr.side)
                    shape-rendering="crispEdges"
                >
                    <path d=qr.path></path>
                </svg>
                <p><a href=address rel="external">{t.open_app}</a></p>
                <DataList boxed=true>
                    <Fact term=t.key>{copyable(text)}</Fact>
                </DataList>
                <Form action=ConfirmTotp::PATH form_action=actions.confirm.action() class="form">
                    <ProblemNotice problem=actions.confirm.general()/>
                    <TextField
                        label=t.code
                        bound=code
                        hint=t.first_code_hint
                        autocomplete="one-time-code"
                        inputmode="numeric"
                        required=true
                    />
                    <div class="actions">
                        <Button
                            label=t.confirm
                            variant=Variant::Primary
                            pending=actions.confirm.pending()
                        />
                    </div>
                </Form>
            </div>
        </Card>
    }
    .into_any()
}

fn on(since: i64, last_used_at: Option<i64>, actions: Actions, cx: PageCx) -> AnyView {
    let t = FactorTexts::spoken(cx.locale);
    let since = cx.moment(since);
    let used = last_used_at.map(|at| {
        let at = cx.moment(at);
        view! { <Fact term=t.last_used><Time at=at/></Fact> }.into_any()
    });
    view! {
        <Card title=t.app lead=t.app_is_on>
            <div class="stack">
                <DataList>
                    <Fact term=t.since><Time at=since/></Fact>
                    {used}
                </DataList>
                <p>{t.remove_lead}</p>
                <Form action=RemoveTotp::PATH form_action=actions.remove.action() class="form">
                    <ProblemNotice problem=actions.remove.general()/>
                    <div class="actions">
                        <Button label=t.remove variant=Variant::Destroy pending=actions.remove.pending()/>
                    </div>
                </Form>
            </div>
        </Card>
    }
    .into_any()
}

fn recovery_codes(view: &FactorsView, actions: Actions, cx: PageCx) -> AnyView {
    let t = FactorTexts::spoken(cx.locale);
    let fresh = (!view.fresh_codes.is_empty()).then(|| {
        let all: Vec<&str> = view.fresh_codes.iter().map(|code| &**code).collect();
        let all = all.join("\n");
        let codes: Vec<AnyView> = view
            .fresh_codes
            .iter()
            .map(|code| view! { <li><code>{(**code).to_owned()}</code></li> }.into_any())
            .collect();
        view! {
            <Notice tone=Tone::Warn text=t.fresh_codes/>
            <ul class="recovery-codes">{codes}</ul>
            <div>{copies(all, None)}</div>
            <Form action=CodesKept::PATH form_action=actions.kept.action()>
                <ProblemNotice problem=actions.kept.general()/>
                <Button label=t.put_by variant=Variant::Primary pending=actions.kept.pending()/>
            </Form>
        }
        .into_any()
    });
    let left = (t.codes_left)(view.codes_left);
    view! {
        <Card title=t.codes lead=t.codes_lead>
            <div class="stack">
                {fresh}
                <p>{left}</p>
                <Form action=MakeCodes::PATH form_action=actions.codes.action() class="form">
                    <ProblemNotice problem=actions.codes.general()/>
                    <div class="actions">
                        <Button label=t.make_codes pending=actions.codes.pending()/>
                    </div>
                </Form>
            </div>
        </Card>
    }
    .into_any()
}

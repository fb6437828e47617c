//! The pages of tokens: those that there are, the text of a fresh one, and the form that makes one.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    DOCS, PERSONAL, SERVICE, TokenTexts,
    api::{
        KEPT_FORM, MAKE_FORM, MAKE_SERVICE_FORM, MakeServiceToken, MakeToken, PASS_ON_FORM, PassOnToken,
        REVOKE_FORM, REVOKE_SERVICE_FORM, RevokeServiceToken, RevokeToken, TokenKept,
    },
};
use crate::{
    app::{
        account::AccountTexts,
        address::use_address,
        copy::copyable,
        errors::ProblemNotice,
        form_action::Form,
        form_state::{FormState, FormStates, form_states, input_name, refusals},
        i18n::{CommonTexts, Spoken},
        list::List,
        page_context::use_viewer,
        page_cx::{PageCx, failed, skeleton},
        paths::ACCOUNT,
        read::use_view,
        team,
        ui::{
            button::{Button, Variant},
            card::{Card, FoldedCard},
            choice::{Checkbox, TickGroup},
            data_list::{DataList, Fact},
            empty_state::EmptyState,
            field::{Bound, TextField},
            icon::Icon,
            notice::{NextStep, Notice},
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::{Pill, Tone},
            select::{Select, SelectOption},
            text_area::TextArea,
            time::Time,
        },
    },
    domain::{
        api_token::{
            ApiTokenId, FreshToken, Lifetime, Maker, PassOnForm, PersonalTokensView, Scope,
            ServiceTokensView, TokenForm, TokenKind, TokenView, TokensQuery,
        },
        problem::Field,
        role::{Permission, Role},
        topic::Topic,
    },
};

form_states! {
    struct Personal {
        make: MAKE_FORM => |cx| TokenTexts::spoken(cx.locale).token_made,
        revoke: REVOKE_FORM => |cx| TokenTexts::spoken(cx.locale).token_revoked,
        kept: KEPT_FORM,
    }
}

form_states! {
    struct Service {
        make: MAKE_SERVICE_FORM => |cx| TokenTexts::spoken(cx.locale).token_made,
        revoke: REVOKE_SERVICE_FORM => |cx| TokenTexts::spoken(cx.locale).token_revoked,
        pass_on: PASS_ON_FORM => |cx| TokenTexts::spoken(cx.locale).token_passed_on,
        kept: KEPT_FORM,
    }
}

/// The forms of the tokens in a list.
#[derive(Clone, Copy)]
struct OfRow {
    kind: TokenKind,
    revoke: FormState,
    /// `None` for a person's own, which nobody else has.
    pass_on: Option<FormState>,
}

#[component]
pub fn PersonalTokensPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = TokenTexts::spoken(cx.locale);
    let address = use_address();
    let asked = Signal::derive(move || Some(address.with(TokensQuery::read).to_string()));
    let actions = Personal::new(cx);
    let view = use_view::<PersonalTokensView>(asked, &[], actions.answers());
    let crumb =
        NextStep { href: ACCOUNT.to_owned(), label: AccountTexts::spoken(cx.locale).title.to_owned() };
    let of_row = OfRow { kind: TokenKind::Personal, revoke: actions.revoke, pass_on: None };
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.title)/>
        <Page narrow=true>
            <PageHead title=t.title lead=t.lead crumb=crumb>{docs(cx)}</PageHead>
            <div class="stack">
                {refusals(&[actions.revoke, actions.kept])}
                {form(TokenKind::Personal, MakeToken::PATH, actions.make, cx)}
                {view.shown(skeleton(t.loading), failed, move |view| {
                    let cx = cx.at(view.now);
                    let query = address.with_untracked(TokensQuery::read);
                    let shown = Shown { path: PERSONAL, tokens: &view.tokens, next: view.next.as_ref() };
                    whole(view.fresh.as_ref(), actions.kept, shown, &query, of_row, cx)
                })}
            </div>
        </Page>
    }
    .into_any()
}

#[component]
pub fn ServiceTokensPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = TokenTexts::spoken(cx.locale);
    let address = use_address();
    let asked = Signal::derive(move || Some(address.with(TokensQuery::read).to_string()));
    let actions = Service::new(cx);
    let view = use_view::<ServiceTokensView>(asked, &[Topic::Team], actions.answers());
    let of_team = team::TeamTexts::spoken(cx.locale).title;
    let crumb = NextStep { href: team::PATH.to_owned(), label: of_team.to_owned() };
    let of_row = OfRow { kind: TokenKind::Service, revoke: actions.revoke, pass_on: Some(actions.pass_on) };
    let make = cx
        .may(Permission::ManageTeam)
        .then(|| form(TokenKind::Service, MakeServiceToken::PATH, actions.make, cx));
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.service_title)/>
        <Page narrow=true>
            <PageHead title=t.service_title lead=t.service_lead crumb=crumb>{docs(cx)}</PageHead>
            <div class="stack">
                {refusals(&[actions.revoke, actions.pass_on, actions.kept])}
                {make}
                {view.shown(skeleton(t.loading), failed, move |view| {
                    let cx = cx.at(view.now);
                    let query = address.with_untracked(TokensQuery::read);
                    let shown = Shown { path: SERVICE, tokens: &view.tokens, next: view.next.as_ref() };
                    whole(view.fresh.as_ref(), actions.kept, shown, &query, of_row, cx)
                })}
            </div>
        </Page>
    }
    .into_any()
}

fn docs(cx: PageCx) -> AnyView {
    let t = TokenTexts::spoken(cx.locale);
    view! { <a class="button" href=DOCS rel="external">{t.docs}</a> }.into_any()
}

/// A page of the list.
struct Shown<'a> {
    path: &'static str,
    tokens: &'a [TokenView],
    next: Option<&'a ApiTokenId>,
}

fn whole(
    fresh: Option<&FreshToken>,
    kept: FormState,
    shown: Shown<'_>,
    query: &TokensQuery,
    of_row: OfRow,
    cx: PageCx,
) -> AnyView {
    let t = TokenTexts::spoken(cx.locale);
    let pages = List { path: shown.path, title: t.title, first: t.newest, next: t.older };
    let rows = match (shown.tokens.is_empty(), query.after.is_none()) {
        (true, true) => view! { <EmptyState icon=Icon::Shield title=t.none text=t.none_text/> }.into_any(),
        (true, false) => pages.no_match((t.no_more, t.no_more_text), t.newest),
        (false, _) => {
            let rows: Vec<AnyView> = shown.tokens.iter().map(|token| row(token, of_row, cx)).collect();
            view! { <Card title=t.there><div class="stack">{rows}</div></Card> }.into_any()
        }
    };
    let first = query.after.is_some().then(|| query.from(None).to_string());
    let next = shown.next.map(|next| query.from(Some(next)).to_string());
    view! {
        <div class="stack">
            {fresh.map(|fresh| put_by(fresh, kept, cx))}
            {rows}
        </div>
        {pages.pages(first, next)}
    }
    .into_any()
}

/// Draws the text of a token that was just made.
fn put_by(fresh: &FreshToken, kept: FormState, cx: PageCx) -> AnyView {
    let t = TokenTexts::spoken(cx.locale);
    let (title, text) = ((t.fresh)(&fresh.name), fresh.text.to_string());
    view! {
        <Card title=title tone=Tone::Warn>
            <div class="stack">
                <Notice tone=Tone::Warn text=t.fresh_lead/>
                {copyable(text)}
                <Form action=TokenKept::PATH form_action=kept.action()>
                    <Button label=t.put_by variant=Variant::Primary pending=kept.pending()/>
                </Form>
            </div>
        </Card>
    }
    .into_any()
}

fn row(token: &TokenView, OfRow { kind, revoke, pass_on }: OfRow, cx: PageCx) -> AnyView {
    let t = TokenTexts::spoken(cx.locale);
    let is_over = token.expires_at <= cx.now;
    let over = is_over.then(|| view! { " " <Pill tone=Tone::Warn label=t.ended/> }.into_any());
    let (begins, scopes) = (format!("{}…", token.begins), said(token, cx));
    let of_org = match (kind, token.role) {
        (TokenKind::Personal, _) => {
            let org = token.org_name.clone();
            view! { <Fact term=t.org>{org}</Fact> }.into_any()
        }
        (TokenKind::Service, role) => {
            let role = role.map(|role| (CommonTexts::spoken(cx.locale).role)(role));
            let person = token.person.clone();
            view! { <Fact term=t.role>{role}</Fact> <Fact term=t.person>{person}</Fact> }.into_any()
        }
    };
    let networks = match token.networks.is_everywhere() {
        true => t.everywhere.to_owned(),
        false => token.networks.written(),
    };
    let used = match token.last_used_at {
        Some(at) => {
            let from = (t.used_from)(&token.last_address);
            view! { <Time at=cx.moment(at)/> " " {from} }.into_any()
        }
        None => t.not_used.into_any(),
    };
    let ends = if is_over { t.ended } else { t.ends };
    let (made_at, ends_at) = (cx.moment(token.made_at), cx.moment(token.expires_at));
    let id = token.id.to_string();
    let path = match kind {
        TokenKind::Personal => RevokeToken::PATH,
        TokenKind::Service => RevokeServiceToken::PATH,
    };
    let pending = revoke.action().pending_with("token", id.clone());
    let spoken = (t.revoke_spoken)(&token.name);
    view! {
        <section class="api-token">
            <h3>{token.name.clone()}{over}</h3>
            <DataList>
                <Fact term=t.begins><code>{begins}</code></Fact>
                {of_org}
                <Fact term=t.scopes>{scopes}</Fact>
                <Fact term=t.networks>{networks}</Fact>
                <Fact term=t.made><Time at=made_at/></Fact>
                <Fact term=ends><Time at=ends_at/></Fact>
                <Fact term=t.last_used>{used}</Fact>
            </DataList>
            {pass_on.map(|pass_on| passing_on(token, pass_on, cx))}
            <Form action=path form_action=revoke.action()>
                <input type="hidden" name="token" value=id/>
                <Button label=t.revoke spoken=spoken variant=Variant::Danger pending=pending/>
            </Form>
        </section>
    }
    .into_any()
}

/// The scopes in words, each with its code for whoever reads the program.
fn said(token: &TokenView, cx: PageCx) -> AnyView {
    let t = TokenTexts::spoken(cx.locale);
    let one = |scope: Scope| {
        let said = (t.scope)(scope);
        view! { <li>{said}" "<code>{scope.code()}</code></li> }.into_any()
    };
    let all: Vec<AnyView> = token.scopes.iter().map(one).collect();
    view! { <ul>{all}</ul> }.into_any()
}

fn passing_on(token: &TokenView, state: FormState, cx: PageCx) -> AnyView {
    let t = TokenTexts::spoken(cx.locale);
    let id = token.id.to_string();
    // An address that was refused comes back where it was typed.
    let is_refused = state.typed(PassOnForm::token().name, "") == id;
    let typed = if is_refused { state.typed(PassOnForm::email().name, "") } else { String::new() };
    let bound = Bound::new(input_name(PassOnForm::email().name), typed);
    let pending = state.action().pending_with("form[token]", id.clone());
    let (field, spoken) = (format!("pass-on-{id}"), (t.pass_on_spoken)(&token.name));
    view! {
        <Form action=PassOnToken::PATH form_action=state.action() class="form" empties=true>
            <input type="hidden" name=input_name(PassOnForm::token().name) value=id/>
            <TextField
                id=field
                label=t.pass_on_to
                bound=bound
                hint=t.pass_on_hint
                kind="email"
                autocomplete="off"
                required=true
            />
            <div class="actions">
                <Button label=t.pass_on spoken=spoken pending=pending/>
            </div>
        </Form>
    }
    .into_any()
}

fn form(kind: TokenKind, path: &'static str, state: FormState, cx: PageCx) -> AnyView {
    let t = TokenTexts::spoken(cx.locale);
    let Some(viewer) = use_viewer() else { return ().into_any() };
    let maker = Maker { role: viewer.role, platform_admin: viewer.platform_admin };
    let name = state.bind(TokenForm::name(), "");
    let role = (kind == TokenKind::Service).then(|| {
        let offered = Role::ALL.into_iter().filter(|role| *role <= maker.role);
        let options = offered
            .map(|role| SelectOption::new(role.code(), (CommonTexts::spoken(cx.locale).role)(role)))
            .collect();
        let bound = state.bind(TokenForm::role(), Role::Viewer.code());
        view! { <Select label=t.role bound=bound options=options hint=t.role_hint/> }.into_any()
    });
    let boxes: Vec<AnyView> = Scope::ALL
        .into_iter()
        .filter(|scope| scope.is_offered(kind, maker))
        .map(|scope| {
            let bound = state.bind_silently(scope.input(), "");
            view! { <Checkbox label=(t.scope)(scope) bound=bound/> }.into_any()
        })
        .collect();
    let refused = state.error_on(Field::Scopes);
    let lasts = state.bind(TokenForm::lasts(), Lifetime::default().code());
    let lifetimes = Lifetime::ALL.map(|one| SelectOption::new(one.code(), (t.lifetime)(one))).to_vec();
    let networks = state.bind(TokenForm::networks(), "");
    let is_refused = state.problem().get_untracked().is_some();
    view! {
        <FoldedCard summary=t.make open=is_refused>
            <p>{t.make_lead}</p>
            <Form action=path form_action=state.action() class="form" empties=true>
                <ProblemNotice problem=state.general()/>
                <TextField
                    id="token-name"
                    label=t.name
                    bound=name
                    hint=t.name_hint
                    autocomplete="off"
                    required=true
                />
                {role}
                <TickGroup legend=t.scopes_label id="token-scopes" error=refused>{boxes}</TickGroup>
                <Select label=t.lasts bound=lasts options=lifetimes hint=t.lasts_hint/>
                <TextArea
                    label=t.networks_label
                    bound=networks
                    hint=t.networks_hint
                    optional=t.optional
                    rows=3
                />
                <div class="actions">
                    <Button label=t.make variant=Variant::Primary pending=state.pending()/>
                </div>
            </Form>
        </FoldedCard>
    }
    .into_any()
}

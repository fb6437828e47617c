//! `/dashboard/contacts/import`: a list of contacts is brought, looked at, and imported.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    ContactTexts, FILE, IMPORT, PATH,
    api::{DISCARD_FORM, DiscardList, ImportList, MAPPING_FORM, PASTE_FORM, ReadList, START_FORM},
    contact_href, import_href,
};
use crate::{
    app::{
        address::use_address,
        errors::ProblemNotice,
        form_action::{Form, OfThisOrg},
        form_state::{FormState, FormStates as _, form_states, refusals},
        i18n::{CommonTexts, Spoken},
        list::List,
        page_cx::{PageCx, no_page, skeleton},
        paths::CONTACT_LIST,
        read::use_view,
        ui::{
            button::{Button, ButtonLink, Variant},
            card::{Card, FoldedCard},
            choice::Checkbox,
            data_list::{DataList, Fact},
            field::{Bound, TextField},
            notice::{NextStep, Notice},
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::{Pill, Tone},
            select::{Select, SelectOption},
            text_area::TextArea,
        },
    },
    domain::{
        contact::{
            ContactImportQuery, ContactImportView, Fate, ImportPreview, ImportState, ImportedRow, MAX_ROWS,
            MappingForm, PasteForm, RowsFilter,
        },
        form::Input,
        list::InQuery as _,
        role::Permission,
        topic::Topic,
    },
};

form_states! {
    struct Actions {
        correct: MAPPING_FORM => |cx| ContactTexts::spoken(cx.locale).list_read,
        start: START_FORM => |cx| ContactTexts::spoken(cx.locale).import_begun,
        discard: DISCARD_FORM,
    }
}

#[component]
pub fn ImportContactsPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = ContactTexts::spoken(cx.locale);
    let address = use_address();
    let may = cx.may(Permission::ManageAppointments);
    let query = move || address.with(ContactImportQuery::read);
    let asked = Signal::derive(move || {
        let query = query();
        (may && query.list.is_some()).then(|| query.to_string())
    });
    let actions = Actions::new(cx);
    let brings = FormState::alone(PASTE_FORM, cx, None);
    let list = use_view::<ContactImportView>(asked, &[Topic::Contacts], actions.answers());
    let crumb = NextStep { href: PATH.to_owned(), label: t.title.to_owned() };
    let body = if may {
        // What is typed stays, whatever becomes of contacts meanwhile: the form is drawn from the address.
        let form = move || query().list.is_none().then(|| bring(brings, cx));
        let preview = list.shown(skeleton(t.loading_list), no_page, move |view| {
            whole(&view.preview, &address.with_untracked(ContactImportQuery::read), actions, cx.at(view.now))
        });
        view! {
            {form}
            {preview}
        }
        .into_any()
    } else {
        cx.look_only()
    };
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.import)/>
        <Page>
            <PageHead title=t.import lead=t.import_lead crumb=crumb/>
            {refusals(&[actions.start, actions.discard])}
            {body}
        </Page>
    }
    .into_any()
}

/// The form that brings a list. Every browser sends it by itself: a file is no field of the other forms.
fn bring(state: FormState, cx: PageCx) -> AnyView {
    let t = ContactTexts::spoken(cx.locale);
    let pasted = state.bind(PasteForm::text(), "");
    let general = state.general();
    let hint = (t.file_hint)(MAX_ROWS);
    view! {
        <Card>
            <form action=CONTACT_LIST method="post" enctype="multipart/form-data" class="form">
                <ProblemNotice problem=general/>
                <div class="field">
                    <label class="field-label" for="contact-list">{t.file}</label>
                    <div class="input">
                        <input
                            id="contact-list"
                            type="file"
                            name=FILE
                            accept=".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values"
                            aria-describedby="contact-list-hint"
                        />
                    </div>
                    <p class="hint" id="contact-list-hint">{hint}</p>
                </div>
                <TextArea label=t.pasted bound=pasted hint=t.pasted_hint rows=8/>
                <div class="actions"><Button label=t.look variant=Variant::Primary/></div>
                <OfThisOrg/>
            </form>
        </Card>
    }
    .into_any()
}

fn whole(preview: &ImportPreview, query: &ContactImportQuery, actions: Actions, cx: PageCx) -> AnyView {
    let standing = standing(preview, actions, cx);
    match preview.state {
        ImportState::Done => standing,
        ImportState::Running | ImportState::Stopped => view! {
            <div class="stack">{standing}</div>
        }
        .into_any(),
        ImportState::Draft => {
            let (columns, rows) = (columns(preview, actions, cx), rows(preview, query, cx));
            view! {
                <div class="stack">
                    {standing}
                    {columns}
                    {rows}
                </div>
            }
            .into_any()
        }
    }
}

/// Draws the state of the import, with the buttons that it allows.
fn standing(preview: &ImportPreview, actions: Actions, cx: PageCx) -> AnyView {
    let t = ContactTexts::spoken(cx.locale);
    let (tone, text) = match preview.state {
        ImportState::Draft => (Tone::Off, t.nothing_yet.to_owned()),
        ImportState::Running => (Tone::Busy, (t.running)(preview.done, preview.total)),
        ImportState::Stopped => (Tone::Warn, (t.stopped)(preview.done, preview.total)),
        ImportState::Done => (Tone::Ok, (t.imported)(preview.added, preview.met)),
    };
    let ImportPreview { new, known, refused, .. } = *preview;
    let facts = (preview.state == ImportState::Draft).then(|| {
        view! {
            <DataList>
                <Fact term=t.rows_new>{new}</Fact>
                <Fact term=t.rows_known>{known}</Fact>
                <Fact term=t.rows_refused>{refused}</Fact>
            </DataList>
        }
        .into_any()
    });
    let why = preview.problem.as_ref().map(|problem| cx.problem(problem));
    let goes_on = new + known > 0;
    let buttons = match preview.state {
        ImportState::Draft | ImportState::Stopped => Some(buttons(preview, goes_on, actions, cx)),
        ImportState::Running => None,
        ImportState::Done => Some(
            view! {
                <div class="actions">
                    <ButtonLink href=PATH label=t.to_contacts variant=Variant::Primary/>
                    <ButtonLink href=IMPORT label=t.another/>
                </div>
            }
            .into_any(),
        ),
    };
    view! {
        <Card>
            <div class="stack">
                <Notice tone=tone text=text/>
                {why}
                {facts}
                {buttons}
            </div>
        </Card>
    }
    .into_any()
}

fn buttons(preview: &ImportPreview, goes_on: bool, actions: Actions, cx: PageCx) -> AnyView {
    let t = ContactTexts::spoken(cx.locale);
    let id = preview.id.to_string();
    let (start, discard) = (actions.start, actions.discard);
    let label = match preview.state {
        ImportState::Stopped => t.go_on.to_owned(),
        _ => (t.start)(preview.new + preview.known),
    };
    let start = goes_on.then(|| {
        let id = id.clone();
        view! {
            <Form action=ImportList::PATH form_action=start.action()>
                <input type="hidden" name="list" value=id/>
                <Button label=label variant=Variant::Primary pending=start.pending()/>
            </Form>
        }
        .into_any()
    });
    view! {
        <div class="actions">
            {start}
            <Form action=DiscardList::PATH form_action=discard.action()>
                <input type="hidden" name="list" value=id/>
                <Button label=t.discard pending=discard.pending()/>
            </Form>
        </div>
    }
    .into_any()
}

/// Which column is what, to be corrected.
fn columns(preview: &ImportPreview, actions: Actions, cx: PageCx) -> AnyView {
    let t = ContactTexts::spoken(cx.locale);
    let (state, mapping) = (actions.correct, &preview.mapping);
    let named = |(nth, name): (usize, &String)| match name.trim() {
        "" => SelectOption::new(nth.to_string(), (t.column)(nth + 1)),
        name => SelectOption::new(nth.to_string(), name),
    };
    let named = preview.columns.iter().enumerate().map(named).collect();
    let options = SelectOption::or_none(t.no_column, named);
    let select = |label: &'static str, input: Input, column: Option<u32>| {
        let bound = state.bind(input, &column.map(|nth| nth.to_string()).unwrap_or_default());
        let options = options.clone();
        view! { <Select label=label bound=bound options=options/> }.into_any()
    };
    let selects = [
        select(t.name, MappingForm::name(), mapping.name),
        select(t.first_name, MappingForm::first_name(), mapping.first_name),
        select(t.last_name, MappingForm::last_name(), mapping.last_name),
        select(t.phone, MappingForm::phone(), mapping.phone),
        select(t.email, MappingForm::email(), mapping.email),
        select(t.tags, MappingForm::tags(), mapping.tags),
        select(t.note, MappingForm::note(), mapping.note),
    ];
    let code = if mapping.country.is_empty() { String::new() } else { format!("+{}", mapping.country) };
    let country = state.bind(MappingForm::country(), &code);
    let header = state.bind(MappingForm::header(), if mapping.header { "true" } else { "false" });
    let id = preview.id.to_string();
    let general = state.general();
    let open = preview.new + preview.known == 0 || state.problem().get_untracked().is_some();
    view! {
        <FoldedCard summary=t.columns open=open>
            <Form action=ReadList::PATH form_action=state.action() class="form">
                <input type="hidden" name="list" value=id/>
                <ProblemNotice problem=general/>
                <Checkbox label=t.header bound=header/>
                {selects.into_iter().collect::<Vec<_>>()}
                <TextField label=t.country bound=country hint=t.country_hint optional=t.optional inputmode="tel"/>
                <div class="actions"><Button label=t.read_again pending=state.pending()/></div>
            </Form>
        </FoldedCard>
    }
    .into_any()
}

fn rows(preview: &ImportPreview, query: &ContactImportQuery, cx: PageCx) -> AnyView {
    let t = ContactTexts::spoken(cx.locale);
    let options: Vec<SelectOption> =
        RowsFilter::ALL.map(|shown| SelectOption::new(shown.written(), (t.rows_shown)(shown))).to_vec();
    let show = Bound::new(ContactImportQuery::show(), query.show.written());
    let list = preview.id.to_string();
    let fields = view! {
        <input type="hidden" name=ContactImportQuery::list() value=list/>
        <Select label=t.rows bound=show options=options/>
    }
    .into_any();
    let pages = List { path: IMPORT, title: t.rows, first: t.first, next: t.more_rows };
    let body = if preview.rows.is_empty() {
        let all = NextStep { href: import_href(&preview.id), label: t.all_rows.to_owned() };
        view! { <Notice tone=Tone::Off text=t.no_such_rows next=all/> }.into_any()
    } else {
        let rows: Vec<AnyView> = preview.rows.iter().map(|row| listed(row, cx)).collect();
        view! { <ul class="card rows">{rows}</ul> }.into_any()
    };
    let first = query.after.is_some().then(|| query.from(None).to_string());
    let next = preview.next.as_ref().map(|next| query.from(Some(next)).to_string());
    view! {
        <div class="stack">
            {pages.filters("import-rows", "filters by-name", fields)}
            {body}
        </div>
        {pages.pages(first, next)}
    }
    .into_any()
}

fn listed(row: &ImportedRow, cx: PageCx) -> AnyView {
    let t = ContactTexts::spoken(cx.locale);
    let reached = [
        row.phone.as_ref().map(|phone| phone.pretty()),
        row.email.as_ref().map(|email| email.as_str().to_owned()),
    ];
    let reached: Vec<String> = reached.into_iter().flatten().collect();
    let (tone, label, about) = match &row.fate {
        Fate::New => (Tone::Ok, t.row_new, None),
        Fate::Of(id, name) => {
            let (href, name) = (contact_href(id), name.clone());
            (Tone::Off, t.row_known, Some(view! { <a href=href>{name}</a> }.into_any()))
        }
        Fate::SameAs(nr) => (Tone::Off, t.row_known, Some((t.same_as)(*nr).into_any())),
        Fate::Refused(problem) => {
            let field = problem.field.map(|field| (t.field_of)(field).to_owned());
            let said = [field, Some(problem.sentence(cx.locale))];
            let said: Vec<String> = said.into_iter().flatten().collect();
            (Tone::Warn, t.row_refused, Some(said.join(": ").into_any()))
        }
    };
    view! {
        <li>
            <div>
                <b>{row.name.clone()}</b>
                <p>{(t.row)(row.row)}</p>
            </div>
            <span>{reached.join(" · ")}</span>
            <Pill tone=tone label=label/>
            <span class="hint">{about}</span>
        </li>
    }
    .into_any()
}

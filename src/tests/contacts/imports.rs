//! A list is looked at, corrected, and imported: each row once.

use ava::{
    domain::{
        contact::{
            ContactForm, ContactImportId, ContactImportQuery, ContactsQuery, Fate, ImportPreview,
            ImportState, MappingForm, RowsFilter,
        },
        problem::{Field, Problem, ProblemKind, Rule},
        quota::Quota,
    },
    server::{
        contacts::{
            due,
            imports::service::{bring, correct, discard, forget_old, start, view},
            service,
        },
        cx::Cx,
        personal_data::erase::erase,
    },
};
use std::time::Duration;

use crate::support::{
    app::TestApp,
    both_engines,
    people::{owner, ready},
};

async fn shown(cx: &Cx, list: &ContactImportId, show: RowsFilter) -> ImportPreview {
    let query = ContactImportQuery { list: Some(list.clone()), show, ..ContactImportQuery::default() };
    view(cx, &query).await.unwrap().preview
}

async fn names(cx: &Cx) -> Vec<String> {
    let mut names = Vec::new();
    let mut query = ContactsQuery::default();
    loop {
        let page = service::list(cx, &query).await.unwrap();
        names.extend(page.contacts.into_iter().map(|contact| contact.called()));
        query.before = page.next;
        if query.before.is_none() {
            names.sort();
            return names;
        }
    }
}

async fn the_preview_says_what_becomes_of_each_row(app: TestApp) {
    let (cx, stranger) = (owner(&app).await, owner(&app).await);
    let ben = ContactForm {
        name: "Ben".to_owned(),
        phone: "+33 1 84 88 00 13".to_owned(),
        ..ContactForm::default()
    };
    let ben = service::add(&cx, &ben).await.unwrap();
    let list = "Nom;Téléphone;E-mail;Étiquettes\n\
                Ana Morel;+33 1 84 88 00 12;ana@clinic.example;vip\n\
                B.;+33184880013;ben@clinic.example;vip\n\
                Ana;0033184880012;;\n\
                =1+1;12;;\n\
                Cleo;;cleo@;\n";
    let id = bring(&cx, list.as_bytes()).await.unwrap();
    assert_eq!(names(&cx).await, ["Ben"], "nothing is imported yet");
    let preview = shown(&cx, &id, RowsFilter::All).await;
    assert_eq!((preview.total, preview.new, preview.known, preview.refused), (5, 1, 2, 2));
    let fates: Vec<(u32, &Fate)> = preview.rows.iter().map(|row| (row.row, &row.fate)).collect();
    let refused = |field, rule| Fate::Refused(Problem::invalid(field, rule));
    assert_eq!(
        fates,
        [
            (2, &Fate::New),
            (3, &Fate::Of(ben.clone(), "Ben".to_owned())),
            (4, &Fate::SameAs(2)),
            (5, &refused(Field::Number, Rule::Phone)),
            (6, &refused(Field::Email, Rule::Email)),
        ]
    );
    for (show, rows) in
        [(RowsFilter::New, vec![2]), (RowsFilter::Known, vec![3, 4]), (RowsFilter::Refused, vec![5, 6])]
    {
        let listed: Vec<u32> = shown(&cx, &id, show).await.rows.iter().map(|row| row.row).collect();
        assert_eq!(listed, rows, "{show:?}");
    }

    start(&cx, &id).await.unwrap();
    let done = shown(&cx, &id, RowsFilter::All).await;
    assert_eq!((done.state, done.added, done.met, done.rows.len()), (ImportState::Done, 1, 2, 0));
    assert_eq!(names(&cx).await, ["Ana Morel", "Ben"]);
    let there = "contacts WHERE name = 'Ben' AND email = 'ben@clinic.example' AND tags = '[\"vip\"]'";
    assert_eq!(app.count(there, &[]).await, 1, "what was empty is filled");
    start(&cx, &id).await.unwrap();
    assert_eq!(app.count("contacts", &[]).await, 2, "a second click imports nothing");
    for action in ["contacts_imported", "contacts_import_ended"] {
        assert_eq!(app.count("audit_log WHERE action = $1", &[action]).await, 1, "{action}");
    }
    assert_eq!(app.count("contact_imports WHERE file = ''", &[]).await, 1, "the list itself is gone");

    let theirs = ContactImportQuery { list: Some(id.clone()), ..ContactImportQuery::default() };
    assert_eq!(view(&stranger, &theirs).await, Err(ProblemKind::NotFound.into()));
    assert_eq!(start(&stranger, &id).await, Err(ProblemKind::NotFound.into()));
    assert_eq!(discard(&stranger, &id).await, Err(ProblemKind::NotFound.into()));
}

async fn columns_and_the_country_can_be_corrected(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let list = "Who,Dial\nAna,01 84 88 00 12\nBen,(310) 555-0142\n";
    let id = bring(&cx, list.as_bytes()).await.unwrap();
    let preview = shown(&cx, &id, RowsFilter::All).await;
    assert_eq!(preview.columns, ["Who", "Dial"]);
    // The organisation has a number of North America.
    assert_eq!(preview.mapping.country, "1");
    let form = |phone: &str, country: &str| MappingForm {
        header: true,
        name: "0".to_owned(),
        phone: phone.to_owned(),
        country: country.to_owned(),
        ..MappingForm::default()
    };
    let refused = correct(&cx, &id, &form("7", "+33")).await.unwrap_err();
    assert_eq!(refused, Problem::invalid(Field::Number, Rule::UnknownChoice));
    correct(&cx, &id, &form("1", "+33")).await.unwrap();
    let preview = shown(&cx, &id, RowsFilter::All).await;
    assert_eq!(preview.rows[0].phone.as_ref().unwrap().as_str(), "+33184880012");
    assert_eq!((preview.total, preview.new, preview.refused), (2, 1, 1));
    start(&cx, &id).await.unwrap();
    assert_eq!(names(&cx).await, ["Ana"]);
    assert_eq!(correct(&cx, &id, &form("1", "+33")).await, Err(ProblemKind::Stale.into()));
}

async fn a_long_list_goes_on_in_the_background(app: TestApp) {
    let cx = owner(&app).await;
    let rows: String = (0..350).map(|nth| format!("Person {nth},+331848{nth:05}\n")).collect();
    let id = bring(&cx, format!("name,phone\n{rows}").as_bytes()).await.unwrap();
    let valid = shown(&cx, &id, RowsFilter::All).await;
    assert_eq!(valid.new, 350, "{:?}", valid.rows.first());
    start(&cx, &id).await.unwrap();
    let going = shown(&cx, &id, RowsFilter::All).await;
    assert_eq!((going.state, going.done, going.added), (ImportState::Running, 100, 100));
    assert_eq!(discard(&cx, &id).await, Err(ProblemKind::NotFound.into()), "it goes on");
    // Another node goes on after the one that has died.
    let node = app.another_node(7).await;
    assert_eq!(due::imports(&node).await.unwrap(), 250);
    assert_eq!(due::imports(&app.services).await.unwrap(), 0);
    assert_eq!(app.count("contacts", &[]).await, 350);
    let ended = "SELECT changes FROM audit_log WHERE action = 'contacts_import_ended' AND actor = 'ava'";
    let changes = app.text(ended, &[]).await;
    assert!(changes.contains("\"added\"") && changes.contains("\"350\""), "{changes}");
    assert_eq!(shown(&cx, &id, RowsFilter::All).await.state, ImportState::Done);
}

async fn whoever_is_erased_while_a_list_is_imported_is_not_brought_by_it(app: TestApp) {
    let cx = owner(&app).await;
    let form = |name: &str, phone: &str| ContactForm {
        name: name.to_owned(),
        phone: phone.to_owned(),
        ..ContactForm::default()
    };
    let ana = service::add(&cx, &form("Ana Morel", "+54 9 11 2345 6789")).await.unwrap();
    let rows: String = (0..150).map(|nth| format!("Person {nth},+331848{nth:05},\n")).collect();
    let list =
        format!("name,phone,email\n{rows}A. Morel,+541123456789,morel@clinic.example\nLast,+33184880012,\n");
    let id = bring(&cx, list.as_bytes()).await.unwrap();
    start(&cx, &id).await.unwrap();
    assert_eq!(app.count("contact_imports WHERE file = ''", &[]).await, 1, "its text is read no more");
    erase(&cx, &ana).await.unwrap();
    assert_eq!(due::imports(&app.services).await.unwrap(), 51);
    let done = shown(&cx, &id, RowsFilter::All).await;
    assert_eq!((done.state, done.added, done.met), (ImportState::Done, 151, 0));
    let dump = app.dump().await;
    for erased in ["Morel", "morel", "1123456789"] {
        assert!(!dump.contains(erased), "{erased} is there again");
    }
}

async fn an_import_keeps_to_the_quota(app: TestApp) {
    let cx = owner(&app).await;
    let most = "INSERT INTO org_quotas (org_id, quota, most) VALUES ($1, 'contacts', 120)";
    app.execute(most, &[cx.org.as_str()]).await;
    let rows: String = (0..110).map(|nth| format!("Person {nth},+331848{nth:05}\n")).collect();
    let list = format!("name,phone\n{rows}");
    let id = bring(&cx, list.as_bytes()).await.unwrap();
    for nth in 0..11 {
        let other = ContactForm { name: format!("Other {nth}"), ..ContactForm::default() };
        service::add(&cx, &other).await.unwrap();
    }
    let refused = start(&cx, &id).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::OverQuota(Quota::Contacts, 120));
    assert_eq!(app.count("contacts", &[]).await, 11);
    // One that has begun stops where somebody else takes the last places, and goes on later.
    app.execute("UPDATE org_quotas SET most = 121", &[]).await;
    start(&cx, &id).await.unwrap();
    app.execute("UPDATE org_quotas SET most = 111", &[]).await;
    due::imports(&app.services).await.unwrap();
    let stopped = shown(&cx, &id, RowsFilter::All).await;
    assert_eq!((stopped.state, stopped.added), (ImportState::Stopped, 100));
    assert!(stopped.problem.is_some());
    app.execute("UPDATE org_quotas SET most = 121", &[]).await;
    start(&cx, &id).await.unwrap();
    let done = shown(&cx, &id, RowsFilter::All).await;
    assert_eq!((done.state, done.added), (ImportState::Done, 110));
}

async fn lists_are_forgotten_after_a_day_and_few_are_kept(app: TestApp) {
    let cx = owner(&app).await;
    for nth in 0..8 {
        bring(&cx, format!("name\nPerson {nth}\n").as_bytes()).await.unwrap();
    }
    assert_eq!(app.count("contact_imports", &[]).await, 5);
    let refused = bring(&cx, b" \n;;\n").await.unwrap_err();
    assert_eq!(refused, Problem::invalid(Field::List, Rule::EmptyList));
    assert_eq!(forget_old(&app.services).await.unwrap(), 0);
    app.clock.advance(Duration::from_secs(24 * 3600 + 1));
    assert_eq!(forget_old(&app.services).await.unwrap(), 5);
    assert_eq!(app.count("contact_imports_rows", &[]).await, 0);
}

both_engines!(
    the_preview_says_what_becomes_of_each_row,
    columns_and_the_country_can_be_corrected,
    a_long_list_goes_on_in_the_background,
    whoever_is_erased_while_a_list_is_imported_is_not_brought_by_it,
    an_import_keeps_to_the_quota,
    lists_are_forgotten_after_a_day_and_few_are_kept,
);

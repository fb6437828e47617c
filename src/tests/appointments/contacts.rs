//! Whom appointments are for: one contact for a person, however their number is written.

use ava::{
    domain::{
        appointment::AppointmentState,
        contact::{
            AlikeBy, ContactAsked, ContactForm, ContactId, ContactPage, ContactsQuery, Entry, MergeForm,
        },
        problem::{Field, Problem, ProblemKind, Rule},
    },
    server::{
        appointments,
        contacts::{merge, service},
        cx::Cx,
        personal_data::{erase::erase, export::export},
        timeline,
    },
};

use super::{book_form, free, open};
use crate::support::{app::TestApp, both_engines, people::owner};

fn form(name: &str, phone: &str, email: &str) -> ContactForm {
    let [name, phone, email] = [name, phone, email].map(str::to_owned);
    ContactForm { name, phone, email, ..ContactForm::default() }
}

async fn found(cx: &Cx, search: &str) -> Vec<String> {
    let query = ContactsQuery { search: search.to_owned(), ..ContactsQuery::default() };
    let list = service::list(cx, &query).await.unwrap();
    list.contacts.into_iter().map(|contact| contact.name).collect()
}

async fn page(cx: &Cx, id: ContactId) -> Result<ContactPage, Problem> {
    timeline::service::page(cx, ContactAsked { id, before: None }).await
}

async fn merge(cx: &Cx, id: &ContactId, other: &str) -> Result<(), Problem> {
    merge::merge(cx, id, &MergeForm { other: other.to_owned() }).await
}

async fn a_number_has_one_contact_in_whatever_spelling(app: TestApp) {
    let cx = owner(&app).await;
    let ana = service::add(&cx, &form("Ana", "+54 9 11 2345 6789", "")).await.unwrap();
    assert_eq!(service::add(&cx, &form("Ana", "+54 11 2345 6789", "")).await.unwrap(), ana);
    let taken = service::add(&cx, &form("Ben", "+54 11 2345 6789", "")).await.unwrap_err();
    assert_eq!(taken, Problem::invalid(Field::Number, Rule::OtherContactsNumber));
    let ben = service::add(&cx, &form("Ben", "", "ben@clinic.example")).await.unwrap();
    let taken = service::change(&cx, &ben, &form("Ben", "+54 11 2345 6789", "")).await.unwrap_err();
    assert_eq!(taken.kind, ProblemKind::Invalid(Rule::OtherContactsNumber));
    assert_eq!(app.count("contacts", &[]).await, 2);
}

async fn contacts_are_found_by_name_number_address_and_tag(app: TestApp) {
    let (cx, other) = (owner(&app).await, owner(&app).await);
    let tagged = ContactForm { tags: "vip, Été".to_owned(), ..form("Ana Morel", "+33 1 84 88 00 12", "") };
    let ana = service::add(&cx, &tagged).await.unwrap();
    service::add(&cx, &form("Ben", "", "ben@clinic.example")).await.unwrap();
    for (search, names) in [
        ("", vec!["Ben", "Ana Morel"]),
        ("morel", vec!["Ana Morel"]),
        ("184880012", vec!["Ana Morel"]),
        ("+33 1 84 88 00 12", vec!["Ana Morel"]),
        ("01 84 88 00", vec!["Ana Morel"]),
        ("01 84 88 01", vec![]),
        ("été", vec!["Ana Morel"]),
        ("clinic.ex", vec!["Ben"]),
        ("nobody", vec![]),
    ] {
        assert_eq!(found(&cx, search).await, names, "{search}");
    }
    service::change(&cx, &ana, &form("Ana Roux", "", "")).await.unwrap();
    assert_eq!((found(&cx, "morel").await, found(&cx, "roux").await), (vec![], vec!["Ana Roux".to_owned()]));
    assert_eq!(found(&other, "").await, Vec::<String>::new());
}

async fn lesson_67_whoever_books_is_a_contact_with_their_appointments(app: TestApp) {
    let cx = owner(&app).await;
    let consultation = open(&cx).await;
    let slots = free(&cx, &consultation).await;
    let mut booking = book_form(&consultation, slots[0], "Ana Morel");
    booking.phone = "+54 9 11 2345 6789".to_owned();
    let first = appointments::service::book(&cx, &booking).await.unwrap();
    booking.start = slots[2].to_string();
    booking.phone = "+54 11 2345 6789".to_owned();
    appointments::service::book(&cx, &booking).await.unwrap();
    let of_nobody = book_form(&consultation, slots[4], "Walk-in");
    appointments::service::book(&cx, &of_nobody).await.unwrap();
    assert_eq!(found(&cx, "").await, ["Ana Morel"]);
    let contact = appointments::service::page(&cx, first).await.unwrap().appointment.contact.unwrap();
    let shown = page(&cx, contact.clone()).await.unwrap();
    let starts: Vec<i64> = shown
        .entries
        .iter()
        .map(|entry| match entry {
            Entry::Appointment(booked) => booked.starts_at,
            Entry::Call(call) => call.begun_at,
        })
        .collect();
    assert_eq!(starts, [slots[2], slots[0]]);

    let file = serde_json::to_string(&export(&cx, &contact).await.unwrap()).unwrap();
    assert!(file.contains("Ana Morel") && file.contains("+5491123456789") && !file.contains("Walk-in"));
    erase(&cx, &contact).await.unwrap();
    assert_eq!(erase(&cx, &contact).await, Err(ProblemKind::NotFound.into()));
    assert_eq!(app.count("contacts", &[]).await, 0);
    let dump = app.dump().await;
    for erased in ["Morel", "morel", "1123456789"] {
        assert!(!dump.contains(erased), "{erased} is still there");
    }
    let cancelled = "appointments WHERE state = $1 AND customer = ''";
    assert_eq!(app.count(cancelled, &[AppointmentState::Cancelled.code()]).await, 2);
    assert_eq!(free(&cx, &consultation).await[..3], slots[..3]);
}

async fn a_merge_shows_both_and_is_taken_back(app: TestApp) {
    let (cx, stranger) = (owner(&app).await, owner(&app).await);
    let consultation = open(&cx).await;
    let slots = free(&cx, &consultation).await;
    let mut booking = book_form(&consultation, slots[0], "Ana");
    booking.email = "ana@clinic.example".to_owned();
    let booked = appointments::service::book(&cx, &booking).await.unwrap();
    let by_mail = appointments::service::page(&cx, booked).await.unwrap().appointment.contact.unwrap();
    let ana = service::add(&cx, &form("Ana", "+33 1 84 88 00 12", "")).await.unwrap();
    let proposed = page(&cx, ana.clone()).await.unwrap().alike;
    assert_eq!(proposed.iter().map(|alike| &alike.contact.id).collect::<Vec<_>>(), [&by_mail]);
    assert_eq!(proposed[0].by, [AlikeBy::Name]);

    for nobody in ["", "ben@clinic.example", "+33 1 84 88 00 99", ana.as_str()] {
        let refused = merge(&cx, &ana, nobody).await.unwrap_err();
        assert_eq!(refused, Problem::invalid(Field::Contact, Rule::UnknownContact), "{nobody}");
    }
    assert_eq!(merge(&stranger, &ana, by_mail.as_str()).await, Err(ProblemKind::NotFound.into()));
    merge(&cx, &ana, "ana@clinic.example").await.unwrap();
    merge(&cx, &ana, by_mail.as_str()).await.unwrap();
    let shown = page(&cx, ana.clone()).await.unwrap();
    assert_eq!((shown.merged.len(), shown.entries.len(), shown.alike.len()), (1, 1, 0));
    assert_eq!(found(&cx, "").await, ["Ana"]);
    assert_eq!(merge(&cx, &by_mail, ana.as_str()).await, Err(ProblemKind::Stale.into()));
    // Who books with the merged address is who it was merged into.
    booking.start = slots[2].to_string();
    appointments::service::book(&cx, &booking).await.unwrap();
    assert_eq!(page(&cx, ana.clone()).await.unwrap().entries.len(), 2);

    merge::separate(&cx, &by_mail).await.unwrap();
    let shown = page(&cx, ana.clone()).await.unwrap();
    assert_eq!((shown.merged.len(), shown.entries.len()), (0, 1));
    assert_eq!(page(&cx, by_mail).await.unwrap().entries.len(), 1);
}

async fn who_was_merged_stands_for_whom_they_were_merged_into(app: TestApp) {
    let cx = owner(&app).await;
    let ana = service::add(&cx, &form("Ana", "+33 1 84 88 00 12", "")).await.unwrap();
    service::add(&cx, &form("A. Morel", "", "ana@clinic.example")).await.unwrap();
    let both = service::add(&cx, &form("Ana Morel", "+33 1 84 88 00 13", "")).await.unwrap();
    merge(&cx, &ana, "ana@clinic.example").await.unwrap();
    merge(&cx, &both, "ana@clinic.example").await.unwrap();
    assert_eq!(page(&cx, both).await.unwrap().merged.len(), 2);
    assert_eq!(found(&cx, "").await, ["Ana Morel"]);
}

async fn a_merge_of_several_is_taken_back_merge_by_merge(app: TestApp) {
    let cx = owner(&app).await;
    let mut ids = Vec::new();
    for name in ["Ana", "Ben", "Cleo", "Dan"] {
        let email = format!("{}@clinic.example", name.to_lowercase());
        ids.push(service::add(&cx, &form(name, "", &email)).await.unwrap());
    }
    let [ana, ben, cleo, dan] = &ids[..] else { panic!("four") };
    merge(&cx, ana, ben.as_str()).await.unwrap();
    merge(&cx, cleo, ana.as_str()).await.unwrap();
    merge(&cx, cleo, dan.as_str()).await.unwrap();
    let below = async |id: &ContactId| {
        let merged = page(&cx, id.clone()).await.unwrap().merged;
        merged.into_iter().map(|contact| contact.name).collect::<Vec<_>>()
    };
    assert_eq!(below(cleo).await, ["Ana", "Ben", "Dan"]);
    // What had been merged into Ana goes along with her.
    merge::separate(&cx, ana).await.unwrap();
    assert_eq!((below(cleo).await, below(ana).await), (vec!["Dan".to_owned()], vec!["Ben".to_owned()]));
    merge::separate(&cx, ben).await.unwrap();
    merge::separate(&cx, dan).await.unwrap();
    for id in &ids {
        assert_eq!(below(id).await, Vec::<String>::new());
    }
    assert_eq!(found(&cx, "").await.len(), 4);
}

/// The list has whoever others were merged into in their place.
async fn whoever_was_merged_is_found_as_the_one_they_were_merged_into(app: TestApp) {
    let cx = owner(&app).await;
    let ana = service::add(&cx, &form("Ana Morel", "+33 1 84 88 00 12", "")).await.unwrap();
    let tagged =
        ContactForm { tags: "vip".to_owned(), ..form("A. Roy", "+33 1 84 88 00 13", "ana@roy.example") };
    let roy = service::add(&cx, &tagged).await.unwrap();
    merge(&cx, &ana, roy.as_str()).await.unwrap();
    for search in ["roy", "ana@roy", "0184880013", "vip", "morel", "880012"] {
        assert_eq!(found(&cx, search).await, ["Ana Morel"], "{search}");
    }
    // What is changed of theirs counts from then on.
    service::change(&cx, &roy, &form("A. Roy", "+33 1 84 88 00 14", "")).await.unwrap();
    assert_eq!((found(&cx, "880014").await, found(&cx, "vip").await), (vec!["Ana Morel".to_owned()], vec![]));
    merge::separate(&cx, &roy).await.unwrap();
    assert_eq!(
        (found(&cx, "roy").await, found(&cx, "morel").await),
        (vec!["A. Roy".to_owned()], vec!["Ana Morel".to_owned()])
    );
    // Who was erased is found nowhere.
    merge(&cx, &ana, roy.as_str()).await.unwrap();
    erase(&cx, &roy).await.unwrap();
    assert_eq!((found(&cx, "880014").await.len(), found(&cx, "").await.len()), (0, 1));
    assert_eq!(app.count("search_terms WHERE term = 'roy'", &[]).await, 0);
}

/// Erasing a contact that others are merged through leaves those merged as they were.
async fn a_merge_below_somebody_who_is_erased_is_taken_back(app: TestApp) {
    let cx = owner(&app).await;
    let mut ids = Vec::new();
    for name in ["Ana", "Ben", "Cleo", "Dan"] {
        ids.push(service::add(&cx, &form(name, "", &format!("{name}@clinic.example"))).await.unwrap());
    }
    let [ana, ben, cleo, dan] = &ids[..] else { panic!("four") };
    merge(&cx, ana, ben.as_str()).await.unwrap();
    merge(&cx, cleo, ana.as_str()).await.unwrap();
    erase(&cx, ben).await.unwrap();
    assert_eq!(app.count("search_terms WHERE term = 'ben'", &[]).await, 0);
    merge::separate(&cx, ana).await.unwrap();
    let ben = &service::add(&cx, &form("Ben", "", "")).await.unwrap();
    merge(&cx, ben, ana.as_str()).await.unwrap();
    merge(&cx, cleo, ben.as_str()).await.unwrap();
    erase(&cx, ben).await.unwrap();
    merge(&cx, dan, cleo.as_str()).await.unwrap();
    merge::separate(&cx, cleo).await.unwrap();
    let below = async |id: &ContactId| page(&cx, id.clone()).await.unwrap().merged.len();
    assert_eq!((below(dan).await, below(cleo).await), (0, 1));
    merge::separate(&cx, ana).await.unwrap();
    assert_eq!(below(cleo).await, 0);
}

async fn whoever_has_no_name_has_that_of_whom_is_merged_into_them(app: TestApp) {
    let cx = owner(&app).await;
    let caller = service::add(&cx, &form("", "+33 1 84 88 00 12", "")).await.unwrap();
    let other = service::add(&cx, &form("", "+33 1 84 88 00 13", "")).await.unwrap();
    let ana = service::add(&cx, &form("Ana Morel", "", "ana@clinic.example")).await.unwrap();
    let name = async |id: &ContactId| page(&cx, id.clone()).await.unwrap().contact.name;
    merge(&cx, &caller, ana.as_str()).await.unwrap();
    assert_eq!(found(&cx, "morel").await, ["Ana Morel"]);
    merge(&cx, &other, caller.as_str()).await.unwrap();
    for id in [&caller, &other] {
        assert_eq!(name(id).await, "Ana Morel");
    }
    // It goes with the merge, wherever it came to.
    merge::separate(&cx, &ana).await.unwrap();
    for id in [&caller, &other] {
        assert_eq!(name(id).await, "");
    }
    assert_eq!(found(&cx, "morel").await, ["Ana Morel"]);
    merge(&cx, &other, ana.as_str()).await.unwrap();
    erase(&cx, &ana).await.unwrap();
    assert_eq!(name(&other).await, "");
    assert_eq!(found(&cx, "morel").await, Vec::<String>::new());

    // A name of one's own stays.
    let ben = service::add(&cx, &form("Ben", "", "ben@clinic.example")).await.unwrap();
    merge(&cx, &other, ben.as_str()).await.unwrap();
    service::change(&cx, &other, &form("Benjamin", "+33 1 84 88 00 13", "")).await.unwrap();
    merge::separate(&cx, &ben).await.unwrap();
    assert_eq!(name(&other).await, "Benjamin");
    assert_eq!(name(&ben).await, "Ben");
}

async fn contacts_that_may_be_one_person_are_proposed_with_the_reason(app: TestApp) {
    let cx = owner(&app).await;
    let ana = service::add(&cx, &form("Ana Morel", "+33 1 84 88 00 12", "ana@clinic.example")).await.unwrap();
    for (name, phone, email, by) in [
        ("ANA MOREL", "", "", AlikeBy::Name),
        ("A. M.", "", "ana@clinic.example", AlikeBy::Email),
        // Another country, and the same digits at the end.
        ("Office", "+1 418 488 0012", "", AlikeBy::Number),
    ] {
        let other = service::add(&cx, &form(name, phone, email)).await;
        let Ok(other) = other else { panic!("{name}: {other:?}") };
        let proposed = page(&cx, ana.clone()).await.unwrap().alike;
        assert_eq!(proposed.len(), 1, "{proposed:?}");
        assert_eq!((&proposed[0].contact.id, &proposed[0].by[..]), (&other, &[by][..]));
        merge(&cx, &ana, other.as_str()).await.unwrap();
    }
    service::add(&cx, &form("Anna Morel", "+33 1 84 88 00 13", "")).await.unwrap();
    assert!(page(&cx, ana).await.unwrap().alike.is_empty());
    // A short name ends many others, which are no reason to miss whoever has it.
    for nth in 0..55 {
        service::add(&cx, &form(&format!("Malia {nth} Li"), "", "")).await.unwrap();
    }
    let [one, other] =
        [service::add(&cx, &form("Li", "", "")).await, service::add(&cx, &form("LI", "", "")).await];
    let (one, other) = (one.unwrap(), other.unwrap());
    let proposed = page(&cx, one).await.unwrap().alike;
    assert_eq!(proposed.len(), 1, "{proposed:?}");
    assert_eq!((&proposed[0].contact.id, &proposed[0].by[..]), (&other, &[AlikeBy::Name][..]));
}

both_engines!(
    a_number_has_one_contact_in_whatever_spelling,
    contacts_are_found_by_name_number_address_and_tag,
    lesson_67_whoever_books_is_a_contact_with_their_appointments,
    a_merge_shows_both_and_is_taken_back,
    a_merge_of_several_is_taken_back_merge_by_merge,
    whoever_was_merged_is_found_as_the_one_they_were_merged_into,
    a_merge_below_somebody_who_is_erased_is_taken_back,
    contacts_that_may_be_one_person_are_proposed_with_the_reason,
    whoever_has_no_name_has_that_of_whom_is_merged_into_them,
    who_was_merged_stands_for_whom_they_were_merged_into,
);

//! Rules of contacts: one for a number.

use super::{made, repo};
use crate::{
    domain::{
        contact::{
            ContactCursor, ContactForm, ContactId, ContactView, ContactsQuery, ContactsView, MAX_NAME,
            MAX_NOTE, read_tags,
        },
        email::Email,
        phone::E164,
        problem::{Field, FieldErrors, Problem, ProblemKind, Rule},
        quota::Quota,
        text::{self, many_lines, one_line, optional},
        topic::Topic,
    },
    server::{
        audit::Action,
        cx::{Cx, Services},
        db::OrgTx,
        list::PageSize,
        numbers::service::parse_number,
        quotas,
    },
};

const PAGE: PageSize = PageSize(25);

pub async fn list(cx: &Cx, query: &ContactsQuery) -> Result<ContactsView, Problem> {
    let mut tx = cx.read().await?;
    let contacts = repo::page(&mut tx, query, PAGE.limit()).await?;
    let (contacts, next) =
        PAGE.cut(contacts, |contact| ContactCursor::new(i64::from(contact.score), contact.id.clone()));
    Ok(ContactsView { now: cx.services.clock.now_ms(), contacts, next })
}

/// One contact.
///
/// # Errors
/// Fails with `NotFound`, or as the database does.
pub async fn get(cx: &Cx, id: &ContactId) -> Result<ContactView, Problem> {
    let mut tx = cx.read().await?;
    Ok(repo::find(&mut tx, id).await?.ok_or(ProblemKind::NotFound)?)
}

/// The fields of a contact, parsed and checked.
struct Typed {
    name: String,
    phone: Option<E164>,
    email: Option<Email>,
    tags: Vec<String>,
    note: String,
}

fn typed(form: &ContactForm) -> Result<Typed, Problem> {
    let mut errors = FieldErrors::default();
    // Whoever called without telling a name is known by the number.
    let may_be_empty = !text::is_empty(&form.phone) && text::is_empty(&form.name);
    let name = if may_be_empty { Ok(String::new()) } else { one_line(&form.name, MAX_NAME) };
    let name = errors.value(Field::Name, name);
    let phone = errors.value(Field::Number, optional(&form.phone, parse_number));
    let email = errors.value(Field::Email, optional(&form.email, Email::parse));
    let tags = errors.value(Field::Tags, read_tags(&form.tags));
    let note = errors.value(Field::Note, many_lines(&form.note, MAX_NOTE));
    match (name, phone, email, tags, note) {
        (Some(name), Some(phone), Some(email), Some(tags), Some(note)) => {
            Ok(Typed { name, phone, email, tags, note })
        }
        _ => Err(errors.problem()),
    }
}

fn number_taken() -> Problem {
    Problem::invalid(Field::Number, Rule::OtherContactsNumber)
}

/// Adds a contact. One with the same number and the same name is the one that is there: a browser
/// without scripts sends a form once for each click.
///
/// # Errors
/// Fails with a [`Rule`] on each field that breaks one, `OtherContactsNumber` among them.
pub async fn add(cx: &Cx, form: &ContactForm) -> Result<ContactId, Problem> {
    let Typed { name, phone, email, tags, note } = typed(form)?;
    let id: ContactId = cx.services.random.id();
    let mut tx = cx.write(Action::ContactAdded, id.as_str()).await?;
    if let Some(phone) = &phone
        && let Some(there) = repo::by_phone(&mut tx, phone).await?
    {
        return if there.name == name { Ok(there.id) } else { Err(number_taken()) };
    }
    let new = ContactView::new(id.clone(), tx.now(), phone);
    let contact = ContactView { name, email, tags, note, ..new };
    insert(&cx.services, &mut tx, &contact).await?;
    tx.publish(&[Topic::Contacts]);
    tx.commit().await?;
    Ok(id)
}

pub(super) async fn insert(
    services: &Services,
    tx: &mut OrgTx,
    contact: &ContactView,
) -> Result<(), Problem> {
    if !made::add(tx, contact).await? {
        return Err(number_taken());
    }
    let has = repo::count(tx).await?;
    quotas::hold(services, tx, Quota::Contacts, has).await
}

/// The contact that has this number or, without one, this address; a new one where there is none. A
/// number decides alone: an address can be a family's, or be told by anybody, and whoever calls is known
/// by their number. Without either nobody could be found again, so that there is none. Whoever was known
/// by the number alone has the name from now on.
///
/// # Errors
/// Fails with the quota of contacts, or as the database does.
pub async fn of_customer(
    services: &Services,
    tx: &mut OrgTx,
    name: &str,
    phone: Option<&E164>,
    email: Option<&Email>,
) -> Result<Option<ContactId>, Problem> {
    if phone.is_none() && email.is_none() {
        return Ok(None);
    }
    let now = services.clock.now_ms();
    if let Some(there) = repo::known_by(tx, phone, email).await? {
        let id = there.id.clone();
        // An address that is told makes nobody who has it.
        if there.name.is_empty() && phone.is_some() {
            repo::update(tx, &ContactView { name: name.to_owned(), ..there }, now).await?;
            tx.publish(&[Topic::Contacts]);
        }
        return Ok(Some(id));
    }
    let new = ContactView::new(services.random.id(), now, phone.cloned());
    let contact = ContactView { name: name.to_owned(), email: email.cloned(), ..new };
    insert(services, tx, &contact).await?;
    tx.publish(&[Topic::Contacts]);
    Ok(Some(contact.id))
}

/// The same for whoever calls and books, by the number that they call from. They cannot erase anybody: where
/// the organisation has as many contacts as it may, they book all the same, and are none.
///
/// # Errors
/// Fails as the database does.
pub async fn of_caller(
    services: &Services,
    tx: &mut OrgTx,
    name: &str,
    number: &E164,
    email: Option<&Email>,
) -> Result<Option<ContactId>, Problem> {
    if repo::by_phone(tx, number).await?.is_none() && !made::has_room(services, tx).await? {
        return Ok(None);
    }
    of_customer(services, tx, name, Some(number), email).await
}

pub async fn change(cx: &Cx, id: &ContactId, form: &ContactForm) -> Result<(), Problem> {
    change_if(cx, id, form, |_| Ok(())).await
}

/// Changes a contact that is as whoever asks has seen it: `seen` looks at it in the transaction that
/// changes it.
///
/// # Errors
/// Fails as `seen` does, with a [`Rule`] on each field that breaks one, or with `NotFound`.
pub async fn change_if(
    cx: &Cx,
    id: &ContactId,
    form: &ContactForm,
    seen: impl FnOnce(&ContactView) -> Result<(), Problem> + Send,
) -> Result<(), Problem> {
    let Typed { name, phone, email, tags, note } = typed(form)?;
    let mut tx = cx.write(Action::ContactChanged, id.as_str()).await?;
    let before = repo::find(&mut tx, id).await?.ok_or(ProblemKind::NotFound)?;
    seen(&before)?;
    let (contact, now) = (ContactView { name, phone, email, tags, note, ..before }, tx.now());
    if !repo::update(&mut tx, &contact, now).await? {
        return Err(number_taken());
    }
    tx.publish(&[Topic::Contacts]);
    Ok(tx.commit().await?)
}

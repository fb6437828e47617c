//! The terms that lists are searched by.
//!
//! Each suffix of a row's name is a term, so that any part of the name begins a term, and
//! is found in the order of an index. A list stores the names of its rows where it writes
//! them, and asks with [`found_by!`] and [`Prefix`].

use std::collections::BTreeSet;

use crate::server::db::{OrgTx, execute, on};

/// A list that is searched.
#[derive(Clone, Copy, Debug)]
pub enum Searched {
    Agents,
    Numbers,
    Calls,
    Contacts,
}

/// The list as it is stored; a literal, so that [`found_by!`] has it too.
macro_rules! code_of {
    (Agents) => {
        "agents"
    };
    (Numbers) => {
        "numbers"
    };
    (Calls) => {
        "calls"
    };
    (Contacts) => {
        "contacts"
    };
}

impl Searched {
    const fn code(self) -> &'static str {
        match self {
            Searched::Agents => code_of!(Agents),
            Searched::Numbers => code_of!(Numbers),
            Searched::Calls => code_of!(Calls),
            Searched::Contacts => code_of!(Contacts),
        }
    }
}

/// Names a row of this list `text` from now on.
pub async fn put(tx: &mut OrgTx, list: Searched, id: &str, text: &str) -> Result<(), sqlx::Error> {
    put_all(tx, list, id, &[text]).await
}

/// Like [`put`], for a row that is found by each of several texts.
pub async fn put_all(tx: &mut OrgTx, list: Searched, id: &str, texts: &[&str]) -> Result<(), sqlx::Error> {
    forget(tx, list, id).await?;
    for text in texts {
        execute!(
            tx,
            "WITH RECURSIVE ending (term) AS (
               SELECT CAST($4 AS TEXT) UNION ALL SELECT substr(term, 2) FROM ending WHERE length(term) > 1)
             INSERT INTO search_terms (org_id, list, id, term) SELECT $1, $2, $3, term FROM ending
             WHERE true ON CONFLICT DO NOTHING",
            |org| (org.as_str(), list.code(), id, folded(text))
        )?;
    }
    Ok(())
}

/// The most words of one row that are found, and the most characters of each.
const WORDS: usize = 1500;
const WORD: usize = 32;

/// The words of a text, sorted, each once and as far as it counts.
pub fn words(text: &str) -> Vec<String> {
    let mut found = BTreeSet::new();
    for word in folded(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if found.len() == WORDS {
            break;
        }
        found.insert(word.chars().take(WORD).collect::<String>());
    }
    found.into_iter().collect()
}

/// Has a row of this list found by the beginnings of these words, besides any part of what [`put`]
/// has named it.
pub async fn put_words(
    tx: &mut OrgTx,
    list: Searched,
    id: &str,
    words: &[String],
) -> Result<(), sqlx::Error> {
    if words.is_empty() {
        return Ok(());
    }
    // All in one statement: each stands in so many characters of one text.
    let padded: String = words.iter().map(|word| format!("{word:WORD$}")).collect();
    execute!(
        tx,
        "WITH RECURSIVE place (begins) AS (
           SELECT 1 UNION ALL SELECT begins + 32 FROM place WHERE begins + 32 <= length(CAST($4 AS TEXT)))
         INSERT INTO search_terms (org_id, list, id, term)
         SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), trim(substr(CAST($4 AS TEXT), begins, 32))
         FROM place WHERE length(CAST($4 AS TEXT)) > 0
         ON CONFLICT DO NOTHING",
        |org| (org.as_str(), list.code(), id, &padded)
    )
    .map(drop)
}

pub async fn forget(tx: &mut OrgTx, list: Searched, id: &str) -> Result<(), sqlx::Error> {
    let sql = "DELETE FROM search_terms WHERE org_id = $1 AND list = $2 AND id = $3";
    execute!(tx, sql, |org| (org.as_str(), list.code(), id)).map(drop)
}

/// The text in lower case: the engines do not agree about letters beyond ASCII.
fn folded(text: &str) -> String {
    text.to_lowercase()
}

/// The terms that begin with a search: from `from` on, and before `to`.
#[derive(PartialEq, Eq)]
pub struct Prefix {
    pub from: String,
    pub to: String,
}

impl Prefix {
    pub fn of(search: &str) -> Self {
        let from = folded(search);
        Self { to: format!("{from}{}", char::MAX), from }
    }
}

/// The SQL condition that an id is of a row of organisation `$1`'s list with a term
/// between the two values of a [`Prefix`].
macro_rules! found_by {
    ($id:literal, $list:ident, $from:literal, $to:literal) => {
        concat!(
            $id,
            " IN (SELECT found.id FROM search_terms AS found WHERE found.org_id = $1 AND found.list = '",
            $crate::server::list::search::code_of!($list),
            "' AND found.term >= ",
            $from,
            " AND found.term < ",
            $to,
            ")"
        )
    };
}

/// The SQL condition that the row of organisation `$1`'s list with this id has a term between the two values
/// of a [`Prefix`]. It is looked for by the row: that costs the same however many rows have one.
macro_rules! has_term {
    ($id:literal, $list:ident, $from:literal, $to:literal) => {
        concat!(
            "(SELECT MIN(has.term) FROM search_terms AS has WHERE has.org_id = $1 AND has.list = '",
            $crate::server::list::search::code_of!($list),
            "' AND has.id = ",
            $id,
            " AND has.term >= ",
            $from,
            ") < ",
            $to
        )
    };
}

pub(in crate::server) use {code_of, found_by, has_term};

/// The ids of the rows that have a term between the two values, some of them several times; `None` where there
/// are more than `most`.
pub async fn few(
    tx: &mut OrgTx,
    list: Searched,
    prefix: &Prefix,
    most: usize,
) -> Result<Option<Vec<String>>, sqlx::Error> {
    let ids: Vec<String> = on!(tx, |c, org| {
        sqlx::query_scalar(
            "SELECT id FROM search_terms
             WHERE org_id = $1 AND list = $2 AND term >= $3 AND term < $4 LIMIT $5",
        )
        .bind(org.as_str())
        .bind(list.code())
        .bind(&prefix.from)
        .bind(&prefix.to)
        .bind(i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1))
        .fetch_all(c)
        .await
    })?;
    Ok(Some(ids).filter(|ids| ids.len() <= most))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[test]
    fn the_terms_that_begin_so_stand_between_both() {
        let Prefix { from, to } = Prefix::of("Él");
        for term in ["él", "éléonore", "él\u{10fffe}"] {
            assert!(from.as_str() <= term && term < to.as_str(), "{term}");
        }
        for term in ["é", "el", "ém", "ék"] {
            assert!(!(from.as_str() <= term && term < to.as_str()), "{term}");
        }
    }

    #[test]
    fn each_word_counts_once_and_is_cut() {
        assert_eq!(words("L’été, l’ÉTÉ! 42"), ["42", "l", "été"]);
        assert_eq!(words(&"x".repeat(40)), ["x".repeat(32)]);
        assert!(words(" …").is_empty());
    }

    #[tokio::test]
    async fn a_search_reads_an_index() {
        let sql = concat!("SELECT n.id FROM agents AS n WHERE ", found_by!("n.id", Agents, "$2", "$3"));
        let plan = explain::of(sql).await;
        let reads = |line: &String| line.contains("PRIMARY KEY (org_id=? AND list=? AND term>? AND term<?)");
        assert!(plan.iter().any(reads), "{plan:#?}");
        let sql = concat!("SELECT n.id FROM agents AS n WHERE ", has_term!("n.id", Agents, "$2", "$3"));
        let plan = explain::of(sql).await;
        let reads =
            |line: &String| line.contains("search_terms_row (org_id=? AND list=? AND id=? AND term>?)");
        assert!(plan.iter().any(reads), "{plan:#?}");
    }
}

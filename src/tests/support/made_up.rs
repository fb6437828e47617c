//! Rows that are made up out of the schema, so that an organisation has something to
//! hide even in a table that nothing has filled yet.

use super::app::{Database, TestApp};

/// A column that needs a value, and the table that it refers to, if any.
struct Column {
    name: String,
    kind: String,
    refers_to: String,
}

/// The tables that have rows of organisations.
async fn owned_tables(app: &TestApp) -> Vec<String> {
    let sql = match app.database {
        Database::Sqlite => {
            "SELECT t.name FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c
             WHERE t.type = 'table' AND c.name = 'org_id' ORDER BY t.name"
        }
        Database::Postgres => {
            "SELECT CAST(table_name AS TEXT) FROM information_schema.columns
             WHERE table_schema = 'public' AND column_name = 'org_id' ORDER BY 1"
        }
    };
    app.texts(sql, &[]).await
}

async fn columns(app: &TestApp, table: &str) -> Vec<Column> {
    let sql = match app.database {
        Database::Sqlite => format!(
            "SELECT c.name || '|' || c.type || '|' || COALESCE(
               (SELECT MIN(f.\"table\") FROM pragma_foreign_key_list('{table}') AS f WHERE f.\"from\" = c.name), '')
             FROM pragma_table_info('{table}') AS c
             WHERE c.dflt_value IS NULL AND (c.\"notnull\" = 1 OR c.pk > 0) ORDER BY c.cid"
        ),
        Database::Postgres => format!(
            "SELECT c.column_name || '|' || c.data_type || '|' || COALESCE(
               (SELECT MIN(CAST(CAST(f.confrelid AS regclass) AS TEXT)) FROM pg_constraint AS f
                WHERE f.contype = 'f' AND f.conrelid = CAST('{table}' AS regclass)
                  AND f.conkey = ARRAY[CAST(c.ordinal_position AS SMALLINT)]), '')
             FROM information_schema.columns AS c
             WHERE c.table_schema = 'public' AND c.table_name = '{table}'
               AND c.is_nullable = 'NO' AND c.column_default IS NULL ORDER BY c.ordinal_position"
        ),
    };
    let column = |row: String| {
        let [name, kind, refers_to] = row.split('|').collect::<Vec<_>>()[..] else { panic!("{row}") };
        Column { name: name.to_owned(), kind: kind.to_lowercase(), refers_to: refers_to.to_owned() }
    };
    app.texts(&sql, &[]).await.into_iter().map(column).collect()
}

/// Makes a row of `org` in each table that has none, except those in `but`. Each row
/// belongs to `user`, and its texts are `text`, which nobody else may see.
pub async fn rows(app: &TestApp, org: &str, user: &str, text: &str, but: &[&str]) {
    let mut left = owned_tables(app).await;
    left.retain(|table| !but.contains(&table.as_str()));
    while !left.is_empty() {
        let mut later = Vec::new();
        for table in &left {
            let has_some = app.count(&format!("{table} WHERE org_id = $1"), &[org]).await > 0;
            if has_some {
                continue;
            }
            let columns = columns(app, table).await;
            // A row comes after those that it refers to.
            let mut waits = false;
            for column in columns.iter().filter(|column| left.contains(&column.refers_to)) {
                let other = &column.refers_to;
                waits |=
                    other != table && app.count(&format!("{other} WHERE org_id = $1"), &[org]).await == 0;
            }
            if waits {
                later.push(table.clone());
            } else {
                row(app, org, user, text, table, &columns).await;
            }
        }
        assert!(later.len() < left.len(), "{later:?} refer to each other");
        left = later;
    }
    // Its time is over: some worker would write its end down in the middle of a test.
    app.execute("UPDATE support_visits SET ended_at = ends_at WHERE org_id = $1", &[org]).await;
}

async fn row(app: &TestApp, org: &str, user: &str, text: &str, table: &str, columns: &[Column]) {
    let value = |column: &Column| match (column.name.as_str(), column.refers_to.as_str()) {
        ("org_id", _) => format!("'{org}'"),
        (_, "users") => format!("'{user}'"),
        ("id", "") => format!("'{}'", app.services.random.uuid()),
        (_, "") if column.kind.contains("int") => "0".to_owned(),
        (_, "") if column.kind.contains("bool") => "FALSE".to_owned(),
        (_, "") => format!("'{text}'"),
        (_, other) => format!("(SELECT MIN(id) FROM {other} WHERE org_id = '{org}')"),
    };
    let values: Vec<String> = columns.iter().map(value).collect();
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let sql = format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), values.join(", "));
    let made = app.attempt(&sql, &[]).await;
    assert!(matches!(made, Ok(1)), "{table} takes no row that is made up, and needs one: {made:?}");
}

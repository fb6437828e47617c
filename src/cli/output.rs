//! What a command prints: a table for people, the API's own JSON for programs.

use clap::ValueEnum;
use serde_json::Value;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Output {
    Table,
    Json,
}

/// A column's head, and where its value is in an item: `agent.name`.
pub type Column = (&'static str, &'static str);

/// The longest value that a table shows, in characters.
const WIDEST: usize = 60;

/// The items below the heads of the columns, with a line for each.
pub fn table(columns: &[Column], items: &[Value]) -> String {
    let heads: Vec<String> = columns.iter().map(|(head, _)| (*head).to_owned()).collect();
    let row = |item| columns.iter().map(|(_, path)| short(&cell(at(item, path)))).collect::<Vec<String>>();
    let rows: Vec<Vec<String>> = std::iter::once(heads).chain(items.iter().map(row)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(widths.iter().copied()).map(|(cell, width)| format!("{cell:<width$}"));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}

/// All that an object has, a line for each value.
pub fn details(object: &Value) -> String {
    let mut lines = Vec::new();
    collect(String::new(), object, &mut lines);
    let width = lines.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    lines.iter().map(|(name, value)| format!("{name:<width$}  {value}\n")).collect()
}

fn collect(name: String, value: &Value, lines: &mut Vec<(String, String)>) {
    let below = |part: &str| if name.is_empty() { part.to_owned() } else { format!("{name}.{part}") };
    match value {
        Value::Object(fields) => {
            for (part, value) in fields {
                collect(below(part), value, lines);
            }
        }
        Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            for (at, item) in items.iter().enumerate() {
                collect(below(&at.to_string()), item, lines);
            }
        }
        _ => lines.push((name, cell(value))),
    }
}

/// JSON with a line end.
pub fn json(value: &Value) -> String {
    format!("{value:#}\n")
}

fn at<'a>(item: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(item, |value, part| &value[part])
}

/// The text of a value. What would steer a terminal is left out: names come from callers too.
pub fn cell(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.replace(['\n', '\t'], " ").chars().filter(|c| !steers(*c)).collect(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// Whether a character moves the cursor, or turns the direction of what follows.
pub fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn short(text: &str) -> String {
    if text.chars().count() <= WIDEST {
        return text.to_owned();
    }
    let start: String = text.chars().take(WIDEST - 1).collect();
    format!("{}…", start.trim_end())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_table_has_a_line_for_each_item() {
        let columns = [("NUMBER", "e164"), ("AGENT", "agent.name"), ("STATE", "state")];
        let items = [
            json!({"e164": "+14155550142", "agent": {"name": "Réception"}, "state": "ready"}),
            json!({"e164": "+33184880012", "agent": null, "state": "unassigned"}),
        ];
        let expected = "NUMBER        AGENT      STATE\n\
                        +14155550142  Réception  ready\n\
                        +33184880012  -          unassigned\n";
        assert_eq!(table(&columns, &items), expected);
        assert_eq!(table(&columns, &[]), "NUMBER  AGENT  STATE\n");
    }

    #[test]
    fn an_object_is_told_value_by_value() {
        let object =
            json!({"id": "1", "voice": {"id": "Clara"}, "tags": ["a", "b"], "steps": [{"kind": "bind"}]});
        assert_eq!(
            details(&object),
            "id            1\nsteps.0.kind  bind\ntags          a, b\nvoice.id      Clara\n"
        );
    }

    #[test]
    fn what_a_caller_is_named_steers_no_terminal() {
        assert_eq!(cell(&json!("\u{1b}[2JAna\u{7}\u{202e} \nM")), "[2JAna  M");
        let long = "x".repeat(70);
        assert_eq!(table(&[("A", "a")], &[json!({"a": long})]), format!("A\n{}…\n", "x".repeat(59)));
    }
}

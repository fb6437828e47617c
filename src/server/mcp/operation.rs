//! A tool as clients are told of it, read out of the document of the API, and the request that a
//! call of it becomes. So nothing is described, read or checked twice.

use std::sync::Arc;

use axum::http::{HeaderValue, Method, header};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rmcp::model::{JsonObject, Tool, ToolAnnotations};
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::tools::{Effect, Row};
use crate::domain::api_token::Scope;

/// The argument by which a call says that somebody was asked.
pub const CONFIRMATION: &str = "confirmation";
/// The argument that becomes the header `If-Match`.
const IF_MATCH: &str = "if_match";
/// The argument of a body that is no object with named properties.
const BODY: &str = "body";
/// The prefix of references to the schemas of the document.
const SCHEMAS: &str = "#/components/schemas/";

/// Where an argument goes in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ArgumentIn {
    Path,
    Query,
    IfMatch,
    /// A property of the body.
    Property,
    Body,
}

/// An operation of the API, as it is called.
pub struct Operation {
    method: Method,
    path: String,
    arguments: Vec<(String, ArgumentIn)>,
    has_body: bool,
    /// The scopes that it asks for.
    pub scopes: Vec<Scope>,
}

/// A tool that can be called.
pub struct Callable {
    pub row: &'static Row,
    pub operation: Operation,
    /// The operation that says what is destroyed.
    pub shown_by: Option<Operation>,
    pub definition: Tool,
}

/// The request that a call becomes.
#[derive(Debug, PartialEq, Eq)]
pub struct Sent {
    pub method: Method,
    pub uri: String,
    pub if_match: Option<HeaderValue>,
    pub body: Option<String>,
}

impl Callable {
    /// `None` where the document has no such operation.
    pub fn of(row: &'static Row, document: &Value) -> Option<Self> {
        let (operation, found) = Operation::find(document, row.operation)?;
        let shown_by = match row.effect {
            Effect::Destroys { shown_by, .. } => Some(Operation::find(document, shown_by)?.0),
            Effect::Reads | Effect::Adds | Effect::Changes => None,
        };
        let input = input_schema(document, found, shown_by.is_some());
        let annotations = ToolAnnotations::with_title(row.title)
            .read_only(row.effect == Effect::Reads)
            .destructive(!matches!(row.effect, Effect::Reads | Effect::Adds))
            .idempotent(row.effect != Effect::Adds)
            .open_world(false);
        let mut definition = Tool::new(row.name, row.says, Arc::new(input))
            .with_title(row.title)
            .with_annotations(annotations);
        if let Some(output) = output_schema(document, found) {
            definition = definition.with_raw_output_schema(Arc::new(output));
        }
        Some(Self { row, operation, shown_by, definition })
    }
}

impl Operation {
    fn find<'a>(document: &'a Value, id: &str) -> Option<(Self, &'a Value)> {
        let paths = document["paths"].as_object()?;
        let (path, method, found) = paths.iter().find_map(|(path, item)| {
            let is_it = |of: &&Value| of["operationId"] == id;
            item.as_object()?
                .iter()
                .find_map(|(method, of)| Some(of).filter(is_it).map(|of| (path, method, of)))
        })?;
        let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes()).ok()?;
        let mut arguments: Vec<(String, ArgumentIn)> =
            parameters(found).map(|(_, name, place)| (name.to_owned(), place)).collect();
        let body = body_schema(document, found);
        match body.map(properties) {
            Some(Some(properties)) => {
                arguments.extend(properties.keys().map(|name| (name.clone(), ArgumentIn::Property)));
            }
            Some(None) => arguments.push((BODY.to_owned(), ArgumentIn::Body)),
            None => {}
        }
        let security = found["security"].as_array().into_iter().flatten();
        let scopes = security
            .flat_map(|each| each.as_object().into_iter().flat_map(Map::values))
            .flat_map(|scopes| scopes.as_array().into_iter().flatten())
            .filter_map(|scope| Scope::from_code(scope.as_str()?))
            .collect();
        Some((Self { method, path: path.clone(), arguments, has_body: body.is_some(), scopes }, found))
    }

    /// The request of a call with these arguments.
    ///
    /// # Errors
    /// Fails with a sentence for the model: of an argument that there is not, of one that is no
    /// plain value where one has to be, or of a part of the path that is not given.
    pub fn sent(&self, arguments: &JsonObject) -> Result<Sent, String> {
        self.request(arguments, true)
    }

    /// The request that says what a call with these arguments is about: what only the call itself
    /// takes is left out.
    ///
    /// # Errors
    /// Fails as [`sent`](Self::sent) does.
    pub fn sent_before(&self, arguments: &JsonObject) -> Result<Sent, String> {
        self.request(arguments, false)
    }

    fn request(&self, arguments: &JsonObject, every: bool) -> Result<Sent, String> {
        let mut path = self.path.clone();
        let mut query = form_urlencoded::Serializer::new(String::new());
        let mut asks = false;
        let (mut if_match, mut body, mut whole) = (None, Map::new(), None);
        for (name, value) in arguments {
            let known = self.arguments.iter().find(|(known, _)| known == name);
            let Some((_, place)) = known else {
                if every {
                    return Err(format!("There is no argument `{name}`. {}", self.takes()));
                }
                continue;
            };
            match place {
                ArgumentIn::Path => {
                    let text = plain(name, value)?.filter(|text| !text.is_empty());
                    let text = text.ok_or_else(|| format!("`{name}` is empty."))?;
                    let text = utf8_percent_encode(&text, NON_ALPHANUMERIC).to_string();
                    path = path.replace(&format!("{{{name}}}"), &text);
                }
                ArgumentIn::Query => {
                    let each = value.as_array().map_or_else(|| vec![value], |values| values.iter().collect());
                    for value in each {
                        if let Some(text) = plain(name, value)? {
                            query.append_pair(name, &text);
                            asks = true;
                        }
                    }
                }
                ArgumentIn::IfMatch => {
                    if let Some(text) = plain(name, value)? {
                        let value = HeaderValue::from_str(&text);
                        if_match = Some(value.map_err(|_| format!("`{name}` is no version."))?);
                    }
                }
                ArgumentIn::Property => {
                    body.insert(name.clone(), value.clone());
                }
                ArgumentIn::Body => whole = Some(value),
            }
        }
        if let Some((name, _)) = path.split_once('{').and_then(|(_, rest)| rest.split_once('}')) {
            return Err(format!("`{name}` is missing. {}", self.takes()));
        }
        let uri = if asks { format!("{path}?{}", query.finish()) } else { path };
        let body = self.has_body.then(|| whole.cloned().unwrap_or(Value::Object(body)).to_string());
        Ok(Sent { method: self.method.clone(), uri, if_match, body })
    }

    fn takes(&self) -> String {
        if self.arguments.is_empty() {
            return "It takes none.".to_owned();
        }
        let names: Vec<String> = self.arguments.iter().map(|(name, _)| format!("`{name}`")).collect();
        format!("It takes {}.", names.join(", "))
    }
}

/// A value as it stands in an address; `None` for `null`.
fn plain(name: &str, value: &Value) -> Result<Option<String>, String> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.clone())),
        Value::Number(_) | Value::Bool(_) => Ok(Some(value.to_string())),
        Value::Array(_) | Value::Object(_) => Err(format!("`{name}` has to be a plain value.")),
    }
}

/// The parameters that a model gives, with the name and the place of each. The language and the key
/// of a repetition are the client's.
fn parameters(operation: &Value) -> impl Iterator<Item = (&Value, &str, ArgumentIn)> {
    operation["parameters"].as_array().into_iter().flatten().filter_map(|parameter| {
        let name = parameter["name"].as_str()?;
        match parameter["in"].as_str()? {
            "path" => Some((parameter, name, ArgumentIn::Path)),
            "query" => Some((parameter, name, ArgumentIn::Query)),
            "header" if name.eq_ignore_ascii_case(header::IF_MATCH.as_str()) => {
                Some((parameter, IF_MATCH, ArgumentIn::IfMatch))
            }
            _ => None,
        }
    })
}

/// The schema behind a reference to one.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let named = schema["$ref"].as_str().and_then(|at| at.strip_prefix(SCHEMAS));
    named.map_or(schema, |name| &document["components"]["schemas"][name])
}

fn body_schema<'a>(document: &'a Value, operation: &'a Value) -> Option<&'a Value> {
    let schema = operation["requestBody"]["content"]["application/json"].get("schema")?;
    Some(resolved(document, schema))
}

/// The named properties of an object that has nothing else.
fn properties(schema: &Value) -> Option<&Map<String, Value>> {
    schema["properties"].as_object()
}

/// A schema that stands by itself: those that it refers to are put into `defs`.
fn standing(document: &Value, schema: &Value, defs: &mut Map<String, Value>) -> Value {
    match schema {
        Value::Object(fields) => {
            let mut stands = Map::new();
            for (name, value) in fields {
                let referred = value.as_str().filter(|_| name == "$ref");
                let value = match referred.and_then(|at| at.strip_prefix(SCHEMAS)) {
                    Some(of) => {
                        define(document, of, defs);
                        Value::String(format!("#/$defs/{of}"))
                    }
                    None => standing(document, value, defs),
                };
                stands.insert(name.clone(), value);
            }
            Value::Object(stands)
        }
        Value::Array(values) => values.iter().map(|value| standing(document, value, defs)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => schema.clone(),
    }
}

fn define(document: &Value, name: &str, defs: &mut Map<String, Value>) {
    if defs.contains_key(name) {
        return;
    }
    // One that refers to itself finds itself begun.
    defs.insert(name.to_owned(), Value::Null);
    let schema = standing(document, &document["components"]["schemas"][name], defs);
    defs.insert(name.to_owned(), schema);
}

fn input_schema(document: &Value, operation: &Value, is_confirmed: bool) -> JsonObject {
    let (mut all, mut required, mut defs) = (Map::new(), Vec::new(), Map::new());
    for (parameter, name, place) in parameters(operation) {
        let mut schema = standing(document, &parameter["schema"], &mut defs);
        if let (Some(fields), Some(says)) = (schema.as_object_mut(), parameter["description"].as_str()) {
            fields.insert("description".to_owned(), says.into());
        }
        if place == ArgumentIn::Path || parameter["required"] == true {
            required.push(Value::from(name));
        }
        all.insert(name.to_owned(), schema);
    }
    if let Some(body) = body_schema(document, operation) {
        match properties(body) {
            Some(named) => {
                for (name, schema) in named {
                    all.insert(name.clone(), standing(document, schema, &mut defs));
                }
                required.extend(body["required"].as_array().into_iter().flatten().cloned());
            }
            None => {
                all.insert(BODY.to_owned(), standing(document, body, &mut defs));
                required.push(BODY.into());
            }
        }
    }
    if is_confirmed {
        let says = "Leave it out at first: the answer has it, with what would be destroyed. Give it once the \
                    person whom you work for has agreed.";
        all.insert(CONFIRMATION.to_owned(), json!({ "type": "string", "description": says }));
    }
    let mut schema = Map::new();
    schema.insert("type".to_owned(), "object".into());
    schema.insert("properties".to_owned(), all.into());
    schema.insert("required".to_owned(), required.into());
    schema.insert("additionalProperties".to_owned(), false.into());
    if !defs.is_empty() {
        schema.insert("$defs".to_owned(), defs.into());
    }
    schema
}

/// The schema of what a call answers, where it is always the same object.
fn output_schema(document: &Value, operation: &Value) -> Option<JsonObject> {
    let answers = operation["responses"].as_object()?.iter().filter(|(status, _)| status.starts_with('2'));
    let mut schemas: Vec<&Value> =
        answers.map(|(_, answer)| &answer["content"]["application/json"]["schema"]).collect();
    schemas.dedup();
    let [schema] = schemas[..] else { return None };
    let mut defs = Map::new();
    let Value::Object(mut output) = standing(document, resolved(document, schema), &mut defs) else {
        return None;
    };
    if output.get("type").is_none_or(|kind| kind != "object") {
        return None;
    }
    if !defs.is_empty() {
        output.insert("$defs".to_owned(), defs.into());
    }
    Some(output)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Value {
        json!({
            "paths": {
                "/api/things": { "get": {
                    "operationId": "list_things",
                    "security": [{ "token": ["agents:read"] }],
                    "parameters": [
                        { "name": "search", "in": "query", "description": "A part.", "schema": { "type": "string" } },
                        { "name": "Accept-Language", "in": "header", "schema": { "type": "string" } }
                    ],
                    "responses": { "200": { "content": { "application/json": {
                        "schema": { "$ref": "#/components/schemas/Page" } } } } }
                } },
                "/api/things/{id}": {
                    "get": { "operationId": "get_thing",
                        "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }] },
                    "put": { "operationId": "update_thing",
                        "parameters": [
                            { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
                            { "name": "If-Match", "in": "header", "schema": { "type": "string" } }
                        ],
                        "requestBody": { "content": { "application/json": {
                            "schema": { "$ref": "#/components/schemas/Thing" } } } } }
                }
            },
            "components": { "schemas": {
                "Page": { "type": "object", "properties": {
                    "items": { "type": "array", "items": { "$ref": "#/components/schemas/Thing" } } } },
                "Thing": { "type": "object", "required": ["name"], "properties": {
                    "name": { "type": "string" },
                    "part": { "$ref": "#/components/schemas/Thing" } } }
            } }
        })
    }

    fn of(operation: &'static str) -> Callable {
        let row = Row { name: "x", operation, title: "X", says: "It is X.", effect: Effect::Reads };
        Callable::of(Box::leak(Box::new(row)), &document()).unwrap()
    }

    fn object(value: Value) -> JsonObject {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn an_argument_goes_where_the_document_has_it() {
        let list = of("list_things").operation;
        assert_eq!(list.scopes, [Scope::AgentsRead]);
        let sent = list.sent(&object(json!({ "search": "a & b" }))).unwrap();
        assert_eq!((sent.method, &*sent.uri, sent.body), (Method::GET, "/api/things?search=a+%26+b", None));
        let update = of("update_thing").operation;
        let sent = update.sent(&object(json!({ "id": "../1", "if_match": "\"3\"", "name": "N" }))).unwrap();
        assert_eq!((sent.method, &*sent.uri), (Method::PUT, "/api/things/%2E%2E%2F1"));
        assert_eq!(sent.if_match.unwrap(), "\"3\"");
        assert_eq!(sent.body.unwrap(), r#"{"name":"N"}"#);
    }

    #[test]
    fn an_argument_that_there_is_not_is_refused_in_words() {
        let update = of("update_thing").operation;
        for (arguments, says) in [
            (json!({ "id": "1", "nmae": "N" }), "There is no argument `nmae`."),
            (json!({ "name": "N" }), "`id` is missing."),
            (json!({ "id": "" }), "`id` is empty."),
            (json!({ "id": ["1"] }), "`id` has to be a plain value."),
            (json!({ "id": "1", "if_match": "\n" }), "`if_match` is no version."),
        ] {
            let refused = update.sent(&object(arguments)).unwrap_err();
            assert!(refused.starts_with(says), "{refused}");
        }
        let get = of("get_thing").operation;
        assert_eq!(get.sent_before(&object(json!({ "id": "1", "name": "N" }))).unwrap().uri, "/api/things/1");
    }

    #[test]
    fn a_schema_stands_by_itself() {
        let tool = of("list_things").definition;
        assert_eq!(tool.input_schema["properties"]["search"]["description"], "A part.");
        assert_eq!(tool.input_schema["properties"].as_object().unwrap().len(), 1);
        let output = Value::Object((*tool.output_schema.unwrap()).clone());
        assert_eq!(output["properties"]["items"]["items"]["$ref"], "#/$defs/Thing");
        assert_eq!(output["$defs"]["Thing"]["properties"]["part"]["$ref"], "#/$defs/Thing");
        let update = of("update_thing").definition;
        assert_eq!(update.input_schema["required"], json!(["id", "name"]));
    }
}

//! `/api/openapi.json`, and `/api/docs`: the document as a page, which runs nothing and needs no other site.
//!
//! The page's own words are in the language of whoever reads it. What it takes from the document is English, as
//! the names in it are: programs are written against one text, which the French page says and marks as such.

use std::fmt::Write as _;

use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, header},
    response::Redirect,
    routing::{MethodRouter, get},
};
use serde_json::Value;
use utoipa::openapi::OpenApi;

use super::to_json;
use crate::{
    domain::{
        escape::escape_html,
        locale::{Locale, pick, say},
    },
    server::{
        cx::Services,
        http::{page_context::locale_of, security_headers::STILL},
    },
};

const DOCUMENT: &str = "/api/openapi.json";
const PAGE: &str = "/api/docs";
const STYLE: &str = "/api/docs.css";

/// The document and its page change with the build only.
const KEPT: &str = "public, max-age=300";
/// The page is another for whoever reads another language.
const KEPT_BY_ITS_READER: &str = "private, max-age=300";

pub(super) fn routes(document: &OpenApi) -> Router<Services> {
    // Texts and numbers all have a form in JSON.
    let json = to_json(document).unwrap_or_default();
    let document: Value = serde_json::from_str(&json).unwrap_or_default();
    let [en, fr] = [Locale::En, Locale::Fr].map(|locale| Bytes::from(page(&document, locale)));
    Router::new()
        .route(DOCUMENT, file("application/json", json.into()))
        .route(PAGE, in_either_language(en, fr))
        .route(STYLE, file("text/css; charset=utf-8", Bytes::from_static(include_bytes!("docs.css"))))
}

fn file(kind: &'static str, content: Bytes) -> MethodRouter<Services> {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, KEPT),
        (header::CONTENT_SECURITY_POLICY, STILL),
    ];
    get(move || async move { (headers, content) })
}

fn in_either_language(en: Bytes, fr: Bytes) -> MethodRouter<Services> {
    get(move |asked: HeaderMap| async move {
        let locale = locale_of(&asked);
        let headers = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CONTENT_LANGUAGE, locale.code()),
            (header::VARY, "cookie, accept-language"),
            (header::CACHE_CONTROL, KEPT_BY_ITS_READER),
            (header::CONTENT_SECURITY_POLICY, STILL),
        ];
        (headers, pick!(locale, en, fr))
    })
}

pub(super) async fn to_docs() -> Redirect {
    Redirect::to(PAGE)
}

/// Writes the page. Writing to a text does not fail.
fn page(document: &Value, locale: Locale) -> String {
    let mut html = String::new();
    let en = english(locale);
    let title = text(&document["info"]["title"]);
    let title = say!(locale, "{title} API", "API {title}");
    let version = text(&document["info"]["version"]);
    let (code, skip) = (locale.code(), pick!(locale, "To the content", "Aller au contenu"));
    let nouns = pick!(locale, "Nouns", "Ressources");
    let _ = write!(
        html,
        "<!DOCTYPE html><html lang=\"{code}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title}</title><link rel=\"icon\" type=\"image/svg+xml\" href=\"/favicon.svg\">\
         <link rel=\"stylesheet\" href=\"{STYLE}\"></head><body>\
         <a class=\"skip\" href=\"#content\">{skip}</a>\
         <nav aria-label=\"{nouns}\"><p><strong>{title}</strong> version {version}</p><ul>"
    );
    let tags = document["tags"].as_array().map(Vec::as_slice).unwrap_or_default();
    let operations = operations(document);
    for tag in tags.iter().filter(|tag| of_tag(&operations, tag).next().is_some()) {
        let name = text(&tag["name"]);
        let _ = write!(html, "<li><a href=\"#{name}\"{en}>{name}</a></li>");
    }
    let whole = pick!(locale, "OpenAPI document", "Document OpenAPI");
    let in_english = pick!(
        locale,
        "",
        "<p>Les descriptions sont en anglais, comme le document OpenAPI dont cette page est tirée. Les noms, les \
         adresses et les codes sont les mêmes dans toutes les langues.</p>"
    );
    let _ = write!(
        html,
        "<li><a href=\"#types\">types</a></li></ul><p><a href=\"{DOCUMENT}\">{whole}</a></p></nav>\
         <main id=\"content\"><h1>{title}</h1>{in_english}<p{en}>{}</p>",
        prose(&document["info"]["description"])
    );
    for tag in tags {
        let mut shown = of_tag(&operations, tag).peekable();
        if shown.peek().is_none() {
            continue;
        }
        let (name, about) = (text(&tag["name"]), prose(&tag["description"]));
        let _ = write!(html, "<section id=\"{name}\"><h2{en}>{name}</h2><p{en}>{about}</p>");
        shown.for_each(|operation| operation.write(document, locale, &mut html));
        html.push_str("</section>");
    }
    html.push_str("<section id=\"types\"><h2>types</h2>");
    let schemas = document["components"]["schemas"].as_object();
    for (name, schema) in schemas.into_iter().flatten() {
        let name = escape_html(name);
        let _ = write!(html, "<section id=\"type-{name}\"><h3{en}>{name}</h3>");
        write_about(&mut html, schema, locale);
        write_shape(&mut html, schema, locale);
        html.push_str("</section>");
    }
    html.push_str("</section></main></body></html>");
    html
}

/// Marks what is taken from the document, where the page itself is in another language.
const fn english(locale: Locale) -> &'static str {
    pick!(locale, "", " lang=\"en\"")
}

/// An operation of the document.
struct Shown<'a> {
    tag: &'a str,
    method: &'a str,
    path: &'a str,
    operation: &'a Value,
}

fn operations(document: &Value) -> Vec<Shown<'_>> {
    let mut shown = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for method in ["get", "post", "put", "delete"] {
            let operation = &item[method];
            if operation.is_object() {
                shown.push(Shown { tag: plain(&operation["tags"][0]), method, path, operation });
            }
        }
    }
    shown
}

fn of_tag<'a>(operations: &'a [Shown<'a>], tag: &'a Value) -> impl Iterator<Item = &'a Shown<'a>> {
    let name = plain(&tag["name"]);
    operations.iter().filter(move |operation| operation.tag == name)
}

impl Shown<'_> {
    fn write(&self, document: &Value, locale: Locale, html: &mut String) {
        let Self { method, path, operation, .. } = self;
        let en = english(locale);
        let id = text(&operation["operationId"]);
        let method = method.to_ascii_uppercase();
        let path = escape_html(path);
        let _ = write!(
            html,
            "<article id=\"{id}\"><h3{en}><code><b class=\"{method}\">{method}</b> {path}</code></h3><p{en}>{}</p>",
            prose(&operation["summary"])
        );
        if operation["description"].is_string() {
            let _ = write!(html, "<p{en}>{}</p>", prose(&operation["description"]));
        }
        let scopes = operation["security"][0]["token"].as_array();
        let scopes: Vec<String> =
            scopes.into_iter().flatten().map(|scope| format!("<code>{}</code>", text(scope))).collect();
        if !scopes.is_empty() {
            let _ = write!(html, "<p>{} {}</p>", pick!(locale, "Scope:", "Droit\u{a0}:"), scopes.join(", "));
        }
        let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
        if !parameters.is_empty() {
            let _ = write!(html, "<h4>{}</h4><dl>", pick!(locale, "Parameters", "Paramètres"));
            for parameter in parameters.iter().map(|parameter| resolved(document, parameter)) {
                let is_needed = parameter["required"] == true;
                let needed = if is_needed { pick!(locale, ", required", ", obligatoire") } else { "" };
                let _ = write!(
                    html,
                    "<dt><code>{}</code> <small>{}{needed}, {}</small></dt><dd{en}>{}</dd>",
                    text(&parameter["name"]),
                    place(plain(&parameter["in"]), locale),
                    kind(&parameter["schema"], locale),
                    prose(&parameter["description"])
                );
            }
            html.push_str("</dl>");
        }
        let body = &operation["requestBody"]["content"]["application/json"]["schema"];
        if !body.is_null() {
            let _ = write!(html, "<p>{} {}</p>", pick!(locale, "Body:", "Corps\u{a0}:"), kind(body, locale));
        }
        let _ = write!(html, "<h4>{}</h4><dl>", pick!(locale, "Answers", "Réponses"));
        let mut problems = Vec::new();
        for (status, answer) in operation["responses"].as_object().into_iter().flatten() {
            if !status.starts_with('2') {
                problems.push(escape_html(status));
                continue;
            }
            let content = &answer["content"]["application/json"]["schema"];
            let nothing = pick!(locale, "nothing", "rien");
            let shape = if content.is_null() { nothing.to_owned() } else { kind(content, locale) };
            let (status, about) = (escape_html(status), prose(&answer["description"]));
            let _ = write!(html, "<dt><code>{status}</code> <small>{shape}</small></dt><dd{en}>{about}</dd>");
        }
        let _ = write!(
            html,
            "<dt><small>{}</small></dt><dd{en}>{}</dd></dl></article>",
            problems.join(", "),
            link("Problem")
        );
    }
}

/// The part of a request that a parameter stands in.
fn place(of: &str, locale: Locale) -> String {
    match of {
        "path" => pick!(locale, "path", "chemin").to_owned(),
        "query" => pick!(locale, "query", "requête").to_owned(),
        "header" => pick!(locale, "header", "en-tête").to_owned(),
        other => escape_html(other),
    }
}

fn write_about(html: &mut String, schema: &Value, locale: Locale) {
    if schema["description"].is_string() {
        let _ = write!(html, "<p{}>{}</p>", english(locale), prose(&schema["description"]));
    }
}

/// The fields of a type, or what else it is.
fn write_shape(html: &mut String, schema: &Value, locale: Locale) {
    let Some(fields) = schema["properties"].as_object() else {
        let _ = write!(html, "<p>{}</p>", kind(schema, locale));
        for choice in ["oneOf", "allOf", "anyOf"] {
            for one in schema[choice].as_array().into_iter().flatten() {
                if one["properties"].is_object() {
                    write_about(html, one, locale);
                    write_shape(html, one, locale);
                }
            }
        }
        return;
    };
    let en = english(locale);
    let required = schema["required"].as_array();
    html.push_str("<dl>");
    for (name, field) in fields {
        let is_required = required.is_some_and(|required| required.iter().any(|of| of == name.as_str()));
        let needed = if is_required { "" } else { pick!(locale, ", may be left out", ", facultatif") };
        let (name, kind, about) = (escape_html(name), kind(field, locale), prose(&field["description"]));
        let _ =
            write!(html, "<dt><code>{name}</code> <small>{kind}{needed}</small></dt><dd{en}>{about}</dd>");
    }
    html.push_str("</dl>");
}

/// What a schema is, in a few words.
fn kind(schema: &Value, locale: Locale) -> String {
    let or = pick!(locale, " or ", " ou ");
    if let Some(name) = schema["$ref"].as_str().and_then(|to| to.rsplit('/').next()) {
        return link(name);
    }
    for choice in ["oneOf", "allOf", "anyOf"] {
        if let Some(of) = schema[choice].as_array() {
            return of.iter().map(|one| kind(one, locale)).collect::<Vec<_>>().join(or);
        }
    }
    if let Some(codes) = schema["enum"].as_array() {
        let codes: Vec<String> = codes.iter().map(|code| format!("<code>{}</code>", text(code))).collect();
        return codes.join(" · ");
    }
    let named = |kind: &Value| match kind.as_str() {
        Some("array") => {
            let items = self::kind(&schema["items"], locale);
            say!(locale, "list of {items}", "liste de {items}")
        }
        Some(kind) => {
            let name = in_words(kind, locale);
            match schema["format"].as_str() {
                Some(format) => format!("{name} ({})", escape_html(format)),
                None => name,
            }
        }
        None => pick!(locale, "anything", "valeur quelconque").to_owned(),
    };
    match schema["type"].as_array() {
        Some(kinds) => kinds.iter().map(named).collect::<Vec<_>>().join(or),
        None => named(&schema["type"]),
    }
}

/// The name of a kind of JSON.
fn in_words(kind: &str, locale: Locale) -> String {
    match kind {
        "string" => pick!(locale, "string", "texte").to_owned(),
        "integer" => pick!(locale, "integer", "entier").to_owned(),
        "number" => pick!(locale, "number", "nombre").to_owned(),
        "boolean" => pick!(locale, "boolean", "booléen").to_owned(),
        "object" => pick!(locale, "object", "objet").to_owned(),
        other => escape_html(other),
    }
}

fn link(name: &str) -> String {
    let name = escape_html(name);
    format!("<a href=\"#type-{name}\">{name}</a>")
}

/// What stands once in the document, where a value refers to it.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let place = value["$ref"].as_str().and_then(|to| to.strip_prefix('#'));
    place.and_then(|place| document.pointer(place)).unwrap_or(value)
}

fn plain(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The text of a value, for a page.
fn text(value: &Value) -> String {
    escape_html(plain(value))
}

/// The sentences of a value, for a page: what stands between backticks is code.
fn prose(value: &Value) -> String {
    let text = text(value);
    let (mut html, mut rest) = (String::new(), text.as_str());
    while let Some((before, after)) = rest.split_once('`')
        && let Some((code, after)) = after.split_once('`')
    {
        let _ = write!(html, "{before}<code>{code}</code>");
        rest = after;
    }
    html + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_every_operation_and_type_and_runs_nothing() {
        let document = serde_json::to_value(super::super::document()).unwrap();
        for page in [Locale::En, Locale::Fr].map(|locale| page(&document, locale)) {
            for shown in operations(&document) {
                let id = plain(&shown.operation["operationId"]);
                assert!(page.contains(&format!("<article id=\"{id}\">")), "{id}");
            }
            for name in document["components"]["schemas"].as_object().unwrap().keys() {
                assert!(page.contains(&format!("id=\"type-{name}\"")), "{name}");
            }
            for none in ["<script", " src=", " style=", " onclick"] {
                assert!(!page.contains(none), "{none}");
            }
        }
    }

    #[test]
    fn the_page_says_its_own_words_in_french_and_marks_what_is_english() {
        let document = serde_json::to_value(super::super::document()).unwrap();
        let [en, fr] = [Locale::En, Locale::Fr].map(|locale| page(&document, locale));
        assert!(en.contains("<html lang=\"en\">") && !en.contains(" lang=\"en\"><code>"), "nothing to mark");
        assert!(fr.contains("<html lang=\"fr\">") && fr.contains("Les descriptions sont en anglais"));
        for own in
            ["<h4>Answers</h4>", "<h4>Parameters</h4>", "<small>list of ", ", required", ", may be left out"]
        {
            assert!(en.contains(own) && !fr.contains(own), "{own}");
        }
        // Each sentence of the document stands in an element that says so.
        for shown in operations(&document) {
            let summary = prose(&shown.operation["summary"]);
            assert!(fr.contains(&format!("<p lang=\"en\">{summary}</p>")), "{summary}");
        }
    }

    #[test]
    fn what_the_document_says_is_text() {
        let document = serde_json::json!({
            "info": { "title": "<b>", "description": "a < b" }, "tags": [{ "name": "x" }],
            "paths": { "/api/x": { "get": { "tags": ["x"], "operationId": "x", "summary": "<script>",
                "description": "`&` and `b`, and a ` alone" } } },
        });
        let page = page(&document, Locale::En);
        assert!(page.contains("<code>&amp;</code> and <code>b</code>, and a ` alone"), "{page}");
        assert!(page.contains("&lt;script&gt;") && page.contains("a &lt; b") && !page.contains("<b> API"));
    }
}

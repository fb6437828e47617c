//! The document that describes the API (OpenAPI 3.1), made from the handlers and types themselves.

use std::collections::BTreeMap;

use axum::http::Method;
use utoipa::{
    ToSchema,
    openapi::{
        Components, InfoBuilder, ObjectBuilder, OpenApi, OpenApiBuilder, Paths, Ref, RefOr, Schema,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn},
        schema::Type,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
        tag::TagBuilder,
    },
};
use utoipa_axum::router::OpenApiRouter;

use super::{problem_responses, problem_schemas, resources};
use crate::{
    domain::{
        ids::{AgentId, FindingId, NumberId, OperationId},
        managed::NumberKind,
        number::NumberFilter,
        provider::Provider,
        webhook::{DeliveryFilter, DeliveryId, EventKind, WebhookId},
    },
    server::cx::Services,
};

/// The version of the API. A change that breaks a client is a new one.
const VERSION: &str = "1";

/// The name of the `Idempotency-Key` among the document's parameters.
const KEY: &str = "IdempotencyKey";

const ABOUT: &str = "Everything that people do on AVA's pages. A request has a token, as \
`Authorization: Bearer ava_…`, whose scopes say what it may. Lists come in pages: `next` is the `after` of the \
next one. What takes long answers with an operation, for whose end `?wait=` waits. A problem is an RFC 9457 \
document with a stable `code`. A write with an `Idempotency-Key` is done once: whoever sends it again within a \
day is given the first answer.";

/// The nouns, in the order of the page.
const TAGS: [(&str, &str); 14] = [
    ("integrations", "The services that the organisation connects"),
    ("agents", "The agents that answer"),
    ("numbers", "Phone numbers"),
    ("operations", "What goes on by itself"),
    ("calls", "Calls"),
    ("contacts", "Whoever calls or is called"),
    ("appointments", "Appointments"),
    ("services", "What can be booked"),
    ("hours", "When it can be booked"),
    ("notifications", "What people are told"),
    ("audit", "Who did what"),
    ("members", "The people of the organisation"),
    ("webhooks", "What AVA tells other servers"),
    ("tenants", "All organisations, for platform admins"),
];

type Named = (String, RefOr<Schema>);

/// The types of parameters, whose schemas nothing else brings into the document.
const OF_PARAMETERS: &[fn() -> Named] = &[
    named::<AgentId>,
    named::<DeliveryFilter>,
    named::<DeliveryId>,
    named::<EventKind>,
    named::<FindingId>,
    named::<NumberFilter>,
    named::<NumberId>,
    named::<NumberKind>,
    named::<OperationId>,
    named::<Provider>,
    named::<WebhookId>,
];

fn named<T: ToSchema>() -> Named {
    (T::name().into_owned(), T::schema())
}

/// The routes of all resources, whose document is whole.
pub(super) fn routes() -> OpenApiRouter<Services> {
    let mut routes = OpenApiRouter::with_openapi(empty()).merge(resources::routes());
    with_keys(routes.get_openapi_mut());
    routes
}

/// The document.
pub fn document() -> OpenApi {
    routes().into_openapi()
}

/// The document as it is served and stored.
///
/// # Errors
/// Fails where something in it has no form in JSON.
pub fn to_json(document: &OpenApi) -> Result<String, serde_json::Error> {
    document.to_pretty_json().map(|json| json + "\n")
}

/// The document before the resources.
fn empty() -> OpenApi {
    let info = InfoBuilder::new().title("AVA").version(VERSION).description(Some(ABOUT)).build();
    let token = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("A token of the account page or the team page. Its scopes say what it may."));
    let mut components = Components::new();
    components.add_security_scheme("token", SecurityScheme::Http(token.build()));
    components.schemas.extend(problem_schemas());
    components.responses.extend(problem_responses());
    components.parameters.insert(KEY.to_owned(), key().into());
    components.schemas.extend(OF_PARAMETERS.iter().map(|of| of()));
    let tags = TAGS.map(|(name, about)| TagBuilder::new().name(name).description(Some(about)).build());
    OpenApiBuilder::new().info(info).paths(Paths::new()).components(Some(components)).tags(Some(tags)).build()
}

/// Every write takes an `Idempotency-Key`, whatever its handler says.
fn with_keys(document: &mut OpenApi) {
    for item in document.paths.paths.values_mut() {
        for write in [&mut item.post, &mut item.put, &mut item.delete].into_iter().flatten() {
            takes_key(write);
        }
    }
}

/// The methods that take no parameter in a query, by the pattern of the address.
pub(super) fn without_query(document: &OpenApi) -> BTreeMap<String, Vec<Method>> {
    let mut found = BTreeMap::new();
    for (path, item) in &document.paths.paths {
        let operations = [
            (Method::GET, &item.get),
            (Method::POST, &item.post),
            (Method::PUT, &item.put),
            (Method::DELETE, &item.delete),
        ];
        let takes_none =
            |operation: &Option<Operation>| operation.as_ref().is_some_and(|of| !takes_query(of));
        let methods: Vec<Method> = operations
            .into_iter()
            .filter_map(|(method, operation)| takes_none(operation).then_some(method))
            .collect();
        found.insert(path.clone(), methods);
    }
    found
}

fn takes_query(operation: &Operation) -> bool {
    operation.parameters.iter().flatten().any(|parameter| match parameter {
        RefOr::T(parameter) => matches!(parameter.parameter_in, ParameterIn::Query),
        RefOr::Ref(_) => false,
    })
}

fn takes_key(write: &mut Operation) {
    let key = RefOr::Ref(Ref::new(format!("#/components/parameters/{KEY}")));
    write.parameters.get_or_insert_with(Vec::new).push(key);
}

fn key() -> Parameter {
    let text = ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some("^[!-~]{1,255}$"))
        .min_length(Some(1))
        .max_length(Some(255));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .description(Some("Has the request carried out once; a UUID, for example"))
        .schema(Some(text))
        .build()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;
    use crate::domain::api_token::Scope;

    fn json() -> Value {
        serde_json::to_value(document()).unwrap()
    }

    /// Each operation, by method and address.
    fn operations(document: &Value) -> Vec<(String, Value)> {
        let paths = document["paths"].as_object().unwrap();
        let of = |(path, item): (&String, &Value)| {
            let item = item.as_object().unwrap().clone();
            let path = path.clone();
            item.into_iter().map(move |(method, operation)| (format!("{method} {path}"), operation))
        };
        paths.iter().flat_map(of).collect()
    }

    fn refs(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                if let Some(Value::String(to)) = fields.get("$ref") {
                    found.insert(to.clone());
                }
                fields.values().for_each(|value| refs(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| refs(value, found)),
            _ => {}
        }
    }

    #[test]
    fn whatever_is_referred_to_is_in_the_document() {
        let document = json();
        let mut found = BTreeSet::new();
        refs(&document, &mut found);
        assert!(found.len() > 10, "{found:?}");
        for to in found {
            let pointer = to.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{to}");
        }
        assert_eq!(document["openapi"], "3.1.0");
    }

    #[test]
    fn every_operation_says_who_may_and_what_may_go_wrong() {
        let document = json();
        let operations = operations(&document);
        let mut ids = BTreeSet::new();
        let known: BTreeSet<&str> = TAGS.iter().map(|(name, _)| *name).collect();
        for (address, operation) in &operations {
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "two operations are called {id}");
            assert!(operation["summary"].as_str().is_some_and(|summary| summary.len() > 5), "{address}");
            let tags = operation["tags"].as_array().unwrap();
            assert!(tags.len() == 1 && known.contains(tags[0].as_str().unwrap()), "{address}");
            let scopes = operation["security"][0]["token"].as_array().unwrap();
            assert!(!scopes.is_empty(), "{address}");
            for scope in scopes {
                assert!(Scope::from_code(scope.as_str().unwrap()).is_some(), "{address}: {scope}");
            }
            let responses = operation["responses"].as_object().unwrap();
            for status in ["400", "401", "403", "404", "409", "412", "421", "422", "429", "500", "502", "503"]
            {
                assert!(responses.contains_key(status), "{address}: {status}");
            }
            assert!(responses.keys().any(|status| status.starts_with('2')), "{address}");
            let is_write = !address.starts_with("get ");
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let key = format!("#/components/parameters/{KEY}");
            let takes_key = parameters.iter().any(|parameter| parameter["$ref"] == key.as_str());
            assert_eq!(takes_key, is_write, "{address}");
        }
        assert!(operations.len() > 20, "{}", operations.len());
    }

    #[test]
    fn addresses_are_nouns_below_one_root() {
        for (address, _) in operations(&json()) {
            let (_, path) = address.split_once(' ').unwrap();
            let fits = |c: char| c.is_ascii_lowercase() || "/{}_-".contains(c);
            assert!(path.starts_with("/api/") && path.chars().all(fits), "{path}");
        }
    }
}

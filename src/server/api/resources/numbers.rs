//! `/api/numbers`: the organisation's phone numbers; those of its Twilio account, and those for sale.

use axum::response::{IntoResponse as _, Response};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    domain::{
        api_token::Scope,
        drift::DriftAction,
        feature::Feature,
        ids::{FindingId, NumberId},
        integrations::ImportForm,
        managed::{BuyForm, COUNTRIES, FindQuery, ManagedState, ReleaseForm, SwitchForm},
        number::{AssignForm, NumberSource},
        problem::{Field, FieldErrors, Managed, Problem, Rule},
        provider::{twilio, vapi},
        role::Permission::{ManageIntegrations, Read},
        text,
    },
    server::{
        api::{
            Accepted, ApiProblem, Caller, Json, NoContent, Page, Path, Problems, Query, Wait,
            types::{
                AccountNumber, Assignment, AvailableNumber, Difference, ImportNumber, Number, Operation,
                PurchaseNumber,
                number::{
                    AccountNumbersParams, AvailableNumbersParams, DifferencesParams, NumbersParams,
                    ReleaseAll, RemovalParams, Resolution, UnusedObject,
                },
            },
        },
        cx::Services,
        integrations::{connectors::twilio::numbers as account, switch},
        numbers::{drift, managed, service},
    },
};

pub fn routes() -> OpenApiRouter<Services> {
    OpenApiRouter::default()
        .routes(routes!(list, import))
        .routes(routes!(get, remove))
        .routes(routes!(prove))
        .routes(routes!(assign, unassign))
        .routes(routes!(of_account))
        .routes(routes!(for_sale))
        .routes(routes!(purchase))
        .routes(routes!(differences))
        .routes(routes!(resolve))
        .routes(routes!(unused))
        .routes(routes!(release_all))
        .routes(routes!(compare))
}

/// List numbers, the newest first.
#[utoipa::path(get, path = "/api/numbers", tag = "numbers", operation_id = "list_numbers",
    params(NumbersParams),
    responses((status = 200, description = "A page of numbers", body = Page<Number>), Problems),
    security(("token" = ["numbers:read"])))]
async fn list(caller: Caller, Query(params): Query<NumbersParams>) -> Result<Json<Page<Number>>, ApiProblem> {
    let cx = caller.cx(Scope::NumbersRead, Read).await?;
    let (numbers, next) = service::numbers(&cx, &params.into()).await?;
    Ok(Json(Page::of(numbers, next)))
}

/// Bring a number of the connected Twilio account to Vapi, and have an agent answer it.
#[utoipa::path(post, path = "/api/numbers", tag = "numbers", operation_id = "import_number",
    params(Wait), request_body = ImportNumber,
    responses((status = 202, description = "The import", body = Operation), Problems),
    security(("token" = ["numbers:write"])))]
async fn import(
    caller: Caller,
    wait: Wait,
    Json(import): Json<ImportNumber>,
) -> Result<Accepted, ApiProblem> {
    let door = ManageIntegrations.of(twilio::PROVIDER).and(vapi::PROVIDER);
    let cx = caller.cx(Scope::NumbersWrite, door).await?;
    let operation = service::import(&cx, &ImportForm::from(import)).await?;
    wait.operation(&cx, &operation).await
}

/// Get a number.
#[utoipa::path(get, path = "/api/numbers/{id}", tag = "numbers", operation_id = "get_number",
    params(("id" = NumberId, Path, description = "The number")),
    responses((status = 200, description = "The number", body = Number), Problems),
    security(("token" = ["numbers:read"])))]
async fn get(caller: Caller, Path(id): Path<NumberId>) -> Result<Json<Number>, ApiProblem> {
    let cx = caller.cx(Scope::NumbersRead, Read).await?;
    let page = service::get(&cx, id).await?;
    Ok(Json(Number::with(page.number, page.call_path.as_ref())))
}

/// Remove a number: it leaves Vapi, and stays in the Twilio account that owns it.
///
/// A managed number is given back for good, for which its last four digits are asked.
#[utoipa::path(delete, path = "/api/numbers/{id}", tag = "numbers", operation_id = "remove_number",
    params(("id" = NumberId, Path, description = "The number"), RemovalParams),
    responses((status = 202, description = "The clean-up", body = Operation), Problems),
    security(("token" = ["numbers:write"])))]
async fn remove(
    caller: Caller,
    Path(id): Path<NumberId>,
    Query(params): Query<RemovalParams>,
) -> Result<Accepted, ApiProblem> {
    let wait = Wait::of(params.wait)?;
    let cx = caller.cx(Scope::NumbersWrite, ManageIntegrations.proved()).await?;
    let source = service::get(&cx, id.clone()).await?.number.number.source;
    let operation = match source {
        NumberSource::Byo => service::remove(&cx, id).await?,
        NumberSource::Managed => managed::release(&cx, id, &ReleaseForm::from(&params)).await?,
    };
    wait.operation(&cx, &operation).await
}

/// Look at a number again at the providers, and prove that it can answer.
#[utoipa::path(post, path = "/api/numbers/{id}/prove", tag = "numbers", operation_id = "prove_number",
    params(("id" = NumberId, Path, description = "The number"), Wait),
    responses((status = 202, description = "The proof", body = Operation), Problems),
    security(("token" = ["numbers:write"])))]
async fn prove(caller: Caller, Path(id): Path<NumberId>, wait: Wait) -> Result<Accepted, ApiProblem> {
    let cx = caller.cx(Scope::NumbersWrite, ManageIntegrations.of(vapi::PROVIDER)).await?;
    let operation = service::prove(&cx, id).await?;
    wait.operation(&cx, &operation).await
}

/// Have an agent answer a number from now on.
#[utoipa::path(put, path = "/api/numbers/{id}/agent", tag = "numbers", operation_id = "assign_number",
    params(("id" = NumberId, Path, description = "The number"), Wait),
    request_body = Assignment,
    responses((status = 202, description = "The change", body = Operation), Problems),
    security(("token" = ["numbers:write"])))]
async fn assign(
    caller: Caller,
    Path(id): Path<NumberId>,
    wait: Wait,
    Json(assignment): Json<Assignment>,
) -> Result<Accepted, ApiProblem> {
    let cx = caller.cx(Scope::NumbersWrite, ManageIntegrations.of(vapi::PROVIDER)).await?;
    let agent = AssignForm::from(assignment).parse()?;
    let operation = service::assign(&cx, id, agent).await?;
    wait.operation(&cx, &operation).await
}

/// Have nobody answer a number: it stays at Vapi without an agent.
#[utoipa::path(delete, path = "/api/numbers/{id}/agent", tag = "numbers", operation_id = "unassign_number",
    params(("id" = NumberId, Path, description = "The number"), Wait),
    responses((status = 202, description = "The change", body = Operation), Problems),
    security(("token" = ["numbers:write"])))]
async fn unassign(caller: Caller, Path(id): Path<NumberId>, wait: Wait) -> Result<Accepted, ApiProblem> {
    let cx = caller.cx(Scope::NumbersWrite, ManageIntegrations).await?;
    let operation = service::unassign(&cx, id).await?;
    wait.operation(&cx, &operation).await
}

/// List the numbers of the connected Twilio account, with who answers each now.
#[utoipa::path(get, path = "/api/numbers/account", tag = "numbers", operation_id = "list_account_numbers",
    params(AccountNumbersParams),
    responses((status = 200, description = "A page of numbers", body = Page<AccountNumber>), Problems),
    security(("token" = ["numbers:read"])))]
async fn of_account(
    caller: Caller,
    Query(params): Query<AccountNumbersParams>,
) -> Result<Json<Page<AccountNumber>>, ApiProblem> {
    let cx = caller.cx(Scope::NumbersRead, ManageIntegrations.of(twilio::PROVIDER)).await?;
    let listed = account::account_numbers(&cx, params.into()).await?;
    match listed.problem {
        Some(problem) => Err(problem.into()),
        None => Ok(Json(Page::of(listed.numbers, listed.next))),
    }
}

/// Search the numbers that this installation sells.
#[utoipa::path(get, path = "/api/numbers/available", tag = "numbers",
    operation_id = "search_available_numbers",
    params(AvailableNumbersParams),
    responses((status = 200, description = "Numbers for sale", body = Page<AvailableNumber>), Problems),
    security(("token" = ["numbers:read"])))]
async fn for_sale(
    caller: Caller,
    Query(params): Query<AvailableNumbersParams>,
) -> Result<Json<Page<AvailableNumber>>, ApiProblem> {
    let cx = caller.cx(Scope::NumbersRead, ManageIntegrations.of(Feature::ManagedNumbers)).await?;
    let found = managed::find(&cx, search(params)?).await?;
    match (found.state, found.problem) {
        (_, Some(problem)) => Err(problem.into()),
        (ManagedState::Off, None) => Err(Managed::Off.into()),
        (ManagedState::NotAllowed, None) => Err(Managed::NotAllowed.into()),
        (ManagedState::On { .. }, None) => Ok(Json(Page::whole(found.numbers))),
    }
}

/// The search, whose inputs the page takes from lists or leaves out.
fn search(params: AvailableNumbersParams) -> Result<FindQuery, Problem> {
    let query = FindQuery::from(params);
    let mut field_errors = FieldErrors::default();
    let country = text::code(&query.country).to_ascii_uppercase();
    let known = COUNTRIES.contains(&country.as_str()).then_some(()).ok_or(Rule::UnknownChoice);
    let digits = |text: &str, other: &str| text.chars().all(|c| c.is_ascii_digit() || other.contains(c));
    let read = [
        field_errors.value(Field::Country, known),
        field_errors.value(Field::AreaCode, digits(&query.area, "").then_some(()).ok_or(Rule::AreaCode)),
        field_errors.value(Field::Number, digits(&query.digits, "*").then_some(()).ok_or(Rule::PartOfNumber)),
    ];
    if read.contains(&None) {
        return Err(field_errors.problem());
    }
    Ok(FindQuery { country, ..query })
}

/// Buy a number on the operator's account, and bring it to Vapi.
#[utoipa::path(post, path = "/api/numbers/purchases", tag = "numbers", operation_id = "purchase_number",
    params(Wait), request_body = PurchaseNumber,
    responses((status = 202, description = "The purchase", body = Operation), Problems),
    security(("token" = ["numbers:write"])))]
async fn purchase(
    caller: Caller,
    wait: Wait,
    Json(purchase): Json<PurchaseNumber>,
) -> Result<Accepted, ApiProblem> {
    let door = ManageIntegrations.of(Feature::ManagedNumbers).and(vapi::PROVIDER).proved();
    let cx = caller.cx(Scope::NumbersWrite, door).await?;
    let operation = managed::buy(&cx, &BuyForm::from(purchase)).await?;
    wait.operation(&cx, &operation).await
}

/// List the differences between the numbers here and at the providers, the oldest first.
#[utoipa::path(get, path = "/api/numbers/differences", tag = "numbers", operation_id = "list_differences",
    params(DifferencesParams),
    responses((status = 200, description = "A page of differences", body = Page<Difference>), Problems),
    security(("token" = ["numbers:read"])))]
async fn differences(
    caller: Caller,
    Query(params): Query<DifferencesParams>,
) -> Result<Json<Page<Difference>>, ApiProblem> {
    let cx = caller.cx(Scope::NumbersRead, Read).await?;
    let (differences, next) = service::differences(&cx, params.after.as_ref()).await?;
    Ok(Json(Page::of(differences, next)))
}

/// Do something about a difference.
///
/// `repair` makes the number as AVA has it, `adopt` takes what is there for wanted, and `forget` leaves it.
#[utoipa::path(post, path = "/api/numbers/differences/{id}", tag = "numbers",
    operation_id = "resolve_difference",
    params(("id" = FindingId, Path, description = "The difference"), Wait),
    request_body = Resolution,
    responses(
        (status = 202, description = "The operation that it takes", body = Operation),
        (status = 204, description = "It is done"),
        Problems
    ),
    security(("token" = ["numbers:write"])))]
async fn resolve(
    caller: Caller,
    Path(id): Path<FindingId>,
    wait: Wait,
    Json(resolution): Json<Resolution>,
) -> Result<Response, ApiProblem> {
    let door = match resolution.action {
        DriftAction::Repair | DriftAction::Adopt => ManageIntegrations.of(vapi::PROVIDER),
        DriftAction::Forget => ManageIntegrations.into(),
    };
    let cx = caller.cx(Scope::NumbersWrite, door).await?;
    let operation = match resolution.action {
        DriftAction::Repair => Some(drift::repair(&cx, id).await?),
        DriftAction::Adopt => drift::adopt(&cx, id).await?,
        DriftAction::Forget => drift::forget(&cx, id).await?,
    };
    Ok(match operation {
        Some(operation) => wait.operation(&cx, &operation).await?.into_response(),
        None => NoContent.into_response(),
    })
}

/// Compare the numbers with both providers now.
#[utoipa::path(post, path = "/api/numbers/compare", tag = "numbers", operation_id = "compare_numbers",
    params(Wait),
    responses((status = 202, description = "The comparison", body = Operation), Problems),
    security(("token" = ["numbers:write"])))]
async fn compare(caller: Caller, wait: Wait) -> Result<Accepted, ApiProblem> {
    let cx = caller.cx(Scope::NumbersWrite, ManageIntegrations.of(vapi::PROVIDER)).await?;
    let operation = drift::compare(&cx).await?;
    wait.operation(&cx, &operation).await
}

/// List the objects that AVA made at the providers and does not use, the oldest first.
#[utoipa::path(get, path = "/api/numbers/unused", tag = "numbers", operation_id = "list_unused_objects",
    responses((status = 200, description = "The first 50", body = Page<UnusedObject>), Problems),
    security(("token" = ["numbers:read"])))]
async fn unused(caller: Caller) -> Result<Json<Page<UnusedObject>>, ApiProblem> {
    let cx = caller.cx(Scope::NumbersRead, Read).await?;
    Ok(Json(Page::whole(service::unused(&cx).await?)))
}

/// Give all managed numbers back for good, to go on with the own Twilio account.
#[utoipa::path(post, path = "/api/numbers/managed/release", tag = "numbers",
    operation_id = "release_managed_numbers", params(Wait), request_body = ReleaseAll,
    responses((status = 202, description = "The clean-up", body = Operation), Problems),
    security(("token" = ["numbers:write"])))]
async fn release_all(
    caller: Caller,
    wait: Wait,
    Json(release): Json<ReleaseAll>,
) -> Result<Accepted, ApiProblem> {
    let cx = caller.cx(Scope::NumbersWrite, ManageIntegrations.proved()).await?;
    let form = SwitchForm { to: NumberSource::Byo.code().to_owned(), agree: release.agree };
    let (_, operation) = switch::switch(&cx, &form).await?;
    wait.operation(&cx, &operation).await
}

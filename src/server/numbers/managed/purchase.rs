//! Buys the number that was chosen.

use phonenumber::metadata::DATABASE;

use super::{
    allowance,
    find::for_sale,
    orders::{self, NewOrder, Order},
    state,
};
use crate::{
    domain::{
        address::Address,
        credential::Account,
        ids::{AgentId, NumberId, OperationId},
        managed::{
            AvailableNumber, BuyForm, BuyView, COUNTRIES, ManagedState, NumberKind, PostalAddress, Price,
        },
        number::NumberSource,
        operation::{OperationKind, SubjectId},
        phone::E164,
        problem::{Field, FieldErrors, Managed, Problem, ProblemKind, Rule},
        quota::Quota,
        secret_format,
        text::{self, one_line},
        topic::Topic,
    },
    server::{
        agents,
        audit::Action,
        credentials,
        cx::{Cx, Unit},
        numbers::repo,
        operations::queue,
        providers::twilio::Wanted,
        quotas,
    },
};

/// The count of last digits by which a number is looked for.
const TELLING_DIGITS: usize = 7;

/// Shows the price of a number and what buying it asks for; `id` is [`AvailableNumber::query`].
pub async fn preview(cx: &Cx, id: &Address) -> Result<BuyView, Problem> {
    let value = |name| id.value(name).unwrap_or_default();
    let number = E164::parse(&format!("+{}", value("number"))).map_err(|_| ProblemKind::NotFound)?;
    let country = country(&value("country")).map_err(|_| ProblemKind::NotFound)?;
    let kind = NumberKind::from_code(&value("kind")).ok_or(ProblemKind::NotFound)?;
    let mut tx = cx.read().await?;
    let state = state(&cx.services, &mut tx).await?;
    let agents = agents::repo::choices(&mut tx).await?;
    let vapi_connected = credentials::connected(&mut tx).await?.has(Account::VAPI);
    let operation = match repo::find_e164(&mut tx, &number).await? {
        Some(known) => queue::latest(&mut tx, OperationKind::BuyNumber, &SubjectId::Number(known.id)).await?,
        None => None,
    };
    drop(tx);
    let (offer, price) = match state {
        ManagedState::Off => (Err(Managed::Off.into()), None),
        ManagedState::NotAllowed => (Err(Managed::NotAllowed.into()), None),
        ManagedState::On { .. } => match quotas::spend(cx, Quota::Searches).await {
            Ok(()) => futures::join!(offer(cx, &number, &country, kind), price(cx, &country, kind)),
            Err(problem) => (Err(problem), None),
        },
    };
    let (number, problem) = match offer {
        Ok(number) => (Some(number), None),
        Err(problem) => (None, Some(problem)),
    };
    let now = cx.services.clock.now_ms();
    Ok(BuyView { now, state, number, price, agents, vapi_connected, operation, problem })
}

/// The chosen number, as long as Twilio offers it.
async fn offer(cx: &Cx, number: &E164, country: &str, kind: NumberKind) -> Result<AvailableNumber, Problem> {
    let digits = number.as_str();
    let digits = digits.get(digits.len().saturating_sub(TELLING_DIGITS)..).unwrap_or(digits);
    let offered = for_sale(cx, &Wanted { country, kind, area: "", digits }).await?;
    offered.into_iter().find(|offer| offer.e164 == *number).ok_or_else(|| Managed::Unavailable.into())
}

/// The price, or `None` where Twilio does not tell: that keeps nobody from buying.
async fn price(cx: &Cx, country: &str, kind: NumberKind) -> Option<Price> {
    let platform = cx.services.config.platform.as_ref()?;
    cx.services.providers.twilio.price(&cx.call(), &platform.account, country, kind).await.ok().flatten()
}

/// Orders a number. The second of two clicks, or of two tabs, leads to the operation of the first.
pub async fn buy(cx: &Cx, form: &BuyForm) -> Result<OperationId, Problem> {
    let Asked { number, agent, order } = Asked::parse(form)?;
    let mut tx = cx.begin().await?;
    if let Some(known) = repo::find_e164(&mut tx, &number).await? {
        let before = queue::latest(&mut tx, OperationKind::BuyNumber, &SubjectId::Number(known.id)).await?;
        return match before.filter(|_| known.source == NumberSource::Managed) {
            Some(before) => Ok(before),
            None => Err(Managed::Known.into()),
        };
    }
    if let Some(agent) = &agent
        && agents::repo::find(&mut tx, agent).await?.is_none()
    {
        return Err(Problem::invalid(Field::Agent, Rule::UnknownChoice));
    }
    allowance::take(&cx.services, &mut tx).await?;
    let mut tx = tx.recorded(Action::NumberBought, number.as_str()).await?;
    let id: NumberId = cx.services.random.id();
    let new = NewOrder { id: &id, e164: &number, agent: agent.as_ref(), order: &order };
    orders::add(&mut tx, &new, cx.services.clock.now_ms()).await?;
    let has = repo::count(&mut tx).await?;
    quotas::hold(&cx.services, &mut tx, Quota::Numbers, has).await?;
    let operation = enqueue(&mut tx, &id, &number).await?;
    queue::hold(&mut tx).await?;
    tx.publish(&[Topic::Numbers, Topic::Operations, Topic::Integrations]);
    tx.commit().await?;
    tracing::info!(org.id = %cx.org, operation.id = %operation, "a managed number was ordered");
    Ok(operation)
}

/// Enqueues the purchase under the number's name, because the row goes when it is not bought.
pub async fn enqueue(tx: &mut Unit, id: &NumberId, e164: &E164) -> Result<OperationId, Problem> {
    let (kind, subject) = (OperationKind::BuyNumber, SubjectId::Number(id.clone()));
    let asked = queue::Asked { kind, subject: &subject, label: e164.as_str() };
    Ok(queue::enqueue_named(tx, &asked).await?)
}

/// The content of a form, checked.
struct Asked {
    number: E164,
    agent: Option<AgentId>,
    order: Order,
}

impl Asked {
    fn parse(form: &BuyForm) -> Result<Self, Problem> {
        let mut field_errors = FieldErrors::default();
        let of = country(&form.country).and_then(offered);
        let number = E164::parse(&form.number).map_err(Rule::from);
        let number = number.and_then(|number| match &of {
            Ok(of) if !is_of(&number, of) => Err(Rule::UnknownChoice),
            _ => Ok(number),
        });
        let number = field_errors.value(Field::Number, number);
        let of = field_errors.value(Field::Country, of);
        let agent = match form.agent.trim() {
            "" => Some(None),
            id => field_errors.value(Field::Agent, id.parse().map(Some).map_err(|_| Rule::UnknownChoice)),
        };
        let bundle_sid = match form.bundle.as_str() {
            none if text::is_empty(none) => Some(None),
            sid => field_errors.value(Field::Bundle, secret_format::bundle_sid(sid).map(Some)),
        };
        let address = postal_address(form, of.as_deref(), &mut field_errors);
        match (number, agent, bundle_sid, address) {
            (Some(number), Some(agent), Some(bundle_sid), Some(address)) if of.is_some() => {
                Ok(Self { number, agent, order: Order { address, bundle_sid, ..Order::default() } })
            }
            _ => Err(field_errors.problem()),
        }
    }
}

/// Reads all of an address, or none of it: Twilio says whether it wants one.
fn postal_address(
    form: &BuyForm,
    of: Option<&str>,
    field_errors: &mut FieldErrors,
) -> Option<Option<PostalAddress>> {
    let lines = [&form.customer_name, &form.street, &form.city, &form.region, &form.postal_code];
    if lines.iter().all(|line| text::is_empty(line)) {
        return Some(None);
    }
    let customer_name = field_errors.value(Field::CustomerName, one_line(&form.customer_name, 100));
    let street = field_errors.value(Field::Street, one_line(&form.street, 100));
    let city = field_errors.value(Field::City, one_line(&form.city, 60));
    // Addresses of many countries have no region.
    let region = match form.region.as_str() {
        none if text::is_empty(none) => Some(String::new()),
        region => field_errors.value(Field::Region, one_line(region, 60)),
    };
    let postal_code = field_errors.value(Field::PostalCode, one_line(&form.postal_code, 16));
    let country = match form.address_country.as_str() {
        none if text::is_empty(none) => of.map(str::to_owned),
        code => field_errors.value(Field::AddressCountry, country(code)),
    };
    Some(Some(PostalAddress {
        customer_name: customer_name?,
        street: street?,
        city: city?,
        region: region?,
        postal_code: postal_code?,
        country: country?,
    }))
}

/// Reads an ISO 3166-1 code.
fn country(code: &str) -> Result<String, Rule> {
    let code = text::code(code).to_ascii_uppercase();
    let fits = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    if fits { Ok(code) } else { Err(Rule::UnknownChoice) }
}

/// Refuses countries that are not offered, whatever a form was made to say: the operator pays, and
/// more in some countries than in others.
fn offered(country: String) -> Result<String, Rule> {
    if COUNTRIES.contains(&country.as_str()) { Ok(country) } else { Err(Rule::UnknownChoice) }
}

/// Whether the number begins with the country's code: `+49…` is no number of France.
fn is_of(number: &E164, country: &str) -> bool {
    let digits = number.as_str().trim_start_matches('+');
    DATABASE.by_id(country).is_some_and(|plan| digits.starts_with(&plan.country_code().to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> BuyForm {
        BuyForm {
            number: "+4930512345".into(),
            country: "de".into(),
            kind: "local".into(),
            ..BuyForm::default()
        }
    }

    fn field_errors(form: &BuyForm) -> Vec<Option<Field>> {
        match Asked::parse(form) {
            Ok(_) => Vec::new(),
            Err(problem) => {
                let also = problem.also.iter().map(|(field, _)| Some(*field));
                std::iter::once(problem.field).chain(also).collect()
            }
        }
    }

    #[test]
    fn lesson_38_an_address_is_whole_or_none_and_never_made_up() {
        assert!(Asked::parse(&form()).is_ok_and(|asked| asked.order.address.is_none()));
        let half = BuyForm { city: "Berlin".into(), ..form() };
        let missing = [Field::CustomerName, Field::Street, Field::PostalCode].map(Some);
        assert_eq!(field_errors(&half), missing);
        let whole = BuyForm {
            customer_name: "Lakeside Clinic".into(),
            street: "Seestraße 1".into(),
            postal_code: "10115".into(),
            ..half
        };
        let address = Asked::parse(&whole).ok().and_then(|asked| asked.order.address);
        assert_eq!(address.map(|address| address.country).as_deref(), Some("DE"));
    }

    #[test]
    fn only_a_number_of_an_offered_country_is_bought_whatever_the_form_says() {
        let of = |number: &str, country: &str| {
            field_errors(&BuyForm { number: number.into(), country: country.into(), ..form() })
        };
        for (number, country) in [("+14155550142", "US"), ("+16135550142", "CA"), ("+447460459367", "GB")] {
            assert!(of(number, country).is_empty(), "{number} {country}");
        }
        for number in ["+447460459367", "+8613800138000", "+881612345678", "+33184880012"] {
            assert_eq!(of(number, "US"), [Some(Field::Number)], "{number}");
        }
        assert_eq!(of("+8613800138000", "CN"), [Some(Field::Country)], "nor of one that is not offered");
    }

    #[test]
    fn every_slip_is_told_at_once() {
        let bad = BuyForm {
            number: "12".into(),
            country: "Germany".into(),
            agent: "me".into(),
            bundle: "BU1".into(),
            ..BuyForm::default()
        };
        let wrong = [Field::Number, Field::Country, Field::Agent, Field::Bundle].map(Some);
        assert_eq!(field_errors(&bad), wrong);
    }
}

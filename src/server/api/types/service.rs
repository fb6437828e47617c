//! What can be booked.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::appointment::{Service as Booked, ServiceForm, ServiceId, ServiceView},
    server::api::version_of,
};

/// What a service is made with, and replaced by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceBody {
    /// At most 80 characters.
    pub name: String,
    /// Minutes that it lasts: a multiple of five, at most 480.
    pub length: u32,
    /// Minutes after it in which nothing else begins: a multiple of five, at most 240.
    #[serde(default)]
    pub buffer: u32,
    /// As people write it; empty for none.
    #[serde(default)]
    pub price: String,
}

impl From<&ServiceBody> for ServiceForm {
    fn from(body: &ServiceBody) -> Self {
        let ServiceBody { name, length, buffer, price } = body;
        Self {
            name: name.clone(),
            minutes: length.to_string(),
            buffer: buffer.to_string(),
            price: price.clone(),
        }
    }
}

impl From<Booked> for ServiceBody {
    fn from(Booked { name, minutes, buffer, price }: Booked) -> Self {
        Self { name, length: minutes, buffer, price }
    }
}

impl ServiceBody {
    /// The version of a service that is so.
    pub fn version(&self) -> i64 {
        version_of(self)
    }
}

/// A service that can be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Service {
    pub id: ServiceId,
    pub name: String,
    /// Minutes that it lasts.
    pub length: u32,
    /// Minutes after it in which nothing else begins.
    pub buffer: u32,
    /// As people write it; empty for none.
    pub price: String,
    /// The version that its `ETag` names.
    pub version: i64,
}

impl From<ServiceView> for Service {
    fn from(ServiceView { id, service }: ServiceView) -> Self {
        let body = ServiceBody::from(service);
        let version = body.version();
        let ServiceBody { name, length, buffer, price } = body;
        Self { id, name, length, buffer, price, version }
    }
}

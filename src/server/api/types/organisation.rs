//! The organisation of the token.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{ids::OrgId, team::OrgForm};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Organisation {
    pub id: OrgId,
    pub org_name: String,
    /// Whether whoever works in it needs a second factor.
    pub demands_second_factor: bool,
}

/// Renames the organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganisationBody {
    /// At most 80 characters.
    pub org_name: String,
}

impl From<OrganisationBody> for OrgForm {
    fn from(OrganisationBody { org_name }: OrganisationBody) -> Self {
        Self { org_name }
    }
}

//! People, their organisation and their devices, as pages see them.

use serde::{Deserialize, Serialize};

use super::{
    codes::codes,
    feature::Off,
    form::form,
    ids::{OrgId, UserId, ids},
    locale::Locale,
    role::{Permission, Rights, Role},
    secret_text::SecretText,
    support::Visit,
    suspension::Rest,
    zone::ZoneName,
};

pub const MAX_ORG_NAME: u32 = 80;
pub const MAX_PERSON_NAME: u32 = 80;
pub const MIN_PASSWORD: u32 = 10;
/// Longer input is refused before it is hashed.
pub const MAX_PASSWORD: u32 = 128;

form! {
    /// The form that changes a person's own password.
    pub struct PasswordForm {
        /// The password so far.
        pub present: SecretText at PresentPassword,
        pub password: SecretText at Password,
    }
}

form! {
    /// The form that asks for another e-mail for the account.
    pub struct EmailForm {
        pub email: String at Email,
        pub present: SecretText at PresentPassword,
    }
}

form! {
    /// The form that gives the person another name.
    pub struct NameForm {
        pub name: String at Name,
    }
}

form! {
    /// The form that chooses the person's time zone.
    pub struct ZoneForm {
        pub zone: String at TimeZone,
    }
}

form! {
    /// Links the account with a person of the OpenID provider, or takes the link away.
    pub struct IdentityForm {
        pub present: SecretText at PresentPassword,
    }
}

codes! {
    /// How people come to have an account, as the operator decides.
    #[derive(Default)]
    pub enum SignUpMode {
        /// Whoever comes makes one, with any address: nobody proves that it is theirs.
        Open = "open",
        /// By a link in a mail to the address. Until it is used, nothing is made.
        Confirmed = "confirmed",
        /// By a link in a mail that somebody of an organisation had sent to the address.
        Invited = "invited",
        /// The operator makes them.
        #[default]
        Closed = "closed",
    }
}

impl SignUpMode {
    /// Whether people make organisations by themselves, also beside their first.
    pub const fn makes_orgs(self) -> bool {
        matches!(self, Self::Open | Self::Confirmed)
    }

    /// Whether an invitation makes an account for whoever has none.
    pub const fn makes_invited_accounts(self) -> bool {
        !matches!(self, Self::Closed)
    }
}

ids! {
    /// A signed-in device, as its owner sees it: never the cookie's value.
    DeviceId,
}

/// The signed-in person: read with the session, in one query, at every request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    pub user: UserId,
    pub org: OrgId,
    pub name: String,
    pub email: String,
    pub org_name: String,
    pub role: Role,
    /// Whether the person looks after all tenants of the installation.
    pub platform_admin: bool,
    /// The person's own setting; `None` follows the browser.
    pub locale: Option<Locale>,
    /// The person's zone; `None` until their browser has told it.
    pub zone: Option<ZoneName>,
    /// The features that are turned off for the org, or for everybody.
    pub off: Off,
    /// The count of notifications that the person has not read.
    pub unread: u32,
    /// Why nobody works in the org, and since when; `None` where its work goes on.
    pub rest: Option<Rest>,
    /// Whether the org asks for a second factor, and the person has none.
    pub lacks_factor: bool,
    /// The visit on which a platform admin acts for the org.
    pub visit: Option<Visit>,
}

impl Viewer {
    pub fn rights(&self) -> Rights {
        Rights { role: self.role, as_support: self.visit.is_some() }
    }

    pub fn may(&self, permission: Permission) -> bool {
        self.rights().may(permission)
    }

    /// The organisation that the person is in, also while they act for another.
    pub fn home(&self) -> &OrgId {
        self.visit.as_ref().map_or(&self.org, |visit| &visit.home)
    }

    /// Whether the person is shown the org's pages as it stands, and does not only look after their own
    /// account. Whoever acts for it looks on while it rests.
    pub fn is_at_work(&self) -> bool {
        (self.rest.is_none() || self.visit.is_some()) && !self.lacks_factor
    }
}

/// Where an address is, as far as it tells that itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// The machine that AVA runs on.
    ThisMachine,
    /// The network that the person asks from.
    SameNetwork,
    /// Some network that uses addresses of its own.
    PrivateNetwork,
    Untold,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    pub id: DeviceId,
    /// Browser and system, in words: "Firefox, Windows".
    pub name: String,
    /// The address that the sign-in came from; empty for a session from before it was kept.
    pub address: String,
    pub place: Place,
    pub signed_in_at: i64,
    pub last_seen_at: i64,
    pub current: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    pub now: i64,
    pub viewer: Viewer,
    /// The zones to choose from.
    pub zones: Vec<ZoneName>,
    pub methods: SignInMethods,
    pub devices: Vec<Device>,
}

/// The ways in which a person can sign in, and how each stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInMethods {
    pub password: PasswordMethod,
    pub passkeys: u32,
    /// Whether signing in by the password asks for a second factor.
    pub has_second_factor: bool,
    /// `None` where the installation has no OpenID provider.
    pub identity: Option<IdentityMethod>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordMethod {
    /// `None` where that was before it was noted.
    pub changed_at: Option<i64>,
}

/// Signing in at the installation's OpenID provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityMethod {
    /// The name by which people know the provider.
    pub provider: String,
    pub linked: Option<LinkedIdentity>,
}

/// The account's identity at the provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedIdentity {
    /// As it was when the account was linked; `None` where the provider told none.
    pub email: Option<String>,
    pub linked_at: i64,
}

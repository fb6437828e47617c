//! One-time links, as pages and mails see them.

use serde::{Deserialize, Serialize};

use super::{codes::codes, form::form, invitation::InvitedView, secret_text::SecretText};

const MINUTE: i64 = 60 * 1000;
const HOUR: i64 = 60 * MINUTE;

codes! {
    /// The one thing that a link is good for.
    pub enum Purpose {
        /// Choosing another password for an account whose person has forgotten theirs.
        ResetPassword = "reset_password",
        /// Making an account with an address that is its person's own.
        SignUp = "sign_up",
        /// Confirming another e-mail for an account, at the new address and at the one so far.
        NewEmail = "new_email",
        OldEmail = "old_email",
        /// Founding an organisation, for a person who is in none.
        Found = "found",
        /// Becoming a platform admin, as the operator has decided.
        SetUp = "set_up",
        /// Joining an organisation: by mail to the address that is invited.
        Invite = "invite",
        /// The same, passed on by whoever invites: it proves no address.
        InviteShown = "invite_shown",
        /// Making an account that joins an organisation, for somebody who came by an invitation and
        /// whose address the OpenID provider proves.
        JoinInvited = "join_invited",
    }
}

impl Purpose {
    /// Milliseconds from being asked for to its end.
    pub const fn lasts(self) -> i64 {
        match self {
            Self::ResetPassword | Self::Found => 30 * MINUTE,
            Self::SignUp | Self::NewEmail | Self::OldEmail | Self::SetUp | Self::JoinInvited => 24 * HOUR,
            Self::Invite | Self::InviteShown => 7 * 24 * HOUR,
        }
    }

    /// The two by which an account gets another e-mail.
    pub const OF_EMAIL: [Self; 2] = [Self::NewEmail, Self::OldEmail];

    /// The other one of the two.
    pub const fn other_of_email(self) -> Option<Self> {
        match self {
            Self::NewEmail => Some(Self::OldEmail),
            Self::OldEmail => Some(Self::NewEmail),
            Self::ResetPassword
            | Self::SignUp
            | Self::Found
            | Self::SetUp
            | Self::Invite
            | Self::InviteShown
            | Self::JoinInvited => None,
        }
    }

    /// Whether it is of an account that is there.
    pub const fn needs_account(self) -> bool {
        match self {
            Self::ResetPassword | Self::NewEmail | Self::OldEmail | Self::Found => true,
            Self::SignUp | Self::SetUp | Self::Invite | Self::InviteShown | Self::JoinInvited => false,
        }
    }

    /// Whether it is of an invitation.
    pub const fn invites(self) -> bool {
        matches!(self, Self::Invite | Self::InviteShown)
    }
}

/// What the page of a link shows before anything is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkView {
    pub purpose: Purpose,
    /// The address that the link was sent to.
    pub email: String,
    /// Whether there is an account already, which only needs a password.
    pub has_account: bool,
    /// The invitation that it is of, or that its person came for.
    pub invitation: Option<InvitedView>,
}

form! {
    /// Asks for a link by mail.
    pub struct AskLinkForm {
        pub email: String at Email,
    }
}

form! {
    /// Uses a link that asks for nothing more.
    pub struct UseLinkForm {
        pub link: String => not_kept,
    }
}

form! {
    /// Uses a link that founds an organisation.
    pub struct FoundForm {
        pub link: String => not_kept,
        pub org_name: String at OrgName,
    }
}

form! {
    /// Uses a link that makes an account.
    pub struct JoinForm {
        pub link: String => not_kept,
        pub org_name: String at OrgName,
        pub name: String at Name,
        pub password: SecretText at Password,
    }
}

form! {
    /// Uses a link that gives an account another password.
    pub struct NewPasswordForm {
        pub link: String => not_kept,
        pub password: SecretText at Password,
    }
}

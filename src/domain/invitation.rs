//! Invitations to an organisation, as pages see them.

use serde::{Deserialize, Serialize};

use super::{
    codes::codes,
    form::form,
    ids::{UserId, ids},
    list::list_query,
    role::{Permission, Role},
    secret_text::SecretText,
};

ids! { InvitationId }

list_query! {
    /// `after=…`.
    pub struct InvitationsQuery {
        narrowed by {}
        paged by {
            /// The last page's `next`.
            from after: InvitationId,
        }
    }
}

codes! {
    /// The channel by which an invitation's link reaches the invited.
    pub enum Channel {
        /// A mail brings it. Whoever has it can read mail at the address.
        Mail = "mail",
        /// Whoever invites is shown it, once, and passes it on. It proves nobody's address.
        Link = "link",
    }
}

form! {
    pub struct InviteForm {
        pub email: String at Email,
        pub role: String at Role,
        pub channel: String at Channel,
        /// The language of its mails; empty for that of whoever invites.
        pub language: String at Language,
    }
}

form! {
    /// Gives an invitation another link.
    pub struct ReinviteForm {
        pub channel: String at Channel,
    }
}

form! {
    /// Accepts an invitation.
    pub struct AcceptForm {
        pub link: String => not_kept,
        /// The id of the person whom the page showed as the one who accepts.
        pub person: String => not_kept,
    }
}

form! {
    /// Accepts an invitation, and makes the account for it.
    pub struct InvitedForm {
        pub link: String => not_kept,
        pub name: String at Name,
        pub password: SecretText at Password,
    }
}

/// Whether a person of the role may invite somebody to the other.
pub fn may_give(own: Role, role: Role) -> bool {
    own.may(Permission::ManageTeam) && (role != Role::Owner || own.may(Permission::ManageOrg))
}

/// How the last link of an invitation came to its person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Delivery {
    /// Whoever made it was shown it.
    Shown,
    OnItsWay,
    Sent,
    /// A server may have taken the mail, which is not sent again.
    Unsure,
    Failed,
    /// There is no mailbox: the operator has the link.
    AtOperator,
}

/// Whether an invitation can be accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InvitationState {
    Open,
    /// Its time is over.
    Over,
    /// Whoever made it may not invite to this role any more.
    NoRight,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationView {
    pub id: InvitationId,
    pub email: String,
    pub role: Role,
    /// The name of whoever made it, or sent it again last.
    pub by: String,
    pub expires_at: i64,
    pub delivery: Delivery,
    pub standing: InvitationState,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationsView {
    pub now: i64,
    pub invitations: Vec<InvitationView>,
    /// Asks for the next page.
    pub next: Option<InvitationId>,
}

/// The way on from the page of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Way {
    /// A button accepts as the person that the page names.
    Accept,
    /// The person that the page names is in the organisation already.
    Inside,
    /// Nobody is signed in; the address, which the link proves, has an account.
    SignIn,
    /// Nobody is signed in; the link makes the account of the address, which it proves.
    NewAccount,
    /// Nobody is signed in; the address, which the link proves, has no account, and none is made
    /// here by an invitation.
    NoAccount,
    /// Nobody is signed in, and the link proves no address, so that it tells nothing of it.
    Unproved,
    /// Nobody joins the organisation now: it is suspended, or to be deleted.
    Resting,
}

/// The person who would accept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptor {
    pub user: UserId,
    pub name: String,
    pub email: String,
}

/// An invitation, to whoever opens its link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitedView {
    pub org_name: String,
    /// The name of whoever invites.
    pub by: String,
    pub role: Role,
    /// The address that is invited.
    pub email: String,
    /// The address of an account that the link makes: the one that it proves.
    pub account_email: String,
    pub acceptor: Option<Acceptor>,
    /// Whether a link that proves the address makes an account for it.
    pub makes_account: bool,
    pub way: Way,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_invites_to_more_than_they_may_make_somebody() {
        for (own, roles) in [
            (Role::Viewer, [false; 4]),
            (Role::Member, [false; 4]),
            (Role::Admin, [true, true, true, false]),
            (Role::Owner, [true; 4]),
        ] {
            assert_eq!(Role::ALL.map(|role| may_give(own, role)), roles, "{own:?}");
        }
    }
}

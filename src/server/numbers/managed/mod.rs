//! Managed numbers: found and bought in an account that the operator's Twilio
//! account holds for the org, and released there.

mod account;
mod allowance;
mod buyers;
pub mod exposure;
mod find;
pub mod orders;
mod purchase;
mod release;

pub use account::{address_name, forget_account_with_last, works};
pub use allowance::{allowed, may_buy, state, state_of};
pub use buyers::{Buyer, allow as allow_buying, allow_for as allow_buying_for, list as list_buyers};
pub use find::find;
pub use purchase::{buy, enqueue as enqueue_purchase, preview as purchase_preview};
pub(super) use release::give_back;
pub use release::{preview as release_preview, release, release_all};

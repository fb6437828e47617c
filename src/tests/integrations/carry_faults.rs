//! Every provider call that carries another secret or key to Vapi × every fault: the
//! secret arrives once the fault is gone, and no key is made twice or left.

use crate::support::faults::{journey::Journey, trouble::tables};

tables! {
    a_carried_secret_arrives_after_any_fault: Journey::Carry, 1;
    lesson_33_a_carried_key_is_made_once_after_any_fault: Journey::CarryKey, 3;
    a_key_that_is_given_up_is_revoked_after_any_fault: Journey::CarryToken, 2;
    lesson_33_a_key_that_is_handed_over_is_at_vapi_once_after_any_fault: Journey::HandOver, 2;
    a_key_that_is_replaced_is_at_vapi_alone_after_any_fault: Journey::HandOverAnother, 3;
}

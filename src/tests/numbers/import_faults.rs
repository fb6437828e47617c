//! Every provider call of an import × every fault: whatever goes wrong, the import ends
//! right once the fault is gone, and nothing is made twice.

use crate::support::faults::{journey::Journey, trouble::tables};

tables! {
    lesson_82_an_import_ends_right_after_any_fault: Journey::Import, 7;
    lesson_82_an_import_with_messages_ends_right_after_any_fault: Journey::ImportWithMessages, 15;
    messages_are_taken_over_after_any_fault: Journey::TakeMessages, 12;
    lesson_82_a_flow_is_taken_over_after_any_fault: Journey::TakeFlow, 7;
    an_import_with_a_key_for_vapi_ends_right_after_any_fault: Journey::ImportWithKey, 9;
    lesson_21_an_adoption_ends_right_after_any_fault: Journey::Adopt, 5;
    a_takeover_ends_right_after_any_fault: Journey::TakeOver, 6;
}

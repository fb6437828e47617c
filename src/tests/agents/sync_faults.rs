//! Every provider call that mirrors an agent to Vapi × every fault: the operation ends
//! right once the fault is gone, with one assistant.

use crate::support::faults::{journey::Journey, trouble::tables};

tables! {
    lesson_23_a_mirroring_never_makes_two_assistants: Journey::Mirror, 2;
    a_second_mirroring_ends_right_after_any_fault: Journey::MirrorAgain, 2;
}

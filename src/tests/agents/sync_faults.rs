//! Every provider call of an agent's way to Vapi × every fault: it ends right once the
//! fault is gone, with one assistant.

use crate::support::faults::{journey::Journey, trouble::tables};

tables! {
    lesson_23_a_mirroring_never_makes_two_assistants: Journey::Mirror, 2;
    a_second_mirroring_ends_right_after_any_fault: Journey::MirrorAgain, 2;
}

//! What an assistant can do about appointments while it talks.

use super::codes::codes;

codes! {
    /// A tool; its code is the name of the function at Vapi.
    pub enum AssistantTool {
        CheckAvailability = "check_availability",
        BookAppointment = "book_appointment",
        RescheduleAppointment = "reschedule_appointment",
        CancelAppointment = "cancel_appointment",
        LookupContact = "lookup_contact",
    }
}

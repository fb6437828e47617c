//! The sandbox page's form for a change that somebody makes at the providers beside AVA, as typed.

use super::{
    codes::codes,
    form::form,
    phone::E164,
    problem::{Field, Problem, ProblemKind, Rule},
};

codes! {
    pub enum OutsideChange {
        DeleteAtVapi = "delete_at_vapi",
        /// The number is bound to an assistant that AVA does not know.
        BindAtVapi = "bind_at_vapi",
        /// The number is given to a squad, a workflow, or a server of somebody's.
        SquadAtVapi = "squad_at_vapi",
        WorkflowAtVapi = "workflow_at_vapi",
        ServerAtVapi = "server_at_vapi",
        /// The number is imported by hand.
        ImportAtVapi = "import_at_vapi",
        /// The number's calls go to another address.
        RedirectAtTwilio = "redirect_at_twilio",
        FlowAtTwilio = "flow_at_twilio",
        /// Another region handles the number's calls.
        RouteAtTwilio = "route_at_twilio",
        /// The number is put into a messaging service.
        ServiceAtTwilio = "service_at_twilio",
        ReleaseAtTwilio = "release_at_twilio",
    }
}

form! {
    pub struct OutsideChangeForm {
        /// The code of a [`OutsideChange`].
        pub what: String,
        pub number: String at Number,
    }
}

impl OutsideChangeForm {
    pub fn parse(&self) -> Result<(OutsideChange, E164), Problem> {
        let what = OutsideChange::from_code(&self.what).ok_or(ProblemKind::Invalid(Rule::UnknownChoice))?;
        let number =
            E164::parse(&self.number).map_err(|_| Problem::invalid(Field::Number, Rule::UnknownChoice))?;
        Ok((what, number))
    }
}

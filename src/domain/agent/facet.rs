//! The parts of an agent that AVA keeps in step with its assistant, each of
//! which can be compared and taken by itself.

/// A row for each part: its code, and the input that holds it, under the same name. Where
/// several inputs hold it, a function combines them. An input that is of no part, or of
/// two, does not compile.
macro_rules! facets {
    ($($facet:ident = $code:literal: $input:ident $(+ $more:ident)* $(by $value:path)?),+ $(,)?) => {
        $crate::domain::codes::codes! {
            pub enum Facet {
                $($facet = $code),+
            }
        }

        impl Facet {
            /// The field that a problem with the facet points at.
            pub const fn field(self) -> Field {
                match self {
                    $(Facet::$facet => Field::$facet),+
                }
            }

            /// The facet's value, by which two forms are compared.
            pub fn of(self, form: &AgentForm) -> String {
                match self {
                    $(Facet::$facet => $crate::domain::agent::facet::facets!(@value form.$input $(by $value)?)),+
                }
            }

            pub fn take(self, from: &AgentForm, into: &mut AgentForm) {
                match self {
                    $(Facet::$facet => {
                        into.$input.clone_from(&from.$input);
                        $(into.$more.clone_from(&from.$more);)*
                    })+
                }
            }
        }

        const _: fn(AgentForm) = |AgentForm { $($input: _, $($more: _,)*)+ }| ();
    };
    (@value $form:ident.$input:ident) => { text::plain(&$form.$input) };
    (@value $form:ident.$input:ident by $value:path) => { $value($form) };
}

pub(super) use facets;

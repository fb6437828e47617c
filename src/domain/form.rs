//! Forms as typed. A form names its fields once, with [`form!`]: from that come the
//! struct that a server function takes, the name of each input in the HTML, where
//! its error is shown, and what a refused form is filled with again.
//!
//! ```ignore
//! form! {
//!     /// What the sign-in form sends.
//!     pub struct LoginForm {
//!         pub email: String at Email,
//!         pub password: SecretText at Password,
//!         /// The page that asked for the sign-in.
//!         pub next: String => not_kept,
//!     }
//! }
//! ```
//!
//! - `at` names the [`Field`] that a problem points at; without it, the problem
//!   stands above the form.
//! - The type says whether a field may be kept: a [`SecretText`] never is. What
//!   else must be given anew is `not_kept`.
//! - `LoginForm::email()` is the [`Input`] that a page draws, for example by
//!   `FormState::bind`. A field that is renamed takes its input along.

use super::{problem::Field, secret_text::SecretText};

/// Names of inputs, with their values.
pub type Kept = Vec<(&'static str, String)>;

/// An input of a form, as a page draws it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Input {
    /// The name of the field; in the HTML it stands in `form[…]`.
    pub name: &'static str,
    /// The field that a problem with the input points at.
    pub field: Option<Field>,
}

/// The typed fields of a form.
pub trait Fields {
    /// The values that fill the form again when it is refused. No secret.
    fn values_to_keep(&self) -> Kept;
}

/// A form of one button.
impl Fields for () {
    fn values_to_keep(&self) -> Kept {
        Vec::new()
    }
}

/// An input that is a parameter of its own beside the form, and comes back with it.
pub struct Parameter {
    pub name: &'static str,
    pub value: String,
}

impl<F: Fields> Fields for (F, Parameter) {
    fn values_to_keep(&self) -> Kept {
        let (form, Parameter { name, value }) = self;
        form.values_to_keep().into_iter().chain([(*name, value.clone())]).collect()
    }
}

/// The value of a field.
pub trait Value: Sized {
    /// `None` for a value that is never kept.
    fn kept_value(&self) -> Option<String>;

    /// Reads the text of an input, which is empty if the input sent none.
    fn read(text: String) -> Self;
}

impl Value for String {
    fn kept_value(&self) -> Option<String> {
        Some(self.clone())
    }

    fn read(text: String) -> Self {
        text
    }
}

/// The values of inputs that share a name, such as boxes to tick: each has the name `form[…][]`. None of
/// them has a blank in it.
pub type Texts = Vec<String>;

impl Value for Texts {
    fn kept_value(&self) -> Option<String> {
        Some(self.join(" "))
    }

    fn read(text: String) -> Self {
        text.split_whitespace().map(str::to_owned).collect()
    }
}

impl Value for bool {
    fn kept_value(&self) -> Option<String> {
        Some(self.to_string())
    }

    fn read(text: String) -> Self {
        text == "true"
    }
}

impl Value for SecretText {
    fn kept_value(&self) -> Option<String> {
        None
    }

    fn read(text: String) -> Self {
        text.into()
    }
}

macro_rules! form {
    (
        $(#[$meta:meta])*
        pub struct $form:ident {
            $($(#[$doc:meta])* pub $name:ident: $type:ident $(at $field:ident)? $(=> $not_kept:ident)?),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(default)]
        pub struct $form { $($(#[$doc])* pub $name: $type),+ }

        /// The inputs of the form.
        impl $form {
            $(pub const fn $name() -> $crate::domain::form::Input {
                $crate::domain::form::Input {
                    name: stringify!($name),
                    field: $crate::domain::form::form!(@field $($field)?),
                }
            })+

            /// Reads each input from the text that `value` returns for its name.
            pub fn read(value: impl Fn(&str) -> String) -> Self {
                Self { $($name: $crate::domain::form::Value::read(value(stringify!($name)))),+ }
            }
        }

        impl $crate::domain::form::Fields for $form {
            fn values_to_keep(&self) -> $crate::domain::form::Kept {
                let values = [$((
                    stringify!($name),
                    $crate::domain::form::form!(@kept self.$name $(=> $not_kept)?),
                )),+];
                values.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
            }
        }
    };
    (@field) => { None };
    (@field $field:ident) => { Some($crate::domain::problem::Field::$field) };
    (@kept $self:ident.$name:ident) => { $crate::domain::form::Value::kept_value(&$self.$name) };
    (@kept $self:ident.$name:ident => not_kept) => { None };
}

pub(crate) use form;

#[cfg(test)]
mod tests {
    use super::*;

    form! {
        pub struct Sample {
            pub email: String at Email,
            pub password: SecretText at Password,
            pub agree: bool => not_kept,
            pub sms: bool,
            pub chosen: Texts,
        }
    }

    #[test]
    fn a_field_is_named_once() {
        assert_eq!(Sample::email(), Input { name: "email", field: Some(Field::Email) });
        assert_eq!(Sample::sms(), Input { name: "sms", field: None });
        assert_eq!(Sample::chosen(), Input { name: "chosen", field: None });
        assert_eq!((Sample::password().name, Sample::agree().name), ("password", "agree"));
    }

    #[test]
    fn what_is_kept_is_no_secret_and_no_consent() {
        let chosen = ["one", "two"].map(str::to_owned).to_vec();
        let typed = Sample { email: "ana".into(), password: "moon".into(), agree: true, sms: true, chosen };
        let kept = [("email", "ana"), ("sms", "true"), ("chosen", "one two")];
        assert_eq!(typed.values_to_keep(), kept.map(|(name, value)| (name, value.to_owned())));
        let beside = (typed, Parameter { name: "version", value: "7".to_owned() });
        assert_eq!(beside.values_to_keep().last(), Some(&("version", "7".to_owned())));
    }

    #[test]
    fn a_form_is_read_by_the_names_of_its_inputs() {
        let read = Sample::read(|name| if name == "sms" { "true".into() } else { name.into() });
        assert_eq!(
            (read.email.as_str(), &*read.password, read.agree, read.sms),
            ("email", "password", false, true)
        );
        assert_eq!(Sample::read(|_| " one  two ".into()).chosen, ["one", "two"]);
        assert_eq!(Sample::read(|_| String::new()).chosen, Texts::new());
    }
}

//! The sign-in and sign-up forms, and the page that a sign-in leads to.

use super::{
    address::{encoded, local},
    form::form,
    secret_text::SecretText,
};

pub const LOGIN: &str = "/login";

/// The page of a sign-in that waits for a second factor.
pub const SECOND_STEP: &str = "/login/second-step";

/// The names under which what was begun at the OpenID provider comes back refused, of a form or of
/// the provider's answer.
pub const SIGN_IN_ELSEWHERE: &str = "sign_in_elsewhere";
pub const IDENTITY: &str = "identity";

/// The page on which a signed-in person starts.
pub const HOME: &str = "/dashboard/integrations";

form! {
    pub struct SignUpForm {
        pub org_name: String at OrgName,
        pub name: String at Name,
        pub email: String at Email,
        pub password: SecretText at Password,
    }
}

form! {
    pub struct LoginForm {
        pub email: String at Email,
        pub password: SecretText at Password,
        /// The page that asked for the sign-in; its address brings it back.
        pub next: String => not_kept,
    }
}

form! {
    /// Leads to the installation's OpenID provider.
    pub struct OidcForm {
        /// The page that asked for the sign-in; its address brings it back.
        pub next: String => not_kept,
    }
}

/// `next` when it is a path on this site, else [`HOME`]: a crafted link never
/// leads to another host.
pub fn landing(next: &str) -> &str {
    let on_this_site = local(next) == next
        && next.len() <= 1024
        && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if on_this_site { next } else { HOME }
}

/// The sign-in page that leads back to `next`.
pub fn login_path(next: &str) -> String {
    format!("{LOGIN}?next={}", encoded(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_leads_only_to_a_path_of_this_site() {
        for path in ["/", "/dashboard/agents", "/dashboard/operations?state=failed"] {
            assert_eq!(landing(path), path);
        }
        for elsewhere in [
            "",
            "dashboard",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/dash\r\nSet-Cookie:a=b",
            "/é",
            "/a b",
        ] {
            assert_eq!(landing(elsewhere), HOME, "{elsewhere}");
        }
    }
    #[test]
    fn the_way_back_is_one_value_of_the_query() {
        assert_eq!(login_path("/dashboard"), "/login?next=/dashboard");
        assert_eq!(
            login_path("/dashboard/operations?state=failed&after=é#x"),
            "/login?next=/dashboard/operations%3Fstate%3Dfailed%26after%3D%C3%A9%23x"
        );
    }
}

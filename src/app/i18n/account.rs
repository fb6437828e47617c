//! The account page.

pub struct AccountTexts {
    pub title: &'static str,
    pub lead: &'static str,
    pub you: &'static str,
    pub name: &'static str,
    pub email: &'static str,
    pub org: &'static str,
    pub role: &'static str,
    pub language_lead: &'static str,
    pub devices: &'static str,
    pub devices_lead: &'static str,
    pub this_device: &'static str,
    pub signed_in: &'static str,
    pub last_seen: &'static str,
    pub revoke: &'static str,
    /// Begins with the visible label.
    pub revoke_spoken: fn(&str) -> String,
    pub sign_out_lead: &'static str,
}

pub const EN: AccountTexts = AccountTexts {
    title: "Account",
    lead: "You, your language, and where you are signed in.",
    you: "You",
    name: "Name",
    email: "E-mail",
    org: "Organisation",
    role: "Role",
    language_lead: "The language of the pages, on every device you sign in from.",
    devices: "Your devices",
    devices_lead: "A device you do not know? Sign it out, and it is out at once.",
    this_device: "This device",
    signed_in: "Signed in",
    last_seen: "Last seen",
    revoke: "Sign out",
    revoke_spoken: |device| format!("Sign out {device}"),
    sign_out_lead: "Ends the session on this device only.",
};

pub const FR: AccountTexts = AccountTexts {
    title: "Compte",
    lead: "Vous, votre langue et les appareils connectés.",
    you: "Vous",
    name: "Nom",
    email: "E-mail",
    org: "Organisation",
    role: "Rôle",
    language_lead: "La langue des pages, sur tous les appareils où vous vous connectez.",
    devices: "Vos appareils",
    devices_lead: "Un appareil inconnu\u{a0}? Déconnectez-le, l’effet est immédiat.",
    this_device: "Cet appareil",
    signed_in: "Connecté",
    last_seen: "Vu",
    revoke: "Déconnecter",
    revoke_spoken: |device| format!("Déconnecter {device}"),
    sign_out_lead: "Met fin à la session sur cet appareil seulement.",
};
